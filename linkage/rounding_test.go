package linkage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Each pair is mathematically at a bound that models use. Where rounding puts it
// decides its level, so the order of the arithmetic is part of parity: these are the
// bits of DuckDB up to 1.2, which Splink's published weights were made with.
func TestJaroWinklerRoundsAtABoundAsDuckDBDoes(t *testing.T) {
	cases := []struct {
		name, a, b string
		bound      float64
		reached    bool
	}{
		{"13 of 15 letters and one leading, .92 exactly, falls below", "petwilrosharber", "pftwilroskarber", .92, false},
		{"4 of 5 letters and four leading, .92 exactly, is reached", "abcde", "abcdf", .92, true},
		{"2 of 3 letters and one leading, .8 exactly, falls below", "ann", "amn", .8, false},
		{"7 of 10 letters and none leading, .8 exactly, falls below", "xabcdefghi", "yabcdefgjk", .8, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var m matcher
			text := encode(c.a, c.b)
			require.InDelta(t, c.bound, m.jaroWinkler(text[0], text[1]), 1e-12)
			require.Equal(t, c.reached, m.jaroWinkler(text[0], text[1]) >= c.bound)
		})
	}
}
