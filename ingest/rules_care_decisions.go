package ingest

import (
	"slices"

	"github.com/goldset/goldset"
)

// careDecisionRules hold adoption decisions, adoptions and earlier permanence against the episodes.
var careDecisionRules = []*rule{
	{
		code: "1003", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of LA's decision that a child should be placed for adoption is before the child started to be looked after.",
		fields:  "PlacedAdoption.DATE_PLACED Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			first := c.firstStart()
			for i := range c.PlacedAdoption {
				if v := &c.PlacedAdoption[i]; first != nil && v.DATE_PLACED != 0 && v.DATE_PLACED < first.DECOM {
					fail(v, first)
				}
			}
		},
	},
	{
		code: "334", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date child started to be looked after in latest period of care must be on or prior to the date should be placed for adoption.",
		fields:  "AD1.DATE_INT Episodes.DECOM",
		care: func(c *careChild, fail failer) {
			last := c.lastStart()
			for i := range c.AD1 {
				if v := &c.AD1[i]; last != nil && v.DATE_INT != 0 && v.DATE_INT < last.DECOM {
					fail(v, last)
				}
			}
		},
	},
	{
		code: "184", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of decision that a child should be placed for adoption is before the child was born.",
		fields:  "PlacedAdoption.DATE_PLACED Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				for j := range c.PlacedAdoption {
					if h, v := &c.Header[i], &c.PlacedAdoption[j]; v.DATE_PLACED != 0 && v.DATE_PLACED < h.DOB {
						fail(h, v)
					}
				}
			}
		},
	},
	{
		code: "118", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of decision that a child should no longer be placed for adoption is before the current collection year or before the date the child started to be looked after.",
		fields:  "PlacedAdoption.DATE_PLACED_CEASED Episodes.DECOM Episodes.LS",
		care: func(c *careChild, fail failer) {
			at := slices.IndexFunc(c.Episodes, func(e careEpisode) bool { return !e.shortBreak() && e.DECOM != 0 })
			for i := range c.PlacedAdoption {
				if v := &c.PlacedAdoption[i]; at >= 0 && v.DATE_PLACED_CEASED != 0 && (v.DATE_PLACED_CEASED < c.Start || v.DATE_PLACED_CEASED < c.Episodes[at].DECOM) {
					fail(v, &c.Episodes[at])
				}
			}
		},
	},
	{
		code: "331", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of matching child and adopter(s) should be the same as, or prior to, the date of placement of adoption.",
		fields:  "AD1.DATE_MATCH Episodes.DECOM Episodes.REC",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				for j := range c.Episodes {
					if v, e := &c.AD1[i], &c.Episodes[j]; oneOf(e.REC, "E11 E12") && e.DECOM != 0 && v.DATE_MATCH > e.DECOM {
						fail(v, e)
					}
				}
			}
		},
	},
	{
		code: "335", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The current foster value (0) suggests that child is not adopted by current foster carer, but last placement is A2, A3, or A5. Or the current foster value (1) suggests that child is adopted by current foster carer, but last placement is A1, A4 or A6.",
		fields:  "AD1.FOSTER_CARE Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				for j := range c.Episodes {
					v, e := &c.AD1[i], &c.Episodes[j]
					own := v.FOSTER_CARE == "0" && oneOf(e.PLACE, "A2 A3 A5")
					other := v.FOSTER_CARE == "1" && oneOf(e.PLACE, "A1 A4 A6")
					if oneOf(e.REC, "E1 E11 E12") && (own || other) {
						fail(v, e)
					}
				}
			}
		},
	},
	{
		code: "336", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child does not have a foster placement immediately prior to being placed for adoption.",
		fields:  "Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			for i := 1; i < len(c.Episodes); i++ {
				if v := &c.Episodes[i]; oneOf(v.PLACE, "A3 A4") && !oneOf(c.Episodes[i-1].PLACE, "A3 A4 A5 A6 U1 U2 U3 U4 U5 U6") {
					fail(v)
				}
			}
		},
	},
	{
		code: "525", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A child for whom the decision to be placed for adoption has been reversed cannot be adopted during the year.",
		fields:  "PlacedAdoption.DATE_PLACED_CEASED AD1.DATE_INT",
		care: func(c *careChild, fail failer) {
			for i := range c.PlacedAdoption {
				for j := range c.AD1 {
					v, a := &c.PlacedAdoption[i], &c.AD1[j]
					if v.given(v.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") && a.any() {
						fail(v, a)
					}
				}
			}
		},
	},
	{
		code: "523", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of decision that the child should be placed for adoption should be the same date as the decision that adoption is in the best interest (date should be placed).",
		fields:  "PlacedAdoption.DATE_PLACED AD1.DATE_INT",
		care: func(c *careChild, fail failer) {
			for i := range c.PlacedAdoption {
				for j := range c.AD1 {
					v, a := &c.PlacedAdoption[i], &c.AD1[j]
					if v.DATE_PLACED != 0 && a.DATE_INT != 0 && v.DATE_PLACED != a.DATE_INT {
						fail(v, a)
					}
				}
			}
		},
	},
	{
		code: "551", from: 2023, severity: goldset.SeverityUnsaid, misses: "PlacedAdoption",
		message: "Child has been placed for adoption but there is no date of the decision that the child should be placed for adoption.",
		fields:  "Episodes.PLACE",
		care: func(c *careChild, fail failer) {
			decided := slices.ContainsFunc(c.PlacedAdoption, func(v carePlaced) bool { return v.given(v.DATE_PLACED, "DATE_PLACED") })
			for i := range c.Episodes {
				if e := &c.Episodes[i]; oneOf(e.PLACE, "A3 A4 A5 A6") && !decided {
					fail(e)
				}
			}
		},
	},
	{
		code: "601", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The additional fields relating to adoption have not been completed although the episode data shows that the child was adopted during the year.",
		fields:  "AD1.DATE_INT AD1.DATE_MATCH AD1.FOSTER_CARE AD1.NB_ADOPTR AD1.SEX_ADOPTR AD1.LS_ADOPTR Episodes.REC",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				for j := range c.Episodes {
					if a, e := &c.AD1[i], &c.Episodes[j]; oneOf(e.REC, "E11 E12") && c.in(e.DEC) && !a.all() {
						fail(a, e)
					}
				}
			}
		},
	},
	{
		code: "630", from: 2023, severity: goldset.SeverityUnsaid, misses: "PrevPerm",
		message: "Information on previous permanence option should be returned.",
		fields:  "Episodes.RNE",
		care: func(c *careChild, fail failer) {
			for i := range c.Episodes {
				e := &c.Episodes[i]
				if e.RNE != "S" || e.DECOM < c.Start {
					continue
				}
				if !slices.ContainsFunc(c.PrevPerm, func(v carePrevious) bool { return v.whole() }) {
					fail(e)
				}
			}
		},
	},
	{
		code: "632", from: 2023, severity: goldset.SeverityUnsaid, // the field's own form is checked with the field
		message: "Date of previous permanence order not a valid value. NOTE: This rule may result in false negatives where the period of care started before the current collection year",
		cure:    "A day of the calendar before the child started to be looked after, zz for a part that is not known",
		fields:  "PrevPerm.DATE_PERM Episodes.DECOM",
		care:    func(c *careChild, fail failer) { c.orderNotEarlier(fail) },
	},
}
