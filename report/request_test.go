package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/report"
)

func shipped(t *testing.T, name goldset.ReturnName) *reference.Description {
	t.Helper()
	i := slices.IndexFunc(reference.Descriptions(), func(d *reference.Description) bool { return d.Return == name })
	require.GreaterOrEqual(t, i, 0)
	return reference.Descriptions()[i]
}

func template(t *testing.T, d *reference.Description) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.WriteRequestTemplate(&b, d, d.Newest()))
	f, err := excelize.OpenReader(&b)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestTheTemplateIsAsItWas(t *testing.T) {
	for _, name := range []goldset.ReturnName{goldset.CAMHS, "care_monitor"} {
		t.Run(string(name), func(t *testing.T) {
			golden(t, "template_"+string(name)+".golden", drawn(t, template(t, shipped(t, name))))
		})
	}
}

// drawn tells of a workbook what its user meets.
func drawn(t *testing.T, f *excelize.File) string {
	t.Helper()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		visible, err := f.GetSheetVisible(sheet)
		require.NoError(t, err)
		protection, err := f.GetSheetProtection(sheet)
		require.NoError(t, err)
		panes, err := f.GetPanes(sheet)
		require.NoError(t, err)
		fmt.Fprintf(&b, "sheet %s visible=%t frozen=%t rows may be added=%t\n", sheet, visible, panes.Freeze, protection.InsertRows)
		rows, err := f.GetRows(sheet)
		require.NoError(t, err)
		for _, row := range rows {
			fmt.Fprintf(&b, "\t%s\n", strings.Join(row, " | "))
		}
		notes, err := f.GetComments(sheet)
		require.NoError(t, err)
		for _, n := range notes {
			fmt.Fprintf(&b, "\tnote %s: %s\n", n.Cell, strings.ReplaceAll(n.Text, "\n", " / "))
		}
		validations, err := f.GetDataValidations(sheet)
		require.NoError(t, err)
		for _, v := range validations {
			fmt.Fprintf(&b, "\tcells %s take %s %s %s: %s\n", v.Sqref, v.Type, v.Formula1, v.Formula2, *v.Error)
		}
	}
	return b.String()
}

func TestTheDictionaryIsAsItWas(t *testing.T) {
	d := report.NewRequestDictionary(shipped(t, "care_monitor"), 2026)
	page, err := d.HTML()
	require.NoError(t, err)
	golden(t, "dictionary_care_monitor.html", string(page))
	golden(t, "dictionary_care_monitor.md", d.Markdown())
}

func TestHeadersAreLockedAndCellsAreNot(t *testing.T) {
	d := shipped(t, "care_monitor")
	f := template(t, d)
	for _, table := range d.Tables {
		for i, field := range table.Fields {
			column, err := excelize.ColumnNumberToName(i + 1)
			require.NoError(t, err)
			for cell, locked := range map[string]bool{column + "1": true, column + "7": false} {
				id, err := f.GetCellStyle(table.Name, cell)
				require.NoError(t, err)
				if !locked {
					id, err = f.GetColStyle(table.Name, column)
					require.NoError(t, err)
				}
				style, err := f.GetStyle(id)
				require.NoError(t, err)
				require.Equal(t, locked, style.Protection.Locked, "%s %s", table.Name, field.Name)
			}
		}
	}
	for _, part := range []string{"xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"} {
		_, there := f.Pkg.Load(part)
		require.False(t, there, part)
	}
}

// A list of more than 255 characters cannot stand in the validation itself.
func TestALongListIsOfferedWhole(t *testing.T) {
	var codes strings.Builder
	for i := range 150 {
		fmt.Fprintf(&codes, "      - {code: CODE%03d, name: Code %d}\n", i, i)
	}
	d := hostile(t, codes.String(), "What")
	f := template(t, d)
	v, err := f.GetDataValidations("Things")
	require.NoError(t, err)
	require.Equal(t, "Lists!$A$2:$A$151", v[0].Formula1)
	last, err := f.GetCellValue("Lists", "A151")
	require.NoError(t, err)
	require.Equal(t, "CODE149", last)
}

// hostile is a request whose title, code list and texts are given.
func hostile(t *testing.T, codes, title string) *reference.Description {
	t.Helper()
	d, err := reference.ReadDescription([]byte(`return: things
version: 1
years: [2026]
title: ` + fmt.Sprintf("%q", title) + `
purpose: ` + fmt.Sprintf("%q", title) + `
gateway: ` + fmt.Sprintf("%q", title) + `
suppliers: [authority]
codes:
  - list: what
    title: ` + fmt.Sprintf("%q", title) + `
    codes:
` + codes + `
tables:
  - name: Things
    title: ` + fmt.Sprintf("%q", title) + `
    child: ChildId
    fields:
      - {name: What, title: ` + fmt.Sprintf("%q", title) + `, type: code, class: fact, codes: what}
      - {name: ChildId, title: Child, type: text, class: identity, required: true}
`))
	require.NoError(t, err)
	return d
}

func TestNothingThatWeWriteIsAFormula(t *testing.T) {
	for _, title := range []string{`=1+1`, `+1`, `-2`, `@SUM(A1)`, `=HYPERLINK("http://x")`, "\t=1"} {
		d := hostile(t, fmt.Sprintf("      - {code: %q, name: %q}\n", "="+title, title), title)
		f := template(t, d)
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			require.NoError(t, err)
			for y, row := range rows {
				for x := range row {
					cell, err := excelize.CoordinatesToCellName(x+1, y+1)
					require.NoError(t, err)
					formula, err := f.GetCellFormula(sheet, cell)
					require.NoError(t, err)
					require.Empty(t, formula, "%s %s", sheet, cell)
				}
			}
		}
		page, err := report.NewRequestDictionary(hostile(t, "      - {code: A, name: \"<script>x</script>|\"}\n", "<img src=x>"), 2026).HTML()
		require.NoError(t, err)
		require.NotContains(t, string(page), "<script>")
		require.NotContains(t, string(page), "<img")
	}
}

func TestAFilledTemplateComesBackWithoutFindings(t *testing.T) {
	for name, tables := range map[goldset.ReturnName]map[string][]any{
		goldset.CAMHS: {"Referrals": {
			"007", nil, "Ann", "O'Neil", time.Date(2012, 5, 1, 0, 0, 0, 0, time.UTC), "F", "SW1A 1AA", "R1", time.Date(2025, 5, 10, 0, 0, 0, 0, time.UTC), "GP", "Y", nil,
			"2025-06-01", nil, nil,
		}},
		"care_monitor": {
			"Children": {"0012", "8-11", "F", "WHITE", "FOSTER", "1TO2", 1, "ANSWERED"},
			"Answers":  {"0012", time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), "NOBODY", "5"},
		},
	} {
		d := shipped(t, name)
		f := template(t, d)
		for sheet, cells := range tables {
			for i, value := range cells {
				if value == nil {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(i+1, 2)
				require.NoError(t, err)
				require.NoError(t, f.SetCellValue(sheet, cell, value))
			}
		}
		var b bytes.Buffer
		require.NoError(t, f.Write(&b))
		r, err := ingest.Open([]ingest.File{{Name: "filled.xlsx", Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())}},
			ingest.Expected{Description: d, Year: d.Newest()})
		require.NoError(t, err)
		rows := 0
		for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { require.Fail(t, f.Message, "%+v", f) }) {
			require.NoError(t, err)
			require.Contains(t, []string{"007", "0012"}, row.LocalID, "leading zeros stay")
			rows++
		}
		require.Equal(t, len(tables), rows)
		for _, told := range r.Tolerances {
			require.Contains(t, told, "dates that Excel keeps as a number of days", "which is how this test writes them")
		}
	}
}

func TestAnEmptyTemplateIsToldToHaveNoRows(t *testing.T) {
	var b bytes.Buffer
	d := shipped(t, "care_monitor")
	require.NoError(t, report.WriteRequestTemplate(&b, d, 2026))
	r, err := ingest.Open([]ingest.File{{Name: "empty.xlsx", Data: bytes.NewReader(b.Bytes()), Size: int64(b.Len())}}, ingest.Expected{Description: d})
	require.NoError(t, err)
	var found []string
	for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { found = append(found, f.Rule) }) {
		require.NoError(t, err)
		require.Fail(t, "a row", row.Number)
	}
	require.Equal(t, []string{"no-rows"}, found)
}
