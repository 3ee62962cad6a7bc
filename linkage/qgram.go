package linkage

import (
	"math"
	"slices"
)

// jaccard is the share of distinct characters that two texts have in common, as
// DuckDB's function of the name.
func jaccard(_ *matcher, a, b symbols) float64 {
	x, y := distinct(a), distinct(b)
	both := countShared(x, y)
	return both / (float64(len(x)+len(y)) - both)
}

func distinct(a symbols) []uint32 {
	out := make([]uint32, len(a))
	for i, c := range a {
		out[i] = uint32(c)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bigramDice is twice the shared pairs of neighbouring characters over all of them.
func bigramDice(_ *matcher, a, b symbols) float64 {
	x, y := bigrams(a), bigrams(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	return 2 * countShared(x, y) / float64(len(x)+len(y))
}

// bigrams lists neighbouring pairs, ends of the text included, repeats kept.
func bigrams(a symbols) []uint32 {
	out := make([]uint32, 0, len(a)+1)
	before := uint32(1<<16 - 1)
	for _, c := range a {
		out = append(out, before<<16|uint32(c))
		before = uint32(c)
	}
	if len(a) > 0 {
		out = append(out, before<<16|(1<<16-1))
	}
	slices.Sort(out)
	return out
}

// bigramCosine is the cosine of the angle between two texts as vectors of how
// often each pair of neighbouring characters occurs in them.
func bigramCosine(_ *matcher, a, b symbols) float64 {
	x, y := bigrams(a), bigrams(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	dot := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			inX, inY := run(x[i:]), run(y[j:])
			dot += inX * inY
			i, j = i+inX, j+inY
		}
	}
	return float64(dot) / math.Sqrt(float64(squares(x))*float64(squares(y)))
}

// run is how often an ascending list repeats its first entry.
func run(list []uint32) int {
	n := 1
	for n < len(list) && list[n] == list[0] {
		n++
	}
	return n
}

func squares(list []uint32) int {
	sum := 0
	for i := 0; i < len(list); {
		n := run(list[i:])
		sum += n * n
		i += n
	}
	return sum
}
