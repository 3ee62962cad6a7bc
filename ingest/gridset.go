package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// gridSet is a return whose tables are grids: CSV files or sheets.
type gridSet struct {
	layout *goldset.Layout
	grids  []grid        // by table; nil when the return has no such table
	found  []*match      // by table
	habits [][]dateHabit // by table and field; nil until learned
}

func (s *gridSet) count() ([]int, error) {
	counts := make([]int, len(s.grids))
	for i, g := range s.grids {
		if g == nil {
			continue
		}
		n, err := g.count()
		if err != nil {
			return nil, err
		}
		counts[i] = n
	}
	return counts, nil
}

// enclosing is what a row of a table inside another needs to know of its parent.
type enclosing struct {
	number int
	id     string
}

// gridWalk is one pass over a gridSet.
type gridWalk struct {
	*gridSet
	yield   func(*record) bool
	parents map[string]map[string]enclosing // table -> key -> row, of tables that enclose others
	out     record
	stopped bool
}

func (s *gridSet) rows(yield func(*record) bool) error {
	w := gridWalk{gridSet: s, yield: yield, parents: map[string]map[string]enclosing{}}
	for i := range s.layout.Tables {
		if p := s.layout.Tables[i].Parent; p != "" {
			w.parents[p] = map[string]enclosing{}
		}
	}
	for i, g := range s.grids { // layouts name parents before what they enclose
		if g == nil {
			continue
		}
		if err := w.table(i, g); err != nil || w.stopped {
			return err
		}
	}
	return nil
}

// columns of a table that a walk needs beside the fields themselves.
type tableKeys struct {
	id     int // field of the local id, or -1
	own    int // field of the row's own key, or -1 when nothing is inside the table
	parent int // field of the parent's key, or -1
	// spare lets a row without an id go by its own key, which is good within one
	// return: a young person past school may have no UPN.
	spare bool
}

func (w *gridWalk) keys(t *goldset.Table) tableKeys {
	k := tableKeys{id: t.IndexOf(goldset.IdentifierLocalID), own: -1, parent: -1}
	if k.id < 0 { // a pupil is known by the UPN
		k.id = t.IndexOf(goldset.IdentifierUPN)
		k.spare = k.id >= 0 && !t.Fields[k.id].Required
	}
	if w.parents[t.Name] != nil && len(t.Key) > 0 {
		k.own = t.Index(t.Key[0])
	}
	if t.Parent != "" {
		k.parent = t.Index(w.layout.Table(t.Parent).Key[0])
	}
	return k
}

func (w *gridWalk) table(table int, g grid) error {
	t := &w.layout.Tables[table]
	m, keys := w.found[table], w.keys(t)
	values := make([]string, len(t.Fields))
	number, width := -1, 0
	return g.records(func(line int, cells []string) bool {
		if number++; number == 0 {
			width = len(cells)
			return true
		}
		w.out = record{Row: goldset.Row{Table: t, Number: number - 1, Line: line, Parent: -1, Values: values}, table: table}
		for i, c := range m.columns {
			values[i] = ""
			if c >= 0 && c < len(cells) {
				values[i] = strings.TrimSpace(cells[c])
			}
		}
		w.check(cells, width)
		w.place(keys, t)
		w.stopped = !w.yield(&w.out)
		return !w.stopped
	})
}

// check refuses a row that does not have the header's number of cells: nobody can
// say which cell is which.
func (w *gridWalk) check(cells []string, width int) {
	if len(cells) == width || len(cells) > width && blank(cells[width:]) {
		return
	}
	w.out.fault = &fault{
		rule: "row-width", refuse: true, cure: "Give every row as many cells as the first",
		message: fmt.Sprintf("The row has %d cells and the first row has %d", len(cells), width),
	}
	w.out.Refuse = true
}

// place finds whose row it is: by the row around it, or by its own id.
func (w *gridWalk) place(k tableKeys, t *goldset.Table) {
	values := w.out.Values
	switch {
	case k.parent >= 0 && w.lacksWhole(t.Parent) && values[k.parent] != "":
		w.out.LocalID = "record:" + values[k.parent]
	case k.parent >= 0:
		if !w.inside(k, t) {
			return
		}
	case k.id >= 0 && values[k.id] == "" && k.spare && k.own >= 0 && values[k.own] != "":
		w.out.LocalID = "record:" + values[k.own]
	case k.id >= 0:
		w.out.LocalID = values[k.id]
	}
	if k.own >= 0 && !w.out.Refuse {
		w.parents[t.Name][strings.Clone(values[k.own])] = enclosing{w.out.Number, strings.Clone(w.out.LocalID)}
	}
}

// lacks reports a table that the files do not have.
func (s *gridSet) lacks(table string) bool {
	i := slices.IndexFunc(s.layout.Tables, func(t goldset.Table) bool { return t.Name == table })
	return i >= 0 && s.grids[i] == nil
}

// lacksWhole reports a table that the return must have and the files do not. Rows
// that belong inside its rows are then told apart by the key they give, which is
// good within one return.
func (s *gridSet) lacksWhole(table string) bool {
	return s.lacks(table) && !s.layout.Table(table).Optional
}

// inside finds the row around this one; a row without one is refused.
func (w *gridWalk) inside(k tableKeys, t *goldset.Table) bool {
	p, ok := w.parents[t.Parent][w.out.Values[k.parent]]
	if ok {
		w.out.Parent, w.out.LocalID = p.number, p.id
		return true
	}
	w.out.Refuse = true
	w.out.fault = &fault{
		rule: "no-parent", refuse: true, fields: []string{t.Fields[k.parent].Name},
		message: "No row of " + t.Parent + " has this key", cure: "Send the table that holds the row around it, or leave the row out",
	}
	return false
}
