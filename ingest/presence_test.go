package ingest_test

import (
	"fmt"
	"slices"
	"strings"
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
	}{
		{goldset.CINCensus, 2023, 105},
		{goldset.CINCensus, 2024, 105},
		{goldset.CINCensus, 2025, 109},
		{goldset.CINCensus, 2026, 109},
		{goldset.SSDA903, 2023, 293},
		{goldset.SSDA903, 2024, 312},
		{goldset.SSDA903, 2025, 305},
		{goldset.SSDA903, 2026, 311},
		{goldset.SSDA903, 2027, 322},
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
			require.Equal(t, c.ret == goldset.CINCensus, len(r.NotRun()) == 0, "a census needs nothing beside it")
			require.True(t, strings.HasPrefix(r.RuleSetVersion(), fmt.Sprintf("%d/%d/", c.year, c.published)), "every one is built: %s", r.RuleSetVersion())
		})
	}
}
