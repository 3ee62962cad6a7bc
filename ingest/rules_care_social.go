package ingest

import (
	"github.com/goldset/goldset"
)

// careSocialRules are about whether a child always had a social worker.
var careSocialRules = []*rule{
	{
		code: "SW01STG1", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Child looked after on 31 March, but no social worker episode information is reported",
		fields:  "SWEpisodes.SW_ID SWEpisodes.SW_DECOM SWEpisodes.SW_REASON",
		care: socialWorkers(func(c *careChild, w *careWorker) bool {
			return c.thereAtEnd() && (w.SW_ID == "" || !w.given(w.SW_DECOM, "SW_DECOM") || w.SW_REASON == "")
		}),
	},
	{
		code: "SW01aSTG1", from: 2025, severity: goldset.SeverityUnsaid,
		message: "For each social worker episode, information should be complete",
		fields:  "SWEpisodes.SW_ID SWEpisodes.SW_DECOM",
		care: socialWorkers(func(_ *careChild, w *careWorker) bool {
			return w.SW_ID == "" && w.SW_DECOM != 0 && w.SW_DECOM < reasonsAsked
		}),
	},
	{
		code: "SW01bSTG1", from: 2025, severity: goldset.SeverityUnsaid,
		message: "For each social worker episode, information should be complete",
		fields:  "SWEpisodes.SW_ID SWEpisodes.SW_DECOM SWEpisodes.SW_REASON",
		care: socialWorkers(func(_ *careChild, w *careWorker) bool {
			return !w.given(w.SW_DECOM, "SW_DECOM") || w.SW_DECOM >= reasonsAsked && (w.SW_ID == "" || w.SW_REASON == "")
		}),
	},
	{
		code: "SW11aSTG2", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Social worker episode has ended before 31 March and no subsequent social worker episode has been provided.",
		fields:  "SWEpisodes.SW_DEC",
		care:    func(c *careChild, fail failer) { c.workerGap(fail) },
	},
	{
		code: "SW11bSTG2", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Social worker episode has ended before 31 March and no subsequent social worker episode has been provided.",
		fields:  "SWEpisodes.SW_DEC",
		care:    func(c *careChild, fail failer) { c.workerLeftLate(fail) },
	},
	{
		code: "SW12STG2", from: 2024, to: 2024, severity: goldset.SeverityUnsaid, misses: "SWEpisodes",
		message: "If a child is looked after on 31 March then all social worker episodes for the full previous year should be reported, even those whilst they were not looked after",
		fields:  "SWEpisodes.SW_DECOM Episodes.DECOM",
		care:    eachEpisode(func(c *careChild, e *careEpisode) bool { return e.changesCare() && !c.workerSince(e) }),
	},
	{
		code: "SW12STG2", from: 2025, severity: goldset.SeverityUnsaid, misses: "SWEpisodes",
		message: "If a child is looked after on 31 March then all social worker episodes for the full previous year should be reported, even those whilst they were not looked after",
		fields:  "SWEpisodes.SW_DECOM Episodes.DECOM",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return (e.goesOn() || e.DEC >= c.Start.addYears(-1) && e.DEC < c.Start) && e.changesCare() && !c.workerSince(e)
		}),
	},
	{
		code: "SW14STG2", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Social worker episode date ceased is blank.",
		fields:  "SWEpisodes.SW_DEC",
		care: func(c *careChild, fail failer) {
			c.workers(func(last, next *careWorker) {
				if !last.given(last.SW_DEC, "SW_DEC") && next.SW_DECOM != 0 {
					fail(last)
				}
			})
		},
	},
	{
		code: "SW17STG2", from: 2026, severity: goldset.SeverityUnsaid,
		message: "There is no social worker episode open at 31 March",
		fields:  "SWEpisodes.SW_DEC SWEpisodes.SW_DECOM",
		care:    func(c *careChild, fail failer) { c.noWorkerAtEnd(fail) },
	},
	{
		code: "SW15STG2", from: 2025, withdrawn: true, severity: goldset.SeverityUnsaid,
		message: "Reason for social worker change is missing.",
		fields:  "SWEpisodes.SW_REASON",
		care: socialWorkers(func(c *careChild, w *careWorker) bool {
			return w.SW_REASON == "" && w.SW_DECOM >= c.Start.addYears(-1)
		}),
	},
	{
		code: "SW16aSTG2", from: 2025, withdrawn: true, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The social worker reason episode changed does not match the open episode at the end of last year.",
		fields:  "SWEpisodes.SW_ID",
		care:    workerAgainstOpen(func(first, open *careWorker) bool { return first.SW_ID != open.SW_ID }),
	},
	{
		code: "SW16bSTG2", from: 2025, withdrawn: true, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The social worker episode start date does not match the open episode at the end of last year.",
		fields:  "SWEpisodes.SW_DECOM",
		care:    workerAgainstOpen(func(first, open *careWorker) bool { return first.SW_DECOM != open.SW_DECOM }),
	},
	{
		code: "SW16cSTG2", from: 2025, withdrawn: true, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The social worker reason episode changed does not match the open episode at the end of last year.",
		fields:  "SWEpisodes.SW_REASON",
		care:    workerAgainstOpen(func(first, open *careWorker) bool { return first.SW_REASON != open.SW_REASON }),
	},
}
