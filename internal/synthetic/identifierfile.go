package synthetic

import (
	"io"

	"github.com/goldset/goldset"
)

const identifierHeader = "LAchildID,Forename,MiddleName,Surname,FormerSurname,BirthDate,ExpectedBirthDate,Sex,Ethnicity," +
	"UPN,FormerUPN,NHSNumber,Postcode,PreviousPostcode,IdentityBarrier"

// writeIdentifiers writes authority a's identifier file: everyone in its CIN census
// or SSDA903 of the year, as it knows them at the end of the year.
func (e *England) writeIdentifiers(w io.Writer, a int, year goldset.CollectionYear) error {
	out := newRowWriter(w, identifierHeader)
	start, end := periodStart(year), periodEnd(year)
	for _, ref := range e.authorities[a].cases {
		c := &e.children[ref.child]
		l := &c.localIDs[ref.id]
		if e.listed(c, l, start, end) {
			e.identifierRow(out, ref.child, c, l, end)
		}
	}
	return out.close()
}

func (e *England) identifierRow(out *rowWriter, number int32, c *child, l *localID, end day) {
	on := asOf(c, l, end)
	r := e.recordOf(sourceCare+int(l.authority), number, c, on)
	out.text(l.id)
	if c.born > end {
		out.text("", "", r.surname, "", "")
		out.isoDate(c.born)
		out.text("U", e.ethnicityOn(sourceCare+int(l.authority), number, c), "", "", "", r.postcode, "", "")
		out.end()
		return
	}
	out.text(r.forename, r.middle, r.surname, r.formerSurname)
	out.isoDate(r.born)
	out.text("", string(r.sex), e.ethnicityOn(sourceCare+int(l.authority), number, c))
	upn, former, _ := e.upnAt(c, l, &r, end)
	out.text(upn, former, r.nhs, r.postcode, r.previousPostcode, barrier(c, l, end))
	out.end()
}

// asOf is the day whose facts a record shows: the end of the year, or for the
// identity before adoption the day before it.
func asOf(c *child, l *localID, end day) day {
	if !l.adoptive && c.adopted <= end {
		return c.adopted - 1
	}
	return end
}

// barrier is C on a record that an adoption closed, N on the one it began.
func barrier(c *child, l *localID, end day) string {
	switch {
	case l.adoptive:
		return "N"
	case c.adopted <= end:
		return "C"
	default:
		return ""
	}
}

// ethnicityOn is the code a source holds: now and then none was obtained.
func (e *England) ethnicityOn(source int, number int32, c *child) string {
	d := throw(e.cfg.Seed, forMistake, int(number), source, 99)
	switch u := d.below(1000); {
	case u < 6:
		return "REFU"
	case u < 25:
		return "NOBT"
	default:
		return c.ethnicity
	}
}

// upnAt is the UPN an authority can give for a record at the end of a year, the one
// before it, or why there is none.
func (e *England) upnAt(c *child, l *localID, r *record, end day) (number, former, unknown string) {
	on := asOf(c, l, end)
	id := &c.identities[c.identityOn(on)]
	onlyNoAction, newest := true, day(0)
	for i := range c.episodes {
		if ep := &c.episodes[i]; c.belongs(l, ep.authority, ep.referred) && ep.referred <= end && ep.closed >= end-365 {
			onlyNoAction = onlyNoAction && ep.noAction
			newest = max(newest, ep.referred)
		}
	}
	known := id.upn != "" && id.upnFrom <= on
	switch {
	case onlyNoAction && newest > 0:
		return "", "", "UN7"
	case known && r.hasUPN:
		if id.temporaryUPN != "" {
			former = id.temporaryUPN
		}
		return id.upn, former, ""
	case c.born > end || end.age(c.born) < 5:
		return "", "", "UN1"
	case newest > end-7:
		return "", "", "UN4"
	case known:
		return "", "", "UN5"
	case c.asylum && c.arrived > end-500:
		return "", "", "UN3"
	default:
		return "", "", "UN2"
	}
}

// inCensus reports whether record l of c has an episode in the CIN census of a period.
func (e *England) inCensus(c *child, l *localID, start, end day) bool {
	for i := range c.episodes {
		ep := &c.episodes[i]
		if ep.referred <= end && ep.closed >= start && c.belongs(l, ep.authority, ep.referred) {
			return true
		}
	}
	return false
}

// inCare reports whether record l of c has an episode in the SSDA903 of a period.
func (e *England) inCare(c *child, l *localID, start, end day) bool {
	for i := range c.care {
		cp := &c.care[i]
		if cp.from <= end && cp.to >= start && c.belongs(l, cp.authority, cp.from) {
			return true
		}
	}
	return false
}

// careLeaver reports whether record l of c is in the OC3 table of a period: looked
// after for 13 weeks since the 14th birthday and at some time after the 16th, with a
// 17th to 21st birthday in the period, past care by then.
func (e *England) careLeaver(c *child, l *localID, start, end day) bool {
	birthday := never
	for age := 17; age <= 21; age++ {
		if b := c.born.birthday(age); b >= start && b <= end {
			birthday = b
		}
	}
	if birthday == never {
		return false
	}
	days, after16, last := day(0), false, day(0)
	for i := range c.care {
		cp := &c.care[i]
		if cp.shortBreaks || !c.belongs(l, cp.authority, cp.from) {
			continue
		}
		days += max(0, cp.to-max(cp.from, c.born.birthday(14)))
		after16 = after16 || cp.to > c.born.birthday(16)
		last = max(last, cp.to)
	}
	return after16 && days >= 91 && last <= birthday && last < start
}
