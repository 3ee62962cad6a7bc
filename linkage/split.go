package linkage

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lastRecord is where the last whole record of text ends, when the stretch from
// scanned on is new and those before it ended at cut, within quotes or not.
func lastRecord(text []byte, scanned, cut int, quoted bool) (int, bool) {
	for {
		fresh := text[scanned:]
		quote := bytes.IndexByte(fresh, '"')
		if quote >= 0 {
			fresh = fresh[:quote]
		}
		if !quoted {
			if n := bytes.LastIndexByte(fresh, '\n'); n >= 0 {
				cut = scanned + n + 1
			}
		}
		if quote < 0 {
			return cut, quoted
		}
		scanned, quoted = scanned+quote+1, !quoted
	}
}

// split finds the wanted fields of every record. A page without quotes whose lines
// all have as many fields as the header is only cut at commas and line ends;
// encoding/csv reads any other, and words what is wrong with it.
func (p *page) split(fields [][]int, width int) {
	wanted := 0
	for _, f := range fields {
		for _, i := range f {
			wanted = max(wanted, i+1)
		}
	}
	if p.err = p.checkText(); p.err != nil {
		return
	}
	p.cells = make([][]cell, wanted)
	if strings.IndexByte(p.text, '"') < 0 && p.splitPlain(fields, width) {
		return
	}
	p.cells = make([][]cell, wanted)
	p.err = p.splitQuoted(fields, width)
}

// checkText refuses bytes that are no UTF-8: names read amiss would still compare,
// and compare wrongly.
func (p *page) checkText() error {
	if utf8.ValidString(p.text) {
		return nil
	}
	at := 0
	for r, size := utf8.DecodeRuneInString(p.text); r != utf8.RuneError || size > 1; r, size = utf8.DecodeRuneInString(p.text[at:]) {
		at += size
	}
	return fmt.Errorf("line %d: %w: save the file as CSV UTF-8", p.line+strings.Count(p.text[:at], "\n"), ErrNotUTF8)
}

func (p *page) splitPlain(fields [][]int, width int) bool {
	for at := 0; at < len(p.text); {
		line := p.text[at:]
		next := len(p.text)
		if n := strings.IndexByte(line, '\n'); n >= 0 {
			line, next = line[:n], at+n+1
		}
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			at = next // encoding/csv skips empty lines
			continue
		}
		field, from := 0, 0
		for i := 0; i <= len(line); i++ {
			if i < len(line) && line[i] != ',' {
				continue
			}
			if field == width {
				return false
			}
			for _, f := range fields[field] {
				p.cells[f] = append(p.cells[f], trimmed(p.text, at+from, at+i))
			}
			field, from = field+1, i+1
		}
		if field != width {
			return false
		}
		at = next
	}
	return true
}

// trimmed is the cell of text[from:to] without the space around it.
func trimmed(text string, from, to int) cell {
	plain := func(c byte) bool { return c > ' ' && c < utf8.RuneSelf }
	if from < to && (!plain(text[from]) || !plain(text[to-1])) {
		rest := strings.TrimLeftFunc(text[from:to], unicode.IsSpace)
		from = to - len(rest)
		to = from + len(strings.TrimRightFunc(rest, unicode.IsSpace))
	}
	return cell{uint32(from), uint32(to)}
}

// splitQuoted reads the page with encoding/csv and puts the fields it reads in the
// place of the page's text.
func (p *page) splitQuoted(fields [][]int, width int) error {
	reader := csv.NewReader(strings.NewReader(p.text))
	reader.ReuseRecord, reader.TrimLeadingSpace, reader.FieldsPerRecord = true, true, width
	var out strings.Builder
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			p.text = out.String()
			return nil
		}
		if err != nil {
			return p.renumber(err)
		}
		for place, text := range record {
			for _, f := range fields[place] {
				text := strings.TrimSpace(text)
				p.cells[f] = append(p.cells[f], cell{uint32(out.Len()), uint32(out.Len() + len(text))})
				out.WriteString(text)
			}
		}
	}
}

// renumber makes an error of encoding/csv, which names the line and never the value,
// count lines from the file's start.
func (p *page) renumber(err error) error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		parse.StartLine += p.line - 1
		parse.Line += p.line - 1
	}
	return err
}
