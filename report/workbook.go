package report

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/disclosure"
)

// book is a workbook as it grows. The first error stops all that follows.
type book struct {
	file    *excelize.File
	head    int // styles
	title   int
	wrapped int
	sheets  []string
	err     error
}

// workbook draws the release as a workbook: cover, notes, contents, and one table a sheet.
func (r *Release) workbook() (File, error) {
	b := &book{file: excelize.NewFile()}
	defer b.file.Close()
	b.styles()
	type tableSheet struct {
		sheet, title string
		measure      *analysis.Measure
		indicator    *analysis.Indicator
	}
	var tables []tableSheet
	for i := range r.Measures {
		m := &r.Measures[i]
		for j := range m.Indicators {
			if r.lastYear(m.Name, m.Indicators[j].Name) != 0 {
				tables = append(tables, tableSheet{"Table " + strconv.Itoa(len(tables)+1), m.Indicators[j].Title, m, &m.Indicators[j]})
			}
		}
	}
	b.sheet("Cover", r.cover())
	b.sheet("Notes", r.notes())
	contents := [][]any{{"Contents"}, {"Sheet", "Table", "Measure"}}
	for _, t := range tables {
		contents = append(contents, []any{t.sheet, t.title, t.measure.Title})
	}
	b.sheet("Contents", contents)
	for _, t := range tables {
		b.table(t.sheet, t.title+" ("+t.measure.Title+", definition "+t.measure.DefinitionVersion+")", r.sheetRows(t.measure, t.indicator))
	}
	content, err := b.bytes(r)
	return File{Name: r.Name + ".xlsx", Media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Content: content}, err
}

func (r *Release) cover() [][]any {
	return [][]any{
		{r.Title},
		{r.Publisher},
		{r.Notice},
		{"Release", r.Number},
		{"Dataset version", r.DatasetVersion},
		{"Map of persons", r.MapVersion},
		{"Made on", day(r.MadeAt)},
		{"Disclosure control", r.Policy.Title},
		{"Every figure has the number of its cell beside it: goldset trace follows it back to submissions and requests."},
	}
}

func (r *Release) notes() [][]any {
	rows := [][]any{
		{"Notes"},
		{r.Policy.Symbol, meanings[disclosure.SymbolConfidential]},
		{r.Policy.LowSymbol, meanings[disclosure.SymbolLow]},
		{disclosure.SymbolNotApplicable, meanings[disclosure.SymbolNotApplicable]},
		{"", roundingWords(&r.Policy)},
	}
	for i := range r.Measures {
		m := &r.Measures[i]
		for _, c := range slices.Concat(m.Definition, m.Denominators, m.Caveats) {
			rows = append(rows, []any{m.Title, c})
		}
	}
	return rows
}

// sheetRows is one indicator as rows: head, then a cell each.
func (r *Release) sheetRows(m *analysis.Measure, ind *analysis.Indicator) [][]any {
	var cells []*Cell
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Measure == m.Name && c.Indicator == ind.Name {
			cells = append(cells, c)
		}
	}
	filters, columns := filtersOf(cells), figureColumns(cells)
	head := []any{"Year to 31 March", "Area code", "Area"}
	for _, f := range filters {
		head = append(head, sentence(f))
	}
	for _, c := range columns {
		head = append(head, c.label)
	}
	rows := [][]any{head}
	for _, c := range cells {
		row := []any{int(c.Year), "E92000001", "England"}
		if a, ok := findAuthority(c.Authority); ok {
			row[1], row[2] = a.ONS, a.Name
		} else if c.Authority != "" {
			row[1], row[2] = c.Authority, c.Authority
		}
		for _, f := range filters {
			row = append(row, c.Dim(f))
		}
		figures := c.figures()
		for _, column := range columns {
			if column.figure < 0 {
				row = append(row, c.ID)
			} else if f := figures[column.figure]; f.Shown {
				row = append(row, f.Number)
			} else {
				row = append(row, f.Text)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// underline is the line under a table's head.
var underline = []excelize.Border{{Type: "bottom", Color: "0B0C0C", Style: 1}} //nolint:misspell // the library's spelling

func (b *book) styles() {
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&b.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14, Family: "Arial"}}},
		{&b.head, excelize.Style{Font: &excelize.Font{Bold: true, Size: 11, Family: "Arial"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Border: underline}},
		{&b.wrapped, excelize.Style{Font: &excelize.Font{Size: 11, Family: "Arial"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
	} {
		id, err := b.file.NewStyle(&s.style)
		*s.to, b.err = id, cmp.Or(b.err, err)
	}
}

// add makes the next sheet.
func (b *book) add(name string) {
	if len(b.sheets) == 0 {
		b.err = cmp.Or(b.err, b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.err = cmp.Or(b.err, err)
	}
	b.sheets = append(b.sheets, name)
}

// sheet writes rows of words, the first of them the title.
func (b *book) sheet(name string, rows [][]any) {
	b.add(name)
	for i, row := range rows {
		b.row(name, i+1, row)
	}
	b.do(b.file.SetCellStyle(name, "A1", "A1", b.title))
	b.do(b.file.SetColWidth(name, "A", "A", 30))
	b.do(b.file.SetColWidth(name, "B", "C", 70))
	if len(rows) > 1 {
		b.do(b.file.SetCellStyle(name, "B2", "C"+strconv.Itoa(len(rows)), b.wrapped))
	}
}

// table writes a title and a table under it; its head stays in view.
func (b *book) table(name, title string, rows [][]any) {
	b.add(name)
	b.row(name, 1, []any{title})
	for i, row := range rows {
		b.row(name, i+2, row)
	}
	last, err := excelize.CoordinatesToCellName(len(rows[0]), 2)
	b.do(err)
	b.do(b.file.SetCellStyle(name, "A1", "A1", b.title))
	b.do(b.file.SetCellStyle(name, "A2", last, b.head))
	b.do(b.file.SetColWidth(name, "A", "B", 13))
	b.do(b.file.SetColWidth(name, "C", "P", 18))
	b.do(b.file.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}))
}

// row writes a row of numbers and words. Words are stored as words, so that none
// can be a formula.
func (b *book) row(sheet string, number int, row []any) {
	for i, v := range row {
		at, err := excelize.CoordinatesToCellName(i+1, number)
		b.do(err)
		switch v := v.(type) {
		case string:
			b.do(b.file.SetCellStr(sheet, at, v))
		default:
			b.do(b.file.SetCellValue(sheet, at, v))
		}
	}
}

func (b *book) do(err error) { b.err = cmp.Or(b.err, err) }

// bytes is the finished workbook, the same for the same release.
func (b *book) bytes(r *Release) ([]byte, error) {
	at := r.MadeAt.UTC().Format("2006-01-02T15:04:05Z")
	b.do(b.file.SetDocProps(&excelize.DocProperties{Title: r.Title, Creator: r.Publisher, LastModifiedBy: r.Publisher, Language: "en-GB", Created: at, Modified: at}))
	var out bytes.Buffer
	if b.err == nil {
		b.do(b.file.Write(&out))
	}
	if b.err != nil {
		return nil, fmt.Errorf("write workbook: %w", b.err)
	}
	return repack(out.Bytes())
}

// repack writes a ZIP again with its parts in order of name and no times, since the
// library's order is its own.
func repack(content []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("repack workbook: %w", err)
	}
	parts := slices.Clone(in.File)
	slices.SortFunc(parts, func(a, b *zip.File) int {
		return cmp.Or(cmp.Compare(rank(a.Name), rank(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		if err := copyPart(z, p); err != nil {
			return nil, fmt.Errorf("repack workbook: %s: %w", p.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("repack workbook: %w", err)
	}
	return out.Bytes(), nil
}

// rank puts the list of content types first, where readers look for it.
func rank(name string) int {
	if name == "[Content_Types].xml" {
		return 0
	}
	return 1
}

func copyPart(z *zip.Writer, p *zip.File) error {
	r, err := p.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := z.Create(p.Name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r) //nolint:gosec // our own workbook
	return err
}
