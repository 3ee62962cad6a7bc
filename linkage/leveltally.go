package linkage

import "math"

// groups of values by which the error of a sample is judged: all that are compared
// in full, and seven of the sample.
const groups = 8

// levelTally holds, by the two values' groups and by level, the pairs counted.
type levelTally struct {
	levels int
	cells  [groups][groups][]float64
}

func newLevelTally(levels int) *levelTally {
	t := &levelTally{levels: levels}
	for a := range t.cells {
		for b := range t.cells[a] {
			t.cells[a][b] = make([]float64, levels)
		}
	}
	return t
}

func (t *levelTally) add(group uint8, row []float64) {
	for b := range t.cells[group] {
		for i := range t.levels {
			t.cells[group][b][i] += row[b*t.levels+i]
		}
	}
}

// shares are the levels' shares of the pairs, with one group of the sample left out
// and the others standing for it; -1 leaves out none. nil when there is no pair.
func (t *levelTally) shares(without int) []float64 {
	out, total := make([]float64, t.levels), 0.0
	for a := range t.cells {
		for b := range t.cells[a] {
			if a == without || b == without {
				continue
			}
			weight := 1.0
			if without > 0 {
				weight = math.Pow(float64(groups-1)/float64(groups-2), float64(min(a, 1)+min(b, 1)))
			}
			for i, n := range t.cells[a][b] {
				out[i] += weight * n
				total += weight * n
			}
		}
	}
	if total == 0 {
		return nil
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// errors are the standard errors of the shares times scale, by the jackknife over
// the groups of the sample; nil when nothing was sampled.
func (t *levelTally) errors(scale float64) []float64 {
	if sum(t.cells[0][1])+sum(t.cells[1][0])+sum(t.cells[1][2]) == 0 {
		return nil
	}
	out := make([]float64, t.levels)
	for i, share := range t.shares(-1) {
		squares := 0.0
		for g := 1; g < groups; g++ {
			if left := t.shares(g); left != nil {
				squares += (left[i] - share) * (left[i] - share)
			}
		}
		out[i] = scale * math.Sqrt(squares*float64(groups-2)/float64(groups-1))
	}
	return out
}
