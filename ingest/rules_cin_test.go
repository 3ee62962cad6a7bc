package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// censusOf is a message of one child for a year: its identifiers' other elements,
// and its episodes of need.
func censusOf(year int, identifiers string, episodes ...string) string {
	sex := "<Sex>F</Sex>"
	if year < 2025 {
		sex = "<GenderCurrent>2</GenderCurrent>"
	}
	return fmt.Sprintf(`<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>%[1]d</Year><ReferenceDate>%[1]d-03-31</ReferenceDate></CollectionDetails>`+
		`<Source><LEA>301</LEA></Source></Header><Children><Child><ChildIdentifiers><LAchildID>A1</LAchildID>%[2]s<PersonBirthDate>2015-07-14</PersonBirthDate>%[3]s</ChildIdentifiers>`+
		`<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability></Disabilities></ChildCharacteristics>%[4]s</Child></Children></Message>`,
		year, identifiers, sex, strings.Join(episodes, ""))
}

func episode(referred, parts string) string {
	return "<CINdetails><CINreferralDate>" + referred + "</CINreferralDate>" + parts + "</CINdetails>"
}

// censusRules checks a message and gives the findings by rule.
func censusRules(t *testing.T, text string) (map[string][]goldset.Finding, *ingest.Return) {
	t.Helper()
	r, err := ingest.Open([]ingest.File{file("census.xml", text)}, ingest.Expected{})
	require.NoError(t, err)
	return checked(t, r), r
}

const (
	goesOn  = "<ReferralSource>1A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA>"
	closed  = "<CINclosureDate>2025-02-03</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"
	enquiry = "<S47ActualStartDate>2024-06-03</S47ActualStartDate>"
	plan    = "<ChildProtectionPlans><CPPstartDate>2024-06-17</CPPstartDate><CPPendDate>%s</CPPendDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>" +
		"<LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP></ChildProtectionPlans>"
)

func TestCensusRulesReadTheirWording(t *testing.T) {
	upn := func(authority string) string { return "<UPN>A" + authority + "200120001</UPN>" }
	factors := func(end, list string) string {
		return "<Assessments><AssessmentActualStartDate>2024-05-06</AssessmentActualStartDate>" + end + "<FactorsIdentifiedAtAssessment>" + list + "</FactorsIdentifiedAtAssessment></Assessments>"
	}
	referral := episode("2024-05-01", goesOn)
	for _, c := range []struct {
		name   string
		text   string
		rule   string
		breaks bool
	}{
		{"Cumberland names no UPN before it began", censusOf(2023, upn("942"), episode("2022-05-02", goesOn)), "1530", true},
		{"Cumberland names UPNs from 2024", censusOf(2024, upn("942"), episode("2023-05-02", goesOn)), "1530", false},
		{"a school overseas names UPNs", censusOf(2025, upn("704"), referral), "1530", false},
		{"an authority that never was names none", censusOf(2025, upn("709"), referral), "1530", true},
		{"a temporary former UPN is asked about", censusOf(2025, "<FormerUPN>A82020012000B</FormerUPN>", referral), "1560Q", true},
		{"a permanent former UPN passes", censusOf(2025, "<FormerUPN>A820200120001</FormerUPN>", referral), "1560Q", false},
		{
			"a referral before the source was asked for needs none", censusOf(2025, "", episode("2013-03-31", "<ReferralNFA>0</ReferralNFA>")),
			"8866", false,
		},
		{
			"a referral of the first day it was asked for needs its source", censusOf(2025, "", episode("2013-04-01", "<ReferralNFA>0</ReferralNFA>")),
			"8866", true,
		},
		{"a source that is no code is found", censusOf(2025, "", episode("2024-05-01", "<ReferralSource>XX</ReferralSource><ReferralNFA>0</ReferralNFA>")), "8866", true},
		{
			"a closed episode's enquiry led to a conference", censusOf(2025, "", episode("2024-05-01", closed+"<Section47>"+enquiry+
				"<DateOfInitialCPC>2024-06-14</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired></Section47>"+goesOn)), "8868", false,
		},
		{
			"a closed episode's enquiry led to none", censusOf(2025, "", episode("2024-05-01", closed+"<Section47>"+enquiry+
				"<ICPCnotRequired>true</ICPCnotRequired></Section47>"+goesOn)), "8868", false,
		},
		{
			"a conference was held and not required", censusOf(2025, "", episode("2024-05-01", closed+"<Section47>"+enquiry+
				"<DateOfInitialCPC>2024-06-14</DateOfInitialCPC><ICPCnotRequired>1</ICPCnotRequired></Section47>"+goesOn)), "8868", true,
		},
		{
			"a plan ends on the day the case closes", censusOf(2025, "", episode("2024-05-01", closed+fmt.Sprintf(plan, "2025-02-03")+goesOn)),
			"8565", false,
		},
		{
			"a plan ends the day after the case closes", censusOf(2025, "", episode("2024-05-01", closed+fmt.Sprintf(plan, "2025-02-04")+goesOn)),
			"8565", true,
		},
		{
			"two plans of an episode overlap by a day", censusOf(2025, "", episode("2024-05-01", goesOn+fmt.Sprintf(plan, "2024-09-02")+
				strings.Replace(fmt.Sprintf(plan, "2025-01-06"), "2024-06-17", "2024-09-02", 1))), "8940", true,
		},
		{
			"an assessment starts on the day another ended", censusOf(2025, "", episode("2024-05-01",
				factors("<AssessmentAuthorisationDate>2024-05-20</AssessmentAuthorisationDate>", "<AssessmentFactors>1A</AssessmentFactors>")+
					"<Assessments><AssessmentActualStartDate>2024-05-20</AssessmentActualStartDate></Assessments>"+goesOn)), "8863Q", true,
		},
		{
			"factors wait for the assessment's end", censusOf(2025, "", episode("2024-05-01", factors("", "<AssessmentFactors>1A</AssessmentFactors>")+goesOn)),
			"8614", true,
		},
		{
			"a blank factor is none", censusOf(2025, "", episode("2024-05-01", factors("<AssessmentAuthorisationDate>2024-05-20</AssessmentAuthorisationDate>",
				"<AssessmentFactors/>")+goesOn)), "8897Q", true,
		},
		{
			"two blank factors are no factor twice", censusOf(2025, "", episode("2024-05-01", factors("<AssessmentAuthorisationDate>2024-05-20</AssessmentAuthorisationDate>",
				"<AssessmentFactors/><AssessmentFactors/>")+goesOn)), "8898", false,
		},
		{
			"a plan that started after the case closed and goes on is not in the rule", censusOf(2025, "", episode("2024-05-01", closed+
				strings.NewReplacer("2024-06-17", "2025-02-10", "<CPPendDate>%s</CPPendDate>", "").Replace(plan)+goesOn)), "8565", false,
		},
		{
			"a factor is given twice", censusOf(2025, "", episode("2024-05-01", factors("<AssessmentAuthorisationDate>2024-05-20</AssessmentAuthorisationDate>",
				"<AssessmentFactors>1A</AssessmentFactors><AssessmentFactors>1A</AssessmentFactors>")+goesOn)), "8898", true,
		},
		{
			"a referral left over from last year led to nothing", censusOf(2025, "", episode("2024-03-27", "<ReferralSource>1A</ReferralSource><ReferralNFA>1</ReferralNFA>")),
			"8569Q", true,
		},
		{
			"a working day before the year is late enough", censusOf(2025, "", episode("2024-03-28", "<ReferralSource>1A</ReferralSource><ReferralNFA>1</ReferralNFA>")),
			"8569Q", false,
		},
		{
			"every review of a plan is read", censusOf(2025, "", episode("2024-05-01", goesOn+strings.Replace(fmt.Sprintf(plan, "2025-01-06"), "</NumberOfPreviousCPP>",
				"</NumberOfPreviousCPP><Reviews><CPPreviewDate>2024-09-02</CPPreviewDate><CPPreviewDate>2024-06-17</CPPreviewDate></Reviews>", 1))), "8841", true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules, _ := censusRules(t, c.text)
			require.Equal(t, c.breaks, len(rules[c.rule]) > 0, "%s", c.rule)
		})
	}
}

func TestCapitalsInAFlagAreToldAndLoaded(t *testing.T) {
	rules, r := censusRules(t, censusOf(2025, "", episode("2024-05-01", strings.Replace(goesOn, ">0<", ">False<", 1))))
	require.Len(t, rules["spelling"], 1)
	require.Equal(t, []string{"ReferralNFA"}, rules["spelling"][0].Fields)
	require.Equal(t, "true, false, 1 or 0", rules["spelling"][0].Passes)
	require.Empty(t, rules["8568"], "it is there, and can be read")
	for row, err := range r.Check(func(goldset.Finding, ingest.Evidence) {}) {
		require.NoError(t, err)
		if row.Table.Name == "CINdetails" {
			require.Equal(t, "0", row.Values[row.Table.Index("ReferralNFA")])
			require.False(t, row.Flag, "nothing was lost")
		}
	}
	rules, _ = censusRules(t, censusOf(2025, "", episode("2024-05-01", strings.Replace(goesOn, ">0<", ">Y<", 1))))
	require.Len(t, rules["8568"], 1)
	require.Empty(t, rules["spelling"])
}

func TestADateThatCannotBeReadLeavesRowsUnjudged(t *testing.T) {
	assessments := "<Assessments><AssessmentActualStartDate>2024-05-06</AssessmentActualStartDate><AssessmentAuthorisationDate>2024-06-31</AssessmentAuthorisationDate></Assessments>" +
		"<Assessments><AssessmentActualStartDate>2024-09-02</AssessmentActualStartDate><AssessmentAuthorisationDate>2024-08-30</AssessmentAuthorisationDate></Assessments>"
	rules, r := censusRules(t, censusOf(2025, "", episode("2024-05-01", closed+assessments+goesOn)))
	require.Empty(t, rules["8867"])
	require.Len(t, rules["8608"], 1)
	require.Equal(t, 1, rules["8608"][0].Row, "the other assessment ended before it began, whatever this one did")
	where := map[string]map[string][]int{}
	for _, n := range r.NotRun() {
		require.Equal(t, "the verdict hangs on a date that cannot be read", n.Reason)
		where[n.Rule] = n.Where
	}
	require.Equal(t, map[string]map[string][]int{
		"8565":  {"CINdetails": {0}, "Assessments": {0}},
		"8608":  {"Assessments": {0}},
		"8670Q": {"Assessments": {0}},
		"8696":  {"Assessments": {0}},
		"8863Q": {"Assessments": {0, 1}},
		"8867":  {"Assessments": {0}, "CINdetails": {0}},
		"8897Q": {"Assessments": {0}},
	}, where)
}

func TestYearsBeforeThePublishedRulesSayThatNoneRan(t *testing.T) {
	rules, r := censusRules(t, censusOf(2022, "", episode("2021-05-04", strings.Replace(goesOn, "1A", "5D", 1))))
	require.Len(t, rules["unlisted"], 1, "early help refers from 2023: the layout still checks its codes")
	notRun := r.NotRun()
	require.Len(t, notRun, 105)
	for _, n := range notRun {
		require.Equal(t, "the published rules begin with 2023", n.Reason)
	}
}

func TestEveryYearsMessageHasItsOwnElements(t *testing.T) {
	plan := "<CINPlanDates><CINPlanStartDate>2024-05-20</CINPlanStartDate></CINPlanDates>"
	meeting := "<PreProceedingsandFGDM><PPStartDate>2024-05-20</PPStartDate></PreProceedingsandFGDM>"
	for _, c := range []struct {
		name    string
		year    int
		part    string
		unknown string
	}{
		{"plans are not part of 2021", 2021, plan, "<CINPlanDates> is not part of the 2021 census: left out 1 times"},
		{"plans are part of 2022", 2022, plan, ""},
		{"pre-proceedings are not part of 2025", 2025, meeting, "<PreProceedingsandFGDM> is not part of the 2025 census: left out 1 times"},
		{"pre-proceedings are part of 2026", 2026, meeting, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules, r := censusRules(t, censusOf(c.year, "", episode(fmt.Sprintf("%d-05-04", c.year-1), goesOn+c.part)))
			if c.unknown == "" {
				require.Empty(t, rules["unknown"])
				require.Empty(t, r.Tolerances)
				return
			}
			require.Contains(t, r.Tolerances, c.unknown)
			require.NotEmpty(t, rules["unknown"], "what is left out is a finding, not only a note")
		})
	}
}
