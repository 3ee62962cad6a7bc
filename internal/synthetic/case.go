package synthetic

// episode is one referral to an authority and what came of it: one CINdetails group.
type episode struct {
	authority   int32
	referred    day
	closed      day // may lie beyond the end of the years: still open then
	source      string
	primary     string
	reason      string
	noAction    bool
	notInNeed   bool
	asCare      bool // looked after during it
	assessments []assessment
	plans       []span // CIN plans
	enquiries   []enquiry
	protection  []protection
	conference  day // an initial conference outside any enquiry (transfer in), or never
}

type span struct{ from, to day }

type assessment struct {
	span
	factors []string
}

// enquiry is one section 47 enquiry.
type enquiry struct {
	start, target, conference day // conference is never when none was required
}

// protection is one child protection plan.
type protection struct {
	span
	initial, latest string
	previous        int
}

// history is what earlier cases leave behind.
type history struct {
	plans    int // protection plans so far
	transfer bool
	planned  bool // on a plan when moved: the next authority's conference is a transfer
}

// Shares of cases in need, ours, calibrated to [PublishedRates].
const (
	caseProtected      = 0.132 // first plan
	caseProtectedAgain = 0.465 // a plan, when there was one before
	caseEnquired       = 0.34  // section 47 without a plan
	caseCare           = 0.068
	careWithPlan       = 2.0 // times, when there was a plan
	needOfDisabled     = 0.6 // of disabled children's cases whose primary need is the disability
	shortBreakCases    = 0.2 // of those in need for it
)

var (
	sources = []string{
		"1A", "1B", "1C", "1D", "2A", "2B", "3A", "3B", "3C", "3D", "3E", "3F", "4", "5A", "5B", "5C", "5D", "6", "7", "8", "9", "10",
	}
	sourceOdds = cumulate(7, 1, .5, .8, 18, 1.5, 2, 3, .5, 1.5, 3, 3.5, 1.5, 5, 4, 4, 2, 29, 3, 6, 2, 1.2)
	needs      = []string{"N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"}
	needOdds   = cumulate(59, 5, 3, 8, 15, 2, .4, 3)
	factors    = []string{
		"1A", "1B", "2A", "2B", "3A", "3B", "3C", "4A", "4B", "5A", "5B", "6A", "6B", "7A", "8E", "10A", "11A", "12A", "13A", "14A",
		"15A", "16A", "17A", "18B", "18C", "19B", "19C", "20", "22A", "23A", "24A",
	}
	factorOdds = cumulate(2, 14, 5, 14, 8, 32, 3, 15, 33, 8, 4, 7, 6, 4, .5, 7, 3, 2, 3, 2, 14, 10, 16, 3, 17, 2, 13, 14, .2, .3, 2)
	abuse      = []string{"NEG", "EMO", "PHY", "SAB", "MUL"}
	abuseOdds  = cumulate(49, 38, 7, 4, 2)
)

// caseOf opens one case for c on a day, lives it through and returns the day of the
// next referral.
func (e *England) caseOf(d *dice, c *child, referred, adult day, past *history) day {
	ep := episode{
		authority: e.homeOn(c, referred).authority, referred: referred, conference: never,
		source: sources[d.pick(sourceOdds)], primary: needs[d.pick(needOdds)],
	}
	switch {
	case past.transfer:
		ep.source = "5C"
	case ep.source[0] == '2' && referred.age(c.born) < 4: // no school knows them yet
		ep.source = "3B"
	}
	if len(c.disability) > 0 && d.chance(needOfDisabled) {
		ep.primary = "N2"
	}
	limit, moves := e.limitOf(d, c, referred, adult)
	u := d.unit()
	rates := &e.cfg.Rates
	switch {
	case past.transfer:
		e.inNeed(d, c, &ep, limit, past)
	case u < rates.NoFurtherAction:
		ep.noAction, ep.closed, ep.primary = true, referred, ""
	case u < rates.NoFurtherAction+rates.NotInNeed && limit > referred+80:
		e.notInNeed(d, &ep)
	default:
		e.inNeed(d, c, &ep, limit, past)
	}
	moved := moves && ep.closed == limit && !ep.asCare
	past.transfer, past.planned = false, false
	switch {
	case ep.closed == adult:
		ep.reason = "RC6"
	case moved:
		ep.reason = "RC5"
	}
	c.episodes = append(c.episodes, ep)
	if ep.referred < c.adopted && c.adopted <= ep.closed {
		return e.again(d, c.adopted+200)
	}
	if moved && d.chance(followsAcross) {
		past.transfer = true
		past.planned = len(ep.protection) > 0 && ep.protection[len(ep.protection)-1].to == ep.closed
		return ep.closed + day(d.between(1, 45))
	}
	e.alsoElsewhere(d, c, &ep)
	return e.again(d, ep.closed)
}

// limitOf is the day by which a case has to close: the 18th birthday, or soon after
// the family leaves the authority.
func (e *England) limitOf(d *dice, c *child, referred, adult day) (limit day, moves bool) {
	limit = adult
	if c.adopted <= referred {
		return limit, false
	}
	from := e.homeOn(c, referred).authority
	for _, h := range e.families[c.family].homes {
		if h.from > referred && h.authority != from {
			if leaves := h.from + day(d.between(5, 40)); leaves < limit {
				return max(leaves, referred+3), true
			}
			break
		}
	}
	return limit, false
}

// notInNeed closes a case after one assessment.
func (e *England) notInNeed(d *dice, ep *episode) {
	a := assessment{span: span{ep.referred + day(d.below(4)), ep.referred + day(d.between(12, 58))}}
	ep.notInNeed, ep.reason = true, "RC8"
	if d.chance(0.25) {
		ep.reason = "RC9"
	}
	if d.chance(0.12) {
		a.factors = []string{"21"}
	} else {
		a.factors = factorsOf(d, 2)
	}
	ep.assessments = []assessment{a}
	ep.closed = a.to + day(d.below(6))
	if ep.closed.collectionYear() != a.to.collectionYear() {
		ep.closed = a.to // the census of one year shows both
	}
}

// factorsOf draws up to n+1 different factors.
func factorsOf(d *dice, n int) []string {
	var out []string
	for range 1 + d.below(n+1) {
		code := factors[d.pick(factorOdds)]
		known := false
		for _, o := range out {
			known = known || o == code
		}
		if !known {
			out = append(out, code)
		}
	}
	return out
}

// alsoElsewhere lets a second authority know the child at the same time: the parents
// live apart.
func (e *England) alsoElsewhere(d *dice, c *child, ep *episode) {
	length := int(min(ep.closed, e.end) - ep.referred)
	if ep.noAction || ep.notInNeed || length < 60 || !d.chance(twoAuthorities) || c.adopted != never {
		return
	}
	other := episode{
		authority: int32(e.elsewhere(d, int(ep.authority))), referred: ep.referred + day(d.below(length-30)),
		conference: never, source: sources[d.pick(sourceOdds)], primary: ep.primary,
	}
	e.notInNeed(d, &other)
	if other.closed < c.born.birthday(18) {
		c.episodes = append(c.episodes, other)
	}
}
