package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// lastRow is the last row of a sheet, down to which a template's columns are checked.
const lastRow = excelize.TotalRows

// templateBook is a request's template as it grows. Every text is written as text,
// never as a formula, whatever it begins with. The first error stops all that follows.
type templateBook struct {
	file       *excelize.File
	dictionary *RequestDictionary
	styles     map[string]int
	lists      map[string]string // code list -> the cells of its codes
	err        error
}

// WriteRequestTemplate writes the workbook that a supplier fills in to answer a
// described request for one of its years: a sheet a table, with what each column
// takes in its header's note, drop-downs, and cells that refuse what would not pass.
// It holds no macro. Headers are protected without a password: against slips, not
// against people.
func WriteRequestTemplate(w io.Writer, d *reference.Description, year goldset.CollectionYear) error {
	b := &templateBook{
		file: excelize.NewFile(), dictionary: NewRequestDictionary(d, year), styles: map[string]int{}, lists: map[string]string{},
	}
	defer b.file.Close()
	b.style("head", &excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"17495A"}}, //nolint:misspell // excelize's word
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}, Protection: &excelize.Protection{Locked: true}, //nolint:misspell // Excel's word
	})
	b.style("title", &excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}})
	b.style("bold", &excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.style("prose", &excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	open := &excelize.Protection{Locked: false}
	b.style("text", &excelize.Style{NumFmt: 49, Protection: open})
	b.style("number", &excelize.Style{NumFmt: 0, Protection: open})
	date := "yyyy-mm-dd"
	b.style("date", &excelize.Style{CustomNumFmt: &date, Protection: open})
	b.do(b.file.SetSheetName("Sheet1", reference.SheetReadMe))
	b.readMe()
	for i := range b.dictionary.Tables {
		b.sheet(b.dictionary.Tables[i].Name)
	}
	b.codes()
	for i := range b.dictionary.Tables {
		b.table(&b.dictionary.Tables[i])
	}
	b.do(b.file.SetDocProps(&excelize.DocProperties{Title: b.dictionary.Layout.Title, Creator: "Goldset", Version: b.dictionary.Layout.Version}))
	if b.err == nil {
		b.err = b.file.Write(w)
	}
	if b.err != nil {
		return fmt.Errorf("template of %s: %w", d.Return, b.err)
	}
	return nil
}

func (b *templateBook) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *templateBook) style(name string, style *excelize.Style) {
	id, err := b.file.NewStyle(style)
	b.styles[name] = id
	b.do(err)
}

func (b *templateBook) sheet(name string) {
	_, err := b.file.NewSheet(name)
	b.do(err)
}

// put writes texts into a row, from the first column, and styles them.
func (b *templateBook) put(sheet string, row int, style string, texts ...string) {
	for i, text := range texts {
		cell := cellName(i+1, row)
		b.do(b.file.SetCellStr(sheet, cell, text))
		if style != "" {
			b.do(b.file.SetCellStyle(sheet, cell, cell, b.styles[style]))
		}
	}
}

func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row) // fails only below one
	return name
}

func columnLetters(column int) string {
	name, _ := excelize.ColumnNumberToName(column)
	return name
}

// readMe is the first sheet: what is asked, by what right, and how to answer.
func (b *templateBook) readMe() {
	const sheet = reference.SheetReadMe
	d := b.dictionary
	b.put(sheet, 1, "title", d.Layout.Title)
	lines := [][2]string{
		{"Period", d.Period},
		{"Version", d.Layout.Version},
		{"Why it is asked", d.Purpose},
		{"By what right", d.Gateway},
		{"How to send it", sending(d)},
	}
	if d.Hypothetical {
		lines = append([][2]string{{"Note", "This request is hypothetical: it has not been issued to anyone."}}, lines...)
	}
	if d.Contact != "" {
		lines = append(lines, [2]string{"Help", d.Contact})
	}
	lines = append(
		lines,
		[2]string{"How to fill it in", "One sheet for each table, one row below the headers for each record. Point at a header to read what is asked and what passes. Leave a cell empty where nothing is known. Dates are dates or written 2026-03-31."},
		[2]string{"Before you send it", "The return is checked when it is uploaded, and can be checked any day before, on your own machine: goldset validate FILE --request DESCRIPTION. Nothing leaves it."},
	)
	for _, t := range d.Tables {
		lines = append(lines, [2]string{"Sheet " + t.Name, strings.TrimSpace(t.Title + ": " + t.RowsPerChild() + ". " + t.Note)})
	}
	for i, line := range lines {
		b.put(sheet, i+3, "bold", line[0])
		cell := cellName(2, i+3)
		b.do(b.file.SetCellStr(sheet, cell, line[1]))
		b.do(b.file.SetCellStyle(sheet, cell, cell, b.styles["prose"]))
	}
	b.do(b.file.SetColWidth(sheet, "A", "A", 22))
	b.do(b.file.SetColWidth(sheet, "B", "B", 90))
}

func sending(d *RequestDictionary) string {
	if d.Send != "" {
		return d.Send
	}
	return "Upload this workbook on the portal, under the request named in your letter. Do not send it by e-mail."
}

// codes writes what each code means, and the hidden lists that drop-downs read: a
// list of one's own holds as many codes as there are, in the validation itself 255
// characters would be all.
func (b *templateBook) codes() {
	b.sheet(reference.SheetCodes)
	b.sheet(reference.SheetLists)
	b.put(reference.SheetCodes, 1, "head", "List", "Code", "Meaning")
	row := 1
	for i, l := range b.dictionary.Lists {
		column := columnLetters(i + 1)
		b.do(b.file.SetCellStr(reference.SheetLists, column+"1", l.List))
		for j, c := range l.Codes {
			row++
			b.put(reference.SheetCodes, row, "", l.Title, c.Code, c.Name)
			b.do(b.file.SetCellStr(reference.SheetLists, fmt.Sprintf("%s%d", column, j+2), c.Code))
		}
		b.lists[l.List] = fmt.Sprintf("%s!$%s$2:$%[2]s$%d", reference.SheetLists, column, len(l.Codes)+1)
	}
	b.do(b.file.SetColWidth(reference.SheetCodes, "A", "A", 34))
	b.do(b.file.SetColWidth(reference.SheetCodes, "B", "B", 16))
	b.do(b.file.SetColWidth(reference.SheetCodes, "C", "C", 70))
	b.freeze(reference.SheetCodes)
	b.do(b.file.SetSheetVisible(reference.SheetLists, false))
}

func (b *templateBook) freeze(sheet string) {
	b.do(b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

// table furnishes the sheet of one table.
func (b *templateBook) table(t *dictionaryTable) {
	for i, f := range t.Fields {
		column := columnLetters(i + 1)
		b.do(b.file.SetColStyle(t.Name, column, b.styles[cellStyle(f.Type)]))
		b.do(b.file.SetColWidth(t.Name, column, column, float64(min(max(len(f.Name)+4, 13), 40))))
		b.do(b.file.SetCellStr(t.Name, column+"1", f.Name))
		b.do(b.file.SetCellStyle(t.Name, column+"1", column+"1", b.styles["head"]))
		b.note(t.Name, column+"1", &f)
		b.validate(t.Name, column, &f)
	}
	b.do(b.file.SetRowHeight(t.Name, 1, 30))
	b.freeze(t.Name)
	b.do(b.file.ProtectSheet(t.Name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatCells: true, FormatColumns: true, FormatRows: true, InsertRows: true, DeleteRows: true,
		Sort: true, AutoFilter: true, EditObjects: true,
	}))
}

func cellStyle(t goldset.FieldType) string {
	switch t {
	case goldset.TypeDate:
		return "date"
	case goldset.TypeInteger, goldset.TypeDecimal, goldset.TypeYear:
		return "number"
	default: // text keeps leading zeros
		return "text"
	}
}

// note says at a header what is asked and what passes.
func (b *templateBook) note(sheet, cell string, f *dictionaryField) {
	b.do(b.file.AddComment(sheet, excelize.Comment{Cell: cell, Author: "Goldset", Text: f.Advice(), Width: 320, Height: 160}))
}

// Advice is what is asked of whoever fills the field in.
func (f *dictionaryField) Advice() string {
	lines := []string{f.Title}
	if f.Note != "" {
		lines = append(lines, f.Note)
	}
	if f.Required {
		lines = append(lines, "Required.")
	}
	return strings.Join(append(lines, "What passes: "+f.Passes), "\n")
}

// validate makes a column's cells refuse what would not pass, or offer what does.
func (b *templateBook) validate(sheet, column string, f *dictionaryField) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%[1]s%d", column, lastRow))
	switch f.Type {
	case goldset.TypeCode:
		v.SetSqrefDropList(b.lists[f.Field.Codes])
	case goldset.TypeBool:
		b.do(v.SetDropList([]string{"Y", "N"}))
	case goldset.TypeDate: // serial numbers of 1 January 1900 and 31 December 2100
		b.do(v.SetRange(1, 73415, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween))
	case goldset.TypeInteger, goldset.TypeYear:
		lo, hi := bounds(f, -1e9, 1e9)
		b.do(v.SetRange(int(lo), int(hi), excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween))
	case goldset.TypeDecimal:
		lo, hi := bounds(f, -1e15, 1e15)
		b.do(v.SetRange(lo, hi, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
	default:
		return
	}
	v.SetError(excelize.DataValidationErrorStyleStop, short(f.Title, maxPromptTitle), short(f.Passes, maxPrompt))
	b.do(b.file.AddDataValidation(sheet, v))
}

// Excel's limits on what a validation says.
const (
	maxPromptTitle = 32
	maxPrompt      = 225
)

func short(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

func bounds(f *dictionaryField, lo, hi float64) (float64, float64) {
	if f.Min != nil {
		lo = *f.Min
	}
	if f.Max != nil {
		hi = *f.Max
	}
	return lo, hi
}
