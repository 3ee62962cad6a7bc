package linkage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// GroupQuality is the quality of the links of one group's records.
type GroupQuality struct {
	Group     string  `json:"group"`
	Records   int64   `json:"records"`
	TruePairs int64   `json:"true_pairs"` // with at least one record in the group
	Precision Share   `json:"precision"`
	Recall    Share   `json:"recall"`
	F1        float64 `json:"f1"`
}

// Share is a proportion with its 95% interval.
type Share struct {
	Value float64 `json:"value"`
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// wilson is the score interval of a proportion among n (Wilson 1927).
func wilson(p, n float64) Share {
	if n == 0 {
		return Share{1, 0, 1}
	}
	const z = 1.959963984540054
	centre := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	// of a share of 0 or 1 the near end is the share itself, but for rounding
	return Share{p, min(p, max(0, (centre-half)/(1+z*z/n))), max(p, min(1, (centre+half)/(1+z*z/n)))}
}

// groupTally is what one person's pairs add to one group.
type groupTally struct{ truth, found, hit, correct float64 }

// clusteredShare is a proportion of pairs with an interval that knows that pairs of
// one person stand and fall together: Wilson's score on as many pairs as would be
// worth as much if they were independent (Kish's design effect). Where all or no
// pairs count, a person's pairs are taken as one observation.
func clusteredShare(persons int, part, whole func(i int) float64) Share {
	var y, x, xx float64
	for i := range persons {
		y, x, xx = y+part(i), x+whole(i), xx+whole(i)*whole(i)
	}
	if x == 0 {
		return Share{1, 0, 1}
	}
	p, most := min(y/x, 1), max(1, xx/x)
	if p == 0 || p == 1 {
		return wilson(p, x/most)
	}
	residual, n := 0.0, 0.0
	for i := range persons {
		if whole(i) > 0 {
			d := part(i) - p*whole(i)
			residual, n = residual+d*d, n+1
		}
	}
	effect := n / max(1, n-1) * residual / x / (p * (1 - p))
	return wilson(p, x/min(max(1, effect), most))
}

// EvaluateGroups gives the quality for each value of group, one per record, in
// ascending order. A pair counts for a group once, when any of its records is in it.
func EvaluateGroups(entity []string, clusters []int32, group []string) []GroupQuality {
	numbers, sizes := numberEntities(entity)
	byEntity, byCluster := make([][]int32, len(sizes)), map[int32][]int32{}
	g := &grouping{group: group, entity: numbers, tallies: map[string]map[int32]*groupTally{}, records: map[string]int64{}}
	for row, e := range numbers {
		if e >= 0 {
			g.records[group[row]]++
			byEntity[e] = append(byEntity[e], int32(row))
			byCluster[clusters[row]] = append(byCluster[clusters[row]], int32(row))
		}
	}
	for _, rows := range byEntity {
		g.pairs(rows, func(t *groupTally, a, b int32, _ float64) {
			t.truth++
			if clusters[a] == clusters[b] {
				t.hit++
			}
		})
	}
	for _, rows := range byCluster {
		g.pairs(rows, func(t *groupTally, a, b int32, share float64) {
			t.found += share
			if numbers[a] == numbers[b] {
				t.correct += share
			}
		})
	}
	var out []GroupQuality
	for name := range g.records {
		out = append(out, g.quality(name))
	}
	slices.SortFunc(out, func(x, y GroupQuality) int { return cmp.Compare(x.Group, y.Group) })
	return out
}

type grouping struct {
	group   []string
	entity  []int32
	tallies map[string]map[int32]*groupTally // by group and person
	records map[string]int64
}

func (g *grouping) at(group string, entity int32) *groupTally {
	if g.tallies[group] == nil {
		g.tallies[group] = map[int32]*groupTally{}
	}
	if g.tallies[group][entity] == nil {
		g.tallies[group][entity] = &groupTally{}
	}
	return g.tallies[group][entity]
}

// pairs visits every pair of rows for each group it counts for. A pair of two
// persons belongs half to each.
func (g *grouping) pairs(rows []int32, count func(t *groupTally, a, b int32, share float64)) {
	for i, a := range rows {
		for _, b := range rows[i+1:] {
			groups := []string{g.group[a], g.group[b]}
			if groups[0] == groups[1] {
				groups = groups[:1]
			}
			for _, name := range groups {
				if g.entity[a] == g.entity[b] {
					count(g.at(name, g.entity[a]), a, b, 1)
					continue
				}
				count(g.at(name, g.entity[a]), a, b, .5)
				count(g.at(name, g.entity[b]), a, b, .5)
			}
		}
	}
}

func (g *grouping) quality(name string) GroupQuality {
	var persons []*groupTally
	truth := 0.0
	for _, t := range g.tallies[name] {
		persons = append(persons, t)
		truth += t.truth
	}
	// The sums are of whole and half numbers; their squares round, so they need one order.
	slices.SortFunc(persons, func(x, y *groupTally) int {
		return cmp.Or(cmp.Compare(x.truth, y.truth), cmp.Compare(x.hit, y.hit), cmp.Compare(x.found, y.found), cmp.Compare(x.correct, y.correct))
	})
	q := GroupQuality{
		Group: name, Records: g.records[name], TruePairs: int64(truth),
		Precision: clusteredShare(len(persons), func(i int) float64 { return persons[i].correct }, func(i int) float64 { return persons[i].found }),
		Recall:    clusteredShare(len(persons), func(i int) float64 { return persons[i].hit }, func(i int) float64 { return persons[i].truth }),
	}
	q.F1 = harmonic(q.Precision.Value, q.Recall.Value)
	return q
}

// Gate is a bound that no group may fall below.
type Gate struct {
	Metric string // precision, recall or f1
	Least  float64
}

// Breach is a group that falls below a gate.
type Breach struct {
	Column string  `json:"column"`
	Group  string  `json:"group"`
	Metric string  `json:"metric"`
	Value  float64 `json:"value"`
	Least  float64 `json:"least"`
	Pairs  int64   `json:"true_pairs"`
}

func (b Breach) String() string {
	return fmt.Sprintf("%s of %s %q is %.4f, below %g (%d true pairs)", b.Metric, b.Column, b.Group, b.Value, b.Least, b.Pairs)
}

// Check lists the groups of column that fall below the gate, the worst first.
func (g Gate) Check(column string, groups []GroupQuality) []Breach {
	var out []Breach
	for _, q := range groups {
		value := map[string]float64{"precision": q.Precision.Value, "recall": q.Recall.Value, "f1": q.F1}[g.Metric]
		if value < g.Least {
			out = append(out, Breach{column, q.Group, g.Metric, value, g.Least, q.TruePairs})
		}
	}
	slices.SortStableFunc(out, func(x, y Breach) int { return cmp.Compare(x.Value, y.Value) })
	return out
}
