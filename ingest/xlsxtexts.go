package ingest

import (
	"strconv"
	"strings"
)

// texts are many short texts in one piece: as strings of their own, the empty ones
// of a workbook of a megabyte would fill two gigabytes.
type texts struct {
	all  string
	ends []uint32 // of each in all
}

// at is text n, false where there is none.
func (t *texts) at(n int) (string, bool) {
	if n < 0 || n >= len(t.ends) {
		return "", false
	}
	from := uint32(0)
	if n > 0 {
		from = t.ends[n-1]
	}
	return t.all[from:t.ends[n]], true
}

// readShared reads the strings that cells refer to.
func (w *workbook) readShared() error {
	const part = "xl/sharedStrings.xml"
	if _, ok := w.parts[part]; !ok {
		return nil
	}
	var all strings.Builder
	inText, phonetic := false, false
	err := w.walk(part, func(x *xmlReader, kind xmlKind) error {
		switch {
		case kind == xmlText && inText && !phonetic:
			all.Write(x.text)
		case kind == xmlText:
		case string(x.name) == "t":
			inText = kind == xmlStart
		case string(x.name) == "rPh": // how a name is pronounced, not part of it
			phonetic = kind == xmlStart
		case string(x.name) == "si" && kind == xmlEnd:
			w.shared.ends = append(w.shared.ends, uint32(all.Len())) // a workbook has 200 MB at most
		}
		return nil
	})
	w.shared.all = all.String()
	return err
}

// called is what messages call sheet i: its title, or its number where the messages
// go where a child's name may not.
func (w *workbook) called(i int, title string) string {
	if w.byPlace {
		return strconv.Itoa(i + 1)
	}
	return title
}
