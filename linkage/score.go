package linkage

import (
	"context"
	"math"
)

// Pair is two records by their place in the dataset, the lower first.
type Pair struct{ L, R int32 }

// Edge is a scored pair of records.
type Edge struct {
	Pair
	Pattern uint64
	Weight  MatchWeight
}

// Probability is that the two records describe one child.
func (l Edge) Probability() float64 { return l.Weight.Probability() }

// score weighs every candidate pair and returns those of at least the minimum
// weight, ordered by record, with the counts of all patterns.
func (s *scorer) score(ctx context.Context, minimum MatchWeight) ([]Edge, *Patterns, error) {
	work := s.candidates()
	found := make([][]Edge, len(work))
	tallies := make([]*tally, s.options.threads())
	for w := range tallies {
		tallies[w] = &tally{scorer: s, minimum: minimum, counter: newCounter(s.possible)}
	}
	err := s.pass(ctx, "score", work, func(worker, unit int) sink {
		t := tallies[worker]
		t.found = &found[unit]
		return t.take
	})
	if err != nil {
		return nil, nil, err
	}
	counters := make([]*counter, len(tallies))
	for w, t := range tallies {
		counters[w] = t.counter
	}
	return inOrder(found), counters[0].merge(counters[1:]).patterns(), nil
}

// inOrder joins the edges found by unit and sorts them by record.
func inOrder(found [][]Edge) []Edge {
	n := 0
	for _, edges := range found {
		n += len(edges)
	}
	s, all := newSorter(n), make([]*Edge, 0, n)
	for _, edges := range found {
		for i, l := range edges {
			s.add(uint64(l.L)<<32|uint64(l.R), int32(len(all)))
			all = append(all, &edges[i])
		}
	}
	s.sort()
	out := make([]Edge, n)
	for to, from := range s.rows {
		out[to] = *all[from]
	}
	return out
}

// tally is one goroutine's share of scoring. Most pairs fall into patterns that
// cannot reach the minimum; they are counted and otherwise not looked at.
type tally struct {
	*scorer
	minimum MatchWeight
	counter *counter
	worth   []*met // by place in the counter: nil until first met, tooLow if not to be looked at
	found   *[]Edge
}

// met is a pattern that may reach the minimum, and whether it may with the left
// record that it was last met with.
type met struct {
	scored
	left    int32
	hopeful bool
}

// tooLow stands for every pattern that cannot reach the minimum.
var tooLow = new(met)

// take counts the pairs and adds those of at least the minimum weight to found.
func (t *tally) take(left int32, rights []int32, codes []uint64) {
	for j, code := range codes {
		place := t.counter.place(code)
		t.counter.counts[place]++
		if place >= len(t.worth) {
			t.worth = append(t.worth, make([]*met, len(t.counter.counts)-len(t.worth))...)
		}
		p := t.worth[place]
		if p == tooLow {
			continue
		}
		if p == nil {
			if p = t.judge(code); p == tooLow {
				t.worth[place] = p
				continue
			}
			t.worth[place] = p
		}
		if p.left != left {
			p.left, p.hopeful = left, t.hopeful(t.minimum, &p.scored, left)
		}
		if !p.hopeful {
			continue
		}
		if w, ok := t.adjustFrom(t.minimum, &p.scored, left, rights[j]); ok {
			*t.found = append(*t.found, Edge{Pair{left, rights[j]}, code, w})
		}
	}
}

// judge is what a pattern is worth, or tooLow.
func (t *tally) judge(code uint64) *met {
	p := t.pattern(code)
	if p.best < t.minimum {
		return tooLow
	}
	return &met{scored: p, left: -1}
}

// expected sums the probability of a match over the counted pairs.
func (s *scorer) expected(p *Patterns) float64 {
	total := 0.0
	for i, code := range p.Codes {
		total += float64(p.Counts[i]) * s.pattern(code).weight.Probability()
	}
	return total
}

// minimumWeight is the least weight of a kept link.
func (o Options) minimumWeight() MatchWeight {
	switch {
	case o.Minimum < 0:
		return MatchWeight(math.Inf(-1))
	case o.Minimum == 0:
		return 0
	}
	return WeightOf(o.Minimum)
}
