package reference

import (
	"github.com/goldset/goldset"
)

// FactTable is one table of the research zone: the columns of one statutory table
// over all the years and terms it has layouts for.
type FactTable struct {
	Name    string // without the schema
	Title   string
	Return  goldset.ReturnName
	Table   string // as the layouts name it
	Parent  string // the fact table whose row_no a row's parent_no is, or ""
	Years   []goldset.CollectionYear
	Columns []FactColumn
}

// FactColumn is one fact, under the name and the type it has in Postgres.
type FactColumn struct {
	Name  string
	Type  string
	Field goldset.Field // as its newest layout declares it
}

// FactTables lists the research zone's statutory tables, in the order of their
// returns and layouts; a table that is about no child has none. Every column comes from a field that InResearch allows.
func FactTables() []*FactTable {
	var tables []*FactTable
	byName := map[string]*FactTable{}
	for _, l := range Layouts() {
		for i := range l.Tables {
			t := &l.Tables[i]
			if t.About != "" {
				continue
			}
			name := l.FactTable(t)
			f := byName[name]
			if f == nil {
				f = &FactTable{Name: name, Return: l.Return, Table: t.Name}
				byName[name] = f
				tables = append(tables, f)
			}
			f.add(l, t)
		}
	}
	return tables
}

func (f *FactTable) add(l *goldset.Layout, t *goldset.Table) {
	f.Title = t.Title
	if t.Parent != "" {
		f.Parent = l.FactTable(l.Table(t.Parent))
	}
	if n := len(f.Years); n == 0 || f.Years[n-1] != l.Year {
		f.Years = append(f.Years, l.Year)
	}
	for _, field := range t.Fields {
		if !field.InResearch() {
			continue
		}
		column := FactColumn{Name: field.Column(), Type: PostgresType(field), Field: field}
		if i := f.index(column.Name); i >= 0 {
			f.Columns[i] = column
		} else {
			f.Columns = append(f.Columns, column)
		}
	}
}

func (f *FactTable) index(column string) int {
	for i := range f.Columns {
		if f.Columns[i].Name == column {
			return i
		}
	}
	return -1
}

// PostgresType is the column type of a field in the research zone.
func PostgresType(f goldset.Field) string {
	switch f.Type {
	case goldset.TypeDate:
		return "date"
	case goldset.TypeDateTime:
		return "timestamptz"
	case goldset.TypeInteger, goldset.TypeYear:
		return "bigint"
	case goldset.TypeDecimal:
		return "float8"
	case goldset.TypeBool:
		return "boolean"
	default:
		return "text"
	}
}
