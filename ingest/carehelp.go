package ingest

import (
	"cmp"
	"slices"
	"strings"
)

// shortBreak reports an agreed series of short-term breaks, which is not being
// looked after in most counts.
func (e *careEpisode) shortBreak() bool { return e.LS == "V3" || e.LS == "V4" }

// temporary reports a temporary placement.
func (e *careEpisode) temporary() bool {
	return len(e.PLACE) == 2 && e.PLACE[0] == 'T' && e.PLACE[1] <= '4'
}

// ended is when the episode ceased, or the end of the year where it goes on; 0
// when a date was given that cannot be read.
func (e *careEpisode) ended(c *careChild) day {
	if e.DEC == 0 && !e.given(e.DEC, "DEC") {
		return c.End
	}
	return e.DEC
}

// samePlace reports that two episodes are in one placement.
func (e *careEpisode) samePlace(other *careEpisode) bool {
	return e.PLACE == other.PLACE && e.PL_POST == other.PL_POST && e.URN == other.URN && e.PLACE_PROVIDER == other.PLACE_PROVIDER
}

// healthMissing reports that one of the four items every child has is blank.
func (o *careOC2) healthMissing() bool {
	return o.IMMUNISATIONS == "" || o.TEETH_CHECK == "" || o.HEALTH_ASSESSMENT == "" || o.SUBSTANCE_MISUSE == ""
}

// inOrder puts the episodes in order of their start, those without one first.
func (c *careChild) inOrder() {
	slices.SortStableFunc(c.Episodes, func(a, b careEpisode) int { return cmp.Compare(a.DECOM, b.DECOM) })
}

// pairs calls visit with each two episodes that follow one another.
func (c *careChild) pairs(visit func(last, next *careEpisode)) {
	for i := 1; i < len(c.Episodes); i++ {
		if last := &c.Episodes[i-1]; last.DECOM != 0 {
			visit(last, &c.Episodes[i])
		}
	}
}

// born is the date of birth in the child's header, 0 when there is none.
func (c *careChild) born() day {
	for i := range c.Header {
		if c.Header[i].DOB != 0 {
			return c.Header[i].DOB
		}
	}
	return 0
}

// bornOtherwise reports that the header says another date of birth.
func (c *careChild) bornOtherwise(dob day) bool {
	return dob != 0 && c.born() != 0 && dob != c.born()
}

// given reports that a date was given, be it one that can be read or not.
func (a *at) given(d day, field string) bool { return d != 0 || a.cannotRead(field) }

// cannotRead reports a date that was given and cannot be read.
func (a *at) cannotRead(field string) bool {
	return a.unread != "" && strings.Contains(a.unread, " "+field+" ")
}

// oneOf reports whether code is one of the codes listed, which spaces part.
func oneOf(code, list string) bool {
	if code == "" {
		return false
	}
	for from := 0; ; {
		at := strings.Index(list[from:], code)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(code)
		if (start == 0 || list[start-1] == ' ') && (end == len(list) || list[end] == ' ') {
			return true
		}
		from = end
	}
}

// anyOf reports that a value is there.
func anyOf(values ...string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return v != "" })
}

// someOf reports that some values are there and some are not.
func someOf(values ...string) bool {
	return anyOf(values...) && slices.Contains(values, "")
}

// stays reports that the child is looked after, short breaks left out.
func (c *careChild) stays() bool {
	return slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return !strings.EqualFold(e.LS, "V3") && !strings.EqualFold(e.LS, "V4") })
}

// allYear reports a child looked after continuously for the twelve months to the
// reference date: there at the start, never ceased nor started within, no short
// break within, there at the end. An episode that gives way to another (X1)
// does not end the period.
func (c *careChild) allYear() bool { return c.datesRead() && c.continuous() }

// notAllYear is its opposite. A child with a date that cannot be read is neither.
func (c *careChild) notAllYear() bool { return c.datesRead() && !c.continuous() }

func (c *careChild) datesRead() bool {
	return !slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return e.unread != "" })
}

func (c *careChild) continuous() bool {
	there, goesOn := false, false
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if e.shortBreak() && e.DECOM != 0 && e.DECOM <= c.End && (e.DEC == 0 || e.DEC >= c.Start) {
			return false
		}
		if e.shortBreak() || e.DECOM == 0 {
			continue
		}
		there = there || e.DECOM <= c.Start
		if e.RNE == "S" && e.DECOM > c.Start && e.DECOM <= c.End {
			return false
		}
		if c.in(e.DEC) && e.REC != "X1" {
			return false
		}
		goesOn = goesOn || e.DECOM <= c.End && (e.DEC == 0 || e.DEC > c.End || e.REC == "X1" && c.in(e.DEC))
	}
	return there && goesOn
}

// firstStart is the first episode that starts a period of care, or nil.
func (c *careChild) firstStart() *careEpisode {
	for i := range c.Episodes {
		if e := &c.Episodes[i]; e.RNE == "S" && e.DECOM != 0 {
			return e
		}
	}
	return nil
}

// lastStart is the last episode that starts a period of care, or nil.
func (c *careChild) lastStart() *careEpisode {
	for i := len(c.Episodes) - 1; i >= 0; i-- {
		if e := &c.Episodes[i]; e.RNE == "S" && e.DECOM != 0 {
			return e
		}
	}
	return nil
}

// workers calls visit with each two social worker episodes that follow one another.
func (c *careChild) workers(visit func(last, next *careWorker)) {
	list := slices.Clone(c.SWEpisodes)
	slices.SortStableFunc(list, func(a, b careWorker) int {
		return cmp.Or(cmp.Compare(a.SW_DECOM, b.SW_DECOM), cmp.Compare(a.SW_DEC, b.SW_DEC))
	})
	for i := 1; i < len(list); i++ {
		if list[i-1].SW_DECOM != 0 {
			visit(&list[i-1], &list[i])
		}
	}
}

// health reports that anything but the questionnaire is answered.
func (o *careOC2) health() bool {
	return anyOf(o.CONVICTED, o.HEALTH_CHECK, o.IMMUNISATIONS, o.TEETH_CHECK, o.HEALTH_ASSESSMENT, o.SUBSTANCE_MISUSE,
		o.INTERVENTION_RECEIVED, o.INTERVENTION_OFFERED)
}

// any reports that something of the adoption is given.
func (a *careAD1) any() bool {
	return a.given(a.DATE_INT, "DATE_INT") || a.given(a.DATE_MATCH, "DATE_MATCH") || anyOf(a.FOSTER_CARE, a.NB_ADOPTR, a.SEX_ADOPTR, a.LS_ADOPTR)
}

// all reports that everything of the adoption is given.
func (a *careAD1) all() bool {
	return a.given(a.DATE_INT, "DATE_INT") && a.given(a.DATE_MATCH, "DATE_MATCH") &&
		a.FOSTER_CARE != "" && a.NB_ADOPTR != "" && a.SEX_ADOPTR != "" && a.LS_ADOPTR != ""
}

// whole reports that an earlier permanence is told in full.
func (p *carePrevious) whole() bool {
	return p.PREV_PERM == "Z1" || p.PREV_PERM != "" && p.LA_PERM != "" && p.DATE_PERM != ""
}
