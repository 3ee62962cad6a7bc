package ingest

import (
	"slices"

	"github.com/goldset/goldset"
)

// careTableRules hold a child's rows in one table against those in others.
var careTableRules = []*rule{
	{
		code: "INT01", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data Integrity Check: Child in AD1 does not exist in Header.",
		fields:  "AD1.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.AD1 {
					fail(&c.AD1[i])
				}
			}
		},
	},
	{
		code: "INT02", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in PlacedAdoption does not exist in Header.",
		fields:  "PlacedAdoption.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.PlacedAdoption {
					fail(&c.PlacedAdoption[i])
				}
			}
		},
	},
	{
		code: "INT03", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in Episodes does not exist in Header.",
		fields:  "Episodes.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.Episodes {
					fail(&c.Episodes[i])
				}
			}
		},
	},
	{
		code: "INT04", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in Missing does not exist in Header.",
		fields:  "Missing.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.Missing {
					fail(&c.Missing[i])
				}
			}
		},
	},
	{
		code: "INT05", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in OC2 does not exist in Header.",
		fields:  "OC2.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.OC2 {
					fail(&c.OC2[i])
				}
			}
		},
	},
	{
		code: "INT06", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in OC3 does not exist in Header.",
		fields:  "OC3.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.OC3 {
					fail(&c.OC3[i])
				}
			}
		},
	},
	{
		code: "INT07", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in PrevPerm does not exist in Header.",
		fields:  "PrevPerm.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.PrevPerm {
					fail(&c.PrevPerm[i])
				}
			}
		},
	},
	{
		code: "INT08", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in Reviews does not exist in Header.",
		fields:  "Reviews.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.Reviews {
					fail(&c.Reviews[i])
				}
			}
		},
	},
	{
		code: "INT09", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child in UASC does not exist in Header.",
		fields:  "UASC.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) == 0 {
				for i := range c.UASC {
					fail(&c.UASC[i])
				}
			}
		},
	},
	{
		code: "INT11", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in AD1 is different to DOB in Header.",
		fields:  "AD1.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.AD1 {
				if v := &c.AD1[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT12", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in PlacedAdoption is different to DOB in Header.",
		fields:  "PlacedAdoption.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.PlacedAdoption {
				if v := &c.PlacedAdoption[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT13", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in Missing is different to DOB in Header.",
		fields:  "Missing.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Missing {
				if v := &c.Missing[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT14", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in OC2 is different to DOB in Header.",
		fields:  "OC2.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT15", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in OC3 is different to DOB in Header.",
		fields:  "OC3.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.OC3 {
				if v := &c.OC3[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT16", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in PrevPerm is different to DOB in Header.",
		fields:  "PrevPerm.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.PrevPerm {
				if v := &c.PrevPerm[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT17", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in Reviews is different to DOB in Header.",
		fields:  "Reviews.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Reviews {
				if v := &c.Reviews[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT18", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: DOB in UASC is different to DOB in Header.",
		fields:  "UASC.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.UASC {
				if v := &c.UASC[i]; c.bornOtherwise(v.DOB) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT21", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: SEX in UASC is different to SEX in Header.",
		fields:  "UASC.SEX",
		care: func(c *careChild, fail failer) {
			for i := range c.UASC {
				if v := &c.UASC[i]; v.SEX != "" && slices.ContainsFunc(c.Header, func(h careHeader) bool { return h.SEX != "" && h.SEX != v.SEX }) {
					fail(v)
				}
			}
		},
	},
	{
		code: "INT31", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child should only exist once in AD1.",
		fields:  "AD1.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.AD1) > 1 {
				for i := range c.AD1 {
					fail(&c.AD1[i])
				}
			}
		},
	},
	{
		code: "INT32", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child should only exist once in Header.",
		fields:  "Header.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Header) > 1 {
				for i := range c.Header {
					fail(&c.Header[i])
				}
			}
		},
	},
	{
		code: "INT33", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child should only exist once in OC2.",
		fields:  "OC2.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.OC2) > 1 {
				for i := range c.OC2 {
					fail(&c.OC2[i])
				}
			}
		},
	},
	{
		code: "INT34", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child should only exist once in OC3.",
		fields:  "OC3.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.OC3) > 1 {
				for i := range c.OC3 {
					fail(&c.OC3[i])
				}
			}
		},
	},
	{
		code: "INT35", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child should only exist once in PrevPerm.",
		fields:  "PrevPerm.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.PrevPerm) > 1 {
				for i := range c.PrevPerm {
					fail(&c.PrevPerm[i])
				}
			}
		},
	},
	{
		code: "INT36", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Internal Check: Child should only exist once in UASC.",
		fields:  "UASC.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.UASC) > 1 {
				for i := range c.UASC {
					fail(&c.UASC[i])
				}
			}
		},
	},
	{
		code: "134", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data on adoption should not be entered for the OC3 cohort.",
		fields:  "AD1.DATE_INT AD1.DATE_MATCH",
		care: func(c *careChild, fail failer) {
			if slices.ContainsFunc(c.OC3, func(v careOC3) bool { return anyOf(v.IN_TOUCH, v.ACTIV, v.ACCOM) }) {
				for i := range c.AD1 {
					if v := &c.AD1[i]; v.given(v.DATE_INT, "DATE_INT") || v.given(v.DATE_MATCH, "DATE_MATCH") || anyOf(v.FOSTER_CARE, v.NB_ADOPTR, v.SEX_ADOPTR, v.LS_ADOPTR) {
						fail(v)
					}
				}
			}
		},
	},
	{
		code: "1012", from: 2023, severity: goldset.SeverityUnsaid,
		message: "No other data should be returned for OC3 children who had no episodes in the current year",
		fields:  "PlacedAdoption.CHILD Missing.CHILD Reviews.CHILD AD1.CHILD PrevPerm.CHILD OC2.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Episodes) > 0 {
				return
			}
			for i := range c.PlacedAdoption {
				fail(&c.PlacedAdoption[i])
			}
			for i := range c.Missing {
				fail(&c.Missing[i])
			}
			for i := range c.Reviews {
				fail(&c.Reviews[i])
			}
			for i := range c.AD1 {
				fail(&c.AD1[i])
			}
			for i := range c.PrevPerm {
				fail(&c.PrevPerm[i])
			}
			for i := range c.OC2 {
				fail(&c.OC2[i])
			}
		},
	},
	{
		code: "EPI", from: 2023, severity: goldset.SeverityUnsaid,
		message: "WARNING: Episodes need to be loaded for this child before further validation is possible [NOTE: This refers to the DfE portal - here, all checks that can be performed with only the available data will be.]",
		fields:  "Header.CHILD",
		care: func(c *careChild, fail failer) {
			if len(c.Episodes) == 0 && len(c.OC3) == 0 {
				for i := range c.Header {
					fail(&c.Header[i])
				}
			}
		},
	},
	{
		code: "442", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Unique Pupil Number (UPN) field is not completed.",
		fields:  "Header.UPN",
		care: func(c *careChild, fail failer) {
			stays := slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return !e.shortBreak() })
			for i := range c.Header {
				if h := &c.Header[i]; stays && h.UPN == "" {
					fail(h)
				}
			}
		},
	},
}
