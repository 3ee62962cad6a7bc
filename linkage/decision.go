package linkage

import (
	"errors"
	"slices"
)

// ErrBarrier is the cause when records on both sides of an identity barrier, such
// as before and after adoption, would become one person.
var ErrBarrier = errors.New("records on both sides of an identity barrier were joined")

// Decision is a reviewer's verdict on two records, named by source and id. It
// binds: a pair reviewed as the same is joined whatever its weight, one reviewed
// as different is kept apart. Of two decisions on one pair the later in the list
// stands. Where decisions contradict each other through other records, different
// stands; see Conflict.
type Decision struct {
	SourceL, IDL, SourceR, IDR string
	Same                       bool
	// Basis is the recorded legal basis, such as a court's order, on which two
	// records are joined across an identity barrier. Without it such a decision
	// fails the run.
	Basis string
}

// verdict is a decision on a pair of the run's records.
type verdict struct {
	same  bool
	basis string
}

// Conflict is reviewed pairs that cannot all hold: a chain of pairs reviewed as the
// same between two records reviewed as different. Different stands, since to weld
// two children together does more harm than to count one twice; of the chain, the
// pair with the weakest evidence gives way, and is listed among the cuts.
type Conflict struct {
	Different Pair
	Same      []Pair // the chain, from one record of Different to the other
}

// decide takes in reviewed pairs. A pair reviewed as the same that no blocking
// rule gave is added to the links.
func (r *Result) decide(decisions []Decision) {
	r.decisions, r.decided = decisions, map[Pair]verdict{}
	ev := r.scorer.evaluator()
	for _, d := range decisions {
		l, okL := r.Data.Find(d.SourceL, d.IDL)
		right, okR := r.Data.Find(d.SourceR, d.IDR)
		if !okL || !okR || l == right {
			continue // a record that is not in this run binds nothing
		}
		pair := Pair{int32(min(l, right)), int32(max(l, right))}
		r.decided[pair] = verdict{d.Same, d.Basis}
		at, found := slices.BinarySearchFunc(r.Links, pair, comparePairs)
		if d.Same && !found {
			code := r.scorer.compare(ev, pair.L, pair.R)
			p := r.scorer.pattern(code)
			r.Links = slices.Insert(r.Links, at, Edge{pair, code, r.scorer.adjust(&p, pair.L, pair.R)})
		}
	}
}

// barred tells whether a pair stands across an identity barrier without a legal basis.
func (r *Result) barred() func(Pair) bool {
	column := r.Data.Column(r.Model.Clusters.Barrier)
	if column == nil {
		return func(Pair) bool { return false }
	}
	c := &clusterer{barrier: column.Codes, decided: r.decided}
	return func(p Pair) bool { return c.barred(p.L, p.R) }
}

// conflicts lists the decisions that contradict each other, in the order of records.
func (c *clusterer) conflicts() []Conflict {
	next := map[int32][]int32{}
	var different []Pair
	for p, v := range c.decided {
		if v.same {
			next[p.L], next[p.R] = append(next[p.L], p.R), append(next[p.R], p.L)
		} else {
			different = append(different, p)
		}
	}
	for _, to := range next {
		slices.Sort(to)
	}
	slices.SortFunc(different, func(x, y Pair) int { return comparePairs(Edge{Pair: x}, y) })
	var out []Conflict
	for _, p := range different {
		if chain := chainBetween(next, p); chain != nil {
			out = append(out, Conflict{p, chain})
		}
	}
	return out
}

// chainBetween is the shortest chain of pairs that leads from one record of p to the
// other; nil when none does.
func chainBetween(next map[int32][]int32, p Pair) []Pair {
	from, queue := map[int32]int32{p.L: p.L}, []int32{p.L}
	for len(queue) > 0 && queue[0] != p.R {
		at := queue[0]
		queue = queue[1:]
		for _, to := range next[at] {
			if _, seen := from[to]; !seen {
				from[to], queue = at, append(queue, to)
			}
		}
	}
	if len(queue) == 0 {
		return nil
	}
	var out []Pair
	for at := p.R; at != p.L; at = from[at] {
		out = append(out, Pair{min(at, from[at]), max(at, from[at])})
	}
	slices.Reverse(out)
	return out
}
