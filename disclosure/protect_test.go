package disclosure

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
)

var strict = Policy{
	Name: "strict", SuppressLow: 1, SuppressHigh: 5, Symbol: "c", LowSymbol: "low", Secondary: true, Complement: true, Differences: true,
	PercentDP: 1, RateDP: 1, OtherDP: 2,
}

// count makes a cell of an authority: dims are name, value, name, value...
func count(authority string, n int64, dims ...string) goldset.Cell {
	c := goldset.Cell{Measure: "need", Indicator: "children", Year: 2025, Level: goldset.LevelAuthority, Authority: authority, Unit: goldset.UnitCount, Numerator: n, Contributors: n, Value: float64(n)}
	if authority == "" {
		c.Level = goldset.LevelNational
	}
	for i := 0; i < len(dims); i += 2 {
		c.Dims = append(c.Dims, goldset.Dim{Name: dims[i], Value: dims[i+1]})
	}
	return c
}

func share(authority string, n, of int64, dims ...string) goldset.Cell {
	c := count(authority, n, dims...)
	c.Indicator, c.Unit, c.Denominator, c.Contributors = "share", goldset.UnitPercent, of, of
	c.Value = 100 * float64(n) / float64(of)
	low, high := interval(goldset.UnitPercent, float64(n), float64(of))
	c.Lower, c.Upper = &low, &high
	return c
}

// texts is what stands in the cells, in order.
func texts(p *Protected) []string {
	var list []string
	for i := range p.Cells {
		list = append(list, p.Cells[i].Count.Text)
	}
	return list
}

func protect(t *testing.T, cells []goldset.Cell, p Policy, history ...Released) *Protected {
	t.Helper()
	out, err := Protect(cells, p, history)
	require.NoError(t, err)
	return out
}

func TestOneSmallCountTakesANeighbourWithIt(t *testing.T) {
	p := protect(t, []goldset.Cell{count("301", 60, "sex", "Total"), count("301", 3, "sex", "U"), count("301", 27, "sex", "F"), count("301", 30, "sex", "M")}, strict)
	require.Equal(t, []string{"60", "c", "c", "30"}, texts(p))
	require.Equal(t, []Decision{{1, "count", WhyThreshold}, {2, "count", WhySecondary}}, p.Decisions)
}

func TestWhatThePartsLeaveOfATotalIsACountToo(t *testing.T) {
	// 60 less 28 less 30 would say that 2 are neither.
	p := protect(t, []goldset.Cell{count("301", 60), count("301", 28, "sex", "F"), count("301", 30, "sex", "M")}, strict)
	require.Equal(t, 1, p.Attack.Secondary)
	require.Equal(t, 1, p.Attack.Remainders)
}

func TestEnglandLessItsAuthoritiesGivesNobodyAway(t *testing.T) {
	p := protect(t, []goldset.Cell{count("", 103), count("301", 3), count("302", 40), count("303", 60)}, strict)
	require.Equal(t, []string{"103", "c", "c", "60"}, texts(p))
}

func TestARoundedEnglandLeavesAuthoritiesAlone(t *testing.T) {
	policy := strict
	policy.Round = map[goldset.Level]Rounding{goldset.LevelNational: {Base: 10}}
	p := protect(t, []goldset.Cell{count("", 107), count("301", 3), count("302", 44), count("303", 60)}, policy)
	require.Equal(t, []string{"110", "c", "44", "60"}, texts(p), "105 to 114 leaves 1 to 10")

	p = protect(t, []goldset.Cell{count("", 104), count("301", 1), count("302", 43), count("303", 60)}, policy)
	require.Equal(t, 1, p.Attack.Secondary, "95 to 104 leaves 1 alone")
}

func TestADerivedFigureGoesWithItsCount(t *testing.T) {
	p := protect(t, []goldset.Cell{share("301", 3, 40), share("302", 20, 40), share("303", 37, 40), share("304", 2, 4), share("305", 0, 4)}, strict)
	for i, want := range []string{"c", "50.0", "c", "c", "c"} {
		require.Equal(t, want, p.Cells[i].Value.Text, "share %d", i)
		require.Equal(t, want != "c", p.Cells[i].Lower.Shown)
	}
	require.Equal(t, "0", p.Cells[4].Count.Text)
	require.Equal(t, "c", p.Cells[4].Denominator.Text)
	require.Equal(t, SymbolNotApplicable, p.Cells[1].LinkLow.Text)
}

func TestThresholdActsOnContributorsNotRows(t *testing.T) {
	mean := goldset.Cell{Measure: "acro", Indicator: "mean grant", Level: goldset.LevelNational, Unit: goldset.UnitMean, Contributors: 5, Value: 7.25}
	p := protect(t, []goldset.Cell{mean}, strict)
	require.Equal(t, "c", p.Cells[0].Value.Text)
	rows := count("301", 59)
	rows.Contributors = 5
	p = protect(t, []goldset.Cell{rows}, strict)
	require.Equal(t, []Decision{{0, "count", WhyContributors}}, p.Decisions)
}

func TestRatesComeFromRoundedCounts(t *testing.T) {
	policy := strict
	policy.Round, policy.DerivedFromRounded = map[goldset.Level]Rounding{goldset.LevelNational: {Base: 10}}, true
	c := count("", 1004)
	c.Unit, c.Denominator, c.Value = goldset.UnitPer10000, 30_000, 1004.0/3
	lower, upper := interval(goldset.UnitPer10000, 1004, 30_000)
	c.Lower, c.Upper, c.LinkLow, c.LinkHigh = &lower, &upper, &c.Value, &c.Value
	p := protect(t, []goldset.Cell{c}, policy)
	require.Equal(t, "1000", p.Cells[0].Count.Text)
	require.Equal(t, "333.3", p.Cells[0].Value.Text)
	require.Equal(t, "333.3", p.Cells[0].LinkLow.Text, "1,004 lies between 1,000")
	require.Equal(t, "336.7", p.Cells[0].LinkHigh.Text, "and 1,010")
	require.Equal(t, "313.0", p.Cells[0].Lower.Text) // Byar's interval of 1,000
	require.Equal(t, "30000", p.Cells[0].Denominator.Text)
}

func TestARangeOverLinksHoldsTheValueAndTellsNoExactCount(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		of := rapid.Int64Range(20, 5000).Draw(rt, "of")
		n := rapid.Int64Range(6, of).Draw(rt, "n")
		c := share("", n, of)
		low := 100 * float64(rapid.Int64Range(0, n).Draw(rt, "low")) / float64(of)
		high := 100 * float64(rapid.Int64Range(n, of).Draw(rt, "high")) / float64(of)
		c.LinkLow, c.LinkHigh = &low, &high
		policy := strict
		policy.Complement = false
		if rapid.Bool().Draw(rt, "rounded") {
			policy.Round, policy.DerivedFromRounded = map[goldset.Level]Rounding{goldset.LevelNational: {Base: 10}}, true
		}
		p, err := Protect([]goldset.Cell{c}, policy, nil)
		require.NoError(rt, err)
		shown := &p.Cells[0]
		require.LessOrEqual(rt, shown.LinkLow.Number, shown.Value.Number)
		require.GreaterOrEqual(rt, shown.LinkHigh.Number, shown.Value.Number)
		require.LessOrEqual(rt, shown.LinkHigh.Number, 100.0)
	})
}

func TestIndicatorsThatShareADenominatorHideItTogether(t *testing.T) {
	var cells []goldset.Cell
	for _, indicator := range []string{"same authority", "any authority"} {
		for _, c := range []goldset.Cell{share("301", 20, 60), share("301", 1, 4, "sex", "U"), share("301", 9, 26, "sex", "F"), share("301", 10, 30, "sex", "M")} {
			c.Indicator = indicator
			cells = append(cells, c)
		}
	}
	p := protect(t, cells, strict)
	for i := range 4 {
		require.Equal(t, p.Cells[i].Denominator.Text, p.Cells[i+4].Denominator.Text)
	}
}

func TestStepsThatDropFewRowsAreProtectedByTheirNeighbours(t *testing.T) {
	step := func(indicator, value string, n int64) goldset.Cell {
		c := count("301", n, "step", value)
		c.Indicator = indicator
		return c
	}
	policy := strict.With(Relation{Measure: "need", Whole: "remaining", Parts: []string{"lost"}, Along: "step"})
	p := protect(t, []goldset.Cell{
		step("remaining", "1 Rows", 100), step("remaining", "2 Once each", 98), step("remaining", "3 Open", 60),
		step("lost", "1 Rows", 0), step("lost", "2 Once each", 2), step("lost", "3 Open", 38),
	}, policy)
	require.Equal(t, "c", p.Cells[4].Count.Text)
	require.GreaterOrEqual(t, p.Attack.Secondary, 1)
}

func TestSharesThatMakeUpTheWholeAreSums(t *testing.T) {
	p := protect(t, []goldset.Cell{share("301", 2, 60, "fifth", "1"), share("301", 27, 60, "fifth", "2"), share("301", 31, 60, "fifth", "Not linked")}, strict)
	require.Equal(t, []string{"c", "c", "31"}, texts(p), "60 less 27 less 31 would be 2")
}

func TestATotalFurtherUpCountsAsWell(t *testing.T) {
	p := protect(t, []goldset.Cell{
		count("301", 60, "predictor", "Total", "value", "Total"),
		count("301", 3, "predictor", "sex", "value", "U"), count("301", 27, "predictor", "sex", "value", "F"), count("301", 30, "predictor", "sex", "value", "M"),
		count("301", 20, "predictor", "meals", "value", "Yes"), count("301", 40, "predictor", "meals", "value", "No"),
	}, strict)
	require.Equal(t, []string{"60", "c", "c", "30", "20", "40"}, texts(p))
}

// authorities makes a random table of authorities by need by sex with all totals.
func authorities(r *rand.Rand, n int) []goldset.Cell {
	var cells []goldset.Cell
	sums := map[[3]string]int64{}
	var order [][3]string
	for a := range n {
		for _, need := range []string{"N1", "N2", "N3"} {
			for _, sex := range []string{"F", "M"} {
				v := int64(r.ExpFloat64() * 9)
				for _, key := range [][3]string{} {
					sums[key] += v
				}
				for mask := range 8 {
					key := [3]string{strconv.Itoa(301 + a), need, sex}
					for bit, all := range []string{"", goldset.Total, goldset.Total} {
						if mask>>bit&1 == 1 {
							key[bit] = all
						}
					}
					if _, seen := sums[key]; !seen {
						order = append(order, key)
					}
					sums[key] += v
				}
			}
		}
	}
	for _, key := range order {
		cells = append(cells, count(key[0], sums[key], "need", key[1], "sex", key[2]))
	}
	return cells
}

func TestNoReleaseLeavesFewerThanThreeCandidates(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		cells := authorities(r, rapid.IntRange(2, 4).Draw(rt, "authorities"))
		policy := strict
		if rapid.Bool().Draw(rt, "rounded") {
			policy.Round = map[goldset.Level]Rounding{goldset.LevelNational: {Base: 10}}
		}
		p, err := Protect(cells, policy, nil)
		require.NoError(rt, err)
		for i := range cells {
			if policy.TooSmall(cells[i].Numerator) {
				require.False(rt, p.Cells[i].Count.Shown)
			}
			if cells[i].Numerator == 0 {
				require.True(rt, p.Cells[i].Count.Shown)
			}
		}
		for _, b := range p.Attack.Bounds {
			require.GreaterOrEqual(rt, b.Candidates, int64(3), b.Name)
		}
	})
}

func TestOrderOfCellsChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		cells := authorities(r, 2)
		first, err := Protect(cells, strict, nil)
		require.NoError(rt, err)
		order := r.Perm(len(cells))
		shuffled := make([]goldset.Cell, len(cells))
		for to, from := range order {
			shuffled[to] = cells[from]
		}
		second, err := Protect(shuffled, strict, nil)
		require.NoError(rt, err)
		for to, from := range order {
			require.Equal(rt, first.Cells[from], second.Cells[to])
		}
	})
}

func TestPublishingACellNeverWidensAnInterval(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 3))
		policy := strict
		tab, err := newTables(authorities(r, 2), &policy, nil)
		require.NoError(rt, err)
		p := tab.system.best(false)
		if len(p.secondary) == 0 {
			return
		}
		s := p.system
		targets := s.sensitive()
		before := make([]Bound, len(targets))
		for i, target := range targets {
			before[i] = Bound{Low: s.lowest(target, 1), High: s.highest(target, unbounded)}
		}
		show := p.secondary[r.IntN(len(p.secondary))]
		s.quantities[show] = p.before[show]
		for i, target := range targets {
			require.GreaterOrEqual(rt, s.lowest(target, 1), before[i].Low)
			require.LessOrEqual(rt, s.highest(target, unbounded), before[i].High)
		}
	})
}

func TestExactEliminationAgreesWithTheAttacker(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 4))
		policy := strict
		tab, err := newTables(authorities(r, 2), &policy, nil)
		require.NoError(rt, err)
		s := &tab.system // primary cells only: many can be worked out
		known := s.determined()
		for _, i := range s.sensitive() {
			if slices.Contains(known, i) {
				require.Equal(rt, s.lowest(i, 1), s.highest(i, unbounded))
			}
		}
	})
}
