package linkage

import "math/bits"

// A ladder is the shape of most comparisons of text: missing, exact, one measure
// with several bounds, else. The measure is taken once a pair, and not at all where
// a glance tells that it would reach no bound.
type ladder struct {
	function
	part   *derived
	rungs  []func(float64) bool // of the levels from the third on
	family family
	most   int  // edits that the loosest rung allows
	quick  bool // no rung allows more than one edit
	swaps  bool // the swap of two neighbours is one edit
	// least is how many symbols must have a partner to reach the loosest rung, by the
	// two lengths and the shared prefix; 0 for longer texts.
	least *[sketched + 2][sketched + 2][5]uint8
}

// family is how a ladder's measure can be judged by sketch.
type family byte

const (
	noFamily family = iota
	jaroFamily
	winklerFamily
	editFamily
)

var families = map[string]family{
	"jaro": jaroFamily, "jaro_winkler": winklerFamily, "levenshtein": editFamily, "osa": editFamily, "damerau": editFamily,
}

// newLadder recognises a ladder; it returns nil for a comparison of another shape.
func newLadder(c *comparison, part *derived) *ladder {
	rungs := c.Levels[2 : len(c.Levels)-1]
	if len(rungs) == 0 || c.Levels[len(c.Levels)-1].condition.Op != opElse {
		return nil
	}
	head, first := c.Levels[1].condition, rungs[0].condition
	l := &ladder{function: functions[first.Op], part: part, family: families[first.Op], swaps: first.Op != "levenshtein"}
	for _, level := range rungs {
		r := level.condition
		upward := r.Compare == ">=" || r.Compare == ">"
		if l.family == noFamily || r.Op != first.Op || upward != (l.family != editFamily) ||
			r.Left.String() != head.Left.String() || r.Right.String() != head.Right.String() {
			return nil
		}
		l.rungs = append(l.rungs, reaches(r.Compare, r.Bound))
	}
	l.judge()
	return l
}

// judge works out what a sketch must show.
func (l *ladder) judge() {
	if l.family == editFamily {
		for l.most = -1; l.rung(float64(l.most+1)) < len(l.rungs) && l.most < 1<<16; l.most++ {
		}
		l.most = max(l.most, 0) // equal texts do not get here
		l.quick = l.most <= 1
		return
	}
	l.least = new([sketched + 2][sketched + 2][5]uint8)
	for x := range sketched + 1 {
		for y := range sketched + 1 {
			for prefix := range l.least[x][y] {
				n := 0
				for n < min(x, y) && l.rung(l.hopeFor(n, x, y, prefix)) == len(l.rungs) {
					n++
				}
				l.least[x][y][prefix] = uint8(n)
			}
		}
	}
}

// hopeFor is the similarity of texts of x and y symbols when n of them match, all
// in order, and so many lead.
func (l *ladder) hopeFor(n, x, y, prefix int) float64 {
	hope := jaroScore(n, 0, x, y) + 1e-12 // rounding must not cost a match
	if l.family == winklerFamily && hope > 0.7 {
		hope += float64(prefix) * 0.1 * (1 - hope)
	}
	return hope
}

// rung is the first rung that a measure reaches, or their number.
func (l *ladder) rung(measure float64) int {
	for i, reached := range l.rungs {
		if reached(measure) {
			return i
		}
	}
	return len(l.rungs)
}

// hopeless reports whether a glance shows that two texts reach no rung.
func (l *ladder) hopeless(x, y *sketch) bool {
	if l.least == nil {
		onlyX, onlyY := strangers(x, y)
		return max(onlyX, onlyY, int(x.length)-int(y.length), int(y.length)-int(x.length)) > l.most
	}
	shared := bits.OnesCount64(x.letters&y.letters) + int(min(x.unseen, y.unseen))
	return shared < int(l.least[x.length][y.length][prefix(x, y)])
}

// glance lists in closer those of the places whose text x might resemble, or equal,
// or that is missing. It is written without branches: what is alike cannot be foreseen.
func (l *ladder) glance(x *sketch, sketches []sketch, places, closer []uint16) []uint16 {
	n := 0
	if l.least == nil {
		letters, most := x.letters, l.most
		for j, place := range places {
			closer[n] = uint16(j)
			n += notLess(most, bits.OnesCount64(letters&^sketches[place].letters))
		}
		return closer[:n]
	}
	least := &l.least[x.length]
	for j, place := range places {
		y := &sketches[place]
		shared := bits.OnesCount64(x.letters&y.letters) + int(min(x.unseen, y.unseen))
		closer[n] = uint16(j)
		n += notLess(shared, int(least[y.length][prefix(x, y)]))
	}
	return closer[:n]
}

// notLess is 0 when x is less than y, else 1, without a branch.
func notLess(x, y int) int { return 1 - int(uint64(x-y)>>63) }

// level is the level of two values that are neither missing nor equal.
func (l *ladder) level(ev *evaluator, a, b uint32) int {
	if l.hopeless(&l.part.sketches[a], &l.part.sketches[b]) {
		return len(l.rungs) + 2
	}
	return l.reached(ev, a, b)
}

// reached is level by taking the measure.
func (l *ladder) reached(ev *evaluator, a, b uint32) int {
	if l.quick {
		return l.rung(float64(upToOneEdit(l.part.encoded[a], l.part.encoded[b], l.swaps))) + 2
	}
	return l.rung(l.measure(ev, l.part, l.part, a, b)) + 2
}

// short is the level of two short texts that are neither missing nor equal; the
// masks of x are loaded for a measure of Jaro's family.
func (l *ladder) short(m *masks, x, y *sketch) int {
	if l.quick {
		return l.rung(float64(oneEdit(x, y, l.swaps))) + 2
	}
	inX, inY := m.matches(int(x.length), y)
	matched, leading := bits.OnesCount64(inX), prefix(x, y)
	if matched < int(l.least[x.length][y.length][leading]) {
		return len(l.rungs) + 2
	}
	similarity := jaroScore(matched, m.outOfOrder(y, inX, inY), int(x.length), int(y.length))
	if l.family == winklerFamily {
		similarity = boost(similarity, min(leading, int(x.length), int(y.length)))
	}
	return l.rung(similarity) + 2
}

// upToOneEdit is the edits between two texts when they are none or one, else 2:
// what is left of them between their common start and their common end tells.
func upToOneEdit(a, b symbols, swaps bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return 2
	}
	switch a, b = unlike(a, b); {
	case len(a) == 0:
		return len(b)
	case len(a) == 1 && len(b) == 1, swaps && len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return 1
	}
	return 2
}
