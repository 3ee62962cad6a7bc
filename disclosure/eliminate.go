package disclosure

import (
	"errors"
	"math/bits"
	"slices"
)

// errTooLarge says that exact elimination met a factor beyond 64 bits. Factors of
// tables of counts stay tiny, so the caller refuses instead of guessing.
var errTooLarge = errors.New("exact elimination: a factor beyond 64 bits")

// exactRow is an equation over what the outside does not know, its terms in
// order of quantity and its factors whole numbers without a common divisor.
type exactRow []part

// determined lists the quantities that follow from what is published by adding and
// subtracting alone, whatever the bounds: those that stand alone in a row of the
// eliminated equations. It is exact, and shares nothing with the search for witnesses.
func (s *system) determined() ([]int, error) {
	var rows []exactRow
	for _, eq := range s.equations {
		var row exactRow
		for _, p := range eq {
			if s.quantities[p.quantity].state != shown {
				row = append(row, p)
			}
		}
		if len(row) > 0 {
			slices.SortFunc(row, func(a, b part) int { return a.quantity - b.quantity })
			rows = append(rows, row)
		}
	}
	rows, err := eliminate(rows)
	if err != nil {
		return nil, err
	}
	var list []int
	for _, row := range rows {
		if len(row) == 1 {
			list = append(list, row[0].quantity)
		}
	}
	slices.Sort(list)
	return list, nil
}

// eliminate brings the rows to reduced echelon form: the pivot of each row stands
// in no other.
func eliminate(rows []exactRow) ([]exactRow, error) {
	stands := map[int][]int{} // rows a quantity stands in, or stood
	for r, row := range rows {
		for _, p := range row {
			stands[p.quantity] = append(stands[p.quantity], r)
		}
	}
	done := make([]bool, len(rows))
	for range rows {
		r := shortest(rows, done)
		if r < 0 {
			break
		}
		done[r] = true
		pivot := fewest(rows[r], stands)
		for _, other := range slices.Clone(stands[pivot.quantity]) {
			at := find(rows[other], pivot.quantity)
			if other == r || at < 0 {
				continue
			}
			combined, err := combine(rows[other], pivot.factor, rows[r], rows[other][at].factor)
			if err != nil {
				return nil, err
			}
			for _, p := range combined {
				if find(rows[other], p.quantity) < 0 {
					stands[p.quantity] = append(stands[p.quantity], other)
				}
			}
			rows[other] = combined
		}
		stands[pivot.quantity] = []int{r}
	}
	return rows, nil
}

// shortest is the shortest row still to be used, which keeps the others short.
func shortest(rows []exactRow, done []bool) int {
	best := -1
	for r := range rows {
		if !done[r] && len(rows[r]) > 0 && (best < 0 || len(rows[r]) < len(rows[best])) {
			best = r
		}
	}
	return best
}

// fewest is the term of the row that stands in fewest others.
func fewest(row exactRow, stands map[int][]int) part {
	return slices.MinFunc(row, func(a, b part) int { return len(stands[a.quantity]) - len(stands[b.quantity]) })
}

func find(row exactRow, quantity int) int {
	i, found := slices.BinarySearchFunc(row, quantity, func(p part, q int) int { return p.quantity - q })
	if !found {
		return -1
	}
	return i
}

// combine is a*x - b*y, without common divisor.
func combine(x exactRow, a int64, y exactRow, b int64) (exactRow, error) {
	out := make(exactRow, 0, len(x)+len(y))
	var divisor int64
	for i, j := 0, 0; i < len(x) || j < len(y); {
		var fx, fy int64
		var q int
		switch {
		case j == len(y) || i < len(x) && x[i].quantity < y[j].quantity:
			q, fx = x[i].quantity, x[i].factor
			i++
		case i == len(x) || y[j].quantity < x[i].quantity:
			q, fy = y[j].quantity, y[j].factor
			j++
		default:
			q, fx, fy = x[i].quantity, x[i].factor, y[j].factor
			i, j = i+1, j+1
		}
		p, okP := multiply(a, fx)
		r, okR := multiply(b, fy)
		if !okP || !okR {
			return nil, errTooLarge
		}
		if p != r {
			out = append(out, part{q, p - r})
			divisor = gcd(divisor, p-r)
		}
	}
	for i := range out {
		out[i].factor /= divisor
	}
	return out, nil
}

// multiply reports whether the product stays below 2^62, so that two may be subtracted.
func multiply(a, b int64) (int64, bool) {
	high, low := bits.Mul64(uint64(max(a, -a)), uint64(max(b, -b)))
	return a * b, high == 0 && low < 1<<62
}

func gcd(a, b int64) int64 {
	a, b = max(a, -a), max(b, -b)
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
