package synthetic

// familySizes weighs families of one to five children.
var familySizes = cumulate(28, 42, 19, 8, 3)

// Shares in families, ours.
const (
	twinBirth      = 0.016 // of births
	halfSiblings   = 0.20  // of families with more than one child
	surnameChanges = 0.06  // of children, once
	movesWithin    = 0.08  // of families in a year, inside the authority
	movesAcross    = 0.010 // of families in a year, to another authority
	movesAcrossIn  = 0.028 // the same, for IDACI deciles 1 to 3
)

// poverty is the share of families on free school meals by IDACI decile, most
// deprived first; about a quarter over all.
var poverty = [11]float64{0, 0.46, 0.40, 0.34, 0.29, 0.24, 0.20, 0.16, 0.13, 0.10, 0.07}

// raiseFamilies fills every authority with families until its children aged 0 to 17
// at the middle of the years are as many as it should have.
func (e *England) raiseFamilies() {
	middle := (e.start + e.end) / 2
	oldest, youngest := middle.birthday(-18), middle
	e.children = make([]child, 0, e.cfg.Children*14/10)
	e.families = make([]family, 0, e.cfg.Children*7/10)
	for i := range e.authorities {
		for count := 0; count < e.authorities[i].children; {
			for _, born := range e.raiseFamily(i) {
				if born > oldest && born <= youngest {
					count++
				}
			}
		}
	}
}

// raiseFamily adds one family of authority a with the children whose births lie in
// the window, and returns their birthdays.
func (e *England) raiseFamily(a int) []day {
	id := len(e.families)
	d := throw(e.cfg.Seed, forFamily, id)
	births := e.births(&d)
	if len(births) == 0 {
		e.families = append(e.families, family{})
		return nil
	}
	group := groupBritish
	if d.below(100) < e.authorities[a].minority {
		group = minorityGroups[d.pick(minorityOdds)]
	}
	f := family{group: uint8(group), surname: e.book.surname(&d, group), homes: e.homes(&d, a, births[0])}
	f.poor = e.povertyOf(&d, f.homes)
	e.families = append(e.families, f)
	e.bear(&d, id, births)
	return births
}

// births draws the birthdays of a family's children that lie in the window.
func (e *England) births(d *dice) []day {
	const earlier = 12 * 365
	next := e.firstBirth - earlier + day(d.below(int(e.lastBirth-e.firstBirth)+earlier))
	var out []day
	for range d.pick(familySizes) + 1 {
		for twin := true; twin; twin = d.chance(twinBirth) {
			if next >= e.firstBirth && next <= e.lastBirth {
				out = append(out, next)
			}
		}
		next += day(420 + d.wait(720))
	}
	return out
}

// homes draws where the family lives: a first home before the first birth, then
// moves to the end.
func (e *England) homes(d *dice, a int, firstBorn day) []home {
	h := e.home(d, a, 0)
	h.from = firstBorn - 2000
	homes := []home{h}
	for at := firstBorn - 300; at < e.end; at += 365 {
		last := homes[len(homes)-1]
		across := movesAcross
		if e.areas[last.area].decile <= 3 {
			across = movesAcrossIn
		}
		switch u := d.unit(); {
		case u < across:
			homes = append(homes, e.home(d, e.elsewhere(d, int(last.authority)), at+day(d.below(365))))
		case u < across+movesWithin:
			homes = append(homes, e.home(d, int(last.authority), at+day(d.below(365))))
		}
	}
	return homes
}

// home draws a home in authority a from a day on.
func (e *England) home(d *dice, a int, from day) home {
	au := &e.authorities[a]
	area := au.firstArea + d.below(au.areas)
	return home{
		from: from, authority: int32(a), area: int32(area),
		postcode: e.areas[area].first + int32(d.below(int(e.areas[area].postcodes))),
	}
}

// elsewhere is another authority: most often the neighbour.
func (e *England) elsewhere(d *dice, a int) int {
	if n := e.authorities[a].neighbour; n != a && d.chance(0.7) {
		return n
	}
	other := d.below(len(e.authorities) - 1)
	if other >= a {
		other++
	}
	return other
}

// povertyOf draws in which collection years the family has free school meals: it
// keeps its state, and one year in eight draws again.
func (e *England) povertyOf(d *dice, homes []home) uint32 {
	var bits uint32
	poor := d.chance(poverty[e.areas[homes[0].area].decile])
	at := 0
	for year := e.baseYear; year <= e.end.collectionYear(); year++ {
		for at+1 < len(homes) && homes[at+1].from.collectionYear() <= year {
			at++
		}
		if d.chance(0.125) {
			poor = d.chance(poverty[e.areas[homes[at].area].decile])
		}
		if poor {
			bits |= e.bit(year)
		}
	}
	return bits
}

// bear adds the children of a family.
func (e *England) bear(d *dice, familyID int, births []day) {
	f := &e.families[familyID]
	half := len(births)
	if len(births) > 1 && d.chance(halfSiblings) {
		half = 1 + d.below(len(births)-1)
	}
	surname, group := f.surname, int(f.group)
	codes := ethnicity(d, group)
	first := len(e.children)
	for k, born := range births {
		if k == half && (k == 0 || births[k-1] != born) {
			surname = e.book.surname(d, group)
			codes = ethnicity(d, group)
		}
		cd := throw(e.cfg.Seed, forChild, len(e.children))
		c := child{
			family: int32(familyID), born: born, arrived: born, adopted: never,
			group: uint8(group), ethnicity: codes, sex: "MF"[cd.below(205)/105],
			support: never, plan: never,
		}
		c.identities = e.christen(&cd, &c, surname, e.children[first:])
		e.children = append(e.children, c)
	}
}

// christen names a child: no sibling's forename again, perhaps another surname later.
func (e *England) christen(d *dice, c *child, surname string, siblings []child) []identity {
	name := e.book.forename(d, int(c.group), c.sex)
	for tries := 0; taken(name, siblings) && tries < 8; tries++ {
		name = e.book.forename(d, int(c.group), c.sex)
	}
	own := identity{from: c.born - 300, forename: name, surname: surname, upnFrom: never}
	if d.chance(0.6) {
		own.middle = e.book.forename(d, int(c.group), c.sex)
	}
	names := []identity{own}
	if d.chance(surnameChanges) {
		later := own
		later.from = c.born + day(700+d.below(4500))
		if d.chance(0.3) {
			later.surname = surname + "-" + e.book.surname(d, groupBritish)
		} else {
			later.surname = e.book.surname(d, groupBritish)
		}
		names = append(names, later)
	}
	return names
}

func taken(name string, siblings []child) bool {
	for i := range siblings {
		if siblings[i].identities[0].forename == name {
			return true
		}
	}
	return false
}

// landAsylumSeekers adds the unaccompanied children who arrive from three years
// before the first day to the last: mostly boys of 15 to 17, whose birthday is
// assigned, often 1 January.
func (e *England) landAsylumSeekers() {
	for i := range e.authorities {
		d := throw(e.cfg.Seed, forArrival, i)
		days := int(e.end-e.start) + 3*365
		count := int(e.cfg.Rates.UASC * float64(e.authorities[i].children) * float64(days) / 365 / 10_000)
		for range count {
			e.land(&d, i, e.end-day(d.below(days)))
		}
	}
}

func (e *England) land(d *dice, a int, arrived day) {
	year, _, _ := arrived.date()
	born := dayOf(year-14-d.pick(cumulate(8, 22, 40, 30)), 1, 1)
	if !d.chance(0.45) {
		born += day(d.below(365))
	}
	if arrived >= born.birthday(18)-60 {
		born = arrived.birthday(-16)
	}
	e.families = append(e.families, family{
		group: groupAsylum, surname: e.book.surname(d, groupAsylum), homes: []home{e.home(d, a, born-2000)},
	})
	c := child{
		family: int32(len(e.families) - 1), born: born, arrived: arrived, adopted: never, asylum: true,
		group: groupAsylum, ethnicity: ethnicity(d, groupAsylum), sex: "MF"[d.below(100)/93], support: never, plan: never,
	}
	c.identities = []identity{{
		from: born - 300, forename: e.book.forename(d, groupAsylum, c.sex),
		surname: e.families[c.family].surname, upnFrom: never,
	}}
	e.children = append(e.children, c)
}
