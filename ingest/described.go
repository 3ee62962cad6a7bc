package ingest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/goldset/goldset"
)

// maxOverruns is how often a rule may run out of steps before it is given up.
const maxOverruns = 10

// describedRunner runs the rules of a described request: those over one row as the
// rows come, those over a child when all have come.
type describedRunner struct {
	*ruleSet
	report func(goldset.Finding, Evidence)
	scope  scope
	fields []*ruleTable // by table of the layout
	order  []*ruleChild
	byID   map[string]*ruleChild
	missed map[*expression]*missed
}

// ruleChild is one child's rows, by table.
type ruleChild struct {
	id   string
	rows [][]ref.Val
}

// missed counts the rows a rule was not run for.
type missed struct {
	rows     int
	empty    map[string]int // by field
	unread   map[string]int
	overruns int
	other    int
}

// scope is what an expression may name, for CEL.
type scope struct {
	row        *ruleRow
	tables     map[string]ref.Val
	start, end types.Timestamp
}

// ResolveName implements cel.Activation.
func (s *scope) ResolveName(name string) (any, bool) {
	switch name {
	case rowName:
		return s.row, s.row != nil
	case startName:
		return s.start, true
	case referenceName:
		return s.end, true
	}
	rows, ok := s.tables[name]
	return rows, ok
}

// Parent implements cel.Activation.
func (s *scope) Parent() cel.Activation { return nil }

func newDescribedRunner(r *Return, report func(goldset.Finding, Evidence)) *describedRunner {
	run := &describedRunner{ruleSet: r.rules, report: report, byID: map[string]*ruleChild{}, missed: map[*expression]*missed{}}
	run.scope = scope{
		tables: map[string]ref.Val{},
		start:  types.Timestamp{Time: r.start.time()}, end: types.Timestamp{Time: r.end.time()},
	}
	for i := range r.Layout.Tables {
		run.fields = append(run.fields, r.rules.table(r.Layout.Tables[i].Name))
	}
	return run
}

func (d *describedRunner) row(rec *record, texts []string, _ []day) {
	t := d.fields[rec.table]
	row := &ruleRow{
		table: t, number: rec.Number, line: rec.Line,
		texts: make([]string, len(t.Fields)), values: make([]ref.Val, len(t.Fields)),
	}
	for i, used := range t.used {
		if used {
			row.texts[i] = texts[i]
		}
	}
	for _, e := range t.rules {
		if !e.children {
			d.judge(e, row, rec.LocalID)
		}
	}
	if d.children {
		d.keep(row, rec)
	}
}

// keep puts a row with its child's others. Its texts outlive the reader's buffers.
func (d *describedRunner) keep(row *ruleRow, rec *record) {
	for i := range row.texts {
		row.texts[i] = strings.Clone(row.texts[i])
	}
	clear(row.values) // some hold the texts
	child := d.byID[rec.LocalID]
	if child == nil {
		child = &ruleChild{id: strings.Clone(rec.LocalID), rows: make([][]ref.Val, len(d.fields))}
		d.byID[child.id] = child
		d.order = append(d.order, child)
	}
	child.rows[rec.table] = append(child.rows[rec.table], row)
}

func (d *describedRunner) finish() error {
	for _, child := range d.order {
		for i, t := range d.fields {
			d.scope.tables[t.Name] = types.NewRefValList(types.DefaultTypeAdapter, child.rows[i])
		}
		for _, e := range d.expressions {
			switch {
			case e.Table == "":
				d.judge(e, nil, child.id)
			case e.children:
				for _, row := range child.rows[slices.IndexFunc(d.fields, func(t *ruleTable) bool { return t.Name == e.Table })] {
					d.judge(e, row.(*ruleRow), child.id)
				}
			}
		}
	}
	return nil
}

// judge runs a rule for a row, or for a child when row is nil.
func (d *describedRunner) judge(e *expression, row *ruleRow, child string) {
	m := d.missed[e]
	if m != nil && m.overruns >= maxOverruns {
		m.rows++
		return
	}
	d.scope.row = row
	result, _, err := e.program.Eval(&d.scope)
	switch {
	case err != nil:
		if m == nil {
			m = &missed{empty: map[string]int{}, unread: map[string]int{}}
			d.missed[e] = m
		}
		m.add(err)
	case result == types.False:
		d.fail(e, row, child)
	}
}

func (m *missed) add(err error) {
	m.rows++
	gone, ok := errors.AsType[*absent](err)
	switch {
	case ok && gone.unread:
		m.unread[gone.field]++
	case ok:
		m.empty[gone.field]++
	case strings.Contains(err.Error(), "cost limit"):
		m.overruns++
	default:
		m.other++
	}
}

// fail reports a rule's finding at its row; one about a child at the first of the
// child's rows in a table that the rule points at.
func (d *describedRunner) fail(e *expression, row *ruleRow, child string) {
	if row == nil {
		row = d.pointed(e, d.byID[child])
	}
	f := goldset.Finding{
		Rule: e.Code, Severity: e.Severity, Table: row.table.Name, Row: row.number, Line: row.line,
		Message: e.Message, Passes: e.Passes,
	}
	var values []string
	for _, place := range e.Fields {
		if place.Table == f.Table {
			f.Fields = append(f.Fields, place.Field)
			values = append(values, row.texts[row.table.Index(place.Field)])
		}
	}
	d.report(f, Evidence{Child: child, Values: values})
}

func (d *describedRunner) pointed(e *expression, child *ruleChild) *ruleRow {
	for _, place := range e.Fields {
		for i, t := range d.fields {
			if t.Name == place.Table && len(child.rows[i]) > 0 {
				return child.rows[i][0].(*ruleRow)
			}
		}
	}
	for _, rows := range child.rows {
		if len(rows) > 0 {
			return rows[0].(*ruleRow)
		}
	}
	return nil // a child is known by its rows
}

// notRun tells which rules were not run for all rows, and why.
func (d *describedRunner) notRun() []NotRun {
	var list []NotRun
	for _, e := range d.expressions {
		if m := d.missed[e]; m != nil {
			list = append(list, NotRun{Rule: e.Code, Rows: m.rows, Reason: m.reason(e)})
		}
	}
	return list
}

func (m *missed) reason(e *expression) string {
	what := "rows"
	if e.Table == "" {
		what = "children"
	}
	var parts []string
	for _, field := range slices.Sorted(maps.Keys(m.empty)) {
		parts = append(parts, fmt.Sprintf("%s is empty (%d)", field, m.empty[field]))
	}
	for _, field := range slices.Sorted(maps.Keys(m.unread)) {
		parts = append(parts, fmt.Sprintf("%s cannot be read (%d)", field, m.unread[field]))
	}
	if m.other > 0 {
		parts = append(parts, fmt.Sprintf("it has no answer (%d)", m.other))
	}
	if m.overruns > 0 {
		parts = append(parts, fmt.Sprintf("it takes too many steps (%d)", m.rows-m.other-total(m.empty)-total(m.unread)))
	}
	return fmt.Sprintf("not run for %d %s: %s", m.rows, what, strings.Join(parts, ", "))
}

func total(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
