package ingest

import (
	"slices"

	"github.com/goldset/goldset"
)

// careLegalRules are about the legal status: how long it may last, and what it goes with.
var careLegalRules = []*rule{
	{
		code: "357", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If this is the first episode ever for this child, reason for new episode must be S.  Check whether there is an episode immediately preceding this one, which has been left out.  If not the reason for new episode code must be amended to S.",
		fields:  "Episodes.RNE",
		care: func(c *careChild, fail failer) {
			if e := c.first(); e != nil && e.DECOM >= c.Start && e.RNE != "S" && c.Last.final() == nil {
				fail(e)
			}
		},
	},
	{
		code: "359", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child being looked after following 18th birthday must be accommodated under section 20(5) of the Children Act 1989 in a community home.",
		fields:  "Episodes.DEC Episodes.LS Episodes.PLACE",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			if c.born() == 0 || e.LS == "V2" && e.PLACE == "K2" {
				return false
			}
			adult := c.born().addYears(18)
			return adult <= c.End && (e.goesOn() && e.REC == "" || e.DEC > adult)
		}),
	},
	{
		code: "361", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Police protection legal status lasted longer than maximum 72 hours allowed in the Children Act 1989.",
		fields:  "Episodes.LS Episodes.DECOM Episodes.DEC",
		care:    func(c *careChild, fail failer) { c.longerThan(3, "L1", fail) },
	},
	{
		code: "362", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Emergency protection order (EPO) lasted longer than 21 days",
		fields:  "Episodes.LS Episodes.DECOM Episodes.DEC",
		care:    func(c *careChild, fail failer) { c.longerThan(21, "L2", fail) },
	},
	{
		code: "363", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child assessment order (CAO) lasted longer than 7 days allowed in the Children Act 1989.",
		fields:  "Episodes.LS Episodes.DECOM Episodes.DEC",
		care:    func(c *careChild, fail failer) { c.longerThan(7, "L3", fail) },
	},
	{
		code: "364", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Sections 41-46 of Police and Criminal Evidence (PACE; 1984) severely limits the time a child can be detained in custody in Local Authority (LA) accommodation.",
		fields:  "Episodes.LS Episodes.DECOM Episodes.DEC",
		care:    func(c *careChild, fail failer) { c.longerThan(21, "J2", fail) },
	},
	{
		code: "367", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The maximum amount of respite care allowable is 75 days in any 12-month period.",
		fields:  "Episodes.LS Episodes.DECOM Episodes.DEC",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.LS == "V3" && c.daysInYear(e) > 0 && c.respite() > 75
		}),
	},
	{
		code: "408", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is placed for adoption with a placement order, but no placement order has been recorded.",
		fields:  "Episodes.PLACE Episodes.LS",
		care:    eachEpisode(func(_ *careChild, e *careEpisode) bool { return oneOf(e.PLACE, "A5 A6") && e.LS != "E1" }),
	},
	{
		code: "426", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A child receiving respite care cannot be recorded under a legal status of V3 and V4 in the same year.",
		fields:  "Episodes.LS",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.LS == "V3" && c.had("V4") || e.LS == "V4" && c.had("V3")
		}),
	},
	{
		code: "446", from: 2023, severity: goldset.SeverityUnsaid,
		message: "E1 is not a valid code for episodes starting before December 2005.",
		fields:  "Episodes.LS Episodes.DECOM",
		care: eachEpisode(func(_ *careChild, e *careEpisode) bool {
			return e.LS == "E1" && e.DECOM != 0 && e.DECOM < civilDay(2005, 12, 1)
		}),
	},
	{
		code: "460", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is that child stayed with current carers at age 18 (or above), but child is aged under 18.",
		fields:  "Episodes.DEC Episodes.REC",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.REC == "E17" && e.DEC != 0 && c.born() != 0 && e.DEC < c.born().addYears(18)
		}),
	},
	{
		code: "399", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Mother field, review field or participation field are completed but child is looked after under legal status V3 or V4.",
		fields:  "Header.MOTHER Reviews.REVIEW Reviews.REVIEW_CODE Episodes.LS",
		care: func(c *careChild, fail failer) {
			if len(c.Episodes) == 0 || slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return !e.shortBreak() }) {
				return
			}
			c.failShortBreaks(fail)
		},
	},
	{
		code: "234", from: 2026, severity: goldset.SeverityUnsaid,
		message: "A child aged under 10 can not change placement due to being admitted to custody",
		fields:  "Episodes.REASON_PLACE_CHANGE Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				for j := range c.Header {
					e, h := &c.Episodes[i], &c.Header[j]
					if e.REASON_PLACE_CHANGE == "CUSTOD" && h.DOB != 0 && e.DECOM != 0 && e.DECOM < h.DOB.addYears(10) {
						fail(e, h)
					}
				}
			}
		},
	},
	{
		code: "225", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason for placement change must be recorded.",
		fields:  "Episodes.REASON_PLACE_CHANGE",
		care: func(c *careChild, fail failer) {
			c.pairs(func(last, next *careEpisode) {
				if last.REC == "X1" && oneOf(next.RNE, "P B T U") && last.REASON_PLACE_CHANGE == "" && !last.temporary() && !next.temporary() {
					fail(last)
				}
			})
		},
	},
	{
		code: "210", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Children looked after for more than a week at 31 March should not have an unknown Unique Pupil Number (UPN) code of UN4.",
		fields:  "Header.UPN Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			since, there := c.sinceAtEnd()
			for i := range c.Header {
				for j := range c.Episodes {
					h, e := &c.Header[i], &c.Episodes[j]
					if h.UPN == "UN4" && there && e.DECOM >= since && e.DECOM < c.End-7 {
						fail(h, e)
					}
				}
			}
		},
	},
}
