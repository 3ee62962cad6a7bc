package linkage

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrNoColumn is the cause when a file lacks a column that the model reads.
var ErrNoColumn = errors.New("the file lacks a column that the model reads")

// Loader gathers the rows of files into a Dataset of the columns that a model reads.
type Loader struct {
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
	for _, r := range slices.Concat(m.Blocking, m.Training) {
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
	names := make([]string, len(header))
	for i, name := range header {
		names[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
	}
	places := make([]int, len(l.columns))
	for i, name := range l.columns {
		if places[i] = slices.Index(names, name); places[i] < 0 && !slices.Contains(l.model.Optional, name) {
			return nil, fmt.Errorf("%s: column %q: %w; it has %s", source, name, ErrNoColumn, strings.Join(names, ", "))
		}
	}
	id, err := l.idPlace(source, names)
	if err != nil {
		return nil, err
	}
	from := slices.Index(names, l.model.SourceColumn)
	if l.model.SourceColumn == "" {
		from = -1
	}
	row := make([]string, len(places))
	return func(values []string) {
		for i, place := range places {
			if place >= 0 {
				row[i] = strings.TrimSpace(values[place])
			}
		}
		recordSource := source
		if from >= 0 {
			recordSource = strings.TrimSpace(values[from])
		}
		l.builder.Add(recordSource, strings.Clone(strings.TrimSpace(values[id])), row...)
	}, nil
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

// ReadCSV takes all rows of a CSV file with a header. Errors name the line.
func (l *Loader) ReadCSV(source string, r io.Reader) error {
	reader := csv.NewReader(bufio.NewReaderSize(r, 1<<20))
	reader.ReuseRecord = true
	reader.TrimLeadingSpace = true
	header, err := reader.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: the file is empty: it needs a header row", source)
		}
		return fmt.Errorf("%s: header: %w", source, err)
	}
	add, err := l.Header(source, slices.Clone(header))
	if err != nil {
		return err
	}
	for {
		values, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", source, err) // encoding/csv names the line and never the value
		}
		add(values)
	}
}

// Dataset hands over what was read.
func (l *Loader) Dataset() (*Dataset, error) {
	if len(l.builder.ids) == 0 {
		return nil, errors.New("there are no records")
	}
	return l.builder.Dataset()
}
