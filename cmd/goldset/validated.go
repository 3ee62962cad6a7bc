package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

// The forms that a check's result is written in.
const (
	formatText      = "text"
	formatJSON      = "json"
	formatHTML      = "html"
	formatCSV       = "csv"
	formatAnnotated = "annotated"
)

// choose settles what is written and where.
func (v *validation) choose() error {
	if v.json {
		v.format = formatJSON
	}
	switch {
	case !slices.Contains([]string{formatText, formatJSON, formatHTML, formatCSV, formatAnnotated}, v.format):
		return exitError{code: exitUsage, err: fmt.Errorf("--format is text, json, html, csv or annotated, not %q", v.format)}
	case v.format == formatAnnotated && v.out == "":
		return exitError{code: exitUsage, err: errors.New("--format annotated writes several files: name a folder with --out")}
	}
	return nil
}

// validated is what --json writes.
type validated struct {
	Return      goldset.ReturnName          `json:"return"`
	Title       string                      `json:"title"`
	Authority   string                      `json:"authority"`
	Year        goldset.CollectionYear      `json:"year"`
	Term        string                      `json:"term,omitempty"`
	RuleSet     string                      `json:"rule_set"`
	RowsIn      int                         `json:"rows_in"`
	RowsOut     int                         `json:"rows_out"`
	RowsRefused int                         `json:"rows_refused"`
	Tables      []goldset.Count             `json:"tables"`
	Summary     []ingest.SummaryLine        `json:"summary"`
	Rules       map[string]map[string][]int `json:"rules"` // rule -> table -> data rows from 0; -1 is the return as a whole
	NotRun      []ingest.NotRun             `json:"not_run"`
	Tolerances  []string                    `json:"tolerances"`
	Refused     *ingest.Refused             `json:"refused,omitempty"` // why the file cannot be taken, if so

	report *feedback.Report // nil when only the counts by rule are asked for
	errors int
}

// check runs a whole check and gathers what it says. The findings themselves are
// kept only for forms that show them.
func (v *validation) check(r *ingest.Return) (*validated, error) {
	result := &validated{Rules: map[string]map[string][]int{}}
	var report *feedback.Report
	var err error
	if v.format == formatJSON {
		report, err = count(r, result.add)
	} else {
		report, err = feedback.Check(r, result.add)
		result.report = report
	}
	if err != nil {
		return nil, err
	}
	result.Return, result.Title, result.Authority, result.Year, result.Term = report.Return, report.Title, report.Authority, report.Year, report.Term
	result.RuleSet, result.Summary, result.NotRun, result.Tolerances = report.RuleSet, report.Summary, report.NotRun, report.Tolerances
	for _, tables := range result.Rules {
		for table, rows := range tables {
			slices.Sort(rows)
			tables[table] = slices.Compact(rows)
		}
	}
	for _, t := range report.Tables {
		result.Tables = append(result.Tables, t.Count)
		result.RowsIn += t.In
		result.RowsOut += t.Out
		result.RowsRefused += t.Refused
	}
	return result, nil
}

// count runs a check for its counts alone, whatever the size of the return.
func count(r *ingest.Return, add func(goldset.Finding)) (*feedback.Report, error) {
	for _, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { add(f) }) {
		if err != nil {
			return nil, err
		}
	}
	return feedback.Describe(r), nil
}

func (v *validated) add(f goldset.Finding) {
	if v.Rules[f.Rule] == nil {
		v.Rules[f.Rule] = map[string][]int{}
	}
	v.Rules[f.Rule][f.Table] = append(v.Rules[f.Rule][f.Table], f.Row)
	if f.Severity == goldset.SeverityError || f.Severity == goldset.SeverityReject || f.Severity == goldset.SeverityUnsaid {
		v.errors++
	}
}

// write writes the result in the form asked for.
func (v *validation) write(out io.Writer, result *validated, files []ingest.File) error {
	switch v.format {
	case formatJSON:
		return v.writeFile(out, result.json)
	case formatHTML:
		return v.writeFile(out, result.report.WriteHTML)
	case formatCSV:
		return v.writeFile(out, result.report.WriteCSV)
	case formatAnnotated:
		return v.annotate(out, result, files)
	default:
		return v.writeFile(out, result.print)
	}
}

// writeFile writes to --out, or to standard output without it.
func (v *validation) writeFile(out io.Writer, write func(io.Writer) error) error {
	if v.out == "" {
		return write(out)
	}
	f, err := os.OpenFile(v.out, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // it names children
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// annotate writes copies of the files into a folder, and their names to out.
func (v *validation) annotate(out io.Writer, result *validated, files []ingest.File) error {
	if err := os.MkdirAll(v.out, 0o700); err != nil {
		return err
	}
	return result.report.Annotated(files, func(name string) (io.WriteCloser, error) {
		path := filepath.Join(v.out, name)
		fmt.Fprintln(out, path)
		return os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	})
}

func (v *validated) json(out io.Writer) error { return json.NewEncoder(out).Encode(v) }

// print writes what was understood, the counts, and the findings by rule.
func (v *validated) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s\nrules\t%s\nrows\t%d in, %d out, %d refused\n\n", v.Title, v.RuleSet, v.RowsIn, v.RowsOut, v.RowsRefused)
	for _, t := range v.report.Tables {
		fmt.Fprintf(w, "%s\t%d rows\tfrom %s\n", t.Table, t.In, placeOf(t))
	}
	fmt.Fprintln(w)
	for _, s := range v.Summary {
		fmt.Fprintf(w, "%s\t%d\n", s.Title, s.Count)
	}
	for _, t := range v.Tolerances {
		fmt.Fprintf(w, "tolerated: %s\n", t)
	}
	for _, g := range v.report.ByRule() {
		printRule(w, g)
	}
	if n := v.report.Folded(); n > 0 {
		fmt.Fprintf(w, "\n%d consequences of cells named above are not repeated; --format csv names them\n", n)
	}
	if len(v.NotRun) > 0 {
		partly := 0
		for _, n := range v.NotRun {
			if n.Rows > 0 {
				partly++
			}
		}
		fmt.Fprintf(w, "\n%d rules were not run, and %d not for every row; --json lists them with the reason\n", len(v.NotRun)-partly, partly)
	}
	return w.Flush()
}

func placeOf(t feedback.Table) string {
	if t.Sheet != "" {
		return t.File + ", sheet " + t.Sheet
	}
	return t.File
}

// printRule tells one rule and, for each table, where it was broken first.
func printRule(w io.Writer, g *feedback.RuleGroup) {
	fmt.Fprintf(w, "\n%s (%s) %s\n  %s\n", g.Rule, g.Severity, g.Message, g.Passes)
	rows, firsts := map[string]int{}, map[string]string{}
	for _, f := range g.Findings {
		if f.Table == "" {
			continue
		}
		if rows[f.Table]++; rows[f.Table] == 1 {
			firsts[f.Table] = f.Where()
		}
	}
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(w, "  %s\t%d findings, first at %s\n", table, rows[table], firsts[table])
	}
}
