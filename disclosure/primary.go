package disclosure

import (
	"fmt"

	"github.com/goldset/goldset"
)

// Reasons a count is hidden. They stay inside: a primary reason bounds the count.
const (
	WhyThreshold    = "too few children"
	WhyContributors = "too few children with a value"
	WhyClass        = "everybody in the group is the same"
	WhyDifference   = "too few children moved since it was released"
	WhySecondary    = "would give another count away"
	WhyDerived      = "made from a hidden count"
)

// judge hides what the policy forbids to show, count by count.
func (t *tables) judge(cells []goldset.Cell) {
	t.recall()
	for i := range cells {
		for f, q := range t.cells[i] {
			if why := t.forbidden(&cells[i], f); why != "" {
				t.suppress(q, why)
			}
		}
	}
}

// recall enters what earlier releases told: a number that is out stays out.
func (t *tables) recall() {
	for _, l := range t.layers {
		if l.release == "" {
			continue
		}
		for p, q := range t.byPlace[l] {
			for _, r := range t.history[l.series][p] {
				if r.Release == l.release {
					t.told(q, r, l.figure)
				}
			}
		}
	}
	for _, l := range t.layers {
		if l.release == "" {
			for _, q := range t.byPlace[l] {
				delete(t.absent(), q)
			}
		}
	}
	for q := range t.absent() {
		t.system.hide(q)
		quantity := &t.system.quantities[q]
		quantity.fixed = true
		quantity.sensitive = t.policy.Secondary && t.policy.TooSmall(quantity.value)
	}
}

// absent holds the quantities that only earlier releases have, and hid.
func (t *tables) absent() map[int]bool {
	if t.hiddenBefore == nil {
		t.hiddenBefore = map[int]bool{}
	}
	return t.hiddenBefore
}

// told fixes a quantity at what a release said of it.
func (t *tables) told(q int, r *Released, f figure) {
	said := r.said(f)
	quantity := &t.system.quantities[q]
	if said == nil {
		if !quantity.fixed {
			t.absent()[q] = true
		}
		return
	}
	delete(t.absent(), q)
	quantity.fixed, t.released[q] = true, r.Release
	if said.Low == said.High {
		quantity.state, quantity.low, quantity.high = shown, quantity.value, quantity.value
	} else if quantity.state != shown {
		quantity.state, quantity.low, quantity.high = rounded, said.Low, said.High
	}
}

// forbidden says why the policy hides a figure of a cell for its own sake, or "".
func (t *tables) forbidden(c *goldset.Cell, f figure) string {
	n := counts(c)[f]
	switch {
	case t.policy.TooSmall(n):
		return WhyThreshold
	case f != denominator && n > 0 && c.Contributors > 0 && t.policy.TooSmall(c.Contributors):
		return WhyContributors
	case f == numerator && t.policy.Class && c.Unit == goldset.UnitPercent && n == c.Denominator && n > 0:
		return WhyClass
	case t.policy.Differences && t.moved(c, f, n):
		return WhyDifference
	}
	return ""
}

// moved reports whether the exact count is within the threshold of another that
// an earlier release told exactly for the same place.
func (t *tables) moved(c *goldset.Cell, f figure, n int64) bool {
	s, p := series{c.Measure, c.Indicator, c.Year, f}, placeOf(c)
	if low, high := t.policy.Round[p.level()].interval(n); low != high {
		return false
	}
	for _, r := range t.history[s][p] {
		if said := r.said(f); said != nil && said.Low == said.High {
			if by := max(n-said.Low, said.Low-n); by != 0 && t.policy.TooSmall(by) {
				return true
			}
		}
	}
	return false
}

// suppress hides a quantity for its own sake. What is out already cannot be hidden.
func (t *tables) suppress(q int, why string) {
	t.primary[q] = why
	quantity := &t.system.quantities[q]
	if t.released[q] != "" {
		return
	}
	t.system.hide(q)
	quantity.fixed, quantity.sensitive = true, t.policy.Secondary
}

// Dominance is a rule for totals of amounts: too much of it from too few.
type Dominance struct {
	N int     // the N largest contributions
	K float64 // make up at least this share of the total
	P float64 // the rest after the two largest is less than this share of the largest
}

// Dominated reports whether the contributions, largest first, break the rule. With
// a negative one, dominance means nothing and a person has to look: an error says so.
func (d Dominance) Dominated(contributions []float64) (nk, p bool, err error) {
	var total, top float64
	for i, c := range contributions {
		if c < 0 {
			return false, false, fmt.Errorf("dominance: contribution %d is below zero: a person has to judge this cell", i+1)
		}
		total += c
		if i < d.N {
			top += c
		}
	}
	if len(contributions) == 0 {
		return false, false, nil
	}
	if total == 0 { // everybody contributes nothing, and all know it: ACRO counts that as a breach
		return false, d.P > 0, nil
	}
	rest := total - contributions[0]
	if len(contributions) > 1 {
		rest -= contributions[1]
	}
	return d.N > 0 && top/total >= d.K, d.P > 0 && rest < d.P*contributions[0], nil
}
