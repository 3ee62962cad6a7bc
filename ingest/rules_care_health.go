package ingest

import (
	"slices"

	"github.com/goldset/goldset"
)

// careHealthRules are about children looked after all year, and about mothers and care leavers.
var careHealthRules = []*rule{
	{
		code: "185", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child has not been looked after continuously for at least 12 months at 31 March but a Strengths and Difficulties (SDQ) score has been completed.",
		fields:  "OC2.SDQ_SCORE",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.SDQ_SCORE != "" && c.notAllYear() {
					fail(v)
				}
			}
		},
	},
	{
		code: "186", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Children aged 4 or over at the start of the year and children aged under 17 at the end of the year and who have been looked after for at least 12 months continuously should have a Strengths and Difficulties (SDQ) score completed.",
		fields:  "OC2.SDQ_SCORE",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.SDQ_SCORE == "" && v.SDQ_REASON == "" && v.DOB != 0 && v.DOB.addYears(4) <= c.Start && v.DOB.addYears(17) > c.End && c.allYear() {
					fail(v)
				}
			}
		},
	},
	{
		code: "190", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child has not been looked after continuously for at least 12 months at 31 March but one or more data items relating to children looked after for 12 months have been completed.",
		fields:  "OC2.CONVICTED OC2.HEALTH_CHECK OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.health() && c.notAllYear() {
					fail(v)
				}
			}
		},
	},
	{
		code: "191", from: 2023, severity: goldset.SeverityUnsaid, misses: "OC2",
		message: "Child has been looked after continuously for at least 12 months at 31 March but one or more data items relating to children looked after for 12 months have been left blank.",
		fields:  "OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE Episodes.CHILD",
		care: func(c *careChild, fail failer) {
			if !c.allYear() {
				return
			}
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.healthMissing() {
					fail(v)
				}
			}
			for i := range c.Episodes {
				if len(c.OC2) == 0 {
					fail(&c.Episodes[i])
				}
			}
		},
	},
	{
		code: "198", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child has not been looked after continuously for at least 12 months at 31 March but a reason for no Strengths and Difficulties (SDQ) score has been completed.",
		fields:  "OC2.SDQ_REASON",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.SDQ_REASON != "" && c.notAllYear() {
					fail(v)
				}
			}
		},
	},
	{
		code: "543", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is aged 10 or over at 31 March and has been looked after continuously for 12 months yet conviction information has not been completed.",
		fields:  "OC2.CONVICTED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.CONVICTED == "" && v.DOB != 0 && v.DOB.addYears(10) <= c.End && c.allYear() {
					fail(v)
				}
			}
		},
	},
	{
		code: "545", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is aged under 5 at 31 March and has been looked after continuously for 12 months yet health promotion information has not been completed.",
		fields:  "OC2.HEALTH_CHECK",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.HEALTH_CHECK == "" && v.DOB != 0 && v.DOB.addYears(5) > c.End && c.allYear() {
					fail(v)
				}
			}
		},
	},
	{
		code: "215", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child has care leaver information but one or more data items relating to children looked after for 12 months have been completed.",
		fields:  "OC2.CONVICTED OC2.HEALTH_CHECK OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				for j := range c.OC3 {
					if v, l := &c.OC2[i], &c.OC3[j]; v.health() && anyOf(l.IN_TOUCH, l.ACTIV, l.ACCOM) {
						fail(v, l)
					}
				}
			}
		},
	},
	{
		code: "347", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Care leavers aged under 18 years, can not be accommodated in a Foyer.",
		fields:  "OC3.DOB OC3.ACCOM",
		care: func(c *careChild, fail failer) {
			for i := range c.OC3 {
				if v := &c.OC3[i]; oneOf(v.ACCOM, "T T1 T2") && v.DOB != 0 && v.DOB.addYears(18) > c.Start {
					fail(v)
				}
			}
		},
	},
	{
		code: "628", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Motherhood details are not required for care leavers who have not been looked after during the year.",
		fields:  "Header.MOTHER",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.MOTHER != "" && len(c.Episodes) == 0 && slices.ContainsFunc(c.OC3, func(l careOC3) bool { return anyOf(l.IN_TOUCH, l.ACTIV, l.ACCOM) }) {
					fail(v)
				}
			}
		},
	},
	{
		code: "393", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Child is looked after but mother field is not completed.",
		fields:  "Header.MOTHER",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.SEX == "2" && v.MOTHER == "" && c.stays() {
					fail(v)
				}
			}
		},
	},
	{
		code: "393", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Child is looked after but mother field is not completed.",
		fields:  "Header.MOTHER",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.SEX == "F" && v.MOTHER == "" && c.stays() {
					fail(v)
				}
			}
		},
	},
	{
		code: "607", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Child ceased to be looked after in the year, but mother field has not been completed.",
		fields:  "Header.MOTHER Header.SEX Episodes.DEC Episodes.REC Episodes.LS",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				for j := range c.Episodes {
					h, e := &c.Header[i], &c.Episodes[j]
					if h.SEX == "2" && h.MOTHER == "" && !e.shortBreak() && (c.in(e.DEC) || e.goesOn()) && e.REC != "" && e.REC != "X1" {
						fail(h, e)
					}
				}
			}
		},
	},
	{
		code: "607", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Child ceased to be looked after in the year, but mother field has not been completed.",
		fields:  "Header.MOTHER Header.SEX Episodes.DEC Episodes.REC Episodes.LS",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				for j := range c.Episodes {
					h, e := &c.Header[i], &c.Episodes[j]
					if h.SEX == "F" && h.MOTHER == "" && !e.shortBreak() && (c.in(e.DEC) || e.goesOn()) && e.REC != "" && e.REC != "X1" {
						fail(h, e)
					}
				}
			}
		},
	},
}
