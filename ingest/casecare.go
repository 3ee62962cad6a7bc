package ingest

import (
	"fmt"
	"reflect"
	"slices"
)

// lastSuffix marks the tables of a case that are last year's.
const lastSuffix = "_last"

// careChildren builds the children of an SSDA903 case. Rows that name no child are
// each one of their own.
func (r *caseRun) careChildren() []*careChild {
	this, last := r.careSet(""), r.careSet(lastSuffix)
	if r.there&needsLastYear != 0 {
		last.ready(nil)
		this.ready(last)
	} else {
		this.ready(nil)
	}
	return this.children
}

func (r *caseRun) careSet(suffix string) *careSet {
	set := newCareSet(nil, r.period)
	t := reflect.TypeFor[careChild]()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type.Kind() != reflect.Slice {
			continue
		}
		for number, cells := range r.c.Tables[f.Name+suffix] {
			id := cellText(cells["CHILD"])
			if id == "" {
				id = fmt.Sprintf("\x00%s%d", f.Name, number)
			}
			slice := reflect.ValueOf(set.child(id)).Elem().Field(i)
			slice.Grow(1)
			slice.SetLen(slice.Len() + 1)
			s := slice.Index(slice.Len() - 1)
			*s.Addr().Interface().(row).place() = at{table: f.Name, number: number, parent: -1}
			fill(s, cells, "02/01/2006")
			if l, ok := reflect.TypeAssert[*careOC3](s.Addr()); ok {
				l.bare = !slices.ContainsFunc(r.c.Columns[f.Name+suffix], func(name string) bool { return oneOf(name, "IN_TOUCH ACTIV ACCOM") })
			}
		}
	}
	return set
}
