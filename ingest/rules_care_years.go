package ingest

import (
	"github.com/goldset/goldset"
)

// careYearRules compare the first episode of the year with the last of the year before.
var careYearRules = []*rule{
	{
		code: "502", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Last year's record ended with an open episode. The date on which that episode started does not match the start date of the first episode on this year’s record.",
		fields:  "Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			if first := c.first(); first != nil && c.Last.openSinceOther(first.DECOM) {
				fail(first)
			}
		},
	},
	{
		code: "503A", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The reason for new episode in the first episode does not match open episode at end of last year.",
		fields:  "Episodes.RNE",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.RNE != open.RNE }),
	},
	{
		code: "503B", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The legal status in the first episode does not match open episode at end of last year.",
		fields:  "Episodes.LS",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.LS != open.LS }),
	},
	{
		code: "503C", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The category of need in the first episode does not match open episode at end of last year.",
		fields:  "Episodes.CIN",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.CIN != open.CIN }),
	},
	{
		code: "503E", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The placement provider in the first episode does not match open episode at end of last year.",
		fields:  "Episodes.PLACE_PROVIDER",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.PLACE_PROVIDER != open.PLACE_PROVIDER }),
	},
	{
		code: "503F", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The Ofsted URN in the  first episode does not match open episode at end of last year.",
		fields:  "Episodes.URN",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.URN != open.URN }),
	},
	{
		code: "503D", from: 2023, to: 2024, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The placement type in the first episode does not match open episode at end of last year",
		fields:  "Episodes.PLACE",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.PLACE != open.PLACE }),
	},
	{
		code: "503D", from: 2025, to: 2025, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The placement type in the first episode does not match open episode at end of last year",
		fields:  "Episodes.PLACE",
		care: firstAgainstOpen(func(first, open *careEpisode) bool {
			return first.PLACE != open.PLACE && (open.PLACE != "H5" || first.PLACE != "K3")
		}),
	},
	{
		code: "503D", from: 2026, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "The placement type in the first episode does not match open episode at end of last year",
		fields:  "Episodes.PLACE",
		care: firstAgainstOpen(func(first, open *careEpisode) bool {
			return first.PLACE != open.PLACE && (open.PLACE != "Z1" || !oneOf(first.PLACE, "Z11 Z12 Z13 Z14"))
		}),
	},
	{
		code: "503G", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear | needsPostcodes,
		message: "The distance in first episode does not match open episode at end of last year.",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return !first.asFar(open) }),
	},
	{
		code: "503H", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear | needsPostcodes,
		message: "The placement LA in first episode does not match open episode at end of last year.",
		fields:  "Episodes.PL_POST",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.PL_LA != open.PL_LA }),
	},
	{
		code: "503J", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear | needsPostcodes | needsAuthority,
		message: "The placement location in first episode does not match open episode at end of last year.",
		fields:  "Episodes.PL_POST",
		care:    firstAgainstOpen(func(first, open *careEpisode) bool { return first.PL_LOCATION != open.PL_LOCATION }),
	},
	{
		code: "452", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear | needsPostcodes,
		message: "Contradiction between local authority of placement code in the last episode of the previous year and in the first episode of the current year.",
		fields:  "Episodes.PL_POST",
		care: firstAgainstOpen(func(first, last *careEpisode) bool {
			return first.RNE == last.RNE && first.PL_LA != last.PL_LA
		}),
	},
	{
		code: "453", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear | needsPostcodes,
		message: "Contradiction between placement distance in the last episode of the previous year and in the first episode of the current year.",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care: firstAgainstOpen(func(first, last *careEpisode) bool {
			return first.RNE == last.RNE && !first.asFar(last)
		}),
	},
	{
		code: "562", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Episode commenced before the start of the current collection year but there is a missing continuous episode in the previous year.",
		fields:  "Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			first, last := c.first(), c.Last.final()
			if first != nil && first.DECOM < c.Start && (last == nil || first.DECOM != last.DECOM) {
				fail(first)
			}
		},
	},
	{
		code: "NoE", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "This child has no episodes loaded for previous year even though child started to be looked after before this current year.",
		fields:  "Episodes.DECOM",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return (c.Last == nil || len(c.Last.Episodes) == 0) && e.DECOM != 0 && e.DECOM < c.Start
		}),
	},
	{
		code: "199", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Episode information shows child has been previously adopted from care. [NOTE: This only tests the current and previous year data loaded into the tool]",
		fields:  "Episodes.CHILD",
		care:    eachEpisode(func(c *careChild, e *careEpisode) bool { return c.adoptedBefore(e) }),
	},
	{
		code: "559", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Date of decision that a child should be placed for adoption was not in the current year but the date of the decision that the child should be placed for adoption was not completed in a previous return.",
		fields:  "PlacedAdoption.DATE_PLACED",
		care: decisions(func(c *careChild, v *carePlaced) bool {
			return v.DATE_PLACED != 0 && v.DATE_PLACED < c.Start && !c.Last.decided()
		}),
	},
	{
		code: "560", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Date of decision that the child should be placed for adoption this year is different from that recorded last year but the decision to place the child for adoption did not change.",
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED",
		care: decisionsBeside(func(v, last *carePlaced) bool {
			return last.DATE_PLACED != 0 && !last.given(last.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") && v.DATE_PLACED != last.DATE_PLACED
		}),
	},
	{
		code: "561", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Date of the decision that the child should be placed for adoption this year is the same as that recorded last year but records show that the decision changed, and the child should no longer be placed for adoption last year.",
		fields:  "PlacedAdoption.DATE_PLACED",
		care: decisionsBeside(func(v, last *carePlaced) bool {
			return v.DATE_PLACED != 0 && v.DATE_PLACED == last.DATE_PLACED && last.reversed()
		}),
	},
	{
		code: "584", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "Date of decision that the child should be placed for adoption this year is different from that recorded last year, but the decision to placed the child for adoption changed and the child should no longer be placed for adoption.",
		fields:  "PlacedAdoption.DATE_PLACED",
		care: decisionsBeside(func(v, last *carePlaced) bool {
			return last.DATE_PLACED != 0 && last.reversed() && v.DATE_PLACED <= last.DATE_PLACED
		}),
	},
	{
		code: "576", from: 2023, severity: goldset.SeverityUnsaid, needs: needsLastYear,
		message: "There is an open missing/away from placement without authorisation period in last year’s return and there is no corresponding period recorded at the start of this year.",
		fields:  "Missing.CHILD",
		care: func(c *careChild, fail failer) {
			if c.Last == nil {
				return
			}
			for i := range c.Last.Missing {
				if last := &c.Last.Missing[i]; last.goesOn() && !c.missingSince(last.MIS_START) && len(c.Missing) > 0 {
					fail(&c.Missing[0])
				}
			}
		},
	},
}
