package ingest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

func TestGoldenDiff(t *testing.T) {
	for _, path := range glob(t, filepath.Join(shared(t, "returns/conformance/golden/"), "*", "*.json")) {
		text, _ := os.ReadFile(path)
		var g struct {
			Case     string
			Return   goldset.ReturnName
			Ruleset  goldset.CollectionYear
			File     string
			Files    [][]string
			Expected map[string]map[string][]int
			Whole    []string `json:"expected_return_level"`
		}
		require.NoError(t, json.Unmarshal(text, &g), path)
		if g.Ruleset < 2024 || g.Ruleset > 2026 {
			continue
		}
		var files []ingest.File
		if g.File != "" {
			files = read(t, shared(t, "returns/samples/cin/fake_xml/"+g.File))
		} else if strings.HasPrefix(g.Case, "fake_csv") {
			files = read(t, glob(t, shared(t, "returns/samples/ssda903/fake_csv")+"/*.csv")...)
		} else if strings.HasPrefix(g.Case, "synth") {
			files = read(t, glob(t, shared(t, "returns/samples/ssda903/synth_2020_21")+"/*.csv")...)
		} else {
			continue
		}
		r, err := ingest.Open(files, ingest.Expected{RuleYear: g.Ruleset})
		require.NoError(t, err)
		t.Log("=====", filepath.Base(path))
		got := map[string]map[string]map[int]bool{}
		for _, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) {
			if got[f.Rule] == nil {
				got[f.Rule] = map[string]map[int]bool{}
			}
			if got[f.Rule][f.Table] == nil {
				got[f.Rule][f.Table] = map[int]bool{}
			}
			got[f.Rule][f.Table][f.Row] = true
		}) {
			require.NoError(t, err)
		}
		notRun := map[string]bool{}
		for _, n := range r.NotRun() {
			notRun[n.Rule] = true
		}
		want := map[string]map[string]map[int]bool{}
		for rule, fields := range g.Expected {
			want[rule] = map[string]map[int]bool{}
			for field, rows := range fields {
				table, _, _ := strings.Cut(field, ".")
				if want[rule][table] == nil {
					want[rule][table] = map[int]bool{}
				}
				for _, n := range rows {
					want[rule][table][n] = true
				}
			}
		}
		for _, w := range g.Whole {
			want[w] = map[string]map[int]bool{"": {-1: true}}
		}
		rules := map[string]bool{}
		for k := range got {
			rules[k] = true
		}
		for k := range want {
			rules[k] = true
		}
		var list []string
		for k := range rules {
			list = append(list, k)
		}
		sort.Strings(list)
		agree := 0
		for _, k := range list {
			if notRun[k] || k[0] >= 'a' && k[0] <= 'z' {
				continue
			}
			tables := map[string]bool{}
			for tb := range got[k] {
				tables[tb] = true
			}
			for tb := range want[k] {
				tables[tb] = true
			}
			ok := true
			for tb := range tables {
				var more, less []int
				for n := range got[k][tb] {
					if !want[k][tb][n] {
						more = append(more, n)
					}
				}
				for n := range want[k][tb] {
					if !got[k][tb][n] {
						less = append(less, n)
					}
				}
				if len(more)+len(less) > 0 {
					ok = false
					sort.Ints(more)
					sort.Ints(less)
					t.Logf("%s %s want %d more %d %v less %d %v", k, tb, len(want[k][tb]), len(more), more[:min(5, len(more))], len(less), less[:min(5, len(less))])
				}
			}
			if ok {
				agree++
			}
		}
		t.Log("agree", agree)
	}
}
