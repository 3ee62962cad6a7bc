package ingest

import (
	"math"
	"slices"
	"strings"
	"time"
)

// headersBeside is a rule that holds each header against the same child's of last
// year.
func headersBeside(breaks func(c *careChild, h, last *careHeader) bool) careRule {
	return func(c *careChild, fail failer) {
		if c.Last == nil || len(c.Last.Header) == 0 {
			return
		}
		for i := range c.Header {
			if h := &c.Header[i]; breaks(c, h, &c.Last.Header[0]) {
				fail(h)
			}
		}
	}
}

// decisionsBeside is a rule that holds each decision for adoption against the
// latest of last year.
func decisionsBeside(breaks func(v, last *carePlaced) bool) careRule {
	return func(c *careChild, fail failer) {
		if c.Last == nil || len(c.Last.PlacedAdoption) == 0 {
			return
		}
		last := &c.Last.PlacedAdoption[len(c.Last.PlacedAdoption)-1]
		for i := range c.PlacedAdoption {
			if v := &c.PlacedAdoption[i]; !v.cannotRead("DATE_PLACED") && !last.cannotRead("DATE_PLACED") && breaks(v, last) {
				fail(v)
			}
		}
	}
}

// firstAgainstOpen is a rule that holds the first episode of this year against the
// last of the year before, where that had not ended.
func firstAgainstOpen(breaks func(first, open *careEpisode) bool) careRule {
	return func(c *careChild, fail failer) {
		if first, open := c.first(), c.openLastYear(); first != nil && open != nil && breaks(first, open) {
			fail(first)
		}
	}
}

// first is the child's earliest episode, nil when there is none with a start.
func (c *careChild) first() *careEpisode {
	for i := range c.Episodes { // those without a start come first
		if c.Episodes[i].DECOM != 0 {
			return &c.Episodes[i]
		}
	}
	return nil
}

// final is the child's latest episode, nil when there is none.
func (c *careChild) final() *careEpisode {
	if c == nil || len(c.Episodes) == 0 {
		return nil
	}
	return &c.Episodes[len(c.Episodes)-1]
}

// openLastYear is the latest episode of last year if it had not ended.
func (c *careChild) openLastYear() *careEpisode {
	if e := c.Last.final(); e != nil && e.goesOn() {
		return e
	}
	return nil
}

// goesOn reports an episode with no end.
func (e *careEpisode) goesOn() bool { return !e.given(e.DEC, "DEC") }

func (m *careMissing) goesOn() bool {
	return m.given(m.MIS_START, "MIS_START") && !m.given(m.MIS_END, "MIS_END")
}

func (d *careLiberty) goesOn() bool {
	return d.given(d.DOLO_START, "DOLO_START") && !d.given(d.DOLO_END, "DOLO_END")
}

// asFar reports that a placement is as far from home as last year's return said;
// so is one of which it is not known how far, which has a rule of its own.
func (e *careEpisode) asFar(last *careEpisode) bool {
	now, known := e.distance()
	then, wasKnown := last.distance()
	return !known || wasKnown && math.Abs(now-then) < 0.2
}

// left reports that an episode of the child ceased for a reason.
func (c *careChild) left(reason string) bool {
	return c != nil && slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return e.REC == reason })
}

// openSinceOther reports an episode with no end that started on another day.
func (c *careChild) openSinceOther(start day) bool {
	return c != nil && slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return e.goesOn() && e.DECOM != 0 && e.DECOM != start })
}

// adoptedBefore reports that the child was adopted in an episode that began before
// one of this year, or in that very one if last year's return said that it had ended.
func (c *careChild) adoptedBefore(e *careEpisode) bool {
	adopted := func(a careEpisode) bool { return oneOf(a.REC, "E11 E12") && a.DECOM < e.DECOM }
	return slices.ContainsFunc(c.Episodes, adopted) || c.Last != nil && slices.ContainsFunc(c.Last.Episodes, func(a careEpisode) bool {
		return adopted(a) || oneOf(a.REC, "E11 E12") && a.DECOM == e.DECOM && a.DEC != 0
	})
}

// decided reports that a decision for adoption has a date.
func (c *careChild) decided() bool {
	return c != nil && slices.ContainsFunc(c.PlacedAdoption, func(v carePlaced) bool { return v.given(v.DATE_PLACED, "DATE_PLACED") })
}

// reversed reports that the decision for adoption was taken back.
func (v *carePlaced) reversed() bool {
	return v.given(v.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") || v.REASON_PLACED_CEASED != ""
}

func (c *careChild) missingSince(start day) bool {
	return slices.ContainsFunc(c.Missing, func(m careMissing) bool { return m.MIS_START == start })
}

func (c *careChild) libertySince(start day) bool {
	return slices.ContainsFunc(c.DoLo, func(d careLiberty) bool { return d.DOLO_START == start })
}

// sexLetter is the code of a sex as written since 2025.
func sexLetter(code string) string {
	switch code {
	case "1":
		return "M"
	case "2":
		return "F"
	}
	return code
}

// followsUPN reports that a UPN may stand where last year's return had another: a
// number stays, unless none was known; of the reasons for having none, only UN1
// may give way to another.
func followsUPN(last, now string) bool {
	unknown := func(upn string) bool { return len(upn) == 3 && listed("ssda903_upn_unknown", upn) }
	switch {
	case strings.EqualFold(last, now):
		return true
	case now == "":
		return false
	case unknown(now):
		return now != "UN1" && (last == "" || last == "UN1")
	default:
		return last == "" || unknown(last)
	}
}

// ceased reports a date on which the status of asylum-seeking child ceases.
func (c *careChild) ceased() bool {
	return c != nil && slices.ContainsFunc(c.UASC, func(v careUASC) bool { return v.given(v.DUC, "DUC") })
}

// ceasedBefore reports that it ceased before a day.
func (c *careChild) ceasedBefore(d day) bool {
	return c != nil && slices.ContainsFunc(c.UASC, func(v careUASC) bool { return v.DUC != 0 && v.DUC < d })
}

// ceasesAsSaid reports that the status ceases when last year's return and this one
// can both be right: on the child's 18th birthday, which is said while it lasts, or
// within this year if the birthday was said last year.
func (c *careChild) ceasesAsSaid() bool {
	for i := range c.UASC {
		v := &c.UASC[i]
		if v.DUC == 0 || v.DOB == 0 || v.DUC == v.DOB.addYears(18) {
			continue
		}
		said := slices.ContainsFunc(c.Last.UASC, func(last careUASC) bool { return last.DUC == v.DOB.addYears(18) })
		if !said || !c.in(v.DUC) {
			return false
		}
	}
	return true
}

// failSeeker fails the child's header and row of asylum-seeking children.
func (c *careChild) failSeeker(fail failer) {
	for i := range c.Header {
		fail(&c.Header[i])
	}
	for i := range c.UASC {
		fail(&c.UASC[i])
	}
}

// failCeased fails the header and the dates on which the status ceases.
func (c *careChild) failCeased(fail failer) {
	for i := range c.Header {
		fail(&c.Header[i])
	}
	for i := range c.UASC {
		if v := &c.UASC[i]; v.given(v.DUC, "DUC") {
			fail(v)
		}
	}
}

// failStatus fails what says that the child is one: the header, or the row of
// asylum-seeking children where there is no header.
func (c *careChild) failStatus(fail failer) {
	for i := range c.Header {
		fail(&c.Header[i])
	}
	for i := range c.UASC {
		if len(c.Header) == 0 {
			fail(&c.UASC[i])
		}
	}
}

// age is the age in whole years, of somebody born on d, on another day.
func (d day) age(on day) int {
	born, then := d.time(), on.time()
	years := then.Year() - born.Year()
	if dayOf(time.Date(then.Year(), born.Month(), born.Day(), 0, 0, 0, 0, time.UTC)) > on {
		years--
	}
	return years
}
