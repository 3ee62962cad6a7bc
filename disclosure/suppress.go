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
	pool      map[int][]*witness // everything found, by each sensitive quantity it moves
	exposed   []int              // sensitive quantities that nothing could save
	insight   map[knows]bool     // what a child alone in a hidden cell could still narrow down
}

// protect hides what has to be hidden so that every sensitive quantity keeps
// minCandidates. order is the order in which sensitive quantities are served.
func (s *system) protect(order []int, insider bool) *plan {
	p := &plan{system: s, before: map[int]quantity{}, proofs: map[int][]*witness{}, pool: map[int][]*witness{}, insight: map[knows]bool{}}
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
	if w := p.prove(target, barred, nearby); w != nil {
		p.keep(target, w)
		return true
	}
	w := p.system.cheapest(target, barred)
	if w == nil {
		w = p.system.doubled(target)
	}
	if w == nil || w.touches(barred) {
		return false
	}
	p.remember(w)
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

// cheapest finds the witness for target that hides least, not too far away if there is one.
func (s *system) cheapest(target int, barred []int) *witness {
	most := s.dearest()
	for dearest := 16.0; ; dearest *= 3 {
		best, least := s.cheapestWithin(target, barred, reach{further, dearest})
		if best != nil && (least <= 2*dearest || dearest >= most) {
			return best
		}
		if dearest >= most {
			best, _ = s.cheapestWithin(target, barred, reach{wide, dearest})
			return best
		}
	}
}

// cheapestWithin looks no further than r. Quantities come into view by cost, so that
// an answer dearer than none in view is the cheapest.
func (s *system) cheapestWithin(target int, barred []int, r reach) (best *witness, least float64) {
	for _, d := range []direction{twoUp, either, twoDown} {
		w, cost := s.answer(question{target: target, direction: d, barred: barred, reaches: []reach{r}})
		if w != nil && (best == nil || cost < least) {
			best, least = w, cost
		}
	}
	return best, least
}

// dearest is the highest cost of hiding anything.
func (s *system) dearest() (cost float64) {
	for i := range s.quantities {
		cost = max(cost, s.quantities[i].cost)
	}
	return cost
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
	w := p.prove(target, nil, throughout)
	if w == nil {
		return nil, false
	}
	proofs := []*witness{w}
	if !insider {
		return proofs, true
	}
	for _, alone := range p.insiders(target, w) {
		switch other := p.prove(target, alone, nearby); {
		case other != nil:
			proofs = append(proofs, other)
		case !p.insight[knows{alone[0], target}]:
			return nil, false
		}
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
