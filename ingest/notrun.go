package ingest

import (
	"fmt"
	"slices"

	"github.com/goldset/goldset/reference"
)

// NotRun is a published rule that a check did not judge, and why.
type NotRun struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
	Rows   int    `json:"rows,omitempty"` // that it did not judge; 0: none was
}

// NotRun lists the published rules in force for the return that Check does not
// run, and after Check the rules of a described request that could not judge every
// row. A rule is never passed over in silence.
func (r *Return) NotRun() []NotRun {
	list := slices.Clone(r.unjudged)
	if first := reference.FirstRules(r.Layout.Return); r.Layout.Year < first { // nobody has published what was in force
		for _, p := range reference.Rules(r.Layout.Return, first) {
			list = append(list, NotRun{Rule: p.Code, Reason: fmt.Sprintf("the published rules begin with %d", first)})
		}
		return list
	}
	for _, p := range reference.Rules(r.Layout.Return, r.Layout.Year) {
		if findRule(p.Return, p.Code, r.Layout.Year) != nil {
			continue
		}
		reason := "Goldset does not have this rule"
		switch {
		case p.PreviousYear:
			reason = "it needs last year's return"
		case p.ReferenceData:
			reason = "it needs reference data on postcodes or placement providers"
		}
		list = append(list, NotRun{Rule: p.Code, Reason: reason})
	}
	return list
}
