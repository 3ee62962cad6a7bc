package linkage

import (
	"cmp"
	"context"
	"slices"
)

// Found is a record of an index and what speaks for it.
type Found struct {
	Row         int     `json:"-"` // in the index's dataset
	Source      string  `json:"source"`
	ID          string  `json:"id"`
	Weight      float64 `json:"match_weight"`
	Probability float64 `json:"match_probability"`
	Pattern     string  `json:"pattern"`
}

// Find lists the records of the index that match the probe with at least the given
// probability, the likeliest first. What it finds, and every weight, is what a run
// over the index and the probe together would give with the same model and
// frequencies. The record of the probe's own source and id is left out.
func (x *Index) Find(ctx context.Context, p *Probe, least float64) ([]Found, error) {
	candidates := x.candidates(p)
	if len(candidates) == 0 {
		return nil, nil
	}
	near, err := x.near(ctx, p, candidates)
	if err != nil {
		return nil, err
	}
	var out []Found
	for _, row := range candidates {
		other, ok := near.row(x.data.Source(int(row)), x.data.ID(int(row)))
		if !ok || other == near.probe || near.Rule(Pair{near.probe, other}) == "" {
			continue
		}
		found := near.found(other)
		if found.Probability >= least {
			found.Row = int(row)
			out = append(out, found)
		}
	}
	slices.SortStableFunc(out, func(a, b Found) int { return cmp.Compare(b.Weight, a.Weight) })
	return out, nil
}

// Explain is the waterfall of the probe against a record of the index.
func (x *Index) Explain(ctx context.Context, p *Probe, row int) (MatchWeight, []Contribution, error) {
	near, err := x.near(ctx, p, []int32{int32(row)})
	if err != nil {
		return 0, nil, err
	}
	other, ok := near.row(x.data.Source(row), x.data.ID(row))
	if !ok {
		return 0, nil, nil
	}
	w, steps := near.explain(other)
	return w, steps, nil
}

// neighbourhood is a probe and some records of the index, compared with it.
type neighbourhood struct {
	*Examiner
	data  *Dataset
	probe int32
}

// near makes the probe and the candidates a small dataset of their own.
func (x *Index) near(ctx context.Context, p *Probe, candidates []int32) (*neighbourhood, error) {
	b := NewBuilder(x.columns, x.model.Sets)
	values := make([]string, len(x.columns))
	for i, name := range x.columns {
		values[i] = p.text(name, "")
	}
	b.Add(p.Source, p.ID, values...)
	for _, row := range candidates {
		source, id := x.data.Source(int(row)), x.data.ID(int(row))
		if source == p.Source && id == p.ID {
			continue
		}
		for i, name := range x.columns {
			values[i] = x.data.Value(int(row), name)
		}
		b.Add(source, id, values...)
	}
	return newNeighbourhood(ctx, x.model, x.frequencies, b, p)
}

func newNeighbourhood(ctx context.Context, model *Model, frequencies map[string]*Frequencies, b *Builder, p *Probe) (*neighbourhood, error) {
	data, err := b.Dataset()
	if err != nil {
		return nil, err
	}
	e, err := newEngine(ctx, model, data, Options{Threads: 1, Frequencies: frequencies})
	if err != nil {
		return nil, err
	}
	s := newScorer(e)
	n := &neighbourhood{Examiner: &Examiner{s: s, ev: s.evaluator()}, data: data}
	n.probe, _ = n.row(p.Source, p.ID)
	return n, nil
}

func (n *neighbourhood) row(source, id string) (int32, bool) {
	row, ok := n.data.Find(source, id)
	return int32(row), ok
}

func (n *neighbourhood) found(other int32) Found {
	pair := n.pair(other)
	code := n.s.compare(n.ev, pair.L, pair.R)
	w := n.Weight(pair)
	return Found{
		Source: n.data.Source(int(other)), ID: n.data.ID(int(other)),
		Weight: float64(w), Probability: w.Probability(), Pattern: n.s.gammas(code),
	}
}

func (n *neighbourhood) pair(other int32) Pair { return Pair{min(n.probe, other), max(n.probe, other)} }

func (n *neighbourhood) explain(other int32) (MatchWeight, []Contribution) {
	pair := n.pair(other)
	return n.Weight(pair), n.s.contributions(n.s.compare(n.ev, pair.L, pair.R), pair.L, pair.R)
}

// CompareRecords weighs two records that need not stand in any dataset, and explains
// the weight: one waterfall in real time. frequencies are those of the data that the
// model was trained on (CountFrequencies); a model with term frequencies needs them.
// The error is ErrNotTrained when the model is not.
func CompareRecords(ctx context.Context, model *Model, frequencies map[string]*Frequencies, left, right *Probe) (MatchWeight, []Contribution, error) {
	if !model.Trained() {
		return 0, nil, ErrNotTrained
	}
	columns := model.Columns()
	b := NewBuilder(columns, model.Sets)
	for _, p := range []*Probe{left, right} {
		values := make([]string, len(columns))
		for i, name := range columns {
			values[i] = p.text(name, "")
		}
		b.Add(p.Source, p.ID, values...)
	}
	n, err := newNeighbourhood(ctx, model, frequencies, b, left)
	if err != nil {
		return 0, nil, err
	}
	other, _ := n.row(right.Source, right.ID)
	w, steps := n.explain(other)
	return w, steps, nil
}
