package ingest

import "github.com/goldset/goldset"

// senPlanRules are those of List 1: people with an education, health and care plan.
// The severity is the wording's own where it says Query or Error, else that of the
// published rule.
var senPlanRules = []*rule{
	{
		code: "101a", severity: goldset.SeverityError,
		message: "Missing personal information - DOB",
		cure:    "The date of birth",
		fields:  "List_1.DateOfBirth",
		sen:     inList1((*senReturn).withoutBirthDate),
	},
	{
		code: "101b", severity: goldset.SeverityError,
		message: "Missing personal information - Gender",
		cure:    "The gender",
		fields:  "List_1.Gender",
		sen:     inList1((*senReturn).withoutGender),
	},
	{
		code: "101c", severity: goldset.SeverityError,
		message: "Missing personal information - Ethnicity",
		cure:    "The code of the ethnicity",
		fields:  "List_1.Ethnicity",
		sen:     inList1((*senReturn).withoutEthnicity),
	},
	{
		code: "101d", severity: goldset.SeverityError,
		message: "Missing personal information - SEN primary need",
		cure:    "The code of the primary need",
		fields:  "List_1.PrimaryNeed",
		sen:     inList1((*senReturn).withoutPrimaryNeed),
	},
	{
		code: "102a", severity: goldset.SeverityQuery,
		message: "Age is 25 - Query",
		cure:    "A date of birth less than 25 years ago, or a word that the age is right",
		fields:  "List_1.DateOfBirth",
		sen:     inList1((*senReturn).aged25),
	},
	{
		code: "102b", severity: goldset.SeverityError,
		message: "Age is 26 or over - Error",
		cure:    "A date of birth less than 26 years ago, or leave the person out",
		fields:  "List_1.DateOfBirth",
		sen:     inList1((*senReturn).aged26),
	},
	{
		code: "103", severity: goldset.SeverityError,
		message: "No disability status given",
		cure:    "Yes or No",
		fields:  "List_1.Disability",
		sen:     inList1((*senReturn).withoutDisability),
	},
	{
		code: "105a", severity: goldset.SeverityQuery,
		message: "Date of birth is in the future - Query",
		cure:    "A date up to the reference date",
		fields:  "List_1.DateOfBirth",
		sen:     inList1((*senReturn).bornLater),
	},
	{
		code: "105b", severity: goldset.SeverityQuery,
		message: "Date initial EHC plan issued is in the future - Query",
		cure:    "A date up to the reference date",
		fields:  "List_1.InitialPlanIssued",
		sen:     inList1((*senReturn).issuedLater),
	},
	{
		code: "105c", severity: goldset.SeverityQuery,
		message: "Date updated EHC plan issued is in the future - Query",
		cure:    "A date up to the reference date",
		fields:  "List_1.UpdatedPlanIssued",
		sen:     inList1((*senReturn).updatedLater),
	},
	{
		code: "105d", severity: goldset.SeverityQuery,
		message: "Date EHC plan last reviewed is in the future - Query",
		cure:    "A date up to the reference date",
		fields:  "List_1.PlanLastReviewed",
		sen:     inList1((*senReturn).reviewedLater),
	},
	{
		code: "106a", severity: goldset.SeverityError,
		message: "Initial EHCP date is after Updated Date",
		cure:    "An initial plan no later than the updated one",
		fields:  "List_1.InitialPlanIssued List_1.UpdatedPlanIssued",
		sen:     inList1((*senReturn).updatedBeforeIssued),
	},
	{
		code: "106b", severity: goldset.SeverityError,
		message: "Initial EHCP date is after Last Review Date",
		cure:    "An initial plan no later than its last review",
		fields:  "List_1.InitialPlanIssued List_1.PlanLastReviewed",
		sen:     inList1((*senReturn).reviewedBeforeIssued),
	},
	{
		code: "107", severity: goldset.SeverityError,
		message: "Child aged 6+ without either a) UPN, b) ULN",
		cure:    "A UPN, a ULN, or the code that says why there is none",
		fields:  "List_1.UPN List_1.ULN",
		sen:     inList1((*senReturn).withoutNumber),
	},
	{
		code: "108a", severity: goldset.SeverityError,
		message: "School aged child/young person (5-16) without  main OR subsidiary education establishment",
		cure:    "The main education establishment",
		fields:  "List_1.MainSchool List_1.SubsidiarySchoolPhase",
		sen:     inList1((*senReturn).withoutSchool),
	},
	{
		code: "108b", severity: goldset.SeverityError,
		message: "School aged child/young person (5-16) has subsidiary education establishment but not main",
		cure:    "The main education establishment",
		fields:  "List_1.MainSchool List_1.SubsidiarySchoolPhase",
		sen:     inList1((*senReturn).withoutMainSchool),
	},
	{
		code: "109", severity: goldset.SeverityError,
		message: "Duplicated UPN - return requires only the most recent initial EHCP date, close the first and submit the most recent.",
		cure:    "Each UPN once, with the most recent plan",
		fields:  "List_1.UPN",
		sen: func(c *senReturn, fail failer) {
			sameUPN(c.List_1, fail)
		},
	},
}

// senSupportRules are those of List 2: people with SEN support.
var senSupportRules = []*rule{
	{
		code: "201a", severity: goldset.SeverityError,
		message: "Missing personal information - DOB",
		cure:    "The date of birth",
		fields:  "List_2.DateOfBirth",
		sen:     inList2((*senReturn).withoutBirthDate),
	},
	{
		code: "201b", severity: goldset.SeverityError,
		message: "Missing personal information - Gender",
		cure:    "The gender",
		fields:  "List_2.Gender",
		sen:     inList2((*senReturn).withoutGender),
	},
	{
		code: "201c", severity: goldset.SeverityError,
		message: "Missing personal information - Ethnicity",
		cure:    "The code of the ethnicity",
		fields:  "List_2.Ethnicity",
		sen:     inList2((*senReturn).withoutEthnicity),
	},
	{
		code: "201d", severity: goldset.SeverityError,
		message: "Missing personal information - SEN primary need",
		cure:    "The code of the primary need",
		fields:  "List_2.PrimaryNeed",
		sen:     inList2((*senReturn).withoutPrimaryNeed),
	},
	{
		code: "202a", severity: goldset.SeverityQuery,
		message: "Age is 25 - Query",
		cure:    "A date of birth less than 25 years ago, or a word that the age is right",
		fields:  "List_2.DateOfBirth",
		sen:     inList2((*senReturn).aged25),
	},
	{
		code: "202b", severity: goldset.SeverityError,
		message: "Age is 26 or over - Error",
		cure:    "A date of birth less than 26 years ago, or leave the person out",
		fields:  "List_2.DateOfBirth",
		sen:     inList2((*senReturn).aged26),
	},
	{
		code: "203", severity: goldset.SeverityError,
		message: "No disability status given",
		cure:    "Yes or No",
		fields:  "List_2.Disability",
		sen:     inList2((*senReturn).withoutDisability),
	},
	{
		code: "205a", severity: goldset.SeverityQuery,
		message: "Date of birth is in the future - Query",
		cure:    "A date up to the reference date",
		fields:  "List_2.DateOfBirth",
		sen:     inList2((*senReturn).bornLater),
	},
	{
		code: "207", severity: goldset.SeverityError,
		message: "Child aged 6+ without either a) UPN, b) ULN",
		cure:    "A UPN, a ULN, or the code that says why there is none",
		fields:  "List_2.UPN List_2.ULN",
		sen:     inList2((*senReturn).withoutNumber),
	},
	{
		code: "208a", severity: goldset.SeverityError,
		message: "School aged child/young person (5-16) without  main OR subsidiary education establishment",
		cure:    "The main education establishment",
		fields:  "List_2.MainSchool List_2.SubsidiarySchoolPhase",
		sen:     inList2((*senReturn).withoutSchool),
	},
	{
		code: "208b", severity: goldset.SeverityError,
		message: "School aged child/young person (5-16) has subsidiary education establishment but not main",
		cure:    "The main education establishment",
		fields:  "List_2.MainSchool List_2.SubsidiarySchoolPhase",
		sen:     inList2((*senReturn).withoutMainSchool),
	},
	{
		code: "209", severity: goldset.SeverityError,
		message: "Duplicated UPN",
		cure:    "Each UPN once",
		fields:  "List_2.UPN",
		sen: func(c *senReturn, fail failer) {
			sameUPN(c.List_2, fail)
		},
	},
}
