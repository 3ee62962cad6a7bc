package ingest

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// csvGrid is a CSV file. Commas separate cells; where the header has more
// semicolons, tabs or upright bars than commas, those do, and it is told.
type csvGrid struct {
	blob  blob
	text  decoding
	comma rune
	told  []string
}

// separators may stand in the place of commas.
var separators = []struct {
	sign rune
	name string
}{{';', "semicolons"}, {'\t', "tabs"}, {'|', "upright bars"}}

// openCSV finds out how a CSV file is written, and that its quotes close.
func openCSV(b blob) (*csvGrid, error) {
	d, err := detect(b)
	if err != nil {
		return nil, err
	}
	g := &csvGrid{blob: b, text: d, comma: ','}
	if d.tolerance != "" {
		g.told = append(g.told, d.tolerance)
	}
	first, err := g.firstLine()
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(first, 0) {
		return nil, refuse("wrong-type", b.name, "An XML file, CSV files, an XLSX workbook or a zip of them passes", "the file is not text")
	}
	most := strings.Count(first, ",")
	separator := ""
	for _, s := range separators {
		if n := strings.Count(first, string(s.sign)); n > most {
			most, g.comma, separator = n, s.sign, s.name
		}
	}
	if separator != "" {
		g.told = append(g.told, b.name+": cells separated by "+separator)
	}
	return g, nil
}

// firstLine is the start of the file up to the first line's end, at most 1 MB.
func (g *csvGrid) firstLine() (string, error) {
	r, err := g.text.text(g.blob)
	if err != nil {
		return "", err
	}
	defer r.Close()
	line, err := bufio.NewReader(io.LimitReader(r, 1<<20)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSuffix(line, "\n"), nil
}

func (g *csvGrid) name() string { return g.blob.name }

func (g *csvGrid) serialDates() (serials, from1904 bool) { return false, false }

func (g *csvGrid) records(yield func(line int, cells []string) bool) error {
	r, err := g.text.text(g.blob)
	if err != nil {
		return err
	}
	defer r.Close()
	limited := &rowLimit{r: r, left: maxRowBytes}
	c := csv.NewReader(limited)
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = g.comma, -1, true
	line := 0
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, errLongRow) {
			return refuse("row-too-long", g.blob.name, "End each row with a line of its own", "the row after line %d is longer than %d MB", line, maxRowBytes>>20)
		}
		if err != nil {
			return g.refuseQuotes(err)
		}
		limited.left = maxRowBytes
		line, _ = c.FieldPos(0)
		if blank(cells) {
			continue
		}
		if !yield(line, cells) {
			return nil
		}
	}
}

// refuseQuotes tells a broken quote; errors of reading pass through.
func (g *csvGrid) refuseQuotes(err error) error {
	if at, ok := errors.AsType[*csv.ParseError](err); ok {
		return refuse("broken-quotes", g.blob.name, `Write a cell that holds a quote as "say ""so"""`, "line %d: a quote stands where none may, or never closes", at.StartLine)
	}
	return err
}

// maxRowBytes bounds one row, which is held while it is read.
const maxRowBytes = 4 << 20

var errLongRow = errors.New("a row is too long")

// rowLimit stops after left bytes, until that is renewed.
type rowLimit struct {
	r    io.Reader
	left int
}

// Read implements io.Reader.
func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLongRow
	}
	n, err := l.r.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}

func blank(cells []string) bool {
	for _, c := range cells {
		for i := range len(c) {
			if c[i] != ' ' && c[i] != '\t' && c[i] != '\r' {
				return false
			}
		}
	}
	return true
}

// count counts records by quotes and line ends alone.
func (g *csvGrid) count() (int, error) {
	r, err := g.text.text(g.blob)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	c := recordCounter{comma: byte(g.comma)}
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		c.add(buf[:n])
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	c.endLine()
	if c.quoted {
		return 0, refuse("broken-quotes", g.blob.name, `Close the quote, or write a quote within a cell twice`, "line %d: a quote is opened there and never closed", c.opened)
	}
	return max(0, c.records-1), nil
}

// recordCounter is a two-state scan: inside quotes or not. A record is a line
// end outside quotes with anything but separators and spaces before it.
type recordCounter struct {
	comma   byte
	quoted  bool
	closed  bool // the byte before closed a quote
	content bool
	records int
	line    int
	opened  int
}

func (c *recordCounter) add(p []byte) {
	for _, b := range p {
		switch {
		case b == '"':
			c.quoted = !c.quoted
			if c.quoted {
				c.opened = c.line + 1
				c.content = c.content || c.closed // a quote in a cell, written twice
			}
			c.closed = !c.quoted
			continue
		case b == '\n':
			c.line++
			if c.quoted {
				c.content = true
			} else {
				c.endLine()
			}
		case b == ' ', b == '\t', b == '\r':
		case b != c.comma || c.quoted:
			c.content = true
		}
		c.closed = false
	}
}

func (c *recordCounter) endLine() {
	if c.content {
		c.records++
	}
	c.content = false
}
