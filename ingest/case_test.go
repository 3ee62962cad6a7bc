package ingest_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/ingest"
)

// caseFile is a published case with what the peers' own test asserts.
type caseFile struct {
	Case     ingest.Case `json:"-"`
	Expected []struct {
		Table    string `json:"table"`
		Rows     []int  `json:"rows"`
		Asserted *bool  `json:"asserted"`
	} `json:"expected"`
}

func cases(t *testing.T, folder string) map[string]*caseFile {
	t.Helper()
	list := map[string]*caseFile{}
	for _, path := range glob(t, filepath.Join(shared(t, "returns/conformance/"+folder), "*.json")) {
		if filepath.Base(path) == "index.json" {
			continue
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		c := &caseFile{}
		require.NoError(t, json.Unmarshal(text, c), path)
		require.NoError(t, json.Unmarshal(text, &c.Case), path)
		list[strings.TrimSuffix(filepath.Base(path), ".json")] = c
	}
	return list
}

// places is "table row" of each failing row, in order.
func places(table string, rows []int) []string {
	var list []string
	for _, n := range rows {
		list = append(list, fmt.Sprintf("%s %d", table, n))
	}
	return list
}

func TestCensusRulesAgreeWithThePublishedCases(t *testing.T)  { runCases(t, "cin") }
func TestSSDA903RulesAgreeWithThePublishedCases(t *testing.T) { runCases(t, "ssda903") }
func TestSENRulesAgreeWithThePublishedCases(t *testing.T)     { runCases(t, "annex_a_sen") }

// difference is a rule that we read otherwise than the peers, on purpose, from a
// list that is published with the reasons.
type difference struct{ ret, rule, ofCase string }

func differences(t *testing.T) []difference {
	t.Helper()
	f, err := os.Open("../docs/rule-differences.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var list []difference
	rules := map[string]bool{}
	for _, row := range rows[1:] {
		list = append(list, difference{ret: row[0], rule: row[1], ofCase: row[3]})
		rules[row[0]+row[1]] = true
	}
	require.LessOrEqual(t, len(rules), 10)
	return list
}

func runCases(t *testing.T, folder string) {
	t.Helper()
	known := map[string]bool{}
	for _, d := range differences(t) {
		known[d.ret+"/"+d.ofCase] = true
	}
	built, agree := 0, 0
	for name, c := range cases(t, folder) {
		got, err := ingest.RunCase(&c.Case)
		require.NoError(t, err)
		if known[folder+"/"+name] {
			continue
		}
		require.Empty(t, got.NotRun, name)
		built++
		var found, want, asserted []string
		for _, f := range got.Findings {
			found = append(found, places(f.Table, f.Rows)...)
		}
		for _, e := range c.Expected {
			want = append(want, places(e.Table, e.Rows)...)
			if e.Asserted == nil || *e.Asserted {
				asserted = append(asserted, places(e.Table, e.Rows)...)
			}
		}
		for _, l := range []*[]string{&found, &want, &asserted} {
			sort.Strings(*l)
			*l = slices.Compact(*l)
		}
		if slices.Equal(found, want) && got.ReturnLevel == (c.Case.ReturnLevel != nil) {
			agree++
			continue
		}
		t.Errorf("%s:\n found    %v %v\n expected %v %v\n asserted %v", name, found, got.ReturnLevel, want, c.Case.ReturnLevel != nil, asserted)
	}
	t.Logf("%s: %d cases, %d agree", folder, built, agree)
}
