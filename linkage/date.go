package linkage

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// noDay stands for a text that is no date.
const noDay = math.MinInt32

// strptime maps the conversions of strptime that dates of birth use to Go's.
var strptime = map[byte]string{'Y': "2006", 'm': "01", 'd': "02", 'y': "06", 'b': "Jan", 'B': "January"}

// goLayout turns %d/%m/%Y into 02/01/2006.
func goLayout(format string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		part, ok := strptime[format[i]]
		if !ok {
			return "", fmt.Errorf("the date format has %%%c; %%Y %%m %%d %%y %%b %%B are known", format[i])
		}
		b.WriteString(part)
	}
	return b.String(), nil
}

func isoDate(text, layout string) string {
	if t, err := time.Parse(layout, text); err == nil {
		return t.Format(time.DateOnly)
	}
	return ""
}

// dayNumber counts days from 1 January 1970 to an ISO date.
func dayNumber(text string) int32 {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return noDay
	}
	return int32(t.Unix() / 86400) // midnight UTC divides exactly, before 1970 too
}

func parseDates(_ *space, d *derived) error {
	if d.days != nil {
		return nil
	}
	d.days = make([]int32, len(d.values))
	for i, text := range d.values {
		d.days[i] = dayNumber(text)
	}
	return nil
}

// daysApart is NaN, which reaches no bound, unless both texts are ISO dates.
func daysApart(_ *evaluator, l, r *derived, a, b uint32) float64 {
	x, y := l.days[a], r.days[b]
	if x == noDay || y == noDay {
		return math.NaN()
	}
	return math.Abs(float64(x) - float64(y))
}

// daysPerYear counts leap years in, as Splink's months and years do.
const daysPerYear = 365.25

// elapsed is the time between two ISO dates in units of so many days.
func elapsed(unit float64) func(*evaluator, *derived, *derived, uint32, uint32) float64 {
	return func(ev *evaluator, l, r *derived, a, b uint32) float64 { return daysApart(ev, l, r, a, b) / unit }
}

// swappedDayMonth reports whether two ISO dates differ only in that the day of
// one is the month of the other.
func swappedDayMonth(a, b string) bool {
	return len(a) == 10 && len(b) == 10 && a != b && a[:5] == b[:5] && a[5:7] == b[8:10] && a[8:10] == b[5:7]
}

// firstOfJanuary reports whether either of two ISO dates is 1 January, the birthday
// that is assigned to a child whose own is not known.
func firstOfJanuary(a, b string) bool {
	return len(a) == 10 && a[4:] == "-01-01" || len(b) == 10 && b[4:] == "-01-01"
}
