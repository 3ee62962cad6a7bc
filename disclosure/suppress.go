package disclosure

import (
	"cmp"
	"maps"
	"slices"
)

// plan is which quantities are hidden besides those that must be, and the proofs.
type plan struct {
	system    *system
	secondary []int
	before    map[int]quantity   // secondary quantities as they would be published
	proofs    map[int][]*witness // by sensitive quantity
	exposed   []int              // sensitive quantities that nothing could save
	insight   map[int]bool       // those that a child alone in a hidden cell could still narrow down
}

// protect hides what has to be hidden so that every sensitive quantity keeps
// minCandidates. order is the order in which sensitive quantities are served.
func (s *system) protect(order []int, insider bool) *plan {
	p := &plan{system: s, before: map[int]quantity{}, proofs: map[int][]*witness{}, insight: map[int]bool{}}
	for _, target := range order {
		if len(p.proofs[target]) == 0 && !p.secure(target, nil) {
			p.exposed = append(p.exposed, target)
			continue
		}
		if insider {
			p.secureAgainstInsiders(target)
		}
	}
	p.showAgain(insider)
	return p
}

// secure finds a witness for target as things stand, or hides the cheapest
// quantities that make one.
func (p *plan) secure(target int, barred []int) bool {
	if w := p.system.prove(target, barred, nearby); w != nil {
		p.keep(target, w)
		return true
	}
	w := p.system.cheapest(target, barred)
	if w == nil {
		return false
	}
	for _, i := range sortedKeys(w.change) {
		if p.system.quantities[i].state != hidden && w.leavesFree(p.system, i) {
			p.before[i] = p.system.hide(i)
			p.secondary = append(p.secondary, i)
		}
	}
	p.keep(target, w)
	return true
}

// keep files the witness as a proof for its target, and as the first proof of
// every other sensitive quantity that it moves.
func (p *plan) keep(target int, w *witness) {
	p.proofs[target] = append(p.proofs[target], w)
	for i := range w.change {
		if p.system.quantities[i].sensitive && len(p.proofs[i]) == 0 {
			p.proofs[i] = []*witness{w}
		}
	}
}

// prove finds a witness for target from what is hidden already.
func (s *system) prove(target int, barred []int, reaches []reach) *witness {
	for _, d := range []direction{twoUp, either, twoDown} {
		if w, _ := s.answer(question{target: target, direction: d, barred: barred, reaches: reaches}); w != nil {
			return w
		}
	}
	return nil
}

// cheapest finds the witness for target that hides least. Quantities come into
// view by cost, so that an answer dearer than none in view is the cheapest.
func (s *system) cheapest(target int, barred []int) (best *witness) {
	var least float64
	for dearest := 16.0; ; dearest *= 3 {
		for _, d := range []direction{twoUp, either, twoDown} {
			w, cost := s.answer(question{target: target, direction: d, barred: barred, reaches: []reach{{wide, dearest}}})
			if w != nil && (best == nil || cost < least) {
				best, least = w, cost
			}
		}
		if best != nil && least <= 2*dearest || dearest >= s.dearest() {
			return best
		}
	}
}

// dearest is the highest cost of hiding anything.
func (s *system) dearest() (cost float64) {
	for i := range s.quantities {
		cost = max(cost, s.quantities[i].cost)
	}
	return cost
}

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

// showAgain publishes each secondary quantity that no sensitive one needs, dearest first.
func (p *plan) showAgain(insider bool) {
	s := p.system
	byCost := slices.Clone(p.secondary)
	slices.SortStableFunc(byCost, func(a, b int) int { return cmp.Compare(s.quantities[b].cost, s.quantities[a].cost) })
	for _, i := range byCost {
		if p.needed(i, insider) {
			continue
		}
		p.secondary = slices.DeleteFunc(p.secondary, func(j int) bool { return j == i })
	}
}

// needed tries to show quantity i. If a sensitive quantity that leaned on it
// finds no other witness, everything is put back and i is needed.
func (p *plan) needed(i int, insider bool) bool {
	s := p.system
	was := s.quantities[i]
	s.quantities[i] = p.before[i]
	mended := map[int][]*witness{}
	for _, target := range sortedKeys(p.proofs) {
		leans := slices.ContainsFunc(p.proofs[target], func(w *witness) bool { return w.change[i] != 0 })
		if !leans || !insider && len(mended[target]) > 0 {
			continue
		}
		proofs, ok := p.reprove(target, insider)
		if !ok {
			s.quantities[i] = was
			return true
		}
		mended[target] = proofs
		if insider {
			continue
		}
		for other := range proofs[0].change {
			if s.quantities[other].sensitive && len(mended[other]) == 0 {
				mended[other] = proofs
			}
		}
	}
	maps.Copy(p.proofs, mended)
	return false
}

// reprove finds fresh witnesses for target without hiding anything.
func (p *plan) reprove(target int, insider bool) ([]*witness, bool) {
	w := p.system.prove(target, nil, throughout)
	if w == nil {
		return nil, false
	}
	proofs := []*witness{w}
	if !insider {
		return proofs, true
	}
	for _, alone := range p.insiders(target, w) {
		other := p.system.prove(target, alone, throughout)
		if other == nil {
			if p.insight[target] {
				continue
			}
			return nil, false
		}
		proofs = append(proofs, other)
	}
	return proofs, true
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
