package ingest

import (
	"fmt"
	"reflect"
	"slices"
)

// cinNesting says, for each table of a case, which column names the row around
// it, and in which table that is.
var cinNesting = []struct{ table, key, parent string }{
	{"ChildIdentifiers", "", ""},
	{"ChildCharacteristics", "", ""},
	{"Disabilities", "", ""},
	{"CINdetails", "", ""},
	{"Assessments", "CINdetailsID", "CINdetails"},
	{"CINplanDates", "CINdetailsID", "CINdetails"},
	{"Section47", "CINdetailsID", "CINdetails"},
	{"ChildProtectionPlans", "CINdetailsID", "CINdetails"},
	{"AssessmentFactorsList", "AssessmentID", "Assessments"},
	{"Reviews", "CPPID", "ChildProtectionPlans"},
}

// cinCase builds the children of a census case, whose tables name parents by ids
// that the census itself does not have.
type cinCase struct {
	*caseRun
	children []*cinChild
	byID     map[string]*cinChild
	ids      map[string]int // child, table and id -> row
	made     int            // rows made up for ids that no row has; they count down from -2
}

func (r *caseRun) cinChildren() []*cinChild {
	b := &cinCase{caseRun: r, byID: map[string]*cinChild{}, ids: map[string]int{}, made: -1}
	for _, n := range cinNesting {
		rows := r.c.Tables[n.table]
		for number, cells := range rows {
			b.add(n.table, n.key, n.parent, number, cells)
		}
	}
	b.factorsOfAssessments()
	for _, c := range b.children {
		b.sort(c)
	}
	return b.children
}

// child finds whose row it is. Rows that name no child are each a child in the
// table of children, and else all one child's.
func (b *cinCase) child(table string, number int, cells map[string]any) (*cinChild, string) {
	id := cellText(cells["LAchildID"])
	if id == "" && table == "ChildIdentifiers" {
		id = fmt.Sprintf("\x00%d", number)
	}
	if b.byID[id] == nil {
		c := &cinChild{period: b.period}
		b.byID[id] = c
		b.children = append(b.children, c)
	}
	return b.byID[id], id
}

func (b *cinCase) add(table, key, parentTable string, number int, cells map[string]any) {
	c, id := b.child(table, number, cells)
	parent := -1
	if key != "" {
		parent = b.parent(c, id, table, key, parentTable, cells)
	}
	for _, own := range []string{"CINdetailsID", "AssessmentID", "CPPID"} {
		if own != key && cells[own] != nil && ownID[table] == own {
			b.ids[id+"\x00"+table+"\x00"+cellText(cells[own])] = number
		}
	}
	b.append(c, table, number, parent, cells)
}

// parent is the row that a row's key names. Where the key is no column of both
// tables, it is the child's first row there, of the same episode where both say.
func (b *cinCase) parent(c *cinChild, id, table, key, parentTable string, cells map[string]any) int {
	if b.has(table, key) && b.has(parentTable, key) || len(b.c.Tables[parentTable]) == 0 {
		return b.row(id, parentTable, cellText(cells[key]))
	}
	rows := reflect.ValueOf(c).Elem().FieldByName(parentTable)
	for i := range rows.Len() {
		number := rows.Index(i).Addr().Interface().(row).place().number
		const episode = "CINdetailsID"
		if key != episode && b.has(table, episode) && b.has(parentTable, episode) &&
			cellText(cells[episode]) != cellText(b.c.Tables[parentTable][number][episode]) {
			continue
		}
		return number
	}
	return b.row(id, parentTable, cellText(cells[key]))
}

func (b *cinCase) has(table, column string) bool { return slices.Contains(b.c.Columns[table], column) }

// ownID is the column that names a table's own rows.
var ownID = map[string]string{"CINdetails": "CINdetailsID", "Assessments": "AssessmentID", "ChildProtectionPlans": "CPPID"}

// row is the row an id names, or one made up for it.
func (b *cinCase) row(child, table, id string) int {
	key := child + "\x00" + table + "\x00" + id
	if n, there := b.ids[key]; there {
		return n
	}
	b.made--
	b.ids[key] = b.made
	return b.made
}

func (b *cinCase) append(c *cinChild, table string, number, parent int, cells map[string]any) {
	slice := reflect.ValueOf(c).Elem().FieldByName(table)
	n := slice.Len()
	slice.Grow(1)
	slice.SetLen(n + 1)
	s := slice.Index(n)
	*s.Addr().Interface().(row).place() = at{table: table, number: number, parent: parent}
	fill(s, cells, "")
}

// factorsOfAssessments reads factors where the case keeps them in the table of
// assessments, as one row a factor or as a list.
func (b *cinCase) factorsOfAssessments() {
	for i := range b.children {
		c := b.children[i]
		for j := range c.AssessmentFactorsList { // a finding about a factor stands at its assessment
			f := &c.AssessmentFactorsList[j]
			f.table, f.number = "Assessments", f.parent
		}
	}
	if len(b.c.Tables["AssessmentFactorsList"]) > 0 {
		return
	}
	groups := map[string]int{}
	for number, cells := range b.c.Tables["Assessments"] {
		c, id := b.child("Assessments", number, cells)
		named := cellText(cells["AssessmentID"]) + "\x00" + cellText(cells["AssessmentAuthorisationDate"])
		key := id + "\x00" + cellText(cells["CINdetailsID"]) + "\x00" + named
		group, there := groups[key]
		there = there && named != "\x00" // nothing tells two open assessments apart but the row
		if !there {
			group = number
			groups[key] = number
		}
		list, ok := cells["AssessmentFactors"].([]any)
		if !ok && cells["AssessmentFactors"] != nil {
			list = []any{cells["AssessmentFactors"]}
		}
		for _, factor := range list {
			c.AssessmentFactorsList = append(c.AssessmentFactorsList, cinFactor{at{table: "Assessments", number: number, parent: group}, cellText(factor)})
		}
	}
}

// sort puts rows of one parent together, which is how the census nests them.
func (b *cinCase) sort(c *cinChild) {
	byParent := func(x, y *at) int { return x.parent - y.parent }
	slices.SortStableFunc(c.Assessments, func(x, y cinAssessment) int { return byParent(&x.at, &y.at) })
	slices.SortStableFunc(c.AssessmentFactorsList, func(x, y cinFactor) int { return byParent(&x.at, &y.at) })
	slices.SortStableFunc(c.CINplanDates, func(x, y cinPlan) int { return byParent(&x.at, &y.at) })
	slices.SortStableFunc(c.Section47, func(x, y cinSection47) int { return byParent(&x.at, &y.at) })
	slices.SortStableFunc(c.ChildProtectionPlans, func(x, y cinProtection) int { return byParent(&x.at, &y.at) })
	slices.SortStableFunc(c.Reviews, func(x, y cinReview) int { return byParent(&x.at, &y.at) })
}
