package ingest

import (
	"slices"
	"strings"
)

// The tables of the children in need census as rules see them: one child's rows,
// in the order of the file, fields under their names in the census guide.
type (
	cinChild struct {
		*period
		ChildIdentifiers      []cinIdentifiers
		ChildCharacteristics  []cinCharacteristics
		Disabilities          []cinDisability
		CINdetails            []cinDetails
		Assessments           []cinAssessment
		AssessmentFactorsList []cinFactor
		CINplanDates          []cinPlan
		Section47             []cinSection47
		ChildProtectionPlans  []cinProtection
		Reviews               []cinReview
	}
	cinIdentifiers struct {
		at
		LAchildID, UPN, FormerUPN, UPNunknown, GenderCurrent, Sex string
		PersonBirthDate, ExpectedPersonBirthDate, PersonDeathDate day
	}
	cinCharacteristics struct {
		at
		Ethnicity string
	}
	cinDisability struct {
		at
		Disability string
	}
	cinDetails struct {
		at
		CINreferralDate, CINclosureDate, DateOfInitialCPC              day
		ReferralSource, PrimaryNeedCode, ReasonForClosure, ReferralNFA string
	}
	cinAssessment struct {
		at
		AssessmentActualStartDate, AssessmentAuthorisationDate day
	}
	// cinFactor stands at its assessment's row, where a finding about it belongs.
	cinFactor struct {
		at
		AssessmentFactor string
	}
	cinPlan struct {
		at
		CINPlanStartDate, CINPlanEndDate day
	}
	cinSection47 struct {
		at
		S47ActualStartDate, InitialCPCtarget, DateOfInitialCPC day
		ICPCnotRequired                                        string
	}
	cinProtection struct {
		at
		CPPstartDate, CPPendDate                                           day
		InitialCategoryOfAbuse, LatestCategoryOfAbuse, NumberOfPreviousCPP string
	}
	cinReview struct {
		at
		CPPreviewDate day
	}
)

// nfa reports a referral that led to no further action, as most rules word it:
// "true or 1". True in capitals is neither, and is told as a finding of its own.
func (d *cinDetails) nfa() bool { return d.ReferralNFA == "1" }

// goesOn reports a referral that led to further action: "false or 0".
func (d *cinDetails) goesOn() bool { return d.ReferralNFA == "0" }

// saysNFA is nfa in any spelling, for the rules whose published cases have capitals.
func (d *cinDetails) saysNFA() bool { return d.nfa() || strings.EqualFold(d.ReferralNFA, "true") }

// saysGoesOn is goesOn in any spelling.
func (d *cinDetails) saysGoesOn() bool {
	return d.goesOn() || strings.EqualFold(d.ReferralNFA, "false")
}

// closedAfterAssessment reports RC8 and RC9.
func (d *cinDetails) closedAfterAssessment() bool {
	return d.ReasonForClosure == "RC8" || d.ReasonForClosure == "RC9"
}

// unborn reports a child with an expected date of birth only.
func (i *cinIdentifiers) unborn() bool {
	return i.PersonBirthDate == 0 && i.ExpectedPersonBirthDate != 0
}

func (c *cinChild) assessments(d *cinDetails) []cinAssessment { return within(c.Assessments, &d.at) }

func (c *cinChild) plans(d *cinDetails) []cinPlan           { return within(c.CINplanDates, &d.at) }
func (c *cinChild) section47s(d *cinDetails) []cinSection47 { return within(c.Section47, &d.at) }
func (c *cinChild) protections(d *cinDetails) []cinProtection {
	return within(c.ChildProtectionPlans, &d.at)
}

func (c *cinChild) factors(a *cinAssessment) []cinFactor {
	return within(c.AssessmentFactorsList, &a.at)
}

// hasFactors reports an assessment with at least one factor that is not blank.
func (c *cinChild) hasFactors(a *cinAssessment) bool {
	return slices.ContainsFunc(c.AssessmentFactorsList, func(f cinFactor) bool {
		return f.AssessmentFactor != "" && (f.parent == a.number || f.number == a.number)
	})
}

func (c *cinChild) reviews(p *cinProtection) []cinReview { return within(c.Reviews, &p.at) }

// detailsOf is the episode of need a nested row stands in, or nil.
func (c *cinChild) detailsOf(v row) *cinDetails {
	for i := range c.CINdetails {
		if c.CINdetails[i].number == v.place().parent {
			return &c.CINdetails[i]
		}
	}
	return nil
}

// episodes calls visit with the rows of each parent in turn.
func episodes[T any, P interface {
	*T
	row
}](rows []T, visit func(rows []T)) {
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && P(&rows[to]).place().parent == P(&rows[from]).place().parent {
			to++
		}
		visit(rows[from:to])
		from = to
	}
}

// overlaps calls found with each pair of rows of which the second starts within
// the first: after its start or with it, and before its end, or before or on the
// reference date where it has not ended.
func overlaps[T any](rows []T, span func(*T) (start, end day), reference day, found func(first, second *T)) {
	for i := range rows {
		start, end := span(&rows[i])
		for j := range rows {
			other, _ := span(&rows[j])
			if i == j || start == 0 || other < start {
				continue
			}
			if end != 0 && other < end || end == 0 && other <= reference {
				found(&rows[i], &rows[j])
			}
		}
	}
}
