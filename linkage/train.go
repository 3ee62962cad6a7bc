package linkage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// Fit tells how training went.
type Fit struct {
	Exhaustive bool         `json:"exhaustive"` // fitted to all pairs, not to those of blocking rules
	Sessions   []SessionFit `json:"sessions"`
	Iterations int          `json:"iterations"`
	Converged  bool         `json:"converged"`
	Warnings   []string     `json:"warnings,omitempty"`

	Correlations []Correlation `json:"correlations,omitempty"` // the worst first
	Errors       []LevelError  `json:"errors,omitempty"`       // of u where it is not exact
	Changes      []float64     `json:"changes,omitempty"`      // largest change of a rate by iteration
}

// SessionFit is one training rule's part in it.
type SessionFit struct {
	Rule     string  `json:"rule"`
	Pairs    int64   `json:"pairs"`
	Patterns int     `json:"patterns"`
	Matches  float64 `json:"matches"`   // expected among its pairs
	Shared   float64 `json:"household"` // expected pairs of one household
}

const (
	exhaustivePairs = 3_000_000  // up to this many pairs training looks at every one
	sessionPairs    = 60_000_000 // a training rule that gives more is left out, with a warning
	mostRounds      = 4          // of EM with u corrected for the matches among all pairs
	mostIterations  = 300
	tolerance       = 1e-6

	// pseudoPairs is how many imagined pairs the prior of m and h counts for, unless
	// the comparison states it: with the levels' shares, a Dirichlet prior.
	pseudoPairs = 4.0

	// wrongValue is how often a record is taken to carry somebody else's value by
	// mistake. It bounds how much agreement on a unique identifier can prove, and how
	// much disagreement can disprove: EM would otherwise talk itself into an identifier
	// that never errs, since pairs that differ on it cease to be matches.
	wrongValue = 1e-3
)

// rates are a probability for each class, by comparison and level.
type rates [][][classes]float64

// trainer fits a model to the counts of agreement patterns.
type trainer struct {
	*engine
	all      [][]float64 // pairs by comparison and level, over all pairs
	present  [][]float64 // pairs by comparison and stratum in which neither value is missing
	rates    rates
	prior    rates
	strength []float64 // by comparison, how many pairs its prior counts for
	sessions []*session
	lambda   [][classes]float64 // by stratum, shares of all its pairs
	silent   []bool             // comparisons that repeat another
	given    bool               // lambda follows from deterministic rules
	alone    bool               // no pair of one household was found: two of the three classes are fitted
	outside  []observation      // labelled pairs that no session holds
	known    []observation      // all labelled pairs
	fit      Fit
}

// session is the pairs of one training rule. Comparisons that read a column of
// the rule are left out, since every pair agrees on them.
type session struct {
	name   string
	used   []bool
	levels []uint8 // by pattern and comparison
	strata []uint8 // by pattern
	counts []float64
	shares [][classes]float64 // by stratum
	rule   *rule              // nil when the session is all pairs
	labels []observation
}

// Train returns a copy of the model with m, u, h and the priors fitted to the
// data, without labels: u from how often each value occurs, m and h by expectation
// maximisation on pattern counts.
func Train(ctx context.Context, model *Model, data *Dataset, options Options) (*Model, *Fit, error) {
	e, err := newEngine(ctx, model.Clone(), data, options)
	if err != nil {
		return nil, nil, err
	}
	fit, err := e.train(ctx)
	return e.model, fit, err
}

func (e *engine) train(ctx context.Context) (*Fit, error) {
	if e.pairs() == 0 {
		return nil, errors.New("train: there is no pair of records to compare")
	}
	t := &trainer{engine: e}
	if err := t.frequencies(ctx); err != nil {
		return nil, err
	}
	t.findRepeats()
	candidates, err := t.gather(ctx)
	if err != nil {
		return nil, err
	}
	t.observe()
	if err := t.fitRounds(ctx, candidates); err != nil {
		return nil, err
	}
	if t.withoutHouseholds() {
		t.alone = true
		t.warn("no pair looks like two members of one household, so matches and strangers alone were fitted")
		if err := t.fitRounds(ctx, candidates); err != nil {
			return nil, err
		}
	}
	t.finish()
	t.options.report("train", mostRounds, mostRounds)
	return &t.fit, nil
}

// top sums the share of matches that reach the first level of each comparison.
func (t *trainer) top() float64 {
	s := 0.0
	for k, c := range t.comparisons {
		s += t.rates[k][c.first()][Match]
	}
	return s
}

// first is the position of the best level that is not for missing values.
func (c *comparison) first() int {
	for i, l := range c.Levels {
		if !l.Null {
			return i
		}
	}
	return 0
}

func (t *trainer) frequencies(ctx context.Context) error {
	t.all = make([][]float64, len(t.comparisons))
	for k, c := range t.comparisons {
		t.options.report("frequencies", int64(k), int64(len(t.comparisons)))
		counts, err := t.levelPairs(ctx, c)
		if err != nil {
			return err
		}
		t.all[k] = counts
		t.present = append(t.present, t.presentPairs(c))
	}
	return nil
}

// presentPairs counts, by stratum, the pairs of records that both have the value.
func (e *engine) presentPairs(c *comparison) []float64 {
	ev, absent := e.evaluator(), e.absentKeys(c)
	n := make([]float64, len(e.data.sources))
	for row, key := range c.codes {
		if !absent[key] {
			n[e.data.source[row]]++
		}
	}
	out := make([]float64, len(e.strata.list))
	one := c.weighsOneMissing(ev, absent)
	records := frequencies(e.data.source, len(e.data.sources))
	for a := range n {
		for b := a; b < len(n); b++ {
			within, pairs := 0, n[a]*n[b]
			if one {
				allA, allB := float64(records[a]), float64(records[b])
				pairs = allA*allB - (allA-n[a])*(allB-n[b])
			}
			if a == b {
				within, pairs = 1, (pairs-n[a])/2
			}
			if within == 0 || e.model.LinkType != Link {
				out[e.strata.between(e.strata.bySource[a], e.strata.bySource[b], within)] += max(0, pairs)
			}
		}
	}
	return out
}

// weighsOneMissing reports whether a value missing on one side only is evidence:
// the level of a missing and a present value is no null level.
func (c *comparison) weighsOneMissing(ev *evaluator, absent []bool) bool {
	without, with := slices.Index(absent, true), slices.Index(absent, false)
	return without >= 0 && with >= 0 && !c.Levels[c.level(ev, uint32(without), uint32(with))].Null
}

// gather counts patterns: of all pairs where they are few, else of each training
// rule and of the candidates.
func (t *trainer) gather(ctx context.Context) (*session, error) {
	t.fit.Exhaustive = t.pairs() <= exhaustivePairs
	if t.fit.Exhaustive || len(t.model.Blocking)+len(t.model.Training) == 0 {
		p, err := t.count(ctx, "count all pairs", units(t.everything(), nil))
		if err != nil {
			return nil, err
		}
		s := t.session("all pairs", p, nil)
		t.sessions = []*session{s}
		return s, nil
	}
	rules := t.model.Training
	if len(rules) == 0 {
		rules = t.model.Blocking
	}
	for _, from := range rules {
		r, err := t.compiler.rule(from)
		if err != nil {
			return nil, fmt.Errorf("training: %w", err)
		}
		if n := r.pairs(); n > sessionPairs {
			t.warn("training rule %s gives %d pairs, more than %d, and was left out", r, n, int64(sessionPairs))
			continue
		}
		p, err := t.count(ctx, "train on "+r.String(), units(r, nil))
		if err != nil {
			return nil, err
		}
		s := t.session(r.String(), p, from.parts)
		s.rule = r
		t.sessions = append(t.sessions, s)
	}
	p, err := t.count(ctx, "count candidates", t.candidates())
	if err != nil {
		return nil, err
	}
	return t.session("candidates", p, nil), nil
}

// everything is a rule that pairs every record with every other.
func (e *engine) everything() *rule {
	n := e.data.Len()
	r := &rule{BlockingRule: &BlockingRule{Name: "all pairs"}, starts: []uint32{0, uint32(n)}, rows: make([]int32, n)}
	for i := range r.rows {
		r.rows[i] = int32(i)
	}
	return r
}

func (t *trainer) warn(format string, args ...any) {
	t.fit.Warnings = append(t.fit.Warnings, fmt.Sprintf(format, args...))
}

// session unpacks patterns for EM.
func (t *trainer) session(name string, p *Patterns, on []Part) *session {
	s := &session{name: name, shares: make([][classes]float64, len(t.strata.list))}
	for k, c := range t.comparisons {
		used := !t.silent[k]
		for _, part := range on {
			used = used && !slices.Contains(c.reads, part.Column)
		}
		s.used = append(s.used, used)
	}
	for i, code := range p.Codes {
		s.counts = append(s.counts, float64(p.Counts[i]))
		s.strata = append(s.strata, uint8(code/t.strata.stride))
		for k := range t.comparisons {
			s.levels = append(s.levels, uint8(t.level(code, k)))
		}
	}
	return s
}

// start sets first guesses: what the model says, else that matches mostly reach
// the best level and that a household agrees on what it shares.
func (t *trainer) start() {
	t.rates, t.prior, t.strength = make(rates, len(t.comparisons)), make(rates, len(t.comparisons)), nil
	t.lambda = make([][classes]float64, len(t.strata.list))
	for k, c := range t.comparisons {
		t.strength = append(t.strength, cmp.Or(c.PriorPairs, pseudoPairs))
		t.rates[k], t.prior[k] = make([][classes]float64, len(c.levels)), make([][classes]float64, len(c.levels))
		u := t.unrelated(k)
		m := guess(c.Comparison, func(l *Level) float64 { return l.PriorM }, defaultM(c.Comparison))
		h := u
		if c.Shared {
			h = m
		}
		h = guess(c.Comparison, func(l *Level) float64 { return l.PriorH }, h)
		for i := range c.levels {
			t.rates[k][i] = [classes]float64{m[i], h[i], u[i]}
			t.prior[k][i] = t.rates[k][i]
		}
	}
	for _, s := range t.sessions {
		for i := range s.shares {
			s.shares[i] = t.firstShares()
		}
	}
}

// firstShares guesses the mix of a session's pairs.
func (t *trainer) firstShares() [classes]float64 {
	m, h := .3, .2
	if t.fit.Exhaustive {
		m = min(.1, float64(t.data.Len())/float64(t.pairs())/2)
		h = m
	}
	if t.model.Classes == 2 || t.alone {
		h = 0
	}
	return [classes]float64{m, h, 1 - m - h}
}

// guess is the levels' stated priors, normalised, or otherwise when none is stated.
func guess(c *Comparison, stated func(*Level) float64, otherwise []float64) []float64 {
	out, total := make([]float64, len(c.Levels)), 0.0
	for i, l := range c.Levels {
		if !l.Null {
			out[i] = stated(l)
			total += out[i]
		}
	}
	if total == 0 {
		return otherwise
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// defaultM gives the best level most and halves what is left level by level.
func defaultM(c *Comparison) []float64 {
	out, rest, total := make([]float64, len(c.Levels)), .85, 0.0
	for i, l := range c.Levels {
		if l.Null {
			continue
		}
		out[i] = rest
		total += rest
		if rest == .85 {
			rest = .1
		} else {
			rest /= 2
		}
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// unrelated is u of comparison k: the shares of all pairs at each level, less the
// matches and the households among them.
func (t *trainer) unrelated(k int) []float64 {
	c := t.comparisons[k]
	u, known, total := make([]float64, len(c.levels)), 0.0, 0.0
	for i, l := range c.Levels {
		if !l.Null {
			known += t.all[k][i]
		}
	}
	floor := wrongValue / float64(max(c.distinct-1, 1))
	for i, l := range c.Levels {
		if l.Null {
			continue
		}
		pairs := t.all[k][i]
		for s, n := range t.present[k] {
			pairs -= n * (t.lambda[s][Match]*t.rates[k][i][Match] + t.lambda[s][Household]*t.rates[k][i][Household])
		}
		u[i] = max(floor, pairs/max(known, 1))
		total += u[i]
	}
	for i := range u {
		u[i] /= max(total, floor)
	}
	return u
}

func (t *trainer) correctU() {
	for k := range t.comparisons {
		for i, u := range t.unrelated(k) {
			t.rates[k][i][Unrelated] = u
		}
	}
}
