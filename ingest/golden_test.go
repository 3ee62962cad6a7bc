package ingest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// golden is what a peer's validator says of a whole return.
type golden struct {
	Case     string                      `json:"case"`
	Return   goldset.ReturnName          `json:"return"`
	Ruleset  goldset.CollectionYear      `json:"ruleset"`
	File     string                      `json:"file"`
	Expected map[string]map[string][]int `json:"expected"` // rule -> table.field -> rows
	Whole    []string                    `json:"expected_return_level"`
}

// otherwise are the rules on which we differ from the peers' runs over whole
// returns, with the reason. Everything else agrees, row for row.
var otherwise = map[string]string{
	"1560Q": "the peers take a temporary UPN, which ends in a letter, for badly formed",
	"4003":  "the peers join reviews to plans by an id that they number afresh for each child",
	"8841":  "the peers join reviews to plans by an id that they number afresh for each child",
	"8565":  "the peers let a plan end after the episode closed",
	"8870Q": "the peers read the target date as day-month-year, which no census writes",
	"8898":  "the peers crash when a factor is repeated",
	"8540":  "the peers' findings never reach their report",
	"8940":  "the peers let plans of two episodes overlap",
	"4000":  "the peers read True and False as neither", "8569Q": "the peers read True and False as neither",
	"8815": "the peers read True and False as neither", "8816": "the peers read True and False as neither",
	"8831": "the peers read True and False as neither", "8832": "the peers read True and False as neither",
	"133": "the peers refuse S1, which the return's own list has",
	"146": "the peers let H5 and P2 pass in 2025, which the guide took away",
	"233": "the peers read a column the return does not have",
	"370": "the peers pass over an episode that goes on", "371": "the peers pass over an episode that goes on",
	"372": "the peers pass over an episode that goes on", "373": "the peers pass over an episode that goes on",
	"374": "the peers pass over an episode that goes on",
	"607": "the peers judge an episode by a date it does not have",
	"336": "the peers mind only placements A3 and A4",
	"574": "the peers fail the earlier of two periods",
	"185": "the peers judge a child whose dates cannot be read", "190": "the peers judge a child whose dates cannot be read",
	"191": "the peers judge a child whose dates cannot be read", "198": "the peers judge a child whose dates cannot be read",
	"575": "the peers judge a child whose dates cannot be read",
	"388": "the peers put an episode whose end cannot be read in another order",
	"389": "the peers judge an episode by a date it does not have", "407": "the peers judge an episode by a date it does not have",
}

func TestWholeReturnsAgreeWithThePeersOnEveryRuleButThoseListed(t *testing.T) {
	n := 0
	for _, path := range glob(t, filepath.Join(shared(t, "returns/conformance/golden"), "*", "*.json")) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var g golden
		require.NoError(t, json.Unmarshal(text, &g))
		files := goldenFiles(t, &g)
		if files == nil || g.Ruleset < 2024 || g.Ruleset > 2026 {
			continue
		}
		n++
		t.Run(filepath.Base(path), func(t *testing.T) {
			r, err := ingest.Open(files, ingest.Expected{RuleYear: g.Ruleset})
			require.NoError(t, err)
			got := foundRows(t, r)
			want := g.rows()
			for _, skip := range r.NotRun() {
				delete(want, skip.Rule)
			}
			for code := range otherwise {
				delete(want, code)
				delete(got, code)
			}
			for code := range want {
				require.True(t, slices.Equal(want[code], got[code]), "rule %s: %d rows, %d found", code, len(want[code]), len(got[code]))
				delete(got, code)
			}
			require.Empty(t, slices.Collect(maps.Keys(got)), "rules that nobody else finds broken")
		})
	}
	require.GreaterOrEqual(t, n, 8)
}

func goldenFiles(t *testing.T, g *golden) []ingest.File {
	t.Helper()
	switch {
	case g.File != "" && g.Return == goldset.CINCensus:
		return read(t, shared(t, "returns/samples/cin/fake_xml/"+g.File))
	case strings.HasPrefix(g.Case, "fake_csv"):
		return read(t, glob(t, filepath.Join(shared(t, "returns/samples/ssda903/fake_csv"), "*.csv"))...)
	case strings.HasPrefix(g.Case, "synth_two_years"):
		return read(t, glob(t, filepath.Join(shared(t, "returns/samples/ssda903/synth_2020_21"), "*.csv"))...)
	}
	return nil
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
