package ingest

import (
	"strings"

	"github.com/goldset/goldset"
)

// careUASCRules are about unaccompanied asylum-seeking children, and about what this year says of a child otherwise than last year.
var careUASCRules = []*rule{
	{
		code: "105", from: 2023, severity: goldset.SeverityUnsaid, needs: needsUASC,
		message: "Data entry for Unaccompanied Asylum-Seeking Children (UASC) status of child is invalid or has not been completed.",
		cure:    "0 or 1",
		fields:  "Header.CHILD",
		care: headers(func(c *careChild, h *careHeader) bool {
			return c.there&needsUASC != 0 && h.UASC != "0" && h.UASC != "1"
		}),
	},
	{
		code: "205A", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Child identified as UASC last year is no longer UASC this year, but date UASC ceased in both years does not support this.",
		fields:  "Header.CHILD UASC.DUC",
		care: func(c *careChild, fail failer) {
			if c.Last.seeker() && !c.seeker() && !c.Last.ceasedBefore(c.Start) {
				c.failSeeker(fail)
			}
		},
	},
	{
		code: "205B", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Child previously identified as UASC is also UASC this year, but date UASC ceased in both years does not support this.",
		fields:  "Header.CHILD UASC.DUC",
		care: func(c *careChild, fail failer) {
			if c.Last.seeker() && c.seeker() && !c.ceasesAsSaid() {
				c.failSeeker(fail)
			}
		},
	},
	{
		code: "205C", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Child not identified as UASC either this year or last year but date UASC ceased has been provided.",
		fields:  "Header.CHILD UASC.DUC",
		care: func(c *careChild, fail failer) {
			if !c.Last.seeker() && !c.seeker() && (c.ceased() || c.Last.ceased()) {
				c.failSeeker(fail)
			}
		},
	},
	{
		code: "205D", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Child identified as UASC this year but not identified as UASC status provided for the child last year.",
		fields:  "Header.CHILD UASC.DUC",
		care: func(c *careChild, fail failer) {
			if c.Last != nil && c.seeker() && !c.Last.seeker() {
				c.failStatus(fail)
			}
		},
	},
	{
		code: "231", from: 2025, severity: goldset.SeverityUnsaid, // the age is in the wording published beside rule 232
		message: "We expect that unaccompanied asylum seeking children are generally older young people. Please check the date of birth is correct. If the date of birth is correct then please provide details in a bypass request.",
		fields:  "Header.DOB",
		care:    headers(func(c *careChild, h *careHeader) bool { return c.seeker() && h.DOB != 0 && h.DOB.addYears(11) >= c.End }),
	},
	{
		code: "303", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If date Unaccompanied Asylum-Seeking Child (UASC) status ceased is not null, UASC status must be coded 1.",
		fields:  "Header.CHILD UASC.DUC",
		care: func(c *careChild, fail failer) {
			if c.ceased() && (!c.seeker() || c.statusBlank()) {
				c.failCeased(fail)
			}
		},
	},
	{
		code: "202", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The gender code conflicts with the gender already recorded for this child.",
		fields:  "Header.SEX",
		care:    headersBeside(func(_ *careChild, h, last *careHeader) bool { return sexLetter(h.SEX) != sexLetter(last.SEX) }),
	},
	{
		code: "203", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Date of birth disagrees with the date of birth already recorded for this child.",
		fields:  "Header.DOB",
		care: headersBeside(func(_ *careChild, h, last *careHeader) bool {
			return h.DOB != last.DOB || h.cannotRead("DOB") != last.cannotRead("DOB")
		}),
	},
	{
		code: "204", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Ethnic origin code disagrees with the ethnic origin already recorded for this child.",
		fields:  "Header.ETHNIC",
		care:    headersBeside(func(_ *careChild, h, last *careHeader) bool { return !strings.EqualFold(h.ETHNIC, last.ETHNIC) }),
	},
	{
		code: "207", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Mother status for the current year disagrees with the mother status already recorded for this child.",
		fields:  "Header.MOTHER",
		care: headersBeside(func(c *careChild, h, last *careHeader) bool {
			return len(c.Episodes) > 0 && last.MOTHER == "1" && h.MOTHER != "1"
		}),
	},
	{
		code: "208", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Unique Pupil Number (UPN) for the current year disagrees with the Unique Pupil Number (UPN) already recorded for this child.",
		fields:  "Header.UPN",
		care:    headersBeside(func(_ *careChild, h, last *careHeader) bool { return !followsUPN(last.UPN, h.UPN) }),
	},
	{
		code: "624", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Date of birth of the first child contradicts the date of birth of the first child previously recorded.",
		fields:  "Header.MC_DOB",
		care: headersBeside(func(_ *careChild, h, last *careHeader) bool {
			return last.MC_DOB != 0 && h.MC_DOB != last.MC_DOB && !h.cannotRead("MC_DOB")
		}),
	},
	{
		code: "626", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Child was reported as a mother but the date of birth of the first child is before the current year which contradicts with the mother status recorded last year.",
		fields:  "Header.MOTHER Header.MC_DOB",
		care: headersBeside(func(c *careChild, h, last *careHeader) bool {
			return h.MOTHER == "1" && last.MOTHER == "0" && h.MC_DOB != 0 && h.MC_DOB < c.Start
		}),
	},
}
