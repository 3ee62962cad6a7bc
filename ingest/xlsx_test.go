package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

var camhsColumns = []string{
	"LocalPatientId", "NHSNumber", "Forename", "Surname", "BirthDate", "Sex", "Postcode", "ReferralId", "ReferralDate", "ReferralSource",
	"Accepted", "NotAcceptedReason", "FirstContactDate", "SecondContactDate", "ClosedDate",
}

// sheetRow writes row r of a sheet: texts, and numbers where a value begins with #.
func sheetRow(b *strings.Builder, r int, values ...string) {
	fmt.Fprintf(b, `<row r="%d">`, r)
	for i, v := range values {
		if v == "" {
			continue
		}
		ref := fmt.Sprintf("%c%d", 'A'+i, r)
		if v[0] == '#' {
			fmt.Fprintf(b, `<c r="%s" s="1"><v>%s</v></c>`, ref, v[1:])
		} else {
			fmt.Fprintf(b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, v)
		}
	}
	b.WriteString(`</row>`)
}

// camhsRows is the rows of a sheet of n referrals, dates as serial numbers.
func camhsRows(n int) string {
	var b strings.Builder
	sheetRow(&b, 1, camhsColumns...)
	for i := range n {
		sheetRow(&b, i+2, fmt.Sprintf("P%d", i), "", "Ann", "Lee", "#40179", "F", "SW1A 1AA", fmt.Sprintf("R%d", i), "#45658", "GP", "Y", "", "#45690", "", "")
	}
	return b.String()
}

// workbook is an XLSX file with one sheet.
func workbook(tb testing.TB, rows string) string {
	tb.Helper()
	return pack(tb, workbookParts(rows)...)
}

// workbookParts are the names and texts of a workbook's parts.
func workbookParts(rows string) []string {
	return []string{
		"[Content_Types].xml", `<Types/>`,
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="Referrals" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	}
}

func TestMacrosAreToldAndNotRead(t *testing.T) {
	parts := append(workbookParts(camhsRows(3)), "xl/vbaProject.bin", "\xd0\xcf\x11\xe0")
	r, err := ingest.Open([]ingest.File{file("a.xlsm", pack(t, parts...))}, ingest.Expected{})
	require.NoError(t, err)
	require.Contains(t, r.Tolerances, "a.xlsm: the workbook holds macros, which were not read or run")
	require.Empty(t, checked(t, r))
}

func TestTwoPartsOfOneNameAreRefused(t *testing.T) {
	parts := workbookParts(camhsRows(3))
	parts = append(parts, parts[len(parts)-2], `<worksheet><sheetData/></worksheet>`)
	_, err := ingest.Open([]ingest.File{file("a.xlsx", pack(t, parts...))}, ingest.Expected{})
	require.ErrorContains(t, err, "two parts of the name xl/worksheets/sheet1.xml")
}

func TestDatesOfAWorkbookAreReadFromTheirSerialNumbers(t *testing.T) {
	r, err := ingest.Open([]ingest.File{file("a.xlsx", workbook(t, camhsRows(20)))}, ingest.Expected{})
	require.NoError(t, err)
	require.Equal(t, goldset.CAMHS, r.Layout.Return)
	require.EqualValues(t, 2025, r.Layout.Year, "most referrals are of that year")
	n := 0
	for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { require.Fail(t, "a sound row has no finding", f.Rule) }) {
		require.NoError(t, err)
		require.Equal(t, "2010-01-01", row.Value("BirthDate"))
		require.Equal(t, "2025-01-01", row.Value("ReferralDate"))
		require.Equal(t, "1", row.Value("Accepted"))
		require.Equal(t, fmt.Sprintf("P%d", n), row.LocalID)
		n++
	}
	require.Equal(t, 20, n)
	require.Equal(t, []goldset.Count{{Table: "Referrals", In: 20, Out: 20}}, r.Counts())
}

// excelize stands in for Excel: shared strings, styles, dates from 1904, a second
// sheet, rows left out.
func TestAWorkbookAsExcelWritesItIsReadCellForCell(t *testing.T) {
	for _, date1904 := range []bool{false, true} {
		t.Run(fmt.Sprintf("dates from 1904 is %v", date1904), func(t *testing.T) {
			f := excelize.NewFile()
			require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}))
			require.NoError(t, f.SetSheetName("Sheet1", "Notes"))
			_, err := f.NewSheet("Referrals")
			require.NoError(t, err)
			require.NoError(t, f.SetSheetRow("Referrals", "A1", &camhsColumns))
			serial := 45658.5 // 1 January 2025, noon
			if date1904 {
				serial -= 1462
			}
			row := []any{"P1", 9434765919, "Zoë & Co", "<Lee>", serial - 5479, "F", "sw1a1aa", "R1", serial, "GP", true, nil, nil, nil, nil}
			require.NoError(t, f.SetSheetRow("Referrals", "A5", &row))
			b, err := f.WriteToBuffer()
			require.NoError(t, err)

			r, err := ingest.Open([]ingest.File{file("a.xlsx", b.String())}, ingest.Expected{Year: 2025})
			require.NoError(t, err)
			for got, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { require.Fail(t, "no finding", "%s %v", f.Rule, f.Fields) }) {
				require.NoError(t, err)
				require.Equal(t, []string{
					"P1", "9434765919", "Zoë & Co", "<Lee>", "2010-01-01", "F", "SW1A 1AA", "R1", "2025-01-01", "GP", "1", "", "", "", "",
				}, got.Values)
				require.Equal(t, 5, got.Line)
			}
			require.Equal(t, []goldset.Count{{Table: "Referrals", In: 1, Out: 1}}, r.Counts())
		})
	}
}
