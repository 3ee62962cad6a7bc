package ingest

import "github.com/goldset/goldset"

// cinPlanRules are about child in need plans, child protection plans and their reviews.
var cinPlanRules = []*rule{
	{
		code: "1105", from: 2023, severity: goldset.SeverityError,
		message: "The child protection plan start date cannot be before the referral date",
		fields:  "ChildProtectionPlans.CPPstartDate CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildProtectionPlans {
				v := &c.ChildProtectionPlans[i]
				if d := c.detailsOf(v); d != nil && v.CPPstartDate != 0 && v.CPPstartDate < d.CINreferralDate {
					fail(d, v)
				}
			}
		},
	},
	{
		code: "2885", from: 2023, severity: goldset.SeverityError,
		message: "Child protection plan shown as starting a different day to the initial child protection conference.",
		fields:  "ChildProtectionPlans.CPPstartDate Section47.DateOfInitialCPC CINdetails.DateOfInitialCPC",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINdetails {
				c.plansWithoutConference(&c.CINdetails[i], fail)
			}
		},
	},
	{
		code: "4001", from: 2023, severity: goldset.SeverityError,
		message: "A CIN Plan cannot run concurrently with a Child Protection Plan",
		fields:  "ChildProtectionPlans.CPPendDate CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				for j := range c.ChildProtectionPlans {
					if n, p := &c.CINplanDates[i], &c.ChildProtectionPlans[j]; n.parent == p.parent && n.CINPlanEndDate == 0 && p.CPPendDate == 0 {
						fail(n, p)
					}
				}
			}
		},
	},
	{
		code: "4003", from: 2023, severity: goldset.SeverityError,
		message: "A CPP review date is shown as being held at the same time as an open CIN Plan.",
		fields:  "Reviews.CPPreviewDate CINplanDates.CINPlanStartDate ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildProtectionPlans {
				p := &c.ChildProtectionPlans[i]
				for j := range c.reviews(p) {
					v := &c.reviews(p)[j]
					for k := range c.CINplanDates {
						n := &c.CINplanDates[k]
						if n.parent == p.parent && v.CPPreviewDate != p.CPPendDate && duringPlan(n, v.CPPreviewDate, c.End) {
							fail(v, n, p)
						}
					}
				}
			}
		},
	},
	{
		code: "4004", from: 2023, severity: goldset.SeverityError,
		message: "This child is showing more than one open CIN Plan, i.e. with no End Date",
		fields:  "CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			var open []row
			for i := range c.CINplanDates {
				if c.CINplanDates[i].CINPlanEndDate == 0 {
					open = append(open, &c.CINplanDates[i])
				}
			}
			if len(open) > 1 {
				fail(open...)
			}
		},
	},
	{
		code: "4008", from: 2023, severity: goldset.SeverityError,
		message: "CIN Plan shown as starting after the child’s Date of Death.",
		fields:  "ChildIdentifiers.PersonDeathDate CINplanDates.CINPlanStartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				for j := range c.CINplanDates {
					if v, p := &c.ChildIdentifiers[i], &c.CINplanDates[j]; v.PersonDeathDate != 0 && p.CINPlanStartDate > v.PersonDeathDate {
						fail(v, p)
					}
				}
			}
		},
	},
	{
		code: "4009Q", from: 2023, severity: goldset.SeverityQuery,
		message: "CIN Plan cannot end after the child’s Date of Death",
		fields:  "ChildIdentifiers.PersonDeathDate CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				for j := range c.CINplanDates {
					if v, p := &c.ChildIdentifiers[i], &c.CINplanDates[j]; v.PersonDeathDate != 0 && p.CINPlanEndDate > v.PersonDeathDate {
						fail(v, p)
					}
				}
			}
		},
	},
	{
		code: "4011", from: 2023, severity: goldset.SeverityError,
		message: "CIN Plan End Date earlier than Start Date",
		fields:  "CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				if v := &c.CINplanDates[i]; v.CINPlanEndDate != 0 && v.CINPlanEndDate < v.CINPlanStartDate {
					fail(v)
				}
			}
		},
	},
	{
		code: "4012Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: CIN Plan shown as starting and ending on the same day",
		fields:  "CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				if v := &c.CINplanDates[i]; v.CINPlanStartDate != 0 && v.CINPlanStartDate == v.CINPlanEndDate {
					fail(v)
				}
			}
		},
	},
	{
		code: "4013", from: 2023, severity: goldset.SeverityError,
		message: "CIN Plan end date must fall within the census year",
		fields:  "CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				if v := &c.CINplanDates[i]; v.CINPlanEndDate != 0 && !c.in(v.CINPlanEndDate) {
					fail(v)
				}
			}
		},
	},
	{
		code: "4014", from: 2023, severity: goldset.SeverityError,
		message: "CIN Plan data contains overlapping dates",
		fields:  "CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			overlaps(c.CINplanDates, func(p *cinPlan) (start, end day) { return p.CINPlanStartDate, inclusive(p.CINPlanEndDate) },
				c.End, func(first, second *cinPlan) { fail(first, second) })
		},
	},
	{
		code: "4015", from: 2023, severity: goldset.SeverityError,
		message: "The CIN Plan start date cannot be before the referral date",
		fields:  "CINplanDates.CINPlanStartDate CINdetails.CINreferralDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				v := &c.CINplanDates[i]
				if d := c.detailsOf(v); d != nil && v.CINPlanStartDate != 0 && v.CINPlanStartDate < d.CINreferralDate {
					fail(d, v)
				}
			}
		},
	},
	{
		code: "4016", from: 2023, severity: goldset.SeverityError,
		message: "A CIN Plan has been reported as open at the same time as a Child Protection Plan.",
		fields:  "CINplanDates.CINPlanStartDate ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				for j := range c.ChildProtectionPlans {
					n, p := &c.CINplanDates[i], &c.ChildProtectionPlans[j]
					within := p.CPPstartDate != 0 && n.CINPlanStartDate >= p.CPPstartDate && n.CINPlanStartDate != p.CPPendDate
					if within && (p.CPPendDate != 0 && n.CINPlanStartDate < p.CPPendDate || p.CPPendDate == 0 && n.CINPlanStartDate <= c.End) {
						fail(n, p)
					}
				}
			}
		},
	},
	{
		code: "4017", from: 2023, severity: goldset.SeverityError,
		message: "A CIN Plan has been reported as open at the same time as a Child Protection Plan.",
		fields:  "ChildProtectionPlans.CPPstartDate CINplanDates.CINPlanStartDate CINplanDates.CINPlanEndDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.CINplanDates {
				for j := range c.ChildProtectionPlans {
					if n, p := &c.CINplanDates[i], &c.ChildProtectionPlans[j]; duringPlan(n, p.CPPstartDate, c.End) && p.CPPstartDate != n.CINPlanEndDate {
						fail(n, p)
					}
				}
			}
		},
	},
	{
		code: "8840", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection Plan cannot start and end on the same day",
		fields:  "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildProtectionPlans {
				if v := &c.ChildProtectionPlans[i]; v.CPPstartDate != 0 && v.CPPstartDate == v.CPPendDate {
					fail(v)
				}
			}
		},
	},
	{
		code: "8841", from: 2023, severity: goldset.SeverityError,
		message: "The review date cannot be on the same day or before the Child protection Plan start date.",
		fields:  "ChildProtectionPlans.CPPstartDate Reviews.CPPreviewDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildProtectionPlans {
				p := &c.ChildProtectionPlans[i]
				for j := range c.reviews(p) {
					if v := &c.reviews(p)[j]; v.CPPreviewDate != 0 && v.CPPreviewDate <= p.CPPstartDate {
						fail(p, v)
					}
				}
			}
		},
	},
	{
		code: "8915", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection Plan shown as starting after the child’s Date of Death",
		fields:  "ChildIdentifiers.PersonDeathDate ChildProtectionPlans.CPPstartDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				for j := range c.ChildProtectionPlans {
					if v, p := &c.ChildIdentifiers[i], &c.ChildProtectionPlans[j]; v.PersonDeathDate != 0 && p.CPPstartDate > v.PersonDeathDate {
						fail(v, p)
					}
				}
			}
		},
	},
	{
		code: "8920", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection Plan cannot end after the child’s Date of Death",
		fields:  "ChildIdentifiers.PersonDeathDate ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				for j := range c.ChildProtectionPlans {
					if v, p := &c.ChildIdentifiers[i], &c.ChildProtectionPlans[j]; v.PersonDeathDate != 0 && p.CPPendDate > v.PersonDeathDate {
						fail(v, p)
					}
				}
			}
		},
	},
	{
		code: "8925", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection Plan End Date earlier than Start Date",
		fields:  "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildProtectionPlans {
				if v := &c.ChildProtectionPlans[i]; v.CPPendDate != 0 && v.CPPendDate < v.CPPstartDate {
					fail(v)
				}
			}
		},
	},
	{
		code: "8930", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection Plan End Date must fall within the census year",
		fields:  "ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildProtectionPlans {
				if v := &c.ChildProtectionPlans[i]; v.CPPendDate != 0 && !c.in(v.CPPendDate) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8935", from: 2023, severity: goldset.SeverityError,
		message: "This child is showing more than one open Child Protection plan, i.e. with no End Date",
		fields:  "ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			var open []row
			for i := range c.ChildProtectionPlans {
				if c.ChildProtectionPlans[i].CPPendDate == 0 {
					open = append(open, &c.ChildProtectionPlans[i])
				}
			}
			if len(open) > 1 {
				fail(open...)
			}
		},
	},
	{
		code: "8940", from: 2023, severity: goldset.SeverityError,
		message: "Child Protection Plan data contains overlapping dates",
		fields:  "ChildProtectionPlans.CPPstartDate ChildProtectionPlans.CPPendDate",
		cin: func(c *cinChild, fail failer) {
			// Plans of two episodes of need overlap only where the episodes do or where one
			// outlasts its episode, which 8820 and 8565 say.
			episodes(c.ChildProtectionPlans, func(rows []cinProtection) {
				overlaps(rows, func(p *cinProtection) (start, end day) { return p.CPPstartDate, inclusive(p.CPPendDate) },
					c.End, func(first, second *cinProtection) { fail(first, second) })
			})
		},
	},
}
