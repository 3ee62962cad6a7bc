package ingest

import (
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// cinActivityRules are about assessments, their factors, and section 47 enquiries.
var cinActivityRules = []*rule{
	{
		code: "1103", from: 2023, severity: goldset.SeverityError,
		message: "The assessment start date cannot be before the referral date",
		fields:  "Assessments.AssessmentActualStartDate CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Assessments {
				v := &c.Assessments[i]
				if d := c.detailsOf(v); d != nil && v.AssessmentActualStartDate != 0 && v.AssessmentActualStartDate < d.CINreferralDate {
					fail(d, v)
				}
			}
		},
	},
	{
		code: "1104", from: 2023, severity: goldset.SeverityError,
		message: "The date of the initial child protection conference cannot be before the referral date",
		fields:  "CINdetails.CINreferralDate CINdetails.DateOfInitialCPC Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				if d.DateOfInitialCPC != 0 && d.DateOfInitialCPC < d.CINreferralDate {
					fail(d)
				}
				for j := range c.section47s(d) {
					if s := &c.section47s(d)[j]; s.DateOfInitialCPC != 0 && s.DateOfInitialCPC < d.CINreferralDate {
						fail(d, s)
					}
				}
			}
		},
	},
	{
		code: "2884", from: 2023, severity: goldset.SeverityError,
		message: "An initial child protection conference is recorded at both the S47 and CIN Details level and it should only be recorded in one",
		fields:  "CINdetails.DateOfInitialCPC Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				for j := range c.section47s(d) {
					if s := &c.section47s(d)[j]; d.DateOfInitialCPC != 0 && s.DateOfInitialCPC == d.DateOfInitialCPC {
						fail(d, s)
					}
				}
			}
		},
	},
	{
		code: "2889", from: 2023, severity: goldset.SeverityError,
		message: "The S47 start date cannot be before the referral date.",
		fields:  "Section47.S47ActualStartDate CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				v := &c.Section47[i]
				if d := c.detailsOf(v); d != nil && v.S47ActualStartDate != 0 && v.S47ActualStartDate < d.CINreferralDate {
					fail(d, v)
				}
			}
		},
	},
	{
		code: "2991Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: A Section 47 module is recorded and there is no assessment on the episode",
		fields:  "Section47.S47ActualStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				s := &c.Section47[i]
				if !slices.ContainsFunc(c.Assessments, func(a cinAssessment) bool { return a.parent == s.parent }) {
					fail(s)
				}
			}
		},
	},
	{
		code: "8608", from: 2023, severity: goldset.SeverityError,
		message: "Assessment Start Date cannot be later than its End Date",
		fields:  "Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Assessments {
				if v := &c.Assessments[i]; v.AssessmentAuthorisationDate != 0 && v.AssessmentActualStartDate > v.AssessmentAuthorisationDate {
					fail(v)
				}
			}
		},
	},
	{
		code: "8614", from: 2023, severity: goldset.SeverityError,
		message: "Parental or child factors at assessment should only be present for a completed assessment.",
		fields:  "Assessments.AssessmentAuthorisationDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Assessments {
				if v := &c.Assessments[i]; v.AssessmentAuthorisationDate == 0 && c.hasFactors(v) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8615", from: 2023, severity: goldset.SeverityError,
		message: "Section 47 Enquiry Start Date must be present and cannot be later than the date of the initial Child Protection Conference",
		fields:  "Section47.S47ActualStartDate Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				if v := &c.Section47[i]; v.DateOfInitialCPC != 0 && (v.S47ActualStartDate == 0 || v.S47ActualStartDate > v.DateOfInitialCPC) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8670Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: Assessment started more than 45 working days before the end of the census year. However, there is no Assessment end date.",
		fields:  "Assessments.AssessmentActualStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Assessments {
				if v := &c.Assessments[i]; v.AssessmentAuthorisationDate == 0 && v.AssessmentActualStartDate != 0 && v.AssessmentActualStartDate < workingDays(c.End, -45) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8675Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: S47 Enquiry started more than 15 working days before the end of the census year. However, there is no date of Initial Child Protection Conference.",
		fields:  "Section47.DateOfInitialCPC Section47.S47ActualStartDate Section47.ICPCnotRequired",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				if v := &c.Section47[i]; v.DateOfInitialCPC == 0 && v.ICPCnotRequired == "0" && v.S47ActualStartDate != 0 && v.S47ActualStartDate < workingDays(c.End, -15) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8696", from: 2023, severity: goldset.SeverityError,
		message: "Assessment end date must fall within the census year",
		fields:  "Assessments.AssessmentAuthorisationDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Assessments {
				if v := &c.Assessments[i]; v.AssessmentAuthorisationDate != 0 && !c.in(v.AssessmentAuthorisationDate) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8715", from: 2023, severity: goldset.SeverityError,
		message: "Date of Initial Child Protection Conference must fall within the census year",
		fields:  "Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				if v := &c.Section47[i]; v.DateOfInitialCPC != 0 && !c.in(v.DateOfInitialCPC) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8736", from: 2023, severity: goldset.SeverityError,
		message: "For an Assessment that has not been completed, the start date must fall within the census year",
		fields:  "Assessments.AssessmentAuthorisationDate Assessments.AssessmentActualStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Assessments {
				if v := &c.Assessments[i]; v.AssessmentAuthorisationDate == 0 && v.AssessmentActualStartDate != 0 && !c.in(v.AssessmentActualStartDate) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8740", from: 2023, severity: goldset.SeverityError,
		message: "For a Section 47 Enquiry that has not held the Initial Child Protection Conference by the end of the census year, the start date must fall within the census year",
		fields:  "Section47.S47ActualStartDate Section47.DateOfInitialCPC Section47.ICPCnotRequired",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				if v := &c.Section47[i]; v.DateOfInitialCPC == 0 && v.ICPCnotRequired == "0" && !c.in(v.S47ActualStartDate) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8839", from: 2023, severity: goldset.SeverityError,
		message: "Within one CINDetails group there are 2 or more open S47 Assessments",
		fields:  "Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			episodes(c.Section47, func(rows []cinSection47) {
				var open []row
				for i := range rows {
					if s := &rows[i]; s.DateOfInitialCPC == 0 && s.ICPCnotRequired != "1" {
						open = append(open, s)
					}
				}
				if len(open) > 1 {
					fail(open...)
				}
			})
		},
	},
	{
		code: "8863Q", from: 2023, severity: goldset.SeverityQuery,
		message: "An Assessment is shown as starting when there is another Assessment ongoing.",
		fields:  "Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate",
		cin: func(c *cinChild, fail failer) {
			episodes(c.Assessments, func(rows []cinAssessment) {
				overlaps(rows, func(a *cinAssessment) (start, end day) {
					return a.AssessmentActualStartDate, inclusive(a.AssessmentAuthorisationDate)
				},
					c.End, func(first, second *cinAssessment) { fail(first, second) })
			})
		},
	},
	{
		code: "8869", from: 2023, severity: goldset.SeverityError,
		message: "The assessment factors code “21” cannot be used in conjunction with any other assessment factors.",
		fields:  "Assessments.AssessmentActualStartDate",
		cin: func(c *cinChild, fail failer) {
			episodes(c.AssessmentFactorsList, func(rows []cinFactor) {
				none := slices.ContainsFunc(rows, func(f cinFactor) bool { return f.AssessmentFactor == "21" })
				for i := range rows {
					if f := rows[i].AssessmentFactor; none && f != "" && f != "21" {
						fail(&rows[i])
					}
				}
			})
		},
	},
	{
		code: "8870Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: The Target Date for Initial Child Protection Conference should not be a weekend",
		fields:  "Section47.InitialCPCtarget",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				if v := &c.Section47[i]; v.InitialCPCtarget != 0 && v.InitialCPCtarget.weekend() {
					fail(v)
				}
			}
		},
	},
	{
		code: "8873Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: When there is only one assessment on the episode and the factors code “21 No factors identified” has been used for the completed assessment, the reason for closure ‘RC8’ or 'RC9' should be used.",
		fields:  "CINdetails.ReasonForClosure Assessments.AssessmentActualStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				only := c.assessments(d)
				if len(only) != 1 || d.closedAfterAssessment() {
					continue
				}
				if f := c.factors(&only[0]); len(f) == 1 && f[0].AssessmentFactor == "21" {
					fail(d, &only[0])
				}
			}
		},
	},
	{
		code: "8875", from: 2023, severity: goldset.SeverityError,
		message: "The Date of Initial Child Protection Conference cannot be a weekend",
		fields:  "Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Section47 {
				if v := &c.Section47[i]; v.DateOfInitialCPC != 0 && v.DateOfInitialCPC.weekend() {
					fail(v)
				}
			}
		},
	},
	{
		code: "8890", from: 2023, severity: goldset.SeverityError,
		message: "A Section 47 enquiry is shown as starting when there is another Section 47 Enquiry ongoing",
		fields:  "Section47.S47ActualStartDate Section47.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			episodes(c.Section47, func(rows []cinSection47) {
				overlaps(rows, func(s *cinSection47) (start, end day) {
					if s.DateOfInitialCPC == 0 && s.ICPCnotRequired == "1" {
						return s.S47ActualStartDate, s.S47ActualStartDate // over at once: no other can start within it
					}
					return s.S47ActualStartDate, inclusive(s.DateOfInitialCPC)
				}, c.End, func(first, second *cinSection47) { fail(first, second) })
			})
		},
	},
	{
		code: "8896", from: 2023, severity: goldset.SeverityError,
		message: "Within one CINDetails group there are 2 or more open Assessments groups",
		fields:  "Assessments.AssessmentAuthorisationDate",
		cin: func(c *cinChild, fail failer) {
			episodes(c.Assessments, func(rows []cinAssessment) {
				var open []row
				for i := range rows {
					if rows[i].AssessmentAuthorisationDate == 0 {
						open = append(open, &rows[i])
					}
				}
				if len(open) > 1 {
					fail(open...)
				}
			})
		},
	},
	{
		code: "8897Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Parental or child factors at assessment information is missing from a completed assessment",
		fields:  "Assessments.AssessmentAuthorisationDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Assessments {
				if v := &c.Assessments[i]; c.in(v.AssessmentAuthorisationDate) && !c.hasFactors(v) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8898", from: 2023, severity: goldset.SeverityError,
		message: "The assessment has more than one parental or child factors with the same code",
		fields:  "Assessments.AssessmentActualStartDate",
		cin: func(c *cinChild, fail failer) {
			episodes(c.AssessmentFactorsList, func(rows []cinFactor) {
				for i := range rows {
					if rows[i].AssessmentFactor != "" && slices.ContainsFunc(rows[:i], func(f cinFactor) bool { return f.AssessmentFactor == rows[i].AssessmentFactor }) {
						fail(&rows[i])
					}
				}
			})
		},
	},
	{
		code: "8945Q", from: 2025, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: the assessment factors code '18A' should not be used ('18B' or '18C' should be used instead)",
		fields:  "Assessments.AssessmentActualStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.AssessmentFactorsList {
				if v := &c.AssessmentFactorsList[i]; strings.EqualFold(v.AssessmentFactor, "18A") {
					fail(v)
				}
			}
		},
	},
	{
		code: "8950Q", from: 2025, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: the assessment factors code '19A' should not be used ('19B' or '19C' should be used instead)",
		fields:  "Assessments.AssessmentActualStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.AssessmentFactorsList {
				if v := &c.AssessmentFactorsList[i]; strings.EqualFold(v.AssessmentFactor, "19A") {
					fail(v)
				}
			}
		},
	},
	{
		code: "8565", from: 2023, severity: goldset.SeverityError,
		message: "Activity shown after a case has been closed",
		fields:  "CINdetails.CINclosureDate CINdetails.DateOfInitialCPC Assessments.AssessmentActualStartDate Assessments.AssessmentAuthorisationDate Section47.S47ActualStartDate Section47.DateOfInitialCPC ChildProtectionPlans.CPPendDate CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				d := &c.CINdetails[i]
				after := func(v row, dates ...day) {
					if d.CINclosureDate != 0 && slices.Max(dates) > d.CINclosureDate {
						fail(d, v)
					}
				}
				after(d, d.DateOfInitialCPC)
				for j := range c.assessments(d) {
					a := &c.assessments(d)[j]
					after(a, a.AssessmentActualStartDate, a.AssessmentAuthorisationDate)
				}
				for j := range c.section47s(d) {
					s := &c.section47s(d)[j]
					after(s, s.S47ActualStartDate, s.DateOfInitialCPC)
				}
				for j := range c.protections(d) {
					p := &c.protections(d)[j]
					after(p, p.CPPendDate)
				}
				for j := range c.plans(d) {
					p := &c.plans(d)[j]
					after(p, p.CINPlanStartDate, p.CINPlanEndDate)
				}
			}
		},
	},
}
