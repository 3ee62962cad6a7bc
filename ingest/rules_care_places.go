package ingest

import (
	"github.com/goldset/goldset"
)

// carePlaceRules are about where the child is placed: the postcodes, and what follows from them.
var carePlaceRules = []*rule{
	{
		code: "164", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Distance is not valid. Please check a valid postcode has been entered. [NOTE: This check will result in false positives for children formerly UASC not identified as such in loaded data]",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			miles, known := e.distance()
			return known && !e.shortBreak() && !c.wasSeeker() && (miles < 0 || miles > 999.9)
		}),
	},
	{
		code: "169", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Local Authority (LA) of placement is not valid or is missing. Please check a valid postcode has been entered.",
		fields:  "Episodes.PL_POST",
		care:    eachEpisode(func(_ *careChild, e *careEpisode) bool { return e.PL_LA == "" && !e.shortBreak() }),
	},
	{
		code: "179", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes | needsAuthority,
		message: "Placement location code is not a valid code.",
		fields:  "Episodes.PL_POST",
		care:    eachEpisode(func(_ *careChild, e *careEpisode) bool { return e.PL_LOCATION == "" && !e.shortBreak() }),
	},
	{
		code: "392a", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Child is looked after but no distance is recorded. [NOTE: This check may result in false positives for children formerly UASC]",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.PL_DISTANCE == "" && !e.shortBreak() && !c.wasSeeker()
		}),
	},
	{
		code: "392b", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is looked after but no postcodes are recorded. [NOTE: This check may result in false positives for children formerly UASC, particularly if current & prior year UASC data not loaded]",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return (e.HOME_POST == "" || e.PL_POST == "") && !e.shortBreak() && !c.wasSeeker()
		}),
	},
	{
		code: "392c", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Postcode(s) provided are invalid.",
		cure:    "Postcodes that exist, such as SW1A 1AA",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return !c.postcode(e.HOME_POST) || !c.postcode(e.PL_POST)
		}),
	},
	{
		code: "398", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Distance field completed but child looked after under legal status V3 or V4.",
		fields:  "Episodes.LS Episodes.HOME_POST Episodes.PL_POST",
		care: eachEpisode(func(_ *careChild, e *careEpisode) bool {
			return e.shortBreak() && (e.HOME_POST != "" || e.PL_POST != "")
		}),
	},
	{
		code: "406", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Child is Unaccompanied Asylum-Seeking Child (UASC) or was formerly UASC. Distance should be blank. [NOTE: This check will result in false negatives for children formerly UASC not identified as such in loaded data]",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care:    eachEpisode(func(c *careChild, e *careEpisode) bool { return e.PL_DISTANCE != "" && c.wasSeeker() }),
	},
	{
		code: "411", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes | needsAuthority,
		message: "Placement location code disagrees with LA of placement.",
		fields:  "Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.PL_LOCATION == "IN" && e.PL_LA != c.Authority
		}),
	},
	{
		code: "420", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "LA of placement completed but child is looked after under legal status V3 or V4.",
		fields:  "Episodes.PL_POST",
		care:    eachEpisode(func(_ *careChild, e *careEpisode) bool { return e.PL_LA != "" && e.shortBreak() }),
	},
	{
		code: "454", from: 2026, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Placement distance from home is over 350 miles. [NOTE: This check will result in false positives for children formerly UASC not identified as such in loaded data]",
		fields:  "Episodes.HOME_POST Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			miles, known := e.distance()
			return known && miles > 350 && miles != 999.9 && !c.wasSeeker()
		}),
	},
	{
		code: "1015", from: 2023, severity: goldset.SeverityUnsaid, needs: needsPostcodes | needsAuthority,
		message: "Placement provider is own provision but child not placed in own LA.",
		fields:  "Episodes.PL_POST",
		care: eachEpisode(func(c *careChild, e *careEpisode) bool {
			return e.PLACE_PROVIDER == "PR1" && e.PL_LA != c.Authority && e.LS != "" && !e.shortBreak() &&
				e.PLACE != "" && !oneOf(e.PLACE, "A3 A4 A5 A6 U1 U2 U3 U4 U5 U6")
		}),
	},
	{
		code: "218", from: 2023, to: 2024, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Ofsted Unique reference number (URN) is required.",
		fields:  "Episodes.URN",
		care: eachEpisode(func(_ *careChild, e *careEpisode) bool {
			return e.URN == "" && e.inEngland() && !e.shortBreak() && e.PLACE != "" && !oneOf(e.PLACE, "H5 P1 P2 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z1")
		}),
	},
	{
		code: "218", from: 2025, to: 2025, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Ofsted Unique reference number (URN) is required.",
		fields:  "Episodes.URN",
		care: eachEpisode(func(_ *careChild, e *careEpisode) bool {
			return e.URN == "" && e.inEngland() && !e.shortBreak() && e.PLACE != "" && !oneOf(e.PLACE, "P1 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z1")
		}),
	},
	{
		code: "218", from: 2026, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Ofsted Unique reference number (URN) is required.",
		fields:  "Episodes.URN",
		care: eachEpisode(func(_ *careChild, e *careEpisode) bool {
			return e.URN == "" && e.inEngland() && !e.shortBreak() && e.PLACE != "" && !oneOf(e.PLACE, "P1 P3 R1 R2 R5 T0 T1 T2 T3 T4 Z11 Z12 Z13 Z14")
		}),
	},
	{
		code: "230", from: 2024, to: 2024, severity: goldset.SeverityUnsaid, needs: needsPostcodes,
		message: "Ofsted Unique reference number (URN) is required for any English H5 placements from 28 October 2023.",
		fields:  "Episodes.PLACE Episodes.DEC Episodes.URN",
		care: eachEpisode(func(_ *careChild, e *careEpisode) bool {
			return e.PLACE == "H5" && e.URN == "" && e.inEngland() && (e.goesOn() || e.DEC > civilDay(2023, 10, 28))
		}),
	},
}
