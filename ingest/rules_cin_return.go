package ingest

import "github.com/goldset/goldset"

// cinReturnRules are about the message as a whole, or compare one child with others.
var cinReturnRules = []*rule{
	{
		code: "100", from: 2023, severity: goldset.SeverityError,
		message: "Reference Date is incorrect",
		cure:    "31 March of the collection year",
		tally:   func() tally { return &headerTally{} },
	},
	{
		code: "1520", from: 2023, severity: goldset.SeverityError,
		message: "More than one record with the same UPN.",
		fields:  "ChildIdentifiers.UPN",
		tally: func() tally {
			return newSameTally(func(v *cinIdentifiers) string { return v.UPN })
		},
	},
	{
		code: "8510", from: 2023, severity: goldset.SeverityError,
		message: "More than one child record with the same LA Child ID",
		fields:  "ChildIdentifiers.LAchildID",
		tally: func() tally {
			return newSameTally(func(v *cinIdentifiers) string { return v.LAchildID })
		},
	},
	{
		code: "2883", from: 2023, severity: goldset.SeverityError,
		message: "There are more child protection plans starting than initial conferences taking place",
		tally:   func() tally { return &conferenceTally{} },
	},
	{
		code: "2886Q", from: 2023, to: 2024, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: Percentage of children with no gender recorded is more than 2% (excluding unborns)",
		tally: func() tally {
			return &unknownSexTally{unknown: func(v *cinIdentifiers) bool { return v.GenderCurrent == "" || v.GenderCurrent == "0" }}
		},
	},
	{
		code: "2886Q", from: 2025, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: Percentage of children with no sex recorded is more than 2% (excluding unborns)",
		tally: func() tally {
			return &unknownSexTally{unknown: func(v *cinIdentifiers) bool { return v.Sex == "" || v.Sex == "0" || v.Sex == "U" }}
		},
	},
	{
		code: "2887Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: Less than 8 disability codes have been used in your return",
		tally:   func() tally { return &disabilityTally{used: map[string]bool{}} },
	},
	{
		code: "2888Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: Only one disability code is recorded per child and multiple disabilities should be recorded where possible.",
		tally:   func() tally { return &oneDisabilityTally{} },
	},
}

// headerTally holds the header's reference date to the end of a collection year.
type headerTally struct{}

func (headerTally) add(*cinChild, failer) {}

func (headerTally) done(p *period) bool {
	if p.Header == nil {
		return false
	}
	d, ok := parseISO(p.Header.ReferenceDate)
	if !ok {
		return true
	}
	t := d.time()
	return t.Month() != 3 || t.Day() != 31 || p.Header.Year != "" && p.Header.Year != t.Format("2006")
}

// sameTally finds children who share what only one may have.
type sameTally struct {
	of    func(*cinIdentifiers) string
	first map[string]cinIdentifiers
	told  map[string]bool
}

func newSameTally(of func(*cinIdentifiers) string) *sameTally {
	return &sameTally{of: of, first: map[string]cinIdentifiers{}, told: map[string]bool{}}
}

func (t *sameTally) add(c *cinChild, fail failer) {
	for i := range c.ChildIdentifiers {
		v := &c.ChildIdentifiers[i]
		value := t.of(v)
		if value == "" {
			continue
		}
		other, there := t.first[value]
		if !there {
			t.first[value] = *v
			continue
		}
		if !t.told[value] {
			t.told[value] = true
			fail(&other)
		}
		fail(v)
	}
}

func (t *sameTally) done(*period) bool { return false }

// conferenceTally counts plans that start and conferences held in the year.
type conferenceTally struct{ plans, conferences int }

func (t *conferenceTally) add(c *cinChild, _ failer) {
	for i := range c.ChildProtectionPlans {
		if c.in(c.ChildProtectionPlans[i].CPPstartDate) {
			t.plans++
		}
	}
	for i := range c.CINdetails {
		if c.in(c.CINdetails[i].DateOfInitialCPC) {
			t.conferences++
		}
	}
	for i := range c.Section47 {
		if c.in(c.Section47[i].DateOfInitialCPC) {
			t.conferences++
		}
	}
}

func (t *conferenceTally) done(*period) bool { return t.plans > t.conferences }

// unknownSexTally counts born children whose sex is not recorded.
type unknownSexTally struct {
	unknown         func(*cinIdentifiers) bool
	missing, childs int
}

func (t *unknownSexTally) add(c *cinChild, _ failer) {
	for i := range c.ChildIdentifiers {
		v := &c.ChildIdentifiers[i]
		t.childs++
		if t.unknown(v) && v.ExpectedPersonBirthDate == 0 {
			t.missing++
		}
	}
}

func (t *unknownSexTally) done(*period) bool { return 50*t.missing > t.childs }

// disabilityTally counts the codes of disability that a return uses.
type disabilityTally struct{ used map[string]bool }

func (t *disabilityTally) add(c *cinChild, _ failer) {
	for i := range c.Disabilities {
		if code := c.Disabilities[i].Disability; listed("cin_disability", code) {
			t.used[code] = true
		}
	}
}

func (t *disabilityTally) done(*period) bool { return len(t.used) < 8 }

// oneDisabilityTally looks for any child with more than one disability.
type oneDisabilityTally struct{ any, several bool }

func (t *oneDisabilityTally) add(c *cinChild, _ failer) {
	n := 0
	for i := range c.Disabilities {
		if c.Disabilities[i].Disability != "" {
			n++
		}
	}
	t.any = t.any || n > 0
	t.several = t.several || n > 1
}

func (t *oneDisabilityTally) done(*period) bool { return t.any && !t.several }
