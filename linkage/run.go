package linkage

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Result is a finished run.
type Result struct {
	Model      *Model // trained
	Data       *Dataset
	Fit        *Fit   // nil when the model came trained
	Links      []Edge // of at least the minimum probability, ordered by record
	Patterns   *Patterns
	Blocks     []BlockCount
	Summary    Summary
	Unlinkable []Unlinkable

	scorer    *scorer
	decided   map[Pair]verdict
	doubtful  int
	decisions []Decision
}

// Summary is a run in figures.
type Summary struct {
	Records         int     `json:"records"`
	CandidatePairs  int64   `json:"candidate_pairs"`
	Patterns        int     `json:"patterns"`
	Links           int     `json:"links"`
	ExpectedMatches float64 `json:"expected_matches"` // among the candidate pairs
	Lambda          float64 `json:"lambda"`           // share of all pairs that match
	Unlinkable      int     `json:"unlinkable"`
	Update          bool    `json:"update,omitempty"` // pairs, patterns and expected matches are of the pairs scored now
}

// Run trains the model unless it is trained, makes and scores the candidate pairs
// and returns what can be clustered. It is cancelled through ctx, within a
// fraction of a second.
func Run(ctx context.Context, model *Model, data *Dataset, options Options) (*Result, error) {
	e, err := newEngine(ctx, model.Clone(), data, options)
	if err != nil {
		return nil, err
	}
	r := &Result{Model: e.model, Data: data, doubtful: options.Doubtful}
	for _, rule := range e.rules {
		r.Blocks = append(r.Blocks, rule.count())
	}
	if !e.model.Trained() {
		if r.Fit, err = e.train(ctx); err != nil {
			return nil, err
		}
	}
	r.scorer = newScorer(e)
	if r.Links, r.Patterns, err = r.scorer.score(ctx, options.minimumWeight()); err != nil {
		return nil, err
	}
	r.decide(options.Decisions)
	if err := r.findUnlinkable(ctx); err != nil {
		return nil, err
	}
	r.Summary = Summary{
		Records: data.Len(), CandidatePairs: r.Patterns.Pairs(), Patterns: len(r.Patterns.Codes), Links: len(r.Links),
		ExpectedMatches: r.scorer.expected(r.Patterns), Lambda: e.model.Prior,
	}
	for _, u := range r.Unlinkable {
		r.Summary.Unlinkable += u.Records
	}
	return r, nil
}

func comparePairs(l Edge, p Pair) int {
	return cmp.Or(cmp.Compare(l.L, p.L), cmp.Compare(l.R, p.R))
}

// Explain is the waterfall of any two records, by their place in the dataset.
func (r *Result) Explain(a, b int) (MatchWeight, []Contribution) {
	l, right := int32(min(a, b)), int32(max(a, b))
	code := r.scorer.compare(r.scorer.evaluator(), l, right)
	p := r.scorer.pattern(code)
	return r.scorer.adjust(&p, l, right), r.scorer.contributions(code, l, right)
}

// Pattern writes a link's agreement pattern, one number per comparison: -1 where a
// value is missing, 0 for the last level, upwards to the best.
func (r *Result) Pattern(l Edge) string { return r.scorer.gammas(l.Pattern) }

// Doubtful lists the links that a reviewer's time is best spent on: those whose
// probability is nearest to one half, at most Options.Doubtful (200 when zero), not
// reviewed yet.
func (r *Result) Doubtful() []Edge {
	limit := cmp.Or(r.doubtful, 200)
	var out []Edge
	for _, l := range r.Links {
		if _, done := r.decided[l.Pair]; !done && math.Abs(float64(l.Weight)) < float64(WeightOf(.999)) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(x, y Edge) int {
		return cmp.Compare(math.Abs(float64(x.Weight)), math.Abs(float64(y.Weight)))
	})
	return out[:min(limit, len(out))]
}

// Count is the number of links of at least the given probability that no identity
// barrier forbids.
func (r *Result) Count(threshold float64) int {
	n, barred := 0, r.barred()
	for _, l := range r.Links {
		if l.Probability() >= threshold && !barred(l.Pair) {
			n++
		}
	}
	return n
}

// Warnings are what training found implausible; none when the model came trained.
func (r *Result) Warnings() []string {
	if r.Fit == nil {
		return nil
	}
	return r.Fit.Warnings
}
