// Package feedback gives a check back to the person who sent the return: a web
// page, a list as CSV, and their own workbook or CSV files with what was found
// written beside the cells it is about.
//
// A Report holds identity: the supplier's own ids and values. It is made for one
// answer to that supplier and kept nowhere. Consequences of one cell that is
// missing or cannot be read are folded under that cell's own finding. What a
// document has no room for is counted in it, never cut off silently, and nothing
// that came from a file can become a formula in what is written.
package feedback

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// Report is what a check has to say about one return.
type Report struct {
	Return     goldset.ReturnName     `json:"return"`
	Title      string                 `json:"title"`
	Authority  string                 `json:"authority"`
	Year       goldset.CollectionYear `json:"year"`
	Term       string                 `json:"term,omitempty"`
	RuleSet    string                 `json:"rule_set"`
	Tables     []Table                `json:"tables"`
	Summary    []ingest.SummaryLine   `json:"summary"`
	Tolerances []string               `json:"tolerances"`
	NotRun     []ingest.NotRun        `json:"not_run"`
	Notes      []string               `json:"notes,omitempty"` // about the report itself
	Findings   []Finding              `json:"findings"`        // in the order they were found; folded ones stand under their lead

	sources []ingest.TableSource
}

// Table is a table that was understood: where it stands, and its rows.
type Table struct {
	goldset.Count
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet,omitempty"`
}

// Finding is a finding as shown: with the child, the place and the values.
type Finding struct {
	goldset.Finding
	ID     int64         `json:"id,omitempty"` // where the finding is recorded
	File   string        `json:"file,omitempty"`
	Sheet  string        `json:"sheet,omitempty"`
	Child  string        `json:"child,omitempty"` // the supplier's own id
	Cells  []Cell        `json:"cells,omitempty"`
	Reason string        `json:"reason,omitempty"` // the code of what the supplier has said to it
	Note   string        `json:"note,omitempty"`
	Also   []Consequence `json:"also,omitempty"`
}

// Cell is one cell that a finding points at.
type Cell struct {
	Field string `json:"field"`
	Title string `json:"title,omitempty"` // the field as its supplier would say it
	Value string `json:"value"`
	At    string `json:"cell,omitempty"` // such as C12; "" outside workbooks
}

// Consequence is a rule that breaks only because the cell does.
type Consequence struct {
	Rule     string           `json:"rule"`
	Severity goldset.Severity `json:"severity"`
	Message  string           `json:"message"`
}

// Where says which part of the file a finding is about, as an officer would look for it.
func (f *Finding) Where() string {
	switch {
	case f.Table == "":
		return "The whole return"
	case f.Row < 0:
		return f.Table
	case f.Sheet != "" && len(f.Cells) == 1 && f.Cells[0].At != "":
		return f.Sheet + ", cell " + f.Cells[0].At
	case f.Sheet != "":
		return f.Sheet + ", row " + strconv.Itoa(f.Line)
	case f.Line > 0:
		return f.Table + ", line " + strconv.Itoa(f.Line)
	}
	return f.Table + ", row " + strconv.Itoa(f.Row+1)
}

// Name is the field as people know it, with the name its column has.
func (c *Cell) Name() string {
	if c.Title == "" || c.Title == c.Field {
		return c.Field
	}
	return c.Title + " (" + c.Field + ")"
}

// Answer is what the supplier has said to the finding, or "".
func (f *Finding) Answer() string {
	if f.Reason == "" {
		return ""
	}
	text := ReasonText(f.Reason)
	if f.Note != "" {
		text += ": " + f.Note
	}
	return text
}

// Describe starts a report with what was understood of a return. Counts and
// Summary stand once Check has run to its end.
func Describe(r *ingest.Return) *Report {
	report := &Report{
		Return: r.Layout.Return, Title: r.Title(), Authority: r.Authority, Year: r.Layout.Year, Term: r.Layout.Term,
		RuleSet: r.RuleSetVersion(), Summary: r.Summary(), sources: r.Sources(),
		NotRun:     append([]ingest.NotRun{}, r.NotRun()...), // empty lists, not null
		Tolerances: append([]string{}, r.Tolerances...),
	}
	for _, c := range r.Counts() {
		t := Table{Count: c}
		if s := report.source(c.Table); s != nil {
			t.File, t.Sheet = s.File, s.Sheet
		}
		report.Tables = append(report.Tables, t)
	}
	return report
}

// SetCounts puts the counts of an earlier check in place of those of the return.
func (r *Report) SetCounts(counts []goldset.Count) {
	for i := range r.Tables {
		for _, c := range counts {
			if c.Table == r.Tables[i].Table {
				r.Tables[i].Count = c
			}
		}
	}
}

// Check runs a whole check and reports all of it. Each finding is also handed to
// told as it comes, before any is folded; told may be nil. Of a return with more than
// maxFindings the report holds the first and says so; told gets all.
func Check(r *ingest.Return, told func(goldset.Finding)) (*Report, error) {
	var found []Finding
	all, child := 0, ""
	for _, err := range r.Check(func(f goldset.Finding, e ingest.Evidence) {
		if told != nil {
			told(f)
		}
		if all++; all > maxFindings {
			return
		}
		if child != e.Child {
			child = strings.Clone(e.Child) // it is a piece of all that the file says of the child
		}
		found = append(found, Finding{Finding: f, Child: child})
	}) {
		if err != nil {
			return nil, err
		}
	}
	report := Describe(r)
	report.Findings = Fold(found)
	if all > len(found) {
		report.Notes = append(report.Notes, fmt.Sprintf("Only the first %d of %d findings are here: the return may be wrong as a whole", len(found), all))
	}
	return report, report.Locate(r)
}

// maxFindings bounds what one report holds: half a kilobyte a finding, several times
// over while a workbook is marked.
const maxFindings = 500_000

// Locate sets beside each finding its place in the files and the values it is
// about, read from the return in one pass.
func (r *Report) Locate(ret *ingest.Return) error {
	type place struct {
		table string
		row   int
	}
	wanted := map[place][]*Finding{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if s := r.source(f.Table); s != nil {
			f.File, f.Sheet = s.File, s.Sheet
		}
		if f.Row >= 0 {
			at := place{f.Table, f.Row}
			wanted[at] = append(wanted[at], f)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	for row, err := range ret.Rows() {
		if err != nil {
			return fmt.Errorf("read what the findings are about: %w", err)
		}
		for _, f := range wanted[place{row.Table.Name, row.Number}] {
			f.fill(&row, r.source(f.Table))
		}
	}
	return nil
}

// fill copies what the finding points at out of its row.
func (f *Finding) fill(row *goldset.Row, s *ingest.TableSource) {
	f.Line, f.Cells = row.Line, nil
	if row.LocalID != "" {
		f.Child = row.LocalID
	}
	for _, name := range f.Fields {
		i := row.Table.Index(name)
		if i < 0 {
			continue
		}
		c := Cell{Field: name, Title: row.Table.Fields[i].Title, Value: row.Values[i]}
		if s != nil && s.Sheet != "" && s.Columns[i] >= 0 {
			c.At = cellName(s.Columns[i], row.Line)
		}
		f.Cells = append(f.Cells, c)
	}
}

func (r *Report) source(table string) *ingest.TableSource {
	for i := range r.sources {
		if r.sources[i].Table.Name == table {
			return &r.sources[i]
		}
	}
	return nil
}

// cellName is C12 for column 2 of line 12.
func cellName(column, line int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name + strconv.Itoa(line)
}
