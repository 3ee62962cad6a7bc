package linkage

import (
	"context"
	"fmt"
	"math"
)

func (m *Model) certainRules() []*BlockingRule {
	if m.Certain == nil {
		return nil
	}
	return m.Certain.Rules
}

// countMatches takes lambda from the model's certain rules where it has them: the
// distinct pairs that they give, over their recall, by stratum. Where the rules
// find no pair the stratum is taken to hold half a match.
func (t *trainer) countMatches(ctx context.Context) error {
	rules := t.model.certainRules()
	if rules == nil {
		return nil
	}
	found, err := t.certainPairs(ctx, rules)
	if err != nil {
		return fmt.Errorf("certain: %w", err)
	}
	t.given = true
	for s, stratum := range t.strata.list {
		all := max(float64(stratum.Pairs), 1)
		m := max(found[s], .5) / t.model.Certain.Recall / all
		if m > .5 {
			t.warn("the certain rules give %.0f of %.0f pairs, so most pairs would match: they are not certain", found[s], all)
			m = .5
		}
		h := 0.0
		if t.model.Classes == 3 {
			h = math.Min(m, .25)
		}
		t.lambda[s] = [classes]float64{m, h, 1 - m - h}
		for _, session := range t.sessions {
			if session.rule == nil {
				session.shares[s] = t.lambda[s]
			}
		}
	}
	return nil
}

// certainPairs counts the distinct pairs of the rules by stratum.
func (t *trainer) certainPairs(ctx context.Context, rules []*BlockingRule) ([]float64, error) {
	m := t.model.Clone()
	m.Blocking, m.Comparisons, m.Clusters = rules, m.Comparisons[:1], ClusterPolicy{}
	e, err := newEngine(ctx, m, t.data, t.options)
	if err != nil {
		return nil, err
	}
	p, err := e.count(ctx, "count certain pairs", e.candidates())
	if err != nil {
		return nil, err
	}
	found := make([]float64, len(t.strata.list))
	for i, code := range p.Codes {
		found[code/e.strata.stride] += float64(p.Counts[i])
	}
	return found, nil
}
