package linkage

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ClusterPolicy says what may never be one person, whatever the evidence.
type ClusterPolicy struct {
	// Barrier is a column: records with different values of it, neither missing,
	// are never one person unless a decision with a legal basis joins them. A
	// decision across it without one fails the run.
	Barrier string `json:"barrier,omitempty"`
	// Apart are conditions under which two records are never one person.
	Apart []string `json:"apart,omitempty"`
	// OnePerSource names sources, or kinds of source, of which a person has at most one record.
	OnePerSource []string `json:"one_per_source,omitempty"`
	// Cardinality bounds a person's records of two sources.
	Cardinality []Cardinality `json:"cardinality,omitempty"`
	// Largest is the most records that are weighed as one component; 0 is 300.
	Largest int `json:"largest,omitempty"`

	apart []*Condition
}

func (p *ClusterPolicy) validate(m *Model) error {
	p.apart = nil
	for i, text := range p.Apart {
		c, err := ParseCondition(text)
		if err == nil {
			err = checkOperands(c)
		}
		if err != nil {
			return fmt.Errorf("model: clusters: apart %d (%s): %w", i+1, text, err)
		}
		p.apart = append(p.apart, c)
	}
	for i, c := range p.Cardinality {
		if err := c.validate(); err != nil {
			return fmt.Errorf("model: clusters: cardinality %d: %w", i+1, err)
		}
	}
	if (len(p.OnePerSource) > 0 || len(p.Cardinality) > 0) && m.LinkType == Dedupe {
		return errors.New("model: clusters: one_per_source and cardinality mean nothing when link_type is dedupe")
	}
	return nil
}

func (p *ClusterPolicy) largest() int {
	if p.Largest > 0 {
		return p.Largest
	}
	return 300
}

// clusterer gathers records into persons.
type clusterer struct {
	*scorer
	ev      *evaluator
	apart   []*comparison
	barrier []uint32   // by record; missing when there is none
	alone   []bool     // by source: a person has one record of it
	sides   [][][2]int // by cardinality and source: on its left, on its right
	decided map[Pair]verdict
	cut     map[Pair]Cut // links that were not followed, and why
}

func newClusterer(s *scorer) (*clusterer, error) {
	c := &clusterer{scorer: s, cut: map[Pair]Cut{}, decided: map[Pair]verdict{}}
	policy := &s.model.Clusters
	for i, condition := range policy.apart {
		apart, err := s.compiler.comparison(&Comparison{Name: "apart", Levels: []*Level{
			{When: policy.Apart[i], condition: condition}, {When: opElse, condition: &Condition{Op: opElse}},
		}})
		if err != nil {
			return nil, fmt.Errorf("clusters: apart %d: %w", i+1, err)
		}
		c.apart = append(c.apart, apart)
	}
	if policy.Barrier != "" {
		column := s.data.Column(policy.Barrier)
		if column == nil {
			return nil, fmt.Errorf("clusters: barrier: the data have no column %q", policy.Barrier)
		}
		c.barrier = column.Codes
	}
	for _, source := range s.data.sources {
		c.alone = append(c.alone, slices.ContainsFunc(policy.OnePerSource, func(name string) bool { return isOf(source, name) }))
	}
	for _, rule := range policy.Cardinality {
		c.sides = append(c.sides, c.sidesOf(rule))
	}
	c.ev = s.evaluator()
	for _, a := range c.apart {
		for len(c.ev.known) < a.measures {
			c.ev.known, c.ev.measured = append(c.ev.known, false), append(c.ev.measured, 0)
		}
	}
	return c, nil
}

func lastSlash(text string) int {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '/' {
			return i
		}
	}
	return -1
}

// forbidden says why two records can never be one person; "" when nothing stands against it.
func (c *clusterer) forbidden(a, b int32) string {
	if c.barred(a, b) {
		return WhyBarrier
	}
	return c.keptApart(a, b)
}

// keptApart is forbidden but for barriers, which bind groups of records as a whole.
func (c *clusterer) keptApart(a, b int32) string {
	if a > b {
		a, b = b, a
	}
	if v, ok := c.decided[Pair{a, b}]; ok {
		if v.same {
			return ""
		}
		return WhyReviewed
	}
	if c.data.source[a] == c.data.source[b] && c.alone[c.data.source[a]] {
		return WhyOne
	}
	for i, apart := range c.apart {
		if apart.level(c.ev, apart.codes[a], apart.codes[b]) == 0 {
			return c.model.Clusters.Apart[i]
		}
	}
	return ""
}

// barred reports whether a barrier stands between two records, and no legal basis
// joins them.
func (c *clusterer) barred(a, b int32) bool {
	if c.barrier == nil || c.barrier[a] == missing || c.barrier[b] == missing || c.barrier[a] == c.barrier[b] {
		return false
	}
	return !c.based(a, b)
}

// based reports whether a recorded legal basis joins two records.
func (c *clusterer) based(a, b int32) bool {
	v := c.decided[Pair{min(a, b), max(a, b)}]
	return v.same && v.basis != ""
}

// forest is a union-find over records.
type forest []int32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = int32(i)
	}
	return f
}

func (f forest) root(i int32) int32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// join makes the lower root the root of both.
func (f forest) join(a, b int32) {
	a, b = f.root(a), f.root(b)
	f[max(a, b)] = min(a, b)
}

// cluster gathers the records that links of at least the given weight connect,
// each component divided as the evidence between its parts demands. The result
// names, for each record, the first record of its cluster.
func (c *clusterer) cluster(links []Edge, least MatchWeight) []int32 {
	out := newForest(c.data.Len())
	c.divide(out, c.joining(links, least), least)
	for i := range out {
		out[i] = out.root(int32(i))
	}
	return out
}

// joining are the links that may join records: strong enough, or reviewed as the same.
func (c *clusterer) joining(links []Edge, least MatchWeight) []Edge {
	kept := make([]Edge, 0, len(links))
	for _, l := range links {
		v, decided := c.decided[l.Pair]
		if decided && v.same || !decided && l.Weight >= least {
			kept = append(kept, l)
		}
	}
	return kept
}

// divide joins in out what the links connect, component by component.
func (c *clusterer) divide(out forest, links []Edge, least MatchWeight) {
	whole := newForest(c.data.Len())
	for _, l := range links {
		whole.join(l.L, l.R)
	}
	order := slices.Clone(links)
	slices.SortStableFunc(order, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(whole.root(x.L), whole.root(y.L)), cmp.Compare(x.L, y.L), cmp.Compare(x.R, y.R))
	})
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && whole.root(order[to].L) == whole.root(order[from].L) {
			to++
		}
		c.component(out, order[from:to], least)
		from = to
	}
}

// component divides one connected component.
func (c *clusterer) component(out forest, links []Edge, least MatchWeight) {
	if len(links) == 1 {
		l := links[0]
		if why := c.forbidden(l.L, l.R); why != "" {
			c.cut[l.Pair] = Cut{Why: why}
			return
		}
		out.join(l.L, l.R)
		return
	}
	members := make([]int32, 0, 2*len(links))
	for _, l := range links {
		members = append(members, l.L, l.R)
	}
	slices.Sort(members)
	members = slices.Compact(members)
	if len(members) > c.model.Clusters.largest() {
		c.tooLarge(out, links, least)
		return
	}
	newAgglomeration(c, members, least).run(out, links)
}

// tooLarge splits a component that is too large to weigh whole: its weaker links
// are left out, two bits at a time, until its parts are small enough.
func (c *clusterer) tooLarge(out forest, links []Edge, least MatchWeight) {
	weakest := MatchWeight(math.Inf(1))
	for _, l := range links {
		weakest = min(weakest, l.Weight)
	}
	bound := weakest + 2
	var strong []Edge
	for _, l := range links {
		if l.Weight >= bound || c.decided[l.Pair].same {
			strong = append(strong, l)
		} else {
			c.cut[l.Pair] = Cut{Why: WhyTooLarge}
		}
	}
	if len(strong) < len(links) {
		c.divide(out, strong, least)
	}
}
