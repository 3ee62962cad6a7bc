package ingest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// bladeFile is one table of a school census as COLLECT exports it: every column of
// the layout, with the given cells.
func bladeFile(t *testing.T, l *goldset.Layout, table string, rows ...map[string]string) ingest.File {
	t.Helper()
	var b strings.Builder
	fields := l.Table(table).Fields
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(f.Name)
	}
	for _, cells := range rows {
		b.WriteByte('\n')
		for i, f := range fields {
			if i > 0 {
				b.WriteByte(',')
			}
			if b.WriteString(cells[f.Name]); cells[f.Name] == "" && f.Name == "NativeId" {
				b.WriteString("3014001")
			}
		}
	}
	return file(table+".csv", b.String()+"\n")
}

func TestASchoolCensusIsReadDownToItsWorkPlacements(t *testing.T) {
	l, err := reference.Layout(goldset.SchoolCensus, 2026, "autumn")
	require.NoError(t, err)
	r := opened(t, ingest.Expected{},
		bladeFile(t, l, "workplaceentityonroll", map[string]string{"workplaceentityonrolltableid": "w1", "learningaimsonrolltableid": "l1", "wphours": "30"}),
		bladeFile(t, l, "learningaimsonroll", map[string]string{"learningaimsonrolltableid": "l1", "programmeaimsonrolltableid": "g1", "coreaim": "1"}),
		bladeFile(t, l, "programmeaimsonroll", map[string]string{"programmeaimsonrolltableid": "g1", "pupilonrolltableid": "p1"}),
		bladeFile(t, l, "pupilonroll", map[string]string{"pupilonrolltableid": "p1", "upn": "H801200001001", "dob": "2009-May-01 00:00:00", "entrydate": "2020-Sep-01 00:00:00"}),
		bladeFile(t, l, "school", map[string]string{"schooltableid": "s1", "phase": "SS", "governance": "XX"}),
		bladeFile(t, l, "schoolcensus", map[string]string{"schoolcensustableid": "c1", "year": "2026", "lea": "301", "estab": "4001", "softwarecode": "x"}),
	)
	require.Equal(t, "School census, autumn 2026", r.Layout.Title, "the school's own record says the year")
	found := map[string][]goldset.Finding{}
	for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { found[f.Rule] = append(found[f.Rule], f) }) {
		require.NoError(t, err)
		require.False(t, row.Refuse, row.Table.Name)
		if row.Table.About == "" {
			require.Equal(t, "H801200001001", row.LocalID, row.Table.Name)
		}
	}
	require.Len(t, found["unlisted"], 1, "tables about schools are checked too")
	require.Equal(t, []string{"governance"}, found["unlisted"][0].Fields)
}
