package linkage

import (
	"math/rand/v2"
	"slices"
)

// Intervals are a quality's measures with 95% intervals from a bootstrap that
// draws persons, not pairs: the pairs of one person stand and fall together.
type Intervals struct {
	Replicates int   `json:"replicates"`
	Precision  Share `json:"precision"`
	Recall     Share `json:"recall"`
	F1         Share `json:"f1"`
	BPrecision Share `json:"bcubed_precision"`
	BRecall    Share `json:"bcubed_recall"`
	BF1        Share `json:"bcubed_f1"`
}

// personTally is what one person's records add to the measures. A false pair
// belongs half to each of its two persons.
type personTally struct {
	records, truth, correct, wrong float64
	precision, recall              float64 // sums over records, for B-cubed
}

func (t *personTally) add(o *personTally) {
	t.records += o.records
	t.truth += o.truth
	t.correct += o.correct
	t.wrong += o.wrong
	t.precision += o.precision
	t.recall += o.recall
}

// measures are precision, recall, F1 and the same B-cubed.
func (t *personTally) measures() [6]float64 {
	of := func(part, whole float64) float64 {
		if whole == 0 {
			return 1
		}
		return min(part/whole, 1)
	}
	p, r := of(t.correct, t.correct+t.wrong), of(t.correct, t.truth)
	bp, br := of(t.precision, t.records), of(t.recall, t.records)
	return [6]float64{p, r, harmonic(p, r), bp, br, harmonic(bp, br)}
}

// BootstrapClusters draws the persons of the truth anew, with replacement, so many
// times, and gives the measures' spread. It is deterministic in the seed.
func BootstrapClusters(entity []string, clusters []int32, replicates int, seed uint64) Intervals {
	numbers, sizes := numberEntities(entity)
	tallies := newTallies(sizes)
	found, both := map[int32]int64{}, map[[2]int32]int64{}
	for row, e := range numbers {
		if e >= 0 {
			found[clusters[row]]++
			both[[2]int32{e, clusters[row]}]++
		}
	}
	for cell, n := range both { // counts are whole and fractions enter one tally in one order only
		t := &tallies[cell[0]]
		t.correct += float64(pairsOf(n))
		t.wrong += float64(n*(found[cell[1]]-n)) / 2
	}
	for row, e := range numbers {
		if e >= 0 {
			n := float64(both[[2]int32{e, clusters[row]}])
			tallies[e].precision += n / float64(found[clusters[row]])
			tallies[e].recall += n / float64(sizes[e])
		}
	}
	return resample(tallies, replicates, seed)
}

// BootstrapPairs is BootstrapClusters for pairs, each listed once; its B-cubed
// measures are those of the components that the pairs connect.
func BootstrapPairs(entity []string, pairs []Pair, replicates int, seed uint64) Intervals {
	whole := newForest(len(entity))
	for _, p := range pairs {
		if entity[p.L] != "" && entity[p.R] != "" {
			whole.join(p.L, p.R)
		}
	}
	clusters := make([]int32, len(entity))
	for row := range clusters {
		clusters[row] = whole.root(int32(row))
	}
	numbers, sizes := numberEntities(entity)
	tallies := newTallies(sizes)
	for _, p := range pairs {
		a, b := numbers[p.L], numbers[p.R]
		switch {
		case a < 0 || b < 0:
		case a == b:
			tallies[a].correct++
		default:
			tallies[a].wrong += .5
			tallies[b].wrong += .5
		}
	}
	out := resample(tallies, replicates, seed)
	joined := BootstrapClusters(entity, clusters, replicates, seed)
	out.BPrecision, out.BRecall, out.BF1 = joined.BPrecision, joined.BRecall, joined.BF1
	return out
}

func newTallies(sizes []int64) []personTally {
	tallies := make([]personTally, len(sizes))
	for e, n := range sizes {
		tallies[e].records, tallies[e].truth = float64(n), float64(pairsOf(n))
	}
	return tallies
}

func resample(tallies []personTally, replicates int, seed uint64) Intervals {
	var whole personTally
	for e := range tallies {
		whole.add(&tallies[e])
	}
	drawn := make([][6]float64, replicates)
	for i := range drawn {
		dice := rand.New(rand.NewPCG(seed, uint64(i)))
		var t personTally
		for range tallies {
			t.add(&tallies[dice.IntN(len(tallies))])
		}
		drawn[i] = t.measures()
	}
	value := whole.measures()
	share := func(k int) Share {
		column := make([]float64, replicates)
		for i := range drawn {
			column[i] = drawn[i][k]
		}
		slices.Sort(column)
		if replicates == 0 {
			return Share{value[k], 0, 1}
		}
		cut := int(.025 * float64(replicates))
		return Share{value[k], column[cut], column[replicates-1-cut]}
	}
	return Intervals{replicates, share(0), share(1), share(2), share(3), share(4), share(5)}
}
