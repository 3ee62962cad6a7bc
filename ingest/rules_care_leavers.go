package ingest

import (
	"slices"

	"github.com/goldset/goldset"
)

// careLeaverRules are about care leavers: what is asked of them, and of whom it is asked.
var careLeaverRules = []*rule{
	{
		code: "1000", from: 2023, severity: goldset.SeverityUnsaid,
		message: "This child is recorded as having died in care and therefore should not have the care leaver information completed. [NOTE: This only tests the current and previous year data loaded into the tool]",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: leavers(func(c *careChild, l *careOC3) bool {
			return l.told() && (c.left("E2") || c.Last.left("E2"))
		}),
	},
	{
		code: "1001", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The episodes recorded for this young person suggest they are not a relevant or a former relevant child and therefore should not have care leaver information completed. [NOTE: This tool can only test the current and previous year data loaded into the tool - this check may generate false positives if a child had episodes prior to last year's collection.]",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: leavers(func(c *careChild, l *careOC3) bool {
			dob := c.leaverBorn(l)
			return l.told() && dob != 0 && !c.entitled(dob)
		}),
	},
	{
		code: "1002", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "This child has no previous episodes of care, therefore should not have care leaver information recorded. [NOTE: This tool can only test the current and previous year data loaded into the tool - this check may generate false positives if a child had episodes prior to last year's collection.]",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: leavers(func(c *careChild, _ *careOC3) bool {
			return len(c.Episodes) == 0 && (c.Last == nil || len(c.Last.Episodes) == 0)
		}),
	},
	{
		code: "1007", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Care leaver information is not required for 17- or 18-year olds who are still looked after [on their 17th or 18th birthday.]",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: leavers(func(c *careChild, l *careOC3) bool {
			birthday := c.leaverBirthday(c.leaverBorn(l))
			return l.told() && birthday != 0 && slices.ContainsFunc(c.Episodes, func(e careEpisode) bool {
				return e.DECOM != 0 && e.DECOM <= birthday && (e.goesOn() || e.DEC > birthday)
			})
		}),
	},
	{
		code: "1010", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "This child has no episodes loaded for current year even though there was an open episode of care at the end of the previous year, and care leaver data has been entered.",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: leavers(func(c *careChild, _ *careOC3) bool {
			return len(c.Episodes) == 0 && c.openLastYear() != nil
		}),
	},
	{
		code: "1011", from: 2023, severity: goldset.SeverityUnsaid,
		message: "This child is recorded as having his/her care transferred to another local authority for the final episode and therefore should not have the care leaver information completed.",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: leavers(func(c *careChild, l *careOC3) bool {
			final := c.final()
			if final == nil {
				final = c.Last.final()
			}
			return l.told() && final != nil && final.REC == "E3"
		}),
	},
	{
		code: "1014", from: 2023, severity: goldset.SeverityUnsaid,
		message: "UASC information is not required for care leavers",
		fields:  "UASC.DUC OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: func(c *careChild, fail failer) {
			for i := range c.OC3 {
				for j := range c.UASC {
					if l, v := &c.OC3[i], &c.UASC[j]; l.told() && len(c.Episodes) > 0 && !c.inYear() && v.given(v.DUC, "DUC") {
						fail(l, v)
					}
				}
			}
		},
	},
	{
		code: "1016", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Care leaver information is not required for 17- or 18-year olds who cease to be looked after, after their birthday.",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: leavers(func(c *careChild, l *careOC3) bool {
			birthday := c.leaverBirthday(c.leaverBorn(l))
			return l.told() && birthday != 0 && slices.ContainsFunc(c.Episodes, func(e careEpisode) bool {
				return e.REC != "X1" && e.DEC > birthday && e.DEC <= c.End
			})
		}),
	},
	{
		code: "187", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child cannot be looked after continuously for 12 months at 31 March (OC2) and have any of adoption or care leavers returns completed.",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM AD1.DATE_INT AD1.DATE_MATCH AD1.FOSTER_CARE AD1.NB_ADOPTR AD1.SEX_ADOPTR AD1.LS_ADOPTR",
		care: func(c *careChild, fail failer) {
			if !c.allYear() {
				return
			}
			for i := range c.OC3 {
				if l := &c.OC3[i]; l.told() {
					fail(l)
				}
			}
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.any() {
					fail(v)
				}
			}
		},
	},
	{
		code: "3001", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Where care leavers information is being returned for a young person around their 17th birthday, the accommodation cannot be with their former foster carer(s).",
		fields:  "OC3.ACCOM",
		care: leavers(func(c *careChild, l *careOC3) bool {
			dob := c.leaverBorn(l)
			return oneOf(l.ACCOM, "Z1 Z2") && dob != 0 && c.in(dob.addYears(17))
		}),
	},
	{
		code: "348", from: 2026, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Care leaver has previously been reported as having died.",
		fields:  "OC3.IN_TOUCH",
		care: leavers(func(c *careChild, l *careOC3) bool {
			return l.IN_TOUCH != "DIED" && c.Last != nil && slices.ContainsFunc(c.Last.OC3, func(last careOC3) bool { return last.IN_TOUCH == "DIED" })
		}),
	},
}
