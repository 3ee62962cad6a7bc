package feedback

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goldset/goldset"
)

// bom makes spreadsheets read a CSV file as UTF-8.
const bom = "\ufeff"

// severityWords are the severities as people are told them.
var severityWords = map[goldset.Severity]string{
	goldset.SeverityReject: "File refused", goldset.SeverityError: "Error", goldset.SeverityQuery: "Query",
	goldset.SeverityNotice: "Notice", goldset.SeverityUnsaid: "Not stated", goldset.SeverityNotRun: "Not run",
}

// Safe is text that no spreadsheet takes for a formula: what could be one gets an
// apostrophe in front. Numbers stay as they are.
func Safe(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// The columns of the list of findings. ReasonColumn and NoteColumn are left empty
// for answers; IDColumn says what they are to.
const (
	IDColumn     = "Finding"
	ReasonColumn = "Reason"
	NoteColumn   = "Note"
)

var listColumns = []string{
	IDColumn, "Severity", "Rule", "Child", "File", "Sheet or table", "Row or line", "Cell", "Field", "In your file",
	"What is wrong", "What would pass", "Also breaks", "Answered", ReasonColumn, NoteColumn,
}

// line is the finding as a row of the list.
func (f *Finding) line() []string {
	var cells, fields, values []string
	for i := range f.Cells {
		c := &f.Cells[i]
		fields, values = append(fields, c.Name()), append(values, c.Value)
		if c.At != "" {
			cells = append(cells, c.At)
		}
	}
	id, at, where := "", "", f.Table
	if f.ID != 0 {
		id = strconv.FormatInt(f.ID, 10)
	}
	if f.Row >= 0 && f.Table != "" {
		at = strconv.Itoa(max(f.Line, f.Row+1))
		if f.Line > 0 {
			at = strconv.Itoa(f.Line)
		}
	}
	if f.Sheet != "" {
		where = f.Sheet
	}
	return []string{
		id, severityWords[f.Severity], f.Rule, f.Child, f.File, where, at, strings.Join(cells, "; "),
		strings.Join(fields, "; "), strings.Join(values, "; "), f.Message, f.Passes, f.also(), f.Answer(), "", "",
	}
}

// also names the rules folded under the finding.
func (f *Finding) also() string {
	names := make([]string, len(f.Also))
	for i, c := range f.Also {
		names[i] = c.Rule
	}
	return strings.Join(names, ", ")
}

// WriteCSV writes every finding as a row, folded ones named beside their lead.
func (r *Report) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	if err := c.Write(listColumns); err != nil {
		return fmt.Errorf("write findings: %w", err)
	}
	for i := range r.Findings {
		if err := c.Write(safeAll(r.Findings[i].line())); err != nil {
			return fmt.Errorf("write findings: %w", err)
		}
	}
	c.Flush()
	return c.Error()
}

func safeAll(cells []string) []string {
	for i := range cells {
		cells[i] = Safe(cells[i])
	}
	return cells
}

// WriteJSON writes the report as one object.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(r)
}

// summaryRows are what a summary sheet or file says: what was understood, what was
// found by rule, and notes on what the copy could not hold.
func (r *Report) summaryRows(notes []string) [][]string {
	rows := [][]string{
		{"What the check found"},
		{"Return", r.Title},
		{"Rules used", r.RuleSet},
		{"Findings", strconv.Itoa(len(r.Findings)), "and " + plural(r.Folded(), "consequence", "consequences") + " of cells already named"},
	}
	for _, t := range r.Tables {
		where := t.File
		if t.Sheet != "" {
			where += ", sheet " + t.Sheet
		}
		rows = append(rows, []string{"Rows of " + t.Table, fmt.Sprintf("%d in, %d accepted, %d refused", t.In, t.Out, t.Refused), "read from " + where})
	}
	for _, t := range r.Tolerances {
		rows = append(rows, []string{"Overlooked in reading", t})
	}
	for _, n := range slices.Concat(r.Notes, notes) {
		rows = append(rows, []string{"About this copy", n})
	}
	rows = append(rows, []string{""}, []string{"Rule", "What is wrong", "What would pass", "Severity", "Findings"})
	for _, g := range r.ByRule() {
		rows = append(rows, []string{g.Rule, g.Message, g.Passes, severityWords[g.Severity], strconv.Itoa(len(g.Findings))})
	}
	for _, n := range r.NotRun {
		rows = append(rows, []string{n.Rule, "Not run: " + n.Reason})
	}
	return rows
}

func (r *Report) writeSummary(w io.Writer, notes []string) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	for _, row := range r.summaryRows(notes) {
		if err := c.Write(safeAll(row)); err != nil {
			return fmt.Errorf("write summary: %w", err)
		}
	}
	c.Flush()
	return c.Error()
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// shorten cuts text to at most n characters and reports whether it had to.
func shorten(text string, n int) (string, bool) {
	if utf8.RuneCountInString(text) <= n {
		return text, false
	}
	return string([]rune(text)[:n-1]) + "…", true
}
