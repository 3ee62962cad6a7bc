package ingest

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
)

// odsRepeat and odsValue find, in a tag as written, how often a row stands and the
// value of a cell that is no text.
var (
	odsRepeat = regexp.MustCompile(`(?:^|[\s:])number-rows-repeated=["']([0-9]{1,9})["']`)
	odsValue  = regexp.MustCompile(`(?:^|[\s:])(?:value|date-value|boolean-value)=["']\s*[^"'\s]`)
)

// countODS counts the rows of one sheet that hold text, knowing nothing but tags.
func countODS(r io.Reader, number int) (int, error) {
	s := tagScanner{r: r, buf: make([]byte, 64<<10)}
	rows, sheet, repeat := 0, -1, 0
	for {
		name, err := s.next()
		if err != nil || name == nil {
			return rows, err
		}
		filled := false
		switch string(name) {
		case "table":
			tag, err := s.tag()
			if err != nil {
				return 0, err
			}
			if bytes.Contains(tag, []byte("name=")) {
				sheet++
			}
		case "annotation":
			err = s.to("annotation>")
		case "table-row":
			repeat, err = s.repeat()
		case "table-cell", "covered-table-cell":
			var tag []byte
			tag, err = s.tag()
			filled = odsValue.Match(tag)
		case "p", "span", "a":
			filled, err = s.filled()
		}
		if err != nil {
			return 0, err
		}
		if filled && sheet == number && repeat > 0 {
			rows, repeat = rows+repeat, 0
		}
	}
}

// repeat is how often the row stands whose tag next named.
func (s *tagScanner) repeat() (int, error) {
	tag, err := s.tag()
	if err != nil {
		return 0, err
	}
	n := 1
	if m := odsRepeat.FindSubmatch(tag); m != nil {
		n, _ = strconv.Atoi(string(m[1]))
	}
	return min(max(n, 1), maxSheetRows), nil
}

// tag is what stands between the name that next gave and the tag's end. A tag
// longer than the buffer is cut.
func (s *tagScanner) tag() ([]byte, error) {
	if err := s.fill(8 << 10); err != nil {
		return nil, err
	}
	rest := s.buf[s.pos:s.end]
	if at := bytes.IndexByte(rest, '>'); at >= 0 {
		rest = rest[:at]
	}
	return rest, nil
}
