package ingest

import (
	"cmp"
	"math"
	"slices"
)

// reasonsAsked is the first day of social worker episodes of which everything is
// asked, the reason among it.
var reasonsAsked = civilDay(2023, 4, 1)

// thereAtEnd reports a child who is looked after on the last day, by what the
// return says: no episode that ceased is the latest, and it is no short break.
func (c *careChild) thereAtEnd() bool {
	final := c.final()
	return final == nil || final.goesOn() && !final.shortBreak()
}

// byWorker are the child's social worker episodes in the order of their ends, open
// ones last.
func (c *careChild) byWorker() []careWorker {
	list := slices.Clone(c.SWEpisodes)
	end := func(w careWorker) day {
		if w.SW_DEC == 0 {
			return math.MaxInt32
		}
		return w.SW_DEC
	}
	slices.SortStableFunc(list, func(a, b careWorker) int {
		return cmp.Or(cmp.Compare(end(a), end(b)), cmp.Compare(a.SW_DECOM, b.SW_DECOM))
	})
	return list
}

// handover is how many days may pass between two social workers.
const handover = 5

// workerGap fails the child's latest social worker episode when one had ended more
// than a handover before the end of the year and none followed in time.
func (c *careChild) workerGap(fail failer) {
	list := c.byWorker()
	for i := range list {
		w := &list[i]
		if !c.in(w.SW_DEC) || w.SW_DEC >= c.End-handover {
			continue
		}
		if i+1 == len(list) || list[i+1].SW_DECOM == 0 || list[i+1].SW_DECOM > w.SW_DEC+handover {
			fail(&list[len(list)-1])
		}
	}
}

// workerLeftLate fails the child's latest social worker episode when one ended
// within a handover of the end of the year and none followed.
func (c *careChild) workerLeftLate(fail failer) {
	list := c.byWorker()
	for i := range list {
		w := &list[i]
		followed := i+1 < len(list) && list[i+1].SW_DECOM != 0
		if w.SW_DEC >= c.End-handover && w.SW_DEC < c.End && !followed {
			fail(&list[len(list)-1])
		}
	}
}

// changesCare reports an episode with which care begins or ends, or goes on.
func (e *careEpisode) changesCare() bool {
	return !e.shortBreak() && (e.RNE == "S" || e.REC != "X1")
}

// workerSince reports a social worker episode that begins no earlier than an episode.
func (c *careChild) workerSince(e *careEpisode) bool {
	return slices.ContainsFunc(c.SWEpisodes, func(w careWorker) bool { return w.SW_DECOM >= e.DECOM })
}

// noWorkerAtEnd fails the child's latest social worker episode when none is open at
// the end of the year.
func (c *careChild) noWorkerAtEnd(fail failer) {
	list := c.byWorker()
	if len(list) == 0 || slices.ContainsFunc(list, func(w careWorker) bool {
		return w.SW_DECOM <= c.End && (!w.given(w.SW_DEC, "SW_DEC") || w.SW_DEC >= c.End)
	}) {
		return
	}
	fail(&list[len(list)-1])
}

// workerAgainstOpen is a rule that holds the first social worker episode of this
// year against the last of the year before, where that had not ended.
func workerAgainstOpen(breaks func(first, open *careWorker) bool) careRule {
	return func(c *careChild, fail failer) {
		first, last := c.byStart(), c.Last.byStart()
		if len(first) == 0 || len(last) == 0 {
			return
		}
		if open := &last[len(last)-1]; !open.given(open.SW_DEC, "SW_DEC") && breaks(&first[0], open) {
			fail(&first[0])
		}
	}
}

// byStart are the child's social worker episodes with a start, in its order.
func (c *careChild) byStart() []careWorker {
	if c == nil {
		return nil
	}
	list := slices.DeleteFunc(slices.Clone(c.SWEpisodes), func(w careWorker) bool { return w.SW_DECOM == 0 })
	slices.SortStableFunc(list, func(a, b careWorker) int { return cmp.Compare(a.SW_DECOM, b.SW_DECOM) })
	return list
}
