package synthetic

import "fmt"

// healthReferral is one referral to a child and adolescent mental health service.
type healthReferral struct {
	referred      day
	source        string
	accepted      bool
	reason        string // why it was not accepted
	first, second day    // contacts, never when none
	closed        day
	number        int
}

// Codes of the Commissioner's own request on CAMHS referrals, a hypothetical return.
var (
	camhsSources    = []string{"GP", "SCHOOL", "SOCIAL", "SELF", "HOSPITAL", "COMMUNITY", "YJ", "VCS", "OTHER"}
	camhsSourceOdds = cumulate(46, 22, 8, 9, 6, 4, 1, 2, 2)
	notAccepted     = []string{"THRESHOLD", "OTHERSERVICE", "INFO", "AGE", "AREA", "DUPLICATE", "DECLINED", "OTHER"}
	notAcceptedOdds = cumulate(52, 20, 11, 3, 3, 3, 6, 2)
)

// Chances of a new CAMHS referral in a year, ours, calibrated to [Rates.CAMHS]: those
// with an active referral in a year are new ones and ones from before.
const (
	camhsInfant  = 0.004
	camhsPrimary = 0.0265
	camhsElder   = 0.0595
	camhsInNeed  = 2.6 // times, for a child ever referred to social care
)

// health draws c's CAMHS referrals from two years before the first day.
func (e *England) health(id int32, c *child) {
	adult := c.born.birthday(18)
	closed := day(0)
	for from := e.start - 2*365; from < e.end; from += 365 {
		d := throw(e.cfg.Seed, forHealth, int(id), int(from))
		at := from + day(d.below(365))
		if at <= max(c.born+400, closed+30) || at >= adult-10 || at > e.end || at < c.arrived || !d.chance(e.camhsChance(c, at)) {
			continue
		}
		r := e.camhsReferral(&d, at)
		closed = r.closed
		if r.closed >= e.start {
			c.referrals = append(c.referrals, r)
		}
	}
}

func (e *England) camhsChance(c *child, at day) float64 {
	p := camhsInfant
	switch age := at.age(c.born); {
	case age >= 11:
		p = camhsElder
	case age >= 5:
		p = camhsPrimary
	}
	if c.firstNeed != 0 && int(c.firstNeed) <= at.collectionYear() {
		p *= camhsInNeed
	}
	return p * (e.cfg.Rates.CAMHS / 0.08)
}

func (e *England) camhsReferral(d *dice, at day) healthReferral {
	r := healthReferral{
		referred: at, source: camhsSources[d.pick(camhsSourceOdds)], first: never, second: never, accepted: true,
	}
	if d.chance(e.cfg.Rates.CAMHSNotAccepted) {
		r.accepted, r.reason = false, notAccepted[d.pick(notAcceptedOdds)]
		r.closed = at + day(d.between(3, 60))
		return r
	}
	r.first = (at + day(5+d.wait(75))).working()
	r.closed = r.first + day(20+d.wait(220))
	if d.chance(0.78) {
		r.second = (r.first + day(7+d.wait(70))).working()
		r.closed = max(r.closed, r.second+day(14+d.below(200)))
	}
	return r
}

// numberPatient gives c a patient id, and another after adoption.
func (e *England) numberPatient(c *child) {
	for i := range c.referrals {
		r := &c.referrals[i]
		e.patients++
		r.number = e.patients
		side := 0
		if r.referred >= c.adopted {
			side = 1
		}
		if c.patient[side] == "" {
			c.patient[side] = fmt.Sprintf("MH%07d", (e.patients*7_919+33_331)%10_000_000)
		}
	}
}
