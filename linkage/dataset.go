package linkage

import (
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/goldset/goldset"
)

// ErrDuplicateID is the cause when two records of one source carry the same id.
var ErrDuplicateID = errors.New("two records of one source carry the same id")

// Dataset is the records to link, held by column and ordered by source and id,
// so that nothing depends on the order in which they arrived.
type Dataset struct {
	source  []uint32 // one per record: position in sources
	sources []string // ascending
	ids     textList
	columns map[string]*Column
	names   []string // of the columns, as they were declared
}

// Len is the number of records.
func (d *Dataset) Len() int { return d.ids.len() }

// ID is the record's id, unique within its source.
func (d *Dataset) ID(row int) string { return string(d.ids.of(row)) }

// Source names where the record came from.
func (d *Dataset) Source(row int) string { return d.sources[d.source[row]] }

// Sources lists the sources in ascending order.
func (d *Dataset) Sources() []string { return d.sources }

// Subject is the record's id as a subject id; it is zero unless the dataset was
// built from Records.
func (d *Dataset) Subject(row int) goldset.SubjectID {
	var id goldset.SubjectID
	if text := d.ids.of(row); len(text) == len(id) {
		copy(id[:], text)
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

// Find is the row of the record with the given source and id.
func (d *Dataset) Find(source, id string) (int, bool) {
	place, ok := slices.BinarySearch(d.sources, source)
	if !ok {
		return 0, false
	}
	from := sort.Search(d.Len(), func(i int) bool { return d.source[i] >= uint32(place) })
	to := sort.Search(d.Len(), func(i int) bool { return d.source[i] > uint32(place) })
	row, ok := sort.Find(to-from, func(i int) int { return strings.Compare(id, string(d.ids.of(from+i))) })
	return from + row, ok
}
