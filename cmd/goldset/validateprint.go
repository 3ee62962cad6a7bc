package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

// print writes what was understood, the counts, and what was found.
func (v *validation) print(r *validated) func(io.Writer) error {
	return func(out io.Writer) error {
		w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
		if v.more {
			fmt.Fprintf(w, "\n%s\n\n", strings.Repeat("=", 72))
		}
		r.printUnderstood(w)
		r.printTotals(w)
		r.printFindings(w, v.by)
		printNotRun(w, "Not run: rules that could judge no row", slices.DeleteFunc(slices.Clone(r.NotRun), func(n ingest.NotRun) bool { return n.Rows > 0 }))
		printNotRun(w, "Not run for some rows", slices.DeleteFunc(slices.Clone(r.NotRun), func(n ingest.NotRun) bool { return n.Rows == 0 }))
		printNotRun(w, "Not run: checks against other returns", r.BeyondNotRun)
		return w.Flush()
	}
}

// The ways of grouping what was found.
const (
	byRule  = "rule"
	byChild = "child"
)

// printFindings tells what was found rule by rule; or child by child, after what is
// about no one child.
func (v *validated) printFindings(w io.Writer, by string) {
	for _, g := range v.report.ByRule() {
		if by == byChild {
			g.Findings = slices.DeleteFunc(g.Findings, func(f *feedback.Finding) bool { return f.Child != "" })
		}
		if len(g.Findings) > 0 {
			printRule(w, g)
		}
	}
	if by != byChild {
		return
	}
	for _, g := range v.report.ByChild() {
		printChild(w, g)
	}
}

// printUnderstood tells what the files were taken for, and what was overlooked.
func (v *validated) printUnderstood(w io.Writer) {
	fmt.Fprintf(w, "%s\nRules\t%s\nRows\t%d in, %d taken, %d refused\n", v.Title, v.RuleSet, v.RowsIn, v.RowsOut, v.RowsRefused)
	fmt.Fprintln(w, "\nTables that were read")
	for _, t := range v.report.Tables {
		fmt.Fprintf(w, "  %s\t%s\tfrom %s\n", t.Table, plural(t.In, "row"), placeOf(t))
	}
	if len(v.Tolerances) > 0 {
		fmt.Fprintln(w, "\nOverlooked in reading")
		for _, t := range v.Tolerances {
			fmt.Fprintf(w, "  %s\n", t)
		}
	}
	if len(v.Summary) > 0 {
		fmt.Fprintln(w, "\nCounts to hold against your own system")
		for _, s := range v.Summary {
			fmt.Fprintf(w, "  %s\t%d\n", s.Title, s.Count)
		}
	}
}

// printTotals counts what was found, and says where all of it can be had.
func (v *validated) printTotals(w io.Writer) {
	var counts []string
	for _, s := range []struct {
		severity  goldset.Severity
		one, many string
	}{
		{goldset.SeverityReject, "1 reason why it cannot be taken as it is", "%d reasons why it cannot be taken as it is"},
		{goldset.SeverityError, "1 error", "%d errors"},
		{goldset.SeverityQuery, "1 query", "%d queries"},
		{goldset.SeverityUnsaid, "1 of a severity that is not stated", "%d of a severity that is not stated"},
		{goldset.SeverityNotice, "1 notice", "%d notices"},
	} {
		if n := v.report.Count(s.severity); n > 0 {
			counts = append(counts, countOf(n, s.one, s.many))
		}
	}
	if len(counts) == 0 {
		fmt.Fprintln(w, "\nNothing was found.")
		return
	}
	fmt.Fprintf(w, "\nFound: %s\n", strings.Join(counts, ", "))
	for _, n := range v.report.Notes {
		fmt.Fprintf(w, "\n%s\n", n)
	}
	if n := v.report.Folded(); n > 0 {
		fmt.Fprintln(w, countOf(n, "1 consequence of a cell named below is", "%d consequences of cells named below are")+" not repeated: --format csv names each beside its cause")
	}
	fmt.Fprintln(w, "Every finding, with the child and what your file says: --format html, csv or annotated")
}

func placeOf(t feedback.Table) string {
	if t.Sheet != "" {
		return t.File + ", sheet " + t.Sheet
	}
	return t.File
}

// shownPlaces is how many places of a rule a screen has room for; the rest is counted.
const shownPlaces = 5

// printRule tells one rule and where it was broken, table by table. It names no
// child: a screen may be seen by others.
func printRule(w io.Writer, g *feedback.RuleGroup) {
	fmt.Fprintf(w, "\n%s (%s) %s\n  What would pass: %s\n", g.Rule, g.Severity, g.Message, g.Passes)
	var tables []string
	places := map[string][]string{}
	for _, f := range g.Findings {
		key := f.Table
		if f.Table == "" && f.Child != "" {
			key = "\x00"
		}
		if places[key] == nil {
			tables = append(tables, key)
		}
		places[key] = append(places[key], placeIn(f))
	}
	for _, table := range tables {
		at := places[table]
		switch {
		case table == "":
			fmt.Fprintln(w, "  the return as a whole")
		case table == "\x00":
			fmt.Fprintln(w, countOf(len(at), "  1 child", "  %d children")+" not in these files")
		case at[0] == "":
			fmt.Fprintf(w, "  %s\n", table)
		default:
			fmt.Fprintf(w, "  %s\t%s\tat %s\n", table, plural(len(at), "finding"), listed(at))
		}
	}
}

// placeIn is where in its table a finding stands.
func placeIn(f *feedback.Finding) string {
	switch {
	case f.Row < 0:
		return ""
	case f.Sheet != "" && len(f.Cells) == 1 && f.Cells[0].At != "":
		return "cell " + f.Cells[0].At
	case f.Line > 0:
		return "line " + strconv.Itoa(f.Line)
	}
	return "row " + strconv.Itoa(f.Row+1)
}

func listed(places []string) string {
	if len(places) <= shownPlaces {
		return strings.Join(places, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(places[:shownPlaces], ", "), len(places)-shownPlaces)
}

// printChild tells all that was found about one child.
func printChild(w io.Writer, g *feedback.ChildGroup) {
	fmt.Fprintf(w, "\nChild %s: %s\n", g.Child, plural(len(g.Findings), "finding"))
	for _, f := range g.Findings {
		fmt.Fprintf(w, "  %s (%s)\t%s\t%s\n", f.Rule, f.Severity, f.Where(), f.Message)
	}
}

// printNotRun tells the rules that did not run by their reason.
func printNotRun(w io.Writer, title string, list []ingest.NotRun) {
	if len(list) == 0 {
		return
	}
	var reasons []string
	rules := map[string][]string{}
	for _, n := range list {
		if rules[n.Reason] == nil {
			reasons = append(reasons, n.Reason)
		}
		text := n.Rule
		if n.Rows > 0 && !strings.HasPrefix(n.Reason, "not run for") { // which says how many itself
			text += " (" + plural(n.Rows, "row") + ")"
		}
		rules[n.Reason] = append(rules[n.Reason], text)
	}
	fmt.Fprintf(w, "\n%s\n", title)
	for _, reason := range reasons {
		fmt.Fprintf(w, "  %s: %s\n", reason, strings.Join(rules[reason], ", "))
	}
}

func plural(n int, one string) string { return countOf(n, "1 "+one, "%d "+one+"s") }

// countOf is one for 1, else many with the count in place of %d.
func countOf(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return strings.Replace(many, "%d", strconv.Itoa(n), 1)
}
