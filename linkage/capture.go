package linkage

import (
	"math"
	"slices"
)

// capture is the latent class model of what matches agree on.
type capture struct {
	rules   []uint64   // the atoms that each reads
	columns [][]uint64 // by column, the combinations of its atoms that occur
	masks   []uint64   // distinct combinations of atoms among the links found
	counts  []float64  // of each, by the probability of the links
	ways    [][]int    // by mask and column, the place among the column's combinations
	kinds   [captureKinds]float64
	rates   [captureKinds][][]float64 // by column and combination
}

const (
	captureKinds  = 2
	captureRounds = 300
	captureStates = 20_000 // beyond so many combinations only one kind of match is fitted
)

func newCapture(list []*atom, rules, agreed []uint64, weight []float64) *capture {
	m := &capture{rules: rules}
	found := map[uint64]float64{}
	for i, mask := range agreed {
		if reached(mask, rules) {
			found[mask] += weight[i]
		}
	}
	m.masks = sortedMasks(found)
	of, order := map[string]uint64{}, []string{}
	for k, a := range list {
		if of[a.column] == 0 {
			order = append(order, a.column)
		}
		of[a.column] |= 1 << k
	}
	for _, name := range order {
		ways := []uint64{0}
		for _, mask := range m.masks {
			if way := mask & of[name]; !slices.Contains(ways, way) {
				ways = append(ways, way)
			}
		}
		slices.Sort(ways)
		m.columns = append(m.columns, ways)
	}
	for _, mask := range m.masks {
		ways := make([]int, len(m.columns))
		for c, name := range order {
			ways[c], _ = slices.BinarySearch(m.columns[c], mask&of[name])
		}
		m.counts, m.ways = append(m.counts, found[mask]), append(m.ways, ways)
	}
	m.start()
	return m
}

func sortedMasks(states map[uint64]float64) []uint64 {
	masks := make([]uint64, 0, len(states))
	for mask := range states {
		masks = append(masks, mask)
	}
	slices.Sort(masks) // so that sums are the same to the bit
	return masks
}

// start supposes one kind of match that agrees as the links found do, and one that
// errs in every column twice as often.
func (m *capture) start() {
	total := math.Max(sum(m.counts), 1)
	for c, ways := range m.columns {
		rate := make([]float64, len(ways))
		for i, n := range m.counts {
			rate[m.ways[i][c]] += n / total
		}
		errs := 1 - rate[len(ways)-1]
		for z := range captureKinds {
			own := slices.Clone(rate)
			if z > 0 && errs > 0 && errs < 1 {
				twice := math.Min(2*errs, (1+errs)/2)
				for w := range own[:len(own)-1] {
					own[w] *= twice / errs
				}
				own[len(own)-1] = 1 - twice
			}
			m.rates[z] = append(m.rates[z], own)
		}
	}
	m.kinds = [captureKinds]float64{.7, .3}
	states := 1
	for _, ways := range m.columns {
		states *= len(ways)
		if states > captureStates {
			m.kinds = [captureKinds]float64{1, 0}
			break
		}
	}
}

// share fits the model and returns the share of matches that some rule reaches.
func (m *capture) share() float64 {
	if len(m.masks) == 0 {
		return 0
	}
	reachedBefore := 0.0
	for range captureRounds {
		now := 1 - m.round()
		if math.Abs(now-reachedBefore) < 1e-5 {
			break
		}
		reachedBefore = now
	}
	return 1 - m.unreached()
}

// unreached is the share of matches that no rule gives.
func (m *capture) unreached() float64 {
	out := 0.0
	for z, kind := range m.kinds {
		if kind > 0 {
			out += kind * m.missed(m.states(z, -1), 0)
		}
	}
	return out
}

// round is one step of EM. The matches that no rule gave are expected along with
// those found, in the proportion that the model so far says.
func (m *capture) round() float64 {
	var counts [captureKinds][][]float64
	var missed [captureKinds][][]float64
	unreached := m.unreached()
	all := sum(m.counts) / math.Max(1-unreached, .01)
	for z := range captureKinds {
		for c, ways := range m.columns {
			counts[z] = append(counts[z], make([]float64, len(ways)))
			missed[z] = append(missed[z], make([]float64, len(ways)))
			if m.kinds[z] == 0 {
				continue
			}
			others := m.states(z, c)
			for w, way := range ways {
				missed[z][c][w] = all * m.kinds[z] * m.rates[z][c][w] * m.missed(others, way)
			}
		}
	}
	for i, n := range m.counts {
		p := m.kindOf(i)
		for z := range captureKinds {
			for c, w := range m.ways[i] {
				counts[z][c][w] += n * p[z]
			}
		}
	}
	m.renew(counts, missed)
	return unreached
}

// kindOf is the chance that the links of one mask are of each kind.
func (m *capture) kindOf(i int) [captureKinds]float64 {
	p := m.kinds
	total := 0.0
	for z := range p {
		for c, w := range m.ways[i] {
			p[z] *= m.rates[z][c][w]
		}
		total += p[z]
	}
	if total == 0 {
		return m.kinds
	}
	for z := range p {
		p[z] /= total
	}
	return p
}

func (m *capture) renew(counts, missed [captureKinds][][]float64) {
	whole := 0.0
	var size [captureKinds]float64
	for z := range captureKinds {
		size[z] = sum(counts[z][0]) + sum(missed[z][0])
		whole += size[z]
		for c, ways := range m.columns {
			total := sum(counts[z][c]) + sum(missed[z][c]) + 1
			for w := range ways {
				m.rates[z][c][w] = (counts[z][c][w] + missed[z][c][w] + 1/float64(len(ways))) / total
			}
		}
	}
	for z := range size {
		m.kinds[z] = size[z] / whole
	}
}

// everyAtom stands for all states in which some rule is satisfied already.
const everyAtom = ^uint64(0)

// states is the chance that a match of kind z agrees on exactly these atoms, all
// columns but one considered.
func (m *capture) states(z, without int) map[uint64]float64 {
	states := map[uint64]float64{0: 1}
	for c, ways := range m.columns {
		if c == without {
			continue
		}
		next := map[uint64]float64{}
		for _, mask := range sortedMasks(states) {
			for w, way := range ways {
				to := mask | way
				if reached(to, m.rules) {
					to = everyAtom
				}
				next[to] += states[mask] * m.rates[z][c][w]
			}
		}
		states = next
	}
	return states
}

// missed is the chance that no rule is satisfied, given what else is agreed on.
func (m *capture) missed(states map[uint64]float64, way uint64) float64 {
	out := 0.0
	for _, mask := range sortedMasks(states) {
		if mask != everyAtom && !reached(mask|way, m.rules) {
			out += states[mask]
		}
	}
	return out
}
