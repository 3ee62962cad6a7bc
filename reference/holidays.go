package reference

import "time"

// specialHolidays are England's bank holidays that no rule gives: moved or granted
// once by proclamation.
var specialHolidays = map[string]bool{
	"2011-04-29": true, "2012-06-04": true, "2012-06-05": true, "2020-05-08": true, "2022-06-02": true, "2022-06-03": true,
	"2022-09-19": true, "2023-05-08": true,
}

// movedHolidays are days that would have been bank holidays and were moved.
var movedHolidays = map[string]bool{"2012-05-28": true, "2020-05-04": true, "2022-05-30": true}

// BankHoliday reports whether t is a bank holiday in England, by the Banking and
// Financial Dealings Act 1971 and the proclamations since 2011.
func BankHoliday(t time.Time) bool {
	key := t.Format(time.DateOnly)
	if specialHolidays[key] || movedHolidays[key] {
		return specialHolidays[key]
	}
	easter := easterSunday(t.Year())
	if t.Equal(easter.AddDate(0, 0, -2)) || t.Equal(easter.AddDate(0, 0, 1)) {
		return true
	}
	monday := t.Weekday() == time.Monday
	switch t.Month() {
	case time.January: // New Year's Day, or the weekday after its weekend
		return t.Day() == 1 && !weekend(t) || monday && (t.Day() == 2 || t.Day() == 3)
	case time.May:
		return monday && (t.Day() <= 7 || t.Day() >= 25)
	case time.August:
		return monday && t.Day() >= 25
	case time.December:
		return christmas(t)
	default:
		return false
	}
}

// christmas reports Christmas Day and Boxing Day, or the weekdays in their place.
func christmas(t time.Time) bool {
	switch t.Day() {
	case 25, 26:
		return !weekend(t)
	case 27:
		return t.Weekday() == time.Monday || t.Weekday() == time.Tuesday
	case 28:
		return t.Weekday() == time.Monday || t.Weekday() == time.Tuesday
	}
	return false
}

func weekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

// easterSunday is by the anonymous Gregorian algorithm (Meeus, Astronomical
// Algorithms, chapter 8).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month, dom := (h+l-7*m+114)/31, (h+l-7*m+114)%31+1
	return day(year, time.Month(month), dom)
}
