package linkage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMistakesAndRightPairsTogetherAreAllThereIs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		j := drawJudged(rt)
		judgement := Judgement{Entity: j.entity, Links: j.links, Threshold: 1}
		count := func() (missed, wrong int64) {
			counts, examples := judgement.Mistakes(1000)
			for _, c := range counts {
				if c.Missed {
					missed += c.Pairs
				} else {
					wrong += c.Pairs
				}
			}
			require.Len(rt, examples, int(missed+wrong))
			for _, m := range examples {
				require.Equal(rt, m.Missed, j.entity[m.L] == j.entity[m.R])
				require.NotEmpty(rt, m.Cause)
			}
			return missed, wrong
		}
		var pairs []Pair
		for _, l := range j.links {
			if l.Weight >= 1 {
				pairs = append(pairs, l.Pair)
			}
		}
		missed, wrong := count()
		q := EvaluatePairs(j.entity, pairs)
		require.Equal(rt, []int64{q.TruePairs - q.CorrectPairs, q.FoundPairs - q.CorrectPairs}, []int64{missed, wrong})

		judgement.Clusters = j.clusters
		missed, wrong = count()
		q = Evaluate(j.entity, j.clusters)
		require.Equal(rt, []int64{q.TruePairs - q.CorrectPairs, q.FoundPairs - q.CorrectPairs}, []int64{missed, wrong})
	})
}

func TestEveryMistakeHasItsCause(t *testing.T) {
	m := readModelText(t, xyModel)
	b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
	for _, row := range []string{
		"a care 1 - ann", "b care - 9 ann", // one person, nothing to block on
		"c care 2 - cat", "d care 2 - dan", "e care - 3 cat", "f care 4 3 dan", // x agrees, names differ: low
		"g 1/school 5 - gus", "h 1/school 5 - gus", // one record per source
		"i care 6 - ida", "k care 6 - ida", // two persons
	} {
		f := strings.Split(strings.ReplaceAll(row, "-", ""), " ")
		b.Add(f[1], f[0], f[2:]...)
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	r, err := Run(t.Context(), m, data, Options{Minimum: .5})
	require.NoError(t, err)
	c, err := r.Clusters(.9)
	require.NoError(t, err)
	person := map[string]string{"a": "1", "b": "1", "c": "2", "d": "2", "g": "3", "h": "3", "i": "4", "k": "5"}
	entity := make([]string, data.Len())
	for row := range entity {
		entity[row] = person[data.ID(row)]
	}
	cuts := map[Pair]string{}
	for _, cut := range c.Cut {
		cuts[cut.Pair] = cut.Why
	}
	j := Judgement{Entity: entity, Links: r.Links, Threshold: WeightOf(.9), Clusters: c.Of, Cuts: cuts, Examiner: r.Examiner()}
	_, examples := j.Mistakes(10)
	causes := map[string]string{}
	for _, m := range examples {
		causes[data.ID(int(m.L))+data.ID(int(m.R))] = m.Cause
	}
	require.Equal(t, map[string]string{
		"ab": CauseBlocked, "cd": CauseScoredLow, "gh": CauseCut + ": one record per source", "ik": CauseLinked,
	}, causes)
}

func TestEstimatesAddUpTheProbabilities(t *testing.T) {
	got := EstimateLinks([]float64{.5, 1, .9, .6}, 4, 6, []float64{.95, .55})
	require.Equal(t, []float64{.55, .95}, []float64{got[0].Threshold, got[1].Threshold})
	require.EqualValues(t, 3, got[0].Links)
	require.InDelta(t, 2.5, got[0].Matches, 1e-12)
	require.InDelta(t, 2.5/3, got[0].Precision, 1e-12)
	require.InDelta(t, 2.5/4, got[0].Recall, 1e-12)
	require.InDelta(t, 2.5/6, got[0].RecallOfAll, 1e-12)
	require.InDelta(t, 1, got[1].Precision, 1e-12)
	require.Zero(t, EstimateLinks(nil, 0, 0, []float64{.5})[0].Recall, "not known")
}

func TestAStatementSaysWhatTheRunKnowsAndNothingOfAnybody(t *testing.T) {
	r, err := Run(t.Context(), readModelText(t, twoNames), someRecords(t, 400, 1), Options{})
	require.NoError(t, err)
	s := &Statement{
		Model: r.Model, Summary: r.Summary, Sources: r.SourceSummaries(), Threshold: .9, Clusters: 300,
		Estimates: r.Estimates([]float64{.5, .9}),
		Quality:   &Quality{TruePairs: 10, FoundPairs: 9, CorrectPairs: 8, Precision: 8.0 / 9, Recall: .8},
		Mistakes:  []CauseCount{{true, CauseBlocked, 2}},
		Groups:    map[string][]GroupQuality{"town": {{Group: "a|b"}}},
		Breaches:  []Breach{{"town", "a|b", "recall", .1, .9, 3}},
	}
	var text, page strings.Builder
	require.NoError(t, s.WriteMarkdown(&text))
	require.NoError(t, s.WriteHTML(&page))
	for _, want := range []string{"400 records", "88.89%", CauseBlocked, "recall of town", "Left to the data providers"} {
		require.Contains(t, text.String(), want)
		require.Contains(t, page.String(), want)
	}
	require.Contains(t, text.String(), `| a\|b |`)
	require.NotRegexp(t, `r\d{4}`, text.String(), "no record is named")
	for _, source := range s.Sources {
		require.Positive(t, source.Records)
		require.Len(t, source.Complete, len(r.Model.Comparisons))
	}
}

func TestTwoRunsDifferByWhatWasGainedLostAndMoved(t *testing.T) {
	link := func(a, b int32, w MatchWeight) Edge { return Edge{Pair: Pair{a, b}, Weight: w} }
	before := Outcome{
		Links:    []Edge{link(0, 1, 5), link(2, 3, 4), link(4, 5, 8), link(6, 7, 2)},
		Clusters: []int32{0, 0, 2, 2, 4, 4, 6, 6, 8, -1, 9},
	}
	after := Outcome{
		Links:    []Edge{link(0, 1, 5.5), link(0, 2, 6), link(2, 3, 4), link(4, 5, 1), link(8, 9, 3)},
		Clusters: []int32{0, 0, 0, 0, 4, 5, 6, 7, 8, 8, -1},
		Cuts:     map[Pair]string{{4, 5}: "weak bridge"},
	}
	d := CompareRuns(before, after, 1)
	require.Equal(t, 9, d.Records.Both)
	require.Equal(t, []int{1, 1}, []int{d.Records.New, d.Records.Gone})
	require.Equal(t, []int{2, 1, 0, 1, 2}, []int{d.Links.Gained, d.Links.Lost, d.Links.Stronger, d.Links.Weaker, d.Links.Steady})
	require.InDelta(t, 7, d.Links.Largest, 1e-12)
	require.Equal(t, map[string]int{PersonsMerged: 1, PersonsSplit: 2, PersonsGrown: 1, PersonsGone: 1}, d.Persons)
	require.Len(t, d.Changes, 3)
	require.Equal(t, "1 links gained", d.Changes[0].Cause)
	require.Equal(t, "1 links cut now (weak bridge), 1 links weaker", d.Changes[1].Cause)
	require.Equal(t, "1 links lost", d.Changes[2].Cause)
}

func TestARunDoesNotDifferFromItself(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		j := drawJudged(rt)
		o := Outcome{Links: j.links, Clusters: j.clusters}
		d := CompareRuns(o, o, 0)
		require.Empty(rt, d.Pairs)
		require.Empty(rt, d.Changes)
		require.Len(rt, d.Persons, 1)
		require.Positive(rt, d.Persons[PersonsSame])
	})
}
