package ingest

import (
	"strings"
	"sync/atomic"
	"time"
)

// day is a date as days since 31 December 1799, so that 0 can mean missing.
type day int32

// lastDay is 31 December 2100. A date outside 1800 to 2100 is taken for no date: a
// year such as 1080 is a slip, and rules on ages tell one such as 1880.
const lastDay day = 109938

// epoch is day 0.
var epoch = time.Date(1799, time.December, 31, 0, 0, 0, 0, time.UTC)

func dayOf(t time.Time) day { return day(t.Sub(epoch) / (24 * time.Hour)) }

func (d day) time() time.Time { return epoch.AddDate(0, 0, int(d)) }

// addYears is the same day of the year n years on; 29 February becomes 1 March,
// as for a birthday in law.
func (d day) addYears(n int) day { return dayOf(d.time().AddDate(n, 0, 0)) }

// weekend reports whether d is a Saturday or Sunday.
func (d day) weekend() bool {
	w := d.time().Weekday()
	return w == time.Saturday || w == time.Sunday
}

// isoBlock is how many dates are written at a time.
const isoBlock = 512

// isoBlocks are the dates from 1800 to 2100 in ISO form, a block in one string and
// written when a date of it is first met, so that canonical dates cost no allocation.
var isoBlocks [lastDay/isoBlock + 1]atomic.Pointer[string]

// String is d as 2006-01-02, or "" for a missing date.
func (d day) String() string {
	if d <= 0 || d > lastDay {
		return ""
	}
	block := isoBlocks[d/isoBlock].Load()
	if block == nil {
		block = writeDates(d - d%isoBlock)
		isoBlocks[d/isoBlock].Store(block)
	}
	at := 10 * (d % isoBlock)
	return (*block)[at : at+10]
}

// writeDates writes a block of dates, the first of which is from.
func writeDates(from day) *string {
	year, month, dom := from.time().Date()
	text := make([]byte, 0, 10*isoBlock)
	for range isoBlock {
		text = append(text, byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-',
			byte('0'+month/10), byte('0'+month%10), '-', byte('0'+dom/10), byte('0'+dom%10))
		if dom++; dom > daysIn(year, int(month)) {
			dom = 1
			if month++; month > time.December {
				year, month = year+1, time.January
			}
		}
	}
	block := string(text)
	return &block
}

// parseDay reads text written in a Go date layout. The forms that returns use are
// read without the time package, which would be most of the cost of a row.
func parseDay(text, layout string) (day, bool) {
	switch layout {
	case "", time.DateOnly:
		return parseISO(text)
	case "02/01/2006":
		if len(text) == 10 && text[2] == '/' && text[5] == '/' {
			return civil(text[6:10], text[3:5], text[0:2])
		}
		return 0, false
	case "2006-Jan-02 15:04:05":
		return parseBlade(text)
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return 0, false
	}
	return inRange(dayOf(t))
}

// parseISO reads 2006-01-02.
func parseISO(text string) (day, bool) {
	if len(text) == 10 && text[4] == '-' && text[7] == '-' {
		return civil(text[0:4], text[5:7], text[8:10])
	}
	return 0, false
}

// parseBlade reads COLLECT's 2022-Sep-28 00:00:00.
func parseBlade(text string) (day, bool) {
	if len(text) != 20 || text[4] != '-' || text[8] != '-' || text[11:] != " 00:00:00" {
		return 0, false
	}
	at := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", text[5:8])
	if at < 0 || at%3 != 0 {
		return 0, false
	}
	month := at/3 + 1
	return civil(text[0:4], string([]byte{byte('0' + month/10), byte('0' + month%10)}), text[9:11])
}

// civil is the day of a year, month and day written in digits.
func civil(year, month, dom string) (day, bool) {
	y, ok1 := digits(year)
	m, ok2 := digits(month)
	d, ok3 := digits(dom)
	if !ok1 || !ok2 || !ok3 || y < 1800 || y > 2100 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	return inRange(civilDay(y, m, d))
}

func inRange(d day) (day, bool) { return d, d > 0 && d <= lastDay }

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// civilDay counts days by Howard Hinnant's algorithm (days_from_civil), shifted
// so that 1 January 1900 is 1.
func civilDay(y, m, d int) day {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return day(era*146097 + doe - 719468 + 62092)
}
