package linkage

import (
	"context"
	"errors"
)

// ErrNotTrained is the cause when a model that lacks m or u is asked to score.
var ErrNotTrained = errors.New("the model is not trained: give the model.json that a run wrote")

// Examiner says of any pair of records which blocking rule gives it and what it
// weighs, candidate or not. It is not safe for concurrent use.
type Examiner struct {
	s    *scorer
	ev   *evaluator
	rows []int32 // nil: records are numbered as in the dataset
}

// NewExaminer makes ready to examine pairs of the dataset under a trained model.
// The error is ErrNotTrained when it is not.
func NewExaminer(ctx context.Context, model *Model, data *Dataset, options Options) (*Examiner, error) {
	if !model.Trained() {
		return nil, ErrNotTrained
	}
	e, err := newEngine(ctx, model.Clone(), data, options)
	if err != nil {
		return nil, err
	}
	s := newScorer(e)
	return &Examiner{s: s, ev: s.evaluator()}, nil
}

// Examiner makes ready to examine pairs of the run's records.
func (r *Result) Examiner() *Examiner { return &Examiner{s: r.scorer, ev: r.scorer.evaluator()} }

// Number makes the examiner take its pairs in another numbering: record i is the
// dataset's row rows[i], or in no row when that is negative.
func (x *Examiner) Number(rows []int32) { x.rows = rows }

// Knows reports whether both records are in the dataset.
func (x *Examiner) Knows(p Pair) bool {
	return x.rows == nil || x.rows[p.L] >= 0 && x.rows[p.R] >= 0
}

// row is the pair by rows of the dataset, the lower first.
func (x *Examiner) row(p Pair) Pair {
	if x.rows != nil {
		p = Pair{x.rows[p.L], x.rows[p.R]}
	}
	return Pair{min(p.L, p.R), max(p.L, p.R)}
}

// Rule names the first blocking rule that pairs the two records; "" when none does,
// or when the link type forbids the pair.
func (x *Examiner) Rule(p Pair) string {
	p = x.row(p)
	if !x.s.comparable(p.L, p.R) {
		return ""
	}
	for _, r := range x.s.rules {
		if x.s.agrees(x.ev, r, p.L, p.R) {
			return r.String()
		}
	}
	return ""
}

// Weight is the pair's match weight.
func (x *Examiner) Weight(p Pair) MatchWeight {
	p = x.row(p)
	code := x.s.compare(x.ev, p.L, p.R)
	pattern := x.s.pattern(code)
	return x.s.adjust(&pattern, p.L, p.R)
}

// Household reports whether the pair, if it is no match, is rather of one household
// than of strangers; a model of two classes knows no household.
func (x *Examiner) Household(p Pair) bool {
	p = x.row(p)
	code := x.s.compare(x.ev, p.L, p.R)
	pattern := x.s.pattern(code)
	log := x.s.refine(&pattern, p.L, p.R)
	return log[Household] > log[Unrelated]
}
