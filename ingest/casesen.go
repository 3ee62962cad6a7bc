package ingest

import (
	"reflect"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// senReturn builds the two lists of a case, whose columns have the workbook's own
// wordings.
func (r *caseRun) senReturn() *senReturn {
	c := &senReturn{period: r.period}
	for name, list := range map[string]*[]senPerson{"List_1": &c.List_1, "List_2": &c.List_2} {
		for number, cells := range r.c.Tables[name] {
			*list = append(*list, senPerson{at: at{table: name, number: number, parent: -1}})
			p := &(*list)[number]
			fill(reflect.ValueOf(p).Elem(), fieldNamed(name, cells), "02/01/2006")
		}
	}
	return c
}

// fieldNamed puts the cells of a case under the names of the layout's fields.
func fieldNamed(table string, cells map[string]any) map[string]any {
	named := map[string]any{}
	for _, l := range reference.Layouts() {
		if l.Return != goldset.AnnexASEN {
			continue
		}
		for _, f := range l.Table(table).Fields {
			for _, wording := range append([]string{f.Name}, f.Aliases...) {
				for column, v := range cells {
					if headerKey(column) == headerKey(wording) {
						named[f.Name] = v
					}
				}
			}
		}
	}
	return named
}
