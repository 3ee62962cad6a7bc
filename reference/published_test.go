package reference

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPublishedCountsAreThoseOfTheDepartment(t *testing.T) {
	list, err := publishedCounts()
	require.NoError(t, err)
	require.Len(t, list.at, len(list.list), "no count is there twice")
	for measure, want := range map[string]int{"in_need": 402400, "referrals": 632830, "plans_open": 49420, "looked_after": 81770, "ceased": 34450} {
		sum := 0
		for _, c := range Published() {
			if c.Measure == measure && c.Year == 2025 {
				sum += c.Count
			}
		}
		require.InEpsilon(t, want, sum, 0.02, "%s over all authorities is England's, but for rounding and those not published", measure)
	}
}

func TestEveryAuthorityHasTenNeighbours(t *testing.T) {
	for _, a := range Authorities() {
		list := Neighbours(a.Code)
		require.Len(t, list, 10, a.Name)
		for _, n := range list {
			_, known := FindAuthority(n)
			require.True(t, known, "%s has the neighbour %s", a.Name, n)
			require.NotEqual(t, a.Code, n)
		}
	}
}
