package linkage

import "math/bits"

// sketch is what can be told of a text without fetching it: enough to see that most
// pairs of texts cannot be similar, and the whole text when it is short.
type sketch struct {
	letters uint64    // bit s%32 is set when such a symbol s occurs, bit 32+s%32 when two do
	text    [2]uint64 // the first symbols, eight bits each
	length  uint8     // sketched+1 stands for more
	unseen  uint8     // symbols without a bit in letters
	whole   bool      // text is all there is
}

// sketched is the length of texts up to which a ladder judges by sketch, and
// shortest that up to which a sketch holds them.
const (
	sketched = 32
	shortest = 16
)

// blank is the sketch of a missing value. It is taken to have every letter, so that
// a glance never judges it.
var blank = sketch{letters: ^uint64(0), length: sketched + 1}

func sketchOf(text symbols) sketch {
	if len(text) == 0 {
		return blank
	}
	s := sketch{length: uint8(min(len(text), sketched+1)), whole: len(text) <= shortest}
	for i, c := range text {
		once := uint64(1) << (c % 32)
		s.letters |= once | (s.letters&once)<<32
		if i < shortest {
			s.text[i/8] |= uint64(uint8(c)) << (i % 8 * 8)
		}
		s.whole = s.whole && c <= 0xff
	}
	s.unseen = uint8(min(len(text)-bits.OnesCount64(s.letters), 0xff))
	return s
}

// symbol is the i-th symbol of a short text.
func (s *sketch) symbol(i int) uint8 { return uint8(s.text[i>>3&1] >> (i & 7 * 8)) }

// strangers counts the symbols of each text that find no partner in the other, at least.
func strangers(x, y *sketch) (onlyX, onlyY int) {
	return bits.OnesCount64(x.letters &^ y.letters), bits.OnesCount64(y.letters &^ x.letters)
}

// prefix is how many of up to four leading symbols two texts have in common, at most.
func prefix(x, y *sketch) int {
	return bits.TrailingZeros32(uint32(x.text[0]^y.text[0])) / 8
}

// oneEdit is the edits between two short texts when they are none or one, else 2;
// the swap of two neighbours may count as one.
func oneEdit(x, y *sketch, swaps bool) int {
	if x.length > y.length {
		x, y = y, x
	}
	low, high := x.text[0]^y.text[0], x.text[1]^y.text[1]
	same := bits.TrailingZeros64(low) / 8
	if low == 0 {
		same += bits.TrailingZeros64(high) / 8
	}
	switch y.length - x.length {
	case 0:
		differ := bits.OnesCount64(filled(low)) + bits.OnesCount64(filled(high))
		if swaps && differ == 2 && same < shortest-1 && x.symbol(same) == y.symbol(same+1) && x.symbol(same+1) == y.symbol(same) {
			return 1
		}
		return min(differ, 2)
	case 1: // without the first symbol that differs, the longer is the shorter
		xLow, xHigh := without(x.text, same)
		yLow, yHigh := without(y.text, same+1)
		if xLow == yLow && xHigh == yHigh {
			return 1
		}
	}
	return 2
}

// filled has the highest bit of each byte of x that is not 0.
func filled(x uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	return (x&low + low | x) &^ low
}

// without is a short text without its first n symbols.
func without(text [2]uint64, n int) (low, high uint64) {
	if n >= 8 {
		return text[1] >> ((n - 8) * 8), 0
	}
	return text[0]>>(n*8) | text[1]<<(64-n*8), text[1] >> (n * 8)
}

// masks are the places of each symbol in a short text, while it is compared with others.
type masks [1 << 8]uint64

func (m *masks) load(x *sketch) {
	for i := range int(x.length) {
		m[x.symbol(i)] |= 1 << i
	}
}

func (m *masks) unload(x *sketch) {
	for i := range int(x.length) {
		m[x.symbol(i)] = 0
	}
}

// matches flags the symbols that match, as Jaro has it, of a loaded text of the given
// length and of y. It is written without branches, since what matches cannot be foreseen.
func (m *masks) matches(length int, y *sketch) (inX, inY uint64) {
	window := max(0, max(length, int(y.length))/2-1)
	grow := uint64(1)<<window - 1 // a 1 for each step at which the window still widens
	bound := grow<<1 | 1
	for j := range int(y.length) {
		hit := m[y.symbol(j)] & bound &^ inX
		hit &= -hit
		inX |= hit
		inY |= nonzero(hit) << uint(j)
		bound = bound<<1 | grow&1
		grow >>= 1
	}
	return inX, inY
}

// outOfOrder counts the matching symbols of y whose partners stand elsewhere among
// the matches of the loaded text.
func (m *masks) outOfOrder(y *sketch, inX, inY uint64) int {
	n := 0
	for inY != 0 {
		partner := m[y.symbol(bits.TrailingZeros64(inY))] & inX & -inX
		n += int(1 - nonzero(partner))
		inX &= inX - 1
		inY &= inY - 1
	}
	return n
}

// nonzero is 1, or 0 for 0.
func nonzero(x uint64) uint64 { return (x | -x) >> 63 }
