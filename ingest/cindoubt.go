package ingest

import (
	"reflect"
	"slices"
)

// doubt is one child of the census with dates that were given and cannot be read.
// They may stand for any date or for none: a row fails a rule when it fails whatever
// they were, passes when it passes whatever they were, and is else not judged.
type doubt struct {
	dates   []*day // those that cannot be read, in the child
	guesses []day  // what they may have been, as far as rules can tell
}

func newDoubt(c *cinChild) *doubt {
	d := &doubt{guesses: []day{0, 1, lastDay, c.Start - 1, c.End, c.End + 1}}
	for i := range day(7) { // of which two are a weekend
		d.guesses = append(d.guesses, c.Start+i)
	}
	child := reflect.ValueOf(c).Elem()
	for i := range child.NumField() {
		if table := child.Field(i); table.Kind() == reflect.Slice {
			for j := range table.Len() {
				d.read(table.Index(j))
			}
		}
	}
	slices.Sort(d.guesses)
	d.guesses = slices.Compact(d.guesses)
	return d
}

// read notes the dates of a row: what cannot be read, and what the rest are.
func (d *doubt) read(s reflect.Value) {
	at := s.Addr().Interface().(row).place()
	for i := range s.NumField() {
		f := s.Field(i)
		switch {
		case f.Type() != dayType:
		case f.Int() != 0:
			date := day(f.Int())
			d.guesses = append(d.guesses, date, date+1)
		case at.cannotRead(s.Type().Field(i).Name):
			d.dates = append(d.dates, f.Addr().Interface().(*day))
		}
	}
}

// judge runs a rule on the child with guess after guess, the same for every date and
// then another for each, and leaves the dates unread.
func (d *doubt) judge(r *rule, c *cinChild, fail failer, hangs func(table string, number int)) {
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
			r.cin(c, func(rows ...row) {
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
			hangs(v.row.place().table, v.row.place().number)
		}
	}
}
