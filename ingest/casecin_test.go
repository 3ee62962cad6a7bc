package ingest_test

import (
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// cinTables reads the tables of a case: a line of the table's name and columns, then
// a line a row. A dash is nothing, and cells with a plus between are a list.
func cinTables(text string) (map[string][]map[string]any, map[string][]string) {
	tables, columns := map[string][]map[string]any{}, map[string][]string{}
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(block, "\n")
		head := strings.Fields(lines[0])
		columns[head[0]] = head[1:]
		for _, line := range lines[1:] {
			row := map[string]any{}
			for i, cell := range strings.Fields(line) {
				row[head[1+i]] = cellOf(cell)
			}
			tables[head[0]] = append(tables[head[0]], row)
		}
	}
	return tables, columns
}

func cellOf(cell string) any {
	if cell == "-" {
		return nil
	}
	if !strings.Contains(cell, "+") {
		return cell
	}
	var list []any
	for part := range strings.SplitSeq(cell, "+") {
		list = append(list, part)
	}
	return list
}

// runCIN runs a rule over tables and gives "Table row" of what fails, or "return".
func runCIN(t *testing.T, rule string, year goldset.CollectionYear, text string) []string {
	t.Helper()
	c := &ingest.Case{Rule: rule, Return: goldset.CINCensus, Year: year}
	c.Tables, c.Columns = cinTables(text)
	got, err := ingest.RunCase(c)
	require.NoError(t, err)
	require.Empty(t, got.NotRun)
	found := []string{}
	for _, f := range got.Findings {
		found = append(found, places(f.Table, f.Rows)...)
	}
	if got.ReturnLevel {
		found = append(found, "return")
	}
	sort.Strings(found)
	return found
}

const header = "\n\nHeader ReferenceDate\n2022-03-31"

func TestCensusRulesFailTheRowsOfTheirWording(t *testing.T) {
	for _, c := range []struct {
		name, rule string
		year       goldset.CollectionYear
		tables     string
		failed     []string
	}{
		{"the reference date is no 31 March", "100", 2023, "Header ReferenceDate Year\n2022-03-30 2022", []string{"return"}},
		{"the reference date is of another year", "100", 2023, "Header ReferenceDate Year\n2021-03-31 2022", []string{"return"}},
		{"the reference date is missing", "100", 2023, "Header ReferenceDate Year\n- 2022", []string{"return"}},
		{"the reference date is written day first", "100", 2023, "Header ReferenceDate\n31/03/2022", []string{}},
		{"assessments before the referral, on it, after it and of another episode", "1103", 2023, `
Assessments LAchildID CINdetailsID AssessmentActualStartDate
c1 1 2021-05-03
c1 1 2021-05-04
c1 2 2021-05-03
c2 1 -
c3 1 2021-05-01

CINdetails LAchildID CINdetailsID CINreferralDate
c1 1 2021-05-04
c1 2 2021-05-02
c2 1 2021-05-04
c4 1 2021-05-04`, []string{"Assessments 0", "CINdetails 0"}},
		{"the conference before the referral, of either kind", "1104", 2023, `
CINdetails LAchildID CINdetailsID CINreferralDate DateOfInitialCPC
c1 1 2021-05-04 2021-05-03
c2 1 2021-05-04 -
c3 1 2021-05-04 2021-05-04
c4 1 - 2021-05-04

Section47 LAchildID CINdetailsID DateOfInitialCPC
c2 1 2021-05-03
c3 1 2021-05-04
c4 1 2021-05-04`, []string{"CINdetails 0", "CINdetails 1", "Section47 0"}},
		{"a protection plan before the referral", "1105", 2023, `
ChildProtectionPlans LAchildID CINdetailsID CPPstartDate
c1 1 2021-05-03
c1 2 2021-05-03
c2 1 -

CINdetails LAchildID CINdetailsID CINreferralDate
c1 1 2021-05-04
c1 2 2021-05-03
c2 1 2021-05-04`, []string{"CINdetails 0", "ChildProtectionPlans 0"}},
		{"tables without the id of the episode are one episode", "1105", 2023, `
ChildProtectionPlans LAchildID CPPstartDate
c1 2021-05-03
c2 2021-05-04

CINdetails LAchildID CINreferralDate
c1 2021-05-04
c2 2021-05-04`, []string{"CINdetails 0", "ChildProtectionPlans 0"}},
		{"ids of twenty characters, one with an accent, and of more", "1570", 2025, "ChildIdentifiers LAchildID\nABCDEFGHIJKLMNOPQRSÉ\nABCDEFGHIJKLMNOPQRSTU", []string{"ChildIdentifiers 1"}},
		{"ids with a sign in them", "1580", 2025, "ChildIdentifiers LAchildID\nAbc123\n12-34\n12_34\n1/2\n-", []string{"ChildIdentifiers 1", "ChildIdentifiers 2", "ChildIdentifiers 3"}},
		{"the same conference at both levels", "2884", 2023, `
CINdetails LAchildID CINdetailsID DateOfInitialCPC
c1 1 2021-05-04
c2 1 2021-05-04
c3 1 -
c4 1 2021-05-04

Section47 LAchildID CINdetailsID DateOfInitialCPC
c1 1 2021-05-04
c2 1 2021-05-05
c3 1 2021-05-04
c4 2 2021-05-04
c3 1 -`, []string{"CINdetails 0", "Section47 0"}},
		{"seven codes of disability", "2887Q", 2023, "Disabilities LAchildID Disability\n1 HAND\n1 HEAR\n2 VIS\n3 MOB\n4 LD\n5 AUT\n6 NONE\n7 NONE\n8 -", []string{"return"}},
		{"eight codes of disability", "2887Q", 2023, "Disabilities LAchildID Disability\n1 HAND\n1 HEAR\n2 VIS\n3 MOB\n4 LD\n5 AUT\n6 NONE\n7 INC", []string{}},
		{"one disability each, and a blank beside it", "2888Q", 2023, "Disabilities LAchildID Disability\n1 HAND\n2 HEAR\n2 -", []string{"return"}},
		{"a child with two disabilities", "2888Q", 2023, "Disabilities LAchildID Disability\n1 HAND\n2 HEAR\n2 VIS", []string{}},
		{"two open plans of a child, whatever the episode", "4004", 2023, `
CINplanDates LAchildID CINdetailsID CINPlanEndDate
c1 1 -
c1 2 -
c1 2 2021-05-04
c2 1 -
c2 1 2021-05-04`, []string{"CINplanDates 0", "CINplanDates 1"}},
		{"a plan ends the day after the death", "4009Q", 2023, `
ChildIdentifiers LAchildID PersonDeathDate
c1 2021-05-04
c2 2021-05-04
c3 -

CINplanDates LAchildID CINPlanEndDate
c1 2021-05-05
c1 -
c2 2021-05-04
c3 2021-05-05`, []string{"CINplanDates 0", "ChildIdentifiers 0"}},
		{"a plan ends before it starts", "4011", 2023, "CINplanDates LAchildID CINPlanStartDate CINPlanEndDate\nc1 2021-05-04 2021-05-03\nc2 2021-05-04 2021-05-04\nc3 2021-05-04 -\nc4 - 2021-05-03\nc5 2021-05-04 2021-05-05", []string{"CINplanDates 0"}},
		{"plans end on the year's first and last day, and beside them", "4013", 2023, "CINplanDates CINPlanEndDate\n2021-03-31\n2021-04-01\n2022-03-31\n2022-04-01\n-" + header, []string{"CINplanDates 0", "CINplanDates 3"}},
		{"plans start in protection, on its first day, its last, and while it goes on", "4016", 2023, `
CINplanDates LAchildID CINPlanStartDate
c1 2021-05-04
c1 2021-05-20
c1 2021-05-31
c1 2021-05-03
c2 2022-03-31
c2 2022-04-01
c3 2021-05-20

ChildProtectionPlans LAchildID CPPstartDate CPPendDate
c1 2021-05-04 2021-05-31
c2 2021-06-01 -` + header, []string{"CINplanDates 0", "CINplanDates 1", "CINplanDates 4", "ChildProtectionPlans 0", "ChildProtectionPlans 1"}},
		{"an assessment ends before it starts", "8608", 2023, "Assessments LAchildID AssessmentActualStartDate AssessmentAuthorisationDate\nc1 2021-05-04 2021-05-03\nc2 2021-05-04 2021-05-04\nc3 2021-05-04 -\nc4 - 2021-05-03", []string{"Assessments 0"}},
		{"factors of an assessment that goes on", "8614", 2023, `
Assessments LAchildID CINdetailsID AssessmentID AssessmentAuthorisationDate AssessmentFactors
c1 1 1 - 1A+2B
c1 1 2 2021-05-04 1A
c2 1 3 - -
c3 1 4 - 21
c3 1 4 - 1A`, []string{"Assessments 0", "Assessments 3", "Assessments 4"}},
		{"cases close on the year's first and last day, and beside them", "8620", 2023, "CINdetails CINclosureDate\n2021-03-31\n2021-04-01\n2022-03-31\n2022-04-01\n-" + header, []string{"CINdetails 0", "CINdetails 3"}},
		{"an assessment goes on 46 working days, 45, or has ended", "8670Q", 2023, "Assessments LAchildID AssessmentActualStartDate AssessmentAuthorisationDate\nc1 2022-01-26 -\nc2 2022-01-27 -\nc3 2022-01-26 2022-02-01\nc4 - -" + header, []string{"Assessments 0"}},
		{"a closed case without a reason", "8805", 2023, "CINdetails LAchildID CINdetailsID CINclosureDate ReasonForClosure\nc1 1 2021-05-04 -\nc1 2 2021-05-04 RC1\nc2 1 - -\nc3 1 - RC1", []string{"CINdetails 0"}},
		{"closed after an assessment that is not there", "8825Q", 2023, `
CINdetails LAchildID CINdetailsID ReasonForClosure
c1 1 RC8
c1 2 RC9
c2 1 RC9
c3 1 RC1
c4 1 -

Assessments LAchildID CINdetailsID
c1 1
c3 2`, []string{"CINdetails 1", "CINdetails 2"}},
		{"a review without a date", "8842Q", 2023, "Reviews LAchildID CPPID CPPreviewDate\nc1 1 2021-05-04\nc1 1 -\n- - -", []string{"Reviews 1"}},
		{"assessments of an episode that overlap or touch", "8863Q", 2023, `
Assessments LAchildID CINdetailsID AssessmentActualStartDate AssessmentAuthorisationDate
c1 1 2021-05-04 2021-06-01
c1 1 2021-06-01 2021-07-01
c2 1 2021-05-04 -
c2 1 2021-06-01 2021-07-01
c3 1 2021-05-04 2021-06-01
c3 2 2021-05-10 2021-07-01
c4 1 2021-05-04 2021-06-01
c4 1 2021-06-02 -` + header, []string{"Assessments 0", "Assessments 1", "Assessments 2", "Assessments 3"}},
		{"a source is asked for from 1 April 2013 alone", "8866", 2023, "CINdetails CINreferralDate ReferralSource\n2013-03-31 -\n2013-03-31 XX\n2013-04-01 -\n2013-04-01 XX\n2013-04-01 1A\n2021-05-04 5D\n- -", []string{"CINdetails 2", "CINdetails 3"}},
		{"a conference on a Saturday, a Sunday and a Monday", "8875", 2023, "Section47 DateOfInitialCPC\n2021-05-01\n2021-05-02\n2021-05-03\n-", []string{"Section47 0", "Section47 1"}},
		{"an assessment that ended in the year without factors", "8897Q", 2023, `
Assessments LAchildID CINdetailsID AssessmentID AssessmentAuthorisationDate AssessmentFactors
c1 1 1 2021-05-04 -
c1 1 2 2021-05-04 1A
c2 1 3 2021-03-31 -
c2 1 4 - -` + header, []string{"Assessments 0"}},
		{"the factors stand in a table of their own", "8897Q", 2023, `
Assessments LAchildID CINdetailsID AssessmentID AssessmentAuthorisationDate
c1 1 1 2021-05-04
c1 1 2 2021-05-04
c2 1 3 2021-05-04

AssessmentFactorsList LAchildID CINdetailsID AssessmentID AssessmentFactor
c1 1 1 1A
c1 1 2 -` + header, []string{"Assessments 1", "Assessments 2"}},
		{"a protection plan starts the day after the death", "8915", 2023, `
ChildIdentifiers LAchildID PersonDeathDate
c1 2021-05-04
c2 2021-05-04
c3 -

ChildProtectionPlans LAchildID CPPstartDate
c1 2021-05-05
c1 -
c2 2021-05-04
c3 2021-05-05`, []string{"ChildIdentifiers 0", "ChildProtectionPlans 0"}},
		{"two open protection plans of a child", "8935", 2023, "ChildProtectionPlans LAchildID CPPID CPPendDate\nc1 1 -\nc1 2 -\nc2 1 -\nc2 2 2021-05-04", []string{"ChildProtectionPlans 0", "ChildProtectionPlans 1"}},
	} {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			sort.Strings(c.failed)
			require.Equal(t, c.failed, runCIN(t, c.rule, c.year, c.tables))
		})
	}
}

func TestACaseIsReadUnderAnyCapitalsAndAnsweredUnderItsOwnNames(t *testing.T) {
	c := &ingest.Case{
		Rule: "8805", Return: goldset.CINCensus, // the newest wording
		Tables: map[string][]map[string]any{"CINDetails": {{"lachildid": "1", "CINClosureDate": "2021-05-04", "ReasonForClosure": nil}}},
	}
	got, err := ingest.RunCase(c)
	require.NoError(t, err)
	require.Equal(t, []ingest.CaseRows{{Table: "CINDetails", Rows: []int{0}}}, got.Findings)
}

func TestDatesOfACensusCaseMayBeWrittenDayFirst(t *testing.T) {
	const tables = "CINdetails CINreferralDate ReferralNFA\n31/03/2022 0\n01/04/2022 0\n2022-03-31T00:00:00 0\n- 0\nsoon 0\n\nHeader ReferenceDate\n31/03/2022"
	require.Equal(t, []string{"CINdetails 1", "CINdetails 3", "CINdetails 4"}, runCIN(t, "8600", 2023, tables))
}

func TestACaseWithoutItsTablesFindsNothing(t *testing.T) {
	for _, rule := range []string{"100", "1103", "2883", "2888Q", "4016", "8540", "8866", "8897Q"} {
		require.Empty(t, runCIN(t, rule, 2025, "Elsewhere Anything\n1"), rule)
	}
}
