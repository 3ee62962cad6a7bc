package synthetic

// Shares and waits of the need process, ours, calibrated so that a whole England
// comes out at [PublishedRates]; the tests hold them to it.
const (
	pupilOdds      = 0.0084 // of a first need in a year, for a pupil with none of what raises it
	infantHazard   = 0.0298 // of a first need in the year of birth, in the least deprived decile
	toddlerHazard  = 0.0164 // the same, ages 1 to 4
	otherHazard    = 0.0144 // the same, ages 5 to 17 outside the pupils of the model
	sharedFate     = 0.45   // of siblings' first need being decided by one throw
	beforeBirth    = 0.42   // of first needs in the year of birth
	againSoon      = 0.398  // of children whose case closed being referred again within a year
	againLater     = 0.36   // of the rest
	followsAcross  = 0.75   // of open cases that the next authority takes up after a move
	twoAuthorities = 0.012  // of needs that a second authority also knows
)

// The need process sees deprivation as one odds ratio per decile; these are its
// powers, by deciles above the least deprived.
var decileOdds = [10]float64{
	1, OddsPerDecile, OddsPerDecile * OddsPerDecile, 1.404928, 1.57351936, 1.7623416832, 1.973822685184,
	2.21068140740608, 2.4759631762948096, 2.7730787574501868,
}

// need decides when c first comes to need, and all that follows to the end or c's
// 18th birthday.
func (e *England) need(id int32, c *child) {
	next := e.firstNeed(id, c)
	adult := c.born.birthday(18)
	past := history{}
	for n := 0; next < min(adult-20, e.end+1); n++ {
		d := throw(e.cfg.Seed, forEpisode, int(id), n)
		next = e.caseOf(&d, c, next, adult, &past)
	}
	untangle(c)
}

// untangle drops what a second authority knew while the family came to live there:
// one authority's episodes of a child never overlap.
func untangle(c *child) {
	kept := c.episodes[:0]
	for i, ep := range c.episodes {
		overlaps := false
		for k, other := range c.episodes {
			overlaps = overlaps || k != i && other.authority == ep.authority &&
				ep.referred <= other.closed && other.referred <= ep.closed
		}
		if !overlaps || !ep.notInNeed {
			kept = append(kept, ep)
		}
	}
	c.episodes = kept
}

// firstNeed is the day of the first referral, or never.
func (e *England) firstNeed(id int32, c *child) day {
	last := max(min(c.born.birthday(18), e.end), c.born).collectionYear()
	for year := c.born.collectionYear(); year <= last; year++ {
		own := throw(e.cfg.Seed, forNeed, int(id), year)
		shared := throw(e.cfg.Seed, forShared, int(c.family), year)
		fate, when := own.unit(), own.below(365)
		if common := shared.unit(); own.chance(sharedFate) {
			fate, when = common, shared.below(365)
		}
		if fate >= e.hazard(c, year) {
			continue
		}
		at := periodStart(yearOf(year)) + day(when)
		if year == c.born.collectionYear() {
			at = e.aroundBirth(&own, c, at)
		}
		if at > c.born.birthday(18)-20 || at > e.end {
			return never
		}
		c.firstNeed = int16(at.collectionYear())
		return at
	}
	return never
}

// aroundBirth moves a first need in the year of birth before the birth or after it.
func (e *England) aroundBirth(d *dice, c *child, at day) day {
	if d.chance(beforeBirth) {
		return c.born - day(d.between(20, 170))
	}
	if at < c.born {
		return c.born + day(d.below(120))
	}
	return at
}

// hazard is the chance that c comes to a first need within a collection year.
func (e *England) hazard(c *child, year int) float64 {
	start := periodStart(yearOf(year))
	decile := e.areas[e.homeOn(c, start-1).area].decile
	scale := e.cfg.Rates.Referrals / 519.4
	deprived := decileOdds[10-decile]
	age := start.age(c.born)
	switch {
	case year == c.born.collectionYear():
		return infantHazard * deprived * scale
	case age < 5:
		return toddlerHazard * deprived * scale
	case age > 15 || c.roll != rollState:
		return otherHazard * deprived * scale
	}
	odds := float64(e.pupilOdds(c, year, age) * deprived * scale) // the conversion keeps the sum from being fused
	return odds / (1 + odds)
}

// pupilOdds is the odds of a first need in a year from what was so in the year
// before: the model that the report's logistic regression has to find again.
func (e *England) pupilOdds(c *child, year, age int) float64 {
	before := e.bit(year - 1)
	odds := pupilOdds
	if e.onMeals(c, year-1) {
		odds *= OddsFSM
	}
	switch january := dayOf(year-1, 1, 16); {
	case c.plan <= january:
		odds *= OddsPlan
	case c.support <= january:
		odds *= OddsSENSupport
	}
	if c.absent&before != 0 {
		odds *= OddsAbsence
	}
	if c.suspended&before != 0 {
		odds *= OddsSuspension
	}
	if age >= 11 {
		odds *= OddsElderPupils
	}
	return odds
}

// again is the day of the next referral after a case that was referred and closed.
func (e *England) again(d *dice, closed day) day {
	if d.chance(againSoon * (e.cfg.Rates.ReReferrals / 0.226)) {
		return closed + day(10+d.below(330))
	}
	if d.chance(againLater) {
		return closed + day(366+d.wait(900))
	}
	return never
}
