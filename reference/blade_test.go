package reference_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

func TestTheSchoolCensusHasEveryTableAndColumnOfItsTerm(t *testing.T) {
	for _, c := range []struct {
		year            goldset.CollectionYear
		term            string
		tables, columns int
	}{
		{2024, "autumn", 25, 361},
		{2025, "autumn", 25, 349},
		{2026, "autumn", 25, 349},
		{2024, "spring", 23, 331},
		{2025, "spring", 23, 326},
		{2026, "spring", 23, 326},
		{2024, "summer", 19, 251},
		{2025, "summer", 19, 241},
		{2026, "summer", 19, 241},
	} {
		l, err := reference.Layout(goldset.SchoolCensus, c.year, c.term)
		require.NoError(t, err)
		columns := 0
		for _, table := range l.Tables {
			columns += len(table.Fields)
		}
		require.Equal(t, []int{c.tables, c.columns}, []int{len(l.Tables), columns}, "%d %s", c.year, c.term)
	}
}

func TestTablesAboutSchoolsReachNoFactTable(t *testing.T) {
	l, err := reference.Layout(goldset.SchoolCensus, 2026, "spring")
	require.NoError(t, err)
	require.Equal(t, "school", l.Table("classes").About)
	for _, f := range reference.FactTables() {
		require.NotContains(t, []string{"school", "schoolcensus", "classes", "childcare", "provisions"}, f.Table)
	}
	require.Contains(t, reference.Dictionary(), "Classes on the selected day. Not about a child, and so in no fact table.")
}
