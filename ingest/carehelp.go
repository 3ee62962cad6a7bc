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
func (e *careEpisode) temporary() bool { return oneOf(e.PLACE, "T0 T1 T2 T3 T4") }

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
func (a *at) given(d day, field string) bool {
	return d != 0 || strings.Contains(a.unread, " "+field+" ")
}

// oneOf reports whether code is one of the codes listed.
func oneOf(code, list string) bool {
	for c := range strings.FieldsSeq(list) {
		if c == code {
			return true
		}
	}
	return false
}

// anyOf reports that a value is there.
func anyOf(values ...string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return v != "" })
}

// someOf reports that some values are there and some are not.
func someOf(values ...string) bool {
	return anyOf(values...) && slices.Contains(values, "")
}
