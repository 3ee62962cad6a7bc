package ingest

import (
	"fmt"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// yearVotes gathers what the dates of an SSDA903 return say of its collection year.
type yearVotes struct {
	ended map[int]int // episodes that ended, which all but a few do in the year itself
	years map[int]int // all dates that cannot lie after the year
	total int
}

// maxVotes is how many dates are looked at; a return of another year shows in the first few.
const maxVotes = 20000

// votingFields are, by table, the dates that vote. None of them lies after the year.
var votingFields = map[string][]string{
	"Episodes": {"DECOM", "DEC"}, "Reviews": {"REVIEW"}, "Missing": {"MIS_START", "MIS_END"},
	"SWEpisodes": {"SW_DECOM", "SW_DEC"}, "DoLo": {"DOLO_START"},
}

func (v *yearVotes) add(rec *record) {
	for _, name := range votingFields[rec.Table.Name] {
		i := rec.Table.Index(name)
		d, ok := typedDay(rec.Values[i], rec.Table.Fields[i].Format)
		if !ok {
			continue
		}
		v.total++
		v.years[collectionYear(d)]++
		if name == "DEC" {
			v.ended[collectionYear(d)]++
		}
	}
}

// year is the collection year, 0 where no date tells, and whether it is sure enough
// to hold against the year that was asked for: most of at least ten episodes ended
// in it. Else it is the latest year with a twentieth of all dates, so that one
// mistyped century does not decide.
func (v *yearVotes) year() (year int, sure bool) {
	best, ended := 0, 0
	for y, n := range v.ended {
		ended += n
		if n > v.ended[best] || n == v.ended[best] && y > best {
			best = y
		}
	}
	if ended >= enoughDates && 2*v.ended[best] >= ended {
		return best, true
	}
	for y, n := range v.years {
		if y > year && 20*n >= v.total {
			year = y
		}
	}
	return year, false
}

// careYear is what the rows of an SSDA903 return say of its year.
func careYear(src source) (year int, sure bool, err error) {
	votes := yearVotes{ended: map[int]int{}, years: map[int]int{}}
	err = src.rows(func(rec *record) bool {
		votes.add(rec)
		return votes.total < maxVotes
	})
	year, sure = votes.year()
	return year, sure, err
}

// openCare recognises an SSDA903 return in XML.
func (o *opener) openCare(b blob, d decoding) (*Return, error) {
	if err := o.expectReturn(b.name, goldset.SSDA903); err != nil {
		return nil, err
	}
	newest := o.newest(goldset.SSDA903)
	m := newCareMessage(b, d, newest)
	if whole, err := m.whole(); err != nil {
		return nil, err
	} else if !whole {
		return nil, refuse("missing-table", b.name, "Each <CHILD> has a <HEADER> and its <EPISODE> elements", "the return lacks its children or their episodes of care")
	}
	year := o.want.RuleYear
	if year == 0 {
		told, sure, err := careYear(m)
		if err != nil {
			return nil, err
		}
		if year, err = o.careYearOf(b.name, goldset.CollectionYear(told), sure, newest.Year); err != nil {
			return nil, err
		}
	}
	layout, err := reference.Layout(goldset.SSDA903, year, "")
	if err != nil {
		return nil, refuseUnknownYear(b.name, goldset.SSDA903, year)
	}
	if layout != newest {
		m = newCareMessage(b, d, layout)
	}
	if d.tolerance != "" {
		o.tolerances = append(o.tolerances, d.tolerance)
	}
	return &Return{Layout: m.layout, Authority: o.want.Authority, Tolerances: o.tolerances, src: m}, nil
}

// careYearOf is the year to read a return for: the one asked for, unless the rows
// are surely of another, else the one they tell.
func (o *opener) careYearOf(name string, told goldset.CollectionYear, sure bool, newest goldset.CollectionYear) (goldset.CollectionYear, error) {
	switch {
	case o.want.Year != 0 && sure && told != o.want.Year:
		return 0, refuseYear(name, o.want, int(told))
	case o.want.Year != 0:
		return o.want.Year, nil
	case told == 0:
		o.tolerances = append(o.tolerances, fmt.Sprintf("the rows do not say which year they are for: read as %d", newest))
		return newest, nil
	case !sure:
		o.tolerances = append(o.tolerances, fmt.Sprintf("read as the return of %d, by the latest of its dates", told))
	}
	return told, nil
}

// newestYear is the latest year a return has a layout for, or 0.
func newestYear(name goldset.ReturnName) (year goldset.CollectionYear) {
	for _, l := range reference.Layouts() {
		if l.Return == name {
			year = max(year, l.Year)
		}
	}
	return year
}

// newest is the newest layout of a return.
func (o *opener) newest(name goldset.ReturnName) *goldset.Layout {
	var newest *goldset.Layout
	for _, l := range reference.Layouts() {
		if l.Return == name {
			newest = l
		}
	}
	return newest
}
