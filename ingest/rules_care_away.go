package ingest

import "github.com/goldset/goldset"

// careAwayRules are about children missing from their placement and orders that deprive them of liberty.
var careAwayRules = []*rule{
	{
		code: "564", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child was missing or away from placement without authorisation and the date started is blank.",
		fields:  "Missing.MISSING Missing.MIS_START",
		care: absences(func(_ *careChild, m *careMissing) bool {
			return oneOf(m.MISSING, "M A") && !m.given(m.MIS_START, "MIS_START")
		}),
	},
	{
		code: "577", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child ceased to be looked after but there is a missing/away from placement without authorisation period without an end date.",
		fields:  "Missing.MIS_END",
		care: absences(func(c *careChild, m *careMissing) bool {
			return m.MIS_START != 0 && !m.cannotRead("MIS_END") && c.outlives(m.MIS_START, m.MIS_END)
		}),
	},
	{
		code: "578", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The date that the child started to be missing is after the child ceased to be looked after.",
		fields:  "Missing.MIS_START",
		care:    absences(func(c *careChild, m *careMissing) bool { return c.missingOutside(m) }),
	},
	{
		code: "581", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is missing but has not yet started to be looked after.",
		fields:  "Missing.MIS_START",
		care:    absences(func(c *careChild, m *careMissing) bool { return c.missingOutside(m) }),
	},
	{
		code: "700", from: 2027, severity: goldset.SeverityUnsaid,
		message: "The start date of the DoLO is not a valid date.",
		fields:  "DoLo.DOLO_START",
		care:    liberties(func(_ *careChild, d *careLiberty) bool { return d.DOLO_START == 0 }),
	},
	{
		code: "701", from: 2027, severity: goldset.SeverityUnsaid,
		message: "The end date of the DoLO is not a valid date.",
		fields:  "DoLo.DOLO_END",
		care:    liberties(func(_ *careChild, d *careLiberty) bool { return d.cannotRead("DOLO_END") }),
	},
	{
		code: "702", from: 2027, severity: goldset.SeverityUnsaid,
		message: "The date that the DoLO ended is before the date that it started.",
		fields:  "DoLo.DOLO_START DoLo.DOLO_END",
		care:    liberties(func(_ *careChild, d *careLiberty) bool { return d.DOLO_END != 0 && d.DOLO_START >= d.DOLO_END }),
	},
	{
		code: "703", from: 2027, severity: goldset.SeverityUnsaid,
		message: "The date that the DoLO started is after the end of the collection year.",
		fields:  "DoLo.DOLO_START",
		care:    liberties(func(c *careChild, d *careLiberty) bool { return d.DOLO_START > c.End }),
	},
	{
		code: "704", from: 2027, severity: goldset.SeverityUnsaid,
		message: "The date that the DoLO ended is before the start or after the end of the collection year.",
		fields:  "DoLo.DOLO_END",
		care:    liberties(func(c *careChild, d *careLiberty) bool { return d.DOLO_END != 0 && !c.in(d.DOLO_END) }),
	},
	{
		code: "705", from: 2027, severity: goldset.SeverityUnsaid,
		message: "A DoLO cannot start when the previous DoLO is still open.",
		fields:  "DoLo.DOLO_START DoLo.DOLO_END",
		care: func(c *careChild, fail failer) {
			overlapping(len(c.DoLo), func(i int) (start, end day) { return c.DoLo[i].DOLO_START, c.DoLo[i].DOLO_END }, func(i int) { fail(&c.DoLo[i]) })
		},
	},
	{
		code: "706", from: 2027, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "There is an open DoLO in last year’s return and there is no corresponding DoLO recorded at the start of this year..",
		fields:  "DoLo.DOLO_START",
		care: func(c *careChild, fail failer) {
			if c.Last == nil || len(c.DoLo) == 0 {
				return
			}
			for i := range c.Last.DoLo {
				if last := &c.Last.DoLo[i]; last.goesOn() && !c.libertySince(last.DOLO_START) {
					fail(&c.DoLo[len(c.DoLo)-1])
				}
			}
		},
	},
	{
		code: "707", from: 2027, severity: goldset.SeverityUnsaid,
		message: "Child ceased to be looked after but there is a DoLO without an end date.",
		fields:  "DoLo.DOLO_END",
		care: liberties(func(c *careChild, d *careLiberty) bool {
			return d.DOLO_START != 0 && !d.cannotRead("DOLO_END") && c.outlives(d.DOLO_START, d.DOLO_END)
		}),
	},
	{
		code: "708", from: 2027, severity: goldset.SeverityUnsaid,
		message: "Dates of DoLOs are before child’s date of birth.",
		fields:  "DoLo.DOLO_START",
		care:    liberties(func(_ *careChild, d *careLiberty) bool { return d.DOLO_START != 0 && d.DOLO_START < d.DOB }),
	},
	{
		code: "709", from: 2027, severity: goldset.SeverityUnsaid,
		message: "Child with a DoLO is in an unexpected placement type.",
		fields:  "DoLo.DOLO_START Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			c.during(func(d *careLiberty, e *careEpisode) {
				if d.DOLO_END != 0 && e.PLACE != "" && !oneOf(e.PLACE, "K2 Z12 Z13") {
					fail(d, e)
				}
			})
		},
	},
	{
		code: "710", from: 2027, severity: goldset.SeverityUnsaid,
		message: "Child with a DoLO can not be placed in secure children's homes, with parents, young offender institutions, or supported accommodation.",
		fields:  "DoLo.DOLO_START Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			c.during(func(d *careLiberty, e *careEpisode) {
				if oneOf(e.PLACE, "K1 P1 R5 K3") {
					fail(d, e)
				}
			})
		},
	},
}
