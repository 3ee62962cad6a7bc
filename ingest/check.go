package ingest

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// Evidence is what a finding was about. It is transient: whoever gets it turns it
// into a keyed digest, so that an answer is found again, and forgets it.
type Evidence struct {
	Child  string
	Values []string
}

// Rows yields the rows as parsed, in the order of the layout's tables (child by
// child for the census). Values are valid until the next row.
func (r *Return) Rows() iter.Seq2[goldset.Row, error] {
	return func(yield func(goldset.Row, error) bool) {
		err := r.src.rows(func(rec *record) bool { return yield(rec.Row, nil) })
		if err != nil {
			yield(goldset.Row{}, err)
		}
	}
}

// Check yields the rows as checked: canonical text, rows that go no further marked
// Refuse, rows with a cell that could not be read marked Flag. Findings are
// reported on the way and, for rules over several rows, at the end of the child or
// of the return. The order and the rows are those of Rows.
func (r *Return) Check(report func(goldset.Finding, Evidence)) iter.Seq2[goldset.Row, error] {
	return func(yield func(goldset.Row, error) bool) {
		c := newChecker(r, report)
		if run, ok := c.rules.(*careRunner); ok {
			run.last = readLast(r.previous, run.period)
			defer run.last.leave()
		}
		whole := true
		err := r.src.rows(func(rec *record) bool {
			c.row(rec)
			whole = yield(rec.Row, nil)
			return whole && c.told <= maxFindings
		})
		if err == nil && whole && c.told <= maxFindings {
			err = c.finish()
		}
		if err == nil && c.told > maxFindings {
			err = refuseFindings()
		}
		if err != nil && whole {
			yield(goldset.Row{}, err)
		}
	}
}

// Summarise reads the return to its end for what Counts and Summary tell, and runs
// no rule: enough for a return that others are held against.
func (r *Return) Summarise() error {
	c := newChecker(r, func(goldset.Finding, Evidence) {})
	c.noRules()
	err := r.src.rows(func(rec *record) bool {
		c.row(rec)
		return true
	})
	if err != nil {
		return err
	}
	return c.finish()
}

// Counts tells the rows in, out and refused of each table that is there. Out and
// Refused stand after Check has run to its end.
func (r *Return) Counts() []goldset.Count {
	var counts []goldset.Count
	for i := range r.Layout.Tables {
		if r.in[i]+r.out[i]+r.refused[i] > 0 {
			counts = append(counts, goldset.Count{Table: r.Layout.Tables[i].Name, In: r.in[i], Out: r.out[i], Refused: r.refused[i]})
		}
	}
	return counts
}

// checker is one pass of Check.
type checker struct {
	r       *Return
	report  func(goldset.Finding, Evidence)
	told    int // findings so far
	cells   [][]*cellCheck
	keys    []*keyCheck
	texts   []string // as the rules see them
	days    []day
	rules   runner
	summary collector
	out     []int
	refused []int
}

// runner runs the rules that look at more than a cell.
type runner interface {
	row(rec *record, texts []string, days []day)
	finish() error
}

func newChecker(r *Return, tell func(goldset.Finding, Evidence)) *checker {
	width := 0
	c := &checker{r: r, out: make([]int, len(r.Layout.Tables)), refused: make([]int, len(r.Layout.Tables))}
	report := c.upTo(maxFindings, tell)
	c.report = report
	for i := range r.Layout.Tables {
		t := &r.Layout.Tables[i]
		width = max(width, len(t.Fields))
		c.cells = append(c.cells, compileTable(r, t))
		c.keys = append(c.keys, newKeyCheck(r.Layout, t))
	}
	c.texts, c.days = make([]string, width), make([]day, width)
	c.summary = newCollector(r)
	p := r.period()
	switch {
	case r.Layout.Return == goldset.CINCensus:
		c.rules = newCINRunner(r.Layout, p, report, c.summary)
	case r.Layout.Return == goldset.SSDA903:
		c.rules = newCareRunner(r, p, report, c.summary)
	case r.Layout.Return == goldset.AnnexASEN:
		c.rules = newSENRunner(r.Layout, p, report)
	case r.rules != nil:
		c.rules = newDescribedRunner(r, report)
	}
	return c
}

// noRules leaves of the runner what makes the summary.
func (c *checker) noRules() {
	switch run := c.rules.(type) {
	case *cinRunner:
		run.rules, run.fails, run.tallies = nil, nil, nil
	case *careRunner:
		run.rules = nil
	default:
		c.rules = nil
	}
}

// row checks one row in place.
func (c *checker) row(rec *record) {
	if rec.fault != nil {
		c.fail(rec, rec.fault)
	}
	for i := range rec.strays {
		c.fail(rec, &rec.strays[i])
	}
	if rec.LocalID == "" && rec.Table.About == "" && !rec.Refuse {
		rec.Refuse = true
		c.fail(rec, &noChild)
	}
	rec.rewritten = 0
	for i, cell := range c.cells[rec.table] {
		text := rec.Values[i]
		canonical, d, p := cell.run(text)
		c.days[i], c.texts[i] = d, canonical
		if canonical != text && p == problemNone && cell.field.Type == goldset.TypeBool && i < 64 {
			rec.rewritten |= 1 << i
		}
		if p != problemNone {
			c.texts[i] = text
			rec.Flag = rec.Flag || cell.blanks && text != "" && canonical == ""
			f := cell.finding(p, c.days)
			f.Own = true
			c.found(rec, f, text)
		}
		rec.Values[i] = canonical
	}
	if rec.Refuse {
		c.refused[rec.table]++
		return
	}
	c.out[rec.table]++
	if k := c.keys[rec.table]; k != nil && !k.add(rec.Values) {
		c.found(rec, k.finding, rec.LocalID)
	}
	if c.rules != nil {
		c.rules.row(rec, c.texts, c.days)
	}
	c.hideReasons(rec)
}

// noChild is the fault of a row that says nothing of whose it is.
var noChild = fault{
	rule: "no-child", refuse: true, message: "The row cannot be told to belong to any child",
	cure: "Give the child's id, or the pupil's UPN",
}

// hideReasons blanks a reason that stands in place of a UPN: every child with UN1
// would else have the same number.
func (c *checker) hideReasons(rec *record) {
	for i, cell := range c.cells[rec.table] {
		if cell.field.Type == goldset.TypeUPN && cell.codes != nil && cell.codes.Has(rec.Values[i]) {
			rec.Values[i] = ""
		}
	}
}

func (c *checker) fail(rec *record, f *fault) {
	c.found(rec, goldset.Finding{
		Rule: f.rule, Severity: cmp.Or(f.severity, goldset.SeverityError), Table: rec.Table.Name, Fields: f.fields, Message: f.message, Passes: f.cure,
	})
}

func (c *checker) found(rec *record, f goldset.Finding, values ...string) {
	f.Row, f.Line = rec.Number, rec.Line
	c.report(f, Evidence{Child: rec.LocalID, Values: values})
}

// finish runs what needs the whole return, and holds the rows read against the
// rows counted.
func (c *checker) finish() error {
	if c.rules != nil {
		if err := c.rules.finish(); err != nil {
			return err
		}
	}
	switch rules := c.rules.(type) {
	case *describedRunner:
		c.r.notJudged = rules.notRun()
	case *cinRunner:
		c.r.unjudged = rules.unjudged.sorted()
	case *senRunner:
		c.r.unjudged = rules.unjudged.sorted()
	}
	c.tellNoRows()
	c.tellAmerican()
	c.tolerated()
	c.r.out, c.r.refused = c.out, c.refused
	if !c.tellLacking() { // counts of a part of the return would mislead
		c.r.summary = c.summary.lines()
	}
	for i, in := range c.r.in {
		if read := c.out[i] + c.refused[i]; read != in {
			return refuse("rows-lost", "", "Export the file again from your system", "%d rows of %s stand in the file and %d could be read", in, c.r.Layout.Tables[i].Name, read)
		}
	}
	return nil
}

// tolerated adds what cells were forgiven to the tolerances, once.
func (c *checker) tolerated() {
	c.tellCounted()
	for i := range c.cells {
		for _, cell := range c.cells[i] {
			if cell.tolerated == 0 {
				continue
			}
			cells := "1 cell was"
			if cell.tolerated > 1 {
				cells = fmt.Sprintf("%d cells were", cell.tolerated)
			}
			told := fmt.Sprintf("%s.%s: %s read although not written as asked for, which is: %s", c.r.Layout.Tables[i].Name, cell.field.Name, cells, cell.passes())
			if !slices.Contains(c.r.Tolerances, told) {
				c.r.Tolerances = append(c.r.Tolerances, told)
			}
		}
	}
}

// keyCheck finds rows of a table that have the same key.
type keyCheck struct {
	columns []int
	key     []byte
	seen    map[string]struct{}
	finding goldset.Finding
}

func newKeyCheck(l *goldset.Layout, t *goldset.Table) *keyCheck {
	if len(t.Key) == 0 || l.Return == goldset.CINCensus || l.Return == goldset.SSDA903 { // these have numbered rules for it
		return nil
	}
	k := &keyCheck{seen: map[string]struct{}{}, finding: goldset.Finding{
		Rule: "duplicate", Severity: goldset.SeverityError, Table: t.Name, Fields: t.Key, Message: "More than one row of " + t.Name + " has the same " + keyTitles(t),
	}}
	k.finding.Passes = "Give each row once"
	for _, name := range t.Key {
		k.columns = append(k.columns, t.Index(name))
	}
	return k
}

// keyTitles names the fields that tell a table's rows apart.
func keyTitles(t *goldset.Table) string {
	var titles []string
	for _, name := range t.Key {
		f := &t.Fields[t.Index(name)]
		titles = append(titles, cmp.Or(f.Title, f.Name))
	}
	return strings.Join(titles, ", ")
}

// add reports whether the key is new. A missing key is the field's own finding.
func (k *keyCheck) add(values []string) bool {
	k.key = k.key[:0]
	for i, c := range k.columns {
		if i > 0 {
			k.key = append(k.key, '\x1f')
		}
		k.key = append(k.key, values[c]...)
	}
	key := string(k.key)
	if key == "" {
		return true
	}
	if _, there := k.seen[key]; there {
		return false
	}
	k.seen[key] = struct{}{}
	return true
}

// reporter turns a rule's failing rows into findings.
type reporter struct {
	report func(goldset.Finding, Evidence)
	child  string
}

// failer makes the fail func of one rule.
func (p *reporter) failer(r *rule) failer {
	wording := r.wording()
	type spot struct {
		table  string
		number int
	}
	tables := map[string]*ruleFields{}
	seen := map[spot]struct{}{}
	child := ""
	return func(rows ...row) {
		if p.child != child {
			child = p.child
			clear(seen)
		}
		for _, v := range rows {
			where := v.place()
			if _, done := seen[spot{where.table, where.number}]; done {
				continue
			}
			seen[spot{where.table, where.number}] = struct{}{}
			f := wording
			f.Table, f.Row, f.Line = where.table, where.number, where.line
			t := tables[where.table]
			if t == nil {
				t = r.fieldsIn(where.table, v)
				tables[where.table] = t
			}
			f.Fields = t.names
			p.report(f, Evidence{Child: p.child, Values: t.evidence(v)})
		}
	}
}

// whole reports a rule about the return as a whole.
func (p *reporter) whole(r *rule) {
	f := r.wording()
	f.Row = -1
	p.report(f, Evidence{})
}
