package feedback_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

func file(name, text string) ingest.File {
	return ingest.File{Name: name, Data: strings.NewReader(text), Size: int64(len(text))}
}

const identifierHeader = "LAchildID,Forename,MiddleName,Surname,FormerSurname,BirthDate,ExpectedBirthDate,Sex,Ethnicity,UPN,FormerUPN,NHSNumber,Postcode,PreviousPostcode,IdentityBarrier\n"

// documents keeps what is written, by name.
type documents map[string]*bytes.Buffer

type document struct{ *bytes.Buffer }

func (document) Close() error { return nil }

func (d documents) create(name string) (io.WriteCloser, error) {
	d[name] = &bytes.Buffer{}
	return document{d[name]}, nil
}

func check(t *testing.T, files ...ingest.File) *feedback.Report {
	t.Helper()
	r, err := ingest.Open(files, ingest.Expected{})
	require.NoError(t, err)
	report, err := feedback.Check(r, nil)
	require.NoError(t, err)
	return report
}

func annotate(t *testing.T, files ...ingest.File) documents {
	t.Helper()
	docs := documents{}
	require.NoError(t, check(t, files...).Annotated(files, docs.create))
	return docs
}

// columns of the CAMHS request.
var columns = []string{
	"LocalPatientId", "NHSNumber", "Forename", "Surname", "BirthDate", "Sex", "Postcode", "ReferralId", "ReferralDate", "ReferralSource",
	"Accepted", "NotAcceptedReason", "FirstContactDate", "SecondContactDate", "ClosedDate",
}

// workbook is a CAMHS return as a clinic's staff would leave it: a style on the
// dates, a formula, a note of their own, a second sheet, and four cells wrong.
func workbook(t *testing.T) ingest.File {
	t.Helper()
	f := excelize.NewFile()
	require.NoError(t, f.SetSheetName("Sheet1", "Referrals"))
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = c
	}
	require.NoError(t, f.SetSheetRow("Referrals", "A1", &header))
	dated, err := f.NewStyle(&excelize.Style{NumFmt: 14, Font: &excelize.Font{Bold: true}})
	require.NoError(t, err)
	for i := range 12 {
		row := []any{"P" + string(rune('a'+i)), "", "Ann", "Lee", 40179, "F", "SW1A 1AA", "R" + string(rune('a'+i)), 45658, "GP", "Y", "", 45690, "", ""}
		at, err := excelize.CoordinatesToCellName(1, i+2)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Referrals", at, &row))
	}
	require.NoError(t, f.SetCellStyle("Referrals", "E2", "E13", dated))
	require.NoError(t, f.SetCellStr("Referrals", "E3", "last spring"))
	require.NoError(t, f.SetCellStr("Referrals", "J4", "=cmd|' /C calc'!A0"))
	require.NoError(t, f.AddComment("Referrals", excelize.Comment{Cell: "E3", Author: "Clerk", Paragraph: []excelize.RichTextRun{{Text: "ask the family"}}}))
	_, err = f.NewSheet("Notes")
	require.NoError(t, err)
	require.NoError(t, f.SetCellFormula("Notes", "A1", "=1+1"))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return file("camhs referrals.xlsx", b.String())
}

func TestAWorkbookComesBackMarkedInPlace(t *testing.T) {
	docs := annotate(t, workbook(t))
	require.Len(t, docs, 1, "its own sheets hold the list and the summary")
	f, err := excelize.OpenReader(docs["camhs referrals-checked.xlsx"])
	require.NoError(t, err)
	require.Equal(t, []string{"Referrals", "Notes", "Goldset summary", "Goldset findings"}, f.GetSheetList())

	notes, err := f.GetComments("Referrals")
	require.NoError(t, err)
	said := map[string]string{}
	for _, n := range notes {
		for _, run := range n.Paragraph {
			said[n.Cell] += run.Text
		}
	}
	require.Contains(t, said["E3"], "ask the family", "somebody's own note stays")
	require.Contains(t, said["E3"], "What would pass: A date written")
	require.Contains(t, said["J4"], "is not one of the codes")

	for at, marked := range map[string]bool{"E2": false, "E3": true, "J4": true, "J5": false} {
		id, err := f.GetCellStyle("Referrals", at)
		require.NoError(t, err)
		style, err := f.GetStyle(id)
		require.NoError(t, err)
		require.Equal(t, marked, style.Fill.Pattern == 1, at)
		if at[0] == 'E' {
			require.True(t, style.Font.Bold, "the rest of the cell's style stays")
			require.Equal(t, 14, style.NumFmt)
		}
	}
	formula, err := f.GetCellFormula("Notes", "A1")
	require.NoError(t, err)
	require.Equal(t, "1+1", strings.TrimPrefix(formula, "="), "their own formulas stay")
	value, err := f.GetCellValue("Referrals", "E2", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Equal(t, "40179", value)
}

func TestNothingWrittenIntoAWorkbookIsAFormula(t *testing.T) {
	docs := annotate(t, workbook(t))
	f, err := excelize.OpenReader(docs["camhs referrals-checked.xlsx"])
	require.NoError(t, err)
	shown := false
	for _, sheet := range []string{"Goldset summary", "Goldset findings"} {
		rows, err := f.GetRows(sheet)
		require.NoError(t, err)
		for y, row := range rows {
			for x, text := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				require.NoError(t, err)
				formula, err := f.GetCellFormula(sheet, at)
				require.NoError(t, err)
				require.Empty(t, formula, at)
				require.NotContains(t, "=+-@", text[:min(len(text), 1)]+"?", at)
				shown = shown || strings.HasPrefix(text, "'=cmd|")
			}
		}
	}
	require.True(t, shown, "the cell is shown, guarded")
}

func TestAMarkedWorkbookCanBeSentInAgain(t *testing.T) {
	docs := annotate(t, workbook(t))
	again := file("again.xlsx", docs["camhs referrals-checked.xlsx"].String())
	report := check(t, again)
	require.Equal(t, goldset.CAMHS, report.Return)
	require.Equal(t, 12, report.Tables[0].In)
	twice := annotate(t, again)
	f, err := excelize.OpenReader(twice["again-checked.xlsx"])
	require.NoError(t, err)
	require.Contains(t, f.GetSheetList(), "Goldset findings 2")
}

func TestACSVFileComesBackWithTwoColumnsMore(t *testing.T) {
	sent := file("children.csv", identifierHeader+"A1,Ann,,Lee,,never,,F,WBRI,,,,SW1A 1AA,,\n\nA2,=HYPERLINK(1),,-5,,2015-05-01,,F,WBRI,,,,SW1A 1AA,,\n")
	docs := annotate(t, sent)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(docs["children-checked.csv"].Bytes(), []byte("\ufeff")))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"Goldset rules", "Goldset findings"}, rows[0][15:])
	require.Contains(t, rows[1][16], "BirthDate")
	require.Contains(t, rows[1][16], "What would pass: A date written 2026-03-31")
	require.Equal(t, "'=HYPERLINK(1)", rows[2][1])
	require.Equal(t, "-5", rows[2][3], "a number is no formula")
	require.Contains(t, docs["summary.csv"].String(), "1 cell that a spreadsheet could take for a formula has an apostrophe in front")
	require.Equal(t, goldset.Identifiers, check(t, file("again.csv", docs["children-checked.csv"].String())).Return)
}

func TestAMessageIsListedByLine(t *testing.T) {
	const message = `<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year><ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>301</LEA></Source></Header><Children><Child>
<ChildIdentifiers><LAchildID>A1</LAchildID><UPNunknown>UN2</UPNunknown><PersonBirthDate>2015-05-01</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability></Disabilities></ChildCharacteristics>
<CINdetails><CINreferralDate>2024-06-01</CINreferralDate><ReferralSource>6</ReferralSource><PrimaryNeedCode>N99</PrimaryNeedCode><ReferralNFA></ReferralNFA></CINdetails>
</Child></Children></Message>`
	docs := annotate(t, file("census.xml", message))
	require.Len(t, docs, 3)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(docs["findings.csv"].Bytes(), []byte("\ufeff")))).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		if row[2] == "8568" {
			require.Equal(t, []string{"A1", "census.xml", "CINdetails", "5"}, row[3:7])
			return
		}
	}
	require.Fail(t, "the missing flag is not listed")
}

func TestTheFindingsPageNeedsNothingElse(t *testing.T) {
	var b strings.Builder
	require.NoError(t, check(t, workbook(t)).WriteHTML(&b))
	html := b.String()
	require.Contains(t, html, "Findings by rule")
	require.Contains(t, html, "Findings by child")
	require.Contains(t, html, "Referrals, cell E3")
	require.Contains(t, html, "last spring")
	for _, outside := range []string{"<script", "<link", "src=", "http://", "https://"} {
		require.NotContains(t, html, outside)
	}
	require.NotContains(t, strings.ToLower(html), "invalid")
}

func TestAWorkbookThatCannotBeMarkedIsCopiedAsCSVAndToldSo(t *testing.T) {
	sent := workbook(t)
	report := check(t, sent)
	broken := file(sent.Name, "not a workbook any more") // as one too large to be marked would be
	docs := documents{}
	require.False(t, report.OneWorkbook([]ingest.File{broken}))
	require.NoError(t, report.Annotated([]ingest.File{broken}, docs.create))
	require.Contains(t, docs, "Referrals-checked.csv")
	require.Contains(t, docs["summary.csv"].String(), "its sheets are copied as CSV files")
	require.Contains(t, docs["Referrals-checked.csv"].String(), "Goldset findings")
}
