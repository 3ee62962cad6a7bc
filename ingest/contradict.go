package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// contradiction is a check of our own across two returns of one supplier. They are
// queries: a return may be right to differ, and its supplier says why.
type contradiction struct {
	code    string
	message string // %s is the other return, its title and year
	cure    string
	finds   func(p *pair, here, there *ChildStanding) (fields []string, values []string, fails bool)
}

// pair is a return and another of its supplier that was accepted.
type pair struct{ this, other *Standing }

func (p *pair) sameYear() bool { return p.this.Year == p.other.Year }

// lastYear reports whether the other is the same return of the year before.
func (p *pair) lastYear() bool {
	return p.this.Return == p.other.Return && p.this.Year == p.other.Year+1
}

func (p *pair) are(this, other goldset.ReturnName) bool {
	return p.sameYear() && p.this.Return == this && p.other.Return == other
}

// contradictions are looked for child by child. here or there is nil when that
// return does not have the child at all.
var contradictions = []contradiction{
	{
		code:    "X001",
		message: "Held against %s, the child was looked after on 31 March and has no episode of need in the year",
		cure:    "The children in need census covers children who are looked after: add the episode, or say why the child is in one return only",
		finds: func(p *pair, here, there *ChildStanding) ([]string, []string, bool) {
			switch {
			case p.are(goldset.SSDA903, goldset.CINCensus):
				return []string{"CHILD"}, nil, here != nil && here.InCare && (there == nil || !there.InNeed)
			case p.are(goldset.CINCensus, goldset.SSDA903):
				return []string{"LAchildID"}, nil, there != nil && there.InCare && (here == nil || !here.InNeed)
			}
			return nil, nil, false
		},
	},
	{
		code:    "X002",
		message: "The date of birth is not the one in %s",
		cure:    "The same date of birth in both returns",
		finds: func(p *pair, here, there *ChildStanding) ([]string, []string, bool) {
			return birthDiffers(p, here, there, p.sameYear())
		},
	},
	{
		code:    "X003",
		message: "The UPN is not the one in %s, nor a former one",
		cure:    "The same UPN in both returns, or the earlier one as former UPN",
		finds: func(p *pair, here, there *ChildStanding) ([]string, []string, bool) {
			return upnDiffers(here, there, p.sameYear())
		},
	},
	{
		code:    "X004",
		message: "This return and %s do not agree that the child had a protection plan on 31 March, or only one of them has the child",
		cure:    "The child in both returns with the same plan, or the day on which the plan ended",
		finds: func(p *pair, here, there *ChildStanding) ([]string, []string, bool) {
			switch {
			case p.are(goldset.CINCensus, goldset.Identifiers):
				return []string{"LAchildID"}, nil, here != nil && here.Plan && there == nil
			case p.are(goldset.Identifiers, goldset.CINCensus):
				return []string{"LAchildID"}, nil, there != nil && there.Plan && here == nil
			case p.are(goldset.CINCensus, goldset.AnnexA):
				return []string{"LAchildID"}, nil, onPlan(here) != onPlan(there)
			case p.are(goldset.AnnexA, goldset.CINCensus):
				return []string{"ChildID"}, nil, onPlan(here) != onPlan(there)
			}
			return nil, nil, false
		},
	},
	{
		code:    "X005",
		message: "The date of birth is not the one in %s, the year before",
		cure:    "The date of birth that was sent last year, or an explanation of the change",
		finds: func(p *pair, here, there *ChildStanding) ([]string, []string, bool) {
			return birthDiffers(p, here, there, p.lastYear())
		},
	},
	{
		code:    "X006",
		message: "The UPN is not the one in %s, the year before, nor is that one given as former UPN",
		cure:    "The UPN that was sent last year, or that one as former UPN",
		finds: func(p *pair, here, there *ChildStanding) ([]string, []string, bool) {
			return upnDiffers(here, there, p.lastYear())
		},
	},
	{
		code:    "X007",
		message: "The child had a protection plan on the last day of %s, the year before, and no plan in this year",
		cure:    "The plan with the day it ended, or the plan that goes on",
		finds: func(p *pair, here, there *ChildStanding) ([]string, []string, bool) {
			return []string{"LAchildID"}, nil, p.this.Return == goldset.CINCensus && p.lastYear() && there != nil && there.Plan && (here == nil || !here.Planned)
		},
	},
}

// birthFields and upnFields are where each return has the two.
var (
	birthFields = map[goldset.ReturnName]string{goldset.CINCensus: "PersonBirthDate", goldset.SSDA903: "DOB", goldset.Identifiers: "BirthDate", goldset.AnnexA: "DateOfBirth"}
	upnField    = "UPN"
)

func onPlan(c *ChildStanding) bool { return c != nil && c.Plan }

func birthDiffers(p *pair, here, there *ChildStanding, applies bool) (names, values []string, fails bool) {
	if !applies || here == nil || there == nil || here.Birth == 0 || there.Birth == 0 || here.Birth == there.Birth {
		return nil, nil, false
	}
	return []string{birthFields[p.this.Return]}, sorted(here.Birth.String(), there.Birth.String()), true
}

func upnDiffers(here, there *ChildStanding, applies bool) (names, values []string, fails bool) {
	if !applies || here == nil || there == nil || here.UPN == "" || there.UPN == "" ||
		here.UPN == there.UPN || here.FormerUPN == there.UPN || there.FormerUPN == here.UPN {
		return nil, nil, false
	}
	return []string{upnField}, sorted(here.UPN, there.UPN), true
}

// sorted puts two values into one order, so that what is asked of one return is
// known for the same when it is asked of the other.
func sorted(a, b string) []string {
	if b < a {
		a, b = b, a
	}
	return []string{a, b}
}

// Contradict holds a return against another accepted one of the same supplier and
// reports what both cannot be right about. A finding about a child that this
// return does not have stands at no row. The order is by child and then by rule.
func Contradict(this, other *Standing, report func(goldset.Finding, Evidence)) {
	p := &pair{this, other}
	if !p.sameYear() && !p.lastYear() {
		return
	}
	ids := slices.Collect(maps.Keys(this.Children))
	for id := range other.Children {
		if this.Children[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(this.rowOf(a), this.rowOf(b)), cmp.Compare(a, b))
	})
	title := fmt.Sprintf("%s of %d", reference.FindReturn(other.Return).Spoken, other.Year)
	for _, id := range ids {
		here, there := this.Children[id], other.Children[id]
		for i := range contradictions {
			c := &contradictions[i]
			names, values, fails := c.finds(p, here, there)
			if !fails {
				continue
			}
			f := goldset.Finding{
				Rule: c.code, Severity: goldset.SeverityQuery, Fields: names, Row: -1, Passes: c.cure, Message: fmt.Sprintf(c.message, title),
			}
			child := id
			if here != nil {
				f.Table, f.Row, f.Line, child = here.Table, here.Row, here.Line, here.ID
			} else {
				f.Fields = nil
			}
			report(f, Evidence{Child: child, Values: values})
		}
	}
}

// rowOf orders children of the return before those it lacks.
func (s *Standing) rowOf(id string) int {
	if c := s.Children[id]; c != nil {
		return c.Row
	}
	return int(^uint(0) >> 1)
}

// contradictionNeeds are the returns beside which each check runs, by the return
// being checked. A check runs when one of them is there.
var contradictionNeeds = map[goldset.ReturnName]map[string][]goldset.ReturnName{
	goldset.CINCensus: {
		"X001": {goldset.SSDA903}, "X002": {goldset.SSDA903, goldset.Identifiers}, "X003": {goldset.SSDA903, goldset.Identifiers},
		"X004": {goldset.Identifiers, goldset.AnnexA}, "X005": nil, "X006": nil, "X007": nil,
	},
	goldset.SSDA903: {
		"X001": {goldset.CINCensus}, "X002": {goldset.CINCensus, goldset.Identifiers}, "X003": {goldset.CINCensus, goldset.Identifiers},
		"X005": nil, "X006": nil,
	},
	goldset.AnnexA: {"X002": {goldset.CINCensus, goldset.SSDA903, goldset.Identifiers}, "X004": {goldset.CINCensus}},
	goldset.Identifiers: {
		"X002": {goldset.CINCensus, goldset.SSDA903}, "X003": {goldset.CINCensus, goldset.SSDA903}, "X004": {goldset.CINCensus},
		"X005": nil, "X006": nil,
	},
}

// Beside is a return that another is held against.
type Beside struct {
	Return goldset.ReturnName
	Year   goldset.CollectionYear
}

// ContradictionsNotRun lists the checks across returns that had nothing to be run
// against, in order of code.
func ContradictionsNotRun(name goldset.ReturnName, year goldset.CollectionYear, there []Beside) []NotRun {
	var list []NotRun
	for _, code := range slices.Sorted(maps.Keys(contradictionNeeds[name])) {
		needs := contradictionNeeds[name][code]
		wanted, reason := []Beside{{name, year - 1}}, fmt.Sprintf("there is no %s of %d to hold it against", reference.FindReturn(name).Title, year-1)
		if needs != nil {
			wanted = nil
			var titles []string
			for _, n := range needs {
				wanted, titles = append(wanted, Beside{n, year}), append(titles, reference.FindReturn(n).Title)
			}
			reason = "there is none of these of the same year to hold it against: " + strings.Join(titles, ", ")
		}
		if !slices.ContainsFunc(wanted, func(b Beside) bool { return slices.Contains(there, b) }) {
			list = append(list, NotRun{Rule: code, Reason: reason})
		}
	}
	return list
}
