package ingest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// careTables reads tables written one row a line under a line with the table's
// name and columns; a hyphen is a blank cell. Tables stand apart by a blank line.
func careTables(text string) (tables map[string][]map[string]any, columns map[string][]string) {
	tables, columns = map[string][]map[string]any{}, map[string][]string{}
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		lines := strings.Split(block, "\n")
		head := strings.Fields(lines[0])
		columns[head[0]] = head[1:]
		for _, line := range lines[1:] {
			row := map[string]any{}
			for i, cell := range strings.Fields(line) {
				switch cell {
				case "-":
					row[head[1+i]] = nil
				case `""`:
					row[head[1+i]] = ""
				default:
					row[head[1+i]] = cell
				}
			}
			tables[head[0]] = append(tables[head[0]], row)
		}
	}
	return tables, columns
}

func TestRulesOfChildrenLookedAfter(t *testing.T) {
	for _, c := range []struct {
		name, rule string
		year       goldset.CollectionYear
		tables     string
		failed     []string
	}{
		{"who adopts is told by 0 or 1", "114", 2023, `
AD1 FOSTER_CARE
0
1
2
Yes
""
-`, []string{"AD1 2", "AD1 3", "AD1 4"}},
		{"the number of adopters is no blank text", "175", 2023, `
AD1 NB_ADOPTR
1
2
3
""
-`, []string{"AD1 2", "AD1 3"}},
		{"health is told by 0 or 1", "181", 2023, `
OC2 CONVICTED TEETH_CHECK
0 1
Y 1
0 2
- -`, []string{"OC2 1", "OC2 2"}},
	} {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			tables, columns := careTables(c.tables)
			got, err := ingest.RunCase(&ingest.Case{Rule: c.rule, Return: goldset.SSDA903, Year: c.year, Tables: tables, Columns: columns})
			require.NoError(t, err)
			require.Empty(t, got.NotRun)
			var failed []string
			for _, f := range got.Findings {
				failed = append(failed, places(f.Table, f.Rows)...)
			}
			require.Equal(t, c.failed, failed)
		})
	}
}
