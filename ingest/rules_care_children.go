package ingest

import (
	"strings"

	"github.com/goldset/goldset"
)

// careChildRules are about the child's characteristics, health and life after care.
var careChildRules = []*rule{
	{
		code: "301", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of birth falls after the year ended.",
		fields:  "Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.DOB > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "351", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child was over 25 at the start of the current collection year.",
		fields:  "Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.DOB != 0 && v.DOB.addYears(25) < c.Start {
					fail(v)
				}
			}
		},
	},
	{
		code: "174", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Mother's child date of birth is recorded but gender shows that the child is a male.",
		fields:  "Header.SEX Header.MC_DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.SEX == "1" && v.given(v.MC_DOB, "MC_DOB") {
					fail(v)
				}
			}
		},
	},
	{
		code: "174", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Mother's child date of birth is recorded but sex shows that the child is a male.",
		fields:  "Header.SEX Header.MC_DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.SEX == "M" && v.given(v.MC_DOB, "MC_DOB") {
					fail(v)
				}
			}
		},
	},
	{
		code: "209", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child looked after is of school age and should not have an unknown Unique Pupil Number (UPN) code of UN1.",
		fields:  "Header.UPN Header.DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.UPN == "UN1" && v.DOB != 0 && v.DOB.addYears(4) <= civilDay(c.Start.time().Year()-1, 8, 31) {
					fail(v)
				}
			}
		},
	},
	{
		code: "232", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Sex of the child/young person has been reported as unknown.",
		fields:  "Header.SEX",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; strings.EqualFold(v.SEX, "U") {
					fail(v)
				}
			}
		},
	},
	{
		code: "612", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Date of birth field has been completed but mother field indicates child is not a mother.",
		fields:  "Header.SEX Header.MOTHER Header.MC_DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.SEX == "2" && v.MOTHER != "1" && v.given(v.MC_DOB, "MC_DOB") {
					fail(v)
				}
			}
		},
	},
	{
		code: "612", from: 2025, severity: goldset.SeverityUnsaid,
		message: "Date of birth field has been completed but mother field indicates child is not a mother.",
		fields:  "Header.SEX Header.MOTHER Header.MC_DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.SEX == "F" && v.MOTHER != "1" && v.given(v.MC_DOB, "MC_DOB") {
					fail(v)
				}
			}
		},
	},
	{
		code: "620", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child has been recorded as a mother, but date of birth shows that the mother is under 11 years of age.",
		fields:  "Header.DOB Header.MOTHER",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.MOTHER == "1" && v.DOB != 0 && v.DOB.addYears(11) > c.Start {
					fail(v)
				}
			}
		},
	},
	{
		code: "621", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Mother’s field has been completed but date of birth shows that the mother is younger than her child.",
		fields:  "Header.DOB Header.MC_DOB",
		care: func(c *careChild, fail failer) {
			for i := range c.Header {
				if v := &c.Header[i]; v.MC_DOB != 0 && v.MC_DOB <= v.DOB {
					fail(v)
				}
			}
		},
	},
	{
		code: "304", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date unaccompanied asylum-seeking child (UASC) status ceased must be on or before the 18th birthday of a child.",
		fields:  "UASC.DUC",
		care: func(c *careChild, fail failer) {
			for i := range c.UASC {
				if v := &c.UASC[i]; v.DUC != 0 && v.DOB != 0 && v.DUC > v.DOB.addYears(18) {
					fail(v)
				}
			}
		},
	},
	{
		code: "158", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If a child has been recorded as receiving an intervention for their substance misuse problem, then the additional item on whether an intervention was offered should be left blank.",
		fields:  "OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.INTERVENTION_RECEIVED == "1" && v.INTERVENTION_OFFERED != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "159", from: 2023, severity: goldset.SeverityUnsaid,
		message: "If a child has been recorded as not receiving an intervention for their substance misuse problem, then the additional item on whether an intervention was offered should be completed as well.",
		fields:  "OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.SUBSTANCE_MISUSE == "1" && v.INTERVENTION_RECEIVED == "0" && v.INTERVENTION_OFFERED == "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "182", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entries on immunisations, teeth checks, health assessments and substance misuse problem identified should be completed or all OC2 fields should be left blank.",
		fields:  "OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE OC2.CONVICTED OC2.HEALTH_CHECK OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.healthMissing() && anyOf(v.IMMUNISATIONS, v.TEETH_CHECK, v.HEALTH_ASSESSMENT, v.SUBSTANCE_MISUSE, v.CONVICTED, v.HEALTH_CHECK, v.INTERVENTION_RECEIVED, v.INTERVENTION_OFFERED) {
					fail(v)
				}
			}
		},
	},
	{
		code: "188", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is aged under 4 years at the end of the year, but a Strengths and Difficulties (SDQ) score or a reason for no SDQ score has been completed.",
		fields:  "OC2.SDQ_SCORE OC2.SDQ_REASON",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.DOB != 0 && v.DOB.addYears(4) > c.End && anyOf(v.SDQ_SCORE, v.SDQ_REASON) {
					fail(v)
				}
			}
		},
	},
	{
		code: "189", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child is aged 17 years or over at the beginning of the year, but an Strengths and Difficulties (SDQ) score or a reason for no Strengths and Difficulties (SDQ) score has been completed.",
		fields:  "OC2.DOB OC2.SDQ_SCORE OC2.SDQ_REASON",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.DOB != 0 && v.DOB.addYears(17) < c.Start && anyOf(v.SDQ_SCORE, v.SDQ_REASON) {
					fail(v)
				}
			}
		},
	},
	{
		code: "192", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child has been identified as having a substance misuse problem but the additional item on whether an intervention was received has been left blank.",
		fields:  "OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.SUBSTANCE_MISUSE == "1" && v.INTERVENTION_RECEIVED == "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "193", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Child not identified as having a substance misuse problem but at least one of the two additional items on whether an intervention were offered and received have been completed.",
		fields:  "OC2.SUBSTANCE_MISUSE OC2.INTERVENTION_RECEIVED OC2.INTERVENTION_OFFERED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.SUBSTANCE_MISUSE != "1" && anyOf(v.INTERVENTION_RECEIVED, v.INTERVENTION_OFFERED) {
					fail(v)
				}
			}
		},
	},
	{
		code: "197a", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason for no Strengths and Difficulties (SDQ) score is not required if Strengths and Difficulties Questionnaire score is filled in.",
		fields:  "OC2.SDQ_SCORE OC2.SDQ_REASON",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.SDQ_SCORE != "" && v.SDQ_REASON != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "542", from: 2023, severity: goldset.SeverityUnsaid,
		message: "A child aged under 10 at 31 March should not have conviction information completed.",
		fields:  "OC2.CONVICTED",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.DOB != 0 && v.DOB.addYears(10) > c.End && v.CONVICTED != "" {
					fail(v)
				}
			}
		},
	},
	{
		code: "547", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Any child who has health promotion information completed must also have immunisation, teeth check, health assessment and substance misuse problem identified fields completed.",
		fields:  "OC2.HEALTH_CHECK OC2.IMMUNISATIONS OC2.TEETH_CHECK OC2.HEALTH_ASSESSMENT OC2.SUBSTANCE_MISUSE",
		care: func(c *careChild, fail failer) {
			for i := range c.OC2 {
				if v := &c.OC2[i]; v.HEALTH_CHECK == "1" && v.healthMissing() {
					fail(v)
				}
			}
		},
	},
	{
		code: "153", from: 2023, severity: goldset.SeverityUnsaid,
		message: "All data items relating to a child's activity or accommodation after leaving care must be coded or left blank.",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: func(c *careChild, fail failer) {
			for i := range c.OC3 {
				if v := &c.OC3[i]; someOf(v.IN_TOUCH, v.ACTIV, v.ACCOM) {
					fail(v)
				}
			}
		},
	},
	{
		code: "344", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The record shows the young person has died or returned home to live with parent(s) or someone with parental responsibility for a continuous period of 6 months or more, but activity and/or accommodation on leaving care have been completed.",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: func(c *careChild, fail failer) {
			for i := range c.OC3 {
				if v := &c.OC3[i]; oneOf(v.IN_TOUCH, "DIED RHOM") && (v.ACTIV != "0" || v.ACCOM != "0") {
					fail(v)
				}
			}
		},
	},
	{
		code: "345", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The data collection record shows the local authority is in touch with this young person, but activity and/or accommodation data items are zero.",
		fields:  "OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: func(c *careChild, fail failer) {
			for i := range c.OC3 {
				if v := &c.OC3[i]; v.IN_TOUCH == "YES" && (v.ACTIV == "0" || v.ACCOM == "0") {
					fail(v)
				}
			}
		},
	},
	{
		code: "391", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Young person was not 17, 18, 19, 20 or 21 during the current collection year.",
		fields:  "OC3.DOB OC3.IN_TOUCH OC3.ACTIV OC3.ACCOM",
		care: func(c *careChild, fail failer) {
			for i := range c.OC3 {
				if v := &c.OC3[i]; v.DOB != 0 && v.DOB.addYears(17) > c.End && anyOf(v.IN_TOUCH, v.ACTIV, v.ACCOM) {
					fail(v)
				}
			}
		},
	},
}
