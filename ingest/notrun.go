package ingest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/goldset/goldset/reference"
)

// NotRun is a published rule that a check did not judge, and why.
type NotRun struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
	Rows   int    `json:"rows,omitempty"` // that it did not judge; 0: none was
	// Where are those rows by table, from 0, where the rule is a published one.
	Where map[string][]int `json:"where,omitempty"`
}

// NotRun lists the published rules in force for the return that Check does not run
// and, after Check has run to its end, those that could not judge every row, and
// the rules of a described request that could not. A rule is never passed over in
// silence.
func (r *Return) NotRun() []NotRun {
	list := slices.Clone(r.notJudged)
	if first := reference.FirstRules(r.Layout.Return); r.Layout.Year < first { // nobody has published what was in force
		for _, p := range reference.Rules(r.Layout.Return, first) {
			list = append(list, NotRun{Rule: p.Code, Reason: fmt.Sprintf("the published rules begin with %d", first)})
		}
		return list
	}
	there := r.there()
	for _, p := range reference.Rules(r.Layout.Return, r.Layout.Year) {
		rule := findRule(p.Return, p.Code, r.Layout.Year)
		switch {
		case rule == nil:
			list = append(list, NotRun{Rule: p.Code, Reason: "Goldset does not have this rule"})
		case r.without(&p) != "":
			list = append(list, NotRun{Rule: p.Code, Reason: r.without(&p)})
		case rule.needs.missing(there) != "":
			list = append(list, NotRun{Rule: p.Code, Reason: rule.needs.missing(there)})
		case r.unjudged[p.Code] != nil:
			list = append(list, r.unjudged.notRun(p.Code))
		}
	}
	return list
}

// LooksBeyond reports whether a published rule needs more than the return itself:
// the return of the year before, postcodes, or placement providers.
func (r *Return) LooksBeyond(code string) bool {
	rule := findRule(r.Layout.Return, code, r.Layout.Year)
	return rule != nil && rule.needs&(needsLastYear|needsPostcodes|needsProviders) != 0
}

// unjudged is the rows of each table that a rule could not judge, by rule.
type unjudged map[string]map[string][]int

// judge runs a rule on a child with a date that cannot be read: once with the date
// given and not known, once as though it were blank. Rows that fail both times
// fail. The verdict on a row that fails once hangs on that date: it is not judged.
func (u unjudged) judge(r *rule, c *careChild, fail failer) {
	const given, blank = 1, 2
	verdicts := map[string]map[int]int{}
	note := func(v row, how int) int {
		where := v.place()
		if verdicts[where.table] == nil {
			verdicts[where.table] = map[int]int{}
		}
		verdicts[where.table][where.number] |= how
		return verdicts[where.table][where.number]
	}
	r.care(c.withBlanks(), func(rows ...row) {
		for _, v := range rows {
			note(v, blank)
		}
	})
	r.care(c, func(rows ...row) {
		for _, v := range rows {
			if note(v, given) == given|blank {
				fail(v)
			}
		}
	})
	for table, rows := range verdicts {
		for number, how := range rows {
			if how != given|blank {
				u.add(r.code, table, number)
			}
		}
	}
}

func (u unjudged) add(code, table string, number int) {
	if u[code] == nil {
		u[code] = map[string][]int{}
	}
	u[code][table] = append(u[code][table], number)
}

func (u unjudged) notRun(code string) NotRun {
	n := NotRun{Rule: code, Reason: "the verdict hangs on a date that cannot be read", Where: u[code]}
	for _, rows := range u[code] {
		n.Rows += len(rows)
	}
	return n
}

// sorted puts the rows in order, as children need not stand in the order of rows.
func (u unjudged) sorted() unjudged {
	for tables := range maps.Values(u) {
		for table, rows := range tables {
			slices.Sort(rows)
			tables[table] = slices.Compact(rows)
		}
	}
	return u
}
