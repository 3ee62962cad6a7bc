package disclosure

import (
	"math"
	"slices"
)

// Witness proves that a quantity is not given away: each of its alternatives
// is a change to hidden or rounded quantities that leaves everything published
// as it is and moves the quantity to another value.
type witness struct {
	target       int
	change       map[int]int64
	alternatives []int64 // multiples of change that are possible, besides none
}

// direction is which two other values a question asks for.
type direction uint8

const (
	twoUp   direction = iota // one and two more
	either                   // one more and one less
	twoDown                  // one and two less
	freely                   // as far as it goes: the attacker's question
)

// step is how the target moves under one multiple of the change.
func (d direction) step() int64 {
	if d == twoDown {
		return -1
	}
	return 1
}

// multiples of the change that the witness claims.
func (d direction) multiples() []int64 {
	if d == either {
		return []int64{1, -1}
	}
	return []int64{1, 2}
}

// movement is by how much a quantity can change: free as things stand, dear if
// it were hidden on top.
type movement struct{ freeUp, freeDown, dearUp, dearDown int64 }

// room is what the outside must think possible for the quantity, in both directions.
func (q *quantity) room() (up, down int64) {
	if q.state == shown {
		return 0, 0
	}
	return q.high - q.value, q.value - q.low
}

// question asks for a witness for target that moves none of the barred quantities.
type question struct {
	target    int
	direction direction
	step      int64 // of the target
	barred    []int
	reaches   []reach // tried in turn
	seed      uint64
}

// movement of quantity i under the question, for one multiple of the change.
func (s *system) movement(q *question, i int, dearest float64) movement {
	if slices.Contains(q.barred, i) {
		return movement{}
	}
	var m movement
	m.freeUp, m.freeDown = s.quantities[i].room()
	if s.quantities[i].cost <= dearest && s.canHide(i) {
		low, high := s.hiddenBounds(i)
		m.dearUp, m.dearDown = high-s.quantities[i].value, s.quantities[i].value-low
	}
	share := func(up, down *int64) {
		switch q.direction {
		case freely:
		case either:
			*up = min(*up, *down)
			*down = *up
		default:
			*up, *down = *up/2, *down/2
		}
	}
	share(&m.freeUp, &m.freeDown)
	share(&m.dearUp, &m.dearDown)
	m.dearUp, m.dearDown = max(0, m.dearUp-m.freeUp), max(0, m.dearDown-m.freeDown)
	return m
}

// answer looks for the cheapest witness, near the target first. cost is that of
// the quantities it would hide.
func (s *system) answer(q question) (w *witness, cost float64) {
	up, down := s.quantities[q.target].room()
	if s.quantities[q.target].state == shown ||
		q.direction == twoUp && up < 2 || q.direction == twoDown && down < 2 || q.direction == either && min(up, down) < 1 {
		return nil, 0
	}
	q.step = q.direction.step()
	for _, r := range q.reaches {
		move := func(i int) movement { return s.movement(&q, i, r.dearest) }
		n := s.around(q.target, r, move)
		if w, cost = s.within(&q, n, move); w != nil {
			return w, cost
		}
	}
	return nil, 0
}

// within solves the question inside one neighbourhood.
func (s *system) within(q *question, n *neighbourhood, move func(int) movement) (w *witness, cost float64) {
	columns := s.columns(q, n, move)
	rows, rest := s.matrix(q, n, columns)
	lp := newSimplex(rows, rest, columns)
	if !lp.solve() {
		return nil, 0
	}
	w = &witness{target: q.target, change: map[int]int64{q.target: q.step}, alternatives: q.direction.multiples()}
	for c, v := range lp.values() {
		whole := math.Round(v)
		if math.Abs(v-whole) > 1e-6 {
			return nil, 0 // not a table of children: ask again elsewhere
		}
		if whole != 0 {
			w.change[columns[c].quantity] += columns[c].sign * int64(whole)
		}
	}
	for i := range w.change {
		if s.quantities[i].state != hidden && s.canHide(i) && w.leavesFree(s, i) {
			cost += s.quantities[i].cost
		}
	}
	return w, cost
}

// doubled is the last resort: everything that hangs together with target is hidden,
// and might as well count two or three times as many children. Sums stay sums then
// and zeros zeros, so only a number that is out already stands in the way.
func (s *system) doubled(target int) *witness {
	w := &witness{target: target, change: map[int]int64{}, alternatives: []int64{1, 2}}
	todo := []int{target}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		value := s.quantities[i].value
		if value == 0 || w.change[i] != 0 {
			continue
		}
		w.change[i] = value
		if w.leavesFree(s, i) && !s.canHide(i) {
			return nil
		}
		for _, e := range s.uses[i] {
			for _, p := range s.equations[e] {
				todo = append(todo, p.quantity)
			}
		}
	}
	if w.change[target] == 0 {
		return nil
	}
	return w
}

// leavesFree reports whether the witness moves quantity i further than what is published allows.
func (w *witness) leavesFree(s *system, i int) bool {
	up, down := s.quantities[i].room()
	return slices.ContainsFunc(w.alternatives, func(k int64) bool {
		d := k * w.change[i]
		return d > up || -d > down
	})
}

// columns are the ways to move each quantity of the neighbourhood.
func (s *system) columns(q *question, n *neighbourhood, move func(int) movement) []column {
	var list []column
	add := func(i int, sign, limit int64, cost float64) {
		if limit > 0 {
			// A small charge that differs from column to column keeps changes short and the simplex from cycling.
			charge := 1e-3 * (1 + scatter(uint64(i)^q.seed<<32)/8)
			list = append(list, column{i, sign, float64(min(limit, 1<<40)), cost + charge})
		}
	}
	for _, i := range n.movable {
		m, cost := move(i), s.quantities[i].cost
		add(i, 1, m.freeUp, 0)
		add(i, -1, m.freeDown, 0)
		add(i, 1, m.dearUp, cost)
		add(i, -1, m.dearDown, cost)
	}
	return list
}

// matrix writes the neighbourhood's equations over the columns; rest is what the
// target's own change leaves to be balanced.
func (s *system) matrix(q *question, n *neighbourhood, columns []column) (rows [][]entry, rest []float64) {
	rows, rest = make([][]entry, len(n.equations)), make([]float64, len(n.equations))
	for c, col := range columns {
		for _, e := range s.uses[col.quantity] {
			r := n.row[e] - 1
			rows[r] = append(rows[r], entry{int32(c), float64(s.factor(e, col.quantity) * col.sign)})
		}
	}
	for _, e := range s.uses[q.target] {
		rest[n.row[e]-1] -= float64(s.factor(e, q.target) * q.step)
	}
	return rows, rest
}

// factor of a quantity in an equation it stands in.
func (s *system) factor(e, quantity int) int64 {
	for _, p := range s.equations[e] {
		if p.quantity == quantity {
			return p.factor
		}
	}
	return 0
}

// holds checks the witness exactly: every equation stays balanced, every quantity
// stays within what is published, and the target takes other values.
func (s *system) holds(w *witness) bool {
	if w.change[w.target] == 0 || len(w.alternatives) < minCandidates-1 {
		return false
	}
	for i, d := range w.change {
		up, down := s.quantities[i].room()
		for _, k := range w.alternatives {
			if k*d > up || -k*d > down {
				return false
			}
		}
		for _, e := range s.uses[i] {
			var sum int64
			for _, p := range s.equations[e] {
				sum += p.factor * w.change[p.quantity]
			}
			if sum != 0 {
				return false
			}
		}
	}
	return true
}

// scatter gives every number its own fraction between 0 and 1, the same each run.
func scatter(x uint64) float64 { return float64(mix(x)>>11) / (1 << 53) }

// mix gives every number another that looks drawn at random, the same each run.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
