package disclosure

import (
	"fmt"
	"maps"
	"slices"

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

// recall enters what earlier releases told: a number that is out stays out, and of
// a count that was rounded everybody knows the interval, whatever is shown of it now.
func (t *tables) recall() {
	now := map[int]bool{}
	told := map[int]*Known{} // what all earlier releases together told of a quantity
	for _, l := range t.layers {
		for _, p := range slices.SortedFunc(maps.Keys(t.byPlace[l]), comparePlaces) {
			q := t.byPlace[l][p]
			if l.release == "" {
				now[q] = true
				continue
			}
			if told[q] == nil {
				told[q] = &Known{Low: min(t.system.hiddenLow, l.at[p]), High: unbounded}
			}
			for _, r := range t.history[l.series][p] {
				if said := r.said(l.figure); r.Release == l.release && said != nil {
					told[q].Low, told[q].High = max(told[q].Low, said.Low), min(told[q].High, said.High)
					t.released[q] = r.Release
				}
			}
		}
	}
	for q, known := range told {
		t.recallOne(q, *known, now[q])
	}
}

// recallOne sets a quantity to what is known of it since before.
func (t *tables) recallOne(q int, known Known, now bool) {
	quantity := &t.system.quantities[q]
	switch {
	case known.Low == known.High:
		quantity.state, quantity.low, quantity.high, quantity.fixed = shown, known.Low, known.High, true
	case now: // it may be shown, rounded or hidden anew; what is known stays known
		quantity.told = known
		if quantity.state == rounded {
			quantity.low, quantity.high = max(quantity.low, known.Low), min(quantity.high, known.High)
		}
	default:
		quantity.state, quantity.low, quantity.high, quantity.fixed = hidden, known.Low, known.High, true
		quantity.sensitive = t.policy.Secondary && t.policy.TooSmall(quantity.value)
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
	if t.released[q] != "" && quantity.fixed {
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
