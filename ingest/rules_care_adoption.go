package ingest

import "github.com/goldset/goldset"

// careAdoptionRules are about adoption, earlier permanence and missing episodes.
var careAdoptionRules = []*rule{
	{
		code: "151", from: 2023, severity: goldset.SeverityUnsaid,
		message: "All data items relating to a childs adoption must be coded or left blank.",
		fields:  "AD1.DATE_INT AD1.DATE_MATCH AD1.FOSTER_CARE AD1.NB_ADOPTR AD1.SEX_ADOPTR AD1.LS_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.any() && !v.all() {
					fail(v)
				}
			}
		},
	},
	{
		code: "333", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date should be placed for adoption must be on or prior to the date of matching child with adopter(s).",
		fields:  "AD1.DATE_INT",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.DATE_MATCH != 0 && (v.DATE_INT == 0 || v.DATE_INT > v.DATE_MATCH) {
					fail(v)
				}
			}
		},
	},
	{
		code: "511", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If reporting that the number of person(s) adopting the looked after child is two adopters then the code should only be MM, FF or MF. MM = the adopting couple are both males; FF = the adopting couple are both females; MF = The adopting couple are male and female.",
		fields:  "AD1.NB_ADOPTR AD1.SEX_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.NB_ADOPTR == "2" && oneOf(v.SEX_ADOPTR, "M1 F1") {
					fail(v)
				}
			}
		},
	},
	{
		code: "514", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry on the legal status of adopters shows a single adopter but data entry for the numbers of adopters shows it as a couple.",
		fields:  "AD1.LS_ADOPTR AD1.SEX_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.LS_ADOPTR == "L0" && !oneOf(v.SEX_ADOPTR, "M1 F1") {
					fail(v)
				}
			}
		},
	},
	{
		code: "517", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If reporting legal status of adopters is L3 then the genders of adopters should be coded as MF. MF = the adopting couple are male and female.",
		fields:  "AD1.LS_ADOPTR AD1.SEX_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.LS_ADOPTR == "L3" && v.SEX_ADOPTR != "MF" {
					fail(v)
				}
			}
		},
	},
	{
		code: "518", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If reporting legal status of adopters is L4 then the genders of adopters should be coded as MM or FF. MM = the adopting couple are both males. FF = the adopting couple are both females.",
		fields:  "AD1.LS_ADOPTR AD1.SEX_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.LS_ADOPTR == "L4" && !oneOf(v.SEX_ADOPTR, "MM FF") {
					fail(v)
				}
			}
		},
	},
	{
		code: "519", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entered on the legal status of adopters shows civil partnership couple, but data entered on genders of adopters does not show it as a couple.",
		fields:  "AD1.LS_ADOPTR AD1.SEX_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.LS_ADOPTR == "L2" && !oneOf(v.SEX_ADOPTR, "MM FF MF") {
					fail(v)
				}
			}
		},
	},
	{
		code: "520", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry on the legal status of adopters shows different gender married couple but data entry on genders of adopters shows it as a same gender couple.",
		fields:  "AD1.LS_ADOPTR AD1.SEX_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.LS_ADOPTR == "L11" && v.SEX_ADOPTR != "MF" {
					fail(v)
				}
			}
		},
	},
	{
		code: "524", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If reporting legal status of adopters is L12 then the genders of adopters should be coded as MM or FF. MM = the adopting couple are both males. FF = the adopting couple are both females",
		fields:  "AD1.LS_ADOPTR AD1.SEX_ADOPTR",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; v.LS_ADOPTR == "L12" && !oneOf(v.SEX_ADOPTR, "MM FF") {
					fail(v)
				}
			}
		},
	},
	{
		code: "119", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If the decision is made that a child should no longer be placed for adoption, then the date of this decision and the reason why this decision was made must be completed.",
		fields:  "PlacedAdoption.REASON_PLACED_CEASED PlacedAdoption.DATE_PLACED_CEASED",
		care: func(c *careChild, fail failer) {
			for i := range c.PlacedAdoption {
				if v := &c.PlacedAdoption[i]; (v.REASON_PLACED_CEASED == "") == v.given(v.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") {
					fail(v)
				}
			}
		},
	},
	{
		code: "522", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of decision that the child should be placed for adoption must be on or before the date that a child should no longer be placed for adoption.",
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED",
		care: func(c *careChild, fail failer) {
			for i := range c.PlacedAdoption {
				if v := &c.PlacedAdoption[i]; v.DATE_PLACED_CEASED != 0 && v.DATE_PLACED > v.DATE_PLACED_CEASED {
					fail(v)
				}
			}
		},
	},
	{
		code: "563", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The child should no longer be placed for adoption but the date of the decision that the child should be placed for adoption is blank",
		fields:  "PlacedAdoption.DATE_PLACED PlacedAdoption.DATE_PLACED_CEASED PlacedAdoption.REASON_PLACED_CEASED",
		care: func(c *careChild, fail failer) {
			for i := range c.PlacedAdoption {
				if v := &c.PlacedAdoption[i]; v.DATE_PLACED == 0 && v.DATE_PLACED_CEASED != 0 && v.REASON_PLACED_CEASED != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "565", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The date that the child started to be missing or away from placement without authorisation has been completed but whether the child was missing or away from placement without authorisation has not been completed.",
		fields:  "Missing.MISSING Missing.MIS_START",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				if v := &c.Missing[i]; v.given(v.MIS_START, "MIS_START") && v.MISSING == "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "566", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The date that the child's episode of being missing or away from placement without authorisation ended has been completed but whether the child was missing or away without authorisation has not been completed.",
		fields:  "Missing.MISSING Missing.MIS_END",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				if v := &c.Missing[i]; v.given(v.MIS_END, "MIS_END") && v.MISSING == "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "567", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The date that the missing episode or episode that the child was away from placement without authorisation ended is before the date that it started.",
		fields:  "Missing.MIS_START Missing.MIS_END",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				if v := &c.Missing[i]; v.MIS_END != 0 && v.MIS_END < v.MIS_START {
					fail(v)
				}
			}
		},
	},
	{
		code: "570", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The date that the child started to be missing or away from placement without authorisation is after the end of the collection year.",
		fields:  "Missing.MIS_START",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				if v := &c.Missing[i]; v.MIS_START > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "571", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The date that the child ceased to be missing or away from placement without authorisation is before the start or after the end of the collection year.",
		fields:  "Missing.MIS_END",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				if v := &c.Missing[i]; v.MIS_END != 0 && !c.in(v.MIS_END) {
					fail(v)
				}
			}
		},
	},
	{
		code: "586", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Dates of missing periods are before child’s date of birth.",
		fields:  "Missing.MIS_START",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				if v := &c.Missing[i]; v.MIS_START != 0 && v.MIS_START < v.DOB {
					fail(v)
				}
			}
		},
	},
	{
		code: "635", from: 2023, severity: goldset.SeverityUnsaid,
		message: "There are entries for date of order and local authority code where previous permanence option was arranged but previous permanence code is Z1",
		fields:  "PrevPerm.LA_PERM PrevPerm.DATE_PERM PrevPerm.PREV_PERM",
		care: func(c *careChild, fail failer) {
			for i := range c.PrevPerm {
				if v := &c.PrevPerm[i]; v.PREV_PERM == "" && anyOf(v.LA_PERM, v.DATE_PERM) || v.PREV_PERM == "Z1" && v.LA_PERM != "" && v.DATE_PERM != "" {
					fail(v)
				}
			}
		},
	},
}
