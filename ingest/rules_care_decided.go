package ingest

import (
	"slices"

	"github.com/goldset/goldset"
)

// careDecidedRules are about the decision to place a child for adoption and what came of it.
var careDecidedRules = []*rule{
	{
		code: "117", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of decision that a child should/should no longer be placed for adoption is beyond the current collection year or after the child ceased to be looked after.",
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED Episodes.DEC Episodes.REC Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			final := c.finalEnding()
			for i := range c.PlacedAdoption {
				v := &c.PlacedAdoption[i]
				switch latest := max(v.DATE_PLACED, v.DATE_PLACED_CEASED); {
				case final != nil && (latest > c.End || final.DEC != 0 && latest > final.DEC):
					fail(v, final)
				case latest > c.End:
					fail(v)
				}
			}
		},
	},
	{
		code: "521", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of local authority's decision (LA) that adoption is in the best interests of the child (date should be placed) must be on or prior to the date the child is placed for adoption.",
		fields:  "AD1.DATE_INT Episodes.PLACE Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			placed := c.firstPlaced()
			for i := range c.AD1 {
				if v := &c.AD1[i]; placed != nil && v.DATE_INT > placed.DECOM {
					fail(v, placed)
				}
			}
		},
	},
	{
		code: "552", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of Decision to place a child for adoption should be on or prior to the date that the child was placed for adoption.",
		fields:  "PlacedAdoption.DATE_PLACED Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			if placed, v := c.firstPlaced(), c.lastDecision(); placed != nil && v != nil && v.DATE_PLACED > placed.DECOM {
				fail(v, placed)
			}
		},
	},
	{
		code: "553", from: 2023, severity: goldset.SeverityUnsaid, misses: "PlacedAdoption",
		message: "Placement order has been granted but there is no date of decision that the child should be placed for adoption.",
		fields:  "Episodes.LS PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		care:    func(c *careChild, fail failer) { c.orderWithoutDecision("E1", fail) },
	},
	{
		code: "554", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of decision that the child should be placed for adoption should be on or prior to the date that the placement order was granted. [NOTE: This rule may result in false positives or false negatives if relevant episodes are in previous years; please check carefully!]",
		fields:  "PlacedAdoption.DATE_PLACED Episodes.DECOM Episodes.LS",
		care:    func(c *careChild, fail failer) { c.decisionAfterOrder("E1", fail) },
	},
	{
		code: "555", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Freeing order has been granted but there is no date of decision that the child should be placed for adoption.",
		fields:  "Episodes.LS PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		care:    func(c *careChild, fail failer) { c.orderWithoutDecision("D1", fail) },
	},
	{
		code: "556", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Date of decision that the child should be placed for adoption should be on or prior to the date that the freeing order was granted.",
		fields:  "PlacedAdoption.DATE_PLACED Episodes.DECOM Episodes.LS",
		care:    func(c *careChild, fail failer) { c.decisionAfterOrder("D1", fail) },
	},
	{
		code: "557", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Child for whom the decision was made that they should be placed for adoption has left care but was not adopted and information on the decision that they should no longer be placed for adoption items has not been completed.",
		fields:  "Episodes.PLACE Episodes.LS Episodes.REC PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		care:    func(c *careChild, fail failer) { c.leftUnadopted("E1 D1", fail) },
	},
	{
		code: "557", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Child for whom the decision was made that they should be placed for adoption has left care but was not adopted and information on the decision that they should no longer be placed for adoption items has not been completed.",
		fields:  "Episodes.PLACE Episodes.LS Episodes.REC PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		care:    func(c *careChild, fail failer) { c.leftUnadopted("E1", fail) },
	},
	{
		code: "558", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If a child has been adopted, then the decision to place them for adoption has not been disrupted and the date of the decision that a child should no longer be placed for adoption should be left blank.",
		fields:  "Episodes.REC PlacedAdoption.DATE_PLACED_CEASED",
		care: func(c *careChild, fail failer) {
			ceased := 0
			for i := range c.PlacedAdoption {
				v := &c.PlacedAdoption[i]
				if !v.given(v.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") {
					return // the decision that led to the adoption stands
				}
				ceased++
			}
			if e := c.final(); ceased > 1 && e != nil && oneOf(e.REC, "E11 E12") {
				fail(e)
			}
		},
	},
	{
		code: "579", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A new decision that the child should be placed for adoption this year cannot start when the previous decision is still open. Decisions to place the child for adoption should also not overlap. The date of any new decision to place the child for adoption must not be before the date placed ceased of previous decisions.",
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED",
		care:    func(c *careChild, fail failer) { c.decisionsTooSoon(fail) },
	},
	{
		code: "583", from: 2023, severity: goldset.SeverityUnsaid,
		message: "More than one date the child should be placed for adoption has been reported, but an earlier decision has not been revoked. Check that both dates are required and add in the date the earlier decision was revoked. Note this may be in a previous year.",
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED",
		care: func(c *careChild, fail failer) {
			c.decisionPairs(func(last, next *carePlaced) {
				if !last.given(last.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") {
					fail(last)
				}
			})
		},
	},
	{
		code: "582", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is showing as ceasing to be looked after due to adoption, but the date of adoption is the same as the date reported for being matched with adopters. In most circumstances we expect the date the child is matched with adopters to be before the date of adoption.",
		fields:  "AD1.DATE_MATCH Episodes.DEC",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				for j := range c.Episodes {
					v, e := &c.AD1[i], &c.Episodes[j]
					if oneOf(e.REC, "E11 E12") && e.DEC != 0 && e.DEC == v.DATE_MATCH {
						fail(v, e)
					}
				}
			}
		},
	},
	{
		code: "602", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The episode data submitted for this child does not show that he/she was adopted during the year.",
		fields:  "AD1.CHILD",
		care: adoptions(func(c *careChild, v *careAD1) bool {
			return v.any() && !slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return oneOf(e.REC, "E11 E12") && (e.goesOn() || c.in(e.DEC)) })
		}),
	},
}
