package linkage

import (
	"context"
	"slices"
)

// RuleCount is what a blocking rule gives, before and after the rules above it.
type RuleCount struct {
	BlockCount
	Adds    int64   `json:"adds"`       // pairs that no earlier rule gives
	SoFar   int64   `json:"cumulative"` // pairs of this rule and all before it
	Biggest []int64 `json:"largest_blocks"`
}

// mostListed is how many of a rule's largest blocks are told.
const mostListed = 5

// CountCandidates counts, rule by rule, the pairs that the model's blocking rules
// add, as a run would make them, without training or scoring. The error is
// ErrTooManyPairs, naming the rule, when one gives more than options allow.
func CountCandidates(ctx context.Context, model *Model, data *Dataset, options Options) ([]RuleCount, error) {
	e, err := newEngine(ctx, model.Clone(), data, options)
	if err != nil {
		return nil, err
	}
	var out []RuleCount
	total := int64(0)
	for i, r := range e.rules {
		patterns, err := e.count(ctx, "count "+r.String(), units(r, e.rules[:i]))
		if err != nil {
			return nil, err
		}
		total += patterns.Pairs()
		c := RuleCount{BlockCount: r.count(), Adds: patterns.Pairs(), SoFar: total}
		var sizes []int64
		r.each(func(_ int, n int64) { sizes = append(sizes, n) })
		slices.Sort(sizes)
		slices.Reverse(sizes)
		c.Biggest = slices.Clone(sizes[:min(len(sizes), mostListed)])
		out = append(out, c)
	}
	return out, nil
}
