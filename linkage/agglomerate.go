package linkage

import "slices"

// agglomeration divides one component: starting from single records it merges, again
// and again, the two groups with the strongest joint evidence, until none reaches
// the least weight. Joint evidence takes each comparison's mean over the pairs of
// records across the two groups that have both values: a record that lacks a
// property neither helps nor harms, a weak bridge is outvoted by the records on
// either side of it, and a link that no blocking rule gave is weighed like any other.
type agglomeration struct {
	*clusterer
	members []int32
	least   MatchWeight
	groups  [][]int32   // positions in members; nil once merged away
	against [][]float32 // by group and group (lower, higher): sums and counts by comparison and class
	barred  [][]bool
	weight  [][]MatchWeight
	decided []bool // by group: a reviewer joined records of it
}

func newAgglomeration(c *clusterer, members []int32, least MatchWeight) *agglomeration {
	n := len(members)
	g := &agglomeration{clusterer: c, members: members, least: least, groups: make([][]int32, n)}
	g.against = make([][]float32, n*n)
	g.barred, g.weight, g.decided = make([][]bool, n), make([][]MatchWeight, n), make([]bool, n)
	for i := range members {
		g.groups[i] = []int32{int32(i)}
		g.barred[i], g.weight[i] = make([]bool, n), make([]MatchWeight, n)
	}
	for i := range members {
		for j := i + 1; j < n; j++ {
			g.pair(i, j)
		}
	}
	return g
}

// Evidence between two groups is, for each comparison, the sum over pairs of the
// log2 rates of the three classes and the number of pairs with both values; the
// same for the prior stands last.
const perComparison = int(classes) + 1

func (g *agglomeration) pair(i, j int) {
	a, b := g.members[i], g.members[j]
	evidence := make([]float32, (len(g.comparisons)+1)*perComparison)
	code := g.compare(g.ev, a, b)
	for k, c := range g.comparisons {
		level := g.level(code, k)
		if c.Levels[level].Null {
			continue
		}
		rare := g.rarity(k, level, c.codes[a], c.codes[b])
		rate := g.rate[k][level]
		g.add(evidence, k, [classes]float64{rate[Match], rate[Household] + rare.household, rate[Unrelated] + rare.unrelated})
	}
	g.add(evidence, len(g.comparisons), g.prior[g.stratumOf(code)])
	g.against[i*len(g.members)+j] = evidence
	forbidden := g.forbidden(a, b) != ""
	g.barred[i][j] = forbidden
	g.weight[i][j] = g.joint(evidence)
	if g.clusterer.decided[Pair{a, b}] {
		g.weight[i][j] = decidedWeight
	}
}

// decidedWeight puts pairs that a reviewer joined before all others.
const decidedWeight MatchWeight = 1e6

func (g *agglomeration) add(evidence []float32, k int, log [classes]float64) {
	at := evidence[k*perComparison : (k+1)*perComparison]
	for class, l := range log {
		at[class] += float32(l)
	}
	at[classes]++
}

// joint is the weight of merging two groups.
func (g *agglomeration) joint(evidence []float32) MatchWeight {
	var log [classes]float64
	for k := 0; k < len(evidence); k += perComparison {
		if n := float64(evidence[k+int(classes)]); n > 0 {
			for class := range log {
				log[class] += float64(evidence[k+class]) / n
			}
		}
	}
	return weigh(log)
}

// run merges to the end, joins the groups in out and notes the links it cut.
func (g *agglomeration) run(out forest, links []Edge) {
	for {
		i, j := g.best()
		if i < 0 {
			break
		}
		g.merge(i, j)
	}
	groupOf := map[int32]int{}
	for i, group := range g.groups {
		for _, at := range group {
			groupOf[g.members[at]] = i
			out.join(g.members[group[0]], g.members[at])
		}
	}
	for _, l := range links {
		if groupOf[l.L] == groupOf[l.R] {
			continue
		}
		why := g.forbidden(l.L, l.R)
		if why == "" && g.barred[min(groupOf[l.L], groupOf[l.R])][max(groupOf[l.L], groupOf[l.R])] {
			why = "others of its cluster are kept apart"
		}
		if why == "" {
			why = "weak bridge"
		}
		g.cut[l.Pair] = why
	}
}

// best finds the two groups with the strongest joint evidence; -1 when none may merge.
func (g *agglomeration) best() (int, int) {
	bi, bj, most := -1, -1, g.least
	for i := range g.groups {
		if g.groups[i] == nil {
			continue
		}
		for j := i + 1; j < len(g.groups); j++ {
			if g.groups[j] != nil && !g.barred[i][j] && (g.weight[i][j] > most || bi < 0 && g.weight[i][j] == most) {
				bi, bj, most = i, j, g.weight[i][j]
			}
		}
	}
	return bi, bj
}

func (g *agglomeration) merge(i, j int) {
	g.decided[i] = g.decided[i] || g.decided[j] || g.weight[i][j] == decidedWeight
	for k := range g.groups {
		if g.groups[k] != nil && k != i && k != j {
			g.pool(i, j, k)
		}
	}
	g.groups[i] = append(g.groups[i], g.groups[j]...)
	slices.Sort(g.groups[i])
	g.groups[j] = nil
}

// pool makes the evidence of groups i and j against k that of i. What a reviewer
// joined in spite of what the records say is not averaged: the group that speaks
// more for k speaks for both.
func (g *agglomeration) pool(i, j, k int) {
	a, b, c, d := min(i, k), max(i, k), min(j, k), max(j, k)
	to, from := a*len(g.members)+b, c*len(g.members)+d
	most := max(g.weight[a][b], g.weight[c][d])
	switch {
	case !g.decided[i] && !g.decided[k]:
		for x, v := range g.against[from] {
			g.against[to][x] += v
		}
		most = g.joint(g.against[to])
	case g.weight[c][d] > g.weight[a][b]:
		g.against[to] = g.against[from]
	}
	if g.weight[a][b] == decidedWeight || g.weight[c][d] == decidedWeight {
		most = decidedWeight
	}
	g.weight[a][b] = most
	g.barred[a][b] = g.barred[a][b] || g.barred[c][d]
}
