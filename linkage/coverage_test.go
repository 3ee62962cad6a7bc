package linkage

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// trueCoverage is the share of the pairs of one entity that the rules' parts reach.
func trueCoverage(t *testing.T, r *Result, entity []string) float64 {
	t.Helper()
	list, rules, err := r.scorer.compiler.atoms(r.Model.Blocking)
	require.NoError(t, err)
	rows := map[string][]int32{}
	for row, e := range entity {
		rows[e] = append(rows[e], int32(row))
	}
	all, found := 0.0, 0.0
	for _, members := range rows {
		for i, a := range members {
			for _, b := range members[i+1:] {
				mask := uint64(0)
				for k, atom := range list {
					if atom.agrees(a, b) {
						mask |= 1 << k
					}
				}
				all++
				if reached(mask, rules) {
					found++
				}
			}
		}
	}
	return found / all
}

func TestCoverageIsEstimatedWithoutLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	cases := []struct {
		name, model, file string
		within            float64
	}{
		{"FEBRL3", "febrl.json", "febrl/dataset3.csv", .002},
		{"fake_1000", "fake.json", "splink/fake_1000.csv", .02},
		{"historical_50k", "historical.json", "splink/historical_50k.csv", .06},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := ownModel(t, c.model)
			data := loadCSV(t, m, c.file)
			var entity []string
			if c.name == "FEBRL3" {
				entity = febrlEntity(data)
			} else {
				entity = columnOf(t, c.file, m.IDColumn, "cluster", data)
			}
			r, err := Run(t.Context(), m, data, Options{})
			require.NoError(t, err)
			coverage, err := r.Coverage()
			require.NoError(t, err)
			truth := trueCoverage(t, r, entity)
			t.Logf("estimated %.4f, in truth %.4f, at least missed %.4f", coverage.Share, truth, coverage.Least)
			require.InDelta(t, truth, coverage.Share, c.within)
		})
	}
}

func TestCoverageOfIndependentErrorsIsRight(t *testing.T) {
	columns := []string{"a", "b", "c", "d"}
	m, data := readPeople(t, plainModel(columns...), people(2000, .6, columns, oneOf(400)))
	m.Blocking = nil
	for _, on := range [][]string{{"a", "b"}, {"c", "d"}, {"a", "c"}} {
		m.Blocking = append(m.Blocking, &BlockingRule{On: on})
	}
	require.NoError(t, m.Validate())
	r, err := Run(t.Context(), m, data, Options{})
	require.NoError(t, err)
	coverage, err := r.Coverage()
	require.NoError(t, err)
	entity := make([]string, data.Len())
	for row := range entity {
		entity[row], _, _ = strings.Cut(data.ID(row), "-")
	}
	truth := trueCoverage(t, r, entity)
	require.InDelta(t, .6*.6+.6*.6-.6*.6*.6*.6+.6*.4*.6*(1-.6), truth, .05, "the rules miss a good part")
	require.InDelta(t, truth, coverage.Share, .06)
	require.InDelta(t, coverage.Rules[0].Found, coverage.Rules[1].Found, .1)
}

func TestRulesAreSuggestedFromTheData(t *testing.T) {
	draw := func(r *rand.Rand, column int) string {
		switch column {
		case 0:
			return strconv.Itoa(r.IntN(2)) // a sex: useless alone
		case 1:
			return "20" + strconv.Itoa(10+r.IntN(8)) + "-0" + strconv.Itoa(1+r.IntN(9)) + "-1" + strconv.Itoa(r.IntN(9))
		}
		return strconv.Itoa(r.IntN(300))
	}
	columns := []string{"sex", "born", "name", "place"}
	m, data := readPeople(t, plainModel(columns...), people(500, .85, columns, draw))
	r, err := Run(t.Context(), m, data, Options{})
	require.NoError(t, err)
	suggested, err := r.Suggest(10_000)
	require.NoError(t, err)
	require.NotEmpty(t, suggested)
	pairs := int64(0)
	for _, s := range suggested {
		pairs += s.Pairs
		require.NotEqual(t, []string{"sex"}, s.On)
	}
	require.LessOrEqual(t, pairs, int64(10_000))
	require.Greater(t, suggested[len(suggested)-1].Total, .95)

	m.Blocking = nil
	for _, s := range suggested {
		m.Blocking = append(m.Blocking, &BlockingRule{On: s.On})
	}
	require.NoError(t, m.Validate(), "they can be pasted")
	counts, err := CountCandidates(t.Context(), m, data, Options{})
	require.NoError(t, err)
	for i, s := range suggested {
		require.Equal(t, s.Pairs, counts[i].Pairs, "counted exactly on data of this size")
	}
	again, err := Run(t.Context(), m, data, Options{})
	require.NoError(t, err)
	require.Equal(t, again.Summary.CandidatePairs, counts[len(counts)-1].SoFar)
}
