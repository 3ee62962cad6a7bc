package linkage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoColumn is the cause when a file lacks a column that the model reads.
var ErrNoColumn = errors.New("the file lacks a column that the model reads")

// ErrNotUTF8 is the cause when a CSV file is in another encoding.
var ErrNotUTF8 = errors.New("the text is not UTF-8")

// Loader gathers the rows of files into a Dataset of the columns that a model reads.
type Loader struct {
	Threads int // 0 uses all processors; the records are the same

	model   *Model
	columns []string
	builder *Builder
}

// NewLoader starts an empty dataset for the model.
func NewLoader(model *Model) *Loader {
	columns := model.Columns()
	return &Loader{model: model, columns: columns, builder: NewBuilder(columns, model.Sets)}
}

// Columns lists the columns that the model reads, ids and sources apart.
func (m *Model) Columns() []string {
	var out []string
	add := func(names ...string) {
		for _, name := range names {
			if name != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	for _, c := range m.Comparisons {
		add(c.columns()...)
	}
	for _, r := range slices.Concat(m.Blocking, m.Training, m.certainRules()) {
		for _, p := range r.parts {
			add(p.Column)
		}
		if r.also != nil {
			add(r.also.columns(nil)...)
		}
	}
	for _, c := range m.Clusters.apart {
		add(c.columns(nil)...)
	}
	add(m.Clusters.Barrier)
	return out
}

// usualIDs are the columns taken for the id when the model names none.
var usualIDs = []string{"unique_id", "id", "rec_id"}

// Header prepares to take the rows of a file with the given header; source names
// the file's records unless the model names a source column. The function it
// returns takes one row. The error is ErrNoColumn, naming the column.
func (l *Loader) Header(source string, header []string) (func(values []string), error) {
	h, err := l.header(source, header)
	if err != nil {
		return nil, err
	}
	row := make([]string, len(h.columns))
	return func(values []string) {
		for i, place := range h.columns {
			if place >= 0 {
				row[i] = strings.TrimSpace(values[place])
			}
		}
		recordSource := source
		if h.source >= 0 {
			recordSource = strings.TrimSpace(values[h.source])
		}
		l.builder.Add(recordSource, strings.TrimSpace(values[h.id]), row...)
	}, nil
}

// header says where a file holds what is wanted of it.
type header struct {
	columns []int // by column of the model: place in the file; -1 when the file lacks an optional one
	id      int
	source  int // -1 when the file's name is the source
	width   int
}

func (l *Loader) header(source string, names []string) (*header, error) {
	names = slices.Clone(names)
	for i, name := range names {
		names[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
	}
	h := &header{columns: make([]int, len(l.columns)), source: -1, width: len(names)}
	for i, name := range l.columns {
		if h.columns[i] = slices.Index(names, name); h.columns[i] < 0 && !slices.Contains(l.model.Optional, name) {
			return nil, fmt.Errorf("%s: column %q: %w; it has %s", source, name, ErrNoColumn, strings.Join(names, ", "))
		}
		if at := h.columns[i]; at >= 0 && slices.Contains(names[at+1:], name) {
			return nil, fmt.Errorf("%s: column %q stands twice in the header: which of them counts?", source, name)
		}
	}
	if l.model.SourceColumn != "" {
		h.source = slices.Index(names, l.model.SourceColumn)
	}
	var err error
	h.id, err = l.idPlace(source, names)
	return h, err
}

func (l *Loader) idPlace(source string, names []string) (int, error) {
	if l.model.IDColumn != "" {
		if place := slices.Index(names, l.model.IDColumn); place >= 0 {
			return place, nil
		}
		return 0, fmt.Errorf("%s: id column %q: %w; it has %s", source, l.model.IDColumn, ErrNoColumn, strings.Join(names, ", "))
	}
	for _, name := range usualIDs {
		if place := slices.Index(names, name); place >= 0 {
			return place, nil
		}
	}
	return 0, fmt.Errorf("%s: id column: %w: name it in the model's id_column, or %s", source, ErrNoColumn, strings.Join(usualIDs, ", "))
}

// Dataset hands over what was read.
func (l *Loader) Dataset() (*Dataset, error) {
	if l.builder.ids.len() == 0 {
		return nil, errors.New("there are no records")
	}
	for row := range l.builder.ids.len() {
		if len(l.builder.ids.of(row)) == 0 {
			return nil, fmt.Errorf("%s: record %d has no id", l.builder.sources.values[l.builder.source[row]], row+1)
		}
	}
	return l.builder.Dataset()
}
