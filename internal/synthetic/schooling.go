package synthetic

// spell is one registration at one school.
type spell struct {
	school  int32
	entered day
	left    day  // never while it goes on
	second  bool // the subsidiary of a dual registration
}

// Shares at school, ours.
const (
	staysOn       = 0.25  // in a school sixth form after year 11
	changesSchool = 0.012 // in a year, without moving home
	movesSchool   = 0.25  // when the family moves within the authority
	careMoves     = 0.105 // when a placement changes
	dual          = 0.009 // of pupils, once
	temporary     = 0.02  // of first registrations under a temporary UPN
	asylumSchool  = 0.6   // of asylum seekers who find a school place
)

// reception is 1 September of the school year in which someone born on d turns five.
func (d day) reception() day {
	y, m, _ := d.date()
	if m >= 9 {
		y++
	}
	return dayOf(y+4, 9, 1)
}

// schoolYear is the age-based national curriculum year on d: 0 for reception.
func schoolYear(born, d day) int {
	y, m, _ := d.date()
	if m < 9 {
		y--
	}
	start, _, _ := born.reception().date()
	return y - start
}

// schooling draws c's schools and the UPN that comes with the first.
func (e *England) schooling(id int32, c *child) {
	if c.roll != rollState {
		return
	}
	d := throw(e.cfg.Seed, forSchooling, int(id), 1)
	begins := c.born.reception()
	ends := dayOf(yearIn(begins)+12, 7, 20)
	if d.chance(staysOn) {
		ends += 2 * 365
	}
	if c.asylum {
		if !d.chance(asylumSchool) {
			return
		}
		begins = max(begins, c.arrived+day(d.between(20, 120)))
	}
	if begins >= min(ends, e.end+120) {
		return
	}
	e.attend(&d, c, begins, ends)
	e.alsoAttend(&d, c)
	e.numberPupil(&d, c)
}

// change is a day on which a pupil may change school, and how likely that is.
type change struct {
	on     day
	chance float64
}

// attend draws the main registrations from the first day to the last.
func (e *England) attend(d *dice, c *child, begins, ends day) {
	at := begins
	for _, next := range e.changes(d, c, begins, ends) {
		if next.on <= at+20 || next.on > e.end+120 || !d.chance(next.chance) {
			continue
		}
		c.spells = append(c.spells, spell{school: e.schoolFor(d, c, at), entered: at, left: next.on - 1})
		at = next.on
	}
	c.spells = append(c.spells, spell{school: e.schoolFor(d, c, at), entered: at, left: ends})
}

// changes lists, in order, the days on which c may change school: transfer to
// secondary, moves of home or placement, adoption, and a few for no reason we know.
func (e *England) changes(d *dice, c *child, begins, ends day) []change {
	var out []change
	if transfer := dayOf(yearIn(c.born.reception())+7, 9, 1); transfer > begins && transfer < ends {
		out = append(out, change{transfer, 1})
	}
	homes := e.families[c.family].homes
	for i := 1; i < len(homes); i++ {
		p := movesSchool
		if homes[i].authority != homes[i-1].authority {
			p = 0.97
		}
		if homes[i].from < c.adopted {
			out = append(out, change{homes[i].from + day(d.between(3, 25)), p})
		}
	}
	for i := range c.care {
		for k := range c.care[i].steps {
			if s := &c.care[i].steps[k]; !c.care[i].shortBreaks && s.why != "L" && s.why != "T" && s.why != "U" {
				out = append(out, change{s.from + day(d.between(3, 30)), careMoves})
			}
		}
	}
	if c.adopted != never {
		out = append(out, change{c.adopted + day(d.between(5, 60)), 1})
	}
	for at := begins + 60; at < ends-100; at += 365 {
		if d.chance(changesSchool) {
			out = append(out, change{at + day(d.below(250)), 1})
		}
	}
	kept := out[:0]
	for _, ch := range out {
		if ch.on > begins && ch.on < ends-30 {
			kept = append(kept, ch)
		}
	}
	sortChanges(kept)
	return kept
}

// sortChanges sorts a handful by day, keeping ties in order.
func sortChanges(list []change) {
	for i := 1; i < len(list); i++ {
		for k := i; k > 0 && list[k].on < list[k-1].on; k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
}

// schoolFor draws the school c enters on a day: near where c lives or is placed.
func (e *England) schoolFor(d *dice, c *child, at day) int32 {
	h := e.homeOn(c, at)
	a, near := h.authority, int(h.area)
	if s, ok := c.inCareOn(at); ok {
		a, near = s.authority, d.below(1000)
	}
	au := &e.authorities[a]
	list := au.primaries
	if schoolYear(c.born, at) >= 7 {
		list = au.secondary
	}
	if c.plan <= at && d.chance(0.4) {
		list = au.special
	}
	choice := (near + d.pick(cumulate(60, 25, 15))) % len(list)
	if n := len(c.spells); n > 0 && c.spells[n-1].school == list[choice] {
		choice = (choice + 1) % len(list)
	}
	return list[choice]
}

// alsoAttend registers a few pupils at a second school for a while.
func (e *England) alsoAttend(d *dice, c *child) {
	if !d.chance(dual) {
		return
	}
	main := c.spells[len(c.spells)-1]
	au := &e.authorities[e.schools[main.school].authority]
	from := max(main.entered, e.start) + day(d.between(20, 400))
	to := from + day(d.between(80, 400))
	if from >= main.left || from > e.end {
		return
	}
	c.spells = append(c.spells, spell{
		school: au.units[d.below(len(au.units))], entered: from, left: min(to, main.left), second: true,
	})
}

// numberPupil gives each identity that went to school a UPN from its first school.
func (e *England) numberPupil(d *dice, c *child) {
	for i := range c.spells {
		s := &c.spells[i]
		at := c.identityOn(s.entered)
		id := &c.identities[at]
		if s.second || id.upn != "" {
			continue
		}
		if at > 0 && c.identities[at-1].upn != "" && c.identities[at-1].adoptive == id.adoptive {
			id.upn, id.upnFrom = c.identities[at-1].upn, c.identities[at-1].upnFrom
			continue
		}
		sc := &e.schools[s.school]
		code, year := e.authorities[sc.authority].code, yearIn(s.entered)
		given := &sc.upns[year-e.baseYear]
		id.upn = upn(code, sc.estab, year, *given, false)
		id.upnFrom = s.entered
		if d.chance(temporary) || c.asylum && d.chance(0.2) {
			*given++
			id.temporaryUPN = upn(code, sc.estab, year, *given, true)
		}
		*given++
	}
	for k := 1; k < len(c.identities); k++ { // a change of name keeps the number
		now, was := &c.identities[k], &c.identities[k-1]
		if now.upn == "" && now.adoptive == was.adoptive {
			now.upn, now.upnFrom, now.temporaryUPN = was.upn, was.upnFrom, was.temporaryUPN
		}
	}
}

func yearIn(d day) int {
	y, _, _ := d.date()
	return y
}
