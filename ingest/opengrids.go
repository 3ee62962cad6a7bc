package ingest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// recognised is how a set of grids fits one layout.
type recognised struct {
	layout  *goldset.Layout
	matches []*match // by grid
	score   float64
}

// openGrids recognises a return that comes as tables.
func (o *opener) openGrids() (*Return, error) {
	headers, err := o.headers()
	if err != nil {
		return nil, err
	}
	best := o.recognise(headers)
	if best == nil {
		if t := censusTable(headers); t != "" {
			return nil, refuse("wrong-type", o.grids[0].name(), "Export the census as one XML file", "the columns are those of %s of the children in need census, which is sent as XML", t)
		}
		return nil, refuse("unknown-return", o.grids[0].name(), "The first row of each table names its columns as the return's guide does",
			"the columns fit no table of %s", o.wanted())
	}
	o.found = best.layout.Return
	set, told, err := best.assign(o.grids, o.want.Partial)
	if err != nil {
		return nil, err
	}
	layout, err := o.yearOf(set, best.layout)
	if err != nil {
		return nil, err
	}
	if layout != best.layout { // another year's columns: match again
		if best, err = o.rematch(headers, layout); err != nil {
			return nil, err
		}
		if set, told, err = best.assign(o.grids, o.want.Partial); err != nil {
			return nil, err
		}
	}
	r := &Return{Layout: layout, Authority: o.want.Authority, Tolerances: append(o.tolerances, told...), src: set, dates: datesTyped}
	set.learnDates()
	for _, g := range o.grids {
		if serials, from1904 := g.serialDates(); from1904 {
			r.dates = datesSerial1904
		} else if serials && r.dates == datesTyped {
			r.dates = datesSerial1900
		}
	}
	return r, nil
}

// censusTable is the table of the children in need census that a file has the
// columns of, or "".
func censusTable(headers []header) string {
	layout, err := reference.Layout(goldset.CINCensus, newestYear(goldset.CINCensus), "")
	if err != nil {
		return ""
	}
	for _, h := range headers {
		if m := bestMatch(h, layout); m.score() >= resembles {
			return layout.Tables[m.table].Name
		}
	}
	return ""
}

func (o *opener) wanted() string {
	if o.want.Return != "" {
		return o.spoken(o.want.Return)
	}
	return "any return that is known"
}

// headers reads the first row of every grid; empty sheets are left out.
func (o *opener) headers() ([]header, error) {
	var headers []header
	var kept []grid
	for _, g := range o.grids {
		if below := o.below(g); below > 0 {
			o.tolerances = append(o.tolerances, fmt.Sprintf("%s: the columns are named in the row after the first %d", g.name(), below))
			g = &lowered{grid: g, rows: below}
		}
		header, err := headerOf(g)
		if refused, ok := err.(*Refused); ok && refused.Rule == "empty" { //nolint:errorlint // headerOf returns it bare
			if isSheet(g) && len(o.grids) > 1 {
				continue
			}
		}
		if err != nil {
			return nil, err
		}
		headers, kept = append(headers, newHeader(header)), append(kept, g)
	}
	o.grids = kept
	return headers, nil
}

// recognise finds the layout the headers fit best; nil when they fit none. The
// newest year stands for its return until yearOf has looked at the rows.
func (o *opener) recognise(headers []header) *recognised {
	var best *recognised
	for _, l := range o.candidates() {
		r := matchAll(headers, l)
		if r.score > 0 && (best == nil || r.score >= best.score) { // later years come later
			best = r
		}
	}
	return best
}

func (o *opener) candidates() []*goldset.Layout {
	year := o.want.RuleYear
	if year == 0 {
		year = o.want.Year
	}
	return slices.DeleteFunc(o.layouts(), func(l *goldset.Layout) bool {
		return l.Return == goldset.CINCensus || l.Return == goldset.SocialCareAPI || o.want.Return != "" && l.Return != o.want.Return ||
			year != 0 && l.Year != year || o.want.Term != "" && l.Term != "" && l.Term != o.want.Term
	})
}

// layouts are those that the files may be of: with a description its own.
func (o *opener) layouts() []*goldset.Layout {
	if d := o.want.Description; d != nil {
		return layoutsOf(d)
	}
	return slices.Clone(shipped().layouts)
}

func layoutsOf(d *reference.Description) []*goldset.Layout {
	layouts := make([]*goldset.Layout, len(d.Years))
	for i, year := range d.Years {
		layouts[i] = d.Layout(year)
	}
	return layouts
}

// layout is that of another year of the same return.
func (o *opener) layout(l *goldset.Layout, year goldset.CollectionYear) (*goldset.Layout, error) {
	if l.Described == 0 {
		return reference.Layout(l.Return, year, l.Term)
	}
	d := o.described(l)
	if !slices.Contains(d.Years, year) {
		return nil, fmt.Errorf("no layout of %s for %d", l.Return, year)
	}
	return d.Layout(year), nil
}

func matchAll(headers []header, l *goldset.Layout) *recognised {
	r := &recognised{layout: l}
	for _, h := range headers {
		m := bestMatch(h, l)
		r.matches = append(r.matches, m)
		if m.score() >= resembles {
			r.score += m.score()
		}
	}
	return r
}

func (o *opener) rematch(headers []header, l *goldset.Layout) (*recognised, error) {
	r := matchAll(headers, l)
	if r.score == 0 {
		return nil, refuse("unknown-return", o.grids[0].name(), "The first row of each table names its columns as the return's guide does", "the columns fit no table of %s", l.Title)
	}
	return r, nil
}

// assign gives each table its grid. Two grids of one table are refused: nobody
// can say which is meant.
func (r *recognised) assign(grids []grid, partial bool) (*gridSet, []string, error) {
	set := &gridSet{layout: r.layout, grids: make([]grid, len(r.layout.Tables)), found: make([]*match, len(r.layout.Tables))}
	var told []string
	for i, m := range r.matches {
		t := &r.layout.Tables[m.table]
		taken, err := m.accept(grids[i].name(), r.layout)
		if err != nil {
			return nil, nil, err
		}
		if !taken && ownSheet(grids[i]) {
			continue
		}
		if !taken {
			told = append(told, fmt.Sprintf("%s: no table of %s has its columns: left out", grids[i].name(), r.layout.Title))
			continue
		}
		if other := set.grids[m.table]; other != nil {
			same, err := sameFile(other, grids[i])
			if err != nil {
				return nil, nil, err
			}
			if same {
				told = append(told, fmt.Sprintf("%s: the same as %s, letter for letter: left out", grids[i].name(), other.name()))
				continue
			}
			return nil, nil, refuse("two-versions", "", "Send the one that is meant; where each is a part of the table, put them into one file", "%s and %s both hold %s", other.name(), grids[i].name(), t.Name)
		}
		set.grids[m.table], set.found[m.table] = grids[i], m
		told = append(told, m.tolerances(grids[i].name(), t)...)
	}
	for i := range r.layout.Tables {
		if t := &r.layout.Tables[i]; set.grids[i] == nil && !t.Optional && !partial {
			return nil, nil, refuse("missing-table", "", t.Name+" has these columns: "+fieldNames(t), "the return lacks its table %s (%s)", t.Name, t.Title)
		}
	}
	return set, told, nil
}

// sameFile reports two text files that hold the same.
func sameFile(a, b grid) (bool, error) {
	one, ok1 := a.(*csvGrid)
	two, ok2 := b.(*csvGrid)
	if !ok1 || !ok2 || one.blob.size != two.blob.size {
		return false, nil
	}
	first, err := one.blob.digest()
	if err != nil {
		return false, err
	}
	second, err := two.blob.digest()
	return first == second, err
}

// yearOf is the layout for the year the rows are from, where they say it and it
// was not set, and checks it against the year asked for where it was.
func (o *opener) yearOf(set *gridSet, l *goldset.Layout) (*goldset.Layout, error) {
	if o.want.RuleYear != 0 {
		return l, nil
	}
	if err := o.expectReturn(o.grids[0].name(), l.Return); err != nil {
		return nil, err
	}
	got, err := set.contentYear(l, o.tells(l))
	if err != nil {
		return nil, err
	}
	if l.Return == goldset.SSDA903 && got == 0 { // too few episodes ended: all dates together may tell
		told, _, err := careYear(set)
		if err != nil {
			return nil, err
		}
		year, err := o.careYearOf(o.grids[0].name(), goldset.CollectionYear(told), false, l.Year)
		if err != nil {
			return nil, err
		}
		return o.yearLayout(l, year)
	}
	if o.want.Year != 0 {
		if got != 0 && l.Return != goldset.SchoolCensus && got != int(o.want.Year) {
			return nil, refuseYear(o.grids[0].name(), o.want, got)
		}
		return l, nil
	}
	if got == 0 && len(o.candidates()) > 1 {
		o.tolerances = append(o.tolerances, fmt.Sprintf("the rows do not say which year they are for: read as %d", l.Year))
	}
	if got == 0 {
		return l, nil
	}
	return o.yearLayout(l, goldset.CollectionYear(got))
}

// yearLayout is the layout of the year that the rows tell.
func (o *opener) yearLayout(l *goldset.Layout, year goldset.CollectionYear) (*goldset.Layout, error) {
	if year == l.Year {
		return l, nil
	}
	layout, err := o.layout(l, year)
	if err != nil {
		if l.Described > 0 {
			return nil, refuse("unknown-year", "", "Name the year whose rules to use", "there are no rules for %s of %d", o.spoken(l.Return), year)
		}
		return nil, refuseUnknownYear("", l.Return, year)
	}
	return layout, nil
}

// tellsYear names, for each return, the table and field whose dates fall in the
// collection's year: all but a few of an SSDA903's episodes that ended did so in
// it, and pupils enter before census day. A described request says so itself.
var tellsYear = map[goldset.ReturnName]reference.DescribedField{
	goldset.SSDA903:      {Table: "Episodes", Field: "DEC"},
	goldset.SchoolCensus: {Table: "pupilonroll", Field: "entrydate"},
}

// tells is the field whose dates tell the year; zero when none does.
func (o *opener) tells(l *goldset.Layout) reference.DescribedField {
	if d := o.described(l); d != nil {
		return d.YearField
	}
	return tellsYear[l.Return]
}

// enoughDates is how many dates must agree before they are believed against what
// the supplier was asked for.
const enoughDates = 10

// contentYear is the year that most dates fall in, or 0 when they do not say.
func (s *gridSet) contentYear(l *goldset.Layout, tell reference.DescribedField) (int, error) {
	if tell.Table == "" {
		return 0, nil
	}
	if year, err := s.saysYear(l); year != 0 || err != nil {
		return year, err
	}
	enough := 5000 // dates; a return of another year shows in the first few
	count := func(years map[int]int, d day) { years[collectionYear(d)]++ }
	if l.Return == goldset.SchoolCensus { // only the latest entry tells: everybody entered before census day
		enough = math.MaxInt
		count = func(years map[int]int, d day) {
			if year := d.time().Year(); years[0] < year {
				clear(years)
				years[0], years[year] = year, math.MaxInt
			}
		}
	}
	table := slices.IndexFunc(l.Tables, func(t goldset.Table) bool { return t.Name == tell.Table })
	field := &l.Tables[table].Fields[l.Tables[table].Index(tell.Field)]
	if s.grids[table] == nil {
		return 0, nil
	}
	column := s.found[table].columns[l.Tables[table].Index(tell.Field)]
	serials, from1904 := s.grids[table].serialDates()
	years, total := map[int]int{}, 0
	err := s.grids[table].records(func(_ int, cells []string) bool {
		if column < 0 || column >= len(cells) {
			return true
		}
		d, ok := typedDay(cells[column], field.Format)
		if !ok && serials {
			if d, ok = serialDay(cells[column], from1904); !ok {
				d, ok = parseISO(cells[column][:min(10, len(cells[column]))])
			}
		}
		if ok {
			count(years, d)
			total++
		}
		return total < enough
	})
	best := 0
	delete(years, 0)
	for year, n := range years {
		if n > years[best] || n == years[best] && year > best {
			best = year
		}
	}
	if total < enoughDates || years[best] < total-years[best] {
		return 0, err
	}
	return best, err
}

// saysYear is the year that the schools' own census records give, where they are
// there and agree, or 0.
func (s *gridSet) saysYear(l *goldset.Layout) (int, error) {
	table := slices.IndexFunc(l.Tables, func(t goldset.Table) bool { return t.Name == "schoolcensus" })
	if table < 0 || s.grids[table] == nil {
		return 0, nil
	}
	column := s.found[table].columns[l.Tables[table].Index("year")]
	number, said := 0, 0
	err := s.grids[table].records(func(_ int, cells []string) bool {
		if number++; number == 1 || column < 0 || column >= len(cells) {
			return true
		}
		year, _ := strconv.Atoi(strings.TrimSpace(cells[column]))
		if year < 2000 || year > 2100 || said != 0 && year != said {
			said = 0
			return false
		}
		said = year
		return true
	})
	return said, err
}

// collectionYear is the year whose 31 March is the first on or after d.
func collectionYear(d day) int {
	t := d.time()
	if t.Month() > 3 {
		return t.Year() + 1
	}
	return t.Year()
}
