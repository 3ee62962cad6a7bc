package ingest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// golden is what a peer's validator says of a whole return.
type golden struct {
	Case      string                      `json:"case"`
	Return    goldset.ReturnName          `json:"return"`
	Ruleset   goldset.CollectionYear      `json:"ruleset"`
	File      string                      `json:"file"`
	Expected  map[string]map[string][]int `json:"expected"` // rule -> table.field -> rows
	Whole     []string                    `json:"expected_return_level"`
	Authority string                      `json:"local_authority"`
	Crashed   []string                    `json:"rules_that_crashed_in_the_peer"`
	Skipped   []string                    `json:"rules_skipped_missing_tables"`
}

// peerDefects are rules that the peers' own code cannot run, or whose findings never
// reach their report, whatever the wording: nothing is left to compare with.
var peerDefects = map[goldset.ReturnName][]string{
	goldset.CINCensus: {"8540", "8898", "8870Q"}, // 8870Q reads dates as day-month-year, which no census writes
	goldset.SSDA903: {
		"231", "233", "709", "710", // read columns that the return does not have
		"169", "420", // look authorities up in a list of 2021, which lacks the code that Sheffield has had since 2025
	},
}

func TestWholeReturnsAgreeWithThePeersOnEveryRuleButThoseListed(t *testing.T) {
	n, postcodes := 0, packedPostcodes(t).Postcodes
	for _, path := range glob(t, filepath.Join(shared(t, "returns/conformance/golden"), "*", "*.json")) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var g golden
		require.NoError(t, json.Unmarshal(text, &g))
		files := goldenFiles(t, &g)
		if _, err := reference.Layout(g.Return, g.Ruleset, ""); err != nil || files == nil {
			continue
		}
		n++
		t.Run(filepath.Base(path), func(t *testing.T) { compareWithPeer(t, &g, files, postcodes) })
	}
	require.GreaterOrEqual(t, n, 20)
}

func compareWithPeer(t *testing.T, g *golden, files []ingest.File, postcodes *reference.Postcodes) {
	t.Helper()
	r, err := ingest.Open(files, ingest.Expected{
		RuleYear: g.Ruleset, Authority: g.authority(), Previous: previousFiles(t, g),
		Reference: &reference.Sets{Postcodes: postcodes},
	})
	require.NoError(t, err)
	got, want := foundRows(t, r), g.rows()
	skip := slices.Concat(peerDefects[g.Return], g.Crashed, g.Skipped)
	for _, notRun := range r.NotRun() {
		if notRun.Where == nil {
			skip = append(skip, notRun.Rule)
		}
		want[notRun.Rule] = slices.DeleteFunc(want[notRun.Rule], func(place string) bool { // the peers take such a date for a blank
			table, row, _ := strings.Cut(place, " ")
			number, _ := strconv.Atoi(row)
			return slices.Contains(notRun.Where[table], number)
		})
		if len(want[notRun.Rule]) == 0 {
			delete(want, notRun.Rule)
		}
	}
	for _, d := range differences(t) {
		if d.ret == string(g.Return) {
			skip = append(skip, d.rule)
		}
	}
	for _, code := range skip {
		delete(want, code)
		delete(got, code)
	}
	for code := range want {
		if !slices.Equal(want[code], got[code]) {
			t.Errorf("rule %s: %d rows, %d found", code, len(want[code]), len(got[code]))
		}
		delete(got, code)
	}
	require.Empty(t, slices.Sorted(maps.Keys(got)), "rules that nobody else finds broken")
}

func goldenFiles(t *testing.T, g *golden) []ingest.File {
	t.Helper()
	switch {
	case g.File != "" && g.Return == goldset.CINCensus:
		return read(t, shared(t, "returns/samples/cin/fake_xml/"+g.File))
	case strings.HasPrefix(g.Case, "fake_csv"):
		return read(t, glob(t, filepath.Join(shared(t, "returns/samples/ssda903/fake_csv"), "*.csv"))...)
	case g.Case == "fake_xml":
		return read(t, shared(t, "returns/samples/ssda903/fake_more/fake_903.xml"))
	case strings.HasPrefix(g.Case, "synth_two_years"):
		return read(t, glob(t, filepath.Join(shared(t, "returns/samples/ssda903/synth_2020_21"), "*.csv"))...)
	}
	return nil
}

// previousFiles is the return of the year before, where the peer was given one.
func previousFiles(t *testing.T, g *golden) []ingest.File {
	t.Helper()
	switch g.Case {
	case "fake_csv_both_years": // the same files twice
		return goldenFiles(t, g)
	case "synth_two_years":
		return read(t, glob(t, filepath.Join(shared(t, "returns/samples/ssda903/synth_2019_20"), "*.csv"))...)
	}
	return nil
}

// authority is the authority that the peer was told of; a census says its own.
func (g *golden) authority() string {
	a, _ := reference.FindAuthority(g.Authority)
	return a.Code
}

// rows is the failing rows by rule, as "table row".
func (g *golden) rows() map[string][]string {
	rows := map[string]map[string]bool{}
	for code, fields := range g.Expected {
		rows[code] = map[string]bool{}
		for field, numbers := range fields {
			table, _, _ := strings.Cut(field, ".")
			for _, n := range numbers {
				rows[code][fmt.Sprintf("%s %d", table, n)] = true
			}
		}
	}
	for _, code := range g.Whole {
		rows[code] = map[string]bool{" -1": true}
	}
	return sortedRows(rows)
}

func sortedRows(rows map[string]map[string]bool) map[string][]string {
	list := map[string][]string{}
	for code, places := range rows {
		if len(places) > 0 {
			list[code] = slices.Sorted(maps.Keys(places))
		}
	}
	return list
}

// foundRows is the same of our own check, numbered rules only.
func foundRows(t *testing.T, r *ingest.Return) map[string][]string {
	t.Helper()
	rows := map[string]map[string]bool{}
	for code, findings := range checked(t, r) {
		if code[0] >= 'a' && code[0] <= 'z' { // our own checks
			continue
		}
		rows[code] = map[string]bool{}
		for _, f := range findings {
			rows[code][fmt.Sprintf("%s %d", f.Table, f.Row)] = true
		}
	}
	return sortedRows(rows)
}
