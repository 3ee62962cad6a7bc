package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// Case is a published conformance case: small tables, and the rows in them that
// break one rule.
type Case struct {
	Rule     string
	Return   goldset.ReturnName
	Year     goldset.CollectionYear // that the rule's wording is in force from; 0: the newest
	Number   int
	Date     string // the reference date, ISO, where the metadata give no end
	Metadata struct {
		Start     string // 02/01/2006
		End       string
		Format    string // "csv" or "xml"
		Authority string
		Providers []caseProvider
	}
	Tables      map[string][]map[string]any
	Columns     map[string][]string // those of the rows where it is left out
	Expected    []CaseRows
	ReturnLevel any
}

// caseProvider is an entry of the list of placement providers as cases give it.
type caseProvider struct {
	URN                                            any
	Places, Providers, Postcode, Authority, Closed string
}

// CaseRows is the rows of one table that fail, from 0.
type CaseRows struct {
	Table string `json:"table"`
	Rows  []int  `json:"rows"`
}

// CaseResult is what running a case's rule found.
type CaseResult struct {
	Findings    []CaseRows
	ReturnLevel bool
	NotRun      string // why the rule could not run; empty when it did
}

// errNotCase is a case that no return knows.
var errNotCase = errors.New("is not a case of a return with rules")

// RunCase runs a case's rule, in its version for the case's year, over the case's
// tables. A case stands for a whole return, with the columns the rule reads.
func RunCase(c *Case) (*CaseResult, error) {
	if registry()[c.Return] == nil {
		return nil, fmt.Errorf("case of rule %s: %w", c.Rule, errNotCase)
	}
	c, given := c.plain()
	versions := slices.DeleteFunc(slices.Clone(registry()[c.Return]), func(r *rule) bool {
		return r.code != c.Rule || !r.written(c.Year)
	})
	if len(versions) == 0 {
		return &CaseResult{NotRun: "the rule is not built"}, nil
	}
	run := &caseRun{c: c, given: given, failed: map[string]map[int]bool{}}
	run.period = run.collection()
	for _, r := range versions {
		if reason := r.needs.missing(run.there | needsUASC); reason != "" { // CSV files have no such column, and so break no rule on it
			return &CaseResult{NotRun: reason}, nil
		}
	}
	run.fields(versions[0])
	for _, r := range versions {
		run.rule(r)
	}
	return run.result(), nil
}

type caseRun struct {
	c     *Case
	given map[string]string // the case's own name of each table
	*period
	failed map[string]map[int]bool
	whole  bool
}

// collection is the case's collection: the end that its metadata, its header or
// its reference date give, else the 31 March of its year.
func (r *caseRun) collection() *period {
	start, _ := readCaseDate(r.c.Metadata.Start)
	end, ok := readCaseDate(r.c.Metadata.End)
	for _, h := range r.c.Tables["Header"] {
		if d := caseDay(cellText(h["ReferenceDate"]), ""); d != 0 {
			end, ok = d, true
		}
	}
	if d := caseDay(r.c.Date, ""); d != 0 && !ok {
		end, ok = d, true
	}
	if start != 0 && !ok {
		end, ok = dayOf(start.time().AddDate(1, 0, -1)), true
	}
	if !ok {
		_, t := reference.Period(r.c.Return, r.c.Year, "")
		end = dayOf(t)
	}
	p := &period{Start: dayOf(end.time().AddDate(-1, 0, 1)), End: end, Year: r.c.Year, Authority: r.c.Metadata.Authority, Reference: &reference.Sets{}}
	if start != 0 {
		p.Start = start
	}
	for _, h := range r.c.Tables["Header"] {
		if r.c.Return == goldset.CINCensus && len(h) > 0 {
			p.Header = &Header{ReferenceDate: cellText(h["ReferenceDate"]), Year: cellText(h["Year"])}
			if d := caseDay(p.Header.ReferenceDate, ""); d != 0 {
				p.Header.ReferenceDate = d.String()
			}
		}
	}
	p.there = r.c.there(p)
	return p
}

// there is what the case gives beside the return. Where placements are is told by
// columns of their own in a case.
func (c *Case) there(p *period) need {
	var n need
	for name := range c.Tables {
		if strings.HasSuffix(name, lastSuffix) {
			n |= needsLastYear
		}
	}
	for _, column := range c.Columns["Episodes"] {
		if strings.HasPrefix(column, "PL_") || column == "HOME_POST" {
			n |= needsPostcodes
		}
	}
	if p.Authority != "" || slices.Contains(c.Columns["Episodes"], "PL_LOCATION") {
		n |= needsAuthority
	}
	if c.Metadata.Format != "csv" && slices.Contains(c.Columns["Header"], "UASC") {
		n |= needsUASC
	}
	if c.Metadata.Providers != nil {
		n |= needsProviders
		p.Reference.Providers = reference.NewProviders()
		for _, v := range c.Metadata.Providers {
			closed, _ := readCaseDate(v.Closed)
			entry := reference.Provider{URN: cellText(v.URN), Places: v.Places, Providers: v.Providers, Postcode: v.Postcode, Authority: v.Authority}
			if closed != 0 {
				entry.Closed = closed.time()
			}
			p.Reference.Providers.Add(entry)
		}
	}
	return n
}

// caseDay reads a date of a case: as the return writes it, else ISO or day first
// with any time cut off; 0 when it is none.
func caseDay(text, layout string) day {
	d, ok := parseDay(text, layout)
	if !ok && len(text) >= 10 {
		if d, ok = parseISO(text[:10]); !ok {
			d, _ = parseDay(strings.ReplaceAll(text[:10], "-", "/"), "02/01/2006")
		}
	}
	return d
}

// readCaseDate reads the dates of metadata, which may lack leading zeros.
func readCaseDate(text string) (day, bool) {
	parts := strings.Split(text, "/")
	if len(parts) != 3 {
		return 0, false
	}
	return parseDay(fmt.Sprintf("%02s/%02s/%04s", parts[0], parts[1], parts[2]), "02/01/2006")
}

// cellText is a cell of a case: a text, a number or nothing.
func cellText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		if v {
			return "1"
		}
		return "0"
	default:
		return ""
	}
}

func (r *caseRun) fail(rows ...row) {
	for _, v := range rows {
		p := v.place()
		if p.number < 0 { // made up to hold what the case gives no parent for
			continue
		}
		if r.failed[p.table] == nil {
			r.failed[p.table] = map[int]bool{}
		}
		r.failed[p.table][p.number] = true
	}
}

// fields runs the rule where it is the check of a field.
func (r *caseRun) fields(version *rule) {
	layout, err := reference.Layout(r.c.Return, r.c.Year, "")
	if err != nil {
		return
	}
	for i := range layout.Tables {
		t := &layout.Tables[i]
		for _, cell := range compileTable(&Return{Layout: layout}, t) {
			if cell.field.Rule != version.code {
				continue
			}
			for n, values := range r.c.Tables[t.Name] {
				if !slices.Contains(r.c.Columns[t.Name], cell.field.Name) || len(r.c.Columns[t.Name]) > 1 && allNull(values) {
					continue
				}
				if s := version.since; s != nil && caseDay(cellText(values[s.field]), "") < s.first {
					continue
				}
				if r.breaks(version, cell, values[cell.field.Name]) {
					r.fail(&at{table: t.Name, number: n})
				}
			}
		}
	}
}

// breaks runs a field's check on one cell. A case tells an empty text, which is no
// code, from nothing; a file cannot.
func (r *caseRun) breaks(version *rule, cell *cellCheck, value any) bool {
	if value == "" && oneOf(string(cell.field.Type), "code bool integer") {
		return true
	}
	text := cellText(value)
	if d := caseDay(text, ""); d != 0 && r.c.Return == goldset.CINCensus && cell.field.Type == goldset.TypeDate { // no census rule is about how a date is written
		text = d.String()
	}
	_, _, p := cell.run(text)
	return p != problemNone && version.covers(p)
}

func allNull(values map[string]any) bool {
	for _, v := range values {
		if v != nil {
			return false
		}
	}
	return true
}

func (r *caseRun) rule(version *rule) {
	switch {
	case version.cin != nil:
		for _, child := range r.cinChildren() {
			version.cin(child, r.fail)
		}
	case version.tally != nil:
		t := version.tally()
		for _, child := range r.cinChildren() {
			t.add(child, r.fail)
		}
		r.whole = t.done(r.period)
	case version.care != nil:
		for _, child := range r.careChildren() {
			version.care(child, r.fail)
		}
	case version.sen != nil:
		version.sen(r.senReturn(), r.fail)
	}
}

func (r *caseRun) result() *CaseResult {
	out := &CaseResult{ReturnLevel: r.whole}
	for table, rows := range r.failed {
		found := CaseRows{Table: cmp.Or(r.given[table], table)}
		for n := range rows {
			found.Rows = append(found.Rows, n)
		}
		slices.Sort(found.Rows)
		out.Findings = append(out.Findings, found)
	}
	slices.SortFunc(out.Findings, func(a, b CaseRows) int { return strings.Compare(a.Table, b.Table) })
	return out
}

// fill sets a row's struct from a case's cells, reading dates as the return
// writes them and booleans in canonical form.
func fill(s reflect.Value, cells map[string]any, layout string) {
	for i := range s.NumField() {
		name, f := s.Type().Field(i).Name, s.Field(i)
		text := cellText(cells[name])
		if other := otherNames[name]; text == "" && other != "" {
			text = cellText(cells[other])
		}
		switch {
		case name == "at":
		case f.Type() == dayType:
			d := caseDay(text, layout)
			f.SetInt(int64(d))
			if d == 0 && text != "" {
				s.Addr().Interface().(row).place().unread += " " + name + " "
			}
		case f.Kind() == reflect.String:
			f.SetString(canonicalFlag(name, text))
		}
	}
}

// otherNames are columns that published cases have under a name the return lacks.
var otherNames = map[string]string{"DEC": "DATE_EPISODE_CEASED", "PLACE": "PLACEMENT", "UASC": "UASC_STATUS"}

// canonicalFlag is a yes or no of the census as its rules see it: what a check of
// the cell makes of it, and the text as given where the check minds it.
func canonicalFlag(name, text string) string {
	if name == "ReferralNFA" || name == "ICPCnotRequired" {
		if canonical, _, p := readFlag(text); p == problemNone {
			return canonical
		}
	}
	return text
}
