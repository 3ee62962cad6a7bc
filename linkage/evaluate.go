package linkage

import (
	"cmp"
	"slices"
)

// Quality compares links or clusters with the truth.
type Quality struct {
	TruePairs    int64   `json:"true_pairs"`  // pairs of records of one person
	FoundPairs   int64   `json:"found_pairs"` // pairs of records that were put together
	CorrectPairs int64   `json:"correct_pairs"`
	Precision    float64 `json:"precision"` // correct among found
	Recall       float64 `json:"recall"`    // correct among true
	F1           float64 `json:"f1"`
	BPrecision   float64 `json:"bcubed_precision,omitempty"` // mean over records: share of its cluster that is the same person
	BRecall      float64 `json:"bcubed_recall,omitempty"`    // mean over records: share of its person that is in the same cluster
	BF1          float64 `json:"bcubed_f1,omitempty"`
}

func (q *Quality) finish() {
	q.Precision = ratio(q.CorrectPairs, q.FoundPairs)
	q.Recall = ratio(q.CorrectPairs, q.TruePairs)
	q.F1 = harmonic(q.Precision, q.Recall)
	q.BPrecision, q.BRecall = min(q.BPrecision, 1), min(q.BRecall, 1) // sums of fractions round
	q.BF1 = harmonic(q.BPrecision, q.BRecall)
}

// ratio of nothing to nothing is 1: nothing was wrong.
func ratio(part, whole int64) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

func pairsOf(n int64) int64 { return n * (n - 1) / 2 }

// Evaluate compares clusters with the truth: entity names each record's person,
// and a record whose entity is "" is left out. Every pair of records of one person
// counts, whether or not a blocking rule gave it.
func Evaluate(entity []string, clusters []int32) Quality {
	type cell struct {
		entity  string
		cluster int32
	}
	entities, found, both := map[string]int64{}, map[int32]int64{}, map[cell]int64{}
	records := int64(0)
	for row, e := range entity {
		if e == "" {
			continue
		}
		records++
		entities[e]++
		found[clusters[row]]++
		both[cell{e, clusters[row]}]++
	}
	var q Quality
	for _, n := range entities {
		q.TruePairs += pairsOf(n)
	}
	for _, n := range found {
		q.FoundPairs += pairsOf(n)
	}
	cells := make([]cell, 0, len(both))
	for c := range both {
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(x, y cell) int {
		return cmp.Or(cmp.Compare(x.cluster, y.cluster), cmp.Compare(x.entity, y.entity))
	})
	for _, c := range cells {
		n := both[c]
		q.CorrectPairs += pairsOf(n)
		q.BPrecision += float64(n*n) / float64(found[c.cluster]) / float64(records)
		q.BRecall += float64(n*n) / float64(entities[c.entity]) / float64(records)
	}
	if records == 0 {
		q.BPrecision, q.BRecall = 1, 1
	}
	q.finish()
	return q
}

// EvaluatePairs compares pairs of records, each listed once, with the truth.
func EvaluatePairs(entity []string, pairs []Pair) Quality {
	var q Quality
	entities := map[string]int64{}
	for _, e := range entity {
		if e != "" {
			entities[e]++
		}
	}
	for _, n := range entities {
		q.TruePairs += pairsOf(n)
	}
	for _, p := range pairs {
		if entity[p.L] == "" || entity[p.R] == "" {
			continue
		}
		q.FoundPairs++
		if entity[p.L] == entity[p.R] {
			q.CorrectPairs++
		}
	}
	q.finish()
	return q
}
