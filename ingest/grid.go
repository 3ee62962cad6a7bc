package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goldset/goldset"
)

// maxColumns bounds a header: the widest table of any return has 61 columns.
const maxColumns = 1000

// grid is a table of cells with one header row: a CSV file or a sheet.
type grid interface {
	name() string
	// records yields the header first, then every row that is not blank, with its
	// line. The cells may be reused between calls.
	records(yield func(line int, cells []string) bool) error
	// count is how many rows that are not blank stand below the header, found
	// without the parser behind records.
	count() (int, error)
	// serialDates reports whether dates may come as serial numbers, and from 1904.
	serialDates() (serials, from1904 bool)
}

// headerOf reads a grid's header.
func headerOf(g grid) ([]string, error) {
	var header []string
	err := g.records(func(_ int, cells []string) bool {
		header = trimmed(cells) // Excel leaves empty columns behind
		return false
	})
	if err != nil {
		return nil, err
	}
	switch {
	case len(header) == 0:
		return nil, refuse("empty", g.name(), "The first row names the columns", "the file has no rows")
	case len(header) > maxColumns:
		return nil, refuse("too-wide", g.name(), "The widest table of any return has 61", "the first row has %d columns", len(header))
	}
	return header, nil
}

// headerKey makes header wordings comparable: LA child ID is LAchildID.
func headerKey(name string) string {
	key := make([]byte, 0, 64)
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z':
			key = append(key, c+'a'-'A')
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			key = append(key, c)
		}
	}
	return string(key)
}

// fieldKey is the headerKey of a field's name, of which layouts have a few thousand.
func fieldKey(name string) string {
	if key, ok := fieldKeys.Load(name); ok {
		return key.(string) //nolint:forcetypeassert // nothing else is stored
	}
	key := headerKey(name)
	fieldKeys.Store(name, key)
	return key
}

var fieldKeys sync.Map

// match is how a header fits a table.
type match struct {
	table   int
	columns []int    // for each field, its column; -1 when the header lacks it
	hits    int      // fields found
	missing []string // fields not found
	extra   []string // columns that are no field
	loose   []string // fields found under another wording
}

// score is the share of fields and columns that agree, 1 for an exact set.
func (m *match) score() float64 {
	return float64(m.hits) / float64(m.hits+len(m.missing)+len(m.extra))
}

func matchTable(header header, table int, t *goldset.Table) *match {
	h := &headerNames{header: header, taken: make([]bool, len(header.names))}
	m := &match{table: table, columns: make([]int, len(t.Fields))}
	for i := range t.Fields {
		m.columns[i] = h.take(&t.Fields[i])
	}
	for i, f := range t.Fields {
		if m.columns[i] < 0 && f.Wording != "" { // only after every field has had its own name
			m.columns[i] = h.takeLike(f.Wording)
		}
		at := m.columns[i]
		if at < 0 {
			m.missing = append(m.missing, f.Name)
			continue
		}
		m.hits++
		if h.names[at] != f.Name && !slices.Contains(f.Aliases, h.names[at]) {
			m.loose = append(m.loose, f.Name)
		}
	}
	for i, name := range h.names {
		if !h.taken[i] {
			m.extra = append(m.extra, name)
		}
	}
	return m
}

// headerNames is a header from which fields take their columns.
type headerNames struct {
	header
	taken []bool
}

// take finds a field's column by its name, or by a wording that is accepted.
func (h *headerNames) take(f *goldset.Field) int {
	if at := h.first(func(i int) bool { return h.names[i] == f.Name }); at >= 0 {
		return at
	}
	key := fieldKey(f.Name)
	at := h.first(func(i int) bool { return h.keys[i] == key })
	for i := 0; at < 0 && i < len(f.Aliases); i++ {
		key = fieldKey(f.Aliases[i])
		at = h.first(func(i int) bool { return h.keys[i] == key })
	}
	return at
}

// takeLike finds a column whose name matches an expression.
func (h *headerNames) takeLike(expression string) int {
	wording := wordings.get(expression)
	return h.first(func(i int) bool { return wording.MatchString(h.names[i]) })
}

// first takes the first column left that fits, or gives -1.
func (h *headerNames) first(fits func(int) bool) int {
	for i := range h.names {
		if !h.taken[i] && fits(i) {
			h.taken[i] = true
			return i
		}
	}
	return -1
}

// wordings are the layouts' patterns of header wordings, compiled once.
var wordings patterns

// patterns compiles each expression once. The layouts' tests compile them all.
type patterns struct{ m sync.Map }

func (p *patterns) get(expression string) *regexp.Regexp {
	if re, ok := p.m.Load(expression); ok {
		return re.(*regexp.Regexp) //nolint:forcetypeassert // nothing else is stored
	}
	re := regexp.MustCompile("(?i)" + expression)
	p.m.Store(expression, re)
	return re
}

// fits is the share from which a header is taken for the table. The public
// samples of the school census agree by 0.7 with the year they say they are.
const (
	fits      = 0.6
	resembles = 0.35 // from here on a file is told what it lacks, not left out
)

// accept decides what becomes of the best match: taken, left out (false), or refused.
func (m *match) accept(name string, l *goldset.Layout) (bool, error) {
	t := &l.Tables[m.table]
	if m.score() < resembles {
		return false, nil
	}
	lacks := m.missing
	if l.Return != goldset.SSDA903 { // the 903 is matched on its exact columns; others may leave out what nobody needs
		lacks = nil
		for _, name := range m.missing {
			if t.Fields[t.Index(name)].Required {
				lacks = append(lacks, name)
			}
		}
	}
	if len(lacks) > 0 || m.score() < fits {
		return false, refuse("missing-columns", name, fmt.Sprintf("%s has these columns: %s", t.Name, fieldNames(t)),
			"the file looks like %s of %s but lacks %s", t.Name, spoken(l), strings.Join(m.missing, ", "))
	}
	return true, nil
}

func fieldNames(t *goldset.Table) string {
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// tolerances lists what was overlooked in taking the file for the table.
func (m *match) tolerances(name string, t *goldset.Table) []string {
	var list []string
	if len(m.extra) > 0 {
		list = append(list, fmt.Sprintf("%s: columns that %s does not have were left out: %s", name, t.Name, strings.Join(m.extra, ", ")))
	}
	if len(m.missing) > 0 {
		list = append(list, fmt.Sprintf("%s: columns that are not there were read as empty: %s", name, strings.Join(m.missing, ", ")))
	}
	if len(m.loose) > 0 {
		list = append(list, fmt.Sprintf("%s: columns under another wording: %s", name, strings.Join(m.loose, ", ")))
	}
	last := -1
	for _, c := range m.columns {
		if c >= 0 && c < last {
			return append(list, name+": columns in another order")
		}
		last = max(last, c)
	}
	return list
}
