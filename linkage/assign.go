package linkage

import (
	"math"
	"slices"
)

// largestAssignment is the most records on one side of a component that is solved
// exactly; larger ones are first divided by leaving out their weakest links.
const largestAssignment = 1000

// AssignOneToOne chooses links between records of different sources so that no
// record is in two and the sum of their match weights is greatest (Kuhn 1955), each
// connected component on its own. Links below the threshold are never chosen, nor are
// those across a barrier, those that a condition keeps apart, or those reviewed as
// different; pairs reviewed as the same come before all others. It supposes two
// sources; of more, each pair of sources is assigned on its own.
func (r *Result) AssignOneToOne(threshold float64) (map[Pair]bool, error) {
	c, err := newClusterer(r.scorer)
	if err != nil {
		return nil, err
	}
	if err := c.take(r.decided); err != nil {
		return nil, err
	}
	bySources := map[[2]uint32][]Edge{}
	for _, l := range c.joining(r.Links, WeightOf(threshold)) {
		a, b := r.Data.source[l.L], r.Data.source[l.R]
		if a == b || c.forbidden(l.L, l.R) != "" {
			continue
		}
		if c.decided[l.Pair].same {
			l.Weight += decidedWeight
		}
		bySources[[2]uint32{a, b}] = append(bySources[[2]uint32{a, b}], l)
	}
	chosen := map[Pair]bool{}
	for _, links := range bySources {
		assignComponents(links, r.Data.Len(), chosen)
	}
	return chosen, nil
}

// assignComponents solves each connected component of the links.
func assignComponents(links []Edge, records int, chosen map[Pair]bool) {
	whole := newForest(records)
	for _, l := range links {
		whole.join(l.L, l.R)
	}
	components := map[int32][]Edge{}
	for _, l := range links {
		root := whole.root(l.L)
		components[root] = append(components[root], l)
	}
	for _, component := range components {
		lefts, rights := ends(component)
		if len(lefts) > largestAssignment || len(rights) > largestAssignment {
			if strong := withoutWeakest(component); len(strong) < len(component) {
				assignComponents(strong, records, chosen)
				continue
			}
		}
		assign(component, lefts, rights, chosen)
	}
}

func ends(links []Edge) (lefts, rights []int32) {
	for _, l := range links {
		lefts, rights = append(lefts, l.L), append(rights, l.R)
	}
	slices.Sort(lefts)
	slices.Sort(rights)
	return slices.Compact(lefts), slices.Compact(rights)
}

func withoutWeakest(links []Edge) []Edge {
	weakest := MatchWeight(math.Inf(1))
	for _, l := range links {
		weakest = min(weakest, l.Weight)
	}
	var out []Edge
	for _, l := range links {
		if l.Weight >= weakest+2 {
			out = append(out, l)
		}
	}
	return out
}

// assign is the Hungarian algorithm with potentials on a square matrix: leaving a
// record alone costs nothing, a link costs minus what it weighs above the weakest
// that may be chosen.
func assign(links []Edge, lefts, rights []int32, chosen map[Pair]bool) {
	n := len(lefts) + len(rights)
	cost := make([]float64, n*n)
	least := math.Inf(1)
	for _, l := range links {
		least = min(least, float64(l.Weight))
	}
	for _, l := range links {
		i, _ := slices.BinarySearch(lefts, l.L)
		j, _ := slices.BinarySearch(rights, l.R)
		cost[i*n+j] = -(float64(l.Weight) - min(least, 0) + 1e-9)
	}
	match := hungarian(cost, n)
	for _, l := range links {
		i, _ := slices.BinarySearch(lefts, l.L)
		j, _ := slices.BinarySearch(rights, l.R)
		if match[i] == j {
			chosen[l.Pair] = true
		}
	}
}

// hungarian returns the column of each row in an assignment of least cost.
func hungarian(cost []float64, n int) []int {
	u, v := make([]float64, n+1), make([]float64, n+1)
	rowOf, way := make([]int, n+1), make([]int, n+1) // columns from 1; row 0 is none
	for i := 1; i <= n; i++ {
		rowOf[0] = i
		at := 0
		least, used := make([]float64, n+1), make([]bool, n+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		for rowOf[at] != 0 {
			used[at] = true
			row, delta, next := rowOf[at], math.Inf(1), 0
			for j := 1; j <= n; j++ {
				if used[j] {
					continue
				}
				if c := cost[(row-1)*n+j-1] - u[row] - v[j]; c < least[j] {
					least[j], way[j] = c, at
				}
				if least[j] < delta {
					delta, next = least[j], j
				}
			}
			for j := 0; j <= n; j++ {
				if used[j] {
					u[rowOf[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			at = next
		}
		for at != 0 {
			rowOf[at] = rowOf[way[at]]
			at = way[at]
		}
	}
	out := make([]int, n)
	for j := 1; j <= n; j++ {
		out[rowOf[j]-1] = j - 1
	}
	return out
}
