package ingest

import "github.com/goldset/goldset"

// careRules are the SSDA903 rules with a func of their own.
var careRules = []*rule{
	{
		code: "104", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date for Unaccompanied Asylum-Seeking Children (UASC) status ceased is not a valid date.",
		cure:    "A date in or after the collection year",
		fields:  "UASC.DUC",
		care: func(c *careChild, fail failer) {
			for i := range c.UASC {
				if v := &c.UASC[i]; v.DUC != 0 && v.DUC < c.Start {
					fail(v)
				}
			}
		},
	},
	{
		code: "633", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Local authority code where previous permanence option was arranged is not a valid value.",
		cure:    "A three-figure authority code, or a code for a country outside England",
		fields:  "PrevPerm.LA_PERM",
		care: func(c *careChild, fail failer) {
			for i := range c.PrevPerm {
				if v := &c.PrevPerm[i]; v.LA_PERM != "" && allDigits(v.LA_PERM) && !upnAuthority(v.LA_PERM) {
					fail(v)
				}
			}
		},
	},
	{
		code: "SW13STG1", from: 2025, severity: goldset.SeverityUnsaid,
		message: "The reason for social worker change is not valid.",
		fields:  "SWEpisodes.SW_REASON",
		care: func(c *careChild, fail failer) {
			for i := range c.SWEpisodes { // collected of episodes from 1 April 2023
				if v := &c.SWEpisodes[i]; v.SW_REASON == "" && v.SW_DECOM >= civilDay(2023, 4, 1) {
					fail(v)
				}
			}
		},
	},
}
