package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
)

// maxWorkbook bounds what a workbook unpacks to, in bytes: about a million rows of
// fifteen columns.
const maxWorkbook = 200 << 20

// workbook is an XLSX file. It is read with the package's own tokeniser: excelize
// reads a tenth as fast and takes a sheet that was cut in half for a whole one.
type workbook struct {
	name     string
	parts    map[string]blob
	rows     map[string]int // that hold text, by part, counted without the parser
	shared   texts
	from1904 bool
	byPlace  bool // sheets are not named in messages
}

// openWorkbook reads what the sheets share, after reading every part to its end,
// which is where its CRC is checked. A sheet's rows are counted on the way.
func openWorkbook(f File, z *zip.Reader) ([]grid, error) {
	w := &workbook{name: f.Name, parts: map[string]blob{}, rows: map[string]int{}, byPlace: f.Members != nil}
	total := uint64(0)
	for _, e := range z.File {
		total += e.UncompressedSize64
		part := strings.TrimPrefix(e.Name, "/")
		if _, double := w.parts[part]; double {
			return nil, refuse("damaged-workbook", f.Name, "Save the workbook again and send it whole", "the workbook has two parts of the name %s", part)
		}
		w.parts[part] = zipBlob(f.Name, e)
	}
	if total > maxWorkbook {
		return nil, refuse("workbook-too-large", f.Name, "Send CSV files, or one workbook a table", "the workbook would unpack to %d MB, more than 200 MB", total>>20)
	}
	for _, e := range z.File {
		if err := w.sound(f.Name, e); err != nil {
			return nil, err
		}
	}
	sheets, err := w.sheets()
	if err != nil {
		return nil, err
	}
	return sheets, w.readShared()
}

// sound reads a part to its end.
func (w *workbook) sound(archive string, e *zip.File) error {
	r, err := zipBlob(archive, e).open()
	if err != nil {
		return err
	}
	defer r.Close()
	if strings.HasPrefix(e.Name, "xl/worksheets/") {
		w.rows[e.Name], err = countRows(r)
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return err
}

// walk reads a part of the workbook, calling visit at each token.
func (w *workbook) walk(part string, visit func(x *xmlReader, kind xmlKind) error) error {
	b, ok := w.parts[part]
	if !ok {
		return refuse("damaged-workbook", w.name, "Save the workbook again and send it whole", "the workbook lacks its part %s", part)
	}
	r, err := b.open()
	if err != nil {
		return err
	}
	defer r.Close()
	x := newXMLReader(r)
	for {
		kind, err := x.next()
		if err != nil {
			return w.refuse(part, err)
		}
		if kind == xmlEOF {
			return nil
		}
		if err := visit(x, kind); err != nil {
			return err
		}
	}
}

func (w *workbook) refuse(part string, err error) error {
	refused := refuseXML(w.name, err)
	if r, ok := refused.(*Refused); ok { //nolint:errorlint // refuseXML returns it bare
		r.Rule, r.Passes = "damaged-workbook", "Save the workbook again and send it whole"
		r.Message = "its part " + part + " is damaged or was cut short"
	}
	return refused
}

// sheets lists the sheets in the workbook's order.
func (w *workbook) sheets() ([]grid, error) {
	targets := map[string]string{}
	err := w.walk("xl/_rels/workbook.xml.rels", func(x *xmlReader, kind xmlKind) error {
		if kind == xmlStart && string(x.name) == "Relationship" {
			targets[string(x.attr("Id"))] = string(x.attr("Target"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var grids []grid
	taken := map[string]bool{}
	err = w.walk("xl/workbook.xml", func(x *xmlReader, kind xmlKind) error {
		switch {
		case kind == xmlStart && string(x.name) == "workbookPr":
			d := string(x.attr("date1904"))
			w.from1904 = d == "1" || d == "true"
		case kind == xmlStart && string(x.name) == "sheet":
			target := targets[string(x.attr("id"))]
			part := strings.TrimPrefix(target, "/")
			if part == target {
				part = path.Join("xl", target)
			}
			title, badName := x.decode(x.attr("name"))
			if badName != nil {
				return w.refuse("xl/workbook.xml", badName)
			}
			if taken[part] {
				return refuse("damaged-workbook", w.name, "Save the workbook again and send it whole", "two of its sheets are one and the same")
			}
			taken[part] = true
			grids = append(grids, &sheet{w: w, title: string(title), called: w.called(len(grids), string(title)), part: part})
		}
		return nil
	})
	return grids, err
}

// sheet is one sheet of a workbook.
type sheet struct {
	w      *workbook
	title  string
	called string // in messages
	part   string
}

func (s *sheet) name() string { return s.w.name + ", sheet " + s.called }

func (s *sheet) serialDates() (serials, from1904 bool) { return true, s.w.from1904 }

// sheetRow gathers one row: its text in one arena, its cells as positions.
type sheetRow struct {
	arena  []byte
	spans  []span
	kinds  []byte // 's' a shared string, else text
	cells  []string
	column int
	filled bool
	line   int
}

func (s *sheet) records(yield func(line int, cells []string) bool) error {
	return ahead(s.read, yield)
}

func (s *sheet) read(yield func(line int, cells []string) bool) error {
	row := sheetRow{}
	width, last, declared := 0, 0, 0
	inText, phonetic, stop := false, false, false
	err := s.w.walk(s.part, func(x *xmlReader, kind xmlKind) error {
		if kind == xmlText {
			if inText && !phonetic {
				row.add(x.text)
			}
			return nil
		}
		switch string(x.name) {
		case "dimension":
			if kind == xmlStart {
				declared = lastRow(x.attr("ref"))
			}
		case "row":
			if kind == xmlStart {
				before := last
				if last = row.reset(last, x.attr("r")); last <= before || last > maxSheetRows {
					return refuse("damaged-workbook", s.name(), "Save the workbook again and send it whole", "row %d stands after row %d", last, before)
				}
				return nil
			}
			if !row.filled {
				return nil
			}
			cells, err := row.finish(s, width)
			if err != nil {
				return err
			}
			width = max(width, len(cells))
			if stop = !yield(row.line, cells); stop {
				return errStop
			}
		case "c":
			if kind == xmlStart {
				return row.cell(s, x)
			}
		case "v", "t":
			inText = kind == xmlStart
		case "rPh":
			phonetic = kind == xmlStart
		}
		return nil
	})
	switch {
	case stop:
		return nil
	case err == nil && declared > max(last, 1) && declared < maxSheetRows:
		return refuse("damaged-workbook", s.name(), "Save the workbook again and send it whole", "the sheet says it has %d rows and holds %d", declared, last)
	}
	return err
}

// errStop ends a walk early; it never leaves the package.
var errStop = errors.New("stop")

// maxSheetRows is as many as Excel has; some writers declare them all.
const maxSheetRows = 1048576

// reset begins a row at the number it gives, or after the last.
func (r *sheetRow) reset(last int, number []byte) int {
	r.arena, r.spans, r.kinds, r.column, r.filled = r.arena[:0], r.spans[:0], r.kinds[:0], -1, false
	r.line = last + 1
	if n, err := strconv.Atoi(string(number)); err == nil {
		r.line = n
	}
	return r.line
}

// cell begins a cell at the column it gives, or after the last.
func (r *sheetRow) cell(s *sheet, x *xmlReader) error {
	before := r.column
	r.column++
	ref, kind := x.attrPair("r", "t")
	if ref != nil {
		r.column = columnOf(ref)
	}
	if r.column >= 0 && r.column <= before {
		return refuse("damaged-workbook", s.name(), "Save the workbook again and send it whole", "row %d has two cells in one place, or cells out of order", r.line)
	}
	if r.column < 0 || r.column >= maxColumns {
		return refuse("too-wide", s.name(), "The widest table of any return has 61", "row %d has a cell beyond column %d", r.line, maxColumns)
	}
	for len(r.spans) <= r.column {
		r.spans = append(r.spans, span{})
		r.kinds = append(r.kinds, 0)
	}
	r.spans[r.column] = span{int32(len(r.arena)), int32(len(r.arena))}
	if string(kind) == "s" {
		r.kinds[r.column] = 's'
	}
	return nil
}

func (r *sheetRow) add(text []byte) {
	if r.column < 0 || r.column >= len(r.spans) {
		return
	}
	r.arena = append(r.arena, text...)
	r.spans[r.column].to = int32(len(r.arena))
	r.filled = r.filled || len(bytes.TrimSpace(text)) > 0
}

// finish turns the positions into cells, at least width of them.
func (r *sheetRow) finish(s *sheet, width int) ([]string, error) {
	text := string(r.arena)
	r.cells = r.cells[:0]
	for i, c := range r.spans {
		value := text[c.from:c.to]
		if r.kinds[i] == 's' && value != "" {
			n, err := strconv.Atoi(strings.TrimSpace(value))
			shared, there := s.w.shared.at(n)
			if err != nil || !there {
				return nil, refuse("damaged-workbook", s.name(), "Save the workbook again and send it whole", "row %d refers to a text that the workbook lacks", r.line)
			}
			value = shared
		}
		r.cells = append(r.cells, value)
	}
	for len(r.cells) < width {
		r.cells = append(r.cells, "")
	}
	return r.cells, nil
}

// columnOf is the position of the column in a reference such as AB12.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' {
			break
		}
		if n = 26*n + int(c-'A') + 1; n > 1<<20 {
			return n
		}
	}
	return n - 1
}

// lastRow is 5001 of A1:O5001.
func lastRow(ref []byte) int {
	_, to, found := bytes.Cut(ref, []byte{':'})
	if !found {
		to = ref
	}
	n, err := strconv.Atoi(strings.TrimLeft(string(to), "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"))
	if err != nil {
		return 0
	}
	return n
}

// count is how many rows below the first hold text.
func (s *sheet) count() (int, error) {
	rows, counted := s.w.rows[s.part]
	if _, there := s.w.parts[s.part]; there && !counted { // a part elsewhere than where sheets stand
		r, err := s.w.parts[s.part].open()
		if err != nil {
			return 0, err
		}
		defer r.Close()
		if rows, err = countRows(r); err != nil {
			return 0, err
		}
	}
	return max(0, rows-1), nil
}

// countRows counts rows by their tags alone: a row counts when a value in it has text.
func countRows(r io.Reader) (int, error) {
	scan := tagScanner{r: r, buf: make([]byte, 64<<10)}
	rows, counted := 0, true
	for {
		name, err := scan.next()
		if err != nil {
			return 0, err
		}
		switch string(name) {
		case "":
			return rows, nil
		case "row":
			counted = false
		case "v", "t":
			filled, err := scan.filled()
			if err != nil {
				return 0, err
			}
			if filled && !counted {
				counted = true
				rows++
			}
		}
	}
}

// serialDay is the date of an Excel serial number; times of day are cut off.
// Serial 60 of the 1900 system is a 29 February that never was.
func serialDay(text string, from1904 bool) (day, bool) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > float64(lastDay)+2 {
		return 0, false
	}
	const from1900 = 36524 // days from 31 December 1799 to 31 December 1899
	serial := day(n)
	switch {
	case from1904:
		return inRange(serial + from1900 + 1461)
	case serial == 60 || serial == 0:
		return 0, false
	case serial > 60:
		serial--
	}
	return inRange(serial + from1900)
}
