package ingest

import (
	"reflect"
	"slices"

	"github.com/goldset/goldset"
)

// cinRunner runs the census rules child by child.
type cinRunner struct {
	reporter
	view    *viewer
	child   cinChild
	value   reflect.Value
	ids     int // table of the child's identifiers
	rules   []*rule
	fails   []failer
	tallies []tally
	summary collector
	held    int  // rows of the child
	crowded bool // one child has more rows than a child has

	doubtful bool // a date of the child was given that cannot be read
	unjudged unjudged
}

func newCINRunner(l *goldset.Layout, p *period, report func(goldset.Finding, Evidence), summary collector) *cinRunner {
	c := &cinRunner{reporter: reporter{report: report}, summary: summary, rules: rulesFor(goldset.CINCensus, l.Year), unjudged: unjudged{}}
	c.child.period = p
	c.value = reflect.ValueOf(&c.child).Elem()
	c.view = newViewer(l, c.value.Type())
	c.ids = slices.IndexFunc(l.Tables, func(t goldset.Table) bool { return t.Name == "ChildIdentifiers" })
	for _, r := range c.rules {
		c.fails = append(c.fails, c.failer(r))
		var t tally
		if r.tally != nil {
			t = r.tally()
		}
		c.tallies = append(c.tallies, t)
	}
	return c
}

func (c *cinRunner) row(rec *record, texts []string, days []day) {
	if rec.table == c.ids {
		c.flush()
		c.reporter.child = rec.LocalID
	}
	if c.held++; c.held > maxChildRows {
		c.crowded = true
		return
	}
	c.doubtful = c.view.add(c.value, rec, texts, days) || c.doubtful
	if n := len(c.child.AssessmentFactorsList); rec.Table.Name == "AssessmentFactorsList" && n > 0 {
		f := &c.child.AssessmentFactorsList[n-1]
		f.table, f.number = "Assessments", f.parent
	}
}

// flush runs the rules on the child whose rows have come, and forgets the child.
func (c *cinRunner) flush() {
	c.held = 0
	if len(c.child.ChildIdentifiers) == 0 {
		return
	}
	var d *doubt
	if c.doubtful {
		d = newDoubt(&c.child)
	}
	for i, r := range c.rules {
		switch {
		case r.cin == nil:
		case d != nil:
			d.judge(r.code, func(fail failer) { r.cin(&c.child, fail) }, c.fails[i], c.unjudged)
		default:
			r.cin(&c.child, c.fails[i])
		}
		if c.tallies[i] != nil {
			c.tallies[i].add(&c.child, c.fails[i])
		}
	}
	c.summary.census(&c.child)
	c.view.reset(c.value)
	c.doubtful = false
}

func (c *cinRunner) finish() error {
	if c.crowded {
		return refuseCrowd()
	}
	c.flush()
	for i, t := range c.tallies {
		if t != nil && t.done(c.child.period) {
			c.whole(c.rules[i])
		}
	}
	return nil
}
