package ingest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// senCase holds one list, by its own columns, against one rule on 1 January 2025.
func senCase(t *testing.T, rule, list string, rows ...map[string]any) []int {
	t.Helper()
	c := &ingest.Case{Rule: rule, Return: goldset.AnnexASEN, Date: "2025-01-01", Tables: map[string][]map[string]any{list: rows}}
	got, err := ingest.RunCase(c)
	require.NoError(t, err)
	require.Empty(t, got.NotRun)
	var failed []int
	for _, f := range got.Findings {
		require.Equal(t, list, f.Table)
		failed = append(failed, f.Rows...)
	}
	return failed
}

func columnOf(name string, values ...any) []map[string]any {
	var rows []map[string]any
	for _, v := range values {
		rows = append(rows, map[string]any{name: v})
	}
	return rows
}

func TestRulesOfTheWorkbookOnSpecialNeeds(t *testing.T) {
	const born, phase, main = "Date of birth", "Subsidiary education establishment – phase (dual registration)", "Main education establishment – URN"
	for _, c := range []struct {
		name, rule, list string
		rows             []map[string]any
		failed           []int
	}{
		{"25 is asked about on the day of the birthday and not a year later", "102a", "List_1", columnOf(born, "02/01/2000", "01/01/2000", "02/01/1999", "01/01/1999", nil), []int{1, 2}},
		{"26 and every age above is an error", "102b", "List_1", columnOf(born, "02/01/1999", "01/01/1999", "05/12/1993", nil, "R2"), []int{1, 2}},
		{"25 is asked about in the second list too", "202a", "List_2", columnOf(born, "01/01/2000", "01/01/1999"), []int{0}},
		{"a plan issued on the reference date is not in the future", "105b", "List_1", columnOf("Date initial EHC plan issued", "01/01/2025", "02/01/2025", nil), []int{1}},
		{"somebody of the second list is not yet born", "205a", "List_2", columnOf(born, "01/01/2025", "20/12/2030"), []int{1}},
		{"a review on the day of the plan is in order", "106b", "List_1", []map[string]any{
			{"Date initial EHC plan issued": "01/01/2020", "Date EHC plan last reviewed": "01/01/2020"},
			{"Date initial EHC plan issued": "02/01/2020", "Date EHC plan last reviewed": "01/01/2020"},
			{"Date initial EHC plan issued": "02/01/2020", "Date EHC plan last reviewed": nil},
		}, []int{1}},
		{"ethnicity is missing", "201c", "List_2", columnOf("Ethnicity", "WBRI", nil, ""), []int{1, 2}},
		{"primary need is missing", "201d", "List_2", columnOf("SEN primary need", "ASD", nil), []int{1}},
		{"a child of five to sixteen has no school at all", "208a", "List_2", []map[string]any{
			{born: "02/01/2020"}, {born: "01/01/2020"}, {born: "02/01/2008"}, {born: "01/01/2008"}, {born: "01/01/2015", main: "100"}, {born: "01/01/2015", phase: "1"},
		}, []int{1, 2}},
		{"a UPN stands twice in the second list, and reasons for having none do not count", "209", "List_2", columnOf("UPN", "1234", 1234.0, "12345", nil, nil, "UN1", "UN1"), []int{0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.failed, senCase(t, c.rule, c.list, c.rows...)) })
	}
}

func TestThePublicWorkbookOnSpecialNeedsIsReadWithItsRules(t *testing.T) {
	r, err := ingest.Open(read(t, shared(t, "returns/samples/annex_a/fake_sen.xlsx")), ingest.Expected{Year: 2025})
	require.NoError(t, err)
	require.Equal(t, goldset.AnnexASEN, r.Layout.Return)
	rules := checked(t, r)
	require.Equal(t, []goldset.Count{{Table: "List_1", In: 2, Out: 2}, {Table: "List_2", In: 2, Out: 2}}, r.Counts())
	require.Len(t, rules["102b"], 1, "will was born in 1993")
	require.Empty(t, r.NotRun())
}

func TestAWorkbooksDateThatCannotBeReadLeavesAgesUnjudged(t *testing.T) {
	layout, err := reference.Layout(goldset.AnnexASEN, 2025, "")
	require.NoError(t, err)
	var titles []string
	for _, f := range layout.Table("List_1").Fields {
		titles = append(titles, f.Title)
	}
	line := func(id, born string) string {
		cells := make([]string, len(titles))
		cells[0], cells[3], cells[4], cells[5], cells[9], cells[20] = id, born, "1", "WBRI", "ASD", "Yes"
		return strings.Join(cells, ",") + "\n"
	}
	text := strings.Join(titles, ",") + "\n" + line("A1", "31/06/2009") + line("A2", "30/06/2020") + line("A3", "30/06/1990")
	r, err := ingest.Open([]ingest.File{file("list 1.csv", text)}, ingest.Expected{Year: 2025})
	require.NoError(t, err)
	rules := checked(t, r)
	require.Empty(t, rules["101a"], "a date was given")
	require.Len(t, rules["102b"], 1)
	require.Equal(t, 2, rules["102b"][0].Row)
	where := map[string]map[string][]int{}
	for _, n := range r.NotRun() {
		if n.Where != nil {
			where[n.Rule] = n.Where
		}
	}
	first := map[string][]int{"List_1": {0}}
	require.Equal(t, map[string]map[string][]int{"102a": first, "102b": first, "105a": first, "107": first, "108a": first}, where)
}
