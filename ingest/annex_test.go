package ingest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// annexBook is a workbook of sheets, each a list of rows.
func annexBook(t *testing.T, sheets map[string][][]any) ingest.File {
	t.Helper()
	book := excelize.NewFile()
	for name, rows := range sheets {
		_, err := book.NewSheet(name)
		require.NoError(t, err)
		for i, row := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			require.NoError(t, err)
			require.NoError(t, book.SetSheetRow(name, cell, &row))
		}
	}
	var b bytes.Buffer
	require.NoError(t, book.Write(&b))
	return file("annex.xlsx", b.String())
}

func TestAnnexAIsReadHoweverItsListsAreHeadedAndCoded(t *testing.T) {
	r, err := ingest.Open([]ingest.File{annexBook(t, map[string][][]any{
		"Contacts": {
			{"Somewhere Council"},
			{},
			{"List 1, as at 1 January"},
			{"Unique child identifier", "GENDER", "Ethnicity", "Date of birth of child", "Age", "Date of the contact", "Contact source"},
			{"c1", "M", "a) WBRI", "01/02/2015", "9", "01/05/2024", "g) 6: Police"},
			{"c2", "b) female", "zNotRecorded", "-", "", "02/05/2024", "Housing"},
		},
	})}, ingest.Expected{Year: 2025})
	require.NoError(t, err)
	require.Equal(t, goldset.AnnexA, r.Layout.Return)
	var got []string
	for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { require.Empty(t, f, "nothing is wrong") }) {
		require.NoError(t, err)
		got = append(got, strings.Join(row.Values, "|"))
	}
	require.Equal(t, []string{
		"c1|a) Male|a) White|2015-02-01|9|2024-05-01|g) Police",
		"c2|b) Female||||2024-05-02|e) Housing",
	}, got)
	require.True(t, slices.ContainsFunc(r.Tolerances, func(s string) bool { return strings.Contains(s, "named in the row after the first 2") }), r.Tolerances)
}

func TestAdoptersOfAnnexAAreCheckedAndBelongToNoChild(t *testing.T) {
	r, err := ingest.Open(read(t, shared(t, "returns/samples/annex_a/Annex_A_2024_Jan.xlsx")), ingest.Expected{})
	require.NoError(t, err)
	require.NotContains(t, checked(t, r), "no-child")
	counts := r.Counts()
	require.Len(t, counts, 11)
	for _, c := range counts {
		require.Positive(t, c.In, c.Table)
		require.Equal(t, c.In, c.Out, c.Table)
	}
	require.Equal(t, "adopter", r.Layout.Table("List_11").About)
}
