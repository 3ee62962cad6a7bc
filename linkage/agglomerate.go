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
	apart   [][]bool    // some record of the one is kept from some record of the other
	closed  [][]bool    // apart, or they may not be one person as a whole
	weight  [][]MatchWeight
	whole   []group // what binds each group as a whole
	decided []bool  // by group: a reviewer joined records of it
}

func newAgglomeration(c *clusterer, members []int32, least MatchWeight) *agglomeration {
	n := len(members)
	g := &agglomeration{clusterer: c, members: members, least: least, groups: make([][]int32, n)}
	g.against = make([][]float32, n*n)
	g.apart, g.closed, g.weight = make([][]bool, n), make([][]bool, n), make([][]MatchWeight, n)
	g.whole, g.decided = make([]group, n), make([]bool, n)
	for i, record := range members {
		g.groups[i] = []int32{int32(i)}
		g.whole[i] = c.single(record)
		g.apart[i], g.closed[i], g.weight[i] = make([]bool, n), make([]bool, n), make([]MatchWeight, n)
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
	g.apart[i][j] = g.keptApart(a, b) != ""
	g.weight[i][j] = g.joint(evidence)
	if g.clusterer.decided[Pair{a, b}].same {
		g.weight[i][j] = decidedWeight + min(max(g.weight[i][j], -1e3), 1e3)
	}
	g.closed[i][j] = g.apart[i][j] || g.together(i, j) != ""
}

// decidedWeight puts pairs that a reviewer joined before all others, those with more
// evidence first.
const decidedWeight MatchWeight = 1e6

func isDecided(w MatchWeight) bool { return w > decidedWeight/2 }

// together says why groups i and j can be no person as a whole; "" when they can.
func (g *agglomeration) together(i, j int) string {
	united := unite(&g.whole[i], &g.whole[j], g.basis(i, j))
	return g.forbiddenAsAWhole(&united)
}

// basis reports whether a recorded legal basis joins records of the two groups.
func (g *agglomeration) basis(i, j int) bool {
	if len(g.whole[i].barriers) == 0 || len(g.whole[j].barriers) == 0 {
		return false
	}
	for _, a := range g.groups[i] {
		for _, b := range g.groups[j] {
			if g.based(g.members[a], g.members[b]) {
				return true
			}
		}
	}
	return false
}

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
		if i, j := groupOf[l.L], groupOf[l.R]; i != j {
			g.cut[l.Pair] = g.whyCut(l.Pair, min(i, j), max(i, j))
		}
	}
}

// whyCut says why a link between groups i and j was not followed.
func (g *agglomeration) whyCut(p Pair, i, j int) Cut {
	if why := g.forbidden(p.L, p.R); why != "" {
		return Cut{Why: why}
	}
	if why := g.together(i, j); why != "" {
		return Cut{Why: why}
	}
	if g.apart[i][j] {
		return Cut{Why: WhyOthers}
	}
	return Cut{Why: WhyWeakBridge, Joint: g.weight[i][j]}
}

// best finds the two groups with the strongest joint evidence; -1 when none may merge.
func (g *agglomeration) best() (int, int) {
	bi, bj, most := -1, -1, g.least
	for i := range g.groups {
		if g.groups[i] == nil {
			continue
		}
		for j := i + 1; j < len(g.groups); j++ {
			if g.groups[j] != nil && !g.closed[i][j] && (g.weight[i][j] > most || bi < 0 && g.weight[i][j] == most) {
				bi, bj, most = i, j, g.weight[i][j]
			}
		}
	}
	return bi, bj
}

func (g *agglomeration) merge(i, j int) {
	g.decided[i] = g.decided[i] || g.decided[j] || isDecided(g.weight[i][j])
	for k := range g.groups {
		if g.groups[k] != nil && k != i && k != j {
			g.pool(i, j, k)
		}
	}
	g.whole[i] = unite(&g.whole[i], &g.whole[j], g.basis(i, j))
	g.groups[i] = append(g.groups[i], g.groups[j]...)
	slices.Sort(g.groups[i])
	g.groups[j] = nil
	for k := range g.groups {
		if g.groups[k] != nil && k != i {
			a, b := min(i, k), max(i, k)
			g.closed[a][b] = g.apart[a][b] || g.together(a, b) != ""
		}
	}
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
	if strongest := max(g.weight[a][b], g.weight[c][d]); isDecided(strongest) {
		most = strongest
	}
	g.weight[a][b] = most
	g.apart[a][b] = g.apart[a][b] || g.apart[c][d]
}
