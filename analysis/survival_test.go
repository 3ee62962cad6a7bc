package analysis_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset/analysis"
)

func TestMedianSurvivalReproducesTheLungTrial(t *testing.T) {
	data := readTable(t, sharedFile(t, "classic/lung.csv"))
	spells := make([]analysis.Spell, data.rows())
	for i := range spells {
		// Status 1 is censored, 2 is dead.
		spells[i] = analysis.Spell{Time: data.number(t, "time", i), Cause: int(data.number(t, "status", i)) - 1, Count: 1}
	}
	curve := analysis.KaplanMeier(spells)
	median, _, reached := curve.Median(analysis.Z95)
	require.True(t, reached)
	require.InDelta(t, 310, median, 0)
	for _, at := range []struct{ time, atRisk, survival, se float64 }{
		{100, 196, 0.863968967645244, 0.0227102304341618},
		{365, 65, 0.409241624460064, 0.0358236381720378},
		{730, 13, 0.115693098344539, 0.0282981973176942},
	} {
		step, found := curve.At(at.time)
		require.True(t, found)
		require.InDelta(t, at.survival, step.Estimate, 1e-12)
		require.InDelta(t, at.se, step.StandardError, 1e-12)
	}
}

func TestAalenJohansenAgreesWithR(t *testing.T) {
	var want struct {
		AJ []struct {
			Strata string
			Time   float64
			PCare  float64 `json:"p_care"`
			SECare float64 `json:"se_care"`
			POther float64 `json:"p_other"`
		} `json:"aj_by_neglect"`
	}
	expected(t, &want)
	data := children(t)
	spells := map[string][]analysis.Spell{}
	for i := range data.rows() {
		stratum := "neglect=" + data["neglect"][i]
		spells[stratum] = append(spells[stratum],
			analysis.Spell{Time: data.number(t, "days", i), Cause: int(data.number(t, "event", i)), Count: 1})
	}
	curves, others := map[string]analysis.Curve{}, map[string]analysis.Curve{}
	for stratum, s := range spells {
		curves[stratum], others[stratum] = analysis.AalenJohansen(s, 1), analysis.AalenJohansen(s, 2)
	}
	for _, at := range want.AJ {
		care, found := curves[at.Strata].At(at.Time)
		require.True(t, found)
		other, _ := others[at.Strata].At(at.Time)
		require.InDelta(t, at.PCare, care.Estimate, 1e-12, "%s at %g", at.Strata, at.Time)
		require.InDelta(t, at.POther, other.Estimate, 1e-12, "%s at %g", at.Strata, at.Time)
		require.InDelta(t, at.SECare, care.StandardError, 1e-9, "%s at %g", at.Strata, at.Time)
	}
}

// Ten referrals by hand: two contacts on day 10, one closure on day 20, one
// contact on day 30, two still waiting on day 40, the others seen on day 50.
func TestClosureCompetesWithSecondContact(t *testing.T) {
	spells := []analysis.Spell{
		{Time: 40, Cause: analysis.Censored, Count: 2},
		{Time: 10, Cause: 1, Count: 2},
		{Time: 20, Cause: 2, Count: 1},
		{Time: 30, Cause: 1, Count: 1},
		{Time: 50, Cause: 1, Count: 4},
	}
	curve := analysis.AalenJohansen(spells, 1)
	for _, at := range []struct{ time, share float64 }{
		{10, 0.2}, {20, 0.2}, {30, 0.2 + 0.7/7}, {45, 0.3}, {50, 0.9}, // 0.6 of ten still waited at 50
	} {
		step, found := curve.At(at.time)
		require.True(t, found)
		require.InDelta(t, at.share, step.Estimate, 1e-12, "day %g", at.time)
	}
	day, reached := curve.Reaches(0.5)
	require.True(t, reached)
	require.InDelta(t, 50, day, 0)
	_, reached = curve.Reaches(0.95)
	require.False(t, reached, "one in ten was closed: the share never passes 0.9")
	_, found := curve.At(9)
	require.False(t, found)
}

func TestCausesShareWhatSurvivalLoses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Spell {
			return analysis.Spell{
				Time:  float64(rapid.IntRange(0, 30).Draw(t, "time")),
				Cause: rapid.IntRange(0, 2).Draw(t, "cause"),
				Count: float64(rapid.IntRange(1, 9).Draw(t, "count")),
			}
		}), 1, 40).Draw(t, "spells")
		waiting := analysis.KaplanMeier(spells)
		first, second := analysis.AalenJohansen(spells, 1), analysis.AalenJohansen(spells, 2)
		for i, s := range waiting {
			require.InDelta(t, 1, s.Estimate+first[i].Estimate+second[i].Estimate, 1e-9)
			require.GreaterOrEqual(t, first[i].Estimate, 0.0)
		}
	})
}
