package linkage

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// CurvePoint is the quality of all links of at least one weight. The pairwise
// measures judge the links themselves; the B-cubed ones judge the components that
// these links connect, since records need clusters to be judged one by one.
type CurvePoint struct {
	Weight      MatchWeight `json:"match_weight"`
	Probability float64     `json:"match_probability"`
	Quality
	FalseRate float64 `json:"false_positive_rate"` // linked among the pairs that are no match
}

// Curve is the quality of links at every threshold.
type Curve struct {
	Points  []CurvePoint // one for each distinct weight, the highest first
	Best    CurvePoint   // by F1; of equals the highest weight
	ROCArea float64      // chance that a match outweighs a pair that is none; pairs that were never linked stand last, tied
	PRArea  float64      // average precision; true pairs that were never linked add nothing
}

// EvaluateCurve judges links, each pair listed once, at every distinct weight among
// them. entity names each record's person; records of entity "" are left out, and
// so are their links. Every true pair counts, candidate or not.
func EvaluateCurve(entity []string, links []Edge) Curve {
	numbers, sizes := numberEntities(entity)
	known := make([]Edge, 0, len(links))
	for _, l := range links {
		if numbers[l.L] >= 0 && numbers[l.R] >= 0 {
			known = append(known, l)
		}
	}
	slices.SortFunc(known, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.L, y.L), cmp.Compare(x.R, y.R))
	})
	var q Quality
	records := int64(0)
	for _, n := range sizes {
		q.TruePairs += pairsOf(n)
		records += n
	}
	b := newRunningBCubed(numbers, sizes)
	var c Curve
	for i, l := range known {
		q.FoundPairs++
		if numbers[l.L] == numbers[l.R] {
			q.CorrectPairs++
		}
		b.join(l.L, l.R)
		if i+1 == len(known) || known[i+1].Weight != l.Weight {
			q.BPrecision, q.BRecall = b.precision(), b.recall()
			q.finish()
			c.Points = append(c.Points, CurvePoint{
				Weight: l.Weight, Probability: l.Probability(), Quality: q,
				FalseRate: float64(q.FoundPairs-q.CorrectPairs) / float64(max(1, pairsOf(records)-q.TruePairs)),
			})
		}
	}
	c.finish()
	return c
}

// numberEntities numbers entities in the order of their first records, from 0; -1
// is a record of entity "". sizes are the records of each.
func numberEntities(entity []string) (numbers []int32, sizes []int64) {
	numbers = make([]int32, len(entity))
	seen := map[string]int32{}
	for row, e := range entity {
		if e == "" {
			numbers[row] = -1
			continue
		}
		n, ok := seen[e]
		if !ok {
			n = int32(len(sizes))
			seen[e], sizes = n, append(sizes, 0)
		}
		numbers[row] = n
		sizes[n]++
	}
	return numbers, sizes
}

// finish finds the best point and the areas.
func (c *Curve) finish() {
	var recall, rate, hit float64
	for _, p := range c.Points {
		if p.F1 > c.Best.F1 || c.Best.FoundPairs == 0 {
			c.Best = p
		}
		c.PRArea += (p.Recall - recall) * p.Precision
		c.ROCArea += (p.FalseRate - rate) * (p.Recall + hit) / 2
		recall, rate, hit = p.Recall, p.FalseRate, p.Recall
	}
	c.ROCArea += (1 - rate) * (1 + hit) / 2
}

// At is the quality of the links of at least the given weight.
func (c *Curve) At(w MatchWeight) (CurvePoint, bool) {
	after, _ := slices.BinarySearchFunc(c.Points, w, func(p CurvePoint, w MatchWeight) int {
		if p.Weight >= w {
			return -1
		}
		return 1
	})
	if after == 0 {
		return CurvePoint{}, false
	}
	return c.Points[after-1], true
}

// Thin keeps at most about n points: the first, the last, the best, and others
// spread evenly by rank.
func (c *Curve) Thin(n int) []CurvePoint {
	if len(c.Points) <= n || n < 2 {
		return c.Points
	}
	out := make([]CurvePoint, 0, n+1)
	next, step := 0.0, float64(len(c.Points)-1)/float64(n-1)
	for i, p := range c.Points {
		if float64(i) >= math.Round(next) || p.Weight == c.Best.Weight {
			out = append(out, p)
		}
		if float64(i) >= math.Round(next) {
			next += step
		}
	}
	return out
}

// runningBCubed keeps the B-cubed measures of components while links join them.
type runningBCubed struct {
	forest  forest
	entity  []int32
	sizes   []int64           // by entity
	members []int64           // by root
	squares []int64           // by root: sum over its entities of their records in it, squared
	held    []map[int32]int64 // by root: records of each entity; nil while it is one record
	records float64
	p, r    float64 // sums over records
}

func newRunningBCubed(entity []int32, sizes []int64) *runningBCubed {
	n := len(entity)
	b := &runningBCubed{
		forest: newForest(n), entity: entity, sizes: sizes,
		members: make([]int64, n), squares: make([]int64, n), held: make([]map[int32]int64, n),
	}
	for row, e := range entity {
		if e >= 0 {
			b.members[row], b.squares[row] = 1, 1
			b.records++
			b.p++
			b.r += 1 / float64(sizes[e])
		}
	}
	return b
}

func (b *runningBCubed) precision() float64 { return b.p / max(1, b.records) }
func (b *runningBCubed) recall() float64    { return b.r / max(1, b.records) }

func (b *runningBCubed) of(root int32) map[int32]int64 {
	if b.held[root] == nil {
		return map[int32]int64{b.entity[root]: 1}
	}
	return b.held[root]
}

// join merges the components of two records, the smaller into the larger.
func (b *runningBCubed) join(x, y int32) {
	x, y = b.forest.root(x), b.forest.root(y)
	if x == y {
		return
	}
	large, small := b.of(x), b.of(y)
	if len(large) < len(small) {
		large, small = small, large
	}
	b.p -= b.share(x) + b.share(y)
	squares := b.squares[x] + b.squares[y]
	for _, e := range slices.Sorted(maps.Keys(small)) { // in one order, for the sum's last bit
		n := small[e]
		both := 2 * n * large[e]
		squares += both
		b.r += float64(both) / float64(b.sizes[e])
		large[e] += n
	}
	b.forest.join(x, y)
	root := b.forest.root(x)
	b.members[root] = b.members[x] + b.members[y]
	b.held[x], b.held[y] = nil, nil
	b.squares[root], b.held[root] = squares, large
	b.p += b.share(root)
}

// share is what a component adds to the sum of precision.
func (b *runningBCubed) share(root int32) float64 {
	return float64(b.squares[root]) / float64(b.members[root])
}
