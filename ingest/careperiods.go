package ingest

import (
	"cmp"
	"slices"
)

// stay is a period of being looked after: episodes that follow one another without
// a gap. An end of 0 has not come.
type stay struct{ start, end day }

// periods are the child's stays, in order. Episodes with a date that cannot be read
// are left out.
func (c *careChild) periods() []stay {
	var list []stay
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if e.DECOM == 0 || e.cannotRead("DEC") {
			continue
		}
		n := len(list) - 1
		switch {
		case n < 0 || list[n].end != 0 && e.DECOM > list[n].end:
			list = append(list, stay{start: e.DECOM, end: e.DEC})
		case list[n].end != 0 && (e.DEC == 0 || e.DEC > list[n].end):
			list[n].end = e.DEC
		}
	}
	return list
}

// outlives reports that something which began on one day and ended on another, or
// has not ended (0), does not fit the stays it should lie within: it goes on though
// the stay it began in is over, or ended outside every stay.
func (c *careChild) outlives(start, end day) bool {
	stays := c.periods()
	if len(stays) == 0 {
		return false
	}
	if slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return e.cannotRead("DEC") }) {
		return true // it may have ended too soon
	}
	return !slices.ContainsFunc(stays, func(p stay) bool {
		if end == 0 {
			return p.start <= start && p.end == 0
		}
		return p.start <= end && (p.end == 0 || end <= p.end)
	})
}

// finalEnding is the child's latest episode that does not give way to another
// (X1): the one that care ended with, or that goes on; nil when there is none.
func (c *careChild) finalEnding() *careEpisode {
	for i := len(c.Episodes) - 1; i >= 0; i-- {
		if e := &c.Episodes[i]; e.DECOM != 0 && e.REC != "X1" {
			return e
		}
	}
	return nil
}

// sinceAtEnd is when the child began to be looked after without a gap up to an
// episode that goes on, and whether there is such a one.
func (c *careChild) sinceAtEnd() (since day, there bool) {
	stays := c.periods()
	if n := len(stays) - 1; n >= 0 && stays[n].end == 0 {
		return stays[n].start, true
	}
	return 0, false
}

// longerThan fails the episodes under a legal status that follow one another, from
// day to day, for longer than it may last.
func (c *careChild) longerThan(days day, status string, fail failer) {
	var run []*careEpisode
	judge := func() {
		if len(run) > 0 && run[len(run)-1].ended(c)-run[0].DECOM > days {
			for _, e := range run {
				fail(e)
			}
		}
		run = run[:0]
	}
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if e.LS != status || e.DECOM == 0 || e.ended(c) == 0 {
			continue
		}
		if len(run) > 0 && run[len(run)-1].DEC != e.DECOM {
			judge()
		}
		run = append(run, e)
	}
	judge()
}

// daysInYear is how many days of the year an episode lasted.
func (c *careChild) daysInYear(e *careEpisode) day {
	end := e.ended(c)
	if e.DECOM == 0 || end == 0 {
		return 0
	}
	return max(0, min(end, c.End)-max(e.DECOM, c.Start))
}

// respite is how many days of the year were respite care.
func (c *careChild) respite() day {
	total := day(0)
	for i := range c.Episodes {
		if e := &c.Episodes[i]; e.LS == "V3" {
			total += c.daysInYear(e)
		}
	}
	return total
}

// inYear reports that the child is looked after in the year.
func (c *careChild) inYear() bool {
	return slices.ContainsFunc(c.Episodes, func(e careEpisode) bool {
		return e.DECOM != 0 && e.DECOM <= c.End && e.ended(c) >= c.Start
	})
}

// had reports that the child had a legal status.
func (c *careChild) had(status string) bool {
	return slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return e.LS == status })
}

// told reports that something of life after care is given.
func (l *careOC3) told() bool { return l.bare || anyOf(l.IN_TOUCH, l.ACTIV, l.ACCOM) }

// leaverBorn is the care leaver's date of birth, from the header where the row has none.
func (c *careChild) leaverBorn(l *careOC3) day { return cmp.Or(l.DOB, c.born()) }

// leaverBirthday is the 17th or 18th birthday if it falls in the year, else 0.
func (c *careChild) leaverBirthday(dob day) day {
	for _, years := range []int{17, 18} {
		if birthday := dob.addYears(years); dob != 0 && c.in(birthday) {
			return birthday
		}
	}
	return 0
}

// entitled reports that somebody born on dob is a relevant or former relevant
// child by the episodes of this year and the last: looked after for thirteen weeks
// since the age of 14, some of it after turning 16. Short breaks do not count.
func (c *careChild) entitled(dob day) bool {
	all := slices.Clone(c.Episodes)
	if c.Last != nil {
		all = append(all, c.Last.Episodes...)
	}
	all = slices.DeleteFunc(all, func(e careEpisode) bool { return e.shortBreak() || e.DECOM == 0 || e.ended(c) == 0 })
	slices.SortFunc(all, func(a, b careEpisode) int { return cmp.Compare(a.DECOM, b.DECOM) })
	days, done, after16 := day(0), dob.addYears(14), false
	for i := range all {
		end := all[i].ended(c)
		days += max(0, end-max(done, all[i].DECOM))
		done = max(done, end)
		after16 = after16 || end > dob.addYears(16)
	}
	return days >= 13*7 && after16
}

// missingOutside reports a child gone missing on a day when, by the episodes, the
// child was not looked after: before a stay or on or after its last day.
func (c *careChild) missingOutside(m *careMissing) bool {
	return m.MIS_START != 0 && len(c.Episodes) > 0 && !slices.ContainsFunc(c.periods(), func(p stay) bool {
		return p.start <= m.MIS_START && (p.end == 0 || m.MIS_START < p.end)
	})
}

// overlapping finds spans of one child that overlap, n in all. Of two, the one that
// ended first stands and the other fails; one that has not ended (0) stands before
// all that did, and of two such the earlier.
func overlapping(n int, span func(i int) (start, end day), fail func(i int)) {
	for i := range n {
		for j := range n {
			start, end := span(i)
			other, until := span(j)
			if i == j || start == 0 || other == 0 || end != 0 && other >= end || until != 0 && start >= until {
				continue
			}
			stands := until == 0
			if stands == (end == 0) {
				stands = until < end || until == end && (other < start || other == start && j < i)
			}
			if stands {
				fail(i)
			}
		}
	}
}
