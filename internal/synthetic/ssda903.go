package synthetic

import (
	"io"

	"github.com/goldset/goldset"
)

// careReturn is one authority's SSDA903 of one year while it is written.
type careReturn struct {
	e          *England
	year       goldset.CollectionYear
	start, end day
	children   []careChild
}

// careChild is a child in the return.
type careChild struct {
	number int32
	c      *child
	l      *localID
	r      record
	leaver bool // in OC3 only
	breaks bool // every episode in the year is a short break
}

// write903 writes authority a's SSDA903 of a year: a zip of the CSV files that
// COLLECT takes, whose columns are those of the year.
func (e *England) write903(w io.Writer, a int, year goldset.CollectionYear) error {
	r := &careReturn{e: e, year: year, start: periodStart(year), end: periodEnd(year)}
	for _, ref := range e.authorities[a].cases {
		r.include(ref)
	}
	z := newZipped(w)
	z.table("header.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", r.header)
	z.table("episodes.csv", "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN", r.episodes)
	z.table("reviews.csv", "CHILD,DOB,REVIEW,REVIEW_CODE", r.reviews)
	z.table("uasc.csv", "CHILD,SEX,DOB,DUC", r.asylum)
	z.table("oc2.csv", "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"+
		"SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED", r.outcomes)
	z.table("oc3.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM", r.leavers)
	z.table("ad1.csv", "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR", r.adoptions)
	z.table("placed_for_adoption.csv", "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED", r.placedForAdoption)
	z.table("previous_permanence.csv", "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM", r.previousPermanence)
	z.table("missing.csv", "CHILD,DOB,MISSING,MIS_START,MIS_END", r.missing)
	z.table("sw_episodes.csv", "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON", r.workers)
	return z.close()
}

// include adds a case when it belongs in the return.
func (r *careReturn) include(ref caseRef) {
	c := &r.e.children[ref.child]
	l := &c.localIDs[ref.id]
	inCare := r.e.inCare(c, l, r.start, r.end)
	leaver := !inCare && r.e.careLeaver(c, l, r.start, r.end)
	if !inCare && !leaver {
		return
	}
	cc := careChild{
		number: ref.child, c: c, l: l, leaver: leaver, breaks: inCare,
		r: r.e.recordOf(sourceCare+int(l.authority), ref.child, c, asOf(c, l, r.end)),
	}
	for cp := range r.periods(&cc) {
		cc.breaks = cc.breaks && cp.shortBreaks
	}
	r.children = append(r.children, cc)
}

// periods are a child's times in care that touch the year.
func (r *careReturn) periods(cc *careChild) func(func(*carePeriod) bool) {
	return func(yield func(*carePeriod) bool) {
		for i := range cc.c.care {
			cp := &cc.c.care[i]
			if cp.from > r.end || cp.to < r.start || !cc.c.belongs(cc.l, cp.authority, cp.from) {
				continue
			}
			if !yield(cp) {
				return
			}
		}
	}
}

// sex is M or F, or 1 or 2 before 2025.
func (r *careReturn) sex(cc *careChild) string {
	switch {
	case r.year >= 2025:
		return string(cc.r.sex)
	case cc.r.sex == 'M':
		return "1"
	default:
		return "2"
	}
}

// upn is a child's UPN or the code for having none; UN4 and UN7 are not for children
// looked after.
func (r *careReturn) upn(cc *careChild) string {
	number, _, unknown := r.e.upnAt(cc.c, cc.l, &cc.r, r.end)
	switch {
	case number != "":
		return number
	case unknown == "UN4" || unknown == "UN7":
		return "UN5"
	default:
		return unknown
	}
}

func (r *careReturn) header(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		d := throw(r.e.cfg.Seed, forCare, int(cc.number), 1)
		mother, first := "", never
		if cc.r.sex == 'F' && !cc.leaver && !cc.breaks {
			mother = "0"
			born := cc.c.born.birthday(16) + day(d.below(500))
			if d.chance(0.03) && born <= r.end-30 && born > cc.c.care[0].from {
				mother, first = "1", born
			}
		}
		out.text(cc.l.id, r.sex(cc))
		out.slashed(cc.r.born)
		out.text(r.e.ethnicityOn(sourceCare+int(cc.l.authority), cc.number, cc.c), r.upn(cc), mother)
		out.slashed(first)
		out.end()
	}
}

// episodes are the steps that touch the year; what ends later is still open.
func (r *careReturn) episodes(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		for cp := range r.periods(cc) {
			for k := range cp.steps {
				if s := &cp.steps[k]; s.from <= r.end && s.to >= r.start {
					r.episode(out, cc, cp, s)
				}
			}
		}
	}
}

func (r *careReturn) episode(out *rowWriter, cc *careChild, cp *carePeriod, s *step) {
	place := s.place
	if place == "K3" && r.year < 2025 {
		place = "H5" // semi-independent living, before supported accommodation was registered
	}
	to, ended, moved := s.to, s.ended, s.change
	if s.to > r.end {
		to, ended, moved = never, "", ""
	}
	out.text(cc.l.id)
	out.slashed(s.from)
	out.text(s.why, s.legal, cp.need, place, s.provider)
	out.slashed(to)
	out.text(ended, moved, s.home, s.placement, s.urn)
	out.end()
}

// row begins a row with the child's id and date of birth.
func (r *careReturn) row(out *rowWriter, cc *careChild) {
	out.text(cc.l.id)
	out.slashed(cc.r.born)
}

// asylum lists unaccompanied asylum seekers; the status ends with the 18th birthday.
func (r *careReturn) asylum(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		if !cc.c.asylum || cc.leaver {
			continue
		}
		out.text(cc.l.id, r.sex(cc))
		out.slashed(cc.r.born)
		ceased := never
		if adult := min(cc.c.born, cc.r.born).birthday(18); adult >= r.start && adult <= r.end {
			ceased = adult
		}
		out.slashed(ceased)
		out.end()
	}
}

// placedForAdoption lists the decisions to place for adoption that stand.
func (r *careReturn) placedForAdoption(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		for cp := range r.periods(cc) {
			if cp.decided > r.end {
				continue
			}
			r.row(out, cc)
			out.slashed(cp.decided)
			out.text("", "")
			out.end()
		}
	}
}

// adoptions lists the adoptions of the year.
func (r *careReturn) adoptions(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		for cp := range r.periods(cc) {
			last := &cp.steps[len(cp.steps)-1]
			if cp.decided == never || cp.to > r.end {
				continue
			}
			d := throw(r.e.cfg.Seed, forCare, int(cc.number), 2)
			r.row(out, cc)
			out.slashed(cp.decided)
			out.slashed(cp.matched)
			carer := "0"
			if last.place == "A5" {
				carer = "1"
			}
			out.text(carer)
			out.text(adopters[d.pick(adopterOdds)][:]...)
			out.end()
		}
	}
}

// adopters are number, sexes and legal status of those who adopt, with weights.
var (
	adopters    = [][3]string{{"2", "MF", "L11"}, {"2", "MM", "L12"}, {"2", "FF", "L12"}, {"1", "F1", "L0"}, {"1", "M1", "L0"}}
	adopterOdds = cumulate(72, 8, 6, 12, 2)
)
