package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// typedDay reads a date in the form that is declared, or in another that can be read
// in one way only: without its leading zeros, with a time behind it, with points or
// hyphens, with the month in letters, or the year first. Where all are digits and
// the year comes last the day comes first, as in Britain; see dateHabit for files
// that were written otherwise. Years of two digits are not read.
func typedDay(text, layout string) (day, bool) {
	if d, ok := parseDay(text, layout); ok {
		return d, true
	}
	text, _, _ = strings.Cut(text, "T")
	text, clock, _ := strings.Cut(text, " ")
	if strings.Trim(clock, "0123456789:.") != "" { // no time: a month in letters between spaces
		text += " " + clock
	}
	if d, ok := parseISO(text); ok {
		return d, true
	}
	first, month, year, ok := cutDate(text)
	if !ok {
		return 0, false
	}
	return civil(year, month, first)
}

// readDate reads a date as it is declared, and where people type dates in any form
// that can be read in one way only.
func (c *cellCheck) readDate(text string) (day, bool) {
	if c.american && strings.Contains(text, "/") {
		return 0, false
	}
	if d, ok := parseDay(text, c.field.Format); ok {
		return d, true
	}
	if c.dates == datesSerial1900 || c.dates == datesSerial1904 {
		if d, ok := serialDay(text, c.dates == datesSerial1904); ok {
			c.tolerated += b2i(c.typed)
			c.counted += b2i(!c.typed)
			return d, true
		}
	}
	if c.dates != datesWritten {
		if d, ok := typedDay(text, c.field.Format); ok {
			c.tolerated++
			return d, true
		}
		return 0, false
	}
	if len(text) > 10 && (text[10] == 'T' || text[10] == ' ') { // a date with a time behind it
		text = text[:10]
	}
	if d, ok := parseISO(text); ok && c.field.Format != "" {
		c.tolerated++
		return d, true
	}
	return 0, false
}

// months begin with these letters.
const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// cutDate takes apart 1/4/2026, 01-04-2026, 1.4.2026, 1 Apr 2026 and 1-April-2026.
// Whatever lies between is in digits, each part of no more than it may have.
func cutDate(text string) (first, second, year string, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' || r == ' ' })
	if len(parts) != 3 || len(parts[0]) > 2 || len(parts[2]) != 4 {
		return "", "", "", false
	}
	second = parts[1]
	if len(second) >= 3 {
		at := strings.Index(months, strings.ToLower(second[:3]))
		if at < 0 || at%3 != 0 || len(second) > len("september") {
			return "", "", "", false
		}
		month := at/3 + 1
		second = string([]byte{byte('0' + month/10), byte('0' + month%10)})
	}
	return parts[0], second, parts[2], true
}

// dateHabit counts how the dates of one column are written.
type dateHabit struct {
	dates      int
	dayFirst   int // can only be read with the day first: 25/03/2026
	monthFirst int // can only be read with the month first: 03/25/2026
	either     int // can be read both ways: 03/04/2026
	serial     int // a number of days, as a workbook counts them
}

// habitRows is how many rows of a table are looked at for how its dates are written.
const habitRows = 1000

// learnDates looks at the beginning of each table for how its dates are written.
// Errors are left for the reading that follows.
func (s *gridSet) learnDates() {
	s.habits = make([][]dateHabit, len(s.grids))
	for i, g := range s.grids {
		t := &s.layout.Tables[i]
		s.habits[i] = make([]dateHabit, len(t.Fields))
		if g == nil || !slices.ContainsFunc(t.Fields, func(f goldset.Field) bool { return f.Type == goldset.TypeDate }) {
			continue
		}
		n := 0
		_ = g.records(func(_ int, cells []string) bool {
			if n++; n > 1 {
				s.noteDates(i, cells)
			}
			return n <= habitRows
		})
	}
}

func (s *gridSet) noteDates(table int, cells []string) {
	for i, c := range s.found[table].columns {
		if s.layout.Tables[table].Fields[i].Type == goldset.TypeDate && c >= 0 && c < len(cells) {
			s.habits[table][i].note(strings.TrimSpace(cells[c]))
		}
	}
}

func (h *dateHabit) note(text string) {
	if text == "" {
		return
	}
	h.dates++
	if len(text) == 5 && allDigits(text) {
		h.serial++
	}
	text, _, _ = strings.Cut(text, " ")
	first, second, _, ok := cutDate(text)
	one, digits1 := digits(first)
	two, digits2 := digits(second)
	switch {
	case !ok || !digits1 || !digits2:
	case one > 12 && two <= 12:
		h.dayFirst++
	case two > 12 && one <= 12:
		h.monthFirst++
	case one <= 12 && two <= 12 && len(second) <= 2:
		h.either++
	}
}

// american reports a column that is written with the month first: some dates can be
// read in no other way, and none only with the day first. Nobody can say what its
// other dates are, so none is read.
func (h *dateHabit) american() bool { return h.dayFirst == 0 && 10*h.monthFirst > h.dates }

// counted reports a column of text whose dates are numbers of days.
func (h *dateHabit) counted() bool { return 2*h.serial > h.dates }

// habit is how the dates of a field are written. A file whose columns are of two
// minds is taken for what its other columns are where a column does not tell.
func (r *Return) habit(table string, field int) dateHabit {
	set, ok := r.src.(*gridSet)
	if !ok || set.habits == nil {
		return dateHabit{}
	}
	i := slices.IndexFunc(set.layout.Tables, func(t goldset.Table) bool { return t.Name == table })
	h := set.habits[i][field]
	if h.dayFirst > 0 || h.american() || h.either == 0 {
		return h
	}
	if slices.ContainsFunc(set.habits[i], func(o dateHabit) bool { return o.american() }) &&
		!slices.ContainsFunc(set.habits[i], func(o dateHabit) bool { return o.dayFirst > 0 }) {
		h.monthFirst = h.dates
	}
	return h
}

// tellCounted tells, once, that dates were read as a workbook keeps them.
func (c *checker) tellCounted() {
	n := 0
	for i := range c.cells {
		for _, cell := range c.cells[i] {
			n += cell.counted
		}
	}
	if n == 0 {
		return
	}
	told := fmt.Sprintf("dates that Excel keeps as a number of days were read as dates: %d cells", n)
	if !slices.Contains(c.r.Tolerances, told) {
		c.r.Tolerances = append(c.r.Tolerances, told)
	}
}

// tellAmerican reports each column that is written with the month first, once.
func (c *checker) tellAmerican() {
	for i := range c.cells {
		t := &c.r.Layout.Tables[i]
		for _, cell := range c.cells[i] {
			if cell.american {
				c.report(monthFirst(t, &cell.field), Evidence{})
			}
		}
	}
}

func monthFirst(t *goldset.Table, f *goldset.Field) goldset.Finding {
	return goldset.Finding{
		Rule: "month-first", Severity: goldset.SeverityReject, Table: t.Name, Row: -1, Fields: []string{f.Name},
		Message: f.Title + " is written with the month before the day, as in America: 03/04/2026 could be 3 April or 4 March, so none of the column that is written so is read",
		Passes:  "Dates with the day first, such as " + dateExample("02/01/2006"),
	}
}
