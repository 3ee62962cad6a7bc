package ingest

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// rule is one published rule, in the version in force from one year to another.
//
// A rule of the census is a func over one child, who is forgotten when the next
// comes; a rule over the whole message keeps a tally. A rule of the SSDA903 is a
// func over one child with the rows of all tables. A rule with no func is run by
// the check of the field that names it in the layout.
type rule struct {
	code     string
	from, to goldset.CollectionYear // to 0: still in force
	severity goldset.Severity
	message  string // the Department's wording
	cure     string // what would pass, where the wording does not say it
	fields   string // "Table.Field", the places a finding points at; the table decides which rows may be failed
	needs    need   // beside the return itself
	misses   string // a table whose rows the rule finds lacking: files without that table do not say which
	since    *since // of a rule that is the check of a field: the rows it asks of; nil: all

	withdrawn bool // published and taken back before any year it was to be in force

	cin   func(c *cinChild, fail failer)
	care  func(c *careChild, fail failer)
	sen   func(c *senReturn, fail failer)
	tally func() tally
}

// since is the rows of a table whose date is on or after the first day.
type since struct {
	field string
	first day
}

// failer reports rows that break the rule being run.
type failer func(rows ...row)

// tally is a rule that sees every child of a census message and then decides.
type tally interface {
	add(c *cinChild, fail failer)
	done(p *period) (fails bool)
}

// period is what every rule may know of its collection.
type period struct {
	Start, End day
	Year       goldset.CollectionYear
	Header     *Header
	Authority  string          // whose return it is, as it is compared with the authority of placement
	Reference  *reference.Sets // what is known of postcodes and placement providers; never nil
	there      need
}

// in reports whether d falls in the collection's year.
func (p *period) in(d day) bool { return d >= p.Start && d <= p.End }

// row is one row as a rule sees it.
type row interface{ place() *at }

// at says which row of the file it is.
type at struct {
	table          string
	number, parent int
	line           int
	unread         string // names of date fields that were given and cannot be read, each between spaces
	rewritten      string // names of yes-or-no fields that were written otherwise than 0 or 1, likewise
}

func (a *at) place() *at { return a }

// registry holds every rule by return and code, in order of year.
var registry = sync.OnceValue(func() map[goldset.ReturnName][]*rule {
	return map[goldset.ReturnName][]*rule{
		goldset.CINCensus: slices.Concat(cinFieldRules, cinIdentityRules, cinDetailRules, cinActivityRules, cinPlanRules, cinReturnRules),
		goldset.SSDA903: slices.Concat(careFieldRules, careRules, careEpisodeRules, careProviderRules, careSequenceRules, careChildRules, careAdoptionRules,
			careTableRules, careHealthRules, careDecisionRules, careWorkerRules, careLeaverRules, careUASCRules, careYearRules, carePlaceRules,
			careOfstedRules, careLegalRules, careDecidedRules, careAwayRules, careAnswerRules, careSocialRules),
		goldset.AnnexASEN: slices.Concat(senPlanRules, senSupportRules),
	}
})

// findRule is the version of a rule in force in a year, or nil.
func findRule(name goldset.ReturnName, code string, year goldset.CollectionYear) *rule {
	if code == "" {
		return nil
	}
	for _, r := range registry()[name] {
		if r.code == code && r.inForce(year) {
			return r
		}
	}
	return nil
}

func (r *rule) inForce(year goldset.CollectionYear) bool {
	return !r.withdrawn && r.written(year)
}

// written reports that the rule's wording is the latest for a year, be it in force
// or withdrawn.
func (r *rule) written(year goldset.CollectionYear) bool {
	return year >= r.from && (r.to == 0 || year <= r.to)
}

// missingWords are how the Department words a census rule that a missing value breaks.
var missingWords = regexp.MustCompile(`(?i)missing|must be provided|must be present`)

// blankRules are the SSDA903 rules that a blank breaks. The wording does not tell
// them apart ("is invalid", "is not a valid code"); the published cases do.
const blankRules = " 101 103 131 132 133 166 167 "

// covers reports whether the rule is about a problem of its field.
func (r *rule) covers(p problem) bool {
	switch p {
	case problemNumber, problemSpelling: // a check digit has a rule of its own where it has one
		return false
	case problemMissing:
		return strings.Contains(blankRules, " "+r.code+" ") || r.severity != goldset.SeverityUnsaid && missingWords.MatchString(r.message)
	default:
		return true
	}
}

// rulesFor lists the rules in force that have a func of their own.
func rulesFor(name goldset.ReturnName, year goldset.CollectionYear) []*rule {
	var list []*rule
	for _, r := range registry()[name] {
		if r.inForce(year) && (r.cin != nil || r.care != nil || r.sen != nil || r.tally != nil) {
			list = append(list, r)
		}
	}
	return list
}

// fieldsOf lists the rule's fields in one table.
func (r *rule) fieldsOf(table string) []string {
	var list []string
	for name := range strings.FieldsSeq(r.fields) {
		if field, ok := strings.CutPrefix(name, table+"."); ok {
			list = append(list, field)
		}
	}
	return list
}

// wording is the rule's finding, without the place.
func (r *rule) wording() goldset.Finding {
	cure := r.cure
	if cure == "" {
		cure = "Correct the data, or say why it is right"
	}
	return goldset.Finding{Rule: r.code, Severity: r.severity, Message: r.message, Passes: cure}
}

// ruleFields are a rule's fields in one table, and where the table's struct has them.
type ruleFields struct {
	names []string
	at    [][]int
}

// fieldsIn finds the rule's fields in a table of which v is a row.
func (r *rule) fieldsIn(table string, v row) *ruleFields {
	f := &ruleFields{names: r.fieldsOf(table)}
	t := reflect.TypeOf(v).Elem()
	for _, name := range f.names {
		if field, ok := t.FieldByName(name); ok {
			f.at = append(f.at, field.Index)
		}
	}
	return f
}

// evidence is the values of the fields in a row, for matching an answer given before.
func (f *ruleFields) evidence(v row) []string {
	values := make([]string, 0, len(f.at))
	s := reflect.ValueOf(v).Elem()
	for _, index := range f.at {
		if field := s.FieldByIndex(index); field.Kind() == reflect.String {
			values = append(values, field.String())
		} else {
			values = append(values, day(field.Int()).String())
		}
	}
	return values
}
