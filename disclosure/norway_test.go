package disclosure

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

// norwayRow is a cell of Statistics Norway's examples with what GaussSuppression hid.
type norwayRow struct {
	region, income      string
	count               int64
	primary, suppressed bool
}

func readNorway(t *testing.T, name string) []norwayRow {
	t.Helper()
	var rows []norwayRow
	lines := strings.Split(strings.TrimSpace(string(shared(t, "disclosure", "gausssuppression", name))), "\n")
	for _, line := range lines[1:] {
		f := strings.Split(strings.ReplaceAll(line, "\"", ""), ",")
		n, err := strconv.ParseInt(f[2], 10, 64)
		require.NoError(t, err)
		rows = append(rows, norwayRow{f[0], f[1], n, f[3] == "TRUE", f[4] == "TRUE"})
	}
	return rows
}

// Eight regions by four kinds of income.
func TestTheExampleOfStatisticsNorwayHidesTheSameCells(t *testing.T) {
	rows := readNorway(t, "expected_z1_maxN3.csv")
	var cells []goldset.Cell
	for _, r := range rows {
		cells = append(cells, count("301", r.count, "region", r.region, "income", r.income))
	}
	p, err := Protect(cells, Policy{SuppressLow: 1, SuppressHigh: 3, Symbol: "c", Secondary: true}, nil)
	require.NoError(t, err)
	for i := range p.Cells {
		require.Equal(t, rows[i].suppressed, !p.Cells[i].Count.Shown, "%s %s", rows[i].region, rows[i].income)
	}
	require.Equal(t, 3, p.Attack.Primary)
	require.Equal(t, 3, p.Attack.Secondary)
}

// Eleven regions under two hierarchies at once, counties and groups of municipalities.
var norwayGroups = map[string][]string{
	"1": {"A", "I"}, "4": {"B"}, "5": {"C", "D"}, "6": {"E", "F"}, "8": {"G", "H"}, "10": {"J", "K"},
	"300": {"A", "B", "C", "D", "E", "F", "G", "H"}, "400": {"I", "J", "K"},
}

func TestTwoHierarchiesOverTheSameRegionsAreOneSystem(t *testing.T) {
	for _, test := range []struct {
		file  string
		zeros int64 // least a hidden count can be
	}{
		{"expected_z2_SuppressSmallCounts_maxN5_zeros_published.csv", 1},
		{"expected_z2_SuppressSmallCounts_maxN5.csv", 0},
		{"expected_z2_maxN3_hier.csv", 0},
	} {
		t.Run(test.file, func(t *testing.T) {
			rows := readNorway(t, test.file)
			s := &system{hiddenLow: test.zeros}
			at := map[[2]string]int{}
			var fewest, least int64
			for _, r := range rows {
				i := s.add(quantity{
					name: r.region + " " + r.income, value: r.count, low: r.count, high: r.count,
					fixed: r.count < test.zeros || r.count == 0 && !r.primary, sensitive: r.primary, cost: 4 + float64(r.count),
				})
				at[[2]string{r.region, r.income}] = i
				if r.primary {
					s.hide(i)
				} else if r.suppressed {
					fewest, least = fewest+1, least+r.count
				}
			}
			bindNorway(s, at)
			require.Equal(t, -1, s.broken())
			p := s.best(false)
			attack := p.system.attack(p)
			require.Empty(t, p.exposed)
			require.Empty(t, attack.weak)
			n, sum := p.size()
			t.Logf("hidden besides: %d of %d, theirs %d of %d", n, sum, fewest, least)
			require.LessOrEqual(t, float64(n), 1.25*float64(fewest))
			require.LessOrEqual(t, float64(sum), 1.25*float64(least))
		})
	}
}

// bindNorway ties groups to regions and totals to parts.
func bindNorway(s *system, at map[[2]string]int) {
	regions := strings.Split("A B C D E F G H I J K", " ")
	incomes := []string{"annet", "arbeid", "soshjelp", "trygd"}
	for _, income := range append([]string{goldset.Total}, incomes...) {
		sum := func(whole string, parts []string) {
			var list []int
			for _, part := range parts {
				list = append(list, at[[2]string{part, income}])
			}
			s.bind(at[[2]string{whole, income}], list)
		}
		for _, g := range []string{"1", "4", "5", "6", "8", "10", "300", "400"} {
			sum(g, norwayGroups[g])
		}
		sum(goldset.Total, regions)
	}
	for region := range strings.SplitSeq("Total 1 4 5 6 8 10 300 400 "+strings.Join(regions, " "), " ") {
		var list []int
		for _, income := range incomes {
			list = append(list, at[[2]string{region, income}])
		}
		s.bind(at[[2]string{region, goldset.Total}], list)
	}
}
