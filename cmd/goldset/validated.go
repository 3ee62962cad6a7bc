package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

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
	case v.by != byRule && v.by != byChild:
		return exitError{code: exitUsage, err: fmt.Errorf("--by is rule or child, not %q", v.by)}
	case v.format == formatAnnotated && v.out == "":
		return exitError{code: exitUsage, err: errors.New("--format annotated writes several files: name a folder with --out")}
	}
	return nil
}

// validated is what --json writes.
type validated struct {
	Return      goldset.ReturnName     `json:"return"`
	Title       string                 `json:"title"`
	Authority   string                 `json:"authority"`
	Year        goldset.CollectionYear `json:"year"`
	Term        string                 `json:"term,omitempty"`
	RuleSet     string                 `json:"rule_set"`
	RowsIn      int                    `json:"rows_in"`
	RowsOut     int                    `json:"rows_out"`
	RowsRefused int                    `json:"rows_refused"`
	Tables      []goldset.Count        `json:"tables"`
	Summary     []ingest.SummaryLine   `json:"summary"`
	Rules       ruleRows               `json:"rules"`
	NotRun      []ingest.NotRun        `json:"not_run"`
	Tolerances  []string               `json:"tolerances"`
	Refused     *ingest.Refused        `json:"refused,omitempty"` // why the file cannot be taken, if so

	// What the checks found that look beyond the return: at the authority's others, at
	// last year's and at published counts.
	Beyond       ruleRows        `json:"beyond"`
	BeyondNotRun []ingest.NotRun `json:"beyond_not_run"`

	ret    *ingest.Return   // nil when refused
	report *feedback.Report // nil when only the counts by rule are asked for
	errors int
}

// ruleRows is rule -> table -> data rows from 0; -1 is the table or return as a whole.
type ruleRows map[string]map[string][]int

func (r ruleRows) add(f *goldset.Finding) {
	if r[f.Rule] == nil {
		r[f.Rule] = map[string][]int{}
	}
	r[f.Rule][f.Table] = append(r[f.Rule][f.Table], f.Row)
}

// sort puts rows in order, each once.
func (r ruleRows) sort() {
	for _, tables := range r {
		for table, rows := range tables {
			slices.Sort(rows)
			tables[table] = slices.Compact(rows)
		}
	}
}

// check runs a whole check and gathers what it says. The findings themselves are
// kept only for forms that show them.
func (v *validation) check(r *ingest.Return) (*validated, error) {
	result := &validated{ret: r, Tables: []goldset.Count{}, Rules: ruleRows{}, Beyond: ruleRows{}, BeyondNotRun: []ingest.NotRun{}}
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
	if result.Summary == nil {
		result.Summary = []ingest.SummaryLine{} // an empty list, not null
	}
	result.Rules.sort()
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
	v.Rules.add(&f)
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
		return v.writeFile(out, v.print(result))
	}
}

// writeFile writes to --out, or to standard output without it.
func (v *validation) writeFile(out io.Writer, write func(io.Writer) error) error {
	if v.out == "" {
		return write(out)
	}
	how := os.O_TRUNC
	if v.more {
		how = os.O_APPEND
	}
	f, err := os.OpenFile(v.out, os.O_CREATE|os.O_WRONLY|how, 0o600) // it names children
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
