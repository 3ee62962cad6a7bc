package disclosure

import "slices"

// knows says that the child alone in one count narrows another down.
type knows struct{ alone, target int }

// secureAgainstInsiders makes target safe from any one child who is alone in a
// hidden cell, and so knows its count: another witness must do without that cell.
// Where there is none, whatever is hidden, the pair is noted and target not exposed.
func (p *plan) secureAgainstInsiders(target int) {
	for _, alone := range p.insiders(target, p.proofs[target][0]) {
		if pair := (knows{alone[0], target}); !p.insight[pair] && !p.secure(target, alone) {
			p.insight[pair] = true
		}
	}
}

// narrowed lists the targets that some child alone in a hidden cell narrows down.
func (p *plan) narrowed() []int {
	var list []int
	for pair := range p.insight {
		list = append(list, pair.target)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// insiders lists, for each child alone in a cell that the witness moves, the cells
// that child is known to be alone in. The child the target itself counts is none.
func (p *plan) insiders(target int, w *witness) (list [][]int) {
	seen := map[int]bool{}
	for _, i := range sortedKeys(w.change) {
		q := &p.system.quantities[i]
		if i == target || !q.sensitive || q.state != hidden || q.value != 1 {
			continue
		}
		alone := p.system.sameChild[i]
		if len(alone) == 0 {
			alone = []int{i}
		}
		if !seen[alone[0]] && !slices.Contains(alone, target) {
			list = append(list, alone)
		}
		seen[alone[0]] = true
	}
	return list
}
