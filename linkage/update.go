package linkage

import (
	"context"
	"fmt"
	"slices"
)

// Update takes in what has changed since the state: data are all records as they
// stand now, some of them new, some saying something else, and some of the state's
// gone. Only pairs with a new or changed record are scored, and only the components
// that such a record, a withdrawn one or a new decision touches are divided again.
//
// The outcome is that of Run and Clusters over all records with the state's model
// and its frequencies, link for link and cluster for cluster. It differs from a run
// that trains anew, or counts frequencies anew, by what that changes in the weights.
//
// The result's Patterns and the counts in its Summary are of the pairs scored now.
func (s *State) Update(ctx context.Context, data *Dataset, options Options) (*Result, *Clustering, error) {
	options.Frequencies, options.Minimum = s.Frequencies, s.Minimum
	for _, name := range s.Model.Columns() {
		if data.Column(name) == nil {
			return nil, nil, fmt.Errorf("column %q: %w", name, ErrOtherModel)
		}
	}
	e, err := newEngine(ctx, s.Model.Clone(), data, options)
	if err != nil {
		return nil, nil, err
	}
	r := &Result{Model: e.model, Data: data, doubtful: options.Doubtful, scorer: newScorer(e)}
	for _, rule := range e.rules {
		r.Blocks = append(r.Blocks, rule.count())
	}
	a := s.arrive(data)
	fresh, patterns, err := r.scorer.scoreFresh(ctx, a.fresh, options.minimumWeight())
	if err != nil {
		return nil, nil, err
	}
	r.Links, r.Patterns = append(s.standing(r.scorer, a, options.minimumWeight()), fresh...), patterns
	slices.SortFunc(r.Links, func(x, y Edge) int { return comparePairs(x, y.Pair) })
	r.decide(options.Decisions)
	if err := r.findUnlinkable(ctx); err != nil {
		return nil, nil, err
	}
	r.Summary = Summary{
		Records: data.Len(), CandidatePairs: r.Patterns.Pairs(), Patterns: len(r.Patterns.Codes), Links: len(r.Links),
		ExpectedMatches: r.scorer.expected(r.Patterns), Lambda: e.model.Prior, Update: true,
	}
	for _, u := range r.Unlinkable {
		r.Summary.Unlinkable += u.Records
	}
	clusters, err := s.recluster(r, a)
	return r, clusters, err
}

// standing are the state's links between records that say what they said.
func (s *State) standing(scorer *scorer, a arrivals, least MatchWeight) []Edge {
	ev := scorer.evaluator()
	out := make([]Edge, 0, len(s.Links))
	for _, l := range s.Links {
		if a.changed[l.L] || a.changed[l.R] {
			continue
		}
		x, y := a.rows[l.L], a.rows[l.R]
		pair := Pair{min(x, y), max(x, y)}
		code := scorer.compare(ev, pair.L, pair.R)
		p := scorer.pattern(code)
		if w := scorer.adjust(&p, pair.L, pair.R); w >= least {
			out = append(out, Edge{pair, code, w})
		}
	}
	return out
}

// freshStretch is how many records are scored as one piece of work.
const freshStretch = 64

// scoreFresh weighs every candidate pair with a fresh record, each once, and counts
// their patterns.
func (s *scorer) scoreFresh(ctx context.Context, fresh []bool, least MatchWeight) ([]Edge, *Patterns, error) {
	var rows []int32
	for row, is := range fresh {
		if is {
			rows = append(rows, int32(row))
		}
	}
	pieces := (len(rows) + freshStretch - 1) / freshStretch
	found, counted := make([][]Edge, pieces), make([]map[uint64]int64, pieces)
	err := s.parallel(ctx, pieces, func(ev *evaluator, i int) {
		counted[i] = map[uint64]int64{}
		for _, row := range rows[i*freshStretch : min((i+1)*freshStretch, len(rows))] {
			for _, other := range s.partners(ev, row, fresh) {
				pair := Pair{min(row, other), max(row, other)}
				code := s.compare(ev, pair.L, pair.R)
				counted[i][code]++
				p := s.pattern(code)
				if w := s.adjust(&p, pair.L, pair.R); w >= least {
					found[i] = append(found[i], Edge{pair, code, w})
				}
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	total := map[uint64]int64{}
	for _, counts := range counted {
		for code, n := range counts {
			total[code] += n
		}
	}
	patterns := &Patterns{}
	for code := range total {
		patterns.Codes = append(patterns.Codes, code)
	}
	slices.Sort(patterns.Codes)
	for _, code := range patterns.Codes {
		patterns.Counts = append(patterns.Counts, total[code])
	}
	return slices.Concat(found...), patterns, nil
}

// partners are the records that some blocking rule pairs with row, in order. A pair of
// two fresh records is its lower record's.
func (e *engine) partners(ev *evaluator, row int32, fresh []bool) []int32 {
	var out []int32
	for _, r := range e.rules {
		e.blocksOf(r, row, func(rows []int32) {
			for _, other := range rows {
				if other != row && (!fresh[other] || other > row) && e.comparable(row, other) {
					out = append(out, other)
				}
			}
		})
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(other int32) bool {
		return !slices.ContainsFunc(e.rules, func(r *rule) bool { return e.agrees(ev, r, min(row, other), max(row, other)) })
	})
}

// blocksOf visits the blocks in which a rule puts the record.
func (e *engine) blocksOf(r *rule, row int32, visit func(rows []int32)) {
	if r.keyed() {
		if block := e.words.of(row)[r.word]; block > 0 {
			visit(r.block(int(block) - 1))
		}
		return
	}
	for _, key := range r.sets[row] {
		if at, ok := slices.BinarySearch(r.names, key); ok {
			visit(r.block(at))
		}
	}
}

// recluster divides the components that changed, and leaves those that stand whole
// as they were. One that was cut is divided again too, to say why.
func (s *State) recluster(r *Result, a arrivals) (*Clustering, error) {
	c, err := newClusterer(r.scorer)
	if err != nil {
		return nil, err
	}
	if err := c.take(r.decided); err != nil {
		return nil, err
	}
	least := WeightOf(s.Threshold)
	links, out, whole := c.joining(r.Links, least), newForest(r.Data.Len()), newForest(r.Data.Len())
	for _, l := range links {
		whole.join(l.L, l.R)
	}
	for i, record := range s.Records {
		if row, first := a.rows[i], a.rows[record.Cluster]; row >= 0 && first >= 0 && whole.root(row) == whole.root(first) {
			out.join(row, first)
		}
	}
	stir := make([]bool, r.Data.Len()) // by root: divide the component again
	for row, is := range s.touched(r, a) {
		if is {
			stir[whole.root(int32(row))] = true
		}
	}
	for _, l := range links {
		if out.root(l.L) != out.root(l.R) {
			stir[whole.root(l.L)] = true
		}
	}
	for row := range out {
		if stir[whole.root(int32(row))] {
			out[row] = int32(row)
		}
	}
	c.divide(out, slices.DeleteFunc(links, func(l Edge) bool { return !stir[whole.root(l.L)] }), least)
	for row := range out {
		out[row] = out.root(int32(row))
	}
	return c.clustering(r.Links, out)
}

// touched are the rows whose component may be divided otherwise than before: of fresh
// records, of those that a link tied to a changed or withdrawn one, and of decisions
// that are new, gone or otherwise.
func (s *State) touched(r *Result, a arrivals) []bool {
	out := slices.Clone(a.fresh)
	mark := func(row int32) {
		if row >= 0 {
			out[row] = true
		}
	}
	for _, l := range s.Links {
		if a.changed[l.L] || a.changed[l.R] {
			mark(a.rows[l.L])
			mark(a.rows[l.R])
		}
	}
	if slices.Equal(s.Decisions, r.decisions) {
		return out
	}
	for _, d := range slices.Concat(s.Decisions, r.decisions) {
		for _, end := range [][2]string{{d.SourceL, d.IDL}, {d.SourceR, d.IDR}} {
			if row, ok := r.Data.Find(end[0], end[1]); ok {
				mark(int32(row))
			}
		}
	}
	return out
}
