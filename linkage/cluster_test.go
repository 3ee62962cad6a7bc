package linkage

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
)

// A trained model of three numbers to each record, so that tests can lay out links
// by hand: sharing x or y proves a match, differing in both a stranger.
const xyModel = `{
  "link_type": "link_and_dedupe", "classes": 2, "prior": 0.001,
  "comparisons": [
    {"name": "x", "levels": [{"when": "missing(x)", "null": true}, {"when": "exact(x)", "m": 0.9, "u": 0.00001}, {"when": "else", "m": 0.1, "u": 0.99999}]},
    {"name": "y", "levels": [{"when": "missing(y)", "null": true}, {"when": "exact(y)", "m": 0.9, "u": 0.00001}, {"when": "else", "m": 0.1, "u": 0.99999}]},
    {"name": "name", "levels": [{"when": "missing(name)", "null": true}, {"when": "exact(name)", "m": 0.9, "u": 0.01}, {"when": "else", "m": 0.0001, "u": 0.99}]}],
  "blocking": [{"on": ["x"]}, {"on": ["y"]}],
  "clusters": {"barrier": "barrier", "one_per_source": ["school"], "apart": ["exact(x) and not exact(twin)"]}
}`

func clusterXY(t *testing.T, decisions []Decision, rows ...string) (map[string]string, *Clustering, error) {
	t.Helper()
	return clusterUnder(t, xyModel, decisions, rows...)
}

// clusterUnder clusters rows of id, source, x, y, name, twin and barrier at .9; of
// each record it gives the first record of its cluster.
func clusterUnder(t *testing.T, model string, decisions []Decision, rows ...string) (map[string]string, *Clustering, error) {
	t.Helper()
	m := readModelText(t, model)
	b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
	for _, row := range rows {
		f := strings.Split(row, " ")
		for i := range f {
			f[i] = strings.ReplaceAll(f[i], "-", "")
		}
		b.Add(f[1], f[0], f[2:]...)
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	r, err := Run(t.Context(), m, data, Options{Decisions: decisions})
	require.NoError(t, err)
	c, err := r.Clusters(.9)
	if err != nil {
		return nil, nil, err
	}
	of := map[string]string{}
	for row, first := range c.Of {
		of[data.ID(row)] = data.ID(int(first))
	}
	return of, c, nil
}

func reviewed(a, b string, same bool) Decision {
	return Decision{SourceL: "care", IDL: a, SourceR: "care", IDR: b, Same: same}
}

func TestClustersAreCutWhereConnectedComponentsWouldWeld(t *testing.T) {
	cases := []struct {
		name      string
		decisions []Decision
		rows      []string // id source x y name twin barrier
		want      string
		cut       string
	}{
		{"links join", nil, []string{"a care 1 - ann", "b care 1 2 ann", "c care - 2 ann"}, "a=a b=a c=a", ""},
		{
			"a weak bridge is outvoted by the records on either side", nil,
			[]string{"a care 1 - ann", "b care 1 - ann", "c care 1 5 ann", "d care 2 5 bob", "e care 2 - bob", "f care 2 - bob"},
			"a=a b=a c=a d=d e=d f=d", "",
		},
		{"a source of one record a person", nil, []string{"a 1/school 1 - ann", "b 1/school 1 - ann"}, "a=a b=b", "one record per source"},
		{"what is declared apart stays apart", nil, []string{"a care 1 - ann p", "b care 1 - ann q"}, "a=a b=b", "exact(x) and not exact(twin)"},
		{"a barrier holds", nil, []string{"a care 1 - ann - C", "b care 1 - ann - N"}, "a=a b=b", "identity barrier"},
		{
			"a barrier holds through a third record", nil,
			[]string{"a care 1 - ann - C", "b care 1 - ann", "c care 1 - ann - N"},
			"a=a b=a c=c", "identity barrier",
		},
		{
			"reviewed as different",
			[]Decision{reviewed("a", "b", false)},
			[]string{"a care 1 - ann", "b care 1 - ann"},
			"a=a b=b", "",
		},
		{
			"reviewed as the same, though nothing agrees",
			[]Decision{reviewed("a", "b", true)},
			[]string{"a care 1 - ann", "b care 2 - bob"},
			"a=a b=a", "",
		},
		{
			"reviewed as the same, and what links to each comes along",
			[]Decision{reviewed("b", "c", true)},
			[]string{"a care 1 - ann", "b care 1 - ann", "c care 2 - bob", "d care 2 - bob"},
			"a=a b=a c=a d=a", "",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of, clustering, err := clusterXY(t, c.decisions, c.rows...)
			require.NoError(t, err)
			for part := range strings.FieldsSeq(c.want) {
				id, first, _ := strings.Cut(part, "=")
				require.Equal(t, first, of[id], "%s in %v", id, of)
			}
			if c.cut != "" {
				require.NotEmpty(t, clustering.Cut)
				require.Equal(t, c.cut, clustering.Cut[0].Why)
			}
		})
	}
}

func TestDecisionAcrossABarrierFailsTheRun(t *testing.T) {
	_, _, err := clusterXY(t, []Decision{reviewed("a", "b", true)}, "a care 1 - ann - C", "b care 1 - ann - N")
	require.ErrorIs(t, err, ErrBarrier)
}

func TestNoClusterEverStandsOnBothSidesOfABarrier(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(rt, "records")
		m := readModelText(t, xyModel)
		b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
		pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, name) }
		for i := range n {
			b.Add(pick("source", "care", "1/school"), strconv.Itoa(i), pick("x", "", "1", "2", "3"), pick("y", "", "1", "2"),
				pick("name", "", "ann", "bob"), pick("twin", "", "p", "q"), pick("barrier", "", "", "C", "N"))
		}
		data, err := b.Dataset()
		require.NoError(rt, err)
		r, err := Run(t.Context(), m, data, Options{})
		require.NoError(rt, err)
		c, err := r.Clusters(.5)
		require.NoError(rt, err)
		for i, x := range c.Of {
			require.LessOrEqual(rt, int(x), i)
			for j, y := range c.Of[:i] {
				a, b := data.Value(i, "barrier"), data.Value(j, "barrier")
				if x == y {
					require.False(rt, a != "" && b != "" && a != b)
					require.False(rt, data.Source(i) == "1/school" && data.Source(j) == "1/school")
				}
			}
		}
	})
}

func TestOversizedComponentsAreDividedNotWelded(t *testing.T) {
	m := readModelText(t, xyModel)
	m.Clusters.Largest = 10
	b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
	for i := range 40 { // a chain of twenty pairs, each strong, joined by weak links
		b.Add("care", fmt.Sprintf("%02d", i), strconv.Itoa(i/2), strconv.Itoa((i+1)/2+100), "n"+strconv.Itoa(i/2))
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	r, err := Run(t.Context(), m, data, Options{Minimum: .01})
	require.NoError(t, err)
	c, err := r.Clusters(.02)
	require.NoError(t, err)
	for i := 0; i < 40; i += 2 {
		require.Equal(t, c.Of[i], c.Of[i+1], "pair %d stays together", i)
	}
	require.Equal(t, 20, c.Count)
}

func TestPersonsKeepTheirIDsFromRunToRun(t *testing.T) {
	b := NewBuilder([]string{"x"}, nil)
	for id := range strings.FieldsSeq("a b c d e f") {
		b.Add("care", id)
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	p, q, gone := goldset.PersonID{1}, goldset.PersonID{2}, goldset.PersonID{3}
	before := []PriorPerson{
		{"care", "a", p, 5}, {"care", "b", p, 5}, {"care", "c", p, 5}, {"care", "d", q, 1}, {"care", "x", gone, 1},
	}
	cases := []struct {
		name     string
		clusters []int32
		person   []goldset.PersonID // zero: some new one
		kinds    string
	}{
		{"nothing moves", []int32{0, 0, 0, 3, 4, 4}, []goldset.PersonID{p, p, p, q, {}, {}}, "gone new"},
		{"a split leaves the id with the larger part", []int32{0, 0, 2, 3, 4, 4}, []goldset.PersonID{p, p, {}, q, {}, {}}, "gone new split"},
		{"a merge takes the id of the larger overlap", []int32{0, 0, 0, 0, 4, 4}, []goldset.PersonID{p, p, p, p, {}, {}}, "gone merge new"},
		{"in a tie the oldest person stays", []int32{0, 1, 2, 2, 4, 4}, []goldset.PersonID{p, {}, q, q, {}, {}}, "gone new split"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			persons, changes := AssignPersons(data, c.clusters, before)
			seen := map[goldset.PersonID]int32{}
			for row, person := range persons {
				require.NotEqual(t, goldset.PersonID{}, person)
				if c.person[row] != (goldset.PersonID{}) {
					require.Equal(t, c.person[row], person, "record %d", row)
				}
				if cluster, ok := seen[person]; ok {
					require.Equal(t, cluster, c.clusters[row], "one id, one cluster")
				}
				seen[person] = c.clusters[row]
			}
			kinds := map[string]bool{}
			for _, change := range changes {
				kinds[change.Kind] = true
				require.NotEmpty(t, change.Cause)
			}
			for kind := range strings.FieldsSeq(c.kinds) {
				require.True(t, kinds[kind], "%s in %+v", kind, changes)
			}
			require.Len(t, kinds, len(strings.Fields(c.kinds)))
			for _, change := range changes {
				if change.Kind == "split" {
					require.Equal(t, "evidence no longer joins its records", change.Cause)
				}
			}
			again, _ := AssignPersons(data, c.clusters, before)
			require.Equal(t, persons, again)
		})
	}
}

func TestAPersonsHistorySaysWhetherARecordCameOrWent(t *testing.T) {
	b := NewBuilder([]string{"x"}, nil)
	for id := range strings.FieldsSeq("a b c") {
		b.Add("care", id)
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	p, q := goldset.PersonID{1}, goldset.PersonID{2}
	_, changes := AssignPersons(data, []int32{0, 0, 0}, []PriorPerson{{"care", "a", p, 1}, {"care", "c", q, 1}})
	require.Equal(t, []PersonChange{{"merge", p, []goldset.PersonID{q}, 3, "a record that is new links them"}}, changes)
	_, changes = AssignPersons(data, []int32{0, 1, 1}, []PriorPerson{{"care", "a", p, 1}, {"care", "b", p, 1}, {"care", "c", p, 1}, {"care", "x", p, 1}})
	require.Len(t, changes, 1)
	require.Equal(t, "a record that linked them is gone", changes[0].Cause)
	require.Equal(t, []string{"split", "2"}, []string{changes[0].Kind, strconv.Itoa(changes[0].Records)})
}

func TestAssignmentKeepsToBarriersAndReviews(t *testing.T) {
	m := readModelText(t, xyModel)
	b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
	b.Add("care", "a", "1", "", "ann", "", "C")
	b.Add("health", "b", "1", "", "ann", "", "N") // beyond the barrier
	b.Add("health", "c", "1", "", "ann")          // reviewed as different
	b.Add("health", "d", "1", "", "")             // less like a than c is
	b.Add("care", "e", "2", "", "eve")
	b.Add("health", "f", "2", "", "eve")
	b.Add("health", "g", "3", "", "gus") // reviewed as the same as e
	data, err := b.Dataset()
	require.NoError(t, err)
	r, err := Run(t.Context(), m, data, Options{Decisions: []Decision{
		{SourceL: "care", IDL: "a", SourceR: "health", IDR: "c"}, {SourceL: "care", IDL: "e", SourceR: "health", IDR: "g", Same: true},
	}})
	require.NoError(t, err)
	chosen, err := r.AssignOneToOne(.5)
	require.NoError(t, err)
	var got []string
	for p := range chosen {
		got = append(got, data.ID(int(p.L))+data.ID(int(p.R)))
	}
	require.ElementsMatch(t, []string{"ad", "eg"}, got)
}

func TestOneToOneAssignmentIsTheBestThereIs(t *testing.T) {
	dice := rand.New(rand.NewPCG(4, 4))
	for range 200 {
		lefts, rights := 1+dice.IntN(4), 1+dice.IntN(4)
		var links []Edge
		for i := range lefts {
			for j := range rights {
				if dice.IntN(3) > 0 {
					links = append(links, Edge{Pair: Pair{int32(i), int32(100 + j)}, Weight: MatchWeight(1 + dice.IntN(20))})
				}
			}
		}
		chosen := map[Pair]bool{}
		assignComponents(links, 200, chosen)
		got, used := 0.0, map[int32]bool{}
		for _, l := range links {
			if chosen[l.Pair] {
				require.False(t, used[l.L] || used[l.R], "no record twice")
				used[l.L], used[l.R] = true, true
				got += float64(l.Weight)
			}
		}
		require.InDelta(t, bestAssignment(links, map[int32]bool{}), got, 1e-6)
	}
}

// bestAssignment tries every choice.
func bestAssignment(links []Edge, used map[int32]bool) float64 {
	if len(links) == 0 {
		return 0
	}
	l := links[0]
	best := bestAssignment(links[1:], used)
	if !used[l.L] && !used[l.R] {
		used[l.L], used[l.R] = true, true
		best = max(best, float64(l.Weight)+bestAssignment(links[1:], used))
		used[l.L], used[l.R] = false, false
	}
	return best
}
