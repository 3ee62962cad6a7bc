package synthetic

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// rowWriter writes CSV rows field by field without garbage.
type rowWriter struct {
	out   *bufio.Writer
	line  []byte
	first bool
	err   error
}

func newRowWriter(w io.Writer, header string) *rowWriter {
	r := &rowWriter{out: bufio.NewWriterSize(w, 64<<10), first: true}
	r.line = append(append(r.line, header...), '\n')
	r.flushLine()
	return r
}

func (r *rowWriter) sep() {
	if !r.first {
		r.line = append(r.line, ',')
	}
	r.first = false
}

// text adds a field, quoted when it must be.
func (r *rowWriter) text(fields ...string) {
	for _, f := range fields {
		r.sep()
		if f == "" {
			continue
		}
		if strings.ContainsAny(f, ",\"\n\r") {
			r.line = append(append(append(r.line, '"'), strings.ReplaceAll(f, `"`, `""`)...), '"')
		} else {
			r.line = append(r.line, f...)
		}
	}
}

func (r *rowWriter) number(n int) {
	r.sep()
	r.line = strconv.AppendInt(r.line, int64(n), 10)
}

// isoDate and slashed add a date, or nothing for never.
func (r *rowWriter) isoDate(d day) { r.date(d, day.appendISO) }
func (r *rowWriter) slashed(d day) { r.date(d, day.appendSlashed) }

func (r *rowWriter) date(d day, form func(day, []byte) []byte) {
	r.sep()
	if d != never {
		r.line = form(d, r.line)
	}
}

// end ends the row.
func (r *rowWriter) end() {
	r.line = append(r.line, '\n')
	r.flushLine()
}

func (r *rowWriter) flushLine() {
	if r.err == nil {
		_, r.err = r.out.Write(r.line)
	}
	r.line, r.first = r.line[:0], true
}

// close writes what is left and returns the first error.
func (r *rowWriter) close() error {
	if r.err != nil {
		return r.err
	}
	return r.out.Flush()
}
