package ingest

import "github.com/goldset/goldset"

// careFieldRules are run by the check of the field that names them in the layout.
var careFieldRules = []*rule{
	{
		code: "1004", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The start date of the missing episode or episode that the child was away from placement without authorisation is not a valid date.",
	},
	{
		code: "1005", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The end date of the missing episode or episode that the child was away from placement without authorisation is not a valid date.",
	},
	{
		code: "1006", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Missing type invalid.",
	},
	{
		code: "1009", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason for placement change is not a valid code.",
	},
	{
		code: "101", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Gender code is not valid.",
	},
	{
		code: "101", from: 2025, severity: goldset.SeverityUnsaid,
		message: "The child or young person’s reported sex is not valid.",
	},
	{
		code: "102", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of birth is not a valid date.",
	},
	{
		code: "103", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The ethnicity code is either not valid or has not been entered.",
	},
	{
		code: "104", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date for Unaccompanied Asylum-Seeking Children (UASC) status ceased is not a valid date.",
	},
	{
		code: "112", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date should be placed for adoption is not a valid date.",
	},
	{
		code: "113", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date matching child and adopter(s) is not a valid date.",
	},
	{
		code: "114", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry to record the status of former carer(s) of an adopted child is invalid.",
	},
	{
		code: "115", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of Local Authority's (LA) decision that a child should be placed for adoption is not a valid date.",
	},
	{
		code: "116", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of Local Authority's (LA) decision that a child should no longer be placed for adoption is not a valid date.",
	},
	{
		code: "120", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The reason for the reversal of the decision that the child should be placed for adoption code is not valid.",
	},
	{
		code: "131", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry for being in touch after leaving care is invalid.",
	},
	{
		code: "132", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry for activity after leaving care is invalid.",
	},
	{
		code: "133", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry for accommodation after leaving care is invalid. If reporting on a childs accommodation after leaving care the data entry must be valid",
	},
	{
		code: "141", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date episode began is not a valid date.",
	},
	{
		code: "143", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The reason for new episode code is not a valid code.",
	},
	{
		code: "144", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The legal status code is not a valid code.",
	},
	{
		code: "145", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Category of need code is not a valid code.",
	},
	{
		code: "146", from: 2023, to: 2024, severity: goldset.SeverityUnsaid,
		message: "Placement type code is not a valid code.",
	},
	{
		code: "146", from: 2025, to: 2025, severity: goldset.SeverityUnsaid,
		message: "Placement type code is not a valid code.",
	},
	{
		code: "146", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Placement type code is not a valid code.",
	},
	{
		code: "147", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date episode ceased is not a valid date.",
	},
	{
		code: "149", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Reason episode ceased code is not valid.",
	},
	{
		code: "166", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of review is invalid or blank.",
	},
	{
		code: "167", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry for participation is invalid or blank.",
	},
	{
		code: "168", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Unique Pupil Number (UPN) is not valid. If unknown, default codes should be UN1, UN2, UN3, UN4 or UN5.",
	},
	{
		code: "171", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Date of birth of mother's child is not a valid date.",
	},
	{
		code: "175", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The number of adopter(s) code is not a valid code.",
	},
	{
		code: "176", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The gender of adopter(s) at the date of adoption code is not a valid code.",
	},
	{
		code: "177", from: 2023, severity: goldset.SeverityUnsaid,
		message: "The legal status of adopter(s) code is not a valid code.",
	},
	{
		code: "178", from: 2023, to: 2025, severity: goldset.SeverityUnsaid,
		message: "Placement provider code is not a valid code.",
	},
	{
		code: "178", from: 2026, severity: goldset.SeverityUnsaid,
		message: "Placement provider code is not a valid code.",
	},
	{
		code: "180", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data entry for the strengths and difficulties questionnaire (SDQ) score is invalid.",
	},
	{
		code: "181", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Data items relating to children looked after continuously for 12 months should be completed with a 0 or 1.",
	},
	{
		code: "196", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Strengths and Difficulties (SDQ) reason is not a valid code.",
	},
	{
		code: "631", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Previous permanence option not a valid value.",
	},
	{
		code: "633", from: 2023, severity: goldset.SeverityUnsaid,
		message: "Local authority code where previous permanence option was arranged is not a valid value.",
	},
	{
		code: "SW02STG1", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Social worker ID does not begin with the characters ‘SW’ or ‘XX’.",
	},
	{
		code: "SW04STG1", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Date social worker episode began is not a valid date..",
	},
	{
		code: "SW05STG1", from: 2024, severity: goldset.SeverityUnsaid,
		message: "Date social worker episode began is not a valid date.",
	},
	{
		code: "SW13STG1", from: 2024, to: 2024, severity: goldset.SeverityUnsaid,
		message: "The reason for social worker change is either not valid or has not been entered.",
	},
	{
		code: "SW13STG1", from: 2025, severity: goldset.SeverityUnsaid,
		message: "The reason for social worker change is not valid.",
	},
}
