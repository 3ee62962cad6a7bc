package ingest

import "github.com/goldset/goldset"

// TableSource is where a table of a return stands in the files that came in, so
// that what is wrong can be shown there.
type TableSource struct {
	Table   *goldset.Table
	File    string // the file, or the file within a zip
	Sheet   string // of a workbook; "" in a text file
	Comma   rune   // what separates the cells of a text file; 0 in a workbook
	Columns []int  // by field: the cell's position in a row, from 0; -1 when the file lacks it. Nil in a message

	grid grid
}

// Sources lists the tables that are there, in the layout's order. The tables of a
// message (XML) stand in one file and have no columns.
func (r *Return) Sources() []TableSource {
	var list []TableSource
	switch src := r.src.(type) {
	case *gridSet:
		for i, g := range src.grids {
			if g != nil {
				list = append(list, gridSource(g, &r.Layout.Tables[i], src.found[i].columns))
			}
		}
	case interface{ file() string }:
		for i := range r.Layout.Tables {
			if r.in[i] > 0 {
				list = append(list, TableSource{Table: &r.Layout.Tables[i], File: src.file()})
			}
		}
	}
	return list
}

func gridSource(g grid, t *goldset.Table, columns []int) TableSource {
	s := TableSource{Table: t, File: g.name(), Columns: columns, grid: g}
	switch g := g.(type) {
	case *sheet:
		s.File, s.Sheet = g.w.name, g.title
	case *csvGrid:
		s.Comma = g.comma
	}
	return s
}

// Records yields the table's rows as they stand in the file, the header first,
// each with its line. The cells may be reused between calls. A message has none.
func (s *TableSource) Records(yield func(line int, cells []string) bool) error {
	if s.grid == nil {
		return nil
	}
	return s.grid.records(yield)
}
