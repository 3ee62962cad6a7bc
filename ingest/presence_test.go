package ingest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// TestEveryPublishedRuleRunsOrSaysWhyNot holds the rules of each year to the index
// of the published cases, and what a check does not run to what it says of it.
func TestEveryPublishedRuleRunsOrSaysWhyNot(t *testing.T) {
	for _, c := range []struct {
		ret       goldset.ReturnName
		year      goldset.CollectionYear
		published int
		all       bool // are built
	}{
		{goldset.CINCensus, 2023, 105, true},
		{goldset.CINCensus, 2024, 105, true},
		{goldset.CINCensus, 2025, 109, true},
		{goldset.CINCensus, 2026, 109, true},
		{goldset.SSDA903, 2023, 293, false},
		{goldset.SSDA903, 2024, 312, false},
		{goldset.SSDA903, 2025, 305, false},
		{goldset.SSDA903, 2026, 311, false},
		{goldset.SSDA903, 2027, 322, false},
	} {
		t.Run(fmt.Sprintf("%s %d", c.ret, c.year), func(t *testing.T) {
			var codes []string
			for _, p := range reference.Rules(c.ret, c.year) {
				codes = append(codes, p.Code)
			}
			slices.Sort(codes)
			require.Len(t, slices.Compact(codes), c.published)

			text := fmt.Sprintf(careMessage, "", "")
			if c.ret == goldset.CINCensus {
				text = censusOf(int(c.year), "", episode(fmt.Sprintf("%d-05-04", c.year-1), goesOn))
			}
			r, err := ingest.Open([]ingest.File{file("a.xml", text)}, ingest.Expected{RuleYear: c.year})
			require.NoError(t, err)
			checked(t, r)
			for _, n := range r.NotRun() {
				require.Contains(t, codes, n.Rule)
				require.NotEmpty(t, n.Reason)
			}
			if c.all {
				require.Empty(t, r.NotRun())
			}
		})
	}
}
