package disclosure

import "slices"

// pooled is how many witnesses are kept for each quantity they move.
const pooled = 24

// remember files a witness under every sensitive quantity it moves: a proof for one
// is a proof for all of them, as long as what it moves stays hidden.
func (p *plan) remember(w *witness) {
	for i := range w.change {
		if !p.system.quantities[i].sensitive {
			continue
		}
		if list := p.pool[i]; len(list) == pooled {
			copy(list, list[1:])
			list[pooled-1] = w
		} else {
			p.pool[i] = append(list, w)
		}
	}
}

// prove finds a witness for target from what is hidden already: one found before
// that still stands, or a new one.
func (p *plan) prove(target int, barred []int, reaches []reach) *witness {
	for _, w := range slices.Backward(p.pool[target]) {
		if !w.touches(barred) && p.system.stands(w) {
			return w.of(target)
		}
	}
	w := p.system.prove(target, barred, reaches)
	if w != nil {
		p.remember(w)
	}
	return w
}

func (w *witness) touches(quantities []int) bool {
	return slices.ContainsFunc(quantities, func(i int) bool { return w.change[i] != 0 })
}

// stands reports whether everything the witness moves may still be moved. That its
// changes balance cannot change.
func (s *system) stands(w *witness) bool {
	for i := range w.change {
		if w.leavesFree(s, i) {
			return false
		}
	}
	return true
}

// of is the witness read as a proof for another quantity it moves.
func (w *witness) of(i int) *witness {
	other := *w
	other.target = i
	return &other
}
