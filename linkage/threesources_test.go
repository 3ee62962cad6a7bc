package linkage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A link of three sources compares no pair within one; what strangers agree on is
// counted over the pairs that it does compare.
func TestLevelsOfALinkOfThreeSourcesAreCountedBetweenThem(t *testing.T) {
	text := strings.Replace(registerModel, `"link_type": "dedupe"`, `"link_type": "link"`, 1)
	m := readModelText(t, text)
	header, rows, _ := strings.Cut(people(300, .9, registerColumns, register), "\n")
	parts := make([]string, 3)
	for i, row := range strings.Split(strings.TrimSpace(rows), "\n") {
		parts[i%3] += row + "\n"
	}
	l := NewLoader(m)
	for i, part := range parts {
		require.NoError(t, l.ReadCSV("source"+string(rune('a'+i)), strings.NewReader(header+"\n"+part)))
	}
	data, err := l.Dataset()
	require.NoError(t, err)
	e, err := newEngine(t.Context(), m, data, Options{})
	require.NoError(t, err)
	ev := e.evaluator()
	for _, c := range e.comparisons {
		want := make([]float64, len(c.levels))
		for a := range data.Len() {
			for b := a + 1; b < data.Len(); b++ {
				if data.Source(a) != data.Source(b) {
					want[c.level(ev, c.codes[a], c.codes[b])]++
				}
			}
		}
		got, err := e.levelPairs(t.Context(), c)
		require.NoError(t, err)
		require.InDelta(t, want[c.first()], got[c.first()], 1e-6, "%s: equal values are counted exactly", c.Name)
		require.InDelta(t, float64(e.pairs()), sum(got), 1e-3, c.Name)
		require.InDelta(t, want[0], got[0], .01*want[0]+1, "%s: missing", c.Name)
	}

	r, err := Run(t.Context(), m, data, Options{})
	require.NoError(t, err)
	require.InEpsilon(t, 300, r.Summary.ExpectedMatches, .05)
}
