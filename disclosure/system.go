package disclosure

import (
	"math"
	"slices"
)

// minCandidates is how many values a hidden count must still be able to have.
// One is disclosure; two are as good as one to anybody who knows a little.
const minCandidates = 3

// unbounded is the upper bound of a count nobody can bound.
const unbounded = math.MaxInt64 / 4

// visibility says what the outside is told about a count.
type visibility uint8

const (
	shown   visibility = iota // the number itself
	rounded                   // a rounded number: the count lies between low and high
	hidden                    // a symbol, or nothing at all
)

// quantity is one count of children in the system: a cell's numerator, its
// denominator, or what one published figure less another would give.
type quantity struct {
	name      string
	value     int64
	low, high int64 // what the outside knows of it before any arithmetic
	told      Known // by earlier releases, if anything; it holds while hidden
	state     visibility
	sensitive bool    // must keep minCandidates
	fixed     bool    // cannot be hidden: zero, known to all, or already released
	remainder bool    // what parts leave of a total, which nobody publishes
	cost      float64 // of hiding it
}

// part is one term of a sum.
type part struct {
	quantity int
	factor   int64
}

// equation says that its parts add up to nothing: parts of a total count 1, the total -1.
type equation []part

// system is every quantity of a release, with every equation among them.
type system struct {
	quantities []quantity
	equations  []equation
	uses       [][]int       // equations each quantity stands in
	hiddenLow  int64         // least a hidden count can be: 1 where zeros are always shown
	sameChild  map[int][]int // quantities that count one and the same child, by each of them
}

// add takes a quantity in and gives its number.
func (s *system) add(q quantity) int {
	s.quantities = append(s.quantities, q)
	s.uses = append(s.uses, nil)
	return len(s.quantities) - 1
}

// bind states that the total is the sum of the parts.
func (s *system) bind(total int, parts []int) {
	eq := make(equation, 0, len(parts)+1)
	eq = append(eq, part{total, -1})
	for _, p := range parts {
		eq = append(eq, part{p, 1})
	}
	s.equate(eq)
}

// equate states that the parts of eq add up to nothing.
func (s *system) equate(eq equation) {
	n := len(s.equations)
	s.equations = append(s.equations, eq)
	for _, p := range eq {
		s.uses[p.quantity] = append(s.uses[p.quantity], n)
	}
}

// hide suppresses a quantity and returns what undoes it.
func (s *system) hide(i int) (undo quantity) {
	undo = s.quantities[i]
	q := &s.quantities[i]
	q.low, q.high = s.hiddenBounds(i)
	q.state = hidden
	return undo
}

// hiddenBounds is what would be known of the quantity before any arithmetic if it
// were hidden.
func (s *system) hiddenBounds(i int) (low, high int64) {
	q := &s.quantities[i]
	low, high = min(s.hiddenLow, q.value), unbounded
	if q.told != (Known{}) {
		low, high = max(low, q.told.Low), min(high, q.told.High)
	}
	return low, high
}

// canHide reports whether suppressing the quantity is open to us.
func (s *system) canHide(i int) bool {
	q := &s.quantities[i]
	return !q.fixed && q.state != hidden && q.value >= s.hiddenLow
}

// broken is the first equation that the true values do not satisfy, or -1.
func (s *system) broken() int {
	return slices.IndexFunc(s.equations, func(eq equation) bool {
		var sum int64
		for _, p := range eq {
			sum += p.factor * s.quantities[p.quantity].value
		}
		return sum != 0
	})
}

// sensitive lists the quantities that must keep minCandidates, in order.
func (s *system) sensitive() []int {
	var list []int
	for i := range s.quantities {
		if s.quantities[i].sensitive {
			list = append(list, i)
		}
	}
	return list
}
