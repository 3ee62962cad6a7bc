package ingest

import "github.com/goldset/goldset"

// careAnswerRules are about health, reviews, mothers and earlier permanence: what must and must not be answered of whom.
var careAnswerRules = []*rule{
	{
		code: "157", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is aged 4 years or over at the beginning of the year or 16 years or under at the end of the year and Strengths and Difficulties Questionnaire (SDQ) 1 has been recorded as the reason for no Strengths and Difficulties Questionnaire (SDQ) score.",
		fields:  "OC2.SDQ_REASON OC2.DOB",
		care: healths(func(c *careChild, v *careOC2) bool {
			return v.SDQ_REASON == "SDQ1" && v.DOB != 0 && v.DOB.addYears(4) <= c.Start && v.DOB.addYears(16) >= c.End && c.allYear()
		}),
	},
	{
		code: "197B", from: 2023, severity: goldset.SeverityUnsaid,
		message: "SDQ score or reason for no SDQ should be reported for 4- or 17-year-olds.",
		fields:  "OC2.SDQ_REASON OC2.DOB",
		care: healths(func(c *careChild, v *careOC2) bool {
			return v.SDQ_SCORE == "" && v.SDQ_REASON == "" && v.DOB != 0 && (v.DOB.age(c.End) == 4 || v.DOB.age(c.End) == 17) && c.allYear()
		}),
	},
	{
		code: "165", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry for mother status is invalid.",
		fields:  "Header.MOTHER Header.SEX OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care:    func(c *careChild, fail failer) { c.motherAsked(fail) },
	},
	{
		code: "440", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Participation method indicates child was under 4 years old at the time of the review, but date of birth and review date indicates the child was 4 years old or over.",
		fields:  "Reviews.REVIEW Reviews.REVIEW_CODE Reviews.DOB",
		care: reviews(func(_ *careChild, r *careReview) bool {
			return r.REVIEW_CODE == "PN0" && r.DOB != 0 && r.REVIEW != 0 && r.DOB.addYears(4) <= r.REVIEW
		}),
	},
	{
		code: "441", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Participation method indicates child was 4 years old or over at the time of the review, but the date of birth and review date indicates the child was under 4 years old.",
		fields:  "Reviews.REVIEW Reviews.REVIEW_CODE Reviews.DOB",
		care: reviews(func(_ *careChild, r *careReview) bool {
			return oneOf(r.REVIEW_CODE, "PN1 PN2 PN3 PN4 PN5 PN6 PN7") && r.DOB != 0 && r.REVIEW != 0 && r.REVIEW < r.DOB.addYears(4)
		}),
	},
	{
		code: "444", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Duplicate UPN has been reported",
		cure:    "A UPN that no other child of the return has",
		fields:  "Header.UPN",
		care: headers(func(c *careChild, h *careHeader) bool {
			return h.UPN != "" && !listed("ssda903_upn_unknown", h.UPN) && c.upns[h.UPN] > 1
		}),
	},
	{
		code: "544", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Any child who has conviction information completed must also have immunisation, teeth check, health assessment and substance misuse problem identified fields completed.",
		fields:  "OC2.CONVICTED OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE",
		care:    healths(func(_ *careChild, v *careOC2) bool { return v.CONVICTED != "" && v.healthMissing() }),
	},
	{
		code: "546", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Children aged 5 or over at 31 March should not have health promotion information completed.",
		fields:  "OC2.HEALTH_CHECK OC2.DOB",
		care: healths(func(c *careChild, v *careOC2) bool {
			return v.HEALTH_CHECK != "" && v.DOB != 0 && v.DOB.addYears(5) <= c.End && c.allYear()
		}),
	},
	{
		code: "611", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of birth field is blank, but child is a mother.",
		fields:  "Header.MOTHER Header.MC_DOB",
		care:    headers(func(_ *careChild, h *careHeader) bool { return h.MOTHER == "1" && !h.given(h.MC_DOB, "MC_DOB") }),
	},
	{
		code: "625", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of birth of the first child is beyond the end of this reporting year or the date the child ceased to be looked after.",
		fields:  "Header.MC_DOB Episodes.DEC",
		care: func(c *careChild, fail failer) {
			latest := c.latestCeased()
			for i := range c.Header {
				h := &c.Header[i]
				if latest != nil && h.MC_DOB > min(c.End, latest.DEC) {
					fail(h, latest)
				} else if h.MC_DOB > c.End {
					fail(h)
				}
			}
		},
	},
	{
		code: "634", from: 2023, severity: goldset.SeverityUnsaid,
		message: "There are entries for previous permanence options, but child has not started to be looked after from 1 April 2016 onwards.",
		fields:  "PrevPerm.PREV_PERM PrevPerm.LA_PERM PrevPerm.DATE_PERM Episodes.DECOM",
		care:    func(c *careChild, fail failer) { c.permanenceNotAsked(fail) },
	},
}
