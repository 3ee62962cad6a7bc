package feedback

import (
	"cmp"
	"slices"

	"github.com/goldset/goldset"
)

// cell is one cell of a return.
type cell struct {
	table string
	row   int
	field string
}

// Folder tells the consequences of a cell that is missing, cannot be read or is
// not in its code list from findings that stand by themselves. A consequence is a
// rule that points, in the same row, at no other cell than such ones. One that must
// be answered is never put under one that need not be.
type Folder struct {
	leads map[cell]lead
}

// lead is a cell's own finding.
type lead struct {
	rule     string
	mustMeet bool
	at       int // in what Fold was given
}

// Note remembers f if it is a cell's own finding; the first of a cell counts.
func (d *Folder) Note(f *goldset.Finding) { d.note(f, 0) }

func (d *Folder) note(f *goldset.Finding, at int) {
	if !f.Own || f.Row < 0 || len(f.Fields) != 1 {
		return
	}
	where := cell{f.Table, f.Row, f.Fields[0]}
	if _, there := d.leads[where]; there {
		return
	}
	if d.leads == nil {
		d.leads = map[cell]lead{}
	}
	d.leads[where] = lead{f.Rule, mustBeMet(f.Severity), at}
}

// Under is the rule of the noted finding that f is only a consequence of, or "".
func (d *Folder) Under(f *goldset.Finding) string {
	if l, ok := d.leadOf(f); ok {
		return l.rule
	}
	return ""
}

func (d *Folder) leadOf(f *goldset.Finding) (lead, bool) {
	if len(d.leads) == 0 || f.Own || f.Row < 0 || len(f.Fields) == 0 {
		return lead{}, false
	}
	var under lead
	for i, field := range f.Fields {
		l, ok := d.leads[cell{f.Table, f.Row, field}]
		if !ok {
			return lead{}, false
		}
		if i == 0 {
			under = l
		}
	}
	return under, under.mustMeet || !mustBeMet(f.Severity)
}

// Fold puts consequences under the findings they follow from. The order of the
// others stays.
func Fold(found []Finding) []Finding {
	var d Folder
	for i := range found {
		d.note(&found[i].Finding, i)
	}
	folded := make([]bool, len(found))
	for i := range found {
		f := &found[i]
		if l, ok := d.leadOf(&f.Finding); ok {
			folded[i] = true
			found[l.at].Also = append(found[l.at].Also, Consequence{f.Rule, f.Severity, f.Message})
		}
	}
	kept := found[:0]
	for i := range found {
		if !folded[i] {
			kept = append(kept, found[i])
		}
	}
	return kept
}

func mustBeMet(s goldset.Severity) bool {
	return s == goldset.SeverityError || s == goldset.SeverityQuery
}

// RuleGroup is the findings of one rule.
type RuleGroup struct {
	Rule     string
	Severity goldset.Severity
	Message  string
	Passes   string
	Findings []*Finding
}

// severities are the severities, worst first.
var severities = []goldset.Severity{
	goldset.SeverityReject, goldset.SeverityError, goldset.SeverityQuery, goldset.SeverityUnsaid, goldset.SeverityNotice, goldset.SeverityNotRun,
}

// ByRule gathers the findings by rule, the worst first and then the most frequent.
func (r *Report) ByRule() []*RuleGroup {
	groups := map[string]*RuleGroup{}
	var list []*RuleGroup
	for i := range r.Findings {
		f := &r.Findings[i]
		key := f.Rule + "\x1f" + f.Message
		g := groups[key]
		if g == nil {
			g = &RuleGroup{Rule: f.Rule, Severity: f.Severity, Message: f.Message, Passes: f.Passes}
			groups[key] = g
			list = append(list, g)
		}
		g.Findings = append(g.Findings, f)
	}
	slices.SortStableFunc(list, func(a, b *RuleGroup) int {
		return cmp.Or(
			cmp.Compare(slices.Index(severities, a.Severity), slices.Index(severities, b.Severity)),
			cmp.Compare(len(b.Findings), len(a.Findings)), cmp.Compare(a.Rule, b.Rule))
	})
	return list
}

// ChildGroup is the findings about one child.
type ChildGroup struct {
	Child    string
	Findings []*Finding
}

// ByChild gathers the findings by child, those with the most first. Findings about
// no child are left out.
func (r *Report) ByChild() []*ChildGroup {
	groups := map[string]*ChildGroup{}
	var list []*ChildGroup
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Child == "" {
			continue
		}
		g := groups[f.Child]
		if g == nil {
			g = &ChildGroup{Child: f.Child}
			groups[f.Child] = g
			list = append(list, g)
		}
		g.Findings = append(g.Findings, f)
	}
	slices.SortStableFunc(list, func(a, b *ChildGroup) int {
		return cmp.Or(cmp.Compare(len(b.Findings), len(a.Findings)), cmp.Compare(a.Child, b.Child))
	})
	return list
}

// Count is how many findings have the given severity, folded ones left out.
func (r *Report) Count(s goldset.Severity) (n int) {
	for i := range r.Findings {
		if r.Findings[i].Severity == s {
			n++
		}
	}
	return n
}

// Folded counts the consequences that stand under other findings.
func (r *Report) Folded() (n int) {
	for i := range r.Findings {
		n += len(r.Findings[i].Also)
	}
	return n
}
