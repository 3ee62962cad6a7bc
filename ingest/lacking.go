package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// lacks are the tables that the files of the return do not have. A message has every
// table: one without rows says that there are none.
func (r *Return) lacks(table string) bool {
	set, ok := r.src.(*gridSet)
	return ok && set.lacks(table)
}

// without says which tables a published rule would need and the files lack; "" when
// it can run. It cannot run without a table that the return must have, nor where no
// table is there that it reads, nor where it would take every row for missing.
func (r *Return) without(p *reference.PublishedRule) string {
	absent := slices.DeleteFunc(slices.Clone(p.Tables), func(t string) bool { return !r.lacks(t) })
	if len(absent) == 0 {
		return ""
	}
	rule := findRule(p.Return, p.Code, r.Layout.Year)
	needed := slices.DeleteFunc(slices.Clone(absent), func(t string) bool {
		return r.Layout.Table(t).Optional && (rule == nil || rule.misses != t)
	})
	switch {
	case len(needed) > 0:
		absent = needed
	case len(absent) < len(p.Tables):
		return ""
	}
	return "the files have no table " + strings.Join(absent, ", ")
}

// stopped are the published rules that do not run, for want of tables.
func (r *Return) stopped() map[string]bool {
	codes := map[string]bool{}
	if _, ok := r.src.(*gridSet); !ok {
		return codes
	}
	published := reference.Rules(r.Layout.Return, r.Layout.Year)
	for i := range published {
		if r.without(&published[i]) != "" {
			codes[published[i].Code] = true
		}
	}
	return codes
}

// tellLacking reports each table that the return must have and the files lack, and
// whether there is one.
func (c *checker) tellLacking() (some bool) {
	for i := range c.r.Layout.Tables {
		if t := &c.r.Layout.Tables[i]; !t.Optional && c.r.lacks(t.Name) {
			c.report(missingTable(t), Evidence{})
			some = true
		}
	}
	return some
}

// tellNoRows reports files that name their columns and hold nothing else.
func (c *checker) tellNoRows() {
	for _, n := range c.r.in {
		if n > 0 {
			return
		}
	}
	c.report(noRows(), Evidence{})
}

func noRows() goldset.Finding {
	return goldset.Finding{
		Rule: "no-rows", Severity: goldset.SeverityReject, Row: -1,
		Message: "There is not one row: the files hold the names of columns, or an outline, and nothing else", Passes: "The rows of the return",
	}
}

func missingTable(t *goldset.Table) goldset.Finding {
	return goldset.Finding{
		Rule: "missing-table", Severity: goldset.SeverityReject, Table: t.Name, Row: -1,
		Message: fmt.Sprintf("The table %s (%s) is not among the files: what is there was checked without it", t.Name, t.Title),
		Passes:  "The table among the others. Its columns are " + fieldNames(t),
	}
}
