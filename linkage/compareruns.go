package linkage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Outcome is what one run made of records, in a numbering that two runs share.
type Outcome struct {
	Links    []Edge
	Clusters []int32         // by record; -1: the record was not in the run
	Cuts     map[Pair]string // links that clustering did not follow, and why; may be nil
}

// RunDiff is what changed from one run to another.
type RunDiff struct {
	Records struct {
		Both int `json:"both"`
		Gone int `json:"gone"`
		New  int `json:"new"`
	} `json:"records"`
	Links struct {
		Gained   int     `json:"gained"`
		Lost     int     `json:"lost"`
		Stronger int     `json:"stronger"` // by at least the least move
		Weaker   int     `json:"weaker"`
		Steady   int     `json:"steady"`
		Largest  float64 `json:"largest_move"` // of a weight, either way
	} `json:"links"`
	Persons map[string]int `json:"persons"` // by kind of change
	Pairs   []PairChange   `json:"-"`       // gained, lost and moved, the largest move first
	Changes []ChangedGroup `json:"-"`       // merges, splits and regroupings, in the order of their first records
}

// PairChange is a link that one run has, or that both have at other weights.
type PairChange struct {
	Pair
	Kind          string // gained, lost, stronger or weaker
	Before, After MatchWeight
}

// The kinds of change of persons between two runs.
const (
	PersonsSame      = "unchanged"
	PersonsGrown     = "joined by new records"
	PersonsShrunk    = "lost records"
	PersonsMerged    = "merged"
	PersonsSplit     = "split"
	PersonsRegrouped = "regrouped" // several persons became several others
	PersonsNew       = "new"
	PersonsGone      = "gone"
)

// ChangedGroup is persons that share records before and after and are not the same.
type ChangedGroup struct {
	Kind          string
	Before, After [][]int32 // records of each person
	Cause         string
}

// CompareRuns compares two outcomes. A link whose weight moves by less than least is
// steady.
func CompareRuns(before, after Outcome, least MatchWeight) RunDiff {
	d := RunDiff{Persons: map[string]int{}}
	d.compareLinks(before.Links, after.Links, least)
	for row := range before.Clusters {
		was, is := before.Clusters[row] >= 0, after.Clusters[row] >= 0
		switch {
		case was && is:
			d.Records.Both++
		case was:
			d.Records.Gone++
		case is:
			d.Records.New++
		}
	}
	d.comparePersons(before, after)
	return d
}

func (d *RunDiff) compareLinks(before, after []Edge, least MatchWeight) {
	old := make(map[Pair]MatchWeight, len(before))
	for _, l := range before {
		old[l.Pair] = l.Weight
	}
	for _, l := range after {
		was, ok := old[l.Pair]
		delete(old, l.Pair)
		switch move := l.Weight - was; {
		case !ok:
			d.Links.Gained++
			d.Pairs = append(d.Pairs, PairChange{Pair: l.Pair, Kind: "gained", After: l.Weight})
		case move >= least && move > 0:
			d.Links.Stronger++
			d.Pairs = append(d.Pairs, PairChange{l.Pair, "stronger", was, l.Weight})
		case -move >= least && move < 0:
			d.Links.Weaker++
			d.Pairs = append(d.Pairs, PairChange{l.Pair, "weaker", was, l.Weight})
		default:
			d.Links.Steady++
		}
		if ok {
			d.Links.Largest = max(d.Links.Largest, math.Abs(float64(l.Weight-was)))
		}
	}
	for p, w := range old {
		d.Links.Lost++
		d.Pairs = append(d.Pairs, PairChange{Pair: p, Kind: "lost", Before: w})
	}
	slices.SortFunc(d.Pairs, func(x, y PairChange) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(y.move(), x.move()), cmp.Compare(x.L, y.L), cmp.Compare(x.R, y.R))
	})
}

func (p *PairChange) move() float64 { return math.Abs(float64(p.After - p.Before)) }

// comparePersons puts the persons of both runs that share records into one group and
// says what became of them.
func (d *RunDiff) comparePersons(before, after Outcome) {
	groups := newForest(len(before.Clusters))
	for _, clusters := range [][]int32{before.Clusters, after.Clusters} {
		first := map[int32]int32{}
		for row, c := range clusters {
			if c < 0 {
				continue
			}
			if at, ok := first[c]; ok {
				groups.join(at, int32(row))
			} else {
				first[c] = int32(row)
			}
		}
	}
	members, roots := map[int32][]int32{}, []int32(nil)
	for row := range groups {
		if before.Clusters[row] < 0 && after.Clusters[row] < 0 {
			continue
		}
		root := groups.root(int32(row))
		if members[root] == nil {
			roots = append(roots, root)
		}
		members[root] = append(members[root], int32(row))
	}
	linksOf, cutsOf := map[int32][]PairChange{}, map[int32][]Pair{}
	for _, p := range d.Pairs {
		linksOf[groups.root(p.L)] = append(linksOf[groups.root(p.L)], p)
	}
	for cut := range before.Cuts {
		cutsOf[groups.root(cut.L)] = append(cutsOf[groups.root(cut.L)], cut)
	}
	for cut := range after.Cuts {
		if before.Cuts[cut] == "" {
			cutsOf[groups.root(cut.L)] = append(cutsOf[groups.root(cut.L)], cut)
		}
	}
	for _, root := range roots {
		g := ChangedGroup{Before: parts(members[root], before.Clusters), After: parts(members[root], after.Clusters)}
		g.Kind = g.kind()
		d.Persons[g.Kind]++
		switch g.Kind {
		case PersonsMerged, PersonsSplit, PersonsRegrouped:
			g.Cause = cause(linksOf[root], cutsOf[root], before, after)
			d.Changes = append(d.Changes, g)
		}
	}
}

// parts divides rows by cluster, in the order of their first records.
func parts(rows []int32, clusters []int32) [][]int32 {
	place, out := map[int32]int{}, [][]int32(nil)
	for _, row := range rows {
		c := clusters[row]
		if c < 0 {
			continue
		}
		at, ok := place[c]
		if !ok {
			at = len(out)
			place[c], out = at, append(out, nil)
		}
		out[at] = append(out[at], row)
	}
	return out
}

func (g *ChangedGroup) kind() string {
	count := func(parts [][]int32) int {
		n := 0
		for _, p := range parts {
			n += len(p)
		}
		return n
	}
	switch was, is := len(g.Before), len(g.After); {
	case was == 0:
		return PersonsNew
	case is == 0:
		return PersonsGone
	case was == 1 && is == 1 && slices.Equal(g.Before[0], g.After[0]):
		return PersonsSame
	case was == 1 && is == 1 && count(g.After) >= count(g.Before):
		return PersonsGrown
	case was == 1 && is == 1:
		return PersonsShrunk
	case is == 1:
		return PersonsMerged
	case was == 1:
		return PersonsSplit
	}
	return PersonsRegrouped
}

// cause says which links made the difference: those across the parts that came
// together or fell apart.
func cause(changed []PairChange, cuts []Pair, before, after Outcome) string {
	across := func(p Pair) bool {
		joined := func(c []int32) bool { return c[p.L] >= 0 && c[p.L] == c[p.R] }
		return joined(before.Clusters) != joined(after.Clusters)
	}
	counts := map[string]int{}
	for _, p := range changed {
		if across(p.Pair) {
			counts["links "+p.Kind]++
		}
	}
	for _, p := range cuts {
		switch was, is := before.Cuts[p], after.Cuts[p]; {
		case was == is:
		case is != "":
			counts["links cut now ("+is+")"]++
		default:
			counts["links no longer cut ("+was+")"]++
		}
	}
	var out []string
	for what, n := range counts {
		out = append(out, fmt.Sprintf("%d %s", n, what))
	}
	slices.Sort(out)
	if len(out) == 0 {
		return "the links are the same; the evidence around them moved"
	}
	return strings.Join(out, ", ")
}
