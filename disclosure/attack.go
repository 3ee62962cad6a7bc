package disclosure

import (
	"slices"

	"github.com/goldset/goldset"
)

// Bound is what an attacker makes of one count that must stay hidden.
type Bound struct {
	Name       string `json:"name"`
	Low        int64  `json:"low"`
	High       int64  `json:"high"`       // Low+searched at most: beyond it the attacker learns nothing
	Candidates int64  `json:"candidates"` // values it could still have, or as many of them as are proven
	Exact      bool   `json:"exact"`      // the bounds are the attacker's best; else those of interval arithmetic
}

// Attack is what an attacker makes of the release who knows that zeros are shown,
// so that what is hidden is at least 1.
type Attack struct {
	Cells        int            `json:"cells"`
	Figures      int            `json:"figures"`           // counts published or hidden
	Primary      int            `json:"primary"`           // hidden for their own sake
	Secondary    int            `json:"secondary"`         // hidden for another's
	Remainders   int            `json:"remainders"`        // counts nobody publishes, protected too
	Insiders     int            `json:"insiders"`          // counts that a child alone in a hidden cell could narrow down further
	Fewest       int64          `json:"fewest_candidates"` // of any count that must stay hidden
	Distribution map[string]int `json:"distribution"`      // counts by number of candidates
	Bounds       []Bound        `json:"bounds"`            // weakest first

	weak []int
}

// searched is how far above a count the attacker's upper bound is looked for.
const searched = 64

// exhaustive is the number of sensitive counts, and of equations that hang together
// around one, up to which bounds are exact.
const exhaustive = 150

// attack bounds every sensitive quantity, first by arithmetic on intervals, then by
// exact elimination, then by linear programming where the system is small enough.
// A quantity is weak when it has too few candidates or its witness does not hold.
func (s *system) attack(p *plan) Attack {
	a := Attack{Distribution: map[string]int{}}
	if p == nil {
		return a
	}
	a.Insiders = len(p.narrowed())
	low, high := s.propagate()
	known := s.determined()
	targets := s.sensitive()
	for _, i := range targets {
		b := Bound{Name: s.quantities[i].name, Low: low[i], High: high[i]}
		s.narrow(&b, i, p, len(targets) <= exhaustive)
		proven := len(p.proofs[i]) > 0 && !slices.ContainsFunc(p.proofs[i], func(w *witness) bool { return !s.holds(w.of(i)) })
		if b.Candidates < minCandidates || !proven || slices.Contains(known, i) || high[i]-low[i]+1 < minCandidates {
			a.weak = append(a.weak, i)
		}
		a.Bounds = append(a.Bounds, b)
		if s.quantities[i].remainder {
			a.Remainders++
		}
		a.Distribution[band3(b.Candidates)]++
		if a.Fewest == 0 || b.Candidates < a.Fewest {
			a.Fewest = b.Candidates
		}
	}
	slices.SortStableFunc(a.Bounds, func(x, y Bound) int { return int(x.Candidates - y.Candidates) })
	return a
}

// narrow replaces interval arithmetic's bounds by the attacker's best, where the
// system is small enough to ask. Nothing here may tell more than an attacker can
// find out, since the report is read more widely than the counts.
func (s *system) narrow(b *Bound, i int, p *plan, exactly bool) {
	if !exactly {
		q := question{target: i, direction: freely}
		n := s.around(i, reach{equations: exhaustive}, func(j int) movement { return s.movement(&q, j, none) })
		exactly = n.whole
	}
	if exactly {
		b.Low, b.High, b.Exact = s.lowest(i, b.Low), s.highest(i, b.High), true
	}
	b.High = min(b.High, b.Low+searched)
	b.Candidates = b.High - b.Low + 1
	if exactly {
		return
	}
	b.Candidates = 1
	for _, w := range p.proofs[i] {
		b.Candidates = max(b.Candidates, int64(len(w.alternatives))+1)
	}
}

// lowest is the least value of quantity i that fits what is published.
func (s *system) lowest(i int, floor int64) int64 {
	value := s.quantities[i].value
	return value - s.furthest(i, -1, value-floor)
}

// highest is the greatest, looked for no further than searched.
func (s *system) highest(i int, ceiling int64) int64 {
	value := s.quantities[i].value
	return value + s.furthest(i, 1, min(ceiling-value, searched))
}

// furthest is by how much quantity i can move one way, up to limit. What is
// possible is an interval, so halving finds its end.
func (s *system) furthest(i int, sign, limit int64) int64 {
	reached, beyond := int64(0), limit+1
	for reached+1 < beyond {
		middle := reached + (beyond-reached+1)/2
		if beyond > limit {
			middle = limit // most counts reach it
			if reached > 0 {
				middle = reached + (beyond-reached)/2
			}
		}
		if s.possible(i, sign*middle) {
			reached = middle
		} else {
			beyond = middle
		}
	}
	return reached
}

// possible reports whether quantity i could differ by delta, fractions allowed: the
// attacker solves the linear programme.
func (s *system) possible(i int, delta int64) bool {
	q := question{target: i, direction: freely, step: delta}
	move := func(j int) movement { return s.movement(&q, j, none) }
	n := s.around(i, reach{equations: wide}, move)
	columns := s.columns(&q, n, move)
	rows, rest := s.matrix(&q, n, columns)
	return newSimplex(rows, rest, columns).solve()
}

// propagate bounds every quantity by interval arithmetic until nothing moves.
func (s *system) propagate() (low, high []int64) {
	low, high = make([]int64, len(s.quantities)), make([]int64, len(s.quantities))
	for i := range s.quantities {
		low[i], high[i] = s.quantities[i].low, s.quantities[i].high
	}
	for range 20 {
		moved := false
		for _, eq := range s.equations {
			moved = tighten(eq, low, high) || moved
		}
		if !moved {
			break
		}
	}
	return low, high
}

// tighten bounds each part of an equation by all the others.
func tighten(eq equation, low, high []int64) (moved bool) {
	var least, most int64 // of the whole sum; infinite ends are counted apart
	var noLeast, noMost int
	ends := func(p part) (lo, hi int64, loOpen, hiOpen bool) {
		open := high[p.quantity] >= unbounded
		if p.factor > 0 {
			return p.factor * low[p.quantity], p.factor * min(high[p.quantity], 1<<50), false, open
		}
		return p.factor * min(high[p.quantity], 1<<50), p.factor * low[p.quantity], open, false
	}
	count := func(p part, sign int64) {
		lo, hi, loOpen, hiOpen := ends(p)
		if loOpen {
			noLeast += int(sign)
		} else {
			least += sign * lo
		}
		if hiOpen {
			noMost += int(sign)
		} else {
			most += sign * hi
		}
	}
	for _, p := range eq {
		count(p, 1)
	}
	for _, p := range eq {
		count(p, -1) // factor*x lies between -most and -least of the others
		lo, hi := -most, -least
		if p.factor < 0 {
			lo, hi = least, most
		}
		noLo, noHi := noMost, noLeast
		if p.factor < 0 {
			noLo, noHi = noLeast, noMost
		}
		if noLo == 0 && lo > low[p.quantity] {
			low[p.quantity], moved = lo, true
		}
		if noHi == 0 && hi < high[p.quantity] {
			high[p.quantity], moved = hi, true
		}
		count(p, 1)
	}
	return moved
}

// band3 names a number of candidates for the distribution.
func band3(n int64) string {
	switch {
	case n < minCandidates:
		return "fewer than 3"
	case n < 6:
		return "3 to 5"
	case n < 11:
		return "6 to 10"
	default:
		return "11 or more"
	}
}

// count fills in how much of the release is hidden.
func (a *Attack) count(p *Protected, cells []goldset.Cell) {
	a.Cells = len(cells)
	for i := range p.known {
		a.Figures += len(p.known[i])
	}
	for _, d := range p.Decisions {
		switch d.Why {
		case WhySecondary:
			a.Secondary++
		case WhyDerived:
		default:
			a.Primary++
		}
	}
}
