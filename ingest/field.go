package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// problem is what a cell can have wrong, with the finding for it made ahead.
type problem int

const (
	problemNone problem = iota
	problemMissing
	problemUnreadable // not of its type
	problemUnlisted
	problemRange
	problemPattern
	problemNumber   // an identifier whose check digit or letter does not fit
	problemSpelling // a yes or no of the census in a spelling that XML Schema does not have
	problemCount
)

// ownRules name the checks that have no published number.
var ownRules = [problemCount]string{
	problemMissing: "missing", problemUnreadable: "unreadable", problemUnlisted: "unlisted",
	problemRange: "range", problemPattern: "pattern", problemNumber: "check-digit", problemSpelling: "spelling",
}

// cellCheck is one field's declaration, made ready to run.
type cellCheck struct {
	field    goldset.Field
	column   int
	codes    *reference.CodeList
	pattern  *regexp.Regexp
	dates    dateSystem
	ruled    bool     // the form and check letter of the UPN have numbered rules, 1510 to 1560Q
	flag     bool     // yes or no in a census, which XML Schema spells true, false, 1 or 0
	nothing  []string // texts that the return's suppliers write for nothing
	blanks   bool     // a cell that cannot be read is loaded as missing, not as text
	findings [problemCount]goldset.Finding
	since    day // the rule asks only of rows with a date from then on, in a column before this one
	dated    int
	older    [problemCount]goldset.Finding // of rows before
	typed    bool                          // a text file whose dates are numbers of days
	american bool                          // the column's dates have the month first, and are not read
	counted  int                           // dates that a workbook keeps as numbers of days
	// tolerated counts cells taken although not written as declared.
	tolerated int
}

// compileTable makes the checks of a table's fields.
func compileTable(r *Return, t *goldset.Table) []*cellCheck {
	checks := make([]*cellCheck, len(t.Fields))
	for i, f := range t.Fields {
		c := &cellCheck{field: f, column: i, dates: r.dates, nothing: r.Layout.Blanks}
		if f.Codes != "" {
			c.codes = r.codes(f.Codes)
		}
		if f.Pattern != "" {
			c.pattern = regexp.MustCompile("^(?:" + f.Pattern + ")$") // the layouts' tests compile every pattern
		}
		c.ruled = r.Layout.Return == goldset.CINCensus && f.Type == goldset.TypeUPN
		c.flag = r.Layout.Return == goldset.CINCensus && f.Type == goldset.TypeBool
		c.blanks = f.InResearch() && f.Type != goldset.TypePostcode
		if f.Type == goldset.TypeDate {
			habit := r.habit(t.Name, i)
			c.american = habit.american()
			if r.dates == datesTyped && habit.counted() {
				c.dates, c.typed = datesSerial1900, true
			}
		}
		c.prepare(r, t)
		checks[i] = c
	}
	return checks
}

// codes is the named code list: the request's own, or one of the house's.
func (r *Return) codes(name string) *reference.CodeList {
	if r.description != nil {
		if list, ok := r.description.Codes(name); ok {
			return list
		}
	}
	list, _ := reference.Codes(name)
	return list
}

// prepare writes the findings that the cell can have. A published rule speaks in
// its own words; else the check says what it is.
func (c *cellCheck) prepare(r *Return, t *goldset.Table) {
	passes := c.passes()
	for p := problemMissing; p < problemCount; p++ {
		f := goldset.Finding{
			Rule: ownRules[p], Severity: goldset.SeverityError, Table: t.Name, Fields: []string{c.field.Name},
			Message: c.says(p), Passes: passes,
		}
		c.older[p] = f
		if rule := findRule(r.Layout.Return, c.field.Rule, r.Layout.Year); rule != nil && rule.covers(p) {
			if rule.since != nil {
				c.since, c.dated = rule.since.first, t.Index(rule.since.field)
			}
			f.Rule, f.Severity, f.Message = rule.code, rule.severity, rule.message
		} else if p == problemNumber {
			f.Severity = goldset.SeverityQuery
		}
		c.findings[p] = f
	}
}

// Passes says what a field of a described request takes, in the words of the
// finding about a value that it does not.
func Passes(d *reference.Description, f goldset.Field) string {
	c := cellCheck{field: f}
	c.codes, _ = d.Codes(f.Codes)
	return c.passes()
}

// finding is the finding of a problem, in a row with the dates of its columns.
func (c *cellCheck) finding(p problem, days []day) goldset.Finding {
	if c.since != 0 && days[c.dated] < c.since {
		return c.older[p]
	}
	return c.findings[p]
}

// says words a problem for the person who sent the cell.
func (c *cellCheck) says(p problem) string {
	name := c.field.Title
	switch p {
	case problemMissing:
		return name + " is missing"
	case problemUnlisted:
		return name + " is not one of the codes"
	case problemRange:
		return name + " is outside the range"
	case problemPattern:
		return name + " is not written as it should be"
	case problemNumber:
		return name + " does not pass the check of its digits"
	case problemSpelling:
		return name + " has capitals, which the census does not"
	default:
		return name + " is not " + typeNames[c.field.Type]
	}
}

var typeNames = map[goldset.FieldType]string{
	goldset.TypeDate: "a date", goldset.TypeDateTime: "a date and time", goldset.TypeInteger: "a whole number", goldset.TypeDecimal: "a number",
	goldset.TypeBool: "yes or no", goldset.TypePostcode: "a postcode", goldset.TypeUPN: "a UPN", goldset.TypeNHSNumber: "an NHS number",
	goldset.TypeULN: "a ULN", goldset.TypeCode: "a code", goldset.TypeText: "text", goldset.TypeTime: "a time", goldset.TypeYear: "a year",
}

// maxListed is how many codes a message lists.
const maxListed = 12

// passes says what would pass.
func (c *cellCheck) passes() string {
	switch f := &c.field; f.Type {
	case goldset.TypeCode:
		return "One of " + listCodes(c.codes)
	case goldset.TypeDate:
		return "A date written " + dateExample(f.Format)
	case goldset.TypeDateTime:
		return "A date and time such as 2026-03-31T09:30:00"
	case goldset.TypeTime:
		return "A time such as 09:30:00"
	case goldset.TypeYear:
		return "A year such as 2026"
	case goldset.TypeInteger, goldset.TypeDecimal:
		return "A number" + c.bounds()
	case goldset.TypeBool:
		if c.flag {
			return "true, false, 1 or 0"
		}
		if f.Rule != "" {
			return "0 or 1"
		}
		return "0 or 1, true or false, Y or N"
	case goldset.TypeUPN:
		if c.codes != nil {
			return "A letter, eleven digits and a digit or letter, or one of " + listCodes(c.codes)
		}
		return "A letter, eleven digits and a digit or letter, with the right check letter"
	case goldset.TypeNHSNumber, goldset.TypeULN:
		return "Ten digits, with the right check digit"
	case goldset.TypePostcode:
		return "A postcode such as SW1A 1AA"
	default:
		if f.Pattern != "" {
			return "Text of this form: " + patternWords(f.Pattern)
		}
		return "Any text"
	}
}

func (c *cellCheck) bounds() string {
	switch lo, hi := c.field.Min, c.field.Max; {
	case lo != nil && hi != nil:
		return fmt.Sprintf(" from %g to %g", *lo, *hi)
	case lo != nil:
		return fmt.Sprintf(" of at least %g", *lo)
	case hi != nil:
		return fmt.Sprintf(" of at most %g", *hi)
	}
	return ""
}

func listCodes(l *reference.CodeList) string {
	var names []string
	for i, c := range l.Codes {
		if i == maxListed {
			names = append(names, fmt.Sprintf("or %d more of the list %s", len(l.Codes)-i, l.Title))
			break
		}
		names = append(names, c.Code)
	}
	return strings.Join(names, ", ")
}

func dateExample(format string) string {
	switch format {
	case "02/01/2006":
		return "31/03/2026"
	case "2006-Jan-02 15:04:05":
		return "2026-Mar-31 00:00:00"
	}
	return "2026-03-31"
}

// run holds one cell against its declaration. It gives the canonical text ("" for
// a cell that cannot be read), the date where it is one, and the problem.
func (c *cellCheck) run(text string) (string, day, problem) {
	if slices.Contains(c.nothing, text) {
		c.tolerated++
		text = ""
	}
	if text == "" {
		if c.field.Required {
			return "", 0, problemMissing
		}
		return "", 0, problemNone
	}
	canonical, d, p := c.read(text)
	if strings.IndexByte(text, 0) >= 0 { // no database takes it in a text
		p = problemUnreadable
	}
	switch {
	case c.pattern == nil || c.field.Type != goldset.TypeDate && p != problemNone:
	case c.field.Type == goldset.TypeDate && p != problemNone && c.pattern.MatchString(text): // stands for a date that is not known
		return "", 0, problemNone
	case c.field.Type != goldset.TypeDate && !c.pattern.MatchString(text):
		p = problemPattern
	}
	if p != problemNone && p != problemSpelling && c.blanks {
		return "", 0, p
	}
	return canonical, d, p
}

func (c *cellCheck) read(text string) (string, day, problem) {
	switch c.field.Type {
	case goldset.TypeCode:
		return c.readCode(text)
	case goldset.TypeDate:
		d, ok := c.readDate(text)
		if !ok {
			return text, 0, problemUnreadable
		}
		return d.String(), d, problemNone
	case goldset.TypeBool:
		if c.flag {
			return readFlag(text)
		}
		if c.field.Rule != "" && !oneOf(text, "0 1 0.0 1.0") { // the rules of the SSDA903 ask for 0 or 1
			return text, 0, problemUnlisted
		}
		return readBool(text)
	case goldset.TypeInteger, goldset.TypeYear:
		return c.readInteger(text)
	case goldset.TypeDecimal:
		return c.readDecimal(text)
	case goldset.TypeUPN, goldset.TypeNHSNumber, goldset.TypeULN:
		canonical, p := c.readIdentifier(text)
		return canonical, 0, p
	case goldset.TypePostcode:
		canonical, p := readPostcode(text)
		return canonical, 0, p
	default:
		return text, 0, problemNone
	}
}

func (c *cellCheck) readCode(text string) (string, day, problem) {
	if c.codes.Has(text) {
		return text, 0, problemNone
	}
	if whole, ok := strings.CutSuffix(text, ".0"); ok && c.codes.Has(whole) { // a spreadsheet took the code for a number
		c.tolerated++
		return whole, 0, problemNone
	}
	if allDigits(text) { // or for a number with zeros in front
		for zeros := "0"; len(zeros)+len(text) <= 4; zeros += "0" {
			if c.codes.Has(zeros + text) {
				c.tolerated++
				return zeros + text, 0, problemNone
			}
		}
	}
	if code, ok := c.codes.Understand(text); ok {
		c.tolerated++
		return code, 0, problemNone
	}
	return text, 0, problemUnlisted
}

func readBool(text string) (string, day, problem) {
	switch text {
	case "1", "true", "True", "TRUE", "Y", "y", "Yes", "yes", "YES", "1.0":
		return "1", 0, problemNone
	case "0", "false", "False", "FALSE", "N", "n", "No", "no", "NO", "0.0":
		return "0", 0, problemNone
	}
	return text, 0, problemUnlisted
}

// readFlag reads a yes or no of the census. Capitals are understood and told.
func readFlag(text string) (string, day, problem) {
	p := problemNone
	if text != strings.ToLower(text) {
		p = problemSpelling
	}
	switch strings.ToLower(text) {
	case "1", "true":
		return "1", 0, p
	case "0", "false":
		return "0", 0, p
	}
	return text, 0, problemUnlisted
}

// readInteger drops leading zeros and the .0 a spreadsheet adds.
func (c *cellCheck) readInteger(text string) (string, day, problem) {
	if whole, ok := strings.CutSuffix(text, ".0"); ok {
		c.tolerated++
		text = whole
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text, 0, problemUnreadable
	}
	if c.outside(float64(n)) {
		return text, 0, problemRange
	}
	if text[0] == '0' || text[0] == '+' || text[0] == '-' {
		text = strconv.FormatInt(n, 10)
	}
	return text, 0, problemNone
}

func (c *cellCheck) readDecimal(text string) (string, day, problem) {
	for i := range len(text) { // ParseFloat also reads hexadecimal, infinities and underscores
		if b := text[i]; (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E' {
			return text, 0, problemUnreadable
		}
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text, 0, problemUnreadable
	}
	if c.outside(n) {
		return text, 0, problemRange
	}
	return text, 0, problemNone
}

func (c *cellCheck) outside(n float64) bool {
	return c.field.Min != nil && n < *c.field.Min || c.field.Max != nil && n > *c.field.Max
}
