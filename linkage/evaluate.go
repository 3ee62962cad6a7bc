package linkage

import (
	"cmp"
	"math"
	"slices"
	"strconv"
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

// Identifiable splits each person into parts whose records shared fields can tie
// together: two records are tied when tie says that both carry enough of the same
// fields, and what is tied to one record is tied to the others. Evaluating against
// the parts asks of linkage only what the data allow.
func Identifiable(entity []string, tie func(a, b int) bool) []string {
	rows := map[string][]int{}
	for row, e := range entity {
		if e != "" {
			rows[e] = append(rows[e], row)
		}
	}
	whole := newForest(len(entity))
	for _, members := range rows {
		for i, a := range members {
			for _, b := range members[i+1:] {
				if tie(a, b) {
					whole.join(int32(a), int32(b))
				}
			}
		}
	}
	out := make([]string, len(entity))
	for row, e := range entity {
		if e != "" {
			out[row] = e + "\x00" + strconv.Itoa(int(whole.root(int32(row))))
		}
	}
	return out
}

// GroupQuality is the quality of the links of one group's records.
type GroupQuality struct {
	Group     string  `json:"group"`
	Records   int64   `json:"records"`
	TruePairs int64   `json:"true_pairs"` // with at least one record in the group
	Precision Share   `json:"precision"`
	Recall    Share   `json:"recall"`
	F1        float64 `json:"f1"`
}

// Share is a proportion with its 95% interval (Wilson's score).
type Share struct {
	Value float64 `json:"value"`
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

func wilson(part, whole int64) Share {
	if whole == 0 {
		return Share{1, 0, 1}
	}
	const z = 1.959963984540054
	n := float64(whole)
	p := float64(part) / n
	centre := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Share{p, max(0, (centre-half)/(1+z*z/n)), min(1, (centre+half)/(1+z*z/n))}
}

// EvaluateGroups gives the quality for each value of group, one per record, in
// ascending order. A pair counts for a group once, when any of its records is in it.
func EvaluateGroups(entity []string, clusters []int32, group []string) []GroupQuality {
	type tally struct{ records, truth, found, correct int64 }
	tallies := map[string]*tally{}
	at := func(g string) *tally {
		if tallies[g] == nil {
			tallies[g] = &tally{}
		}
		return tallies[g]
	}
	byEntity, byCluster := map[string][]int{}, map[int32][]int{}
	for row, e := range entity {
		if e == "" {
			continue
		}
		at(group[row]).records++
		byEntity[e] = append(byEntity[e], row)
		byCluster[clusters[row]] = append(byCluster[clusters[row]], row)
	}
	pairwise := func(rows []int, count func(t *tally, a, b int)) {
		for i, a := range rows {
			for _, b := range rows[i+1:] {
				count(at(group[a]), a, b)
				if group[b] != group[a] {
					count(at(group[b]), a, b)
				}
			}
		}
	}
	for _, rows := range byEntity {
		pairwise(rows, func(t *tally, a, b int) {
			t.truth++
			if clusters[a] == clusters[b] {
				t.correct++
			}
		})
	}
	for _, rows := range byCluster {
		pairwise(rows, func(t *tally, _, _ int) { t.found++ })
	}
	var out []GroupQuality
	for name, t := range tallies {
		q := GroupQuality{Group: name, Records: t.records, TruePairs: t.truth, Precision: wilson(t.correct, t.found), Recall: wilson(t.correct, t.truth)}
		q.F1 = harmonic(q.Precision.Value, q.Recall.Value)
		out = append(out, q)
	}
	slices.SortFunc(out, func(x, y GroupQuality) int { return cmp.Compare(x.Group, y.Group) })
	return out
}
