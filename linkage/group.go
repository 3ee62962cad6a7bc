package linkage

import "math/bits"

// digitBits is the width of one digit of the radix sort: 2,048 counters stay in the
// processor's first cache.
const digitBits = 11

// sorter orders numbers with the rows that they belong to. Equal numbers keep their
// order, so rows that arrive ascending stay so among equals.
// It may be used again and again, which saves the memory of a second set of columns.
type sorter struct {
	keys, otherKeys []uint64
	rows, otherRows []int32
}

func newSorter(n int) *sorter {
	s := &sorter{}
	s.reset(n)
	return s
}

// reset empties the sorter and makes room for n numbers.
func (s *sorter) reset(n int) {
	if cap(s.keys) < n {
		s.keys, s.rows = make([]uint64, 0, n), make([]int32, 0, n)
	}
	s.keys, s.rows = s.keys[:0], s.rows[:0]
}

func (s *sorter) add(key uint64, row int32) {
	s.keys, s.rows = append(s.keys, key), append(s.rows, row)
}

// sort is a least-significant-digit radix sort. Digits on which all numbers agree
// cost nothing but their count.
func (s *sorter) sort() {
	most := uint64(0)
	for _, k := range s.keys {
		most |= k
	}
	if cap(s.otherKeys) < len(s.keys) {
		s.otherKeys, s.otherRows = make([]uint64, cap(s.keys)), make([]int32, cap(s.keys))
	}
	s.otherKeys, s.otherRows = s.otherKeys[:len(s.keys)], s.otherRows[:len(s.keys)]
	for shift := 0; shift < bits.Len64(most); shift += digitBits {
		s.pass(shift)
	}
}

func (s *sorter) pass(shift int) {
	const mask = 1<<digitBits - 1
	var next [1 << digitBits]int
	for _, k := range s.keys {
		next[k>>shift&mask]++
	}
	at := 0
	for digit, n := range next {
		if n == len(s.keys) {
			return
		}
		next[digit] = at
		at += n
	}
	for i, k := range s.keys {
		to := next[k>>shift&mask]
		next[k>>shift&mask]++
		s.otherKeys[to], s.otherRows[to] = k, s.rows[i]
	}
	s.keys, s.otherKeys = s.otherKeys, s.keys
	s.rows, s.otherRows = s.otherRows, s.rows
}

// runs visits the stretches of equal numbers, ascending; sort must have run.
func (s *sorter) runs(visit func(from, to int)) {
	for from := 0; from < len(s.keys); {
		to := from + 1
		for to < len(s.keys) && s.keys[to] == s.keys[from] {
			to++
		}
		visit(from, to)
		from = to
	}
}
