package linkage

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"

	"github.com/goldset/goldset"
)

// ErrDuplicateID is the cause when two records of one source carry the same id.
var ErrDuplicateID = errors.New("two records of one source carry the same id")

// Dataset is the records to link, held by column and ordered by source and id,
// so that nothing depends on the order in which they arrived.
type Dataset struct {
	source  []uint32 // one per record: position in sources
	sources []string // ascending
	ids     []string
	columns map[string]*Column
	names   []string // of the columns, as they were declared
}

// Len is the number of records.
func (d *Dataset) Len() int { return len(d.ids) }

// ID is the record's id, unique within its source.
func (d *Dataset) ID(row int) string { return d.ids[row] }

// Source names where the record came from.
func (d *Dataset) Source(row int) string { return d.sources[d.source[row]] }

// Sources lists the sources in ascending order.
func (d *Dataset) Sources() []string { return d.sources }

// Subject is the record's id as a subject id; it is zero unless the dataset was
// built from Records.
func (d *Dataset) Subject(row int) goldset.SubjectID {
	var id goldset.SubjectID
	if len(d.ids[row]) == len(id) {
		copy(id[:], d.ids[row])
	}
	return id
}

// Column is the named column, or nil.
func (d *Dataset) Column(name string) *Column { return d.columns[name] }

// Columns lists the names of the columns as they were declared.
func (d *Dataset) Columns() []string { return d.names }

// Value is the record's text in the named column; "" when it is missing.
func (d *Dataset) Value(row int, column string) string {
	if c := d.columns[column]; c != nil {
		return c.Values[c.Codes[row]]
	}
	return ""
}

// Builder gathers records into a Dataset.
type Builder struct {
	columns   []*Column
	interners []*interner
	sources   *interner
	source    []uint32
	ids       []string
}

// NewBuilder starts a dataset of the named columns. sets names the columns whose
// values are sets and the separator between their members; it may be nil.
func NewBuilder(columns []string, sets map[string]string) *Builder {
	b := &Builder{sources: newInterner()}
	for _, name := range columns {
		b.columns = append(b.columns, &Column{Name: name, Separator: sets[name]})
		b.interners = append(b.interners, newInterner())
	}
	return b
}

// Add appends a record. values stand in the order of the columns; a short slice
// leaves the rest missing. Add keeps no reference to values.
func (b *Builder) Add(source, id string, values ...string) {
	b.source = append(b.source, b.sources.code(source))
	b.ids = append(b.ids, id)
	for i, c := range b.columns {
		text := ""
		if i < len(values) {
			text = values[i]
		}
		if c.Separator != "" {
			text = canonicalSet(text, c.Separator)
		}
		c.Codes = append(c.Codes, b.interners[i].code(text))
	}
}

// Dataset orders the records and hands them over. The error is ErrDuplicateID,
// naming the positions at which the two records were added, from 1.
func (b *Builder) Dataset() (*Dataset, error) {
	d := &Dataset{columns: map[string]*Column{}}
	rank := b.rankSources(d)
	order := make([]int32, len(b.ids))
	for i := range order {
		order[i] = int32(i)
	}
	byID := func(x, y int32) int {
		return cmp.Or(cmp.Compare(rank[b.source[x]], rank[b.source[y]]), cmp.Compare(b.ids[x], b.ids[y]), cmp.Compare(x, y))
	}
	if !slices.IsSortedFunc(order, byID) {
		slices.SortFunc(order, byID)
	}
	for i := 1; i < len(order); i++ {
		x, y := order[i-1], order[i]
		if b.source[x] == b.source[y] && b.ids[x] == b.ids[y] {
			return nil, fmt.Errorf("records %d and %d: %w", x+1, y+1, ErrDuplicateID)
		}
	}
	d.ids, d.source = make([]string, len(order)), make([]uint32, len(order))
	for to, from := range order {
		d.ids[to], d.source[to] = b.ids[from], rank[b.source[from]]
	}
	for i, c := range b.columns {
		codes := make([]uint32, len(order))
		for to, from := range order {
			codes[to] = c.Codes[from]
		}
		c.Codes, c.Values = codes, b.interners[i].values
		d.columns[c.Name] = c
		d.names = append(d.names, c.Name)
	}
	return d, nil
}

// rankSources lists the sources in ascending order and maps codes to places in it.
func (b *Builder) rankSources(d *Dataset) []uint32 {
	rank := make([]uint32, len(b.sources.values))
	used := frequencies(b.source, len(rank))
	for code, name := range b.sources.values {
		if used[code] > 0 {
			d.sources = append(d.sources, name)
		}
	}
	slices.Sort(d.sources)
	for code, name := range b.sources.values {
		place, _ := slices.BinarySearch(d.sources, name)
		rank[code] = uint32(place)
	}
	return rank
}

// Find is the row of the record with the given source and id.
func (d *Dataset) Find(source, id string) (int, bool) {
	place, ok := slices.BinarySearch(d.sources, source)
	if !ok {
		return 0, false
	}
	from := sort.Search(len(d.ids), func(i int) bool { return d.source[i] >= uint32(place) })
	to := sort.Search(len(d.ids), func(i int) bool { return d.source[i] > uint32(place) })
	row, ok := slices.BinarySearch(d.ids[from:to], id)
	return from + row, ok
}
