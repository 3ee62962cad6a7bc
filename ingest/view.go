package ingest

import (
	"reflect"

	"github.com/goldset/goldset"
)

// dayType tells date fields of a view from text.
var dayType = reflect.TypeFor[day]()

// viewer copies rows into the typed structs that rules read. The struct of a
// table has a field per column it needs, under the return's own name, text or day;
// the child's struct has a slice per table, under the table's name.
type viewer struct {
	tables []viewTable
}

type viewTable struct {
	name   string
	slice  int // field of the child's struct, or -1
	fields []viewField
}

type viewField struct {
	column int // of the row
	field  int // of the table's struct
	isDay  bool
}

// newViewer plans the copying for a layout into child's type.
func newViewer(l *goldset.Layout, child reflect.Type) *viewer {
	v := &viewer{}
	for i := range l.Tables {
		t := viewTable{name: l.Tables[i].Name, slice: -1}
		if f, ok := child.FieldByName(t.name); ok {
			t.slice = f.Index[0]
			t.fields = planFields(&l.Tables[i], f.Type.Elem())
		}
		v.tables = append(v.tables, t)
	}
	return v
}

func planFields(t *goldset.Table, s reflect.Type) []viewField {
	var plan []viewField
	for column, field := range t.Fields {
		if f, ok := s.FieldByName(field.Name); ok && len(f.Index) == 1 {
			plan = append(plan, viewField{column: column, field: f.Index[0], isDay: f.Type == dayType})
		}
	}
	return plan
}

// add copies a row into the child's struct. Texts are as given where they cannot
// be read, so that a rule can tell a wrong code from a missing one. It reports a
// date that was given and cannot be read.
func (v *viewer) add(child reflect.Value, rec *record, texts []string, days []day) (unread bool) {
	t := &v.tables[rec.table]
	if t.slice < 0 {
		return false
	}
	slice := child.Field(t.slice)
	n := slice.Len()
	slice.Grow(1)
	slice.SetLen(n + 1)
	s := slice.Index(n)
	place := s.Addr().Interface().(row).place()
	*place = at{table: t.name, number: rec.Number, parent: rec.Parent, line: rec.Line}
	for _, f := range t.fields {
		if f.isDay {
			s.Field(f.field).SetInt(int64(days[f.column]))
			if days[f.column] == 0 && texts[f.column] != "" {
				place.unread += " " + rec.Table.Fields[f.column].Name + " "
			}
		} else {
			s.Field(f.field).SetString(texts[f.column])
			if f.column < 64 && rec.rewritten&(1<<f.column) != 0 {
				place.rewritten += " " + rec.Table.Fields[f.column].Name + " "
			}
		}
	}
	return place.unread != ""
}

// reset empties every table of the child's struct, keeping the room.
func (v *viewer) reset(child reflect.Value) {
	for _, t := range v.tables {
		if t.slice >= 0 {
			child.Field(t.slice).SetLen(0)
		}
	}
}

// within is the rows that a parent row encloses. Rows of one parent stand together.
func within[T any, P interface {
	*T
	row
}](rows []T, parent *at) []T {
	from := 0
	for from < len(rows) && P(&rows[from]).place().parent != parent.number {
		from++
	}
	to := from
	for to < len(rows) && P(&rows[to]).place().parent == parent.number {
		to++
	}
	return rows[from:to]
}
