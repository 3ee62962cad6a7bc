package linkage

import "math"

// The functions of sets: any UPN ever held, former names, addresses lived at. Each
// looks for the best of the product of two sets; a column that is no set is a set
// of one.

// splitMembers readies a part for functions of sets.
func (s *space) splitMembers(d *derived) error {
	s.split(d)
	s.encodeMembers()
	return nil
}

// countShared is how many members two ascending sets have in common.
func countShared(a, b []uint32) float64 {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			n++
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return float64(n)
}

// subset reports whether every member of the smaller set is in the larger.
func subset(a, b []uint32) bool {
	return len(a) > 0 && len(b) > 0 && int(countShared(a, b)) == min(len(a), len(b))
}

// bestSimilarity is the highest similarity over the product of two sets.
func bestSimilarity(f func(m *matcher, a, b symbols) float64) function {
	return function{prepare: (*space).splitMembers, measure: func(ev *evaluator, l, r *derived, a, b uint32) float64 {
		best := math.NaN()
		for _, x := range l.sets[a] {
			for _, y := range r.sets[b] {
				if s := f(&ev.matcher, ev.space.texts[x], ev.space.texts[y]); !(s <= best) {
					best = s
				}
			}
		}
		return best
	}}
}

// fewestEdits is the smallest distance over the product of two sets.
func fewestEdits(f func(m *matcher, a, b symbols) int) function {
	closest := bestSimilarity(func(m *matcher, a, b symbols) float64 { return -float64(f(m, a, b)) })
	return function{prepare: closest.prepare, falls: true, measure: func(ev *evaluator, l, r *derived, a, b uint32) float64 {
		return -closest.measure(ev, l, r, a, b)
	}}
}
