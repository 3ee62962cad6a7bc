package ingest

import (
	"strings"
	"sync"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		c := s[i] &^ 0x20
		if !isDigit(s[i]) && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// upnLetter is the check letter that a UPN of thirteen characters, digits from
// the second to the twelfth, should have; 0 when its last character fits nowhere.
func upnLetter(upn string) byte {
	sum := 0
	for i := 1; i < 13; i++ {
		value := int(upn[i] - '0')
		if !isDigit(upn[i]) {
			if value = strings.IndexByte(upnLetters, upn[i]); value < 0 {
				return 0
			}
		}
		sum += value * (i + 1)
	}
	return upnLetters[sum%23]
}

// upnForm is a letter, eleven digits, and a digit or letter, in either case.
func upnForm(s string) bool {
	s = strings.ToUpper(s)
	return len(s) == 13 && isLetter(s[0]) && allDigits(s[1:12]) && (isDigit(s[12]) || isLetter(s[12]))
}

// formerAuthorities issued UPNs that pupils still have: abolished authorities
// (Bedfordshire 820, old Dorset 835, Poole 836, Bournemouth 837, Cheshire 875,
// Cumbria 909, Northamptonshire 928), those of Wales, schools overseas and
// offshore (701 to 708) and the pseudo codes of city academies.
const formerAuthorities = "701 702 703 704 705 706 707 708 820 835 836 837 875 909 928 001 002 003 004 005 " +
	"660 661 662 663 664 665 666 667 668 669 670 671 672 673 674 675 676 677 678 679 680 681"

var upnAuthorities = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for code := range strings.FieldsSeq(formerAuthorities) {
		known[code] = true
	}
	for _, a := range reference.Authorities() {
		known[a.Code] = true
	}
	return known
})

// newAuthorities are those that no UPN could name before a collection year:
// Cumberland and Westmorland and Furness began on 1 April 2023.
var newAuthorities = map[string]goldset.CollectionYear{"942": 2024, "943": 2024}

// upnAuthority reports whether a UPN's second to fourth characters name an
// authority that is or was.
func upnAuthority(code string) bool { return upnAuthorities()[code] }

// upnAuthorityIn is upnAuthority as a collection year knew it.
func upnAuthorityIn(year goldset.CollectionYear, code string) bool {
	return upnAuthority(code) && year >= newAuthorities[code]
}

// listed reports whether code is in the named list.
func listed(list, code string) bool {
	l, ok := reference.Codes(list)
	return ok && l.Has(code)
}

// workingDays is the day n working days from d; n may be negative.
func workingDays(d day, n int) day {
	step := day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if d += step; !d.weekend() && !reference.BankHoliday(d.time()) {
			n--
		}
	}
	return d
}

// duringPlan reports whether d falls within a child in need plan: from its start
// to its end, or to the reference date where it has not ended.
func duringPlan(p *cinPlan, d, reference day) bool {
	if p.CINPlanStartDate == 0 || d == 0 || d < p.CINPlanStartDate {
		return false
	}
	return p.CINPlanEndDate != 0 && d <= p.CINPlanEndDate || p.CINPlanEndDate == 0 && d <= reference
}

// inclusive is the day after an end, for rules by which two spans may not even
// share a day; 0 stays open.
func inclusive(end day) day {
	if end == 0 {
		return 0
	}
	return end + 1
}

// explains reports a reason that excuses a child of school age from having a UPN:
// any listed one but UN1, not of school age.
func explains(reason string) bool {
	reason = strings.ToUpper(reason)
	return reason != "UN1" && listed("cin_upn_unknown", reason)
}

// schoolAge is the day before which a child was born who was five at the start of
// the school year that holds end, and so is of compulsory school age.
func schoolAge(end day) day {
	year := end.time().Year()
	if end.time().Month() < 9 {
		year--
	}
	return civilDay(year-5, 9, 1)
}

// plansWithoutConference fails protection plans that start in the year on another
// day than a conference: of a section 47 enquiry that needs one, or of the episode
// where there is none.
func (c *cinChild) plansWithoutConference(d *cinDetails, fail failer) {
	enquiries := c.section47s(d)
	needed, matched := false, false
	var failed []row
	for i := range enquiries {
		needed = needed || enquiries[i].ICPCnotRequired != "1"
	}
	for i := range c.protections(d) {
		p := &c.protections(d)[i]
		if !c.in(p.CPPstartDate) {
			continue
		}
		held := !needed && p.CPPstartDate == d.DateOfInitialCPC
		for j := range enquiries {
			held = held || needed && enquiries[j].DateOfInitialCPC == p.CPPstartDate
		}
		if matched = matched || held; !held {
			failed = append(failed, p)
		}
	}
	fail(failed...)
	switch {
	case len(failed) == 0 || matched:
	case !needed:
		fail(d)
	default:
		for i := range enquiries {
			fail(&enquiries[i])
		}
	}
}
