package ingest_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

func TestAPlausibleCountIsNotAskedAbout(t *testing.T) {
	for _, c := range []struct {
		name  string
		count int
		known ingest.Known
		asked []string // what the query holds against it; nil: no query
	}{
		{"as last year", 640, ingest.Known{Year: 2026, LastYear: []ingest.SummaryLine{{Name: "referrals", Count: 650}}}, nil},
		{"half of last year", 300, ingest.Known{Year: 2026, LastYear: []ingest.SummaryLine{{Name: "referrals", Count: 650}}}, []string{"Your return of 2025 has 650"}},
		{"nothing at all", 0, ingest.Known{Year: 2026, LastYear: []ingest.SummaryLine{{Name: "referrals", Count: 650}}}, []string{"Your return of 2025 has 650"}},
		{"few are many more by chance", 6, ingest.Known{Year: 2026, LastYear: []ingest.SummaryLine{{Name: "referrals", Count: 2}}}, nil},
		{"what was published", published(t, "referrals"), ingest.Known{Authority: "301", Year: 2026, Published: true}, nil},
		{"a tenth of what was published", published(t, "referrals") / 10, ingest.Known{Authority: "301", Year: 2026, Published: true}, []string{"The Department published", "ten statistical neighbours"}},
		{"a made-up authority has no published counts", 1, ingest.Known{Authority: "301", Year: 2026}, nil},
		{"published too long ago to say anything", 1, ingest.Known{Authority: "301", Year: 2040, Published: true}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var said []goldset.Finding
			ingest.Plausible([]ingest.SummaryLine{{Name: "referrals", Title: "Referrals in the year", Count: c.count}}, c.known,
				func(f goldset.Finding, _ ingest.Evidence) { said = append(said, f) })
			if c.asked == nil {
				require.Empty(t, said)
				return
			}
			require.Len(t, said, 1)
			require.Equal(t, "Y102", said[0].Rule)
			require.Equal(t, goldset.SeverityQuery, said[0].Severity)
			for _, words := range c.asked {
				require.Contains(t, said[0].Message, words)
			}
		})
	}
}

func published(t *testing.T, measure string) int {
	t.Helper()
	n, ok := reference.FindPublished(measure, "301", 2025)
	require.True(t, ok)
	return n
}

// A range nobody is outside of asks nothing, and one that many are outside of is
// answered without reading.
func TestFewPublishedCountsWereOutsideTheirRange(t *testing.T) {
	outside, all := map[string]float64{}, map[string]float64{}
	for _, c := range reference.Published() {
		before, ok := reference.FindPublished(c.Measure, c.Authority, c.Year-1)
		if !ok || c.Measure == reference.PopulationMeasure {
			continue
		}
		all[c.Measure]++
		if r := ingest.ExpectedAfter(c.Measure, before, 1); float64(c.Count) < r.Low || float64(c.Count) > r.High {
			outside[c.Measure]++
		}
	}
	require.Len(t, all, 6)
	for measure, n := range all {
		share := outside[measure] / n
		require.Less(t, share, 0.03, measure)
		require.Greater(t, share, 0.0, measure)
	}
}

func TestARangeGrowsWithTheYearsBetween(t *testing.T) {
	one, three := ingest.ExpectedAfter("referrals", 1000, 1), ingest.ExpectedAfter("referrals", 1000, 3)
	require.Less(t, three.Low, one.Low)
	require.Greater(t, three.High, one.High)
	require.InDelta(t, math.Log(1000/one.Low), math.Log(one.High/1000), 0.01, "as far down as up, by ratio")
}
