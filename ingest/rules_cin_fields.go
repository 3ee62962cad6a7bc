package ingest

import "github.com/goldset/goldset"

// sourcesBegan is the first referral whose source the census asks for, 1 April 2013.
var sourcesBegan = civilDay(2013, 4, 1)

// cinFieldRules are run by the check of the field that names them in the layout.
var cinFieldRules = []*rule{
	{
		code: "4010", from: 2023, severity: goldset.SeverityError,
		message: "CIN Plan start date is missing or out of data collection period",
		fields:  "CINplanDates.CINPlanStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				if v := &c.CINplanDates[i]; v.CINPlanStartDate > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "4180", from: 2023, to: 2024, severity: goldset.SeverityError,
		message: "Gender is missing",
	},
	{
		code: "4180", from: 2025, severity: goldset.SeverityError,
		message: "Sex must be provided and equal M, F, or U",
	},
	{
		code: "4220", from: 2023, severity: goldset.SeverityError,
		message: "Ethnicity is missing or invalid (see Ethnicity table)",
	},
	{
		code: "8500", from: 2023, severity: goldset.SeverityError,
		message: "LA Child ID missing",
	},
	{
		code: "8540", from: 2023, severity: goldset.SeverityError,
		message: "Child’s disability is missing or invalid (see Disability table)",
	},
	{
		code: "8568", from: 2023, severity: goldset.SeverityError,
		message: "RNFA flag is missing or invalid",
	},
	{
		code: "8600", from: 2023, severity: goldset.SeverityError,
		message: "Child referral date missing or after data collection period",
		fields:  "CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if v := &c.CINdetails[i]; v.CINreferralDate > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "8640", from: 2023, severity: goldset.SeverityError,
		message: "CIN Reason for closure code invalid (see Reason for Closure table in CIN Census code set)",
	},
	{
		code: "8650", from: 2023, severity: goldset.SeverityError,
		message: "Primary Need Code invalid (see Primary Need table in CIN census code set)",
	},
	{
		code: "8720", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection Plan Start Date missing or out of data collection period",
		fields:  "ChildProtectionPlans.CPPstartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildProtectionPlans {
				if v := &c.ChildProtectionPlans[i]; v.CPPstartDate > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "8730", from: 2023, severity: goldset.SeverityError,
		message: "Total Number of previous Child Protection Plans missing",
	},
	{
		code: "8842Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: Review Record has a missing date",
	},
	{
		code: "8866", from: 2023, severity: goldset.SeverityError,
		message: "Source of Referral is missing or an invalid code",
		fields:  "CINdetails.CINreferralDate CINdetails.ReferralSource",
		since:   &since{field: "CINreferralDate", first: sourcesBegan}, // for the field's check, which finds a code that is not listed
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				if d := &c.CINdetails[i]; d.ReferralSource == "" && d.CINreferralDate >= sourcesBegan {
					fail(d)
				}
			}
		},
	},
	{
		code: "8905", from: 2023, severity: goldset.SeverityError,
		message: "Initial Category of Abuse code missing or invalid (see Category of Abuse table in CIN Census code set)",
	},
	{
		code: "8910", from: 2023, severity: goldset.SeverityError,
		message: "Latest Category of Abuse code missing or invalid (see Category of Abuse table in CIN Census code set)",
	},
}
