package synthetic

import "strconv"

// sessionsPossible are the half-days that a census reports on.
const (
	sessionsAutumn = 66  // the summer term to the end of May half term
	sessionsSpring = 142 // the autumn term
	sessionsSummer = 118 // the spring term
	sessionsHalf   = 64  // the second half of the summer term
)

// Shares of what schools record, ours.
const (
	otherLanguage = 0.55 // of ethnic minority pupils
	youngCarers   = 0.006
	expelled      = 0.03 // of pupils suspended in a year
)

func (b *blade) onRoll(f *form) {
	for p := range b.pupils(false) {
		b.identify(f, p, "pupilonroll", b.t.on)
		b.atSchool(f, p)
		f.end()
	}
}

// identify fills who the pupil is, as the school knows it on a day.
func (b *blade) identify(f *form, p pupilRow, table string, on day) {
	b.begin(f, p, table, 1)
	r := b.e.recordOf(sourceSchool, p.number, p.c, on)
	number, former := p.c.upnOn(on)
	f.set("upn", number)
	f.set("formerupn", former)
	f.set("surname", r.surname)
	f.set("forename", r.forename)
	f.set("middlenames", r.middle)
	f.set("preferredsurname", r.surname)
	f.set("formersurname", r.formerSurname)
	f.set("dob", bladeDate(r.born))
	f.set("sex", string(r.sex))
	f.set("entrydate", bladeDate(p.s.entered))
	f.set("parttime", "False")
	f.set("ethnicity", b.e.ethnicityOn(sourceSchool, p.number, p.c))
	f.set("boarder", "N")
	language := "ENG"
	if d := throw(b.e.cfg.Seed, forWriting, int(p.number), 77); p.c.minority() && d.chance(otherLanguage) {
		language = "OTB"
	}
	f.set("language", language)
	if possible, _, _ := b.absence(p); possible > 0 {
		f.set("termlysessionspossible", strconv.Itoa(possible))
	}
}

// atSchool fills what only a pupil on roll has.
func (b *blade) atSchool(f *form, p pupilRow) {
	status := "C"
	switch {
	case p.s.second:
		status = "S"
	case b.doubled(p):
		status = "M"
	}
	f.set("enrolstatus", status)
	f.set("senprovision", b.provision(p.c))
	f.set("ncyearactual", yearName(schoolYear(p.c.born, b.t.on)))
	f.set("servicechild", "N")
	f.set("schoollunchtaken", flagText(b.e.onMeals(p.c, b.t.flags)))
	f.set("senunitindicator", "False")
	f.set("resourcedprovisionindicator", "False")
	carer := "N"
	if d := throw(b.e.cfg.Seed, forWriting, int(p.number), 78); d.chance(youngCarers) {
		carer = "S"
	}
	f.set("youngcarer", carer)
	if _, authorised, unauthorised := b.absence(p); authorised+unauthorised > 0 {
		f.set("termlysessionsauthorised", strconv.Itoa(authorised))
		f.set("termlysessionsunauthorised", strconv.Itoa(unauthorised))
	}
	if b.t.name == "autumn" {
		f.set("summerhalfterm2sessionspossible", strconv.Itoa(sessionsHalf))
	}
}

// doubled reports whether the pupil has a second registration on census day.
func (b *blade) doubled(p pupilRow) bool {
	for i := range p.c.spells {
		if s := &p.c.spells[i]; s.second && p.c.onRollFor(s, b.t.on) {
			return true
		}
	}
	return false
}

// provision is the SEN provision on census day: none, support or a plan.
func (b *blade) provision(c *child) string {
	switch {
	case c.plan <= b.t.on:
		return "E"
	case c.support <= b.t.on:
		return "K"
	default:
		return "N"
	}
}

func yearName(n int) string {
	if n <= 0 {
		return "R"
	}
	return strconv.Itoa(min(n, 14))
}

func flagText(yes bool) string {
	if yes {
		return "True"
	}
	return "False"
}

func bladeDate(d day) string { return string(d.appendBlade(nil)) }

func (b *blade) offRoll(f *form) {
	for p := range b.pupils(true) {
		b.identify(f, p, "pupilnolongeronroll", p.s.left)
		f.set("leavingdate", bladeDate(p.s.left))
		f.end()
	}
}

// streets of the made-up addresses.
var streets = [...]string{
	"Abbey Road", "Barn Close", "Chapel Lane", "Dene Way", "Elm Grove", "Ferry Street", "Green Lane", "Hill Rise", "Ivy Terrace",
	"Jubilee Court", "Kiln Lane", "Lime Avenue", "Mill Street", "North Parade", "Orchard Drive", "Park View",
}

func (b *blade) addresses(f *form) {
	for p := range b.pupils(false) {
		r := b.e.recordOf(sourceSchool, p.number, p.c, b.t.on)
		if r.postcode == "" {
			continue
		}
		b.begin(f, p, "addresses", 1)
		f.set("postcode", r.postcode)
		sum := uint64(0)
		for _, c := range r.postcode {
			sum = sum*31 + uint64(c)
		}
		f.set("street", streets[sum%uint64(len(streets))])
		f.set("paon", strconv.Itoa(1+int(p.c.family)*7%98))
		f.end()
	}
}

// meals gives a row to pupils on free school meals, from the September of the first
// year of an unbroken run.
func (b *blade) meals(f *form) {
	for p := range b.pupils(false) {
		if !b.e.onMeals(p.c, b.t.flags) {
			continue
		}
		since := b.t.flags
		for since > yearIn(p.c.born)+5 && b.e.onMeals(p.c, since-1) {
			since--
		}
		b.begin(f, p, "fsmperiod", 1)
		f.set("fsmstartdate", bladeDate(dateOf(since-1, 4, 15)))
		f.set("ukcountry", "ENG")
		f.end()
	}
}

func (b *blade) senNeeds(f *form) {
	for p := range b.pupils(false) {
		if b.provision(p.c) == "N" {
			continue
		}
		b.begin(f, p, "senneeds", 1)
		f.set("sentyperank", "1")
		f.set("sentype", p.c.senType)
		f.end()
	}
}

// absence is the sessions possible in what the census reports on, and those missed
// with and without leave. A pupil persistently absent in the year misses a tenth or
// more in every term; another less than a tenth.
func (b *blade) absence(p pupilRow) (possible, authorised, unauthorised int) {
	if p.s.second || p.s.entered > b.t.from {
		return 0, 0, 0
	}
	possible = map[string]int{"autumn": sessionsAutumn, "spring": sessionsSpring, "summer": sessionsSummer}[b.t.name]
	d := throw(b.e.cfg.Seed, forWriting, int(p.number), 1000+b.t.flags)
	var missed int
	if p.c.absent&b.e.bit(b.t.flags) != 0 {
		share := 100 + d.below(40) + d.pick(cumulate(70, 20, 10))*d.below(120) // per mille
		missed = (possible*share + 999) / 1000
		unauthorised = missed * d.between(10, 70) / 100
	} else {
		missed = possible * d.below(d.between(20, 96)) / 1000
		unauthorised = missed * d.between(0, 30) / 100
	}
	return possible, missed - unauthorised, unauthorised
}

// sessions gives absences by reason: illness for those with leave, none for the rest.
func (b *blade) sessions(f *form) {
	for p := range b.pupils(false) {
		_, authorised, unauthorised := b.absence(p)
		place := 0
		for _, part := range [...]struct {
			code string
			n    int
		}{{"I", authorised}, {"O", unauthorised}} {
			if part.n == 0 {
				continue
			}
			place++
			b.begin(f, p, "termlysessiondetailsonroll", place)
			f.set("sessions", strconv.Itoa(part.n))
			f.set("attendancereason", part.code)
			f.end()
		}
	}
}

// reasons for suspension with weights.
var (
	suspensionReasons = []string{"PP", "PA", "VP", "VA", "OW", "BU", "RA", "LG", "DS", "SM", "DA", "DM", "TH", "DB", "MT", "PH"}
	suspensionOdds    = cumulate(17, 6, 4, 17, 1, 2, 2, 1, 1, 2, 4, 2, 2, 36, 1, 1)
)

// exclusions lists suspensions and exclusions. Each pupil suspended in a year has one
// in what the spring census reports, and perhaps more.
func (b *blade) exclusions(f *form) {
	for p := range b.pupils(false) {
		if p.s.second || p.c.suspended&b.e.bit(b.t.flags) == 0 || p.s.entered > b.t.from+30 {
			continue
		}
		d := throw(b.e.cfg.Seed, forWriting, int(p.number), 2000+b.t.flags, int(b.t.on))
		n := d.pick(cumulate(55, 28, 17))
		if b.t.name == "spring" {
			n++
		}
		for place := 1; place <= n; place++ {
			b.begin(f, p, "termlyexclusionsonroll", place)
			at := b.t.from + 30 + day(d.below(int(b.t.on-b.t.from)-40))
			f.set("startdate", bladeDate(at.inTerm()))
			category, sessions := "SUSP", d.between(1, 6)*2
			if b.t.name == "spring" && place == 1 && d.chance(expelled) {
				category, sessions = "PERM", 0
			}
			f.set("category", category)
			if sessions > 0 {
				f.set("sessions", strconv.Itoa(sessions))
			}
			f.set("reason1", suspensionReasons[d.pick(suspensionOdds)])
			f.set("senprovision", b.provision(p.c))
			f.end()
		}
	}
}
