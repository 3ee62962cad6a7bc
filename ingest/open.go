package ingest

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// File is one file as it came in. The name is for messages only.
type File struct {
	Name string
	Data io.ReaderAt
	Size int64
	// Members names the entries of a zip in messages, by their place and own name;
	// nil leaves them their own, which may hold a child's. With it the sheets of a
	// workbook go by their place too.
	Members func(i int, name string) string
}

// Expected is what the files should be. Zero fields: whatever the content says.
type Expected struct {
	Return    goldset.ReturnName
	Year      goldset.CollectionYear
	Term      string
	Authority string // the Department's three-figure code
	// RuleYear picks the layout and rules whatever year the content says it is for,
	// as when an authority tries next year's rules on this year's file.
	RuleYear goldset.CollectionYear
	// Description is of the request that the files answer, where it is not one that
	// ships with its own tables.
	Description *reference.Description
	// Previous is the files of the return of the year before, for rules that compare
	// the two. Only the SSDA903 has such rules.
	Previous []File
	// Reference is what is known of postcodes and placement providers; nil: nothing.
	Reference *reference.Sets
	// Partial takes a return that lacks tables it must have, as when an officer checks
	// one table. Each is a finding, and the rules that need it are not run.
	Partial bool
}

// Return is a file, or a set of files, that has been recognised.
type Return struct {
	Layout     *goldset.Layout
	Authority  string   // three-figure code, when the content says it
	Tolerances []string // what was overlooked in reading the files
	Header     *Header  // children in need census only

	start, end day // the collection's period
	src        source
	in         []int // rows by table, counted without the parser
	out        []int
	refused    []int
	dates      dateSystem
	summary    []SummaryLine

	description *reference.Description // of a described request, else nil
	rules       *ruleSet
	notJudged   []NotRun // rules of the description that could not judge every row

	previous  *Return         // the year before; nil when not given
	reference *reference.Sets // nil when not given
	unjudged  unjudged        // after Check
}

// dateSystem says how dates may be written beside their declared form.
type dateSystem int

const (
	datesWritten    dateSystem = iota // in the declared form alone, as a message must
	datesTyped                        // in any form that can be read in one way only, as people type them
	datesSerial1900                   // also as a workbook counts days
	datesSerial1904
)

// Open recognises a return by its content. The error is a *Refused when the files
// cannot be taken; any other error is a failure to read them.
func Open(files []File, want Expected) (*Return, error) {
	parts, err := partsOf(files)
	if err != nil {
		return nil, err
	}
	o := opener{want: want}
	o.take(parts...)
	return o.finish()
}

// finish opens what has been gathered and counts its rows.
func (o *opener) finish() (*Return, error) {
	r, err := o.open()
	if err != nil {
		return nil, err
	}
	if r.in, err = r.src.count(); err != nil {
		return nil, err
	}
	if m, ok := r.src.(interface{ tolerances() []string }); ok {
		r.Tolerances = append(r.Tolerances, m.tolerances()...)
	}
	start, end := reference.Period(r.Layout.Return, r.Layout.Year, r.Layout.Term)
	if r.description = o.described(r.Layout); r.description != nil {
		start, end = r.description.Period(r.Layout.Year)
		if r.rules, err = compileRules(r.description); err != nil {
			return nil, err
		}
	}
	r.start, r.end = dayOf(start), dayOf(end)
	if d, ok := headerEnd(r.Header); ok && o.want.RuleYear != 0 {
		r.start, r.end = dayOf(d.time().AddDate(-1, 0, 1)), d
	}
	r.out, r.refused = make([]int, len(r.in)), make([]int, len(r.in))
	r.reference = o.want.Reference
	r.previous, err = openPrevious(r.Layout, o.want.Previous)
	return r, err
}

// headerEnd is the reference date a header gives.
func headerEnd(h *Header) (day, bool) {
	if h == nil {
		return 0, false
	}
	return parseISO(h.ReferenceDate)
}

func (o *opener) open() (*Return, error) {
	switch {
	case len(o.json) > 0 && len(o.xml) == 0 && len(o.grids) == 0:
		return o.openPayload(o.json)
	case len(o.json) > 0:
		return nil, refuse("mixed", "", "Send the payload's JSON files by themselves", "there are %d JSON files and %d other files", len(o.json), len(o.xml)+len(o.grids))
	case len(o.xml) == 0 && len(o.grids) == 0:
		return nil, refuse("empty", "", "Send the files of the return", "there is no file to read")
	case len(o.xml) > 1 || len(o.xml) == 1 && len(o.grids) > 0:
		return nil, refuse("mixed", "", "Send the return as one XML file by itself", "there are %d XML files and %d other files", len(o.xml), len(o.grids))
	case len(o.xml) == 1:
		return o.openMessage(o.xml[0])
	}
	return o.openGrids()
}

// openMessage recognises a message by its root: an SSDA903 return or a children in
// need census.
func (o *opener) openMessage(b blob) (*Return, error) {
	d, err := detect(b)
	if err != nil {
		return nil, err
	}
	if root, err := rootName(b, d); err != nil {
		return nil, err
	} else if root == careRoot {
		return o.openCare(b, d)
	}
	h, err := readHeader(b, d)
	if err != nil {
		return nil, err
	}
	if err = o.expectReturn(b.name, goldset.CINCensus); err != nil {
		return nil, err
	}
	year, err := o.messageYear(b.name, h)
	if err != nil {
		return nil, err
	}
	if o.want.Authority != "" && h.LEA != o.want.Authority {
		return nil, refuse("wrong-authority", b.name, "Its header says "+o.want.Authority+" in <LEA>", "the return says it is from authority %s and not from %s", named(h.LEA), o.want.Authority)
	}
	layout, err := reference.Layout(goldset.CINCensus, year, "")
	if err != nil {
		return nil, refuseUnknownYear(b.name, goldset.CINCensus, year)
	}
	r := &Return{Layout: layout, Authority: h.LEA, Header: h, src: newMessage(b, d, layout)}
	if d.tolerance != "" {
		r.Tolerances = append(r.Tolerances, d.tolerance)
	}
	return r, nil
}

// named is what a header says, when it says anything like a code.
func named(text string) string {
	if text == "" || len(text) > 10 {
		return "(not given)"
	}
	return text
}

// messageYear is the collection year by the header's reference date, or its
// <Year> where the date cannot be read.
func (o *opener) messageYear(name string, h *Header) (goldset.CollectionYear, error) {
	if o.want.RuleYear != 0 {
		return o.want.RuleYear, nil
	}
	year := 0
	if d, ok := parseISO(h.ReferenceDate); ok {
		year = d.time().Year()
	} else if n, err := strconv.Atoi(h.Year); err == nil && n > 1990 && n < 2100 {
		year = n
	}
	if year == 0 {
		return 0, refuse("no-year", name, "Its header says <Year> and <ReferenceDate>", "the header does not say which year the census is for")
	}
	if o.want.Year != 0 && goldset.CollectionYear(year) != o.want.Year {
		return 0, refuseYear(name, o.want, year)
	}
	return goldset.CollectionYear(year), nil
}

func refuseYear(name string, want Expected, got int) error {
	_, end := reference.Period(want.Return, want.Year, want.Term)
	return refuse("wrong-year", name, "Send the return whose period ends on "+end.Format("2 January 2006"), "the return is for %d and %d was asked for", got, want.Year)
}

// refuseUnknownYear tells the years that a return is known of.
func refuseUnknownYear(file string, name goldset.ReturnName, year goldset.CollectionYear) *Refused {
	var first, last goldset.CollectionYear
	for _, l := range reference.Layouts() { // in order of year
		if l.Return == name {
			last = l.Year
			if first == 0 {
				first = l.Year
			}
		}
	}
	return refuse("unknown-year", file, fmt.Sprintf("A return of %d to %d passes; or name the year whose rules to use", first, last),
		"by its dates this is %s of %d, a year for which no rules are known", reference.FindReturn(name).Spoken, year)
}

func (o *opener) expectReturn(name string, got goldset.ReturnName) error {
	if o.want.Return == "" {
		o.want.Return = got
	}
	o.found = got
	if o.want.Return != got {
		return refuse("wrong-return", name, "Send "+o.spoken(o.want.Return), "this is %s and not %s", o.spoken(got), o.spoken(o.want.Return))
	}
	return nil
}

// spoken is a return as a sentence names it.
func (o *opener) spoken(name goldset.ReturnName) string {
	if d := o.want.Description; d != nil && d.Return == name {
		return "the request " + d.Title
	}
	return reference.FindReturn(name).Spoken
}

// spoken is the return a layout is of, as a sentence names it.
func spoken(l *goldset.Layout) string {
	if l.Described > 0 {
		return l.Title
	}
	return reference.FindReturn(l.Return).Spoken
}

// described is the description that a layout was made from, or nil.
func (o *opener) described(l *goldset.Layout) *reference.Description {
	if d := o.want.Description; d != nil && d.Return == l.Return {
		return d
	}
	return reference.Described(l.Return, l.Year)
}

// Period is the first and last day the return is about, UTC midnights.
func (r *Return) Period() (start, end time.Time) { return r.start.time(), r.end.time() }

// Title is what the return is, as understood from its content.
func (r *Return) Title() string {
	if a, ok := reference.FindAuthority(r.Authority); ok {
		return fmt.Sprintf("%s, %s (%s)", r.Layout.Title, a.Name, a.Code)
	}
	return r.Layout.Title
}
