package linkage

import "math/bits"

// symbols is text encoded for comparison: one number per character, dense
// enough to index a table. Two symbols are equal when the characters are.
type symbols []uint16

// matcher holds the position masks of one text while it is compared with
// another. It belongs to one goroutine.
type matcher struct {
	masks []uint64 // masks[c] has bit i set when the text's i-th symbol is c
	rows  [3][]int // rows of the plain edit-distance tables
}

// grow makes room for symbols below size.
func (m *matcher) grow(size int) {
	m.masks = append(m.masks, make([]uint64, size-len(m.masks))...)
}

func (m *matcher) load(a symbols) {
	for i, c := range a {
		if int(c) >= len(m.masks) {
			m.grow(2*int(c) + 256)
		}
		m.masks[c] |= 1 << i
	}
}

func (m *matcher) unload(a symbols) {
	for _, c := range a {
		m.masks[c] = 0
	}
}

func (m *matcher) mask(c uint16) uint64 {
	if int(c) >= len(m.masks) {
		return 0
	}
	return m.masks[c]
}

// jaro is Jaro's similarity (Jaro 1989). Characters match when equal and no
// further apart than half the longer text; half the matched characters out of
// order are transpositions. Texts of up to 64 characters are compared with one
// machine word of flags each, after the bit-parallel scheme of rapidfuzz.
func (m *matcher) jaro(a, b symbols) float64 {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == len(b) {
			return 1
		}
		return 0
	}
	if len(a) > 64 || len(b) > 64 {
		return jaroLong(a, b)
	}
	window := max(0, max(len(a), len(b))/2-1)
	m.load(a)
	var inA, inB uint64
	bound := uint64(1)<<(window+1) - 1
	if window >= 63 {
		bound = ^uint64(0)
	}
	for j, c := range b {
		hit := m.mask(c) & bound &^ inA
		if hit != 0 {
			inA |= hit & -hit
			inB |= 1 << j
		}
		if j < window {
			bound = bound<<1 | 1
		} else {
			bound <<= 1
		}
	}
	matched := bits.OnesCount64(inA)
	swapped := 0
	for inB != 0 {
		c := b[bits.TrailingZeros64(inB)]
		if m.mask(c)&(inA&-inA) == 0 {
			swapped++
		}
		inA &= inA - 1
		inB &= inB - 1
	}
	m.unload(a)
	return jaroScore(matched, swapped, len(a), len(b))
}

func jaroScore(matched, outOfOrder, la, lb int) float64 {
	if matched == 0 {
		return 0
	}
	f := float64(matched)
	return (f/float64(la) + f/float64(lb) + (f-float64(outOfOrder/2))/f) / 3
}

// jaroWinkler raises Jaro's similarity by a tenth of the distance to 1 for each
// of up to four leading characters in common, once it exceeds 0.7 (Winkler 1990).
func (m *matcher) jaroWinkler(a, b symbols) float64 {
	return winkler(m.jaro(a, b), a, b)
}

func winkler(similarity float64, a, b symbols) float64 {
	prefix := 0
	for prefix < min(4, len(a), len(b)) && a[prefix] == b[prefix] {
		prefix++
	}
	return boost(similarity, prefix)
}

// boost is Winkler's rise of a similarity for so many leading symbols in common.
func boost(similarity float64, prefix int) float64 {
	if similarity <= 0.7 {
		return similarity
	}
	return similarity + float64(float64(prefix)*0.1*(1-similarity)) // rounded before it is added, on every processor
}

// levenshtein counts insertions, deletions and substitutions. Up to 64
// characters it is Myers's bit-vector algorithm in Hyyrö's form.
func (m *matcher) levenshtein(a, b symbols) int {
	return m.edits(a, b, false)
}

// osa counts as levenshtein does and takes the swap of two neighbours for one
// edit, each stretch edited at most once (optimal string alignment; Hyyrö 2003).
func (m *matcher) osa(a, b symbols) int {
	return m.edits(a, b, true)
}

func (m *matcher) edits(a, b symbols, swaps bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return len(b)
	}
	if len(a) > 64 {
		if x, y := unlike(a, b); len(x) < len(a) {
			return m.edits(x, y, swaps)
		}
		return m.editsPlain(a, b, swaps)
	}
	m.load(a)
	distance, last := len(a), uint64(1)<<(len(a)-1)
	var down, same, previous uint64 // vertical −1, diagonal 0, mask of the symbol before
	up := ^uint64(0)
	for _, c := range b {
		here := m.mask(c)
		var swap uint64
		if swaps {
			swap = (^same & here) << 1 & previous
		}
		same = ((here & up) + up) ^ up | here | down | swap
		right, left := down|^(same|up), same&up
		if right&last != 0 {
			distance++
		}
		if left&last != 0 {
			distance--
		}
		right, left = right<<1|1, left<<1
		up, down = left|^(same|right), right&same
		previous = here
	}
	m.unload(a)
	return distance
}

func (m *matcher) editsPlain(a, b symbols, swaps bool) int {
	for i := range m.rows {
		m.rows[i] = append(m.rows[i][:0], make([]int, len(b)+1)...)
	}
	before, above, row := m.rows[0], m.rows[1], m.rows[2]
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if swaps && i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

// damerau counts as osa does but may edit between two swapped neighbours, which
// makes it a metric (Damerau 1964, in Lowrance and Wagner's form).
func (m *matcher) damerau(a, b symbols) int {
	if d := m.osa(a, b); d < 2 {
		return d // one edit leaves no room between swapped neighbours
	}
	width := len(b) + 2
	table := make([]int, (len(a)+2)*width)
	far := len(a) + len(b)
	table[0] = far
	for i := range len(a) + 1 {
		table[(i+1)*width], table[(i+1)*width+1] = far, i
	}
	for j := range len(b) + 1 {
		table[j+1], table[width+j+1] = far, j
	}
	lastRow := map[uint16]int{}
	for i := 1; i <= len(a); i++ {
		lastColumn := 0
		for j := 1; j <= len(b); j++ {
			k, l, cost := lastRow[b[j-1]], lastColumn, 1
			if a[i-1] == b[j-1] {
				cost, lastColumn = 0, j
			}
			table[(i+1)*width+j+1] = min(
				table[i*width+j]+cost,
				table[(i+1)*width+j]+1,
				table[i*width+j+1]+1,
				table[k*width+l]+(i-k-1)+1+(j-l-1))
		}
		lastRow[a[i-1]] = i
	}
	return table[(len(a)+1)*width+len(b)+1]
}
