package linkage

import (
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

//go:embed reportcluster.html
var reportClusterHTML string

// Clusters that the report draws one by one, and how much of each.
const (
	usualClusterPages = 10
	mostNodes         = 40  // a larger component is listed and not drawn
	mostEdges         = 200 // listed for one component
	mostReasons       = 3   // comparisons named for one edge, those that weigh most
)

type (
	clusterNode struct{ X, Y, TextX, TextY, Name, Person string }
	clusterEdge struct {
		X1, Y1, X2, Y2      string
		Left, Right         string
		Weight, Fate, Class string
		Reasons             []string
	}
	clusterPage struct {
		Title  string
		Drawn  bool
		Nodes  []clusterNode
		Edges  []clusterEdge
		Unseen int // edges beyond mostEdges
	}
	groupTable struct {
		Title  string
		Header []string
		Rows   [][]string
	}
	clusterParts struct {
		ClusterPages []clusterPage
		Groups       []groupTable
		Chosen       []waterfall
		Conflicts    []string
	}
)

// names gives records names for a report: source and id, or numbers in the order in
// which they come.
type names struct {
	r       *Result
	mask    bool
	numbers map[int32]int
}

func (n *names) of(row int32) string {
	source := n.r.Data.Source(int(row))
	if !n.mask {
		return source + " " + n.r.Data.ID(int(row))
	}
	if n.numbers[row] == 0 {
		n.numbers[row] = len(n.numbers) + 1
	}
	return source + " record " + strconv.Itoa(n.numbers[row])
}

// clusterParts are the report's pages of clusters, groups and chosen pairs.
func (r *Result) clusterParts(o ReportOptions) clusterParts {
	out := clusterParts{Groups: r.groupTables(o)}
	name := &names{r, o.Mask, map[int32]int{}}
	for i, p := range o.Pairs {
		out.Chosen = append(out.Chosen, r.waterfall(i, Edge{Pair: p}, o.Mask))
	}
	if o.Clusters == nil {
		return out
	}
	for _, rows := range r.notable(o) {
		out.ClusterPages = append(out.ClusterPages, r.clusterPage(rows, o.Clusters, WeightOf(o.Threshold), name))
	}
	for _, c := range o.Clusters.Conflicts {
		out.Conflicts = append(out.Conflicts, fmt.Sprintf("%s and %s were reviewed as different, and %d other reviews tie them together as the same",
			name.of(c.Different.L), name.of(c.Different.R), len(c.Same)))
	}
	return out
}

// notable are the components worth a page: those with most cut links first, then the
// largest.
func (r *Result) notable(o ReportOptions) [][]int32 {
	whole := newForest(r.Data.Len())
	for row, first := range o.Clusters.Of {
		whole.join(int32(row), first)
	}
	cuts := map[int32]int{}
	for _, c := range o.Clusters.Cut {
		whole.join(c.L, c.R)
	}
	for _, c := range o.Clusters.Cut {
		cuts[whole.root(c.L)]++
	}
	roots := make([]int32, len(whole))
	for row := range whole {
		roots[row] = whole.root(int32(row))
	}
	all := gather(roots, func(int) bool { return true })
	slices.SortStableFunc(all, func(x, y []int32) int {
		return cmp.Or(cmp.Compare(cuts[roots[y[0]]], cuts[roots[x[0]]]), cmp.Compare(len(y), len(x)))
	})
	return all[:min(len(all), cmp.Or(o.ClusterPages, usualClusterPages))]
}

func (r *Result) clusterPage(rows []int32, c *Clustering, least MatchWeight, name *names) clusterPage {
	page := clusterPage{Drawn: len(rows) <= mostNodes}
	persons, at := map[int32]int{}, map[int32]clusterNode{}
	for i, row := range rows {
		if persons[c.Of[row]] == 0 {
			persons[c.Of[row]] = len(persons) + 1
		}
		node := circle(i, len(rows))
		node.Name, node.Person = name.of(row), strconv.Itoa(persons[c.Of[row]])
		at[row] = node
		page.Nodes = append(page.Nodes, node)
	}
	page.Title = fmt.Sprintf("%d records, %d persons", len(rows), len(persons))
	if len(persons) == 1 {
		page.Title = fmt.Sprintf("%d records, one person", len(rows))
	}
	why := map[Pair]Cut{}
	for _, cut := range c.Cut {
		why[cut.Pair] = cut
	}
	for _, row := range rows {
		from, _ := slices.BinarySearchFunc(r.Links, Pair{L: row}, comparePairs)
		for _, l := range r.Links[from:] {
			if l.L != row {
				break
			}
			if _, here := at[l.R]; !here || l.Weight < least && why[l.Pair].Why == "" && c.Of[l.L] != c.Of[l.R] {
				continue
			}
			if len(page.Edges) == mostEdges {
				page.Unseen++
				continue
			}
			page.Edges = append(page.Edges, r.clusterEdge(l, at, c, why[l.Pair], least))
		}
	}
	return page
}

// circle places the i-th of n records.
func circle(i, n int) clusterNode {
	angle := 2*math.Pi*float64(i)/float64(n) - math.Pi/2
	x, y := math.Cos(angle), math.Sin(angle)
	return clusterNode{X: short(220 + 150*x), Y: short(190 + 150*y), TextX: short(220 + 172*x), TextY: short(194 + 172*y)}
}

func (r *Result) clusterEdge(l Edge, at map[int32]clusterNode, c *Clustering, cut Cut, least MatchWeight) clusterEdge {
	a, b := at[l.L], at[l.R]
	e := clusterEdge{
		X1: a.X, Y1: a.Y, X2: b.X, Y2: b.Y, Left: a.Name, Right: b.Name,
		Weight: short(float64(l.Weight)), Fate: "followed", Class: "followed", Reasons: r.reasons(l),
	}
	switch {
	case cut.Why == WhyWeakBridge:
		e.Fate, e.Class = fmt.Sprintf("cut: %s, the records on both sides together weigh %s", cut.Why, short(float64(cut.Joint))), "cut"
	case cut.Why != "":
		e.Fate, e.Class = "cut: "+cut.Why, "cut"
	case l.Weight < least && c.Of[l.L] == c.Of[l.R]:
		e.Fate, e.Class = "below the threshold; joined through others", "below"
	}
	return e
}

// reasons names the comparisons that weigh most in a link, either way.
func (r *Result) reasons(l Edge) []string {
	_, steps := r.Explain(int(l.L), int(l.R))
	steps = slices.DeleteFunc(slices.Clone(steps), func(s Contribution) bool {
		return s.Comparison == "prior" || s.Weight+s.Rarity == 0
	})
	slices.SortStableFunc(steps, func(x, y Contribution) int {
		return cmp.Compare(math.Abs(float64(y.Weight+y.Rarity)), math.Abs(float64(x.Weight+x.Rarity)))
	})
	var out []string
	for _, s := range steps[:min(len(steps), mostReasons)] {
		out = append(out, fmt.Sprintf("%s: %s (%+.1f)", s.Comparison, cmp.Or(s.Level, "taken off"), float64(s.Weight+s.Rarity)))
	}
	return out
}

// mostGroups is the number of values up to which a column makes a table of groups.
const mostGroups = 12

// groupTables says by source, and by each column of few values, how many records join
// others; and how well, where the truth is known.
func (r *Result) groupTables(o ReportOptions) []groupTable {
	var out []groupTable
	for _, column := range slices.Sorted(maps.Keys(o.Groups)) {
		t := groupTable{"Quality by " + column, []string{column, "records", "true pairs", "precision", "recall", "95% interval of recall"}, nil}
		s := Statement{Groups: o.Groups}
		t.Rows = s.group(column).Rows
		out = append(out, t)
	}
	if o.Clusters == nil {
		return out
	}
	sizes := map[int32]int{}
	for _, first := range o.Clusters.Of {
		sizes[first]++
	}
	table := func(title string, of func(row int) string) {
		records, joined := map[string]int{}, map[string]int{}
		for row, first := range o.Clusters.Of {
			group := cmp.Or(of(row), "(missing)")
			records[group]++
			if sizes[first] > 1 {
				joined[group]++
			}
		}
		t := groupTable{Title: title, Header: []string{"", "records", "joined to another", "share"}}
		for _, group := range slices.Sorted(maps.Keys(records)) {
			n, k := records[group], joined[group]
			t.Rows = append(t.Rows, []string{group, strconv.Itoa(n), strconv.Itoa(k), inPercent(float64(k) / float64(n))})
		}
		out = append(out, t)
	}
	table("Records that join others, by source", r.Data.Source)
	for _, name := range r.Data.Columns() {
		column := r.Data.Column(name)
		if column.Separator == "" && len(column.Values) > 2 && len(column.Values) <= mostGroups && name != r.Model.Clusters.Barrier {
			table("Records that join others, by "+name, func(row int) string { return r.Data.Value(row, name) })
		}
	}
	return out
}
