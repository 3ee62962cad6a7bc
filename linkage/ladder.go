package linkage

import "math/bits"

// sketch is what can be seen of a text at a glance: enough to tell most pairs of
// texts that cannot be similar.
type sketch struct {
	letters uint64 // bit s%32 is set when such a symbol s occurs, bit 32+s%32 when two do
	start   uint64 // the first four symbols
	length  int32
}

func sketchOf(text symbols) sketch {
	s := sketch{length: int32(len(text)), start: ^uint64(0)}
	for i, c := range text {
		once := uint64(1) << (c % 32)
		s.letters |= once | (s.letters&once)<<32
		if i < 4 {
			s.start &^= uint64(^c) << (16 * i)
		}
	}
	return s
}

// strangers counts the symbols of each text that find no partner in the other, at least.
func strangers(x, y *sketch) (onlyX, onlyY int) {
	return bits.OnesCount64(x.letters &^ y.letters), bits.OnesCount64(y.letters &^ x.letters)
}

// prefix is how many of up to four leading symbols two texts have in common.
func prefix(x, y *sketch) int {
	return min(bits.TrailingZeros64(x.start^y.start)/16, int(x.length), int(y.length))
}

// sketched is the length of texts up to which a ladder judges by sketch.
const sketched = 32

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
	// least is how many symbols must have a partner to reach the loosest rung, by
	// shared prefix and the two lengths.
	least *[5][sketched + 1][sketched + 1]uint8
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
		l.quick = l.most <= 1
		return
	}
	l.least = new([5][sketched + 1][sketched + 1]uint8)
	for prefix := range l.least {
		for x := range l.least[prefix] {
			for y := range l.least[prefix][x] {
				n := 0
				for n <= min(x, y) && l.rung(l.hopeFor(n, x, y, prefix)) == len(l.rungs) {
					n++
				}
				l.least[prefix][x][y] = uint8(n)
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
	onlyX, onlyY := strangers(x, y)
	if l.family == editFamily {
		return max(onlyX, onlyY, int(x.length-y.length), int(y.length-x.length)) > l.most
	}
	if x.length > sketched || y.length > sketched {
		return false
	}
	shared := min(int(x.length)-onlyX, int(y.length)-onlyY)
	return shared < int(l.least[prefix(x, y)][x.length][y.length])
}

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

// upToOneEdit is the edits between two texts when they are none or one, else 2:
// what is left of them between their common start and their common end tells.
func upToOneEdit(a, b symbols, swaps bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return 2
	}
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) == 0:
		return len(b)
	case len(a) == 1 && len(b) == 1, swaps && len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return 1
	}
	return 2
}
