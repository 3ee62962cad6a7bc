package ingest

import "github.com/goldset/goldset"

// SummaryLine is one count of the summary an officer compares with her own system
// and with what the Department's collection site shows.
type SummaryLine struct {
	Name  string `json:"name"`  // stable
	Title string `json:"title"` // as shown
	Count int    `json:"count"`
}

// Summary counts what the return says, after Check has run to its end. It is
// empty for returns without published counts.
func (r *Return) Summary() []SummaryLine { return r.summary }

// collector gathers a summary child by child.
type collector interface {
	census(c *cinChild)
	care(c *careChild)
	lines() []SummaryLine
}

func newCollector(r *Return) collector {
	switch r.Layout.Return {
	case goldset.CINCensus:
		return &censusSummary{}
	case goldset.SSDA903:
		return &careSummary{}
	default:
		return noSummary{}
	}
}

type noSummary struct{}

func (noSummary) census(*cinChild)     {}
func (noSummary) care(*careChild)      {}
func (noSummary) lines() []SummaryLine { return nil }

// censusSummary follows the definitions of the Department's children in need
// statistics: an episode of need is a referral that led to further action.
type censusSummary struct {
	noSummary
	children, inNeed, referrals, noAction, assessments, section47s, conferences int
	plansOpen, plansStarted, plansEnded                                         int
}

func (s *censusSummary) census(c *cinChild) {
	s.children++
	inNeed := false
	for i := range c.CINdetails {
		d := &c.CINdetails[i]
		if c.in(d.CINreferralDate) {
			s.referrals++
			if d.nfa() {
				s.noAction++
			}
		}
		inNeed = inNeed || d.goesOn() && d.CINreferralDate <= c.End && (d.CINclosureDate == 0 || d.CINclosureDate > c.End)
		if c.in(d.DateOfInitialCPC) {
			s.conferences++
		}
	}
	if inNeed {
		s.inNeed++
	}
	s.activity(c)
}

func (s *censusSummary) activity(c *cinChild) {
	for i := range c.Assessments {
		if c.in(c.Assessments[i].AssessmentAuthorisationDate) {
			s.assessments++
		}
	}
	for i := range c.Section47 {
		if c.in(c.Section47[i].S47ActualStartDate) {
			s.section47s++
		}
		if c.in(c.Section47[i].DateOfInitialCPC) {
			s.conferences++
		}
	}
	for i := range c.ChildProtectionPlans {
		p := &c.ChildProtectionPlans[i]
		if c.in(p.CPPstartDate) {
			s.plansStarted++
		}
		if c.in(p.CPPendDate) {
			s.plansEnded++
		}
		if p.CPPstartDate != 0 && p.CPPstartDate <= c.End && (p.CPPendDate == 0 || p.CPPendDate > c.End) {
			s.plansOpen++
		}
	}
}

func (s *censusSummary) lines() []SummaryLine {
	return []SummaryLine{
		{"children", "Children in the return", s.children},
		{"in_need", "Children in need at 31 March", s.inNeed},
		{"referrals", "Referrals in the year", s.referrals},
		{"referrals_nfa", "Referrals that led to no further action", s.noAction},
		{"assessments", "Assessments completed in the year", s.assessments},
		{"section47", "Section 47 enquiries started in the year", s.section47s},
		{"icpc", "Initial child protection conferences in the year", s.conferences},
		{"plans_open", "Child protection plans at 31 March", s.plansOpen},
		{"plans_started", "Child protection plans started in the year", s.plansStarted},
		{"plans_ended", "Child protection plans ended in the year", s.plansEnded},
	}
}

// careSummary follows the Department's statistics on children looked after, which
// leave agreed series of short-term breaks (V3, V4) out.
type careSummary struct {
	noSummary
	children, lookedAfter, started, ceased, adopted, leavers, missing int
}

func (s *careSummary) care(c *careChild) {
	open, started, ceased, adopted := false, false, false, false
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if e.shortBreak() || e.DECOM == 0 {
			continue
		}
		open = open || e.DECOM <= c.End && (e.DEC == 0 || e.DEC > c.End)
		started = started || e.RNE == "S" && c.in(e.DECOM)
		if c.in(e.DEC) && e.REC != "X1" && e.REC != "" {
			ceased = true
			adopted = adopted || e.REC == "E11" || e.REC == "E12"
		}
	}
	for count, is := range map[*int]bool{
		&s.children: true, &s.lookedAfter: open, &s.started: started, &s.ceased: ceased, &s.adopted: adopted,
		&s.leavers: len(c.OC3) > 0, &s.missing: len(c.Missing) > 0,
	} {
		if is {
			*count++
		}
	}
}

func (s *careSummary) lines() []SummaryLine {
	return []SummaryLine{
		{"children", "Children in the return", s.children},
		{"looked_after", "Children looked after at 31 March, short-term breaks left out", s.lookedAfter},
		{"started", "Children who started to be looked after in the year", s.started},
		{"ceased", "Children who ceased to be looked after in the year", s.ceased},
		{"adopted", "Children adopted in the year", s.adopted},
		{"care_leavers", "Care leavers", s.leavers},
		{"missing", "Children with a missing or away episode", s.missing},
	}
}
