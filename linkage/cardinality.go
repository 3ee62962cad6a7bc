package linkage

import (
	"fmt"
	"slices"
)

// Cardinality bounds how many records a person has of two sources. It binds only a
// person who has records of both. None is supposed unless it is declared: a child may
// well have two school registrations, or many referrals.
type Cardinality struct {
	Left  string `json:"left"`  // a source, or a kind of source: what stands after its last slash
	Right string `json:"right"` // another
	Kind  string `json:"kind"`  // one-to-one, one-to-many (one of Left), many-to-one (one of Right)
}

// The kinds of cardinality.
const (
	OneToOne  = "one-to-one"
	OneToMany = "one-to-many"
	ManyToOne = "many-to-one"
)

func (c Cardinality) String() string { return c.Kind + " between " + c.Left + " and " + c.Right }

func (c Cardinality) validate() error {
	switch {
	case c.Left == "" || c.Right == "":
		return fmt.Errorf("%s: left and right each name a source or a kind of source", c)
	case c.Left == c.Right:
		return fmt.Errorf("%s: left and right are two sources; for one of a single source write one_per_source", c)
	case c.Kind != OneToOne && c.Kind != OneToMany && c.Kind != ManyToOne:
		return fmt.Errorf("%s: kind is %s, %s or %s", c, OneToOne, OneToMany, ManyToOne)
	}
	return nil
}

// broken reports whether a person may not have so many records of both sources.
func (c Cardinality) broken(left, right int) bool {
	if left == 0 || right == 0 {
		return false
	}
	return left > 1 && c.Kind != ManyToOne || right > 1 && c.Kind != OneToMany
}

// isOf reports whether a source is the one named, or of the kind named.
func isOf(source, name string) bool { return source == name || source[1+lastSlash(source):] == name }

// group is what binds a group of records as a whole: whose records it holds, and on
// which sides of a barrier.
type group struct {
	counts   [][2]int // by cardinality: records of its left and its right source
	barriers []uint32 // values that some record has, ascending
	lifted   bool     // a legal basis joins all of barriers
}

// single is the group of one record.
func (c *clusterer) single(record int32) group {
	g := group{counts: make([][2]int, len(c.sides))}
	for i, side := range c.sides {
		g.counts[i] = side[c.data.source[record]]
	}
	if c.barrier != nil && c.barrier[record] != missing {
		g.barriers = []uint32{c.barrier[record]}
	}
	return g
}

// sidesOf says of each source whether it is on the left (1, 0) or the right (0, 1) of
// a cardinality.
func (c *clusterer) sidesOf(rule Cardinality) [][2]int {
	out := make([][2]int, len(c.data.sources))
	for i, source := range c.data.sources {
		switch {
		case isOf(source, rule.Left):
			out[i] = [2]int{1, 0}
		case isOf(source, rule.Right):
			out[i] = [2]int{0, 1}
		}
	}
	return out
}

// unite is both groups as one. basis says that a recorded legal basis joins a record
// of the one with a record of the other.
func unite(a, b *group, basis bool) group {
	out := group{counts: slices.Clone(a.counts)}
	for i, n := range b.counts {
		out.counts[i][0] += n[0]
		out.counts[i][1] += n[1]
	}
	out.barriers = append(slices.Clone(a.barriers), b.barriers...)
	slices.Sort(out.barriers)
	out.barriers = slices.Compact(out.barriers)
	covers := func(g *group) bool { return g.lifted && len(g.barriers) == len(out.barriers) }
	out.lifted = basis || covers(a) || covers(b)
	return out
}

// forbiddenAsAWhole says why such a group can be no person; "" when it can.
func (c *clusterer) forbiddenAsAWhole(g *group) string {
	if len(g.barriers) > 1 && !g.lifted {
		return WhyBarrier
	}
	for i, rule := range c.model.Clusters.Cardinality {
		if rule.broken(g.counts[i][0], g.counts[i][1]) {
			return rule.String()
		}
	}
	return ""
}
