package analysis_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset/analysis"
)

func TestIntervalsOfKnownExamples(t *testing.T) {
	for _, test := range []struct {
		name         string
		got          analysis.Interval
		lower, upper float64
	}{
		// Newcombe 1998, table I: 81 of 263, method 3.
		{"Wilson's interval of 81 in 263", analysis.Wilson(81, 263, analysis.Z95), 0.2553, 0.3662},
		{"Wilson's interval of 0 in 20 starts at nought", analysis.Wilson(0, 20, analysis.Z95), 0, 0.1611},
		{"Wilson's interval of 20 in 20 ends at one", analysis.Wilson(20, 20, analysis.Z95), 0.8389, 1},
		// Garwood's table: 0 and 5 events.
		{"the exact interval of no event", analysis.ExactPoisson(0, analysis.Z95), 0, 3.6889},
		{"the exact interval of 5 events", analysis.ExactPoisson(5, analysis.Z95), 1.6235, 11.6683},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.InDelta(t, test.lower, test.got.Lower, 5e-5)
			require.InDelta(t, test.upper, test.got.Upper, 5e-5)
		})
	}
}

func TestIntervalsAgreeWithUKHSA(t *testing.T) {
	vectors := readTable(t, sharedFile(t, "phe/testdata_Byars_Wilson__testdata_B_W.csv"))
	checked := 0
	for i := range vectors.rows() {
		if vectors["x"][i] == "" || vectors["lowercl"][i] == "" {
			continue
		}
		z, x := analysis.Z95, vectors.number(t, "x", i)
		if vectors["confidence"][i] == "99.8%" {
			z = analysis.Z998
		}
		got := analysis.Byar(x, z)
		if vectors["method"][i] == "Wilson" {
			got = analysis.Wilson(x, vectors.number(t, "n", i), z)
		}
		require.InEpsilon(t, vectors.number(t, "lowercl", i), got.Lower, 1e-9, "row %d", i)
		require.InEpsilon(t, vectors.number(t, "uppercl", i), got.Upper, 1e-9, "row %d", i)
		checked++
	}
	require.Equal(t, 12, checked)
}

func TestRatesAgreeWithUKHSA(t *testing.T) {
	vectors := readTable(t, sharedFile(t, "phe/testdata_Rate__testdata_Rate.csv"))
	for i := range vectors.rows() {
		if vectors["Numerator"][i] == "" || vectors["Denominator"][i] == "" {
			continue
		}
		rate, interval := analysis.Rate(vectors.number(t, "Numerator", i), vectors.number(t, "Denominator", i),
			vectors.number(t, "multiplier", i), analysis.Z95)
		require.InDelta(t, vectors.number(t, "value", i), rate, 1e-9*rate)
		require.InDelta(t, vectors.number(t, "lower95_0cl", i), interval.Lower, 1e-6*rate, "row %d", i)
		require.InDelta(t, vectors.number(t, "upper95_0cl", i), interval.Upper, 1e-6*rate, "row %d", i)
	}
}

func TestIntervalsHoldTheirEstimate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := float64(rapid.IntRange(1, 1_000_000).Draw(t, "of"))
		count := math.Floor(rapid.Float64Range(0, 1).Draw(t, "share") * of)
		wilson := analysis.Wilson(count, of, analysis.Z95)
		require.LessOrEqual(t, wilson.Lower, count/of)
		require.GreaterOrEqual(t, wilson.Upper, count/of)
		require.GreaterOrEqual(t, wilson.Lower, 0.0)
		require.LessOrEqual(t, wilson.Upper, 1.0)
		rate, interval := analysis.Rate(count, of, 10_000, analysis.Z95)
		require.LessOrEqual(t, interval.Lower, rate)
		require.GreaterOrEqual(t, interval.Upper, rate)
	})
}
