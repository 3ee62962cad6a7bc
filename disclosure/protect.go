package disclosure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// ErrRefused is what every refused release is.
var ErrRefused = errors.New("release refused")

// RefusedError names the counts that could be worked out, whatever else is hidden.
// Its text names cells, never counts.
type RefusedError struct{ Reasons []string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("release refused: %d counts could be worked out: %s", len(e.Reasons), strings.Join(first(e.Reasons, 3), "; "))
}

// Unwrap makes errors.Is(err, ErrRefused) true.
func (e *RefusedError) Unwrap() error { return ErrRefused }

func first(list []string, n int) []string { return list[:min(n, len(list))] }

// Decision says why a figure of a cell is hidden. It stays inside.
type Decision struct {
	Cell   int    `json:"cell"` // index among the cells given
	Figure string `json:"figure"`
	Why    string `json:"why"`
}

// Protected is a release after disclosure control. Cells may leave; the rest stays.
type Protected struct {
	Policy    Policy      `json:"policy"`
	Cells     []Published `json:"cells"`     // in the order given
	Decisions []Decision  `json:"decisions"` // why what is hidden is hidden
	Attack    Attack      `json:"attack"`

	known []map[figure]*Known
}

// Protect decides what the release may show of the cells, given what earlier
// releases showed. It returns a *RefusedError when some count could be worked out
// whatever is hidden now, as when an earlier release has told too much.
func Protect(cells []goldset.Cell, policy Policy, history []Released) (*Protected, error) {
	t, err := newTables(cells, &policy, history)
	if err != nil {
		return nil, err
	}
	if e := t.system.broken(); e >= 0 {
		return nil, fmt.Errorf("protect: equation %d does not hold: a fault of this package", e)
	}
	var chosen *plan
	if policy.Secondary {
		chosen = t.system.best(policy.Insiders)
		t.system = *chosen.system
		if len(chosen.exposed) > 0 {
			return nil, t.refuse(chosen.exposed)
		}
	}
	p := &Protected{Policy: policy, known: make([]map[figure]*Known, len(cells))}
	p.Attack = t.system.attack(chosen)
	if weak := p.Attack.weak; len(weak) > 0 {
		return nil, t.refuse(weak)
	}
	for i := range cells {
		p.known[i] = t.known(i)
		p.Cells = append(p.Cells, publish(&cells[i], &policy, p.known[i]))
		p.Decisions = append(p.Decisions, t.decide(i, &cells[i], p.known[i])...)
	}
	p.Attack.count(p, cells)
	return p, nil
}

// refuse names the exposed quantities, and the releases that stand in the way.
func (t *tables) refuse(exposed []int) error {
	e := &RefusedError{}
	for _, q := range slices.Compact(slices.Sorted(slices.Values(exposed))) {
		reason := t.system.quantities[q].name
		if releases := t.blocking(q); len(releases) > 0 {
			reason += " (with what is out since " + strings.Join(releases, ", ") + ")"
		}
		e.Reasons = append(e.Reasons, reason)
	}
	return e
}

// blocking lists the releases that fixed a quantity in an equation with q.
func (t *tables) blocking(q int) []string {
	var list []string
	for _, e := range t.system.uses[q] {
		for _, p := range t.system.equations[e] {
			if r := t.released[p.quantity]; r != "" && !slices.Contains(list, r) {
				list = append(list, r)
			}
		}
	}
	slices.Sort(list)
	return list
}

// known is what the outside will be told of each count of cell i; nil when hidden.
func (t *tables) known(i int) map[figure]*Known {
	m := map[figure]*Known{}
	for f, q := range t.cells[i] {
		quantity := &t.system.quantities[q]
		if quantity.state == hidden || t.primary[q] != "" {
			m[f] = nil
			continue
		}
		m[f] = &Known{quantity.low, quantity.high}
	}
	return m
}

// decide says why each hidden figure of cell i is hidden.
func (t *tables) decide(i int, c *goldset.Cell, known map[figure]*Known) []Decision {
	var list []Decision
	anything := false
	for _, f := range []figure{numerator, denominator, contributors} {
		k, has := known[f]
		if !has || k != nil {
			continue
		}
		why := t.primary[t.cells[i][f]]
		if why == "" {
			why = WhySecondary
		}
		list, anything = append(list, Decision{i, f.String(), why}), true
	}
	if anything && c.Unit != goldset.UnitCount {
		list = append(list, Decision{i, "value", WhyDerived})
	}
	return list
}

// best protects the system in several ways and keeps the one that hides least;
// a large system is protected once.
func (s *system) best(insiders bool) *plan {
	order := s.sensitive()
	if insiders {
		s.sameChild = s.sameChildren()
	}
	descending := slices.Clone(order)
	slices.SortStableFunc(descending, func(a, b int) int { return int(s.quantities[b].value - s.quantities[a].value) })
	if len(order) > 60 {
		c := s.clone(0)
		return c.protect(order, insiders)
	}
	var kept *plan
	for _, extra := range []float64{0, 20} {
		for _, o := range [][]int{order, descending} {
			c := s.clone(extra)
			if p := c.protect(o, insiders); kept == nil || p.better(kept) {
				kept = p
			}
		}
	}
	return kept
}

// clone copies what protecting changes; extra makes every quantity dearer by the same.
func (s *system) clone(extra float64) *system {
	c := *s
	c.quantities = slices.Clone(s.quantities)
	for i := range c.quantities {
		c.quantities[i].cost += extra
	}
	return &c
}

// better compares by what is exposed, then by number and sum of what is hidden.
func (p *plan) better(than *plan) bool {
	if len(p.exposed) != len(than.exposed) {
		return len(p.exposed) < len(than.exposed)
	}
	n, sum := p.size()
	m, other := than.size()
	return (n+1)*(sum+1) < (m+1)*(other+1)
}

// size is the number and the sum of the quantities hidden besides those that must be.
func (p *plan) size() (n, sum int64) {
	for _, i := range p.secondary {
		n++
		sum += p.system.quantities[i].value
	}
	return n, sum
}
