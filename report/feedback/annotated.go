package feedback

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/goldset/goldset/ingest"
)

// Annotated writes the files that came in with what was found beside the cells it
// is about: a workbook marked in place with a summary sheet, a CSV file with two
// columns more. A message in XML is not copied: its findings are listed by line.
// Beside CSV and XML stand findings.csv, findings.html and summary.csv. create
// opens a document under a plain name.
func (r *Report) Annotated(originals []ingest.File, create func(name string) (io.WriteCloser, error)) error {
	names := newNames()
	marked := map[string]bool{}
	var notes []string
	for _, original := range originals {
		if !r.hasWorkbook(original.Name) || marked[original.Name] {
			continue
		}
		book, err := openWorkbook(original)
		if err != nil {
			notes = append(notes, original.Name+" is too large, or of another kind than .xlsx, to be marked in place: its sheets are copied as CSV files")
			continue
		}
		err = write(create, names.of(original.Name), func(w io.Writer) error { return r.markWorkbook(w, book, original.Name) })
		if err != nil {
			return err
		}
		marked[original.Name] = true
	}
	whole := len(r.sources) > 0 // every table stands in a workbook whose own sheets hold the list
	for i := range r.sources {
		s := &r.sources[i]
		if s.Sheet != "" && marked[s.File] {
			continue
		}
		whole = false
		if s.Columns == nil {
			continue
		}
		err := write(create, names.of(copyName(s)), func(w io.Writer) error {
			more, err := r.copyCSV(w, s)
			notes = append(notes, more...)
			return err
		})
		if err != nil {
			return err
		}
	}
	if whole {
		return nil
	}
	for _, d := range []struct {
		name string
		draw func(io.Writer) error
	}{
		{"findings.csv", r.WriteCSV},
		{"findings.html", r.WriteHTML},
		{"summary.csv", func(w io.Writer) error { return r.writeSummary(w, notes) }},
	} {
		if err := write(create, d.name, d.draw); err != nil {
			return err
		}
	}
	return nil
}

// OneWorkbook reports whether Annotated writes one document: the supplier's own
// workbook, marked.
func (r *Report) OneWorkbook(originals []ingest.File) bool {
	if len(originals) != 1 || len(r.sources) == 0 {
		return false
	}
	for i := range r.sources {
		if s := &r.sources[i]; s.Sheet == "" || s.File != originals[0].Name {
			return false
		}
	}
	book, err := openWorkbook(originals[0])
	return err == nil && book.Close() == nil
}

// copyName is the name a table's copy starts from.
func copyName(s *ingest.TableSource) string {
	if s.Sheet != "" {
		return s.Table.Name + ".csv"
	}
	return strings.TrimSuffix(s.File, path.Ext(s.File)) + ".csv"
}

// hasWorkbook reports whether the named file is a workbook that tables were read from.
func (r *Report) hasWorkbook(name string) bool {
	return slices.ContainsFunc(r.sources, func(s ingest.TableSource) bool { return s.Sheet != "" && s.File == name })
}

func write(create func(string) (io.WriteCloser, error), name string, draw func(io.Writer) error) error {
	w, err := create(name)
	if err != nil {
		return err
	}
	if err := draw(w); err != nil {
		w.Close()
		return fmt.Errorf("write %s: %w", name, err)
	}
	return w.Close()
}

// names gives each document a name that no other has.
type names map[string]bool

func newNames() names {
	return names{"findings.csv": true, "findings.html": true, "summary.csv": true}
}

// of is Episodes-checked.csv for Episodes.csv.
func (n names) of(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	ending := path.Ext(base)
	base = strings.TrimSuffix(base, ending) + "-checked"
	name := base + ending
	for i := 2; n[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s-%d%s", base, i, ending)
	}
	n[strings.ToLower(name)] = true
	return name
}
