package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// described is a request of two tables, with the rules in the place of %s.
const described = `return: visits
version: 1
years: [2026]
title: Visits to children
purpose: To count visits.
gateway: Section 2F of the Children Act 2004.
suppliers: [authority]
codes:
  - list: how
    title: How
    codes:
      - {code: HOME, name: At home}
      - {code: CALL, name: By telephone}
tables:
  - name: Children
    title: Children
    child: ChildId
    rows: one
    fields:
      - {name: ChildId, title: Child, type: text, class: identity, required: true}
      - {name: BirthDate, title: Born, type: date, class: quasi, coarsen: month}
      - {name: Plans, title: Plans, type: integer, class: fact}
      - {name: Hours, title: Hours, type: decimal, class: fact}
      - {name: InCare, title: In care, type: bool, class: fact}
  - name: Visits
    title: Visits
    child: ChildId
    optional: true
    fields:
      - {name: ChildId, title: Child, type: text, class: identity, required: true}
      - {name: VisitDate, title: Date, type: date, class: fact}
      - {name: How, title: How, type: code, class: fact, codes: how}
      - {name: Place, title: Place, type: text, class: drop}
`

func describe(t *testing.T, table, check string) (*reference.Description, error) {
	t.Helper()
	text := described + "rules:\n  - code: R1\n    severity: error\n    message: Wrong\n    passes: Right\n    fields: [Children.ChildId]\n"
	if table != "" {
		text = strings.Replace(text, "    fields: [Children.ChildId]\n", "    table: "+table+"\n", 1)
	}
	d, err := reference.ReadDescription([]byte(text + "    check: >-\n      " + check + "\n"))
	require.NoError(t, err)
	return d, CompileRules(d)
}

func TestRulesThatCannotBeMeantAreRefusedWithTheirPlace(t *testing.T) {
	for _, c := range []struct{ name, table, check, want string }{
		{"a field that is not there", "Visits", "row.VisitDay > reference_date", "there is no field 'VisitDay'"},
		{"a field of the other table", "Visits", "row.Plans > 1", "there is no field 'Plans'"},
		{"a table that is not there", "", "Calls.size() > 0", "there is nothing called 'Calls'"},
		{"the row where there is none", "", "row.Plans > 1", "there is nothing called 'row'"},
		{"a date and a text", "Visits", "row.VisitDate > '2026-01-01'", `> does not take a date and a text; a day is written date("2026-01-31")`},
		{"a date and a text by way of dyn", "Visits", "dyn(row.VisitDate) == '2026-01-01'", "there is nothing called 'dyn'"},
		{"a text and a number", "Visits", "row.Place == 3", "== does not take a text and a whole number"},
		{"what is neither true nor false", "Visits", "row.VisitDate", "it gives a date, and not whether a row passes"},
		{"a word where none may stand", "Visits", "row.How == == 'HOME'", "the expression cannot be read from == on"},
		{"a function with too little", "Visits", "days(row.VisitDate) < 3", "days does not take a date"},
		{"a code that no list has", "Visits", "row.How == 'HOUSE'", "HOUSE is none of the codes of Visits.How"},
		{"a code that no list has among others", "Visits", "!(row.How in ['HOME', 'CAL'])", "CAL is none of the codes"},
		{"a code that no list has, of another row", "", "Visits.all(v, 'CAR' != v.How)", "CAR is none of the codes"},
		{"a clock", "Visits", "row.VisitDate <= now()", "there is nothing called 'now'"},
		{"no expression", "Visits", "row.How ==", "the expression ends before it is whole"},
		{"a row made up", "Visits", "goldset.Visits{Place: 'a'}.Place == 'a'", ""},
		{"one that is too long", "Visits", strings.Repeat("!", maxExpression) + "true", "R1"},
		{"one that is too deep", "Visits", strings.Repeat("(", 2*maxNesting) + "true" + strings.Repeat(")", 2*maxNesting), "R1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := describe(t, c.table, c.check)
			if c.want == "" {
				require.NoError(t, err, "it is understood, and has no answer")
				return
			}
			var faults reference.Faults
			require.ErrorAs(t, err, &faults)
			require.Contains(t, err.Error(), c.want)
			require.GreaterOrEqual(t, faults[0].Line, 37)
		})
	}
}

// judged runs one rule over rows of a file, and tells the rows that fail and the
// reasons of those not run.
func judged(t *testing.T, table, check string, files ...string) (failed []string, notRun []NotRun) {
	t.Helper()
	d, err := describe(t, table, check)
	require.NoError(t, err)
	r, err := Open(csvFiles(files...), Expected{Description: d})
	require.NoError(t, err)
	for _, err := range r.Check(func(f goldset.Finding, _ Evidence) {
		if f.Rule == "R1" {
			failed = append(failed, fmt.Sprintf("%s %d", f.Table, f.Row))
		}
	}) {
		require.NoError(t, err)
	}
	return failed, r.NotRun()
}

func csvFiles(files ...string) []File {
	list := make([]File, len(files))
	for i, text := range files {
		list[i] = File{Name: fmt.Sprintf("%d.csv", i), Data: strings.NewReader(text), Size: int64(len(text))}
	}
	return list
}

const (
	children = "ChildId,BirthDate,Plans,Hours,InCare\nA,2010-02-28,2,1.5,1\nB,2012-02-29,,x,0\nC,2015-13-01,0,2,\n"
	visits   = "ChildId,VisitDate,How,Place\nA,2025-05-01,HOME,\nA,2025-06-01,CALL,x\nB,2025-07-01,HOUSE,\nC,,HOME,\n"
)

func TestARuleIsJudgedForTheRowsThatHaveItsValues(t *testing.T) {
	for _, c := range []struct {
		name, table, check string
		failed             []string
		rows               int // not judged
		reason             string
	}{
		{"all values there", "Visits", "row.How == 'HOME'", []string{"Visits 1"}, 1, "How cannot be read (1)"},
		{"a value missing", "Visits", "row.VisitDate < date('2025-06-01')", []string{"Visits 1", "Visits 2"}, 1, "VisitDate is empty (1)"},
		{"decided without the missing value", "Visits", "row.How == 'HOME' && row.VisitDate < date('2020-01-01') || row.Place == 'x'", nil, 3, "Place is empty (2), VisitDate is empty (1)"},
		{"asked whether it is there", "Visits", "has(row.VisitDate) && row.VisitDate < reference_date", []string{"Visits 3"}, 0, ""},
		{"a number that cannot be read", "Children", "row.Hours < 1.9", []string{"Children 2"}, 1, "Hours cannot be read (1)"},
		{"whole and broken numbers together", "Children", "row.Plans > row.Hours", []string{"Children 2"}, 1, "Plans is empty (1)"},
		{"yes and no", "Children", "row.InCare", []string{"Children 1"}, 1, "InCare is empty (1)"},
		{"an age", "Children", "years(row.BirthDate, reference_date) == 16", []string{"Children 1"}, 1, "BirthDate cannot be read (1)"},
		{"days", "Visits", "days(period_start, row.VisitDate) == 30", []string{"Visits 1", "Visits 2"}, 1, "VisitDate is empty (1)"},
		{"a child's other rows", "Visits", "Visits.filter(v, v.How == 'HOME').size() == 1", nil, 1, "How cannot be read (1)"},
		{"rows of several tables", "", "Visits.exists(v, v.How == 'HOME') || Children.all(c, !c.InCare)", nil, 0, ""},
		{"a child as a whole", "", "Visits.size() == 1", []string{"Children 0"}, 0, ""},
		{"the row among the child's rows", "Visits", "Visits.exists_one(v, v == row)", nil, 0, ""},
		{"a division by nothing", "Children", "1 / row.Plans < 5", nil, 2, "it has no answer (1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			failed, notRun := judged(t, c.table, c.check, children, visits)
			require.Equal(t, c.failed, failed)
			if c.rows == 0 {
				require.Empty(t, notRun)
				return
			}
			require.Len(t, notRun, 1)
			require.Equal(t, c.rows, notRun[0].Rows)
			require.Contains(t, notRun[0].Reason, c.reason)
		})
	}
}

func TestARuleThatNeverEndsIsGivenUp(t *testing.T) {
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 200), ",") + "]"
	check := fmt.Sprintf("%[1]s.all(a, %[1]s.all(b, %[1]s.all(c, a + b + c > 0)))", list)
	rows := strings.Builder{}
	rows.WriteString("ChildId,BirthDate,Plans,Hours,InCare\n")
	for i := range 50 {
		fmt.Fprintf(&rows, "C%d,2010-01-01,1,1,1\n", i)
	}
	failed, notRun := judged(t, "Children", check, rows.String())
	require.Empty(t, failed)
	require.Equal(t, []NotRun{{Rule: "R1", Rows: 50, Reason: "not run for 50 rows: it takes too many steps (50)"}}, notRun)
}

func FuzzCompileRules(f *testing.F) {
	for _, check := range []string{
		"row.VisitDate <= reference_date", "Visits.all(v, has(v.How))", "years(row.VisitDate, date('x')) > 3", "row.How in ['HOME']",
		"row", "row.Place.matches('(a*)*b')", "[row, row][1].Place == ''", "{'a': row}['a'].How == 'CALL'", "has(row.Place.x)",
	} {
		f.Add(check)
	}
	f.Fuzz(func(t *testing.T, check string) {
		text := described + fmt.Sprintf("rules:\n  - {code: R1, severity: error, table: Visits, message: m, passes: p, check: %q}\n", check)
		d, err := reference.ReadDescription([]byte(text))
		if err != nil {
			return
		}
		set, err := compileRules(d)
		if err != nil {
			_, ok := errors.AsType[reference.Faults](err)
			require.True(t, ok, "%v", err)
			return
		}
		r, err := Open(csvFiles(children, visits), Expected{Description: set.description})
		require.NoError(t, err)
		for _, err := range r.Check(func(goldset.Finding, Evidence) {}) {
			require.NoError(t, err)
		}
	})
}

func BenchmarkCompileRules(b *testing.B) {
	d := reference.Standing(goldset.CAMHS, 2026)
	for b.Loop() {
		require.NoError(b, CompileRules(d))
	}
}
