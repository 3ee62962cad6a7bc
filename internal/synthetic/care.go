package synthetic

import "slices"

// carePeriod is one unbroken time of being looked after by an authority.
type carePeriod struct {
	authority   int32
	from, to    day // to may lie beyond the end of the years: still looked after then
	need        string
	shortBreaks bool // V3 or V4, not counted as looked after
	single      bool // V3: one short break of at most 17 days, not a series
	decided     day  // should be placed for adoption, or never
	matched     day
	worker      uint64 // for the social workers' dice
	steps       []step
}

// step is one row of the SSDA903 episodes table: a stretch in which neither the
// legal status nor the placement changed.
type step struct {
	from, to  day
	why       string // RNE: S started, L legal status, P placement, T placement type, B both, U status and type
	legal     string
	place     string
	provider  string
	ended     string // REC, "" while it goes on
	change    string // REASON_PLACE_CHANGE
	urn       string
	home      string // postcodes, "" when not asked
	placement string
	authority int32 // of the placement
}

// Shares in care, ours, calibrated to [PublishedRates].
const (
	shortCare    = 0.36 // of entries that end within months
	adoptable    = 0.54 // of long stays that began before the age of four
	unsettled    = 0.20 // of children whose placements do not hold
	elsewhereIn  = 0.38 // of placements outside the authority
	singleBreaks = 0.3  // of short breaks agreed one by one
)

var (
	fosterPlaces = []string{"U6", "U4", "U1", "U3", "K2", "U5", "K1", "S1"}
	underTenOdds = cumulate(50, 15, 9, 18, 4, 3, 0, 0)
	overTenOdds  = cumulate(36, 18, 8, 8, 22, 0, .6, 1)
	changeWhy    = []string{"CARPL", "CLOSE", "ALLEG", "STAND", "APPRR", "CREQB", "CREQO", "CHILD", "LAREQ", "PLACE", "OTHER"}
	changeOdds   = cumulate(45, 2, 2, 3, 1, 12, 6, 8, 3, 2, 10)
)

// takeIntoCare begins a time in care, or short breaks, on a day of the case and decides how
// the case ends.
func (e *England) takeIntoCare(d *dice, c *child, ep *episode, entry day, breaks bool) {
	adult := c.born.birthday(18)
	cp := carePeriod{
		authority: ep.authority, from: entry, need: ep.primary, decided: never, matched: never, worker: d.next(),
	}
	ep.asCare = true
	age := entry.age(c.born)
	long := !d.chance(shortCare)
	switch {
	case breaks:
		cp.shortBreaks, cp.single, ep.asCare = true, d.chance(singleBreaks), false
		cp.to = min(entry+day(200+d.wait(700)), adult)
		if cp.single {
			cp.to = min(entry+day(d.between(3, 16)), adult)
		}
	case long && age < 4 && c.adopted == never && d.chance(adoptable):
		cp.to = entry + day(480+d.below(450))
		cp.decided = entry + day(d.between(100, 180))
		cp.matched = cp.to - day(d.between(200, 260))
	case long:
		cp.to = min(entry+day(220+d.wait(2020)), adult)
	default:
		cp.to = min(entry+day(12+d.wait(110)), adult)
	}
	e.place(d, c, &cp)
	e.leave(d, c, ep, &cp, adult)
	c.care = append(c.care, cp)
}

// leave decides why care ended and what that does to the case.
func (e *England) leave(d *dice, c *child, ep *episode, cp *carePeriod, adult day) {
	last := &cp.steps[len(cp.steps)-1]
	reason := "RC7"
	switch {
	case cp.shortBreaks:
		last.ended = "E8"
	case cp.decided != never:
		last.ended, reason = "E12", "RC1"
		if d.chance(0.35) {
			last.ended = "E11"
		}
		ep.closed, ep.reason = cp.to, reason
		if cp.to <= e.end {
			e.adopt(d, c, cp.to)
		}
		return
	case cp.to == adult:
		last.ended = []string{"E5", "E6", "E4A", "E8", "E7"}[d.pick(cumulate(45, 12, 15, 20, 8))]
	case cp.to-cp.from > 365 && d.chance(0.3):
		last.ended, reason = "E48", "RC4"
		if last.place[0] == 'U' {
			last.ended = "E46" // to the former foster carers
		}
	case cp.to-cp.from > 200 && d.chance(0.12):
		last.ended, reason = "E41", "RC3"
	case d.chance(0.75):
		last.ended = "E4A"
	default:
		last.ended = "E13"
	}
	ep.closed, ep.reason = min(cp.to+day(d.below(160)), adult), reason
}

// adopt gives c a new home, surname and, from the next school or record on, new
// numbers: what was before and what is after are two linkable persons.
func (e *England) adopt(d *dice, c *child, on day) {
	was := c.identities[c.identityOn(on)]
	c.identities = slices.DeleteFunc(c.identities, func(id identity) bool { return id.from >= on })
	now := identity{
		from: on, forename: was.forename, middle: was.middle, adoptive: true, upnFrom: never,
		surname: e.book.surname(d, int(c.group)),
	}
	for now.surname == was.surname {
		now.surname = e.book.surname(d, int(c.group))
	}
	if d.chance(0.2) {
		now.forename = e.book.forename(d, int(c.group), c.sex)
	}
	c.identities = append(c.identities, now)
	c.adopted = on
	at := int(e.homeOn(c, on-1).authority)
	if d.chance(0.5) {
		at = e.elsewhere(d, at)
	}
	c.newHome = e.home(d, at, on)
	if c.newHome.area%2 == 0 && e.areas[c.newHome.area].decile < 4 { // adopters live less often in the poorest areas
		c.newHome = e.home(d, at, on)
	}
}

// legalChange is a day on which the legal status becomes another.
type legalChange struct {
	on     day
	status string
}

// legalPath is the sequence of legal statuses of a time in care.
func legalPath(d *dice, c *child, cp *carePeriod) []legalChange {
	switch length := cp.to - cp.from; {
	case cp.single:
		return []legalChange{{cp.from, "V3"}}
	case cp.shortBreaks:
		return []legalChange{{cp.from, "V4"}}
	case cp.decided != never:
		return []legalChange{{cp.from, "C1"}, {cp.decided + day(d.between(10, 35)), "E1"}}
	case c.asylum || length < 90 && d.chance(0.7) || d.chance(0.22):
		return []legalChange{{cp.from, "V2"}}
	case d.chance(0.4) && length > 120:
		interim := cp.from + day(d.between(20, 80))
		return []legalChange{{cp.from, "V2"}, {interim, "C1"}, {interim + day(d.between(140, 260)), "C2"}}
	default:
		return []legalChange{{cp.from, "C1"}, {cp.from + day(d.between(140, 270)), "C2"}}
	}
}

// where is a placement.
type where struct {
	from            day
	place, provider string
	authority       int32
	postcode, urn   string
	sameCarer       bool // only its type changed
}

// placements is the sequence of placements of a time in care.
func (e *England) placements(d *dice, c *child, cp *carePeriod) []where {
	out := []where{e.placementOn(d, c, cp, cp.from)}
	if cp.shortBreaks {
		return out
	}
	mean := 1700
	if d.chance(unsettled) {
		mean = 205
	}
	until := cp.to
	if cp.decided != never {
		until = cp.matched
	}
	for at := cp.from + day(6+d.wait(mean)); at < until-6; at += day(6 + d.wait(mean)) {
		out = append(out, e.placementOn(d, c, cp, at))
	}
	if last := out[len(out)-1]; cp.decided == never && last.place == "U6" && until-last.from > 500 && d.chance(0.4) {
		settled := last
		settled.from, settled.place, settled.sameCarer = last.from+day(d.between(300, 480)), "U4", true
		out = append(out, settled)
	}
	if cp.decided != never {
		w := e.placementOn(d, c, cp, cp.matched+day(d.between(10, 40)))
		w.place, w.provider, w.urn = "A5", "PR1", ""
		if d.chance(0.8) {
			w.place = "A6"
		}
		w.sameCarer = w.place == "A5"
		if w.sameCarer {
			last := out[len(out)-1]
			w.postcode, w.authority = last.postcode, last.authority
		}
		out = append(out, w)
	}
	return out
}

// placementOn draws a placement from a day on.
func (e *England) placementOn(d *dice, c *child, cp *carePeriod, at day) where {
	age := at.age(c.born)
	w := where{from: at, authority: cp.authority, provider: "PR1"}
	switch {
	case cp.shortBreaks:
		w.place = "K2"
	case c.asylum && age >= 17 && d.chance(0.85), age >= 17 && d.chance(0.4): // past 16 whatever the recorded birthday
		w.place, w.provider = "K3", "PR4"
	case age < 10:
		w.place = fosterPlaces[d.pick(underTenOdds)]
	default:
		w.place = fosterPlaces[d.pick(overTenOdds)]
	}
	if w.place == "K2" && d.chance(0.75) || w.place[0] == 'U' && d.chance(0.33) || w.place == "S1" {
		w.provider = "PR4"
	}
	if d.chance(elsewhereIn) {
		w.authority = int32(e.elsewhere(d, int(cp.authority)))
	}
	h := e.home(d, int(w.authority), at)
	w.postcode = e.postcode(h.authority, h.postcode)
	if w.provider == "PR4" || w.place[0] == 'K' {
		w.urn = urnOf(d.below(900_000))
	}
	return w
}

// urnOf is a registration number in Ofsted's form, beyond those it has given out.
func urnOf(n int) string {
	b := []byte("9000000")
	for i := len(b) - 1; i > 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}
