package ingest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

func opened(t *testing.T, want ingest.Expected, files ...ingest.File) *ingest.Return {
	t.Helper()
	r, err := ingest.Open(files, want)
	require.NoError(t, err)
	return r
}

// rowsOf checks a return and keeps a copy of a table's rows.
func rowsOf(t *testing.T, r *ingest.Return, table string, report func(goldset.Finding, ingest.Evidence)) []goldset.Row {
	t.Helper()
	var rows []goldset.Row
	for row, err := range r.Check(report) {
		require.NoError(t, err)
		if row.Table.Name == table {
			row.Values = append([]string(nil), row.Values...)
			rows = append(rows, row)
		}
	}
	return rows
}

func TestACellThatCannotBeReadIsLoadedAsMissingAndFlagsItsRow(t *testing.T) {
	text := strings.Replace(census(1), "<PrimaryNeedCode>N1<", "<PrimaryNeedCode>ZZTOP<", 1)
	text = strings.Replace(text, "2024-06-01</CINreferralDate>", "01/06/2024</CINreferralDate>", 1)
	var findings []goldset.Finding
	var evidence []ingest.Evidence
	rows := rowsOf(t, opened(t, ingest.Expected{}, file("a.xml", text)), "CINdetails", func(f goldset.Finding, e ingest.Evidence) {
		findings, evidence = append(findings, f), append(evidence, e)
	})
	require.Len(t, rows, 1)
	require.Empty(t, rows[0].Value("PrimaryNeedCode"))
	require.Empty(t, rows[0].Value("CINreferralDate"))
	require.True(t, rows[0].Flag)
	require.False(t, rows[0].Refuse)

	byRule := map[string]int{}
	for i, f := range findings {
		byRule[f.Rule] = i
	}
	need := findings[byRule["8650"]]
	require.Equal(t, goldset.SeverityError, need.Severity)
	require.Equal(t, "CINdetails", need.Table)
	require.Equal(t, []string{"PrimaryNeedCode"}, need.Fields)
	require.Contains(t, need.Passes, "N1, N2")
	require.Equal(t, ingest.Evidence{Child: "C0", Values: []string{"ZZTOP"}}, evidence[byRule["8650"]])
	require.Contains(t, byRule, "8600", "the referral date has a number too")
	require.NotContains(t, byRule, "8610", "one wrong code is not told twice")
}

func TestCanonicalTextIsWhatTheWarehouseLoads(t *testing.T) {
	set := careSet(2025)
	set["header.csv"] = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nK0,M,01/05/2012,WBRI,UN3,false,\nK1,F,02/05/2012,WBRI,H801200001001,1,\n"
	r := opened(t, ingest.Expected{}, filesOf(set)...)
	rows := rowsOf(t, r, "Header", func(goldset.Finding, ingest.Evidence) {})
	require.Equal(t, []string{"K0", "M", "2012-05-01", "WBRI", "", "0", ""}, rows[0].Values, "UN3 is no number, and goes no further")
	require.Equal(t, []string{"K1", "F", "2012-05-02", "WBRI", "H801200001001", "1", ""}, rows[1].Values)
}

func TestRowsOfSchoolTablesKnowTheirPupil(t *testing.T) {
	const pupils = "pupilonrolltableid,NativeId,pupilonrollorderseqcolumn,sourceid,schoolcensustableid,upn,surname,forename,dob,entrydate,sex,formerupn,uniquelearnernumber,middlenames,preferredsurname,formersurname,ethnicity,language,enrolstatus,boarder,ncyearactual,senprovision,youngcarer,servicechild,plaa,termlysessionspossible,schoollunchtaken,parttime,senunitindicator,resourcedprovisionindicator,missingaddress\n" +
		"p1,3014001,1,s,c,H801200001001,Lee,Ann,2012-May-01 00:00:00,2020-Sep-01 00:00:00,F,,,,,,WBRI,ENG,C,N,5,N,N,N,N,120.0,True,False,0,0,\n"
	const needs = "senneedstableid,NativeId,senneedsorderseqcolumn,sourceid,pupilonrolltableid,sentyperank,sentype\nn1,3014001,1,s,p1,1,MLD\nn2,3014001,2,s,p9,1,MLD\n"
	r := opened(t, ingest.Expected{Year: 2025, Term: "spring"}, file("x.csv", needs), file("y.csv", pupils))
	var rules []string
	rows := rowsOf(t, r, "senneeds", func(f goldset.Finding, _ ingest.Evidence) { rules = append(rules, f.Rule) })
	require.Equal(t, "H801200001001", rows[0].LocalID)
	require.Equal(t, 0, rows[0].Parent)
	require.True(t, rows[1].Refuse, "its pupil is not there")
	require.Contains(t, rules, "no-parent")
	require.Equal(t, goldset.Count{Table: "senneeds", In: 2, Out: 1, Refused: 1}, r.Counts()[1])
}

// A finding says where and what would pass; the value is read from the vault when
// a page is shown.
func TestNoFindingHoldsAValue(t *testing.T) {
	const secret = "ZYXQWV"
	sets := [][]ingest.File{
		{file("a.xml", strings.NewReplacer("C0", secret, "UN2", secret, "WBRI", secret, "N1<", secret+"<", "2015-05-01", secret, "2024-06-01", secret, "NONE", secret, "3B", secret).Replace(census(3)))},
		{file("a.csv", identifierHeader+strings.ReplaceAll(identifierRow, "Müller", secret)+strings.Repeat(secret+",", 14)+secret+"\n")},
		filesOf(map[string]string{
			"header.csv":   strings.ReplaceAll(careSet(2025)["header.csv"], "WBRI", secret),
			"episodes.csv": strings.NewReplacer("C2", secret, "SW1A 1AA", secret, "1234567", secret).Replace(careSet(2025)["episodes.csv"]),
		}),
		{file("a.xlsx", workbook(t, strings.NewReplacer("<t>GP", "<t>"+secret, "<t>Y<", "<t>"+secret+"<").Replace(camhsRows(3))))},
	}
	for _, files := range sets {
		n := 0
		for _, err := range opened(t, ingest.Expected{}, files...).Check(func(f goldset.Finding, _ ingest.Evidence) {
			text, err := json.Marshal(f)
			require.NoError(t, err)
			require.NotContains(t, string(text), secret)
			require.NotEmpty(t, f.Message)
			require.NotEmpty(t, f.Passes)
			n++
		}) {
			require.NoError(t, err)
		}
		require.Positive(t, n)
	}
}

func TestTheCensusSummaryCountsWhatCollectCounts(t *testing.T) {
	text := census(10)
	for _, change := range [][2]string{
		{"<ReferralNFA>0</ReferralNFA>", "<ReferralNFA>1</ReferralNFA>"},                                                                  // no further action
		{"<PrimaryNeedCode>N1</PrimaryNeedCode>\n", "<PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>2025-01-31</CINclosureDate>\n"}, // closed in the year
		{"<CINPlanDates>", "<Section47><S47ActualStartDate>2024-06-03</S47ActualStartDate><DateOfInitialCPC>2024-06-20</DateOfInitialCPC><ICPCnotRequired>0</ICPCnotRequired></Section47><ChildProtectionPlans><CPPstartDate>2024-06-20</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP></ChildProtectionPlans><CINPlanDates>"},
	} {
		at := strings.LastIndex(text, change[0])
		text = text[:at] + change[1] + text[at+len(change[0]):]
	}
	r := opened(t, ingest.Expected{}, file("a.xml", text))
	require.Empty(t, r.Summary(), "before the check there is nothing to say")
	checked(t, r)
	counts := map[string]int{}
	for _, line := range r.Summary() {
		require.NotEmpty(t, line.Title)
		counts[line.Name] = line.Count
	}
	require.Equal(t, map[string]int{
		"children": 10, "in_need": 9, "referrals": 10, "referrals_nfa": 1, "assessments": 10, "section47": 1, "icpc": 1,
		"plans_open": 1, "plans_started": 1, "plans_ended": 0,
	}, counts, "the last child is the one without further action, closed and on a plan")
}

func TestTheCareSummaryLeavesShortBreaksOut(t *testing.T) {
	set := careSet(2025)
	set["episodes.csv"] = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" +
		"K0,01/05/2024,S,C2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,1234567\n" +
		"K1,01/05/2024,S,V3,N2,U6,PR1,,,,SW1A 1AA,SW1A 2AA,1234567\n" +
		"K2,01/05/2020,S,E1,N1,A5,PR1,01/09/2024,E11,,SW1A 1AA,SW1A 2AA,1234567\n"
	r := opened(t, ingest.Expected{Year: 2025}, filesOf(set)...)
	checked(t, r)
	counts := map[string]int{}
	for _, line := range r.Summary() {
		counts[line.Name] = line.Count
	}
	require.Equal(t, 1, counts["looked_after"])
	require.Equal(t, 1, counts["started"])
	require.Equal(t, 1, counts["ceased"])
	require.Equal(t, 1, counts["adopted"])
}

func TestRulesThatDoNotRunAreToldWithTheReason(t *testing.T) {
	r := opened(t, ingest.Expected{Year: 2025}, filesOf(careSet(2025))...)
	reasons := map[string]string{}
	for _, n := range r.NotRun() {
		reasons[n.Rule] = n.Reason
	}
	require.Equal(t, "it needs last year's return", reasons["502"])
	require.Equal(t, "it needs the reference set of placement providers", reasons["1008"])
	require.NotContains(t, reasons, "142")
	require.NotEqual(t, ingest.RuleSetVersion(goldset.SSDA903, 2025), ingest.RuleSetVersion(goldset.SSDA903, 2026))
}

// The same file under any name, in any order, in a zip or not, is the same return.
func TestContentDecidesAndNotTheName(t *testing.T) {
	set := careSet(2025)
	want := rowsOf(t, opened(t, ingest.Expected{}, filesOf(set)...), "Episodes", func(goldset.Finding, ingest.Evidence) {})
	zipped := file("census.xml", pack(t, "a/1.txt", set["episodes.csv"], "a/2.dat", set["header.csv"], "__MACOSX/a/._1.txt", "x", "a/.DS_Store", "y"))
	got := rowsOf(t, opened(t, ingest.Expected{}, zipped), "Episodes", func(goldset.Finding, ingest.Evidence) {})
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Values, got[i].Values)
		require.Equal(t, want[i].LocalID, got[i].LocalID)
	}
}
