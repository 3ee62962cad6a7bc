package ingest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// ruleCase is a change to a sound return that breaks one rule, and the nearest one
// that does not. A change is "Table.Field=value"; several stand between spaces; "+" begins
// another row of the same child, "++" one of another, and "-Table" leaves a table out.
type ruleCase struct{ rule, breaks, keeps string }

// sound rows break no rule.
var sound = map[goldset.ReturnName]map[string]string{
	goldset.CAMHS: {
		"Referrals": "LocalPatientId=P1 Forename=Ann Surname=Lee BirthDate=2012-05-01 Sex=F ReferralId=R1 ReferralDate=2025-05-10 ReferralSource=GP " +
			"Accepted=Y FirstContactDate=2025-06-01 SecondContactDate=2025-07-01 ClosedDate=2025-12-01",
	},
	"care_monitor": {
		"Children": "ChildId=C1 AgeBand=8-11 Sex=F EthnicGroup=WHITE Placement=FOSTER TimeInCare=1TO2 Moves=1 Outcome=ANSWERED",
		"Answers":  "ChildId=C1 AnsweredOn=2025-10-01 Help=NOBODY FeelsSafe=5 LifeGood=4",
	},
}

var ruleCases = map[goldset.ReturnName][]ruleCase{
	goldset.CAMHS: {
		{"CA01", "Accepted=N FirstContactDate= SecondContactDate=", "Accepted=N NotAcceptedReason=AGE FirstContactDate= SecondContactDate="},
		{"CA02", "NotAcceptedReason=AGE", "NotAcceptedReason="},
		{"CA03", "BirthDate=2025-05-11", "BirthDate=2025-05-10"},
		{"CA04", "ReferralDate=2026-04-01 FirstContactDate= SecondContactDate= ClosedDate=", "ReferralDate=2026-03-31 FirstContactDate= SecondContactDate= ClosedDate="},
		{"CA05", "FirstContactDate=2025-05-09", "FirstContactDate=2025-05-10"},
		{"CA06", "SecondContactDate=2025-05-31", "SecondContactDate=2025-06-01"},
		{"CA07", "FirstContactDate=", "FirstContactDate= SecondContactDate="},
		{"CA08", "ClosedDate=2025-05-09", "ClosedDate=2025-05-10"},
		{"CA09", "Accepted=N NotAcceptedReason=AGE SecondContactDate=", "Accepted=N NotAcceptedReason=AGE FirstContactDate= SecondContactDate="},
		{"CA10", "BirthDate=2006-05-10", "BirthDate=2006-05-11"},
		{
			"CA11", "ReferralDate=2025-01-01 FirstContactDate= SecondContactDate= ClosedDate=2025-03-31",
			"ReferralDate=2025-01-01 FirstContactDate= SecondContactDate= ClosedDate=2025-04-01",
		},
		{"CA12", "+ ReferralId=R2 BirthDate=2012-05-02", "++ LocalPatientId=P2 ReferralId=R2 BirthDate=2012-05-02"},
		{"CA13", "ClosedDate= + ReferralId=R2 ReferralDate=2025-05-11", "+ ReferralId=R2 ReferralDate=2025-05-11"},
	},
	"care_monitor": {
		{"CM01", "Answers.ChildId=C2 Children.Outcome=DECLINED", "Children.Sex=M"},
		{"CM02", "Children.Outcome=DECLINED", "Children.Outcome=DECLINED -Answers"},
		{"CM03", "Children.Outcome=NOTASKED -Answers", "Children.Outcome=NOTASKED Children.NotAskedReason=HARM -Answers"},
		{"CM04", "Children.NotAskedReason=HARM", "Children.NotAskedReason="},
		{"CM05", "Answers.AnsweredOn=2026-04-01", "Answers.AnsweredOn=2026-03-31"},
		{"CM06", "Answers.FeelsSafe= Answers.LifeGood=", "Answers.FeelsSafe="},
		{"CM07", "Answers.Comments=x", "Answers.Comments="},
		{"CM08", "Children.Moves=10", "Children.Moves=9"},
		{"CM09", "Children.Placement=SECURE Answers.Help=SCHOOL", "Children.Placement=HOME Answers.Help=SCHOOL"},
		{"CM10", "Children.AgeBand=4-7 Children.TimeInCare=6PLUS", "Children.AgeBand=4-7 Children.TimeInCare=3TO5"},
	},
}

// sheets makes the CSV files of a changed sound return.
func sheets(d *reference.Description, change string) []ingest.File {
	rows := map[string][]map[string]string{}
	for table, row := range sound[d.Return] {
		rows[table] = []map[string]string{pairs(row)}
	}
	first := d.Tables[0].Name
	for word := range strings.FieldsSeq(change) {
		table, pair := first, word
		if before, after, ok := strings.Cut(word, "."); ok && rows[before] != nil {
			table, pair = before, after
		}
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case strings.HasPrefix(word, "+"):
			rows[first] = append(rows[first], maps.Clone(rows[first][0]))
		case strings.HasPrefix(word, "-"):
			delete(rows, word[1:])
		default:
			rows[table][len(rows[table])-1][name] = value
		}
	}
	var files []ingest.File
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		files = append(files, csvOf(d.Table(table), rows[table]))
	}
	return files
}

func pairs(text string) map[string]string {
	row := map[string]string{}
	for word := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(word, "=")
		row[name] = value
	}
	return row
}

func csvOf(t *reference.DescribedTable, rows []map[string]string) ingest.File {
	var names []string
	for _, f := range t.Fields {
		names = append(names, f.Name)
	}
	var b strings.Builder
	b.WriteString(strings.Join(names, ",") + "\n")
	for _, row := range rows {
		var cells []string
		for _, name := range names {
			cells = append(cells, row[name])
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	text := b.String()
	return ingest.File{Name: t.Name + ".csv", Data: strings.NewReader(text), Size: int64(len(text))}
}

// broken lists the rules that a return breaks, and whether any finding is not one of
// the description's rules.
func broken(t *testing.T, d *reference.Description, change string) []string {
	t.Helper()
	r, err := ingest.Open(sheets(d, change), ingest.Expected{Description: d, Year: 2026})
	require.NoError(t, err)
	rules := map[string]bool{}
	for _, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) {
		rules[f.Rule] = true
		require.NotEmpty(t, f.Fields, f.Rule)
		require.GreaterOrEqual(t, f.Row, 0)
	}) {
		require.NoError(t, err)
	}
	return slices.Sorted(maps.Keys(rules))
}

func TestEveryRuleOfTheRequestsThatShipIsBrokenAndKept(t *testing.T) {
	for _, d := range reference.Descriptions() {
		require.Empty(t, broken(t, d, ""), "a sound return of %s", d.Return)
		tested := map[string]bool{}
		for _, c := range ruleCases[d.Return] {
			t.Run(c.rule, func(t *testing.T) {
				tested[c.rule] = true
				require.Contains(t, broken(t, d, c.breaks), c.rule)
				require.NotContains(t, broken(t, d, c.keeps), c.rule)
			})
		}
		for _, rule := range d.Rules {
			require.True(t, tested[rule.Code], "rule %s has no case", rule.Code)
		}
	}
}

func TestRulesOfAStandingRequestRunWithoutItsFile(t *testing.T) {
	camhs := reference.Standing(goldset.CAMHS, 2026)
	r, err := ingest.Open(sheets(camhs, "NotAcceptedReason=AGE"), ingest.Expected{Return: goldset.CAMHS, Year: 2026})
	require.NoError(t, err)
	var rules []string
	for _, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { rules = append(rules, f.Rule) }) {
		require.NoError(t, err)
	}
	require.Equal(t, []string{"CA02"}, rules)
	require.NotEqual(t, ingest.RuleSetVersion(goldset.CAMHS, 2026), r.RuleSetVersion())
	require.Contains(t, r.RuleSetVersion(), fmt.Sprintf("2026/%d/", len(camhs.Rules)))
}

func TestARequestThatShipsIsRecognisedByItsContent(t *testing.T) {
	for _, d := range reference.Descriptions() {
		r, err := ingest.Open(sheets(d, ""), ingest.Expected{})
		require.NoError(t, err)
		require.Equal(t, d.Return, r.Layout.Return)
		require.Equal(t, d.Newest(), r.Layout.Year)
	}
}

// A table may stand inside another: its rows name the row around them, and the child
// is that row's.
func TestARowInsideAnotherIsOfItsChild(t *testing.T) {
	d, err := reference.ReadDescription([]byte(`return: plans
version: 1
years: [2026]
title: Plans
purpose: To count them.
gateway: Section 2F of the Children Act 2004.
suppliers: [authority]
tables:
  - name: Plans
    title: Plans
    child: ChildId
    key: [PlanId]
    fields:
      - {name: PlanId, title: Plan, type: text, class: drop, required: true}
      - {name: ChildId, title: Child, type: text, class: identity, required: true}
      - {name: Began, title: Began, type: date, class: fact, required: true}
  - name: Reviews
    title: Reviews
    inside: Plans
    optional: true
    fields:
      - {name: PlanId, title: Plan, type: text, class: drop, required: true}
      - {name: Held, title: Held, type: date, class: fact, required: true}
rules:
  - code: P1
    severity: error
    table: Reviews
    check: Plans.filter(p, p.PlanId == row.PlanId).all(p, p.Began <= row.Held)
    fields: [Reviews.Held]
    message: The review was before its plan
    passes: A review on or after the day the plan began
`))
	require.NoError(t, err)
	require.NoError(t, ingest.CompileRules(d))
	plans := csvOf(d.Table("Plans"), []map[string]string{pairs("PlanId=1 ChildId=A Began=2025-05-01"), pairs("PlanId=2 ChildId=A Began=2025-09-01")})
	reviews := csvOf(d.Table("Reviews"), []map[string]string{pairs("PlanId=1 Held=2025-06-01"), pairs("PlanId=2 Held=2025-08-01"), pairs("PlanId=9 Held=2025-08-01")})
	r, err := ingest.Open([]ingest.File{plans, reviews}, ingest.Expected{Description: d})
	require.NoError(t, err)
	var found []string
	for row, err := range r.Check(func(f goldset.Finding, e ingest.Evidence) {
		found = append(found, fmt.Sprintf("%s %d %s", f.Rule, f.Row, e.Child))
	}) {
		require.NoError(t, err)
		require.True(t, row.Refuse || row.LocalID == "A")
	}
	require.Equal(t, []string{"no-parent 2 ", "P1 1 A"}, found)
}

func BenchmarkDescribedRules(b *testing.B) {
	d := reference.Standing(goldset.CAMHS, 2026)
	const children = 10_000
	var rows []map[string]string
	for i := range children {
		row := pairs(sound[goldset.CAMHS]["Referrals"])
		row["LocalPatientId"], row["ReferralId"] = fmt.Sprintf("P%d", i), fmt.Sprintf("R%d", i)
		rows = append(rows, row)
	}
	file := csvOf(d.Table("Referrals"), rows)
	b.ReportAllocs()
	for b.Loop() {
		r, err := ingest.Open([]ingest.File{file}, ingest.Expected{Description: d, Year: 2026})
		require.NoError(b, err)
		for _, err := range r.Check(func(goldset.Finding, ingest.Evidence) {}) {
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/children, "µs/row")
}
