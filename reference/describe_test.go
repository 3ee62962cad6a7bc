package reference_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// small is the least that a request says.
const small = `return: visits
version: 2
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
tables:
  - name: Visits
    title: Visits
    child: ChildId
    fields:
      - {name: ChildId, title: Child, type: text, class: identity, required: true}
      - {name: VisitDate, title: Date, type: date, class: fact}
      - {name: How, title: How, type: code, class: fact, codes: how}
rules:
  - code: V1
    severity: error
    table: Visits
    check: row.VisitDate <= reference_date
    message: The visit is in the future
    passes: A date in the year
`

func TestADescriptionBecomesALayout(t *testing.T) {
	d, err := reference.ReadDescription([]byte(small))
	require.NoError(t, err)
	l := d.Layout(2026)
	require.NoError(t, l.Validate())
	require.Equal(t, "Visits to children 2025 to 2026", l.Title)
	require.Equal(t, "visits-2026.2", l.Version)
	require.Equal(t, "visits_visits_2026_v2", l.FactTable(&l.Tables[0]))
	require.Equal(t, 0, l.Tables[0].IndexOf(goldset.IdentifierLocalID))
	require.Equal(t, "visits", l.ChildFamily())
	list, ok := d.Codes(l.Tables[0].Fields[2].Codes)
	require.True(t, ok)
	require.True(t, list.Has("HOME"))
	require.Equal(t, 25, d.Rules[0].Line, "the line of the expression")
}

func TestWhatIsWrongWithADescriptionIsToldWithItsLine(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"a setting that does not exist", "title: Visits to children", "titel: Visits", "line 4: a request has no setting \"titel\""},
		{"a setting of a field that does not exist", "class: fact}\n      - {name: How", "class: fact, colour: red}\n      - {name: How", "line 19: a field has no setting \"colour\""},
		{"a setting given twice", "version: 2", "version: 2\nversion: 3", "line 3: a request gives version twice"},
		{"a setting that is missing", "title: Visits to children\n", "", "line 1: a request lacks title"},
		{"a class that does not exist", "type: date, class: fact", "type: date, class: secret", "line 19: the class of a field is"},
		{"no class", "type: date, class: fact", "type: date", "line 19: a field lacks class"},
		{"a type that does not exist", "type: date", "type: day", "line 19: the type of a field is one of"},
		{"a code list that does not exist", "codes: how}", "codes: why}", "line 20: there is no code list why"},
		{"two fields of one column", "name: VisitDate", "name: childID", "line 19: two fields of table Visits have this name"},
		{"a word of the warehouse", "name: VisitDate", "name: subject", "line 19: a field cannot be called subject"},
		{"a child id that is no identity", "type: text, class: identity", "type: text, class: fact", "line 18: the child's own id is of class identity"},
		{"no child id", "    child: ChildId\n", "", "does not say which field is the child's own id"},
		{"a severity that stops files", "severity: error", "severity: reject", "the severity is error, query or notice"},
		{"a rule of no table", "    table: Visits\n", "    table: Calls\n", "line 25: rule V1: there is no table Calls"},
		{"a rule about a child that points nowhere", "    table: Visits\n", "", "name the fields it points at"},
		{"a rule that is named as a check of every field", "code: V1", "code: range", "a rule's code is"},
		{"a bound of a text", "class: identity, required: true", "class: identity, min: 3", "line 18: only a number has min and max"},
		{"a coarsening of a fact", "type: date, class: fact", "type: date, class: fact, coarsen: month", "line 19: field VisitDate: only a quasi-identifier is coarsened"},
		{"a pattern that does not compile", "title: Child, type: text", "title: Child, pattern: \"(\", type: text", "line 18: the pattern is not a regular expression"},
		{"free text that is kept", "title: Date, type: date", "title: Date, type: text", "line 19: field VisitDate: a text that is kept as a fact has a pattern"},
		{"a number that names a child, kept as a fact", "title: Date, type: date", "title: Date, type: upn", "line 19: field VisitDate: a upn is no fact"},
		{"a birth date that is kept as a fact", "title: Date, type: date", "title: Date, type: date, identifier: birth_date", "line 19: field VisitDate: a birth_date is no fact"},
		{"a version below one", "version: 2", "version: 0", "the version is a number from 1"},
		{"years out of order", "years: [2026]", "years: [2026, 2025]", "line 3: years are"},
		{"no years", "years: [2026]", "years: []", "at least one collection year"},
		{"an alias", "title: Date", "title: *a", "this is not YAML"},
		{"a list where a text stands", "title: Visits to children", "title: [a]", "line 4: a text stands here"},
		{"a return with capitals", "return: visits", "return: Visits", "the return's name is a word of"},
		{"the name of a return that ships", "return: visits", "return: cin", "line 1: the name cin is that of the children in need census"},
		{"a setting that is empty", "title: Visits to children", "title: ''", "line 4: a request lacks title: it stands there and is empty"},
		{"supplier of no kind", "suppliers: [authority]", "suppliers: [school]", "suppliers are of the kinds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, small, c.from)
			_, err := reference.ReadDescription([]byte(strings.Replace(small, c.from, c.to, 1)))
			require.ErrorAs(t, err, &reference.Faults{})
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestTheFieldsOfARuleAboutRowsNeedNotNameTheTable(t *testing.T) {
	for _, name := range []string{"VisitDate", "Visits.VisitDate"} {
		d, err := reference.ReadDescription([]byte(strings.Replace(small, "    message: The", "    fields: ["+name+"]\n    message: The", 1)))
		require.NoError(t, err)
		require.Equal(t, []reference.DescribedField{{Table: "Visits", Field: "VisitDate"}}, d.Rules[0].Fields)
	}
}

func TestEverythingWrongIsToldAtOnce(t *testing.T) {
	text := strings.NewReplacer("type: date", "type: day", "version: 2", "version: 0").Replace(small)
	_, err := reference.ReadDescription([]byte(text))
	var faults reference.Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults, 2)
}

func TestARequestMayHaveAPeriodOfItsOwn(t *testing.T) {
	d, err := reference.ReadDescription([]byte(strings.Replace(small, "years: [2026]", "years: [2026]\nperiod: {from: 2026-01-01, to: 2026-12-31}", 1)))
	require.NoError(t, err)
	_, end := d.Period(2026)
	require.Equal(t, time.December, end.Month())
	require.Equal(t, "Visits to children 2026", d.Layout(2026).Title)
}

func TestRequestsThatShipAreSound(t *testing.T) {
	all := reference.Descriptions()
	require.Len(t, all, 2)
	for _, d := range all {
		for _, year := range d.Years {
			require.NoError(t, d.Layout(year).Validate())
		}
	}
	require.NotNil(t, reference.Standing(goldset.CAMHS, 2025))
	require.Nil(t, reference.Standing("care_monitor", 2026), "its answers are kept as JSON")
}

func FuzzReadDescription(f *testing.F) {
	f.Add([]byte(small))
	for _, name := range []string{"camhs", "care_monitor"} {
		text, err := os.ReadFile("data/requests/" + name + ".yaml")
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte("tables: [{name: a, fields: [{}]}]\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := reference.ReadDescription(text)
		if err != nil {
			require.ErrorAs(t, err, &reference.Faults{})
			return
		}
		for _, year := range d.Years {
			require.NoError(t, d.Layout(year).Validate())
		}
	})
}
