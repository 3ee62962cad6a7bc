package ingest

import (
	"cmp"
	"slices"

	"github.com/goldset/goldset"
)

// Messages lists what checking a return of the given layout can say of a row or of
// the return, in order of rule: each with its severity, wording, what would pass
// and the fields as the supplier's format names them. What is said of files that
// cannot be taken is no part of it.
func Messages(l *goldset.Layout) []goldset.Finding {
	var list []goldset.Finding
	for _, r := range rulesFor(l.Return, l.Year) {
		list = append(list, r.wording())
	}
	ret := &Return{Layout: l}
	for i := range l.Tables {
		t := &l.Tables[i]
		for _, c := range compileTable(ret, t) {
			for p, f := range c.findings {
				if c.can(problem(p)) {
					f.Own = true
					list = append(list, f)
				}
			}
		}
		if k := newKeyCheck(l, t); k != nil {
			list = append(list, k.finding)
		}
	}
	slices.SortStableFunc(list, func(a, b goldset.Finding) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Table, b.Table), slices.Compare(a.Fields, b.Fields))
	})
	return list
}

// can reports whether a cell of the field can have the problem.
func (c *cellCheck) can(p problem) bool {
	f := &c.field
	switch p {
	case problemMissing:
		return f.Required
	case problemUnlisted:
		return f.Type == goldset.TypeCode || f.Type == goldset.TypeBool
	case problemRange:
		return f.Min != nil || f.Max != nil
	case problemPattern:
		return c.pattern != nil && f.Type != goldset.TypeDate
	case problemNumber:
		return f.Type == goldset.TypeUPN || f.Type == goldset.TypeNHSNumber || f.Type == goldset.TypeULN
	case problemUnreadable:
		return f.Type != goldset.TypeText && f.Type != goldset.TypeCode && f.Type != goldset.TypeBool
	default:
		return false
	}
}

// ContradictionMessages lists what checks across a supplier's returns say, with %s
// for the other return.
func ContradictionMessages() []goldset.Finding {
	list := make([]goldset.Finding, len(contradictions))
	for i, c := range contradictions {
		list[i] = goldset.Finding{Rule: c.code, Severity: goldset.SeverityQuery, Message: c.message, Passes: c.cure}
	}
	return list
}
