package linkage

import (
	"cmp"
	"slices"
)

// Mistake is a pair of records that linkage got wrong: missed, of one person but
// not put together, or false, put together though of two persons.
type Mistake struct {
	Pair
	Missed bool
	Linked bool        // the pair stands among the links, with Weight
	Weight MatchWeight // or, of a pair that was examined, its weight
	Cause  string
}

// CauseCount is how many pairs went wrong for one cause.
type CauseCount struct {
	Missed bool   `json:"missed"` // else false
	Cause  string `json:"cause"`
	Pairs  int64  `json:"pairs"`
}

// The causes of mistakes. A link that clustering cut is missed for the cut's cause.
const (
	CauseAbsent    = "a record is not in the files that were linked"
	CauseBlocked   = "no blocking rule pairs them"
	CauseScoredLow = "scored below the threshold"
	CauseNotLinked = "not among the links: no blocking rule pairs them, or they scored below those written"
	CauseCut       = "cut by clustering"
	CauseHousehold = "members of one household scored as one person"
	CauseStrangers = "strangers scored as one person"
	CauseLinked    = "linked, though two persons"
	CauseJoined    = "joined through other records"
)

// Judgement is what stands to be judged against the truth.
type Judgement struct {
	Entity    []string // by record; "" is left out
	Links     []Edge
	Threshold MatchWeight     // links below it count as not made
	Clusters  []int32         // by record; nil judges the links alone
	Cuts      map[Pair]string // links that clustering cut, and why; may be nil
	Examiner  *Examiner       // tells apart what the links alone do not; may be nil
}

// Mistakes counts the wrong pairs by cause, missed before false and the commonest
// first, and gives up to so many examples of each cause, in the order of records.
func (j *Judgement) Mistakes(examples int) ([]CauseCount, []Mistake) {
	linked := make(map[Pair]Edge, len(j.Links))
	for _, l := range j.Links {
		linked[l.Pair] = l
	}
	type kind struct {
		missed bool
		cause  string
	}
	counts, kept := map[kind]int64{}, []Mistake(nil)
	j.wrong(linked, func(m Mistake) {
		k := kind{m.Missed, m.Cause}
		if counts[k]++; counts[k] <= int64(examples) {
			kept = append(kept, m)
		}
	})
	var out []CauseCount
	for k, n := range counts {
		out = append(out, CauseCount{k.missed, k.cause, n})
	}
	slices.SortFunc(out, func(x, y CauseCount) int {
		return cmp.Or(-compareBools(x.Missed, y.Missed), cmp.Compare(y.Pairs, x.Pairs), cmp.Compare(x.Cause, y.Cause))
	})
	return out, kept
}

func compareBools(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

// wrong visits every wrong pair: the missed ones person by person, then the false
// ones cluster by cluster or link by link.
func (j *Judgement) wrong(linked map[Pair]Edge, visit func(Mistake)) {
	for _, rows := range gather(j.Entity, func(row int) bool { return j.Entity[row] != "" }) {
		eachPair(rows, func(p Pair) {
			l, ok := linked[p]
			switch {
			case j.Clusters != nil && j.Clusters[p.L] != j.Clusters[p.R], j.Clusters == nil && !(ok && l.Weight >= j.Threshold):
				m := Mistake{Pair: p, Missed: true, Linked: ok, Weight: l.Weight}
				m.Cause = j.missedFor(&m)
				visit(m)
			}
		})
	}
	if j.Clusters == nil {
		for _, l := range j.Links {
			if l.Weight >= j.Threshold && j.Entity[l.L] != "" && j.Entity[l.R] != "" && j.Entity[l.L] != j.Entity[l.R] {
				m := Mistake{Pair: l.Pair, Linked: true, Weight: l.Weight}
				m.Cause = j.falseFor(&m)
				visit(m)
			}
		}
		return
	}
	for _, rows := range gather(j.Clusters, func(row int) bool { return j.Entity[row] != "" }) {
		eachPair(rows, func(p Pair) {
			if j.Entity[p.L] != j.Entity[p.R] {
				l, ok := linked[p]
				m := Mistake{Pair: p, Linked: ok, Weight: l.Weight}
				m.Cause = j.falseFor(&m)
				visit(m)
			}
		})
	}
}

// gather lists the rows of each value that two rows or more have, in the order of
// their first rows; only rows that count are listed.
func gather[T comparable](of []T, counts func(row int) bool) [][]int32 {
	place, out := map[T]int{}, [][]int32(nil)
	for row, v := range of {
		if !counts(row) {
			continue
		}
		at, ok := place[v]
		if !ok {
			at = len(out)
			place[v], out = at, append(out, nil)
		}
		out[at] = append(out[at], int32(row))
	}
	return slices.DeleteFunc(out, func(rows []int32) bool { return len(rows) < 2 })
}

func eachPair(rows []int32, visit func(Pair)) {
	for i, a := range rows {
		for _, b := range rows[i+1:] {
			visit(Pair{a, b})
		}
	}
}

func (j *Judgement) missedFor(m *Mistake) string {
	if m.Linked && m.Weight >= j.Threshold {
		if why := j.Cuts[m.Pair]; why != "" {
			return CauseCut + ": " + why
		}
		return CauseCut
	}
	if m.Linked {
		return CauseScoredLow
	}
	if j.Examiner == nil {
		return CauseNotLinked
	}
	if !j.Examiner.Knows(m.Pair) {
		return CauseAbsent
	}
	m.Weight = j.Examiner.Weight(m.Pair)
	if j.Examiner.Rule(m.Pair) == "" {
		return CauseBlocked
	}
	return CauseScoredLow
}

func (j *Judgement) falseFor(m *Mistake) string {
	switch {
	case !m.Linked || m.Weight < j.Threshold:
		return CauseJoined
	case j.Examiner == nil || j.Examiner.s.model.Classes == 2 || !j.Examiner.Knows(m.Pair):
		return CauseLinked
	case j.Examiner.Household(m.Pair):
		return CauseHousehold
	}
	return CauseStrangers
}
