package disclosure

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

// contributions reads a column of a CSV file, grouped by others; a missing value
// contributes nothing, a row always counts.
func contributions(t *testing.T, content []byte, value string, by ...string) (values map[string][]float64, rows map[string]int) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
	require.NoError(t, err)
	at := func(name string) int { return slices.Index(records[0], name) }
	values, rows = map[string][]float64{}, map[string]int{}
	for _, r := range records[1:] {
		var key []string
		for _, name := range by {
			key = append(key, r[at(name)])
		}
		k := strings.Join(key, " ")
		rows[k]++
		if v, err := strconv.ParseFloat(r[at(value)], 64); err == nil {
			values[k] = append(values[k], v)
		}
	}
	for _, list := range values {
		slices.SortFunc(list, func(a, b float64) int { return int(b - a) })
	}
	return values, rows
}

func TestCharityGrantsAreJudgedOnContributorsNotRows(t *testing.T) {
	values, rows := contributions(t, shared(t, "disclosure", "acro", "test_data.csv"), "inc_grants", "year", "grant_type")
	policy := Policy{SuppressLow: 1, SuppressHigh: 9, Symbol: "c", OtherDP: 1}
	var tables, means []goldset.Cell
	nk, p := 0, 0
	for key, n := range rows {
		tables = append(tables, goldset.Cell{Measure: "acro", Indicator: key, Unit: goldset.UnitCount, Numerator: int64(n), Contributors: int64(n)})
		means = append(means, goldset.Cell{Measure: "acro", Indicator: key, Unit: goldset.UnitMean, Contributors: int64(len(values[key]))})
		byNK, byP, err := Dominance{N: 2, K: 0.9, P: 0.1}.Dominated(values[key])
		require.NoError(t, err)
		if byNK {
			nk++
		}
		if byP {
			p++
		}
	}
	hidden := func(cells []goldset.Cell) (n int) {
		out, err := Protect(cells, policy, nil)
		require.NoError(t, err)
		for i := range out.Cells {
			if !out.Cells[i].Value.Shown {
				n++
			}
		}
		return n
	}
	require.Equal(t, 6, hidden(tables))
	require.Equal(t, 7, hidden(means), "2010 N has 59 rows and 5 contributors")
	require.Equal(t, 1, nk)
	require.Equal(t, 2, p)
}

func TestDominanceFindsTheCellsThatSdcTableFinds(t *testing.T) {
	var known struct {
		Cells []struct {
			Region string `json:"region_o"`
			Gender string `json:"gender_o"`
			ID     int    `json:"id"`
		} `json:"cells"`
		Primary map[string][]int `json:"primary"`
	}
	require.NoError(t, json.Unmarshal(shared(t, "disclosure", "sdctable", "kat03_primary_rules.json"), &known))
	values, rows := contributions(t, shared(t, "disclosure", "sdctable", "testproblem_rawdata.csv"), "val", "region", "gender")
	var small, nk, p []int
	policy := Policy{SuppressLow: 1, SuppressHigh: 2}
	for _, c := range known.Cells {
		key := c.Region + " " + c.Gender
		if len(values[key]) == 0 {
			continue // a total
		}
		if policy.TooSmall(int64(rows[key])) {
			small = append(small, c.ID)
		}
		byNK, byP, err := Dominance{N: 2, K: 0.75, P: 0.7}.Dominated(values[key])
		require.NoError(t, err)
		if byNK {
			nk = append(nk, c.ID)
		}
		if byP {
			p = append(p, c.ID)
		}
	}
	require.Equal(t, known.Primary["freq_maxN2"], small)
	require.Equal(t, known.Primary["nk_2_75"], nk)
	require.Equal(t, known.Primary["p_70"], p)
}
