package feedback

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// Bounds of what is written into a workbook. Excel grows slow with many notes and
// refuses more rows; what goes beyond is counted on the summary sheet, and every
// finding is on the sheet of findings or in findings.csv.
const (
	maxNotes     = 2000      // on one sheet
	maxNoteText  = 2000      // characters of one note
	maxListed    = 1_000_000 // rows of the sheet of findings
	maxUnzipped  = 64 << 20  // bytes; held in memory some ten times over while cells are marked
	noteAuthor   = "Goldset"
	summarySheet = "Goldset summary"
	listSheet    = "Goldset findings"
)

// fills are the colours of marked cells: the colour repeats the note and adds nothing.
var fills = map[goldset.Severity]string{
	goldset.SeverityReject: "F7B5AB", goldset.SeverityError: "F7B5AB", goldset.SeverityQuery: "FFE9A8", goldset.SeverityUnsaid: "FFE9A8",
	goldset.SeverityNotice: "CFE2F3", goldset.SeverityNotRun: "D9D9D9",
}

// marking is a workbook while what was found is written into it.
type marking struct {
	file    *excelize.File
	styles  map[styleKey]int // the original style with a fill -> the new style
	notes   []string
	unnoted int // cells marked without a note
	cut     int // notes that hold not all of their findings
}

type styleKey struct {
	original int
	fill     string
}

func openWorkbook(original ingest.File) (*excelize.File, error) {
	return excelize.OpenReader(io.NewSectionReader(original.Data, 0, original.Size), excelize.Options{
		UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, RawCellValue: true,
	})
}

// markWorkbook writes a copy of a workbook in which cells are marked and noted,
// with a summary and a list of all findings as sheets behind its own.
func (r *Report) markWorkbook(w io.Writer, file *excelize.File, name string) error {
	defer file.Close()
	m := &marking{file: file, styles: map[styleKey]int{}}
	sheets := map[string]map[string][]*Finding{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.File != name || f.Sheet == "" || f.Row < 0 {
			continue
		}
		for _, at := range f.marks() {
			if sheets[f.Sheet] == nil {
				sheets[f.Sheet] = map[string][]*Finding{}
			}
			sheets[f.Sheet][at] = append(sheets[f.Sheet][at], f)
		}
	}
	for _, sheet := range slices.Sorted(maps.Keys(sheets)) {
		if err := m.mark(sheet, sheets[sheet]); err != nil {
			return fmt.Errorf("mark workbook: sheet: %w", err)
		}
	}
	if err := m.sheets(r); err != nil {
		return fmt.Errorf("mark workbook: %w", err)
	}
	if err := file.Write(w); err != nil {
		return fmt.Errorf("mark workbook: %w", err)
	}
	return nil
}

// marks are the cells of a finding: its fields', or the row's first when it points
// at no cell that the sheet has.
func (f *Finding) marks() []string {
	var at []string
	for i := range f.Cells {
		if f.Cells[i].At != "" {
			at = append(at, f.Cells[i].At)
		}
	}
	if len(at) == 0 && f.Line > 0 {
		at = []string{cellName(0, f.Line)}
	}
	return at
}

// mark fills the cells of one sheet and notes what was found in them.
func (m *marking) mark(sheet string, cells map[string][]*Finding) error {
	before, err := m.existing(sheet)
	if err != nil {
		return err
	}
	for n, at := range slices.SortedFunc(maps.Keys(cells), byPlace) {
		found := cells[at]
		if err := m.fill(sheet, at, found); err != nil {
			return err
		}
		if n >= maxNotes {
			m.unnoted++
			continue
		}
		text, cut := noteText(found)
		if cut {
			m.cut++
		}
		if was, ok := before[at]; ok { // somebody's own note stays, above ours
			if err := m.file.DeleteComment(sheet, at); err != nil {
				return err
			}
			text = was + "\n\n" + text
		}
		err := m.file.AddComment(sheet, excelize.Comment{
			Cell: at, Author: noteAuthor, Paragraph: []excelize.RichTextRun{{Text: text}}, Width: 420, Height: uint(60 + 20*(len(text)/60)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// existing are the notes that the sheet has already, by cell.
func (m *marking) existing(sheet string) (map[string]string, error) {
	comments, err := m.file.GetComments(sheet)
	if err != nil {
		return nil, err
	}
	notes := map[string]string{}
	for _, c := range comments {
		var text strings.Builder
		text.WriteString(c.Text)
		for _, run := range c.Paragraph {
			text.WriteString(run.Text)
		}
		notes[c.Cell] = text.String()
	}
	return notes, nil
}

// byPlace orders A2 before B2 before A10.
func byPlace(a, b string) int {
	ca, ra, errA := excelize.CellNameToCoordinates(a)
	cb, rb, errB := excelize.CellNameToCoordinates(b)
	if errA != nil || errB != nil || ra == rb && ca == cb {
		return strings.Compare(a, b)
	}
	if ra != rb {
		return ra - rb
	}
	return ca - cb
}

// fill colours a cell by its worst finding and leaves the rest of its style.
func (m *marking) fill(sheet, at string, found []*Finding) error {
	worst := len(severities)
	for _, f := range found {
		worst = min(worst, slices.Index(severities, f.Severity))
	}
	original, err := m.file.GetCellStyle(sheet, at)
	if err != nil {
		return err
	}
	key := styleKey{original, fills[severities[worst]]}
	id, ok := m.styles[key]
	if !ok {
		style, err := m.file.GetStyle(original)
		if err != nil {
			return err
		}
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{key.fill}} //nolint:misspell // the library's spelling
		if id, err = m.file.NewStyle(style); err != nil {
			return err
		}
		m.styles[key] = id
	}
	return m.file.SetCellStyle(sheet, at, at, id)
}

// noteText is what a cell's note says.
func noteText(found []*Finding) (text string, cut bool) {
	says := make([]string, len(found))
	for i, f := range found {
		says[i] = f.says()
	}
	text = strings.Join(says, "\n\n")
	short, cut := shorten(text, maxNoteText)
	if cut {
		short += fmt.Sprintf("\n%d findings in this cell: all are on the sheet %s.", len(found), listSheet)
	}
	return short, cut
}

// sheets adds the summary and the list of findings behind the workbook's own.
func (m *marking) sheets(r *Report) error {
	if m.unnoted > 0 {
		m.notes = append(m.notes, fmt.Sprintf("%s marked and without a note, since a sheet holds at most %d notes: the sheet %s has all findings",
			plural(m.unnoted, "cell is", "cells are"), maxNotes, listSheet))
	}
	if m.cut > 0 {
		m.notes = append(m.notes, fmt.Sprintf("%s not all of the cell’s findings: the sheet %s has them", plural(m.cut, "note holds", "notes hold"), listSheet))
	}
	listed := min(len(r.Findings), maxListed)
	if listed < len(r.Findings) {
		m.notes = append(m.notes, fmt.Sprintf("%d of %d findings are listed, as many as a sheet holds: the list as CSV has all", listed, len(r.Findings)))
	}
	list := [][]string{listColumns}
	for i := range listed {
		list = append(list, r.Findings[i].line())
	}
	if err := m.add(summarySheet, r.summaryRows(m.notes), []float64{26, 70, 60, 14, 12}); err != nil {
		return err
	}
	return m.add(listSheet, list, []float64{10, 12, 10, 16, 18, 18, 10, 10, 24, 20, 60, 40, 16, 24, 16, 24})
}

// add writes rows of words to a sheet of its own. Words are stored as words, so
// that none is a formula, and guarded, so that none becomes one when copied on.
func (m *marking) add(name string, rows [][]string, widths []float64) error {
	name, err := m.free(name)
	if err != nil {
		return err
	}
	if _, err := m.file.NewSheet(name); err != nil {
		return err
	}
	head, err := m.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := m.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, w := range widths {
		if err := out.SetColWidth(i+1, i+1, w); err != nil {
			return err
		}
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, text := range row {
			cells[j] = excelize.Cell{Value: Safe(text)}
			if i == 0 {
				cells[j] = excelize.Cell{Value: Safe(text), StyleID: head}
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}

var errNoName = errors.New("the workbook has sheets under every name of ours")

// free is name, or name with a number behind it when the workbook has one already:
// a copy that was marked before may come in again.
func (m *marking) free(name string) (string, error) {
	for n := 1; n < 100; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s %d", name, n)
		}
		at, err := m.file.GetSheetIndex(try)
		if err != nil {
			return "", err
		}
		if at < 0 {
			return try, nil
		}
	}
	return "", errNoName
}
