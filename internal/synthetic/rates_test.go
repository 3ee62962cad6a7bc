package synthetic

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// measured are the rates of an England, in the terms of Rates.
type measured struct {
	Rates
	acrossBorders float64 // re-referrals that only another authority's earlier referral explains
	schoolMoves   float64 // mid-year, of those looked after on 31 March
	adoptions     float64
	withUPN       float64 // of records in the CIN census
}

// measure counts a whole England the slow way, over all its years.
func measure(e *England) measured {
	var m measured
	n := counts{}
	for _, year := range e.cfg.Years {
		start, end := periodStart(year), periodEnd(year)
		for _, a := range e.residents(midYear(year)) {
			for _, age := range a {
				n["people"] += float64(age[0] + age[1])
			}
		}
		for i := range e.children {
			c := &e.children[i]
			n.cases(c, start, end)
			n.care(e, c, start, end)
			n.pupil(e, c, int(year))
			n.camhs(c, start, end)
		}
		for a := range e.authorities {
			for _, ref := range e.authorities[a].cases {
				c := &e.children[ref.child]
				l := &c.localIDs[ref.id]
				if !e.inCensus(c, l, start, end) {
					continue
				}
				r := e.recordOf(sourceCare+a, ref.child, c, asOf(c, l, end))
				number, _, _ := e.upnAt(c, l, &r, end)
				n["records"]++
				if number != "" {
					n["with upn"]++
				}
			}
		}
	}
	m.Referrals = n["referrals"] / n["people"] * 10_000
	m.NoFurtherAction = n["nfa"] / n["referrals"]
	m.NotInNeed = n["not in need"] / n["referrals"]
	m.ReReferrals = n["again"] / n["referrals"]
	m.acrossBorders = n["again anywhere"]/n["referrals"] - m.ReReferrals
	m.InNeed = n["in need"] / n["people"] * 10_000
	m.ProtectionPlans = n["on plan"] / n["people"] * 10_000
	m.SecondPlans = n["second plans"] / n["plans"]
	m.LookedAfter = n["looked after"] / n["people"] * 10_000
	m.CareStarts = n["care starts"] / n["people"] * 10_000
	m.ThreePlacements = n["three placements"] / n["looked after"]
	m.ThreeWorkers = n["three workers"] / n["looked after"]
	m.UASC = n["asylum"] / n["looked after"]
	m.CAMHS = n["camhs"] / n["people"]
	m.CAMHSNotAccepted = n["not accepted"] / n["new camhs"]
	m.withUPN = n["with upn"] / n["records"]
	m.PersistentAbsence = n["absent"] / n["pupils"]
	m.Suspended = n["suspended"] / n["pupils"]
	m.schoolMoves = n["school moves"] / n["looked after pupils"]
	m.adoptions = n["adoptions"] / n["people"] * 10_000
	return m
}

type counts map[string]float64

func (n counts) cases(c *child, start, end day) {
	for i := range c.episodes {
		ep := &c.episodes[i]
		if ep.referred >= start && ep.referred <= end {
			n["referrals"]++
			if ep.noAction {
				n["nfa"]++
			}
			if ep.notInNeed {
				n["not in need"]++
			}
			same, any := false, false
			for k := range c.episodes {
				if o := &c.episodes[k]; o.referred < ep.referred && o.referred >= ep.referred-365 {
					any = true
					same = same || o.authority == ep.authority
				}
			}
			if same {
				n["again"]++
			}
			if any {
				n["again anywhere"]++
			}
		}
		if ep.referred <= end && ep.closed > end && !ep.noAction {
			n["in need"]++
		}
		for _, p := range ep.protection {
			if p.from <= end && p.to > end {
				n["on plan"]++
			}
			if p.from >= start && p.from <= end {
				n["plans"]++
				if p.previous > 0 {
					n["second plans"]++
				}
			}
		}
	}
}

func (n counts) care(e *England, c *child, start, end day) {
	for i := range c.care {
		cp := &c.care[i]
		if cp.shortBreaks {
			continue
		}
		if cp.from >= start && cp.from <= end {
			n["care starts"]++
		}
		if cp.decided != never && cp.to >= start && cp.to <= end {
			n["adoptions"]++
		}
		if cp.from > end || cp.to <= end {
			continue
		}
		n["looked after"]++
		if c.asylum {
			n["asylum"]++
		}
		placements := 0
		for _, s := range cp.steps {
			newCarer := s.why == "S" || s.why == "P" || s.why == "B"
			if newCarer && s.from >= start && s.from <= end || s.from < start && s.to >= start {
				placements++
			}
		}
		if placements >= 3 {
			n["three placements"]++
		}
		workers := 0
		for _, s := range e.workersOf(cp, end) {
			if s.to >= start {
				workers++
			}
		}
		if workers >= 3 {
			n["three workers"]++
		}
		n.schooling(c, start, end)
	}
}

func (n counts) schooling(c *child, start, end day) {
	if age := end.age(c.born); age < 5 || age > 15 || len(c.spells) == 0 {
		return
	}
	n["looked after pupils"]++
	for i := range c.spells {
		_, month, dom := c.spells[i].entered.date()
		if s := &c.spells[i]; i > 0 && !s.second && s.entered >= start && s.entered <= end && (month != 9 || dom > 21) && month != 8 {
			n["school moves"]++
			return
		}
	}
}

func (n counts) pupil(e *England, c *child, year int) {
	age := periodEnd(yearOf(year)).age(c.born)
	if age < 5 || age > 15 || c.roll != rollState {
		return
	}
	n["pupils"]++
	if c.absent&e.bit(year) != 0 {
		n["absent"]++
	}
	if c.suspended&e.bit(year) != 0 {
		n["suspended"]++
	}
}

func (n counts) camhs(c *child, start, end day) {
	active := false
	for i := range c.referrals {
		r := &c.referrals[i]
		active = active || r.referred <= end && r.closed >= start
		if r.referred >= start && r.referred <= end {
			n["new camhs"]++
			if !r.accepted {
				n["not accepted"]++
			}
		}
	}
	if active {
		n["camhs"]++
	}
}

func TestRatesComeOutAsPublished(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 120_000 })
	want, got := PublishedRates(), measure(e)
	for name, rate := range map[string]struct{ want, got, tolerance float64 }{ // tolerance relative
		"referrals":                  {want.Referrals, got.Referrals, 0.05},
		"no further action":          {want.NoFurtherAction, got.NoFurtherAction, 0.08},
		"closed after assessment":    {want.NotInNeed, got.NotInNeed, 0.05},
		"re-referrals":               {want.ReReferrals, got.ReReferrals, 0.05},
		"in need on 31 March":        {want.InNeed, got.InNeed, 0.05},
		"plans on 31 March":          {want.ProtectionPlans, got.ProtectionPlans, 0.08},
		"second plans":               {want.SecondPlans, got.SecondPlans, 0.10},
		"looked after on 31 March":   {want.LookedAfter, got.LookedAfter, 0.08},
		"starts of care":             {want.CareStarts, got.CareStarts, 0.08},
		"three placements":           {want.ThreePlacements, got.ThreePlacements, 0.12},
		"three social workers":       {want.ThreeWorkers, got.ThreeWorkers, 0.10},
		"asylum share of care":       {0.09, got.UASC, 0.20},
		"CAMHS":                      {want.CAMHS, got.CAMHS, 0.05},
		"CAMHS not accepted":         {want.CAMHSNotAccepted, got.CAMHSNotAccepted, 0.05},
		"records with a UPN":         {0.66, got.withUPN, 0.05},
		"persistent absence":         {want.PersistentAbsence, got.PersistentAbsence, 0.05},
		"suspended":                  {want.Suspended, got.Suspended, 0.05},
		"mid-year school moves":      {0.10, got.schoolMoves, 0.15},
		"adoptions (2,980 in 2024)":  {2.45, got.adoptions, 0.15},
		"re-referrals across border": {0.014, got.acrossBorders, 0.20},
	} {
		require.InEpsilon(t, rate.want, rate.got, rate.tolerance, name)
	}
}

func TestRatesAreConfigurable(t *testing.T) {
	plain := measure(small(t, func(c *Config) { c.Children = 30_000 }))
	changed := measure(small(t, func(c *Config) {
		c.Children = 30_000
		c.Rates.Referrals *= 2
		c.Rates.NoFurtherAction = 0.2
		c.Rates.CAMHSNotAccepted = 0.5
	}))
	require.Greater(t, changed.Referrals/plain.Referrals, 1.4) // fewer are left for a first need
	require.InDelta(t, 0.5, changed.CAMHSNotAccepted, 0.03)
	require.InDelta(t, 0.2, changed.NoFurtherAction, 0.02)
}
