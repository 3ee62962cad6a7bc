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

// Fold puts the consequences of a cell that is missing, cannot be read or is not
// in its code list under that cell's own finding: rules that point, in the same
// row, at no other cell. One that must be answered is never put under one that
// need not be. The order of the others stays.
func Fold(found []Finding) []Finding {
	leads := map[cell]int{}
	for i := range found {
		f := &found[i]
		if f.Own && f.Row >= 0 && len(f.Fields) == 1 {
			if at := (cell{f.Table, f.Row, f.Fields[0]}); !has(leads, at) {
				leads[at] = i
			}
		}
	}
	if len(leads) == 0 {
		return found
	}
	folded := make([]bool, len(found))
	for i := range found {
		if lead := leadOf(found, leads, i); lead >= 0 {
			folded[i] = true
			found[lead].Also = append(found[lead].Also, Consequence{found[i].Rule, found[i].Severity, found[i].Message})
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

func has(leads map[cell]int, at cell) bool { _, there := leads[at]; return there }

// leadOf is the finding that found[i] is a consequence of, or -1.
func leadOf(found []Finding, leads map[cell]int, i int) int {
	f := &found[i]
	if f.Own || f.Row < 0 || len(f.Fields) == 0 {
		return -1
	}
	lead := -1
	for _, field := range f.Fields {
		at, ok := leads[cell{f.Table, f.Row, field}]
		if !ok {
			return -1
		}
		if lead < 0 {
			lead = at
		}
	}
	if mustBeMet(f.Severity) && !mustBeMet(found[lead].Severity) {
		return -1
	}
	return lead
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
