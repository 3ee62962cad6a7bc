package ingest

import (
	"reflect"
	"slices"
)

// doubt is rows with dates that were given and cannot be read. They may stand for
// any date or for none: a row fails a rule when it fails whatever they were, passes
// when it passes whatever they were, and is else not judged.
type doubt struct {
	dates   []*day // those that cannot be read
	guesses []day  // what they may have been, as far as rules can tell
}

// newDoubt is about one child of the census: its rules hold dates against the year
// and against each other.
func newDoubt(c *cinChild) *doubt {
	d := &doubt{guesses: []day{0, 1, lastDay, c.Start - 1, c.End, c.End + 1}}
	for i := range day(7) { // of which two are a weekend
		d.guesses = append(d.guesses, c.Start+i)
	}
	d.guesses = append(d.guesses, d.read(reflect.ValueOf(c).Elem())...)
	slices.Sort(d.guesses)
	d.guesses = slices.Compact(d.guesses)
	return d
}

// newSENDoubt is about a whole workbook on special needs, whose rules ask for ages
// and which of two dates came first.
func newSENDoubt(c *senReturn) *doubt {
	d := &doubt{guesses: []day{0, 1, lastDay, c.End}}
	for age := range 27 {
		d.guesses = append(d.guesses, c.End.addYears(-age)-1)
	}
	d.read(reflect.ValueOf(c).Elem())
	return d
}

// read notes the dates that cannot be read, in every table of s, and gives the rest
// and the days after them.
func (d *doubt) read(s reflect.Value) []day {
	var known []day
	for _, table := range s.Fields() {
		if table.Kind() != reflect.Slice {
			continue
		}
		for i := range table.Len() {
			at := table.Index(i).Addr().Interface().(row).place()
			for field, f := range table.Index(i).Fields() {
				switch {
				case f.Type() != dayType:
				case f.Int() != 0:
					known = append(known, day(f.Int()), day(f.Int())+1)
				case at.cannotRead(field.Name):
					d.dates = append(d.dates, f.Addr().Interface().(*day))
				}
			}
		}
	}
	return known
}

// judge runs a rule with guess after guess, the same for every date and then another
// for each, and leaves the dates unread. Rows whose verdict hangs on them go to u.
func (d *doubt) judge(code string, run func(failer), fail failer, u unjudged) {
	type verdict struct {
		row         row
		times, last int // runs that it failed, and the last of them
	}
	var verdicts []*verdict
	byRow := map[at]*verdict{}
	runs := 0
	for apart := range min(2, len(d.dates)) {
		for first := range d.guesses {
			for i, date := range d.dates {
				*date = d.guesses[(first+i*apart)%len(d.guesses)]
			}
			runs++
			run(func(rows ...row) {
				for _, failed := range rows {
					where := at{table: failed.place().table, number: failed.place().number}
					v := byRow[where]
					if v == nil {
						v = &verdict{row: failed}
						byRow[where], verdicts = v, append(verdicts, v)
					}
					if v.last != runs {
						v.times, v.last = v.times+1, runs
					}
				}
			})
		}
	}
	for _, date := range d.dates {
		*date = 0
	}
	for _, v := range verdicts {
		if v.times == runs {
			fail(v.row)
		} else {
			u.add(code, v.row.place().table, v.row.place().number)
		}
	}
}
