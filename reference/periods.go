package reference

import (
	"time"

	"github.com/goldset/goldset"
)

// Period is the time a return tells about, first and last day, UTC midnights;
// the last is the reference date. The year of social care and of the
// Commissioner's requests runs from 1 April to 31 March. A school census looks
// back from its census day: the first Thursday in October, the third in January
// or the third in May (school census guide 2025 to 2026), to the day after the
// census day before; SEN2 and the alternative provision census come in January and
// look back over the calendar year before (SEN2 guide 2025).
func Period(r goldset.ReturnName, year goldset.CollectionYear, term string) (start, end time.Time) {
	switch r {
	case goldset.SchoolCensus:
	case goldset.SEN2, goldset.APCensus:
		return day(int(year)-1, time.January, 1), thursday(int(year), time.January, 3)
	default:
		return day(int(year)-1, time.April, 1), day(int(year), time.March, 31)
	}
	end = censusDay(int(year), term)
	switch term {
	case "spring":
		start = censusDay(int(year)-1, "autumn")
	case "summer":
		start = censusDay(int(year), "spring")
	default:
		start = censusDay(int(year), "summer")
	}
	return start.AddDate(0, 0, 1), end
}

func censusDay(year int, term string) time.Time {
	switch term {
	case "spring":
		return thursday(year, time.January, 3)
	case "summer":
		return thursday(year, time.May, 3)
	default:
		return thursday(year, time.October, 1)
	}
}

// thursday is the nth Thursday of a month.
func thursday(year int, month time.Month, n int) time.Time {
	first := day(year, month, 1)
	return first.AddDate(0, 0, (int(time.Thursday)-int(first.Weekday())+7)%7+7*(n-1))
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}
