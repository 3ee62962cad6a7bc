package linkage

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// xyRecords are the records of a run under xyModel, by id.
type xyRecords map[string][]string

func (x xyRecords) dataset(tb require.TestingT) *Dataset {
	b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, map[string]string{"y": "|"})
	for id, row := range x {
		b.Add(row[0], id, row[1:]...)
	}
	data, err := b.Dataset()
	require.NoError(tb, err)
	return data
}

// sameOutcome requires links, clusters and cuts to be the same, to the bit.
func sameOutcome(tb require.TestingT, whole *Result, wholeClusters *Clustering, r *Result, c *Clustering) {
	require.Equal(tb, whole.Links, r.Links)
	require.Equal(tb, wholeClusters.Of, c.Of)
	require.Equal(tb, wholeClusters.Count, c.Count)
	require.Equal(tb, wholeClusters.Cut, c.Cut)
	require.Equal(tb, wholeClusters.Conflicts, c.Conflicts)
}

func TestAChainOfUpdatesIsARunOverAllRecords(t *testing.T) {
	policies := []string{
		`{}`, `{"barrier": "barrier"}`, `{"one_per_source": ["school"], "apart": ["exact(x) and not exact(twin)"]}`,
		`{"cardinality": [{"left": "school", "right": "care", "kind": "one-to-one"}], "largest": 6}`,
	}
	rapid.Check(t, func(rt *rapid.T) {
		text := withPolicy(rapid.SampledFrom(policies).Draw(rt, "policy"))
		text = strings.Replace(text, `"classes": 2`, `"classes": 2, "sets": {"y": "|"}`, 1)
		text = strings.ReplaceAll(text, "exact(y)", "shares(y)")
		m := readModelText(t, text)
		pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, name) }
		records, reviews := xyRecords{}, []Decision(nil)
		var state *State
		for range rapid.IntRange(2, 5).Draw(rt, "runs") {
			for range rapid.IntRange(1, 8).Draw(rt, "arrivals") {
				id := pick("id", strings.Split("abcdefghijklmnop", "")...)
				if rapid.IntRange(0, 4).Draw(rt, "gone") == 0 {
					delete(records, id)
					continue
				}
				source := map[bool]string{true: "1/school", false: "care"}[id < "f"]
				records[id] = []string{source, pick("x", "", "1", "2", "3"), pick("y", "", "1", "2", "1|2"), pick("name", "", "ann", "bob"), pick("twin", "", "p", "q"), ""}
			}
			if rapid.IntRange(0, 3).Draw(rt, "reviewed") == 0 {
				reviews = append(slices.Clip(reviews), reviewed(pick("l", "g", "h", "i"), pick("r", "k", "l", "m"), rapid.Bool().Draw(rt, "same")))
			}
			data := records.dataset(rt)
			whole, err := Run(t.Context(), m, data, Options{Decisions: reviews, Minimum: .3})
			require.NoError(rt, err)
			wholeClusters, err := whole.Clusters(.6)
			require.NoError(rt, err)
			r, c := whole, wholeClusters
			if state != nil {
				r, c, err = state.Update(t.Context(), data, Options{Decisions: reviews})
				require.NoError(rt, err)
				sameOutcome(rt, whole, wholeClusters, r, c)
				require.LessOrEqual(rt, r.Summary.CandidatePairs, whole.Summary.CandidatePairs)
			}
			state, err = r.State(c, .6)
			require.NoError(rt, err)
			var kept bytes.Buffer
			require.NoError(rt, state.Write(&kept))
			state, err = ReadState(&kept)
			require.NoError(rt, err)
		}
	})
}

func TestAStateReadsBackToTheBit(t *testing.T) {
	e := makeEngland(t, 500, 2) // ids are no UTF-8
	model, frequencies := trained(t)
	r, err := Run(t.Context(), model, e.data, Options{Frequencies: frequencies, Decisions: []Decision{
		{e.data.Source(0), e.data.ID(0), e.data.Source(1), e.data.ID(1), false, "none"},
	}})
	require.NoError(t, err)
	c, err := r.Clusters(.9)
	require.NoError(t, err)
	state, err := r.State(c, .9)
	require.NoError(t, err)
	state.Frequencies["forename"].Share["\xff\x00broken"] = .25
	var first, second bytes.Buffer
	require.NoError(t, state.Write(&first))
	text := first.String()
	back, err := ReadState(&first)
	require.NoError(t, err)
	require.Equal(t, state.Records, back.Records)
	require.Equal(t, state.Links, back.Links)
	require.Equal(t, state.Decisions, back.Decisions)
	require.Equal(t, state.Frequencies, back.Frequencies)
	require.NoError(t, back.Write(&second))
	require.Equal(t, text, second.String())
}

func TestWhenNothingIsNewNothingIsScored(t *testing.T) {
	r, err := Run(t.Context(), readModelText(t, twoNames), someRecords(t, 300, 2), Options{Minimum: .01})
	require.NoError(t, err)
	require.NotEmpty(t, r.Links)
	c, err := r.Clusters(.1)
	require.NoError(t, err)
	state, err := r.State(c, .1)
	require.NoError(t, err)
	again, clusters, err := state.Update(t.Context(), someRecords(t, 300, 2), Options{})
	require.NoError(t, err)
	require.Zero(t, again.Summary.CandidatePairs)
	sameOutcome(t, r, c, again, clusters)
}

func TestAStateThatFitsNothingIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"{":  "state",
		"{}": "not trained",
	} {
		_, err := ReadState(strings.NewReader(text))
		require.ErrorContains(t, err, want)
	}
	r, err := Run(t.Context(), readModelText(t, twoNames), someRecords(t, 50, 2), Options{})
	require.NoError(t, err)
	c, err := r.Clusters(.8)
	require.NoError(t, err)
	state, err := r.State(c, .8)
	require.NoError(t, err)
	_, _, err = state.Update(t.Context(), xyRecords{"a": {"care", "1"}}.dataset(t), Options{})
	require.ErrorIs(t, err, ErrOtherModel)
	state.Records[0], state.Records[1] = state.Records[1], state.Records[0]
	var swapped bytes.Buffer
	require.NoError(t, state.Write(&swapped))
	_, err = ReadState(&swapped)
	require.ErrorContains(t, err, "record 2: records stand in ascending order")
	state.Records[0], state.Records[1] = state.Records[1], state.Records[0]
	state.Records[0].Cluster = 1000
	var kept bytes.Buffer
	require.NoError(t, state.Write(&kept))
	_, err = ReadState(&kept)
	require.ErrorContains(t, err, "record 1")
}

// TestMadeUpEnglandArrivesInPieces takes England in by k increments, under the model
// trained on the first, and holds the outcome against one run over all that trains on
// all: by so much do the two differ.
func TestMadeUpEnglandArrivesInPieces(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	e := makeEngland(t, childrenOfEngland(t, 4000), 11)
	const pieces = 5
	part := func(upTo int) *Dataset { // records arrive in the order of a mixed number
		b := NewBuilder(childColumns, e.data.sets())
		for row := range e.data.Len() {
			if int(mix(uint64(row)+1)%pieces) < upTo {
				values := make([]string, len(childColumns))
				for i, name := range childColumns {
					values[i] = e.data.Value(row, name)
				}
				b.Add(e.data.Source(row), e.data.ID(row), values...)
			}
		}
		data, err := b.Dataset()
		require.NoError(t, err)
		return data
	}
	r, err := Run(t.Context(), ChildrenModel(), part(2), Options{})
	require.NoError(t, err)
	c, err := r.Clusters(.95)
	require.NoError(t, err)
	for n := 3; n <= pieces; n++ {
		state, err := r.State(c, .95)
		require.NoError(t, err)
		r, c, err = state.Update(t.Context(), part(n), Options{})
		require.NoError(t, err)
	}
	frozen, err := Run(t.Context(), r.Model, e.data, Options{Frequencies: r.scorer.options.Frequencies})
	require.NoError(t, err)
	frozenClusters, err := frozen.Clusters(.95)
	require.NoError(t, err)
	sameOutcome(t, frozen, frozenClusters, r, c)

	anew, err := Run(t.Context(), ChildrenModel(), e.data, Options{})
	require.NoError(t, err)
	anewClusters, err := anew.Clusters(.95)
	require.NoError(t, err)
	d := CompareRuns(Outcome{Links: anew.Links, Clusters: anewClusters.Of}, Outcome{Links: r.Links, Clusters: c.Of}, 1)
	q, fresh := Evaluate(e.linkable, c.Of), Evaluate(e.linkable, anewClusters.Of)
	t.Logf("trained on two fifths and updated three times, against trained on all: %+v %v", d.Links, d.Persons)
	t.Logf("updated: precision %.4f recall %.4f; anew: precision %.4f recall %.4f", q.Precision, q.Recall, fresh.Precision, fresh.Recall)
	changed := 0
	for kind, n := range d.Persons {
		if kind != PersonsSame {
			changed += n
		}
	}
	require.Less(t, float64(changed), .005*float64(anewClusters.Count), "%v", d.Persons)
	require.InDelta(t, fresh.F1, q.F1, .005)
}

// sets are the columns that hold sets, and their separators.
func (d *Dataset) sets() map[string]string {
	out := map[string]string{}
	for name, column := range d.columns {
		if column.Separator != "" {
			out[name] = column.Separator
		}
	}
	return out
}

func BenchmarkUpdateOfAHundredRecords(b *testing.B) {
	e := makeEngland(b, 20000, 5)
	r, err := Run(b.Context(), ChildrenModel(), e.data, Options{})
	require.NoError(b, err)
	c, err := r.Clusters(.95)
	require.NoError(b, err)
	state, err := r.State(c, .95)
	require.NoError(b, err)
	for i := range 100 {
		state.Records[i*97].Said[0]++
	}
	b.ReportMetric(float64(e.data.Len()), "records")
	for b.Loop() {
		_, _, err := state.Update(b.Context(), e.data, Options{})
		require.NoError(b, err)
	}
}

func ExampleState_Update() {
	m, _ := ReadModel(strings.NewReader(xyModel))
	b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
	b.Add("care", "a", "1", "", "ann")
	data, _ := b.Dataset()
	ctx := context.Background()
	r, _ := Run(ctx, m, data, Options{})
	c, _ := r.Clusters(.95)
	state, _ := r.State(c, .95)

	b = NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
	b.Add("care", "a", "1", "", "ann")
	b.Add("care", "b", "1", "", "ann") // new
	data, _ = b.Dataset()
	r, c, _ = state.Update(ctx, data, Options{})
	fmt.Println(r.Summary.CandidatePairs, strconv.Itoa(c.Count))
	// Output: 1 1
}
