package analysis_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/internal/storetest"
)

// crowd writes several hundred children of three authorities at random: every
// kind of record, some linked, some at one tier only.
func crowd(t *testing.T) *script {
	t.Helper()
	s := newScript(t, storetest.Tx(t))
	random := rand.New(rand.NewPCG(5, 6))
	day := func(year int) string {
		return fmt.Sprintf("%d-%02d-%02d", year-1+random.IntN(2), 1+random.IntN(12), 1+random.IntN(28))
	}
	maybe := func(words string) []string {
		if random.IntN(2) == 0 {
			return strings.Fields(words)
		}
		return nil
	}
	line := func(format string, args ...any) { s.run(strings.Fields(fmt.Sprintf(format, args...))) }
	for decile := range 10 {
		line("area A%d %d", decile, decile+1)
	}
	for year := 2024; year <= 2026; year++ {
		s.years[year] = true
		for a := 301; a <= 303; a++ {
			line("report %d %d", a, year)
			for age := range 18 {
				line("population %d %d %d F 40", a, year, age)
				line("population %d %d %d M 40", a, year, age)
			}
		}
	}
	for i := range 400 {
		authority, year := 301+random.IntN(3), 2024+random.IntN(3)
		born := fmt.Sprintf("born=%d-%02d", year-random.IntN(20), 1+random.IntN(12))
		sex := []string{"sex=F", "sex=M", "sex=U"}[random.IntN(3)]
		name := fmt.Sprint("c", i)
		line("child %d %d %s %s %s", authority, year, name, born, sex)
		s.run(append(strings.Fields(fmt.Sprintf("referral %d %d %s %s", authority, year, name, day(year))), maybe("closed="+day(year))...))
		if random.IntN(3) == 0 {
			s.run(append(strings.Fields(fmt.Sprintf("plan %d %d %s %s", authority, year, name, day(year))), maybe("ended="+day(year))...))
		}
		if random.IntN(3) == 0 {
			line("care %d %d %s %s %s", authority, year, name, born, sex)
			s.run(append(strings.Fields(fmt.Sprintf("episode %d %d %s %s %s", authority, year, name, day(year), []string{"S", "P", "L"}[random.IntN(3)])),
				maybe("ended="+day(year))...))
		}
		for term := range random.IntN(3) {
			line("pupil %d %s p%d %d200%d %s %s %s area=A%d sessions=100 absent=%d", year, []string{"spring", "summer", "autumn"}[term], i,
				authority, random.IntN(3), day(year-1), born, sex, random.IntN(10), random.IntN(20))
		}
		s.run(append(strings.Fields(fmt.Sprintf("camhs %d h%d %s accepted=%t area=A%d", year, i, day(year), random.IntN(4) > 0, random.IntN(10))),
			maybe("second="+day(year))...))
		switch random.IntN(3) {
		case 0:
			line("same c%d p%d", i, i)
			line("same c%d h%d", i, i)
		case 1:
			line("same c%d p%d loose", i, i)
			line("same h%d c%d base loose", i, random.IntN(i+1))
		default:
			line("unlinked c%d Too little to go by", i)
		}
	}
	return s
}

// TestNumbersAddUp holds every measure to what must be true of any data.
func TestNumbersAddUp(t *testing.T) {
	s := crowd(t)
	byKey := map[string]goldset.Cell{}
	for _, m := range analysis.Measures() {
		cells := computed(t, s.tx, m, s.version, s.askedYears())
		require.NotEmpty(t, cells, m.Name)
		declared := map[string]bool{}
		for _, c := range cells {
			requireSound(t, m, c)
			byKey[c.Key()] = c
			declared[c.Indicator] = true
		}
		for _, i := range m.Indicators {
			if i.Name != "odds_ratio" { // the crowd has too few first needs for a model
				require.Truef(t, declared[i.Name], "measure %s has no cell of %s", m.Name, i.Name)
			}
		}
	}
	requireNeedAddsUp(t, byKey)
}

// requireSound checks one cell by itself.
func requireSound(t *testing.T, m *analysis.Measure, c goldset.Cell) {
	t.Helper()
	key := c.Key()
	indicator, declared := m.Indicator(c.Indicator)
	require.Truef(t, declared, "%s: the definition does not name the indicator", key)
	if c.Unit != goldset.UnitCount {
		require.Equal(t, indicator.Unit, c.Unit, key)
	}
	if c.Unit == goldset.UnitPercent {
		require.LessOrEqual(t, c.Numerator, c.Denominator, key)
		require.InDelta(t, 50, c.Value, 50, key)
	}
	require.GreaterOrEqual(t, c.Numerator, int64(0), key)
	require.LessOrEqual(t, c.Contributors, c.Numerator, key)
	require.Equal(t, c.Level == goldset.LevelNational, c.Authority == "", key)
	if c.Lower != nil && c.Upper != nil {
		require.LessOrEqual(t, *c.Lower, c.Value, key)
		require.GreaterOrEqual(t, *c.Upper, c.Value, key)
	}
	if m.UsesLinkage {
		require.LessOrEqual(t, *c.LinkLow, c.Value, key)
		require.GreaterOrEqual(t, *c.LinkHigh, c.Value, key)
	}
}

// requireNeedAddsUp checks nested and exclusive groups, and countries against authorities.
func requireNeedAddsUp(t *testing.T, byKey map[string]goldset.Cell) {
	t.Helper()
	for year := 2024; year <= 2026; year++ {
		var inAuthorities int64
		for _, area := range []string{"national/", "authority/301", "authority/302", "authority/303"} {
			at := func(indicator, group string) int64 {
				c, found := byKey[fmt.Sprintf("need_rates/%s/%d/%s%s/age=Total/sex=Total", indicator, year, area, group)]
				require.True(t, found)
				return c.Numerator
			}
			cared, planned, needy := at("need_group", "/group=Looked after"), at("need_group", "/group=Protection plan"), at("need_group", "/group=In need only")
			total := at("need_group", "/group=Total")
			require.Equal(t, total, cared+planned+needy, "exclusive groups make the whole")
			require.Equal(t, at("looked_after", ""), cared, "looked after comes first")
			require.LessOrEqual(t, at("protection_plans", ""), at("children_in_need", ""), "plans nest in need")
			require.GreaterOrEqual(t, at("protection_plans", ""), planned)
			require.LessOrEqual(t, at("children_in_need", ""), total)
			if area != "national/" {
				inAuthorities += total
			} else {
				inAuthorities -= total
			}
		}
		require.Zero(t, inAuthorities, "the country is the sum of its authorities")
	}
}
