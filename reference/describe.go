package reference

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/goldset/goldset"
)

// Description is a request of the Commissioner's own, as an analyst wrote it down
// once: who is asked for what and why, the tables and their fields, the codes, and
// what must hold. Its layout, template, dictionary and checks are made from it.
type Description struct {
	Return       goldset.ReturnName // its name in commands, addresses and the warehouse
	Version      int                // raised with every change
	Years        []goldset.CollectionYear
	Title        string
	Purpose      string
	Gateway      string   // the law that lets the Commissioner ask and the supplier answer
	Contact      string   // who helps
	Send         string   // how to send the return
	Hypothetical bool     // made up: issued to nobody
	Suppliers    []string // kinds: authority, department, health
	Children     string   // the family of returns that share its child ids; empty: its own
	From, To     time.Time
	YearField    DescribedField // whose dates fall in the collection's year; zero: none tells
	Tables       []DescribedTable
	Lists        []*CodeList
	Rules        []DescribedRule
	Text         []byte // as written
}

// The sheets that a template has beside those of its tables.
const (
	SheetReadMe = "Read me"
	SheetCodes  = "Codes" // what each code means
	SheetLists  = "Lists" // hidden; the drop-downs take their codes from it
)

// TemplateSheets are not read when a template comes back.
var TemplateSheets = []string{SheetReadMe, SheetCodes, SheetLists}

// DescribedTable is one table of a described return, a sheet of its template.
type DescribedTable struct {
	goldset.Table
	Note  string   // what its rows are
	One   bool     // a child has one row at most
	Notes []string // by field: what is asked
	Line  int
	Lines []int // by field
}

// DescribedField is a field by its table and name.
type DescribedField struct{ Table, Field string }

func (f DescribedField) String() string { return f.Table + "." + f.Field }

// DescribedRule is something that must hold. With a table it is judged for each of
// that table's rows, without for each child.
type DescribedRule struct {
	Code     string
	Severity goldset.Severity
	Table    string
	Check    string // an expression in CEL that is true of what passes
	Fields   []DescribedField
	Message  string
	Passes   string
	Line     int // of the expression
}

// Fault is what keeps a description from being used.
type Fault struct {
	Line    int // 0: the description as a whole
	Message string
}

// Faults are all that is wrong with a description, in the order of their lines.
type Faults []Fault //nolint:errname // the word of whoever mends the file

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Message
		if fault.Line > 0 {
			lines[i] = fmt.Sprintf("line %d: %s", fault.Line, fault.Message)
		}
	}
	return strings.Join(lines, "\n")
}

// Layout is the described return's shape for one of its years.
func (d *Description) Layout(year goldset.CollectionYear) *goldset.Layout {
	start, end := d.Period(year)
	l := &goldset.Layout{
		Return: d.Return, Year: year, Described: d.Version, Family: d.Children,
		Title:   fmt.Sprintf("%s %d to %d", d.Title, start.Year(), end.Year()),
		Version: fmt.Sprintf("%s-%d.%d", d.Return, year, d.Version),
	}
	if start.Year() == end.Year() {
		l.Title = fmt.Sprintf("%s %d", d.Title, end.Year())
	}
	if d.Hypothetical {
		l.Title += " (hypothetical request of the Commissioner)"
	}
	for i := range d.Tables {
		l.Tables = append(l.Tables, d.Tables[i].Table)
	}
	return l
}

// Newest is the last year the description is for.
func (d *Description) Newest() goldset.CollectionYear { return d.Years[len(d.Years)-1] }

// Period is the time that the return for a year tells about, first and last day.
func (d *Description) Period(year goldset.CollectionYear) (start, end time.Time) {
	start, end = Period(d.Return, year, "")
	if !d.From.IsZero() {
		start, end = d.From, d.To
	}
	return start, end
}

// Codes is the description's code list of the given full name.
func (d *Description) Codes(list string) (*CodeList, bool) {
	for _, l := range d.Lists {
		if l.List == list {
			return l, true
		}
	}
	return nil, false
}

// Table is the described table of the given name, or nil.
func (d *Description) Table(name string) *DescribedTable {
	for i := range d.Tables {
		if d.Tables[i].Name == name {
			return &d.Tables[i]
		}
	}
	return nil
}

// RowsPerChild is how many rows a child may have, in words.
func (t *DescribedTable) RowsPerChild() string {
	switch {
	case t.One:
		return "one row for each child"
	case t.Parent != "":
		return "any number of rows for each row of " + t.Parent
	}
	return "any number of rows for each child"
}

// sortFaults puts faults in the order of their lines.
func sortFaults(a, b Fault) int { return cmp.Compare(a.Line, b.Line) }
