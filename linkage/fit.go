package linkage

import "math"

// finish writes the fitted rates into the model and notes what looks wrong.
func (t *trainer) finish() {
	three := t.model.Classes == 3
	for k, c := range t.comparisons {
		for i, l := range c.Levels {
			if l.Null {
				continue
			}
			r := t.rates[k][i]
			if !l.FixM || l.M == nil {
				l.M = &r[Match]
			}
			if !l.FixU || l.U == nil {
				l.U = &r[Unrelated]
			}
			if three {
				l.H = &r[Household]
			}
			t.check(k, i)
		}
		if t.silent[k] {
			t.silence(k)
		}
	}
	t.tellErrors()
	t.tellRepeats()
	matches, households := 0.0, 0.0
	t.model.Strata = nil
	for s, stratum := range t.strata.list {
		stratum.Prior, stratum.Household = t.lambda[s][Match], t.lambda[s][Household]
		t.model.Strata = append(t.model.Strata, stratum)
		matches += stratum.Prior * float64(stratum.Pairs)
		households += stratum.Household * float64(stratum.Pairs)
	}
	t.model.Prior = matches / float64(t.pairs())
	t.model.Household = households / float64(t.pairs())
	if t.model.Prior > .5 {
		t.warn("half of all pairs would match (lambda %.3g): the comparisons do not tell records apart", t.model.Prior)
	}
	for _, s := range t.sessions {
		t.fit.Sessions = append(t.fit.Sessions, s.summary())
	}
	t.fit.Correlations = t.correlations()
}

// check warns of a level that training never saw or whose weight points the wrong way.
func (t *trainer) check(k, i int) {
	c := t.comparisons[k].Comparison
	l := c.Levels[i]
	if t.all[k][i] == 0 {
		t.warn("comparison %s: level %d (%s): no pair of records reaches it", c.Name, i+1, l)
		return
	}
	if i == t.comparisons[k].first() && *l.M < *l.U {
		t.warn("comparison %s: level %d (%s): its best level is commoner among strangers (u %.3g) than among matches (m %.3g)",
			c.Name, i+1, l, *l.U, *l.M)
	}
	used := false
	for _, s := range t.sessions {
		used = used || s.used[k]
	}
	if !used && !t.silent[k] && i == t.comparisons[k].first() {
		t.warn("comparison %s: every training rule uses its columns, so m is a guess", c.Name)
	}
}

// tellRepeats warns of a condition that two comparisons have, such as names swapped:
// a pair that reaches both is weighed as if they were two pieces of evidence, and
// strangers who reach both are taken for matches.
func (t *trainer) tellRepeats() {
	where := map[string]string{}
	for _, c := range t.comparisons {
		for _, l := range c.Levels {
			if l.Null || l.condition.Op == opElse {
				continue
			}
			if other, ok := where[l.When]; ok && other != c.Name {
				t.warn("comparisons %s and %s have one level in common (%s), which counts twice; let one of them take it for missing", other, c.Name, l.When)
			}
			where[l.When] = c.Name
		}
	}
}

func (s *session) summary() SessionFit {
	out := SessionFit{Rule: s.name, Patterns: len(s.counts)}
	pairs := make([]float64, len(s.shares))
	for i, n := range s.counts {
		pairs[s.strata[i]] += n
	}
	for i, n := range pairs {
		out.Pairs += int64(math.Round(n))
		out.Matches += n * s.shares[i][Match]
		out.Shared += n * s.shares[i][Household]
	}
	return out
}

// LevelError is how far a level's u may be from the share of all pairs, where its
// comparison has too many values to compare each with each.
type LevelError struct {
	Comparison string  `json:"comparison"`
	Level      string  `json:"level"`
	U          float64 `json:"u"`
	Error      float64 `json:"standard_error"`
}

func (t *trainer) tellErrors() {
	for _, c := range t.comparisons {
		for i, e := range c.uncertain {
			if l := c.Levels[i]; !l.Null && e > 0 {
				t.fit.Errors = append(t.fit.Errors, LevelError{c.Name, l.String(), *l.U, e})
			}
		}
	}
}
