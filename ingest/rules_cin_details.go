package ingest

import "github.com/goldset/goldset"

// cinDetailRules are about episodes of need: referral to closure.
var cinDetailRules = []*rule{
	{
		code: "8555Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Child cannot be referred after its recorded date of death",
		fields:  "ChildIdentifiers.PersonDeathDate CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				for j := range c.CINdetails {
					if v, d := &c.ChildIdentifiers[i], &c.CINdetails[j]; v.PersonDeathDate != 0 && d.CINreferralDate > v.PersonDeathDate {
						fail(v, d)
					}
				}
			}
		},
	},
	{
		code: "8569Q", from: 2023, severity: goldset.SeverityQuery,
		message: "A case with referral date before one working day prior to the collection start date must not be flagged as a no further action case",
		fields:  "CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				if d.ReferralNFA != "" && !d.goesOn() && d.CINreferralDate != 0 && d.CINreferralDate < workingDays(c.Start, -1) {
					fail(d)
				}
			}
		},
	},
	{
		code: "8585Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: CIN episode shows Died as the Closure Reason, however child has no recorded Date of Death",
		fields:  "CINdetails.ReasonForClosure ChildIdentifiers.PersonDeathDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				for j := range c.CINdetails {
					if v, d := &c.ChildIdentifiers[i], &c.CINdetails[j]; d.ReasonForClosure == "RC2" && v.PersonDeathDate == 0 {
						fail(v, d)
					}
				}
			}
		},
	},
	{
		code: "8606", from: 2023, severity: goldset.SeverityError,
		message: "Child referral date is more than 40 weeks before DOB or expected DOB",
		fields:  "CINdetails.CINreferralDate ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				v := &c.ChildIdentifiers[i]
				birth := max(v.PersonBirthDate, v.ExpectedPersonBirthDate)
				for j := range c.CINdetails {
					if d := &c.CINdetails[j]; d.CINreferralDate != 0 && d.CINreferralDate < birth-280 {
						fail(v, d)
					}
				}
			}
		},
	},
	{
		code: "8610", from: 2023, severity: goldset.SeverityError,
		message: "Primary Need code is missing for a referral which led to further action.",
		fields:  "CINdetails.ReferralNFA CINdetails.PrimaryNeedCode",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.goesOn() && d.PrimaryNeedCode == "" {
					fail(d)
				}
			}
		},
	},
	{
		code: "8620", from: 2023, severity: goldset.SeverityError,
		message: "CIN Closure Date present and does not fall within the Census year",
		fields:  "CINdetails.CINclosureDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.CINclosureDate != 0 && !c.in(d.CINclosureDate) {
					fail(d)
				}
			}
		},
	},
	{
		code: "8630", from: 2023, severity: goldset.SeverityError,
		message: "CIN Closure Date is before CIN Referral Date for the same CIN episode",
		fields:  "CINdetails.CINreferralDate CINdetails.CINclosureDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.CINclosureDate != 0 && d.CINclosureDate < d.CINreferralDate {
					fail(d)
				}
			}
		},
	},
	{
		code: "8805", from: 2023, severity: goldset.SeverityError,
		message: "A CIN case cannot have a CIN closure date without a Reason for Closure",
		fields:  "CINdetails.CINclosureDate CINdetails.ReasonForClosure",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.CINclosureDate != 0 && d.ReasonForClosure == "" {
					fail(d)
				}
			}
		},
	},
	{
		code: "8810", from: 2023, severity: goldset.SeverityError,
		message: "A CIN case cannot have a Reason for Closure without a CIN Closure Date",
		fields:  "CINdetails.ReasonForClosure CINdetails.CINclosureDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.ReasonForClosure != "" && d.CINclosureDate == 0 {
					fail(d)
				}
			}
		},
	},
	{
		code: "8815", from: 2023, severity: goldset.SeverityError,
		message: "More than one open CIN Details episode (a module with no CIN Closure Date) has been provided for this child and case is not a referral with no further action.",
		fields:  "CINdetails.CINclosureDate",
		cin: func(c *cinChild, fail failer) {
			var open []row
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.CINclosureDate == 0 && d.goesOn() {
					open = append(open, d)
				}
			}
			if len(open) > 1 {
				fail(open...)
			}
		},
	},
	{
		code: "8816", from: 2023, severity: goldset.SeverityError,
		message: "An open CIN episode is shown and case is not a referral with no further action, but it is not the latest episode.",
		fields:  "CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			var last *cinDetails
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.CINreferralDate != 0 && (last == nil || d.CINreferralDate > last.CINreferralDate) {
					last = d
				}
			}
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d != last && d.CINreferralDate != 0 && d.CINclosureDate == 0 && d.goesOn() {
					fail(d, last)
				}
			}
		},
	},
	{
		code: "8820", from: 2023, severity: goldset.SeverityError,
		message: "The dates on the CIN episodes for this child overlap",
		fields:  "CINdetails.CINreferralDate CINdetails.CINclosureDate",
		cin: func(c *cinChild, fail failer) {
			overlaps(c.CINdetails, func(d *cinDetails) (start, end day) {
				if d.CINclosureDate == 0 && !d.saysGoesOn() {
					return d.CINreferralDate, d.CINreferralDate // over at once: no other can start within it
				}
				return d.CINreferralDate, d.CINclosureDate
			}, c.End, func(first, second *cinDetails) { fail(first, second) })
		},
	},
	{
		code: "8825Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: Reason for Closure code RC8 (case closed after assessment) or RC9 (case closed after assessment, referred to early help) has been returned but there is no assessment present for the episode.",
		fields:  "CINdetails.ReasonForClosure",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.closedAfterAssessment() && len(c.assessments(d)) == 0 {
					fail(d)
				}
			}
		},
	},
	{
		code: "4000", from: 2023, severity: goldset.SeverityError,
		message: "CIN Plan details provided for a referral with no further action",
		fields:  "CINdetails.ReferralNFA CINplanDates.CINPlanStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				for j := range c.plans(d) {
					if d.nfa() {
						fail(d, &c.plans(d)[j])
					}
				}
			}
		},
	},
	{
		code: "8831", from: 2023, severity: goldset.SeverityError,
		message: "Activity is recorded against a case marked as a referral with no further action",
		fields:  "CINdetails.DateOfInitialCPC Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate Section47.S47ActualStartDate Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				if !d.nfa() {
					continue
				}
				active := d.DateOfInitialCPC != 0
				for j := range c.assessments(d) {
					if a := &c.assessments(d)[j]; a.AssessmentActualStartDate != 0 || a.AssessmentAuthorisationDate != 0 {
						active = true
						fail(a)
					}
				}
				for j := range c.section47s(d) {
					if s := &c.section47s(d)[j]; s.S47ActualStartDate != 0 || s.DateOfInitialCPC != 0 {
						active = true
						fail(s)
					}
				}
				if active {
					fail(d)
				}
			}
		},
	},
	{
		code: "8832", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection details provided for a referral with no further action.",
		fields:  "CINdetails.ReferralNFA ChildProtectionPlans.CPPstartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				for j := range c.protections(d) {
					if d.nfa() {
						fail(d, &c.protections(d)[j])
					}
				}
			}
		},
	},
	{
		code: "8867", from: 2023, severity: goldset.SeverityError,
		message: "CIN episode is shown as closed, however Assessment is not shown as completed",
		fields:  "CINdetails.CINclosureDate Assessments.AssessmentAuthorisationDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				for j := range c.assessments(d) {
					if a := &c.assessments(d)[j]; d.CINclosureDate != 0 && a.AssessmentAuthorisationDate == 0 {
						fail(d, a)
					}
				}
			}
		},
	},
	{
		code: "8868", from: 2023, severity: goldset.SeverityError,
		message: "CIN episode is shown as closed, however Section 47 enquiry is not shown as completed by ICPC date or ICPC not required flag",
		fields:  "CINdetails.CINclosureDate Section47.DateOfInitialCPC Section47.ICPCnotRequired",
		cure:    "Every enquiry of a closed episode has either a conference date or true in ICPCnotRequired",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				for j := range c.section47s(d) { // one or the other, and not both
					if s := &c.section47s(d)[j]; d.CINclosureDate != 0 && (s.DateOfInitialCPC == 0) == (s.ICPCnotRequired != "1") {
						fail(d, s)
					}
				}
			}
		},
	},
	{
		code: "2990", from: 2023, severity: goldset.SeverityError,
		message: "Activity is recorded against a case marked as ‘Case closed after assessment, no further action’ or 'case closed after assessment, referred to early help'.",
		fields:  "CINdetails.DateOfInitialCPC CINdetails.ReasonForClosure Section47.S47ActualStartDate ChildProtectionPlans.CPPstartDate CINplanDates.CINPlanStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				if !d.closedAfterAssessment() {
					continue
				}
				n := len(c.section47s(d)) + len(c.protections(d)) + len(c.plans(d))
				for j := range c.section47s(d) {
					fail(&c.section47s(d)[j])
				}
				for j := range c.protections(d) {
					fail(&c.protections(d)[j])
				}
				for j := range c.plans(d) {
					fail(&c.plans(d)[j])
				}
				if n > 0 || d.DateOfInitialCPC != 0 {
					fail(d)
				}
			}
		},
	},
}
