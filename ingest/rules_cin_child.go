package ingest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goldset/goldset"
)

// cinIdentityRules are about the child: identifiers, birth, disabilities.
var cinIdentityRules = []*rule{
	{
		code: "1510", from: 2023, severity: goldset.SeverityError,
		message: "UPN invalid (wrong check letter at character 1)",
		fields:  "ChildIdentifiers.UPN",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; len(v.UPN) == 13 && allDigits(v.UPN[1:]) && upnLetter(v.UPN) != v.UPN[0] {
					fail(v)
				}
			}
		},
	},
	{
		code: "1530", from: 2023, severity: goldset.SeverityError,
		message: "UPN invalid (characters 2-4 not a recognised LA code)",
		fields:  "ChildIdentifiers.UPN",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; len(v.UPN) == 13 && !upnAuthorityIn(c.Year, v.UPN[1:4]) {
					fail(v)
				}
			}
		},
	},
	{
		code: "1540", from: 2023, severity: goldset.SeverityError,
		message: "UPN invalid (characters 5-12 not all numeric)",
		fields:  "ChildIdentifiers.UPN",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; len(v.UPN) >= 12 && !allDigits(v.UPN[4:12]) {
					fail(v)
				}
			}
		},
	},
	{
		code: "1550", from: 2023, severity: goldset.SeverityError,
		message: "UPN invalid (character 13 not a recognised value)",
		fields:  "ChildIdentifiers.UPN",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; len(v.UPN) == 13 && !isDigit(v.UPN[12]) && strings.IndexByte(upnLetters, v.UPN[12]) < 0 {
					fail(v)
				}
			}
		},
	},
	{
		code: "1560Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend or provide a reason: Former UPN wrongly formatted",
		fields:  "ChildIdentifiers.FormerUPN",
		cure:    "A letter and twelve digits; say why where the former number was a temporary one, which ends in a letter",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; v.FormerUPN != "" && (!upnForm(v.FormerUPN) || !allDigits(v.FormerUPN[1:])) {
					fail(v)
				}
			}
		},
	},
	{
		code: "1570", from: 2025, severity: goldset.SeverityError,
		message: "LA Child ID must not be longer than 20 characters",
		fields:  "ChildIdentifiers.LAchildID",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; utf8.RuneCountInString(v.LAchildID) > 20 {
					fail(v)
				}
			}
		},
	},
	{
		code: "1580", from: 2025, severity: goldset.SeverityError,
		message: "LA Child ID must not contain any non-alphanumeric characters",
		fields:  "ChildIdentifiers.LAchildID",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; !alphanumeric(v.LAchildID) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8520", from: 2023, severity: goldset.SeverityError,
		message: "Date of Birth is after data collection period (must be on or before the end of the census period)",
		fields:  "ChildIdentifiers.PersonBirthDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; v.PersonBirthDate > c.End {
					fail(v)
				}
			}
		},
	},
	{
		code: "8525Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Either Date of Birth or Expected Date of Birth must be provided (but not both)",
		fields:  "ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; (v.PersonBirthDate == 0) == (v.ExpectedPersonBirthDate == 0) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8530Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: Expected Date of Birth is outside the expected range for this census (March to December of the Census Year end)",
		fields:  "ChildIdentifiers.ExpectedPersonBirthDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				v := &c.ChildIdentifiers[i]
				if v.ExpectedPersonBirthDate != 0 && (v.ExpectedPersonBirthDate < c.End-30 || v.ExpectedPersonBirthDate > dayOf(c.End.time().AddDate(0, 9, 0))) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8535Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: Child’s date of death should not be prior to the date of birth",
		fields:  "ChildIdentifiers.PersonDeathDate ChildIdentifiers.PersonBirthDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; v.PersonDeathDate != 0 && (v.PersonBirthDate == 0 || v.PersonDeathDate < v.PersonBirthDate) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8540", from: 2023, severity: goldset.SeverityError,
		message: "Child’s disability is missing or invalid (see Disability table)",
		fields:  "ChildIdentifiers.PersonBirthDate CINdetails.ReferralNFA",
		cure:    "At least one code of the disability table, NONE among them",
		cin: func(c *cinChild, fail failer) {
			unlisted := slices.ContainsFunc(c.Disabilities, func(d cinDisability) bool { return !listed("cin_disability", d.Disability) })
			for i := range c.ChildIdentifiers {
				for j := range c.CINdetails {
					v, d := &c.ChildIdentifiers[i], &c.CINdetails[j]
					if v.PersonBirthDate != 0 && d.goesOn() && (unlisted || len(c.Disabilities) == 0) {
						fail(v, d)
					}
				}
			}
		},
	},
	{
		code: "8545Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: Child's date of death should be within the census year",
		fields:  "ChildIdentifiers.PersonDeathDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; v.PersonDeathDate != 0 && !c.in(v.PersonDeathDate) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8750", from: 2023, to: 2024, severity: goldset.SeverityError,
		message: "Gender must equal 0 for an unborn child",
		fields:  "ChildIdentifiers.GenderCurrent ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; v.unborn() && v.GenderCurrent != "0" {
					fail(v)
				}
			}
		},
	},
	{
		code: "8750", from: 2025, severity: goldset.SeverityError,
		message: "Sex must equal U for an unborn child",
		fields:  "ChildIdentifiers.Sex ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				if v := &c.ChildIdentifiers[i]; v.unborn() && v.Sex != "U" {
					fail(v)
				}
			}
		},
	},
	{
		code: "8770Q", from: 2023, to: 2024, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: UPN or reason UPN missing expected for a child who is more than 5 years old",
		fields:  "ChildIdentifiers.UPN ChildIdentifiers.UPNunknown",
		cin: func(c *cinChild, fail failer) {
			goesOn := slices.ContainsFunc(c.CINdetails, func(d cinDetails) bool { return d.saysGoesOn() })
			for i := range c.ChildIdentifiers {
				v := &c.ChildIdentifiers[i]
				if goesOn && v.UPN == "" && !explains(v.UPNunknown) && v.PersonBirthDate != 0 && v.PersonBirthDate < c.End.addYears(-6) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8770Q", from: 2025, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: UPN is missing or reason UPN is missing or is UN1 for a child who is of school age.",
		fields:  "ChildIdentifiers.UPN ChildIdentifiers.UPNunknown",
		cin: func(c *cinChild, fail failer) {
			goesOn := slices.ContainsFunc(c.CINdetails, func(d cinDetails) bool { return d.saysGoesOn() })
			for i := range c.ChildIdentifiers {
				v := &c.ChildIdentifiers[i]
				if goesOn && v.UPN == "" && !explains(v.UPNunknown) && v.PersonBirthDate != 0 && v.PersonBirthDate < schoolAge(c.End) {
					fail(v)
				}
			}
		},
	},
	{
		code: "8772", from: 2023, severity: goldset.SeverityError,
		message: "UPN unknown reason is UN7 (Referral with no further action) but at least one CIN details is a referral going on to further action",
		fields:  "ChildIdentifiers.UPNunknown CINdetails.ReferralNFA",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				for j := range c.CINdetails {
					if v, d := &c.ChildIdentifiers[i], &c.CINdetails[j]; v.UPNunknown == "UN7" && !d.saysNFA() {
						fail(v, d)
					}
				}
			}
		},
	},
	{
		code: "8775Q", from: 2023, severity: goldset.SeverityQuery,
		message: "Please check and either amend data or provide a reason: Child is over 25 years old",
		fields:  "ChildIdentifiers.PersonBirthDate CINdetails.CINclosureDate",
		cin: func(c *cinChild, fail failer) {
			for i := range c.ChildIdentifiers {
				v := &c.ChildIdentifiers[i]
				if v.PersonBirthDate == 0 || v.PersonBirthDate >= c.End.addYears(-25) {
					continue
				}
				for j := range c.CINdetails {
					if d := &c.CINdetails[j]; d.CINclosureDate == 0 || d.CINclosureDate > v.PersonBirthDate.addYears(25) {
						fail(v, d)
					}
				}
			}
		},
	},
	{
		code: "8790", from: 2023, severity: goldset.SeverityError,
		message: "Disability information includes both None and other values",
		fields:  "Disabilities.Disability",
		cin: func(c *cinChild, fail failer) {
			if len(c.Disabilities) < 2 {
				return
			}
			none := slices.ContainsFunc(c.Disabilities, func(d cinDisability) bool { return d.Disability == "NONE" })
			for i := range c.Disabilities {
				if d := c.Disabilities[i].Disability; none && d != "" && d != "NONE" {
					fail(&c.Disabilities[i])
				}
			}
		},
	},
	{
		code: "8794", from: 2023, severity: goldset.SeverityError,
		message: "Child has two or more disabilities with the same code",
		fields:  "Disabilities.Disability",
		cin: func(c *cinChild, fail failer) {
			for i := range c.Disabilities {
				for j := range c.Disabilities[:i] {
					if d := c.Disabilities[i].Disability; d != "" && d == c.Disabilities[j].Disability {
						fail(&c.Disabilities[j], &c.Disabilities[i])
					}
				}
			}
		},
	},
	{
		code: "8590", from: 2023, severity: goldset.SeverityError,
		message: "Child does not have a recorded CIN episode.",
		fields:  "ChildIdentifiers.LAchildID",
		cin: func(c *cinChild, fail failer) {
			if len(c.CINdetails) == 0 {
				for i := range c.ChildIdentifiers {
					fail(&c.ChildIdentifiers[i])
				}
			}
		},
	},
}
