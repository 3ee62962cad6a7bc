package ingest_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// odsBook is an OpenDocument workbook whose one sheet has the given rows.
func odsBook(tb testing.TB, rows string) string {
	tb.Helper()
	return pack(tb,
		"mimetype", "application/vnd.oasis.opendocument.spreadsheet",
		"content.xml", `<office:document-content><office:body><office:spreadsheet><table:table table:name="Referrals"><table:table-column table:number-columns-repeated="16384"/>`+rows+`</table:table></office:spreadsheet></office:body></office:document-content>`,
		"META-INF/manifest.xml", `<manifest:manifest/>`,
	)
}

// odsRow writes cells: a date where a value begins with #, else text.
func odsRow(values ...string) string {
	var b strings.Builder
	b.WriteString(`<table:table-row table:style-name="ro1">`)
	for _, v := range values {
		switch {
		case v == "":
			b.WriteString(`<table:table-cell/>`)
		case v[0] == '#':
			fmt.Fprintf(&b, `<table:table-cell office:value-type="date" office:date-value="%s"><text:p>some day</text:p></table:table-cell>`, v[1:])
		default:
			fmt.Fprintf(&b, `<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>`, v)
		}
	}
	return b.String() + `<table:table-cell table:number-columns-repeated="16369"/></table:table-row>`
}

// odsReferrals is a sheet of n referrals, ended by a million empty rows.
func odsReferrals(n int) string {
	var text strings.Builder
	text.WriteString(odsRow(camhsColumns...))
	for i := range n {
		text.WriteString(odsRow(fmt.Sprintf("P%d", i), "", "Ann", "Lee", "#2010-01-01", "F", "SW1A 1AA", fmt.Sprintf("R%d", i), "#2025-01-01T00:00:00", "GP", "Y", "", "#2025-02-02"))
	}
	return text.String() + `<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`
}

func TestAnOpenDocumentWorkbookIsReadCellForCell(t *testing.T) {
	r, err := ingest.Open([]ingest.File{file("a.ods", odsBook(t, odsReferrals(20)))}, ingest.Expected{})
	require.NoError(t, err)
	require.Equal(t, goldset.CAMHS, r.Layout.Return)
	require.EqualValues(t, 2025, r.Layout.Year, "most referrals are of that year")
	n := 0
	for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { require.Fail(t, "a sound row has no finding", f.Rule) }) {
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("P%d", n), row.LocalID)
		require.Equal(t, "2010-01-01", row.Value("BirthDate"))
		require.Equal(t, "2025-01-01", row.Value("ReferralDate"))
		require.Equal(t, n+2, row.Line)
		n++
	}
	require.Equal(t, []goldset.Count{{Table: "Referrals", In: 20, Out: 20}}, r.Counts())
}

func TestRowsAndCellsThatStandForManyAreCountedAsMany(t *testing.T) {
	rows := odsRow(camhsColumns...) +
		`<table:table-row table:number-rows-repeated="3">` + strings.TrimPrefix(odsRow("P1", "", "Ann", "Ann", "#2010-01-01", "F", "SW1A 1AA", "R1", "#2025-01-01", "GP", "Y"), `<table:table-row table:style-name="ro1">`) +
		`<table:table-row><table:table-cell><office:annotation><text:p>a note</text:p></office:annotation></table:table-cell></table:table-row>`
	r, err := ingest.Open([]ingest.File{file("a.ods", odsBook(t, rows))}, ingest.Expected{Year: 2025})
	require.NoError(t, err)
	checked(t, r)
	require.Equal(t, []goldset.Count{{Table: "Referrals", In: 3, Out: 3}}, r.Counts())
}

var manyRows = regexp.MustCompile(`rows-repeated=["'][0-9]{3}`)

func FuzzOpenDocument(f *testing.F) {
	f.Add(strings.Replace(odsReferrals(2), "1048576", "48", 1))
	f.Add(odsRow(camhsColumns...) + `<table:table-row table:number-rows-repeated="3"><table:covered-table-cell office:value="1"/></table:table-row>`)
	f.Add(odsRow(camhsColumns...) + `<table:table-row><table:table-cell><text:p>a<text:s/><text:span>b</text:span></text:p></table:table-cell></table:table-row>`)
	f.Fuzz(func(t *testing.T, rows string) {
		if manyRows.MatchString(rows) { // a million filled rows would only be slow
			return
		}
		law(t, []ingest.File{file("a.ods", odsBook(t, rows))}, ingest.Expected{Return: goldset.CAMHS, Year: 2025})
	})
}
