package ingest

import (
	"archive/zip"
	"strconv"
	"strings"
)

// odsPart holds every sheet of an OpenDocument workbook, one after the other.
const odsPart = "content.xml"

// Limits on an OpenDocument workbook. All its sheets stand in one part, which is read
// from its start for each of them.
const (
	maxODSSheets = 100
	maxODSRead   = 4 << 30 // bytes, over all sheets
	maxODSAlike  = 1000    // rows that are not empty and written as one
)

// openODS reads an OpenDocument workbook through the workbook's own walk, after
// reading every part to its end, which is where its CRC is checked.
func openODS(f File, z *zip.Reader) ([]grid, error) {
	w := &workbook{name: f.Name, parts: map[string]blob{}, rows: map[string]int{}, byPlace: f.Members != nil}
	total := uint64(0)
	for _, e := range z.File {
		total += e.UncompressedSize64
		w.parts[e.Name] = zipBlob(f.Name, e)
	}
	if total > maxWorkbook {
		return nil, refuse("workbook-too-large", f.Name, "Send CSV files, or one workbook a table", "the workbook would unpack to %d MB, more than 200 MB", total>>20)
	}
	for _, e := range z.File {
		if err := w.sound(f.Name, e); err != nil {
			return nil, err
		}
	}
	if err := w.unlocked(); err != nil {
		return nil, err
	}
	var grids []grid
	err := w.walk(odsPart, func(x *xmlReader, kind xmlKind) error {
		if kind != xmlStart || string(x.name) != "table" || x.attr("name") == nil {
			return nil
		}
		title, bad := x.decode(x.attr("name"))
		if bad != nil {
			return w.refuse(odsPart, bad)
		}
		grids = append(grids, &odsSheet{w: w, title: string(title), called: w.called(len(grids), string(title)), number: len(grids)})
		return nil
	})
	if sheets := int64(len(grids)); err == nil && (sheets > maxODSSheets || sheets*w.parts[odsPart].size > maxODSRead) {
		return nil, refuse("workbook-too-large", f.Name, "Send CSV files, or one workbook a table", "the workbook has %d sheets in %d MB", sheets, total>>20)
	}
	return grids, err
}

// isODS reports an OpenDocument workbook among the OpenDocument files.
func isODS(f File, z *zip.Reader) bool {
	for _, e := range z.File {
		if e.Name == "mimetype" {
			head, err := zipBlob(f.Name, e).head(64)
			return err == nil && strings.HasPrefix(string(head), "application/vnd.oasis.opendocument.spreadsheet")
		}
	}
	return false
}

// unlocked refuses a workbook with a password, which its manifest tells.
func (w *workbook) unlocked() error {
	const manifest = "META-INF/manifest.xml"
	if _, there := w.parts[manifest]; !there {
		return nil
	}
	return w.walk(manifest, func(x *xmlReader, kind xmlKind) error {
		if kind == xmlStart && string(x.name) == "encryption-data" {
			return refuse("encrypted", w.name, "Save the workbook without a password: the upload itself is encrypted", "the workbook is protected with a password")
		}
		return nil
	})
}

// odsSheet is one sheet of an OpenDocument workbook.
type odsSheet struct {
	w      *workbook
	title  string
	called string // in messages
	number int    // among the sheets
}

func (s *odsSheet) name() string { return s.w.name + ", sheet " + s.called }

// serialDates reports that dates need not be written as the layout has them: they
// stand in the file in ISO form, and an unformatted one is a number.
func (s *odsSheet) serialDates() (serials, from1904 bool) { return true, false }

// count is how many rows below the first hold text, by their tags alone.
func (s *odsSheet) count() (int, error) {
	b, err := s.w.parts[odsPart].open()
	if err != nil {
		return 0, err
	}
	defer b.Close()
	rows, err := countODS(b, s.number)
	return max(0, rows-1), err
}

func (s *odsSheet) records(yield func(line int, cells []string) bool) error {
	return ahead(s.read, yield)
}

func (s *odsSheet) read(yield func(line int, cells []string) bool) error {
	r := odsReader{s: s, yield: yield, sheet: -1}
	err := s.w.walk(odsPart, r.visit)
	if err == errStop { //nolint:errorlint // visit returns it bare
		return nil
	}
	return err
}

// odsReader gathers the rows of one sheet. A row or cell may stand for many alike:
// Excel and LibreOffice end a sheet with a million empty rows written as one.
type odsReader struct {
	s       *odsSheet
	yield   func(line int, cells []string) bool
	sheet   int // being read
	line    int // of the row being read, from 1
	repeat  int // rows that this one stands for
	cells   []string
	blanks  int // empty cells since the last that is filled
	width   int // of the widest row
	inCell  bool
	cell    odsCell
	ignored int // depth of notes, which are no part of a cell's text
}

type odsCell struct {
	value  string // of a number, date or yes-or-no
	text   []byte
	lines  int
	repeat int
}

func (r *odsReader) visit(x *xmlReader, kind xmlKind) error {
	name := string(x.name)
	if kind != xmlText && name == "table" && kind == xmlStart && x.attr("name") != nil {
		r.sheet++
	}
	if r.sheet != r.s.number {
		if r.sheet > r.s.number {
			return errStop
		}
		return nil
	}
	switch {
	case kind == xmlText:
		if r.inCell && r.ignored == 0 && r.cell.lines > 0 {
			r.cell.text = append(r.cell.text, x.text...)
		}
	case name == "table-row" && kind == xmlStart:
		r.line += max(r.repeat, 1)
		r.repeat, r.cells, r.blanks = timesGiven(x, "number-rows-repeated"), r.cells[:0], 0
	case name == "table-row":
		return r.row()
	case name == "table-cell" || name == "covered-table-cell":
		return r.cellTag(x, kind)
	case name == "annotation":
		r.ignored += map[xmlKind]int{xmlStart: 1, xmlEnd: -1}[kind]
	case name == "p" && kind == xmlStart && r.inCell && r.ignored == 0:
		if r.cell.lines++; r.cell.lines > 1 {
			r.cell.text = append(r.cell.text, '\n')
		}
	case name == "s" && kind == xmlStart && r.inCell && r.ignored == 0:
		r.cell.text = append(r.cell.text, ' ')
	}
	return nil
}

// timesGiven is how often a row or cell stands, at most as often as Excel has rows.
func timesGiven(x *xmlReader, attr string) int {
	n, err := strconv.Atoi(string(x.attr(attr)))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxSheetRows)
}

func (r *odsReader) cellTag(x *xmlReader, kind xmlKind) error {
	if kind == xmlStart {
		r.inCell, r.cell = true, odsCell{repeat: timesGiven(x, "number-columns-repeated"), text: r.cell.text[:0]}
		for _, attr := range []string{"date-value", "boolean-value"} {
			if v := x.attr(attr); v != nil {
				r.cell.value = string(v)
			}
		}
		if v := x.attr("value"); v != nil && r.cell.value == "" {
			r.cell.value = string(v)
		}
		return nil
	}
	r.inCell = false
	value := r.cell.value
	if value == "" {
		value = string(r.cell.text)
	}
	if strings.TrimSpace(value) == "" {
		r.blanks += r.cell.repeat
		return nil
	}
	if len(r.cells)+r.blanks+r.cell.repeat > maxColumns {
		return refuse("too-wide", r.s.name(), "The widest table of any return has 61", "row %d has a cell beyond column %d", r.line, maxColumns)
	}
	for range r.blanks {
		r.cells = append(r.cells, "")
	}
	r.blanks = 0
	for range r.cell.repeat {
		r.cells = append(r.cells, value)
	}
	return nil
}

// row hands on the row that ended, as often as it stands. An empty one is nothing.
func (r *odsReader) row() error {
	if len(r.cells) == 0 {
		return nil
	}
	if r.line+r.repeat-1 > maxSheetRows {
		return refuse("damaged-workbook", r.s.name(), "Save the workbook again and send it whole", "the sheet has more than %d rows", maxSheetRows)
	}
	if r.repeat > maxODSAlike {
		return refuse("damaged-workbook", r.s.name(), "Give each row once", "row %d stands there %d times", r.line, r.repeat)
	}
	for len(r.cells) < r.width {
		r.cells = append(r.cells, "")
	}
	r.width = len(r.cells)
	for i := range r.repeat {
		if !r.yield(r.line+i, r.cells) {
			return errStop
		}
	}
	return nil
}
