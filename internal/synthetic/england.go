package synthetic

import (
	"github.com/goldset/goldset"
)

// England is a made-up one: its authorities, families, children and all that
// happened to them. It is not changed once made, so its submissions may be written
// in any order and at once.
type England struct {
	cfg         Config
	authorities []authority
	areas       []area
	schools     []school
	families    []family
	children    []child
	patients    int // CAMHS patients numbered
	book        *nameBook
	baseYear    int // the collection year of bit 0 in a child's yearly flags
	firstBirth  day
	lastBirth   day
	start, end  day // of all the collection years together
}

// family is a mother's household.
type family struct {
	group   uint8
	surname string
	homes   []home // in order of time
	poor    uint32 // free school meals, a bit for each collection year
}

// home is where a household lives from a day on.
type home struct {
	from      day
	authority int32
	area      int32 // index of the small area
	postcode  int32 // within the authority
}

// The ways a child of school age learns.
const (
	rollState = iota
	rollIndependent
	rollHome
)

// child is one child, followed from birth to the end or the 18th birthday.
type child struct {
	family     int32
	born       day
	sex        byte
	group      uint8
	roll       uint8
	asylum     bool
	ethnicity  string
	arrived    day // in England; the birthday of those born there
	adopted    day // never for almost all
	newHome    home
	identities []identity
	support    day // SEN support from
	plan       day // education, health and care plan from
	senType    string
	absent     uint32 // persistent absence, a bit for each collection year
	suspended  uint32
	disability []string
	spells     []spell
	episodes   []episode
	care       []carePeriod
	localIDs   []localID
	referrals  []healthReferral
	patient    [2]string // LocalPatientId before and after adoption
	firstNeed  int16     // collection year of the first referral, 0 for none
}

// identity is what a child is called and numbered from a day on.
type identity struct {
	from             day
	forename, middle string
	surname          string
	upn              string // "" until one is given
	upnFrom          day
	temporaryUPN     string // held for a few weeks before upn
	nhs              string // given to those whom a record with an NHS number needs
	adoptive         bool
}

// localID is a child's record with one authority.
type localID struct {
	authority int32
	id        string
	adoptive  bool // of the new identity
}

// Generate makes up England as cfg says.
func Generate(cfg Config) (*England, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	e := &England{cfg: cfg, book: newNameBook()}
	first, last := cfg.Years[0], cfg.Years[len(cfg.Years)-1]
	e.start, e.end = periodStart(first), periodEnd(last)
	e.baseYear = int(first) - 22
	e.firstBirth = periodStart(goldset.CollectionYear(e.baseYear))
	e.lastBirth = e.end + 270
	e.layAuthorities()
	e.raiseFamilies()
	e.landAsylumSeekers()
	for i := range e.children {
		e.live(int32(i))
	}
	if err := e.number(); err != nil {
		return nil, err
	}
	return e, nil
}

// live decides all that happens to one child.
func (e *England) live(id int32) {
	c := &e.children[id]
	e.senAndSchoolHabits(id, c)
	if c.asylum {
		e.needOfAsylumSeeker(id, c)
	} else {
		e.need(id, c)
	}
	e.schooling(id, c)
	e.health(id, c)
}

// number gives local ids in the order of children and NHS numbers to those whom a
// record with one needs.
func (e *England) number() error {
	numbers := nhsNumbers{seed: e.cfg.Seed}
	for i := range e.children {
		c := &e.children[i]
		e.openCases(int32(i), c)
		e.numberPatient(c)
		if len(c.localIDs) == 0 && c.patient == [2]string{} || e.cfg.National { // the census has no NHS numbers
			continue
		}
		for k := range c.identities {
			same := k > 0 && c.identities[k].adoptive == c.identities[k-1].adoptive
			if same {
				c.identities[k].nhs = c.identities[k-1].nhs
				continue
			}
			number, err := numbers.take()
			if err != nil {
				return err
			}
			c.identities[k].nhs = number
		}
	}
	return nil
}

// bit is the yearly flag of a collection year; none before the first.
func (e *England) bit(year int) uint32 {
	if shift := year - e.baseYear; shift >= 0 && shift < 32 {
		return 1 << shift
	}
	return 0
}

// homeOn is where c lives on d, care aside.
func (e *England) homeOn(c *child, d day) home {
	if d >= c.adopted {
		return c.newHome
	}
	homes := e.families[c.family].homes
	at := homes[0]
	for _, h := range homes[1:] {
		if h.from > d {
			break
		}
		at = h
	}
	return at
}

// identityOn is the index of c's identity on d.
func (c *child) identityOn(d day) int {
	at := 0
	for i := range c.identities {
		if c.identities[i].from <= d {
			at = i
		}
	}
	return at
}

// minority reports whether c's family is of an ethnic minority.
func (c *child) minority() bool { return c.group != groupBritish }
