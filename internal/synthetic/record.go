package synthetic

import "strings"

// The sources, which write the same child down each in its own way. Authorities
// follow from sourceCare.
const (
	sourceSchool = iota
	sourceHealth
	sourceCare
)

// record is what one source holds about who a child is, mistakes included.
type record struct {
	forename, middle, surname, formerSurname string
	born                                     day
	sex                                      byte
	nhs                                      string
	postcode, previousPostcode               string
	hasUPN                                   bool // the source recorded the UPN that exists
}

// chances are the mistake rates for one child in one source.
type chances struct {
	times float64
	d     dice
}

func (m *chances) happens(base float64) bool {
	return m.d.chance(min(float64(base*m.times), 0.5))
}

// recordOf is what a source holds about c on a day. Mistakes are drawn per child,
// source and identity, in a fixed order, so they stay from year to year.
func (e *England) recordOf(source int, number int32, c *child, on day) record {
	at := c.identityOn(on)
	id := &c.identities[at]
	m := e.chancesOf(source, number, c, id.adoptive)
	r := record{forename: id.forename, middle: id.middle, surname: id.surname, born: c.born, sex: c.sex, nhs: id.nhs}
	r.formerSurname = formerSurname(c, at)
	e.misname(&m, &r)
	if source != sourceSchool && c.group != groupBritish || c.asylum {
		r.romanise(&m)
	}
	e.misdate(&m, c, &r)
	if m.happens(mistakeTable.base.sex) {
		r.sex = 'M' + 'F' - r.sex
	}
	e.misplace(&m, source, c, on, &r)
	if m.happens(mistakeTable.base.noNHSNumber) {
		r.nhs = ""
	}
	r.hasUPN = !m.happens(mistakeTable.base.noUPN)
	return r
}

func (e *England) chancesOf(source int, number int32, c *child, adoptive bool) chances {
	t := &mistakeTable
	side := 0
	if adoptive {
		side = 1
	}
	m := chances{d: throw(e.cfg.Seed, forMistake, int(number), source, side), times: t.care}
	switch source {
	case sourceSchool:
		m.times = t.school
	case sourceHealth:
		m.times = t.health
	}
	if c.minority() {
		m.times *= t.minority
	}
	if e.areas[e.homeOn(c, c.born).area].decile <= 3 {
		m.times *= t.deprived
	}
	if c.asylum {
		m.times *= t.asylum
	}
	return m
}

// formerSurname is the surname before the last change under the same identity.
func formerSurname(c *child, at int) string {
	if at > 0 && c.identities[at-1].adoptive == c.identities[at].adoptive && c.identities[at-1].surname != c.identities[at].surname {
		return c.identities[at-1].surname
	}
	return ""
}

// misname makes the mistakes of names. Every throw is made whether or not it
// matters, so that one mistake does not decide another.
func (e *England) misname(m *chances, r *record) {
	base := &mistakeTable.base
	if m.happens(base.oldSurname) && r.formerSurname != "" {
		r.surname, r.formerSurname = r.formerSurname, ""
	}
	if nick, ok := nicknames[r.forename]; m.happens(base.nickname) && ok {
		r.forename = nick
	}
	if m.happens(base.phonetic) {
		r.forename = respell(r.forename)
	}
	if m.happens(base.phonetic) {
		r.surname = respell(r.surname)
	}
	typed := m.d.next()
	if m.happens(base.forenameTypo) {
		r.forename = mistype(r.forename, typed)
	}
	typed = m.d.next()
	if m.happens(base.surnameTypo) {
		r.surname = mistype(r.surname, typed)
	}
	if m.happens(base.hyphen) {
		r.surname = unhyphen(r.surname, typed)
	}
	if m.happens(base.hyphen) {
		r.forename = unhyphen(r.forename, typed)
	}
	if m.happens(base.noMiddleName) {
		r.middle = ""
	}
	if m.happens(base.swapped) {
		r.forename, r.surname = r.surname, r.forename
	}
}

// romanise spells names from other scripts another way.
func (r *record) romanise(m *chances) {
	choice := int(m.d.next() >> 40)
	if others := romanisations[r.forename]; m.happens(mistakeTable.base.transliterate) && len(others) > 0 {
		r.forename = others[choice%len(others)]
	}
	if others := romanisations[r.surname]; m.happens(mistakeTable.base.transliterate) && len(others) > 0 {
		r.surname = others[choice%len(others)]
	}
}

// misdate makes the mistakes of birthdays; an asylum seeker's assigned birthday may
// be assigned again elsewhere.
func (e *England) misdate(m *chances, c *child, r *record) {
	year, month, dom := r.born.date()
	if m.happens(mistakeTable.base.dayMonth) && dom <= 12 && dom != month && e.end.age(c.born) > 2 {
		r.born = dateOf(year, dom, month)
	}
	shift := m.d.between(-9, 9)
	if m.happens(mistakeTable.base.birthDigit) && e.end.age(c.born) > 2 {
		if c.asylum {
			r.born = dateOf(year+shift/9, 1, 1)
		} else if dom+shift >= 1 && dom+shift <= 28 {
			r.born = dateOf(year, month, dom+shift)
		}
	}
	if c.knownBefore(r.born) {
		r.born = c.born
	}
}

// knownBefore reports whether social care knew c before a day, or before the birth:
// a wrong birthday must not make a child's case impossible.
func (c *child) knownBefore(born day) bool {
	return len(c.episodes) > 0 && (c.episodes[0].referred < born || c.episodes[0].referred < c.born)
}

// misplace sets the postcodes: schools and the NHS know where a child in care lives,
// the authority's file says where home is.
func (e *England) misplace(m *chances, source int, c *child, on day, r *record) {
	base := &mistakeTable.base
	h := e.homeOn(c, on)
	r.postcode = e.postcode(h.authority, h.postcode)
	before := e.homeOn(c, h.from-1)
	if h.from > c.adopted {
		before = h
	}
	if before != h && h.from > c.born && on < c.adopted {
		r.previousPostcode = e.postcode(before.authority, before.postcode)
	}
	if s, ok := c.inCareOn(on); ok && source != sourceCare && s.placement != "" && (source == sourceSchool || source == sourceHealth) {
		r.postcode = s.placement
	}
	choice := m.d.next()
	if m.happens(base.oldPostcode) {
		if r.previousPostcode != "" {
			r.postcode = r.previousPostcode
		} else {
			near := e.areas[h.area].first + int32(choice%uint64(e.areas[h.area].postcodes))
			r.postcode = e.postcode(h.authority, near)
		}
	}
	if m.happens(base.postcodeTypo) {
		r.postcode = mistypePostcode(r.postcode, choice)
	}
	if m.happens(base.noPostcode) {
		r.postcode = ""
	}
}

// respell writes a name as it sounds.
func respell(name string) string {
	for _, rule := range [...][2]string{
		{"ph", "f"},
		{"ck", "k"},
		{"ie", "y"},
		{"ou", "u"},
		{"ee", "ea"},
		{"ll", "l"},
		{"ss", "s"},
		{"tt", "t"},
		{"nn", "n"},
		{"ae", "ay"},
		{"ey", "y"},
		{"gh", "g"},
		{"ah", "a"},
		{"y", "i"},
		{"c", "k"},
		{"z", "s"},
		{"n", "nn"},
		{"l", "ll"},
	} {
		if at := strings.Index(name[min(1, len(name)):], rule[0]); at >= 0 {
			at++
			return name[:at] + rule[1] + name[at+len(rule[0]):]
		}
	}
	return name
}

// mistype drops, doubles, swaps or changes one letter after the first.
func mistype(name string, choice uint64) string {
	if len(name) < 3 {
		return name
	}
	at := 1 + int(choice>>8%uint64(len(name)-2))
	switch choice % 4 {
	case 0:
		return name[:at] + name[at+1:]
	case 1:
		return name[:at] + name[at:at+1] + name[at:]
	case 2:
		return name[:at] + name[at+1:at+2] + name[at:at+1] + name[at+2:]
	default:
		return name[:at] + string(rune('a'+choice>>32%26)) + name[at+1:]
	}
}

// mistypePostcode changes the sector or one of the last letters; the area's letters
// stay, so that no real postcode arises.
func mistypePostcode(postcode string, choice uint64) string {
	b := []byte(postcode)
	at := len(b) - 3 + int(choice%3)
	if at == len(b)-3 {
		b[at] = byte('1' + (int(b[at]-'1')+1+int(choice>>8%8))%9)
	} else {
		b[at] = inwardLetters[choice>>8%uint64(len(inwardLetters))]
	}
	return string(b)
}

// unhyphen loses the hyphen of a double name, or one half.
func unhyphen(name string, choice uint64) string {
	first, second, ok := strings.Cut(name, "-")
	switch {
	case !ok:
		return name
	case choice>>16%3 == 0:
		return first + " " + second
	case choice>>16%3 == 1:
		return first
	default:
		return second
	}
}
