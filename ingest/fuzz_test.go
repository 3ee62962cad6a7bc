package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// law holds for any bytes: they are refused, or every row counted in came out or
// was refused, twice the same.
func law(t *testing.T, files []ingest.File, want ingest.Expected) {
	t.Helper()
	r, err := ingest.Open(files, want)
	if err != nil {
		return
	}
	var parsed int
	for _, err := range r.Rows() {
		if err != nil {
			return
		}
		parsed++
	}
	for pass := range 2 {
		rows := 0
		for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { require.NotEmpty(t, f.Rule) }) {
			require.NoError(t, err, "a file whose rows can be read can be checked")
			require.Len(t, row.Values, len(row.Table.Fields))
			rows++
		}
		require.Equal(t, parsed, rows, "pass %d", pass)
		for _, c := range r.Counts() {
			require.Equal(t, c.In, c.Out+c.Refused, c.Table)
		}
	}
}

func FuzzCensus(f *testing.F) {
	f.Add(census(2))
	f.Add(strings.Replace(census(1), "<Assessments>", "</CINdetails><Assessments/><CINdetails><Assessments>", 1))
	f.Add(strings.ReplaceAll(census(1), "C0", "<![CDATA[C0]]>&amp;&#65;<!-- <Child> -->"))
	f.Add("<Message><Children><Child><ChildIdentifiers/></Child></Children></Message>")
	f.Fuzz(func(t *testing.T, text string) {
		law(t, []ingest.File{file("a.xml", text)}, ingest.Expected{RuleYear: 2025})
	})
}

func FuzzCareMessage(f *testing.F) {
	f.Add(fmt.Sprintf(careMessage, "<AREVIEW><REVIEW>01/07/2024</REVIEW></AREVIEW><DUC>01/07/2024</DUC>", "<DOLO><DOLO_START>01/06/2024</DOLO_START></DOLO>"))
	f.Add(fmt.Sprintf(careMessage, "<SWEPISODE><SW_ID/></SWEPISODE><OC2>text</OC2>between", "<HEADER><CHILDID>C2</CHILDID><IN_TOUCH>YES</IN_TOUCH></HEADER>"))
	f.Add("<EXPSSDA903><PUPIL/><CHILD><EPISODE/><HEADER/></CHILD><CHILD><EPISODE><DECOM>1</DECOM></EPISODE></CHILD></EXPSSDA903>")
	f.Fuzz(func(t *testing.T, text string) {
		law(t, []ingest.File{file("a.xml", text)}, ingest.Expected{RuleYear: 2027})
		law(t, []ingest.File{file("a.xml", text)}, ingest.Expected{Return: goldset.SSDA903})
	})
}

func FuzzIdentifierFile(f *testing.F) {
	f.Add(identifierHeader + identifierRow)
	f.Add(identifierHeader + "\n\"A\nB\",\"\"\"\",,\r\n ,,,\n" + identifierRow)
	f.Add("\ufeff" + strings.ReplaceAll(identifierHeader+identifierRow, ",", ";"))
	f.Add(inUTF16(identifierHeader + identifierRow))
	f.Fuzz(func(t *testing.T, text string) {
		law(t, []ingest.File{file("a.csv", text)}, ingest.Expected{Return: goldset.Identifiers, Year: 2025})
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add(camhsRows(3))
	f.Add(camhsRows(1) + `<row r="9"><c r="C9" t="s"><v>7</v></c><c><v> </v></c></row><row/>`)
	f.Add(camhsRows(1) + `<row><c r="A1"><is><t>a</t><rPh><t>b</t></rPh></is></c></row>`)
	f.Fuzz(func(t *testing.T, rows string) {
		law(t, []ingest.File{file("a.xlsx", workbook(t, rows))}, ingest.Expected{Return: goldset.CAMHS, Year: 2025})
	})
}

func FuzzZip(f *testing.F) {
	f.Add([]byte(pack(f, "census.xml", census(1))))
	f.Add([]byte(pack(f, "header.csv", careSet(2025)["header.csv"], "episodes.csv", careSet(2025)["episodes.csv"])))
	f.Add([]byte(workbook(f, camhsRows(2))))
	f.Fuzz(func(t *testing.T, packed []byte) {
		law(t, []ingest.File{file("a.zip", string(packed))}, ingest.Expected{RuleYear: 2025})
	})
}
