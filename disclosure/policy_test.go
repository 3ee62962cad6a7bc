package disclosure

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

func TestProfilesGiveThePublishedVectors(t *testing.T) {
	var file struct {
		Vectors []struct {
			Profile string  `json:"profile"`
			Level   string  `json:"level"`
			In      []int64 `json:"in"`
			Out     []any   `json:"out"`
		} `json:"vectors"`
	}
	require.NoError(t, json.Unmarshal(shared(t, "disclosure", "rules", "vectors.json"), &file))
	checked := 0
	for _, v := range file.Vectors {
		p, err := Named(v.Profile)
		require.NoError(t, err)
		level := goldset.LevelAuthority
		if v.Level == "National" {
			level = goldset.LevelNational
		}
		for i := range v.Out {
			want, isText := v.Out[i].(string)
			if !isText {
				want = jsonText(t, v.Out[i])
			}
			require.Equal(t, want, p.Count(level, v.In[i]), "%s of %d", v.Profile, v.In[i])
			checked++
		}
	}
	require.Equal(t, 23, checked)
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func TestOpenSAFELYSuppressesSevenAndWritesNoZeroForIt(t *testing.T) {
	p, err := Named("opensafely")
	require.NoError(t, err)
	for n, want := range map[int64]string{0: "0", 6: "c", 7: "c", 8: "10"} {
		require.Equal(t, want, p.Count(goldset.LevelAuthority, n))
	}
}

func TestEveryRoundedNumberStandsForAnIntervalOfCountsThatRoundToIt(t *testing.T) {
	for _, r := range []Rounding{{}, {Base: 5}, {Base: 6, Midpoint: true}, {Base: 10}} {
		for n := range int64(200) {
			low, high := r.interval(n)
			require.LessOrEqual(t, low, n)
			require.GreaterOrEqual(t, high, n)
			require.Equal(t, r.apply(n), r.apply(low))
			require.Equal(t, r.apply(n), r.apply(high))
			if n > 0 {
				require.NotEqual(t, r.apply(n), r.apply(high+1), "base %d of %d", r.Base, n)
				require.True(t, low == 1 || r.apply(n) != r.apply(low-1), "base %d of %d", r.Base, n)
			}
		}
	}
}

func TestANumberThatRoundsToZeroIsLowAndNeverZero(t *testing.T) {
	p := Policy{Round: map[goldset.Level]Rounding{goldset.LevelNational: {Base: 10}}, SuppressLow: 1, LowSymbol: SymbolK}
	require.Equal(t, "k", p.Count(goldset.LevelNational, 4))
	require.Equal(t, "0", p.Count(goldset.LevelNational, 0))
	require.Equal(t, "10", p.Count(goldset.LevelNational, 5))
}

func TestAnUnknownPolicyIsNamedWithThoseThereAre(t *testing.T) {
	_, err := Named("gdpr")
	require.ErrorContains(t, err, "dfe_cin_2020")
}

func TestDominanceCountsContributionsAndRefusesNegativeOnes(t *testing.T) {
	rule := Dominance{N: 2, K: 0.9, P: 0.1}
	for _, test := range []struct {
		name          string
		contributions []float64
		nk, p         bool
	}{
		{"two make up nine tenths", []float64{80, 15, 5}, true, true},
		{"the rest is a tenth of the largest", []float64{50, 40, 5}, true, false},
		{"an even spread", []float64{10, 10, 10, 10}, false, false},
		{"nobody", nil, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			nk, p, err := rule.Dominated(test.contributions)
			require.NoError(t, err)
			require.Equal(t, test.nk, nk)
			require.Equal(t, test.p, p)
		})
	}
	_, _, err := rule.Dominated([]float64{3, -1})
	require.ErrorContains(t, err, "contribution 2")
}
