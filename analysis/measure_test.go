package analysis_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

func TestEveryMeasureSaysWhatItIs(t *testing.T) {
	names := map[string]bool{}
	for _, m := range analysis.Measures() {
		t.Run(m.Name, func(t *testing.T) {
			require.False(t, names[m.Name], "names tell measures apart")
			names[m.Name] = true
			require.NotEmpty(t, m.Title)
			require.True(t, strings.HasSuffix(m.Question, "?"))
			require.NotEmpty(t, m.DefinitionVersion)
			require.NotEmpty(t, m.Definition)
			require.NotEmpty(t, m.Denominators)
			require.NotEmpty(t, m.Caveats)
			require.NotEmpty(t, m.Indicators)
			for _, s := range m.Sources {
				require.Truef(t, strings.HasPrefix(s.URL, "https://"), "source %q has an address", s.Title)
			}
			for _, name := range []string{"@dataset_version", "@tier", "@years"} {
				require.Contains(t, m.SQL, name, "strict named arguments are all used")
			}
			text := strings.ToLower(strings.Join(append(m.Definition, m.Caveats...), " "))
			for _, causal := range []string{"leads to", "due to", "results in", "effect of being", "impact of"} {
				require.NotContains(t, text, causal, "a measure finds associations")
			}
		})
	}
	_, found := analysis.Find("no such measure")
	require.False(t, found)
}

// counted makes one row of the measure of need rates.
func counted(numerator, denominator int64) []analysis.Raw {
	return []analysis.Raw{{
		Indicator: "children_in_need", Year: 2025, Level: "national", Dims: []string{"age=Total", "sex=Total"},
		Unit: "per 10,000", Numerator: numerator, Denominator: denominator, Contributors: numerator,
	}}
}

func TestCellsOfTheBaseTierCarryTheRangeOfAll(t *testing.T) {
	m, _ := analysis.Find("two")
	require.Nil(t, m)
	linked, found := analysis.Find("re_referrals")
	require.True(t, found)
	row := func(count int64) []analysis.Raw {
		return []analysis.Raw{{
			Indicator: "any_authority", Year: 2025, Level: "national", Dims: []string{"age=Total"},
			Unit: "percent", Numerator: count, Denominator: 100, Contributors: count,
		}}
	}
	cells, err := linked.Cells(map[goldset.Tier][]analysis.Raw{
		goldset.TierStrict: row(18), goldset.TierBase: row(20), goldset.TierLoose: row(23),
	})
	require.NoError(t, err)
	require.Len(t, cells, 1)
	require.InDelta(t, 20, cells[0].Value, 1e-9)
	require.InDelta(t, 18, *cells[0].LinkLow, 1e-9)
	require.InDelta(t, 23, *cells[0].LinkHigh, 1e-9)
	require.Equal(t, "re_referrals/any_authority/2025/national//age=Total", cells[0].Key())

	cells, err = linked.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierBase: row(20), goldset.TierLoose: nil})
	require.NoError(t, err)
	require.InDelta(t, 20, *cells[0].LinkLow, 1e-9, "no denominator at a tier is no value there")

	_, err = linked.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierStrict: row(18)})
	require.ErrorIs(t, err, analysis.ErrNoBase)
}

func TestCellsRefuseWhatCannotBeCounted(t *testing.T) {
	m, _ := analysis.Find("re_referrals")
	percent := func(change func(*analysis.Raw)) []analysis.Raw {
		raw := analysis.Raw{Indicator: "any_authority", Year: 2025, Level: "national", Unit: "percent", Numerator: 1, Denominator: 2}
		change(&raw)
		return []analysis.Raw{raw}
	}
	for _, test := range []struct {
		name string
		raws []analysis.Raw
	}{
		{"a share above the whole", percent(func(r *analysis.Raw) { r.Numerator = 3 })},
		{"a breakdown without a value", percent(func(r *analysis.Raw) { r.Dims = []string{"age"} })},
		{"a unit that counts do not give", percent(func(r *analysis.Raw) { r.Unit = "odds ratio" })},
		{"the same cell twice", append(percent(func(*analysis.Raw) {}), percent(func(*analysis.Raw) {})...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := m.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierBase: test.raws})
			require.Error(t, err)
		})
	}
}

func TestARateOfNobodyStaysACountAndAShareOfNobodyIsNoCell(t *testing.T) {
	m, _ := analysis.Find("need_rates")
	cells, err := m.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierBase: counted(7, 0)})
	require.NoError(t, err)
	require.Equal(t, goldset.UnitCount, cells[0].Unit)
	require.InDelta(t, 7, cells[0].Value, 0)
	require.Nil(t, cells[0].Lower)
	require.Nil(t, cells[0].LinkLow, "no link is read")
	share := counted(0, 0)
	share[0].Unit = "percent"
	cells, err = m.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierBase: share})
	require.NoError(t, err)
	require.Empty(t, cells)
}

func TestRatesAreCountsOverPeopleWithinTheirInterval(t *testing.T) {
	m, _ := analysis.Find("need_rates")
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.Int64Range(1, 2_000_000).Draw(t, "people")
		children := rapid.Int64Range(0, people).Draw(t, "children")
		cells, err := m.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierBase: counted(children, people)})
		require.NoError(t, err)
		c := cells[0]
		require.InDelta(t, 10_000*float64(children)/float64(people), c.Value, 1e-9)
		require.LessOrEqual(t, *c.Lower, c.Value)
		require.GreaterOrEqual(t, *c.Upper, c.Value)
	})
}

func TestWaitsRefuseSpellsThatAreNone(t *testing.T) {
	m, _ := analysis.Find("camhs")
	for _, dims := range [][]string{
		{"need=Total", "ended=eloped", "days=3"},
		{"need=Total", "ended=closed", "days=-3"},
		{"need=Total", "ended=closed", "days=soon"},
	} {
		_, err := m.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierBase: {{Indicator: "spell", Level: "national", Unit: "days", Dims: dims}}})
		require.Error(t, err, dims)
	}
}
