package synthetic

import (
	"time"

	"github.com/goldset/goldset"
)

// day counts days since 1 January 1970.
type day int32

// never is later than anything that happens.
const never day = 1 << 30

// dayOf is the day of a calendar date.
func dayOf(year int, month time.Month, dom int) day {
	return day(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// date is the calendar date of d (Howard Hinnant's civil_from_days, shifted to
// begin in March).
func (d day) date() (year, month, dom int) {
	z := int(d) + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	dom = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, dom
}

// weekday is 0 for Monday to 6 for Sunday.
func (d day) weekday() int { return (int(d)%7 + 10) % 7 }

// working is d, or the Monday after it when d is a weekend.
func (d day) working() day {
	if w := d.weekday(); w >= 5 {
		return d + day(7-w)
	}
	return d
}

// weekdayBack is d, or the Friday before it when d is a weekend.
func (d day) weekdayBack() day {
	if w := d.weekday(); w >= 5 {
		return d - day(w-4)
	}
	return d
}

// inTerm is d, or a school day soon before or after it when d is in the summer holiday
// or at a weekend.
func (d day) inTerm() day {
	switch _, m, dom := d.date(); {
	case m == 7 && dom > 18:
		d -= 21
	case m == 8:
		d += 35
	}
	return d.working()
}

// age is the completed years from born to d; negative before birth.
func (d day) age(born day) int {
	y, m, dom := d.date()
	by, bm, bd := born.date()
	age := y - by
	if m < bm || m == bm && dom < bd {
		age--
	}
	return age
}

// birthday is the day on which someone born on d becomes age.
func (d day) birthday(age int) day {
	y, m, dom := d.date()
	return dayOf(y+age, time.Month(m), dom)
}

// appendISO appends d as 2006-01-02.
func (d day) appendISO(b []byte) []byte {
	y, m, dom := d.date()
	b = append(b, byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-')
	return append(b, byte('0'+m/10), byte('0'+m%10), '-', byte('0'+dom/10), byte('0'+dom%10))
}

// iso is d as 2006-01-02.
func (d day) iso() string { return string(d.appendISO(nil)) }

// appendSlashed appends d as 02/01/2006, the form of SSDA903.
func (d day) appendSlashed(b []byte) []byte {
	y, m, dom := d.date()
	b = append(b, byte('0'+dom/10), byte('0'+dom%10), '/', byte('0'+m/10), byte('0'+m%10), '/')
	return append(b, byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10))
}

var monthNames = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

// appendBlade appends d as 2006-Jan-02 00:00:00, the form of a COLLECT export.
func (d day) appendBlade(b []byte) []byte {
	y, m, dom := d.date()
	b = append(b, byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-')
	b = append(b, monthNames[m-1]...)
	return append(b, '-', byte('0'+dom/10), byte('0'+dom%10), ' ', '0', '0', ':', '0', '0', ':', '0', '0')
}

// yearOf is a plain year as a collection year.
func yearOf(year int) goldset.CollectionYear { return goldset.CollectionYear(year) }

// periodStart is the first day of a collection year: 1 April of the year before.
func periodStart(year goldset.CollectionYear) day { return dayOf(int(year)-1, time.April, 1) }

// periodEnd is the last day of a collection year: 31 March.
func periodEnd(year goldset.CollectionYear) day { return dayOf(int(year), time.March, 31) }

// collectionYear is the collection year in which d lies.
func (d day) collectionYear() int {
	y, m, _ := d.date()
	if m >= 4 {
		return y + 1
	}
	return y
}

// dateOf is dayOf with a plain month.
func dateOf(year, month, dom int) day { return dayOf(year, time.Month(month), dom) }

// dayFrom is the day of a time, which is a midnight in UTC.
func dayFrom(t time.Time) day { return day(t.Unix() / 86400) }
