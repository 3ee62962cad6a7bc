package synthetic

// Chances at school, ours, near the published shares: 4.8% of pupils have an
// education, health and care plan, 13.6% SEN support.
const (
	planShare    = 0.05
	supportShare = 0.15
	keepsHabit   = 0.5 // of a year's absence being last year's again
	disabled     = 0.030
	disabledPlan = 0.35 // of those with a plan
)

// senTypes are the Department's types of special educational need with weights.
var (
	senTypes = []string{"SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "PD", "ASD", "OTH", "NSA"}
	senOdds  = cumulate(11, 15, 3, 1, 21, 25, 2, 1, 3, 15, 3, 2)
)

// disabilities are the CIN census codes with weights.
var (
	disabilityCodes = []string{"MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA"}
	disabilityOdds  = cumulate(14, 4, 9, 6, 16, 28, 5, 4, 18, 4, 30, 9)
)

// senAndSchoolHabits draws what the need process and the pupil census both rest on:
// how the child learns, special needs, disability, and absence and suspensions by year.
func (e *England) senAndSchoolHabits(id int32, c *child) {
	d := throw(e.cfg.Seed, forSchooling, int(id))
	decile := e.areas[e.homeOn(c, c.born).area].decile
	switch u := d.unit(); {
	case c.asylum:
	case u < float64(e.cfg.Rates.Independent*float64(decile)/5.5):
		c.roll = rollIndependent
	case u > 1-e.cfg.Rates.HomeEducated:
		c.roll = rollHome
	}
	boys := 0.7
	if c.sex == 'M' {
		boys = 1.3
	}
	if d.chance(planShare * boys) {
		c.plan = c.born + day(365*4+d.below(365*6))
	}
	if d.chance(supportShare*boys) || c.plan != never && d.chance(0.8) {
		c.support = min(c.born+day(365*4+d.below(365*7)), c.plan)
	}
	c.senType = senTypes[d.pick(senOdds)]
	if d.chance(disabled) || c.plan != never && d.chance(disabledPlan) {
		c.disability = disabilitiesOf(&d)
	}
	e.habits(&d, c)
}

// disabilitiesOf draws one to three different codes.
func disabilitiesOf(d *dice) []string {
	var out []string
	for range 1 + d.pick(cumulate(50, 35, 15)) {
		code := disabilityCodes[d.pick(disabilityOdds)]
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

// habits draws persistent absence and suspensions for each year of school age.
func (e *England) habits(d *dice, c *child) {
	absent := false
	for year := c.born.birthday(5).collectionYear(); year <= c.born.birthday(16).collectionYear()+1; year++ {
		elder := year-c.born.collectionYear() > 11
		absence, suspension := 0.70, 0.25
		if elder {
			absence, suspension = 1.30, 1.75
		}
		if e.onMeals(c, year) {
			absence, suspension = absence*1.6, suspension*1.8
		}
		if c.support < periodStart(yearOf(year)) {
			suspension *= 2.2
		}
		if !d.chance(keepsHabit) {
			absent = d.chance(e.cfg.Rates.PersistentAbsence * absence * 1.10)
		}
		if absent {
			c.absent |= e.bit(year)
		}
		if d.chance(e.cfg.Rates.Suspended * suspension * 0.87) {
			c.suspended |= e.bit(year)
		}
	}
}

// onMeals reports whether c has free school meals in a collection year.
func (e *England) onMeals(c *child, year int) bool {
	if periodStart(yearOf(year)) >= c.adopted {
		return false
	}
	return e.families[c.family].poor&e.bit(year) != 0
}
