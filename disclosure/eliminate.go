package disclosure

import (
	"math/bits"
	"slices"
)

// prime is the modulus of exact elimination. Factors stay below it however long the
// sums are, and what vanishes by chance does so once in 2^61 counts.
const prime = 1<<61 - 1

// term is one quantity of a row with its factor modulo prime.
type term struct {
	quantity int
	factor   uint64
}

// exactRow is an equation over what is not known, its terms in order of quantity.
type exactRow []term

// determined lists the quantities that follow from what is published by adding and
// subtracting alone, whatever the bounds: those that no other solution of the
// equations moves. It shares nothing with the search for witnesses.
func (s *system) determined() []int {
	unknown := func(q *quantity) bool { return q.state != shown }
	var list []int
	for i, by := range s.anotherSolution(unknown) {
		if by == 0 && unknown(&s.quantities[i]) {
			list = append(list, i)
		}
	}
	return list
}

// sameChildren lists, for each quantity that counts one child, the quantities that
// count the same child: those that equal it in every solution of the equations, even
// if all that may be hidden were. A child of no known age is what the parts leave of
// many totals, and is still one child.
func (s *system) sameChildren() map[int][]int {
	unknown := func(q *quantity) bool { return q.state != shown || !q.fixed }
	moved := s.anotherSolution(unknown)
	alike := map[uint64][]int{}
	for i, by := range moved {
		if s.quantities[i].value == 1 && by != 0 {
			alike[by] = append(alike[by], i)
		}
	}
	same := map[int][]int{}
	for _, list := range alike {
		for _, i := range list {
			same[i] = list
		}
	}
	return same
}

// anotherSolution draws at random from all changes that keep every equation
// balanced, and says by how much each quantity changes, modulo prime. Quantities
// change alike in one draw only if they do in every solution.
func (s *system) anotherSolution(unknown func(*quantity) bool) []uint64 {
	moved := make([]uint64, len(s.quantities))
	for i := range moved {
		if unknown(&s.quantities[i]) {
			moved[i] = mix(uint64(i)) % prime
		}
	}
	var rows []exactRow
	for _, eq := range s.equations {
		var row exactRow
		for _, p := range eq {
			if unknown(&s.quantities[p.quantity]) {
				row = append(row, term{p.quantity, modulo(p.factor)})
			}
		}
		if len(row) > 0 {
			slices.SortFunc(row, func(a, b term) int { return a.quantity - b.quantity })
			rows = append(rows, row)
		}
	}
	pivots, order := eliminate(rows)
	for _, r := range slices.Backward(order) {
		var sum, factor uint64
		for _, t := range rows[r] {
			if t.quantity == pivots[r] {
				factor = t.factor
			} else {
				sum = add(sum, multiply(t.factor, moved[t.quantity]))
			}
		}
		moved[pivots[r]] = multiply(prime-sum, inverse(factor))
	}
	return moved
}

// eliminate brings the rows to echelon form: the pivot of each row stands in no row
// that comes later in order. The shortest row goes first, which keeps rows short.
func eliminate(rows []exactRow) (pivots, order []int) {
	stands := map[int][]int{} // rows a quantity stands in, or stood
	byLength := [][]int{}
	file := func(r int) {
		for len(byLength) <= len(rows[r]) {
			byLength = append(byLength, nil)
		}
		byLength[len(rows[r])] = append(byLength[len(rows[r])], r)
	}
	for r, row := range rows {
		file(r)
		for _, t := range row {
			stands[t.quantity] = append(stands[t.quantity], r)
		}
	}
	pivots, done := make([]int, len(rows)), make([]bool, len(rows))
	for length := 1; length < len(byLength); length++ {
		for len(byLength[length]) > 0 {
			last := len(byLength[length]) - 1
			r := byLength[length][last]
			byLength[length] = byLength[length][:last]
			if done[r] || len(rows[r]) != length {
				continue
			}
			done[r], order = true, append(order, r)
			pivot := fewest(rows[r], stands)
			pivots[r] = pivot.quantity
			for _, other := range stands[pivot.quantity] {
				if !done[other] && clearTerm(rows, other, r, pivot, stands) {
					file(other)
					length = min(length, max(1, len(rows[other])))
				}
			}
		}
	}
	return pivots, order
}

// clearTerm takes the pivot out of another row, if it stands there.
func clearTerm(rows []exactRow, other, r int, pivot term, stands map[int][]int) bool {
	at, found := slices.BinarySearchFunc(rows[other], pivot.quantity, func(t term, q int) int { return t.quantity - q })
	if !found {
		return false
	}
	times := multiply(rows[other][at].factor, inverse(pivot.factor))
	rows[other] = subtract(rows[other], rows[r], times, func(q int) { stands[q] = append(stands[q], other) })
	return true
}

// fewest is the term of the row that stands in fewest others.
func fewest(row exactRow, stands map[int][]int) term {
	return slices.MinFunc(row, func(a, b term) int { return len(stands[a.quantity]) - len(stands[b.quantity]) })
}

// subtract is x less times y; entered is told each quantity that x did not have.
func subtract(x, y exactRow, times uint64, entered func(int)) exactRow {
	out := make(exactRow, 0, len(x)+len(y))
	i := 0
	for _, t := range y {
		for i < len(x) && x[i].quantity < t.quantity {
			out = append(out, x[i])
			i++
		}
		less := prime - multiply(times, t.factor)
		if i == len(x) || x[i].quantity != t.quantity {
			out = append(out, term{t.quantity, less})
			entered(t.quantity)
			continue
		}
		if sum := add(x[i].factor, less); sum != 0 {
			out = append(out, term{t.quantity, sum})
		}
		i++
	}
	return append(out, x[i:]...)
}

func modulo(n int64) uint64 {
	if n < 0 {
		return prime - uint64(-n)%prime
	}
	return uint64(n) % prime
}

func add(a, b uint64) uint64 {
	sum := a + b
	if sum >= prime {
		sum -= prime
	}
	return sum
}

// multiply folds the 122 bits of a product at bit 61, where 2^61 counts as 1.
func multiply(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return add(low&prime, (high<<3|low>>61)%prime) % prime
}

// inverse of a: a to the power prime-2.
func inverse(a uint64) uint64 {
	result := uint64(1)
	for power := uint64(prime - 2); power > 0; power >>= 1 {
		if power&1 == 1 {
			result = multiply(result, a)
		}
		a = multiply(a, a)
	}
	return result
}
