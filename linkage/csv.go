package linkage

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// ReadCSV takes all rows of a CSV file with a header. Errors name the line.
//
// The file is read in pages of whole lines. Pages are split into fields at the same
// time as each other, and then columns are interned at the same time as each other,
// each in the order of the pages, so that no code depends on the threads.
func (l *Loader) ReadCSV(source string, r io.Reader) error {
	pages := &pager{r: r, size: pageSize, line: 1}
	first, err := pages.next()
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	names, rest, err := first.header()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: the file is empty: it needs a header row", source)
	}
	if err != nil {
		return fmt.Errorf("%s: header: %w", source, err)
	}
	h, err := l.header(source, names)
	if err != nil {
		return err
	}
	threads := l.Threads
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	batch := []*page{rest}
	for len(batch) > 0 {
		fields := h.fields()
		inParallel(threads, len(batch), func(i int) { batch[i].split(fields, h.width) })
		for _, p := range batch {
			if p.err != nil {
				return fmt.Errorf("%s: %w", source, p.err)
			}
		}
		l.take(source, h, batch, threads)
		batch = batch[:0]
		for range 2 * threads {
			p, err := pages.next()
			if err != nil {
				return fmt.Errorf("%s: %w", source, err)
			}
			if p.text == "" {
				break
			}
			batch = append(batch, p)
		}
	}
	return nil
}

// fields says, for each field of a file, which of the wanted ones it is: the
// columns in order, then the id, then the source; each field may be several.
func (h *header) fields() [][]int {
	out := make([][]int, h.width)
	for i, place := range append(append([]int{}, h.columns...), h.id, h.source) {
		if place >= 0 {
			out[place] = append(out[place], i)
		}
	}
	return out
}

// take adds the records of split pages to the dataset.
func (l *Loader) take(source string, h *header, pages []*page, threads int) {
	b, columns := l.builder, len(h.columns)
	inParallel(threads, columns+2, func(i int) {
		for _, p := range pages {
			records := len(p.cells[columns])
			switch {
			case i < columns && h.columns[i] < 0:
				for range records {
					b.addValue(i, "")
				}
			case i < columns:
				p.each(i, func(text string) { b.addValue(i, text) })
			case i == columns:
				p.each(i, b.addID)
			case h.source >= 0:
				p.each(i, b.addSource)
			default:
				for range records {
					b.addSource(source)
				}
			}
		}
	})
}

// inParallel calls do for 0 to n-1 on several goroutines.
func inParallel(threads, n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(threads, n) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

// pageSize is about how many bytes of a file are split at a time.
const pageSize = 1 << 20

// longestRecord is how far the end of a record is looked for.
const longestRecord = 64 << 20

// pager cuts a file into pages of whole records.
type pager struct {
	r    io.Reader
	size int
	held []byte // read and not handed out yet
	line int    // of the next page's first byte
	done bool
}

// next is the next page; its text is empty at the end of the file.
func (g *pager) next() (*page, error) {
	scanned, cut, quoted := 0, 0, false
	for {
		cut, quoted = lastRecord(g.held, scanned, cut, quoted)
		scanned = len(g.held)
		if g.done {
			cut = len(g.held)
			break
		}
		if cut > 0 && len(g.held) >= g.size {
			break
		}
		if len(g.held) > longestRecord {
			return nil, fmt.Errorf("line %d: a record of more than %d bytes: is a quote or a line end missing?", g.line, longestRecord)
		}
		if err := g.read(); err != nil {
			return nil, err
		}
	}
	p := &page{text: string(g.held[:cut]), line: g.line}
	g.line += strings.Count(p.text, "\n")
	g.held = g.held[:copy(g.held, g.held[cut:])]
	return p, nil
}

// read adds to what is held.
func (g *pager) read() error {
	at := len(g.held)
	if cap(g.held)-at < g.size {
		g.held = append(make([]byte, 0, 2*(at+g.size)), g.held...)
	}
	n, err := io.ReadFull(g.r, g.held[at:at+g.size])
	g.held = g.held[:at+n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		g.done, err = true, nil
	}
	return err
}

// page is whole lines of a file, and where the wanted fields stand in them.
type page struct {
	text  string
	line  int      // of the file, where text begins
	cells [][]cell // by wanted field and record
	err   error
}

// cell is where a field's text begins and ends.
type cell struct{ from, to uint32 }

// header reads the header row off a page.
func (p *page) header() (names []string, rest *page, err error) {
	if strings.HasPrefix(p.text, "\xff\xfe") || strings.HasPrefix(p.text, "\xfe\xff") {
		return nil, nil, fmt.Errorf("%w but UTF-16: save the file as CSV UTF-8", ErrNotUTF8)
	}
	reader := csv.NewReader(strings.NewReader(p.text))
	reader.TrimLeadingSpace = true
	names, err = reader.Read()
	at := int(reader.InputOffset())
	return names, &page{text: p.text[at:], line: p.line + strings.Count(p.text[:at], "\n")}, err
}

// each visits one wanted field of every record.
func (p *page) each(field int, visit func(text string)) {
	for _, c := range p.cells[field] {
		visit(p.text[c.from:c.to])
	}
}
