package linkage

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// Builder gathers records into a Dataset.
type Builder struct {
	columns   []*Column
	interners []*interner
	sources   *interner
	source    []uint32
	ids       textList
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
// leaves the rest missing. Add keeps no reference to its arguments.
func (b *Builder) Add(source, id string, values ...string) {
	b.addSource(source)
	b.addID(id)
	for i := range b.columns {
		text := ""
		if i < len(values) {
			text = values[i]
		}
		b.addValue(i, text)
	}
}

func (b *Builder) addSource(source string) { b.source = append(b.source, b.sources.code(source)) }

func (b *Builder) addID(id string) { b.ids.add(id) }

func (b *Builder) addValue(column int, text string) {
	c := b.columns[column]
	if c.Separator != "" {
		text = canonicalSet(text, c.Separator)
	}
	c.Codes = append(c.Codes, b.interners[column].code(text))
}

// Dataset orders the records and hands them over. The error is ErrDuplicateID,
// naming the positions at which the two records were added, from 1.
func (b *Builder) Dataset() (*Dataset, error) {
	d := &Dataset{columns: map[string]*Column{}}
	rank := b.rankSources(d)
	for row, code := range b.source {
		b.source[row] = rank[code]
	}
	order := b.order()
	for i := range b.ids.len() - 1 {
		x, y := at(order, i), at(order, i+1)
		if b.source[x] == b.source[y] && bytes.Equal(b.ids.of(int(x)), b.ids.of(int(y))) {
			return nil, fmt.Errorf("%s: records %d and %d: %w", d.sources[b.source[x]], x+1, y+1, ErrDuplicateID)
		}
	}
	d.source, d.ids = reorder(b.source, order), b.ids.in(order)
	for i, c := range b.columns {
		c.Codes, c.Values = reorder(c.Codes, order), b.interners[i].values
		c.compose()
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

// order lists the records by source, id and turn; nil when they stand so already.
func (b *Builder) order() []int32 {
	byID := func(x, y int32) int {
		return cmp.Or(cmp.Compare(b.source[x], b.source[y]), bytes.Compare(b.ids.of(int(x)), b.ids.of(int(y))), cmp.Compare(x, y))
	}
	sorted := true
	for i := 1; i < b.ids.len() && sorted; i++ {
		sorted = byID(int32(i-1), int32(i)) < 0
	}
	if sorted {
		return nil
	}
	// Numbers are sorted faster than texts: first the eight bytes that follow what
	// all ids begin with, then the sources, then what is still undecided.
	skip := commonStart(&b.ids)
	s := newSorter(b.ids.len())
	for row := range b.ids.len() {
		s.add(eightBytes(b.ids.of(row)[skip:]), int32(row))
	}
	s.sort()
	for i, row := range s.rows {
		s.keys[i] = uint64(b.source[row])
	}
	s.sort()
	for from := 0; from < len(s.rows); {
		to := from + 1
		start, source := eightBytes(b.ids.of(int(s.rows[from]))[skip:]), s.keys[from]
		for to < len(s.rows) && s.keys[to] == source && eightBytes(b.ids.of(int(s.rows[to]))[skip:]) == start {
			to++
		}
		if to > from+1 {
			slices.SortFunc(s.rows[from:to], byID)
		}
		from = to
	}
	return s.rows
}

// commonStart is the length of what all texts begin with.
func commonStart(list *textList) int {
	start := list.of(0)
	for i := range list.len() {
		text, n := list.of(i), 0
		for n < min(len(start), len(text)) && start[n] == text[n] {
			n++
		}
		start = start[:n]
	}
	return len(start)
}

// eightBytes is the start of a text as a number that sorts as the text does.
func eightBytes(text []byte) uint64 {
	var start [8]byte
	copy(start[:], text)
	return binary.BigEndian.Uint64(start[:])
}

// at is the record in place i of an order, which may be nil.
func at(order []int32, i int) int32 {
	if order == nil {
		return int32(i)
	}
	return order[i]
}

func reorder[T any](list []T, order []int32) []T {
	if order == nil {
		return list
	}
	out := make([]T, len(order))
	for to, from := range order {
		out[to] = list[from]
	}
	return out
}
