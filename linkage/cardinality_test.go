package linkage

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// withPolicy is xyModel under another cluster policy.
func withPolicy(policy string) string {
	before, _, _ := strings.Cut(xyModel, `"clusters"`)
	return before + `"clusters": ` + policy + `}`
}

const schoolAndHealth = `{"cardinality": [{"left": "school", "right": "camhs", "kind": "%"}]}`

func TestCardinalityBindsOnlyPersonsWithRecordsOfBothSources(t *testing.T) {
	twoSchools := []string{"a 1/school 1 - ann", "b 2/school 1 - ann"}
	withHealth := []string{twoSchools[0], twoSchools[1], "c NHS/camhs 1 - ann"}
	twoOfEach := slices.Concat(withHealth, []string{"d NHS/camhs 1 - ann"})
	cases := []struct {
		name, kind string
		rows       []string
		persons    int
		cut        string
	}{
		{"two registrations and nothing else", OneToOne, twoSchools, 1, ""},
		{"one to one, two registrations and a referral", OneToOne, withHealth, 2, "one-to-one between school and camhs"},
		{"one school to many referrals", OneToMany, withHealth, 2, "one-to-many between school and camhs"},
		{"many schools to one referral", ManyToOne, withHealth, 1, ""},
		{"many schools to one referral, but there are two", ManyToOne, twoOfEach, 2, "many-to-one between school and camhs"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, clustering, err := clusterUnder(t, withPolicy(strings.Replace(schoolAndHealth, "%", c.kind, 1)), nil, c.rows...)
			require.NoError(t, err)
			require.Equal(t, c.persons, clustering.Count)
			if c.cut == "" {
				require.Empty(t, clustering.Cut)
				return
			}
			require.NotEmpty(t, clustering.Cut)
			for _, cut := range clustering.Cut {
				require.Equal(t, c.cut, cut.Why)
			}
		})
	}
}

func TestCardinalityIsNeverBrokenAndEveryLinkIsJoinedOrCutForACause(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom([]string{OneToOne, OneToMany, ManyToOne}).Draw(rt, "kind")
		m := readModelText(t, withPolicy(strings.Replace(schoolAndHealth, "%", kind, 1)))
		b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
		pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, name) }
		for i := range rapid.IntRange(2, 20).Draw(rt, "records") {
			b.Add(pick("source", "1/school", "2/school", "NHS/camhs", "care"), strconv.Itoa(i),
				pick("x", "", "1", "2"), pick("y", "", "1", "2"), pick("name", "ann", "bob"))
		}
		data, err := b.Dataset()
		require.NoError(rt, err)
		r, err := Run(t.Context(), m, data, Options{})
		require.NoError(rt, err)
		c, err := r.Clusters(.5)
		require.NoError(rt, err)
		counts := map[int32][2]int{}
		for row, cluster := range c.Of {
			n := counts[cluster]
			switch {
			case strings.HasSuffix(data.Source(row), "school"):
				n[0]++
			case strings.HasSuffix(data.Source(row), "camhs"):
				n[1]++
			}
			counts[cluster] = n
		}
		for _, n := range counts {
			require.False(rt, Cardinality{"school", "camhs", kind}.broken(n[0], n[1]))
		}
		cut := map[Pair]string{}
		for _, l := range c.Cut {
			require.NotEmpty(rt, l.Why)
			cut[l.Pair] = l.Why
		}
		for _, l := range r.Links {
			require.Equal(rt, c.Of[l.L] != c.Of[l.R], cut[l.Pair] != "")
		}
	})
}

func TestAModelSaysWhatItsCardinalityLacks(t *testing.T) {
	for policy, want := range map[string]string{
		`{"cardinality": [{"left": "a", "right": "b", "kind": "two-to-one"}]}`: "kind is one-to-one",
		`{"cardinality": [{"left": "a", "right": "a", "kind": "one-to-one"}]}`: "one_per_source",
		`{"cardinality": [{"left": "a", "kind": "one-to-one"}]}`:               "each name a source",
	} {
		_, err := ReadModel(strings.NewReader(withPolicy(policy)))
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "cardinality 1")
	}
}

func TestAWeakBridgeIsCutWithTheEvidenceThatCutIt(t *testing.T) {
	_, c, err := clusterXY(t, nil,
		"a care 1 - ann", "b care 1 - ann", "c care 1 5 ann", "d care 2 5 -", "e care 2 - bob", "f care 2 - bob", "g care 2 - bob")
	require.NoError(t, err)
	require.Len(t, c.Cut, 1)
	require.Equal(t, WhyWeakBridge, c.Cut[0].Why)
	require.Positive(t, float64(c.Cut[0].Weight), "the link itself speaks for a match")
	require.Less(t, c.Cut[0].Joint, WeightOf(.9), "all the records on either side together do not")
}

func TestALegalBasisLetsBothIdentitiesBeOnePerson(t *testing.T) {
	rows := []string{
		"a care 1 - ann - C", "b care 1 - ann", "c care 2 - ann - N", "d care 2 - ann", "e care 2 - ann - N", "f care 3 - ann - N",
	}
	order := reviewed("a", "c", true)
	_, _, err := clusterXY(t, []Decision{order}, rows...)
	require.ErrorIs(t, err, ErrBarrier)
	order.Basis = "order of the family court"
	of, _, err := clusterXY(t, []Decision{order}, rows...)
	require.NoError(t, err)
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		require.Equal(t, "a", of[id], "what links to either identity follows: %v", of)
	}
	require.Equal(t, "f", of["f"], "and nobody else does")
}

func TestReviewsThatContradictEachOtherAreExplained(t *testing.T) {
	// a and b agree on all there is, b and c on the name alone: the review of b and c gives way.
	rows := []string{"a care 1 7 ann", "b care 1 7 ann", "c care 2 - ann"}
	reviews := []Decision{reviewed("b", "c", true), reviewed("a", "b", true), reviewed("a", "c", false)}
	of, c, err := clusterXY(t, reviews, rows...)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a": "a", "b": "a", "c": "c"}, of)
	require.Equal(t, []Conflict{{Different: Pair{0, 2}, Same: []Pair{{0, 1}, {1, 2}}}}, c.Conflicts)
	require.Len(t, c.Cut, 1)
	require.Equal(t, Pair{1, 2}, c.Cut[0].Pair)
	require.Equal(t, WhyConflict, c.Cut[0].Why)

	_, c, err = clusterXY(t, reviews[:2], rows...)
	require.NoError(t, err)
	require.Equal(t, 1, c.Count)
	require.Empty(t, c.Conflicts)
}

func TestOfTwoReviewsOfOnePairTheLaterStands(t *testing.T) {
	rows := []string{"a care 1 7 ann", "b care 1 7 ann"}
	_, c, err := clusterXY(t, []Decision{reviewed("a", "b", true), reviewed("b", "a", false)}, rows...)
	require.NoError(t, err)
	require.Equal(t, 2, c.Count)
}

func TestReviewsBindUnlessOthersContradictThem(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := readModelText(t, withPolicy(`{}`))
		b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
		n := rapid.IntRange(2, 8).Draw(rt, "records")
		pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, name) }
		for i := range n {
			b.Add("care", strconv.Itoa(i), pick("x", "", "1", "2"), pick("y", "", "1", "2"), pick("name", "ann", "bob"))
		}
		data, err := b.Dataset()
		require.NoError(rt, err)
		verdicts := map[Pair]bool{}
		var reviews []Decision
		for range rapid.IntRange(0, 6).Draw(rt, "reviews") {
			l := rapid.IntRange(0, n-2).Draw(rt, "left")
			right := rapid.IntRange(l+1, n-1).Draw(rt, "right")
			same := rapid.Bool().Draw(rt, "same")
			verdicts[Pair{int32(l), int32(right)}] = same
			reviews = append(reviews, reviewed(data.ID(l), data.ID(right), same))
		}
		r, err := Run(t.Context(), m, data, Options{Decisions: reviews})
		require.NoError(rt, err)
		c, err := r.Clusters(.9)
		require.NoError(rt, err)
		for p, same := range verdicts {
			if !same {
				require.NotEqual(rt, c.Of[p.L], c.Of[p.R], "different always binds")
			} else if len(c.Conflicts) == 0 {
				require.Equal(rt, c.Of[p.L], c.Of[p.R], "same binds where no review contradicts it")
			}
		}
	})
}

func TestNoConditionOfTheChildrenModelCutsOnTheBirthDateAlone(t *testing.T) {
	for _, c := range ChildrenModel().Clusters.apart {
		require.NotEqual(t, []string{"birth_date"}, c.columns(nil))
	}
}
