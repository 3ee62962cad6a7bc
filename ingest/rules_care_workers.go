package ingest

import (
	"slices"

	"github.com/goldset/goldset"
)

// careWorkerRules are about social workers, temporary placements and missing episodes in sequence.
var careWorkerRules = []*rule{
	{
		code: "SW03STG1", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "For each social worker episode, information should be complete.",
		fields:  "SWEpisodes.SW_ID SWEpisodes.SW_DECOM SWEpisodes.SW_REASON",
		care: func(c *careChild, fail failer) {
			for i := range c.SWEpisodes {
				if v := &c.SWEpisodes[i]; v.SW_ID == "" || v.SW_REASON == "" || !v.given(v.SW_DECOM, "SW_DECOM") {
					fail(v)
				}
			}
		},
	},
	{
		code: "SW06STG2", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Social worker episode data should be within the social worker data reporting year.",
		fields:  "SWEpisodes.SW_DECOM",
		care: func(c *careChild, fail failer) {
			for i := range c.SWEpisodes {
				if v := &c.SWEpisodes[i]; v.SW_DECOM > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "SW07STG2", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Social worker episode end date should be on or after the start of the social worker reporting period, and should be on or before the collection end date.",
		fields:  "SWEpisodes.SW_DEC",
		care: func(c *careChild, fail failer) {
			for i := range c.SWEpisodes {
				if v := &c.SWEpisodes[i]; v.SW_DEC != 0 && !c.in(v.SW_DEC) {
					fail(v)
				}
			}
		},
	},
	{
		code: "SW07STG2", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Social worker episode end date should be on or after the start of the social worker reporting period, and should be on or before the collection end date.",
		fields:  "SWEpisodes.SW_DEC",
		care: func(c *careChild, fail failer) {
			for i := range c.SWEpisodes {
				if v := &c.SWEpisodes[i]; v.SW_DEC != 0 && (v.SW_DEC > c.End || v.SW_DEC < c.Start.addYears(-1)) {
					fail(v)
				}
			}
		},
	},
	{
		code: "SW08STG2", from: 2024, severity: goldset.SeverityUnsaid,
		message: "A new social worker episode has started, but the previous episode has not ended.",
		fields:  "SWEpisodes.SW_DEC",
		care: func(c *careChild, fail failer) {
			c.workers(func(last, _ *careWorker) {
				if last.SW_DEC == 0 {
					fail(last)
				}
			})
		},
	},
	{
		code: "SW09STG2", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Social worker episode appears to have lasted for less than 24 hours.",
		fields:  "SWEpisodes.SW_DECOM SWEpisodes.SW_DEC",
		care: func(c *careChild, fail failer) {
			for i := range c.SWEpisodes {
				if v := &c.SWEpisodes[i]; v.SW_DECOM != 0 && v.SW_DECOM == v.SW_DEC {
					fail(v)
				}
			}
		},
	},
	{
		code: "SW10STG2", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "A new social worker episode has started before the end date of the previous social worker episode.",
		fields:  "SWEpisodes.SW_DECOM",
		care: func(c *careChild, fail failer) {
			c.workers(func(last, next *careWorker) {
				if last.SW_DEC != 0 && (next.SW_DECOM < last.SW_DEC-7 || next.SW_DECOM > last.SW_DEC+7) {
					fail(next)
				}
			})
		},
	},
	{
		code: "SW10STG2", from: 2025, severity: goldset.SeverityUnsaid,
		message: "A new social worker episode has started before the end date of the previous social worker episode.",
		fields:  "SWEpisodes.SW_DECOM",
		care: func(c *careChild, fail failer) {
			c.workers(func(last, next *careWorker) {
				if last.SW_DEC != 0 && next.SW_REASON != "FCONTA" && (next.SW_DECOM < last.SW_DEC-7 || next.SW_DECOM > last.SW_DEC+7) {
					fail(next)
				}
			})
		},
	},
	{
		code: "226", from: 2023, to: 2025, severity: goldset.SeverityUnsaid,
		message: "Reason for placement change is not required.",
		fields:  "Episodes.REASON_PLACE_CHANGE Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				e := &c.Episodes[i]
				before := i > 0 && c.Episodes[i-1].REASON_PLACE_CHANGE != ""
				if e.temporary() && (before || e.REASON_PLACE_CHANGE != "") {
					fail(e)
				}
			}
		},
	},
	{
		code: "226", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Reason for placement change is not required for temporary placements.",
		fields:  "Episodes.REASON_PLACE_CHANGE Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				e := &c.Episodes[i]
				before := i > 0 && c.Episodes[i-1].REASON_PLACE_CHANGE != ""
				if e.temporary() && (before || e.REASON_PLACE_CHANGE != "") {
					fail(e)
				}
			}
		},
	},
	{
		code: "377", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Only two temporary placements coded as being due to holiday of usual foster carer(s) are allowed in any 12- month period.",
		fields:  "Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			holidays := 0
			for i := range c.Episodes {
				if c.Episodes[i].PLACE == "T3" {
					holidays++
				}
			}
			for i := range c.Episodes {
				if e := &c.Episodes[i]; holidays > 2 && e.PLACE == "T3" {
					fail(e)
				}
			}
		},
	},
	{
		code: "383", from: 2023, to: 2025, severity: goldset.SeverityUnsaid,
		message: "A child in a temporary placement must subsequently return to his/her normal placement.",
		fields:  "Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := 2; i < len(c.Episodes); i++ {
				before, last, next := &c.Episodes[i-2], &c.Episodes[i-1], &c.Episodes[i]
				if last.temporary() && (next.RNE != "P" || next.PLACE != before.PLACE) {
					fail(next)
				}
			}
		},
	},
	{
		code: "383", from: 2026, severity: goldset.SeverityUnsaid,
		message: "A child in a temporary placement must subsequently return to his/her normal placement.",
		fields:  "Episodes.PLACE Episodes.RNE Episodes.PL_POST",
		care: func(c *careChild, fail failer) {
			for i := 2; i < len(c.Episodes); i++ {
				before, last, next := &c.Episodes[i-2], &c.Episodes[i-1], &c.Episodes[i]
				if last.temporary() && (next.RNE != "P" || next.PLACE != before.PLACE || next.PL_POST != before.PL_POST) {
					fail(next)
				}
			}
		},
	},
	{
		code: "574", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A new missing/away from placement without authorisation period cannot start when the previous missing/away from placement without authorisation period is still open. Missing/away from placement without authorisation periods should also not overlap.",
		fields:  "Missing.MIS_START Missing.MIS_END",
		care: func(c *careChild, fail failer) {
			list := c.Missing
			overlapping(len(list), func(i int) (start, end day) { return list[i].MIS_START, list[i].MIS_END }, func(i int) { fail(&list[i]) })
		},
	},
	{
		code: "580", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is missing when cease being looked after but reason episode ceased not ‘E8’.",
		fields:  "Episodes.REC",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				e := &c.Episodes[i]
				away := slices.ContainsFunc(c.Missing, func(m careMissing) bool { return m.MIS_END != 0 && m.MIS_END == e.DEC })
				if away && e.REC != "E8" && e.REC != "X1" {
					fail(e)
				}
			}
		},
	},
	{
		code: "575", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If the placement from which the child goes missing/away from placement without authorisation ends, the missing/away from placement without authorisation period in the missing module must also have an end date.",
		fields:  "Missing.MIS_END",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				m := &c.Missing[i]
				ended := slices.ContainsFunc(c.Episodes, func(e careEpisode) bool {
					return e.DECOM <= m.MIS_START && (m.MIS_START <= e.DEC || e.cannotRead("DEC"))
				})
				if m.MIS_START != 0 && m.MIS_END == 0 && ended {
					fail(m)
				}
			}
		},
	},
}
