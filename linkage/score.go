package linkage

import (
	"cmp"
	"context"
	"math"
	"slices"
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

// tableLimit bounds the array of pattern scores; beyond it they are kept in a map.
const tableLimit = 1 << 20

// score weighs every candidate pair and returns those of at least the minimum
// weight, ordered by record, with the counts of all patterns.
func (s *scorer) score(ctx context.Context, minimum MatchWeight) ([]Edge, *Patterns, error) {
	work := s.candidates()
	found := make([][]Edge, len(work))
	counters := make([]*counter, s.options.threads())
	tables := make([]*table, s.options.threads())
	for w := range counters {
		counters[w], tables[w] = newCounter(s.possible), newTable(s)
	}
	err := s.pass(ctx, "score", work, func(worker, unit int) sink {
		return func(left int32, rights []int32, codes []uint64) {
			for j, code := range codes {
				counters[worker].add(code, 1)
				p := tables[worker].scored(code)
				if p.best < minimum {
					continue
				}
				if w := s.adjust(*p, code, left, rights[j]); w >= minimum {
					found[unit] = append(found[unit], Edge{Pair{left, rights[j]}, code, w})
				}
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	edges := slices.Concat(found...)
	slices.SortFunc(edges, func(x, y Edge) int { return cmp.Or(cmp.Compare(x.L, y.L), cmp.Compare(x.R, y.R)) })
	return edges, counters[0].merge(counters[1:]).patterns(), nil
}

// table remembers the scores of patterns already met on one goroutine.
type table struct {
	s     *scorer
	dense []*scored
	other map[uint64]*scored
}

func newTable(s *scorer) *table {
	if s.possible <= tableLimit {
		return &table{s: s, dense: make([]*scored, s.possible)}
	}
	return &table{s: s, other: map[uint64]*scored{}}
}

func (t *table) scored(code uint64) *scored {
	if t.dense != nil {
		if t.dense[code] == nil {
			p := t.s.pattern(code)
			t.dense[code] = &p
		}
		return t.dense[code]
	}
	p, ok := t.other[code]
	if !ok {
		fresh := t.s.pattern(code)
		p = &fresh
		t.other[code] = p
	}
	return p
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
