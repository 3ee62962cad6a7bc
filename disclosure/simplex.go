package disclosure

import (
	"math"
	"slices"
)

// tolerance below which a float of the simplex counts as zero; the values are
// small whole numbers and the factors are 1 or -1, so it is generous.
const tolerance = 1e-9

// column is one way to change a quantity: up or down, at a cost per unit, to a limit.
type column struct {
	quantity int
	sign     int64 // +1 raises the quantity, -1 lowers it
	limit    float64
	cost     float64
}

// entry is one number of a sparse row.
type entry struct {
	column int32
	value  float64
}

// simplex solves: least cost of columns between 0 and their limits whose changes
// balance every row. It is the dual method from the basis of artificials: costs
// are positive, so that basis is dual feasible, and only rows that are out of
// balance are worked on, like a shortest path that grows from the target. Rows
// are sparse, so what the path never touches costs nothing.
type simplex struct {
	rows    [][]entry // by column
	touch   [][]int32 // rows that have, or had, an entry in each column
	rest    []float64 // value of each row's basic variable
	basic   []int     // column that is basic in each row, -1 for the artificial
	inBasis []bool
	atLimit []bool
	price   []float64 // reduced costs
	limit   []float64
	scratch []entry
}

// newSimplex sets the problem up; rest[r] is what row r must be balanced by.
func newSimplex(rows [][]entry, rest []float64, columns []column) *simplex {
	s := &simplex{
		rows: rows, rest: rest,
		touch:   make([][]int32, len(columns)),
		basic:   make([]int, len(rows)),
		inBasis: make([]bool, len(columns)),
		atLimit: make([]bool, len(columns)),
		price:   make([]float64, len(columns)),
		limit:   make([]float64, len(columns)),
	}
	for r := range rows {
		s.basic[r] = -1
		for _, e := range rows[r] {
			s.touch[e.column] = append(s.touch[e.column], int32(r))
		}
	}
	for c := range columns {
		s.price[c], s.limit[c] = columns[c].cost, columns[c].limit
	}
	return s
}

// solve reports whether a balance exists; values then gives it.
func (s *simplex) solve() bool {
	for range 20 * (len(s.rows) + 10) {
		row, bound := s.leaving()
		if row < 0 {
			return true
		}
		enter, alpha := s.entering(row, s.rest[row] > bound)
		if enter < 0 {
			return false
		}
		s.pivot(row, enter, alpha, bound)
	}
	return false // gave up: the caller treats it as no answer, which errs towards hiding more
}

// leaving is the row whose basic variable is furthest outside its limits, and the limit.
func (s *simplex) leaving() (row int, bound float64) {
	row, worst := -1, 1e-7
	for r, v := range s.rest {
		upper := 0.0
		if b := s.basic[r]; b >= 0 {
			upper = s.limit[b]
		}
		if -v > worst {
			row, worst, bound = r, -v, 0
		}
		if v-upper > worst {
			row, worst, bound = r, v-upper, upper
		}
	}
	return row, bound
}

// entering is the column that mends the row at the least rise in cost, or -1.
func (s *simplex) entering(row int, lower bool) (best int, alpha float64) {
	best, ratio := -1, math.Inf(1)
	for _, e := range s.rows[row] {
		c, a := int(e.column), e.value
		if s.inBasis[c] || (a > 0) == (lower == s.atLimit[c]) {
			continue // basic already, or moving it would make the row worse
		}
		r := math.Abs(s.price[c] / a)
		if r < ratio-tolerance || r < ratio+tolerance && math.Abs(a) > math.Abs(alpha)+tolerance {
			best, ratio, alpha = c, r, a
		}
	}
	return best, alpha
}

// pivot brings the column into the basis and leaves the row's old variable at bound.
func (s *simplex) pivot(row, enter int, alpha, bound float64) {
	step := (s.rest[row] - bound) / alpha
	start := 0.0
	if s.atLimit[enter] {
		start = s.limit[enter]
	}
	if old := s.basic[row]; old >= 0 {
		s.inBasis[old], s.atLimit[old] = false, bound > 0
	}
	s.basic[row], s.inBasis[enter], s.atLimit[enter] = enter, true, false
	s.rest[row] = start + step
	for i := range s.rows[row] {
		s.rows[row][i].value /= alpha
	}
	touched := s.touch[enter]
	s.touch[enter] = []int32{int32(row)}
	for _, r := range touched {
		if int(r) != row {
			s.subtract(int(r), row, enter, step)
		}
	}
	price := s.price[enter]
	for _, e := range s.rows[row] {
		s.price[e.column] -= price * e.value
	}
}

// subtract clears the entering column from row r with the pivot row.
func (s *simplex) subtract(r, row, enter int, step float64) {
	target, source := s.rows[r], s.rows[row]
	at, found := slices.BinarySearchFunc(target, int32(enter), func(e entry, c int32) int { return int(e.column - c) })
	if !found {
		return
	}
	f := target[at].value
	s.rest[r] -= f * step
	out := s.scratch[:0]
	i := 0
	for _, e := range source {
		for i < len(target) && target[i].column < e.column {
			out = append(out, target[i])
			i++
		}
		v := -f * e.value
		if i < len(target) && target[i].column == e.column {
			v += target[i].value
			i++
		} else {
			s.touch[e.column] = append(s.touch[e.column], int32(r))
		}
		if math.Abs(v) >= tolerance {
			out = append(out, entry{e.column, v})
		}
	}
	out = append(out, target[i:]...)
	s.scratch, s.rows[r] = out, append(target[:0], out...)
}

// values is how much of each column the solution takes.
func (s *simplex) values() []float64 {
	out := make([]float64, len(s.limit))
	for c := range out {
		if s.atLimit[c] {
			out[c] = s.limit[c]
		}
	}
	for r, c := range s.basic {
		if c >= 0 {
			out[c] = s.rest[r]
		}
	}
	return out
}
