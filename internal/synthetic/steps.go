package synthetic

// together is how many days apart a change of legal status and one of placement may
// be and still be made on one day.
const together = 12

// place merges the legal path and the placements of a time in care into steps.
func (e *England) place(d *dice, c *child, cp *carePeriod) {
	legal, places := legalPath(d, c, cp), e.placements(d, c, cp)
	home := ""
	if !c.asylum && !cp.shortBreaks {
		h := e.homeOn(c, cp.from)
		home = e.postcode(h.authority, h.postcode)
	}
	li, pi := 0, 0
	for at := cp.from; ; {
		cp.steps = append(cp.steps, stepOf(cp, at, legal[li].status, &places[pi], home))
		nextLegal, nextPlace := never, never
		if li+1 < len(legal) {
			nextLegal = legal[li+1].on
		}
		if pi+1 < len(places) {
			nextPlace = places[pi+1].from
		}
		next := min(nextLegal, nextPlace)
		if next >= cp.to {
			break
		}
		newLegal, newPlace := nextLegal <= next+together, nextPlace <= next+together
		next = max(next, at+1)
		if next >= cp.to {
			break
		}
		step := &cp.steps[len(cp.steps)-1]
		step.to, step.ended = next, "X1"
		if newPlace {
			pi++
			step.change = changeWhy[d.pick(changeOdds)]
		}
		if newLegal {
			li++
		}
		at = next
	}
	cp.steps[len(cp.steps)-1].to = cp.to
	nameReasons(cp.steps, places)
}

func stepOf(cp *carePeriod, at day, legal string, w *where, home string) step {
	s := step{
		from: at, why: "S", legal: legal, place: w.place, provider: w.provider, urn: w.urn, home: home,
		placement: w.postcode, authority: w.authority,
	}
	if cp.shortBreaks {
		s.placement, s.urn = "", ""
	}
	if s.placement == home {
		s.home = ""
	}
	return s
}

// nameReasons writes why each step after the first began.
func nameReasons(steps []step, places []where) {
	for i := 1; i < len(steps); i++ {
		before, now := &steps[i-1], &steps[i]
		sameCarer := false
		for _, w := range places {
			sameCarer = sameCarer || w.sameCarer && w.place == now.place && w.from <= now.from
		}
		legal, moved := before.legal != now.legal, before.change != ""
		switch {
		case legal && moved && sameCarer:
			now.why = "U"
		case legal && moved:
			now.why = "B"
		case moved && sameCarer:
			now.why = "T"
		case moved:
			now.why = "P"
		default:
			now.why = "L"
		}
	}
}

// needOfAsylumSeeker is referred on arrival, taken into care at once and looked after
// to the 18th birthday.
func (e *England) needOfAsylumSeeker(id int32, c *child) {
	d := throw(e.cfg.Seed, forEpisode, int(id))
	adult := c.born.birthday(18)
	ep := episode{
		authority: e.homeOn(c, c.arrived).authority, referred: c.arrived, conference: never,
		source: []string{"6", "7", "5C"}[d.pick(cumulate(60, 25, 15))], primary: "N8",
	}
	c.firstNeed = int16(c.arrived.collectionYear())
	cp := carePeriod{
		authority: ep.authority, from: c.arrived + day(d.below(2)), to: adult, need: "N8", decided: never, matched: never,
		worker: d.next(),
	}
	e.place(&d, c, &cp)
	e.leave(&d, c, &ep, &cp, adult)
	c.care = append(c.care, cp)
	ep.closed, ep.asCare, ep.reason = adult, true, "RC7"
	e.assess(&d, &ep, assessment{span: span{c.arrived + 1, c.arrived + day(d.between(10, 50))}})
	c.episodes = append(c.episodes, ep)
}

// inCareOn reports whether c is looked after on d, short breaks aside, and the step.
func (c *child) inCareOn(d day) (*step, bool) {
	for i := range c.care {
		cp := &c.care[i]
		if cp.shortBreaks || d < cp.from || d >= cp.to {
			continue
		}
		for k := range cp.steps {
			if s := &cp.steps[k]; d >= s.from && d < s.to {
				return s, true
			}
		}
	}
	return nil, false
}
