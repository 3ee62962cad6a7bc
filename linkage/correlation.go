package linkage

import (
	"cmp"
	"math"
	"slices"
)

// Correlation tells of two comparisons that go together more than the model
// supposes within a class of pairs: it takes them for independent, so what they say
// twice it counts twice.
type Correlation struct {
	Class       string      `json:"class"` // match or unrelated
	A           string      `json:"a"`
	B           string      `json:"b"`
	Observed    float64     `json:"observed"`    // pairs at the best level of both
	Expected    float64     `json:"expected"`    // if the two were independent
	Information float64     `json:"information"` // bits a pair that one says about the other
	Joint       *Comparison `json:"joint"`       // one comparison in place of the two
}

const (
	worthTelling  = .02 // bits; half a bit is two fields that mostly repeat each other
	leastObserved = 10  // pairs of a class, below which a table says nothing
	mostTold      = 10
	mostJoint     = 40 // levels of a joint comparison that a reader can still judge
)

// correlations lists what goes together among unrelated pairs before what does among
// matches: pairs of strangers that agree on two such columns are taken for matches,
// and two other columns then seem to go together among those. It compares, for every two comparisons within each class, how often
// their levels meet with how often they would if they were independent. Both are
// taken within each session, so that what its rule selects does not count.
func (t *trainer) correlations() []Correlation {
	var out []Correlation
	for j := range t.comparisons {
		for k := j + 1; k < len(t.comparisons); k++ {
			for class, name := range map[Class]string{Match: "match", Unrelated: "unrelated"} {
				if c, ok := t.correlation(class, j, k); ok {
					c.Class = name
					out = append(out, c)
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y Correlation) int {
		return cmp.Or(cmp.Compare(y.Class, x.Class), cmp.Compare(y.Information, x.Information), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return out[:min(len(out), mostTold)]
}

func (t *trainer) correlation(class Class, j, k int) (Correlation, bool) {
	a, b := t.comparisons[j], t.comparisons[k]
	out := Correlation{A: a.Name, B: b.Name}
	observed := make([]float64, len(a.levels)*len(b.levels))
	expected := make([]float64, len(observed))
	for _, s := range t.sessions {
		if s.used[j] && s.used[k] {
			t.meet(s, class, j, k, observed, expected)
		}
	}
	pairs := sum(observed)
	if pairs < leastObserved {
		return out, false
	}
	for i, n := range observed {
		if n > 0 {
			out.Information += n / pairs * math.Log2(n/expected[i])
		}
	}
	best := a.first()*len(b.levels) + b.first()
	out.Observed, out.Expected = observed[best], expected[best]
	if out.Information < worthTelling {
		return out, false
	}
	out.Joint = joint(a.Comparison, b.Comparison)
	return out, true
}

// meet adds the session's pairs of a class by the levels of two comparisons, as they
// are and as they would be if independent.
func (t *trainer) meet(s *session, class Class, j, k int, observed, expected []float64) {
	a, b := t.comparisons[j], t.comparisons[k]
	width := len(b.levels)
	table, ofA, ofB := make([]float64, len(observed)), make([]float64, len(a.levels)), make([]float64, width)
	total := 0.0
	used := s.used
	if class == Unrelated && s.rule == nil {
		// Judged by the other comparisons: these two would themselves make matches of
		// the strangers that they are to be judged by.
		used = slices.Clone(used)
		used[j], used[k] = false, false
	}
	for i, n := range s.counts {
		levels := s.levels[i*len(t.comparisons) : (i+1)*len(t.comparisons)]
		x, y := levels[j], levels[k]
		if a.Levels[x].Null || b.Levels[y].Null {
			continue
		}
		n *= t.posterior(s.shares[s.strata[i]], levels, used)[class]
		table[int(x)*width+int(y)] += n
		ofA[x] += n
		ofB[y] += n
		total += n
	}
	if total == 0 {
		return
	}
	for x := range ofA {
		for y := range ofB {
			observed[x*width+y] += table[x*width+y]
			expected[x*width+y] += ofA[x] * ofB[y] / total
		}
	}
}

// joint is one comparison that tells apart every combination of the levels of two,
// or nil where those are too many to judge. It may take their place in a model as it
// stands: m and u of each combination are then learnt and none is counted twice.
func joint(a, b *Comparison) *Comparison {
	if len(a.Levels)*len(b.Levels) > mostJoint {
		a, b = a.coarse(), b.coarse()
	}
	if len(a.Levels)*len(b.Levels) > mostJoint {
		return nil
	}
	out := &Comparison{Name: a.Name + " and " + b.Name, Shared: a.Shared && b.Shared}
	for i, x := range a.Levels {
		for j, y := range b.Levels {
			l := &Level{When: both(x, y), Null: x.Null && y.Null}
			if i == len(a.Levels)-1 && j == len(b.Levels)-1 {
				l.When = opElse
			}
			out.Levels = append(out.Levels, l)
		}
	}
	return out
}

// both joins two conditions; else, which is always true, is left out.
func both(x, y *Level) string {
	switch {
	case x.condition.Op == opElse:
		return y.condition.String()
	case y.condition.Op == opElse:
		return x.condition.String()
	}
	return (&Condition{Op: opAnd, Args: []*Condition{x.condition, y.condition}}).String()
}

// coarse keeps the null level, the best and else.
func (c *Comparison) coarse() *Comparison {
	out := *c
	out.Levels = nil
	best := false
	for _, l := range c.Levels {
		if l.Null || !best || l.condition.Op == opElse {
			best = best || !l.Null
			out.Levels = append(out.Levels, l)
		}
	}
	return &out
}
