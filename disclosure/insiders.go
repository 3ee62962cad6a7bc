package disclosure

import "slices"

// dearestAgainstInsiders is what may be hidden at most, for each cell, to keep one
// child from learning of others. Against everybody else there is no limit.
const dearestAgainstInsiders = 150

// secureAgainstInsiders makes target safe from any one child who is alone in a
// hidden cell, and so knows its count: another witness must do without that cell.
// Two children in a group will always know of each other, so where there is no such
// witness the target is noted, not exposed.
func (p *plan) secureAgainstInsiders(target int) {
	for _, alone := range p.insiders(target, p.proofs[target][0]) {
		if !p.secure(target, alone) {
			p.insight[target] = true
		}
	}
}

// insiders lists, for each child alone in a cell that the witness moves, the cells
// that child is known to be alone in. The child the target itself counts is none.
func (p *plan) insiders(target int, w *witness) (list [][]int) {
	for _, i := range sortedKeys(w.change) {
		q := &p.system.quantities[i]
		if i == target || !q.sensitive || q.state != hidden || q.value != 1 {
			continue
		}
		if alone := p.system.sameChild(i); !slices.Contains(alone, target) {
			list = append(list, alone)
		}
	}
	return list
}

// sameChild lists the quantities that count one and the same child: i, and
// whatever is tied to it by an equation with nothing else in it.
func (s *system) sameChild(i int) []int {
	list := []int{i}
	for next := 0; next < len(list); next++ {
		for _, e := range s.uses[list[next]] {
			var others []int
			for _, p := range s.equations[e] {
				if s.quantities[p.quantity].value != 0 && p.quantity != list[next] {
					others = append(others, p.quantity)
				}
			}
			if len(others) == 1 && !slices.Contains(list, others[0]) {
				list = append(list, others[0])
			}
		}
	}
	return list
}
