package linkage

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// judged is a small truth with links of few distinct weights.
type judged struct {
	entity   []string
	links    []Edge
	clusters []int32
	groups   []string
}

func drawJudged(rt *rapid.T) judged {
	var j judged
	n := rapid.IntRange(1, 14).Draw(rt, "records")
	for range n {
		j.entity = append(j.entity, rapid.SampledFrom([]string{"p", "q", "r", "s", "t", ""}).Draw(rt, "entity"))
		j.clusters = append(j.clusters, rapid.Int32Range(0, 5).Draw(rt, "cluster"))
		j.groups = append(j.groups, rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "group"))
	}
	for a := range n {
		for b := a + 1; b < n; b++ {
			if rapid.IntRange(0, 2).Draw(rt, "linked") == 0 {
				j.links = append(j.links, Edge{Pair: Pair{int32(a), int32(b)}, Weight: MatchWeight(rapid.IntRange(-3, 4).Draw(rt, "weight"))})
			}
		}
	}
	return j
}

// components is connected components by flooding, for comparison.
func components(n int, pairs []Pair) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	for range n {
		for _, p := range pairs {
			least := min(out[p.L], out[p.R])
			out[p.L], out[p.R] = least, least
		}
	}
	return out
}

func TestTheCurveIsWhatJudgingEachThresholdAloneGives(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		j := drawJudged(rt)
		c := EvaluateCurve(j.entity, j.links)
		last := -1
		for w := MatchWeight(4); w >= -3; w-- {
			var pairs, known []Pair
			for _, l := range j.links {
				if l.Weight >= w {
					pairs = append(pairs, l.Pair)
					if j.entity[l.L] != "" && j.entity[l.R] != "" {
						known = append(known, l.Pair)
					}
				}
			}
			at, ok := c.At(w)
			require.Equal(rt, len(known) > 0, ok)
			if !ok {
				continue
			}
			plain, joined := EvaluatePairs(j.entity, pairs), Evaluate(j.entity, components(len(j.entity), known))
			require.Equal(rt, []int64{plain.TruePairs, plain.FoundPairs, plain.CorrectPairs}, []int64{at.TruePairs, at.FoundPairs, at.CorrectPairs})
			require.InDelta(rt, plain.F1, at.F1, 1e-12)
			require.InDelta(rt, joined.BPrecision, at.BPrecision, 1e-9)
			require.InDelta(rt, joined.BRecall, at.BRecall, 1e-9)
			require.LessOrEqual(rt, plain.F1, c.Best.F1)
			require.GreaterOrEqual(rt, len(known), last)
			last = len(known)
		}
	})
}

func TestTheROCAreaIsTheChanceThatAMatchOutweighsAStranger(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		j := drawJudged(rt)
		weight := map[Pair]MatchWeight{}
		for _, l := range j.links {
			weight[l.Pair] = l.Weight
		}
		var same, other []MatchWeight
		for a := range j.entity {
			for b := a + 1; b < len(j.entity); b++ {
				if j.entity[a] == "" || j.entity[b] == "" {
					continue
				}
				w, ok := weight[Pair{int32(a), int32(b)}]
				if !ok {
					w = -1e9
				}
				if j.entity[a] == j.entity[b] {
					same = append(same, w)
				} else {
					other = append(other, w)
				}
			}
		}
		if len(same) == 0 || len(other) == 0 {
			return
		}
		wins := 0.0
		for _, x := range same {
			for _, y := range other {
				if x > y {
					wins++
				} else if x == y {
					wins += .5
				}
			}
		}
		c := EvaluateCurve(j.entity, j.links)
		require.InDelta(rt, wins/float64(len(same)*len(other)), c.ROCArea, 1e-9)
		require.True(rt, c.PRArea >= 0 && c.PRArea <= 1)
	})
}

func TestTruePairsThatNoBlockingRuleGaveStillCount(t *testing.T) {
	entity := []string{"p", "p", "q", "q"}
	c := EvaluateCurve(entity, []Edge{{Pair: Pair{0, 1}, Weight: 9}})
	require.InDelta(t, .5, c.Best.Recall, 1e-12, "the pair of q was never a candidate")
	require.InDelta(t, .5, c.PRArea, 1e-12)
	require.InDelta(t, .75, c.ROCArea, 1e-12)
}

func TestAThinCurveKeepsItsEndsAndItsBest(t *testing.T) {
	entity, links := make([]string, 400), []Edge(nil)
	for i := range 200 {
		entity[2*i], entity[2*i+1] = strconv.Itoa(i), strconv.Itoa(i)
		p := Pair{int32(2 * i), int32(2*i + 1)}
		if i >= 137 { // from here on the links are wrong
			p.R = int32(2*i - 2)
			p.L, p.R = p.R, p.L
		}
		links = append(links, Edge{Pair: p, Weight: MatchWeight(300 - i)})
	}
	c := EvaluateCurve(entity, links)
	require.Len(t, c.Points, 200)
	thin := c.Thin(10)
	require.LessOrEqual(t, len(thin), 11)
	require.Equal(t, c.Points[0], thin[0])
	require.Equal(t, c.Points[199], thin[len(thin)-1])
	require.True(t, slices.ContainsFunc(thin, func(p CurvePoint) bool { return p.Weight == c.Best.Weight }))
	require.InDelta(t, 300-136, float64(c.Best.Weight), 1e-12)
}

// plainReplicate judges one draw of persons from lists of pairs, each pair weighted
// by how often its persons were drawn.
func plainReplicate(j judged, pairs []Pair, drawn map[string]float64) (precision, recall float64) {
	var truth, correct, wrong float64
	for a := range j.entity {
		for b := a + 1; b < len(j.entity); b++ {
			e, f := j.entity[a], j.entity[b]
			if e == "" || f == "" {
				continue
			}
			found := slices.Contains(pairs, Pair{int32(a), int32(b)})
			switch {
			case e == f:
				truth += drawn[e]
				if found {
					correct += drawn[e]
				}
			case found:
				wrong += (drawn[e] + drawn[f]) / 2
			}
		}
	}
	precision, recall = 1, 1
	if correct+wrong > 0 {
		precision = correct / (correct + wrong)
	}
	if truth > 0 {
		recall = correct / truth
	}
	return precision, recall
}

func TestTheBootstrapDrawsPersonsNotPairs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		j := drawJudged(rt)
		var pairs []Pair
		for _, l := range j.links {
			pairs = append(pairs, l.Pair)
		}
		const replicates, seed = 40, 5
		got := BootstrapPairs(j.entity, pairs, replicates, seed)
		var persons []string
		for _, e := range j.entity {
			if e != "" && !slices.Contains(persons, e) {
				persons = append(persons, e)
			}
		}
		var precision, recall []float64
		for i := range replicates {
			dice, drawn := rand.New(rand.NewPCG(seed, uint64(i))), map[string]float64{}
			for range persons {
				drawn[persons[dice.IntN(len(persons))]]++
			}
			p, r := plainReplicate(j, pairs, drawn)
			precision, recall = append(precision, p), append(recall, r)
		}
		slices.Sort(precision)
		slices.Sort(recall)
		require.InDelta(rt, precision[1], got.Precision.Lower, 1e-12)
		require.InDelta(rt, precision[38], got.Precision.Upper, 1e-12)
		require.InDelta(rt, recall[1], got.Recall.Lower, 1e-12)
		require.InDelta(rt, recall[38], got.Recall.Upper, 1e-12)
		require.Equal(rt, got, BootstrapPairs(j.entity, pairs, replicates, seed), "the same seed, the same draws")

		whole, clustered := Evaluate(j.entity, j.clusters), BootstrapClusters(j.entity, j.clusters, replicates, seed)
		require.InDelta(rt, whole.Precision, clustered.Precision.Value, 1e-12)
		require.InDelta(rt, whole.BPrecision, clustered.BPrecision.Value, 1e-12)
		require.InDelta(rt, whole.BF1, clustered.BF1.Value, 1e-12)
	})
}

func TestGroupsCountAPairOnceForEachGroupItTouches(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		j := drawJudged(rt)
		for _, got := range EvaluateGroups(j.entity, j.clusters, j.groups) {
			var truth, found, correct int
			for a := range j.entity {
				for b := a + 1; b < len(j.entity); b++ {
					if j.entity[a] == "" || j.entity[b] == "" || j.groups[a] != got.Group && j.groups[b] != got.Group {
						continue
					}
					same, together := j.entity[a] == j.entity[b], j.clusters[a] == j.clusters[b]
					if same {
						truth++
					}
					if together {
						found++
					}
					if same && together {
						correct++
					}
				}
			}
			require.EqualValues(rt, truth, got.TruePairs)
			if truth > 0 {
				require.InDelta(rt, float64(correct)/float64(truth), got.Recall.Value, 1e-12)
			}
			if found > 0 {
				require.InDelta(rt, float64(correct)/float64(found), got.Precision.Value, 1e-12)
			}
			require.LessOrEqual(rt, got.Recall.Lower, got.Recall.Value)
			require.GreaterOrEqual(rt, got.Recall.Upper, got.Recall.Value)
		}
	})
}

func TestIntervalsOfGroupsKnowThatAPersonsPairsStandAndFallTogether(t *testing.T) {
	// 200 persons of five records each, every tenth of them not linked at all: 10
	// pairs a person that are missed together.
	var entity, group []string
	var clusters []int32
	for person := range 200 {
		for range 5 {
			entity, group = append(entity, strconv.Itoa(person)), append(group, "all")
			cluster := int32(person)
			if person%10 == 0 {
				cluster = int32(1000 + len(entity))
			}
			clusters = append(clusters, cluster)
		}
	}
	group[0] = "other" // so that there are two groups
	recall := EvaluateGroups(entity, clusters, group)[0].Recall
	bootstrap := BootstrapClusters(entity, clusters, 2000, 1).Recall
	naive := wilson(.9, 2000)
	require.InDelta(t, bootstrap.Upper-bootstrap.Lower, recall.Upper-recall.Lower, .01)
	require.Greater(t, recall.Upper-recall.Lower, 2.5*(naive.Upper-naive.Lower), "pairs are not independent")
}

func TestAGateNamesTheGroupsBelowItTheWorstFirst(t *testing.T) {
	entity := []string{"p", "p", "q", "q", "r", "r", "r"}
	clusters := []int32{0, 0, 2, 3, 4, 4, 6}
	groups := EvaluateGroups(entity, clusters, []string{"fine", "fine", "none", "none", "part", "part", "part"})
	breaches := Gate{Metric: "recall", Least: .5}.Check("town", groups)
	require.Len(t, breaches, 2)
	require.Equal(t, []string{"none", "part"}, []string{breaches[0].Group, breaches[1].Group})
	require.Equal(t, `recall of town "part" is 0.3333, below 0.5 (3 true pairs)`, breaches[1].String())
	require.Empty(t, Gate{Metric: "precision", Least: 1}.Check("town", groups))
}

func TestRecordsAreTiedWhereNoOtherPersonAgreesAsWell(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		columns := []string{"name", "born", "numbers"}
		b := NewBuilder(columns, map[string]string{"numbers": "|"})
		n := rapid.IntRange(2, 9).Draw(rt, "records")
		var entity []string
		pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(rt, "value") }
		for i := range n {
			b.Add("s", strconv.Itoa(i), pick("", "ann", "bob"), pick("", "1", "2"), pick("", "7", "8", "7|8"))
			entity = append(entity, pick("p", "q", "r"))
		}
		data, err := b.Dataset()
		require.NoError(rt, err)
		common := func(column string, rows ...int) bool { // some value that all rows hold
			for v := range map[string]bool{"ann": true, "bob": true, "1": true, "2": true, "7": true, "8": true} {
				all := true
				for _, row := range rows {
					all = all && slices.Contains(membersOf(data.Value(row, column), "|"), v)
				}
				if all {
					return true
				}
			}
			return false
		}
		ties := NewTies(data, entity, columns...)
		for a := range n {
			for b := a + 1; b < n; b++ {
				if entity[a] != entity[b] {
					continue
				}
				agreed := slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return !common(c, a, b) })
				want := len(agreed) > 0
				for other := range n {
					if entity[other] != entity[a] && !slices.ContainsFunc(agreed, func(c string) bool { return !common(c, a, b, other) }) {
						want = false
					}
				}
				require.Equal(rt, want, ties.Tied(a, b), "%d and %d agree on %v", a, b, agreed)
			}
		}
	})
}
