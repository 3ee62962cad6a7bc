package synthetic

// inNeed lives through a case of a child in need: assessments, enquiries, plans, and
// for some a time in care.
func (e *England) inNeed(d *dice, c *child, ep *episode, limit day, past *history) {
	ep.reason = "RC7"
	protectedCase := d.chance(caseProtected * (e.cfg.Rates.ProtectionPlans / 40.6))
	if past.plans > 0 {
		protectedCase = d.chance(caseProtectedAgain * (e.cfg.Rates.SecondPlans / 0.245))
	}
	protectedCase = protectedCase || past.planned
	first := assessment{span: span{ep.referred + day(d.below(4)), ep.referred + day(d.between(14, 64))}}
	busy := first.to // the last day of what has been decided so far
	if protectedCase {
		busy = max(busy, e.protect(d, ep, limit, past))
	} else if d.chance(caseEnquired) {
		busy = max(busy, e.enquire(d, ep))
	}
	care := caseCare * (e.cfg.Rates.CareStarts / 26.5)
	if protectedCase {
		care *= careWithPlan
	}
	care *= careByAge(ep.referred.age(c.born))
	entry := ep.referred + day(d.between(8, 240))
	breaks := len(c.disability) > 0 && ep.primary == "N2" && d.chance(shortBreakCases)
	if (breaks || d.chance(care)) && entry > c.born && entry < min(limit, e.end)-10 {
		e.takeIntoCare(d, c, ep, entry, breaks)
		ep.closed = min(ep.closed, c.born.birthday(18))
	} else {
		ep.closed = min(e.closing(d, c, ep, busy), limit)
	}
	e.trim(ep)
	e.assess(d, ep, first)
	e.planFor(d, ep)
}

// careByAge multiplies the chance of care: a fifth of those who start are under one.
func careByAge(age int) float64 {
	switch {
	case age < 1:
		return 2.4
	case age < 10:
		return 0.75
	default:
		return 1.05
	}
}

// closing draws when a case in need without care closes.
func (e *England) closing(d *dice, c *child, ep *episode, busy day) day {
	switch {
	case len(c.disability) > 0 && d.chance(0.55):
		return busy + day(200+d.wait(1500))
	case len(ep.protection) > 0:
		return busy + day(30+d.wait(170))
	default:
		return busy + day(d.wait(e.caseDays()))
	}
}

// caseDays is the mean length, in days after the first assessment, of an ordinary
// case; the stock of children in need is in proportion to it.
func (e *England) caseDays() int { return int(194 * (e.cfg.Rates.InNeed / 330.3)) }

// protect gives the case an enquiry, a conference and a protection plan, and returns
// the day the plan ends.
func (e *England) protect(d *dice, ep *episode, limit day, past *history) day {
	start := (ep.referred + day(d.below(25))).working()
	conference := (start + day(d.between(10, 20))).working() // within 15 working days
	if past.planned {
		conference = (ep.referred + day(d.between(1, 12))).working()
		ep.conference = conference
	} else {
		ep.enquiries = append(ep.enquiries, enquiry{start, (start + 21).weekdayBack(), conference})
	}
	length := d.between(60, 420)
	if d.chance(0.16) {
		length += 120 + d.wait(300)
	}
	category := abuse[d.pick(abuseOdds)]
	latest := category
	if d.chance(0.08) {
		latest = abuse[d.pick(abuseOdds)]
	}
	end := conference + day(length)
	if conference >= limit-2 { // moved away before the conference
		ep.enquiries, ep.conference = nil, never
		return ep.referred
	}
	ep.protection = append(ep.protection, protection{span{conference, end}, category, latest, past.plans})
	past.plans++
	return end
}

// enquire gives the case a section 47 enquiry that led to no plan.
func (e *England) enquire(d *dice, ep *episode) day {
	start := (ep.referred + day(d.below(30))).working()
	q := enquiry{start, (start + 21).weekdayBack(), never}
	if d.chance(0.10) {
		q.conference = (start + day(d.between(10, 20))).working()
	}
	ep.enquiries = append(ep.enquiries, q)
	return start + 24
}

// trim ends everything in the case by the day it closes.
func (e *England) trim(ep *episode) {
	kept := ep.enquiries[:0]
	for _, q := range ep.enquiries {
		if q.start <= ep.closed {
			if q.conference != never && q.conference > ep.closed {
				q.conference = never
			}
			kept = append(kept, q)
		}
	}
	ep.enquiries = kept
	plans := ep.protection[:0]
	for _, p := range ep.protection {
		if p.from < ep.closed-1 {
			p.to = min(p.to, ep.closed)
			plans = append(plans, p)
		}
	}
	ep.protection = plans
	if ep.conference != never && ep.conference > ep.closed {
		ep.conference = never
	}
}

// assess gives the case its first assessment and another about once a year.
func (e *England) assess(d *dice, ep *episode, first assessment) {
	for _, q := range ep.enquiries { // an enquiry stands on an assessment
		first.to = max(first.to, q.start)
		if q.conference != never {
			first.to = max(first.to, q.conference)
		}
	}
	first.to = min(first.to, ep.closed)
	first.from = min(first.from, first.to)
	first.factors = factorsOf(d, 4)
	ep.assessments = append(ep.assessments, first)
	for at := first.to + day(d.between(250, 450)); at+70 < ep.closed && at < e.end; at += day(d.between(300, 480)) {
		ep.assessments = append(ep.assessments, assessment{span{at, at + day(d.between(14, 60))}, factorsOf(d, 4)})
	}
}

// planFor gives the case a CIN plan where no protection plan and no care stands.
func (e *England) planFor(d *dice, ep *episode) {
	if ep.asCare || !d.chance(0.72) {
		return
	}
	from := ep.assessments[0].to + day(d.below(10))
	if n := len(ep.protection); n > 0 {
		from = ep.protection[n-1].to + 1
	}
	if ep.closed-from > 21 {
		ep.plans = append(ep.plans, span{from, ep.closed})
	}
}
