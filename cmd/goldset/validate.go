package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// newValidateCommand checks a return offline: nothing leaves the machine and
// nothing is kept.
func newValidateCommand() *cobra.Command {
	var v validation
	cmd := &cobra.Command{
		Use:   "validate PATH...",
		Short: "Check a return offline: no server, nothing kept",
		Long: "Check a return offline. PATH is a file, several, a folder or a zip; which return, authority and year it is\n" +
			"is read from its content. With --year the rules of that year are used, whatever the header says.",
		RunE: func(cmd *cobra.Command, paths []string) error {
			switch {
			case len(v.cases) > 0:
				return runCases(cmd.OutOrStdout(), v.cases)
			case len(paths) == 0:
				return exitError{code: exitUsage, err: errors.New("name the file, folder or zip to check")}
			}
			return v.run(cmd.OutOrStdout(), paths)
		},
	}
	cmd.Flags().StringVar(&v.name, "return", "", "the return it should be: cin, ssda903, identifiers, school_census or camhs")
	cmd.Flags().IntVar(&v.year, "year", 0, "the collection year whose rules to use")
	cmd.Flags().StringVar(&v.term, "term", "", "school census only: autumn, spring or summer")
	cmd.Flags().BoolVar(&v.json, "json", false, "write one JSON object")
	cmd.Flags().StringArrayVar(&v.cases, "case", nil, "run a published conformance case instead; one JSON line each")
	return cmd
}

type validation struct {
	name, term string
	year       int
	json       bool
	cases      []string
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

	wording map[string]goldset.Finding
	errors  int
}

func (v *validation) run(out io.Writer, paths []string) error {
	files, closers, err := openPaths(paths)
	defer func() {
		for _, c := range closers {
			c.Close()
		}
	}()
	if err != nil {
		return err
	}
	want := ingest.Expected{Return: goldset.ReturnName(v.name), Term: v.term, RuleYear: goldset.CollectionYear(v.year)}
	r, err := ingest.Open(files, want)
	if err != nil {
		return v.refused(out, err)
	}
	result, err := check(r)
	if err != nil {
		return v.refused(out, err)
	}
	if v.json {
		err = json.NewEncoder(out).Encode(result)
	} else {
		err = result.print(out)
	}
	if err == nil && result.errors > 0 {
		return exitError{code: exitFindings, err: fmt.Errorf("%d findings are errors", result.errors)}
	}
	return err
}

// refused tells why a file cannot be taken; it is a finding about the file, not a
// failure of the program.
func (v *validation) refused(out io.Writer, err error) error {
	refused, ok := errors.AsType[*ingest.Refused](err)
	if !ok {
		return err
	}
	if v.json {
		if err := json.NewEncoder(out).Encode(map[string]any{"refused": refused}); err != nil {
			return err
		}
	}
	return exitError{code: exitFindings, err: refused}
}

// openPaths opens files, and those of folders. A path that is a folder stands for
// every file directly in it.
func openPaths(paths []string) (files []ingest.File, closers []io.Closer, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return files, closers, exitError{code: exitUsage, err: err}
		}
		names := []string{path}
		if info.IsDir() {
			if names, err = filesIn(path); err != nil {
				return files, closers, err
			}
		}
		for _, name := range names {
			f, err := os.Open(name)
			if err != nil {
				return files, closers, err
			}
			closers = append(closers, f)
			info, err := f.Stat()
			if err != nil {
				return files, closers, err
			}
			files = append(files, ingest.File{Name: filepath.Base(name), Data: f, Size: info.Size()})
		}
	}
	return files, closers, nil
}

func filesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.Type().IsRegular() || e.Name()[0] == '.' })
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = filepath.Join(folder, e.Name())
	}
	return names, nil
}

// check runs a whole check and gathers what it says.
func check(r *ingest.Return) (*validated, error) {
	v := &validated{
		Return: r.Layout.Return, Title: r.Title(), Authority: r.Authority, Year: r.Layout.Year, Term: r.Layout.Term,
		RuleSet: ingest.RuleSetVersion(r.Layout.Return, r.Layout.Year),
		Rules:   map[string]map[string][]int{}, wording: map[string]goldset.Finding{},
	}
	for _, err := range r.Check(v.add) {
		if err != nil {
			return nil, err
		}
	}
	for _, tables := range v.Rules {
		for table, rows := range tables {
			sort.Ints(rows)
			tables[table] = slices.Compact(rows)
		}
	}
	v.Tables, v.Summary = r.Counts(), r.Summary()
	v.NotRun = append([]ingest.NotRun{}, r.NotRun()...) // an empty list, not null
	v.Tolerances = append([]string{}, r.Tolerances...)
	for _, c := range v.Tables {
		v.RowsIn += c.In
		v.RowsOut += c.Out
		v.RowsRefused += c.Refused
	}
	return v, nil
}

func (v *validated) add(f goldset.Finding, _ ingest.Evidence) {
	if v.Rules[f.Rule] == nil {
		v.Rules[f.Rule] = map[string][]int{}
		v.wording[f.Rule] = f
	}
	v.Rules[f.Rule][f.Table] = append(v.Rules[f.Rule][f.Table], f.Row)
	if f.Severity == goldset.SeverityError || f.Severity == goldset.SeverityReject || f.Severity == goldset.SeverityUnsaid {
		v.errors++
	}
}

// print writes what was understood, the counts, and the findings by rule.
func (v *validated) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s\nrules\t%s\nrows\t%d in, %d out, %d refused\n\n", v.Title, v.RuleSet, v.RowsIn, v.RowsOut, v.RowsRefused)
	for _, s := range v.Summary {
		fmt.Fprintf(w, "%s\t%d\n", s.Title, s.Count)
	}
	for _, t := range v.Tolerances {
		fmt.Fprintf(w, "tolerated: %s\n", t)
	}
	codes := make([]string, 0, len(v.Rules))
	for code := range v.Rules {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	for _, code := range codes {
		f := v.wording[code]
		fmt.Fprintf(w, "\n%s (%s) %s\n  %s\n", code, f.Severity, f.Message, f.Passes)
		for _, table := range slices.Sorted(maps.Keys(v.Rules[code])) {
			rows := v.Rules[code][table]
			if table == "" {
				continue
			}
			fmt.Fprintf(w, "  %s\t%d rows, first at row %d\n", table, len(rows), rows[0])
		}
	}
	if len(v.NotRun) > 0 {
		fmt.Fprintf(w, "\n%d published rules were not run; --json lists them with the reason\n", len(v.NotRun))
	}
	return w.Flush()
}
