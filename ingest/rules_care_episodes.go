package ingest

import "github.com/goldset/goldset"

// careEpisodeRules are about one episode of care by itself: dates, legal status, reasons.
var careEpisodeRules = []*rule{
	{
		code: "148", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date episode ceased and reason episode ceased must both be coded, or both left blank.",
		fields:  "Episodes.DEC Episodes.REC",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.given(v.DEC, "DEC") != (v.REC != "") {
					fail(v)
				}
			}
		},
	},
	{
		code: "178", from: 2023, to: 2025, severity: goldset.SeverityUnsaid,
		message: "Placement provider code is not a valid code.",
		fields:  "Episodes.PLACE_PROVIDER",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; (v.temporary() || v.PLACE == "Z1") && v.PLACE_PROVIDER != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "178", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Placement provider code is not a valid code.",
		fields:  "Episodes.PLACE_PROVIDER",
		care: eachEpisode(func(_ *careChild, e *careEpisode) bool {
			return oneOf(e.PLACE, "T0 T1 T2 T3 Z11 Z12 Z13 Z14") && e.PLACE_PROVIDER != ""
		}),
	},
	{
		code: "217", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Children who are placed for adoption with current foster carers (placement types A3 or A5) must have a reason for new episode of S, T or U.",
		fields:  "Episodes.PLACE Episodes.DECOM Episodes.RNE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; oneOf(v.PLACE, "A3 A5") && v.DECOM >= civilDay(2015, 4, 1) && !oneOf(v.RNE, "S T U") {
					fail(v)
				}
			}
		},
	},
	{
		code: "217t", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Placement type 'P2' is not a valid placement type from 28 October 2023.",
		fields:  "Episodes.PLACE Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE == "P2" && v.ended(c) > civilDay(2023, 10, 28) {
					fail(v)
				}
			}
		},
	},
	{
		code: "353", from: 2023, severity: goldset.SeverityUnsaid,
		message: "No episode submitted can start before 14 October 1991.",
		fields:  "Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.DECOM != 0 && v.DECOM < civilDay(1991, 10, 14) {
					fail(v)
				}
			}
		},
	},
	{
		code: "354", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date episode ceased must be on or before the end of the current collection year.",
		fields:  "Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.DECOM > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "355", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Episode appears to have lasted for less than 24 hours",
		fields:  "Episodes.DECOM Episodes.DEC",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.DECOM != 0 && v.DECOM == v.DEC {
					fail(v)
				}
			}
		},
	},
	{
		code: "356", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The date the episode ceased is before the date the same episode started.",
		fields:  "Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.DEC != 0 && v.DEC < v.DECOM {
					fail(v)
				}
			}
		},
	},
	{
		code: "365", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Any individual short- term respite placement must not exceed 17 days.",
		fields:  "Episodes.LS Episodes.DECOM Episodes.DEC",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.LS == "V3" && v.DECOM != 0 && v.ended(c) > v.DECOM+17 {
					fail(v)
				}
			}
		},
	},
	{
		code: "366", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A child cannot change placement during the course of an individual short-term respite break.",
		fields:  "Episodes.RNE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.LS == "V3" && v.RNE != "S" {
					fail(v)
				}
			}
		},
	},
	{
		code: "378", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A child who is placed with parent(s) cannot be looked after under a single period of accommodation under Section 20 of the Children Act 1989.",
		fields:  "Episodes.PLACE Episodes.LS",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.PLACE == "P1" && v.LS == "V2" {
					fail(v)
				}
			}
		},
	},
	{
		code: "380", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A period of care cannot start with a temporary placement.",
		fields:  "Episodes.PLACE Episodes.RNE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.temporary() && !oneOf(v.RNE, "P B") {
					fail(v)
				}
			}
		},
	},
	{
		code: "381", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A period of care cannot end with a temporary placement.",
		fields:  "Episodes.PLACE Episodes.REC",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.temporary() && v.REC != "" && v.REC != "X1" {
					fail(v)
				}
			}
		},
	},
	{
		code: "382", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A child receiving respite care cannot be in a temporary placement.",
		fields:  "Episodes.LS Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.temporary() && v.shortBreak() {
					fail(v)
				}
			}
		},
	},
	{
		code: "384", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A child receiving respite care cannot be in a long-term foster placement",
		fields:  "Episodes.PLACE Episodes.LS",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.shortBreak() && oneOf(v.PLACE, "U1 U4") {
					fail(v)
				}
			}
		},
	},
	{
		code: "385", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date episode ceased must be on or before the end of the current collection year.",
		fields:  "Episodes.DEC",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.DEC > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "390", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased is adopted but child has not been previously placed for adoption.",
		fields:  "Episodes.PLACE Episodes.REC",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; oneOf(v.REC, "E11 E12") && !oneOf(v.PLACE, "A3 A4 A5 A6") {
					fail(v)
				}
			}
		},
	},
	{
		code: "445", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "D1 is not a valid code for episodes starting after December 2005.",
		fields:  "Episodes.LS Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.LS == "D1" && v.DECOM > civilDay(2005, 12, 31) {
					fail(v)
				}
			}
		},
	},
	{
		code: "451", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Child is still freed for adoption, but freeing orders could not be applied for since 30 December 2005.",
		fields:  "Episodes.DEC Episodes.REC Episodes.LS",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; v.LS == "D1" && v.DEC == 0 && v.REC == "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "516", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The episode data submitted for this child does not show that he/she was with their former foster carer(s) during the year.If the code in the reason episode ceased is E45 or E46 the child must have a placement code of U1 to U6.",
		fields:  "Episodes.REC Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				if v := &c.Episodes[i]; oneOf(v.REC, "E45 E46") && !oneOf(v.PLACE, "U1 U2 U3 U4 U5 U6") {
					fail(v)
				}
			}
		},
	},
}
