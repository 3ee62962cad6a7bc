package analysis_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/analysis"
)

func TestFunnelAgreesWithFunnelPlotR(t *testing.T) {
	var want struct {
		Funnel struct {
			Phi, Tau2 float64
			Units     []struct {
				Numerator, Denominator float64
				Z                      float64 `json:"Uzscore"`
				Adjusted               float64 `json:"Wazscore"`
			}
		} `json:"funnel_PR"`
	}
	expected(t, &want)
	var units []analysis.FunnelUnit
	for _, u := range want.Funnel.Units {
		units = append(units, analysis.FunnelUnit{Count: u.Numerator, Of: u.Denominator})
	}
	funnel := analysis.NewFunnel(units)
	require.InDelta(t, want.Funnel.Phi, funnel.Phi, 1e-9)
	require.InDelta(t, want.Funnel.Tau2, funnel.Tau2, 1e-9)
	for i, u := range want.Funnel.Units {
		require.InDelta(t, u.Z, funnel.Units[i].Z, 1e-9)
		require.InDelta(t, u.Adjusted, funnel.Units[i].Adjusted, 1e-9)
	}
}

func TestFunnelLimitsHoldExactlyTheUnitsTheirScoresSay(t *testing.T) {
	funnel := analysis.NewFunnel([]analysis.FunnelUnit{
		{Count: 10, Of: 100}, {Count: 40, Of: 200}, {Count: 9, Of: 150}, {Count: 30, Of: 300}, {Of: 0},
	})
	require.Len(t, funnel.Units, 4, "a unit without a denominator has no proportion")
	for _, u := range funnel.Units {
		limits := funnel.Limits(u.Of, analysis.Z95, false)
		inside := u.Count/u.Of >= limits.Lower && u.Count/u.Of <= limits.Upper
		require.Equal(t, math.Abs(u.Z) <= analysis.Z95, inside)
		wider := funnel.Limits(u.Of, analysis.Z95, true)
		require.LessOrEqual(t, wider.Lower, limits.Lower)
		require.GreaterOrEqual(t, wider.Upper, limits.Upper)
	}
	require.Zero(t, analysis.NewFunnel(nil).Average)
}
