package linkage

import "fmt"

// Clustering is records gathered into persons at one threshold.
type Clustering struct {
	Of        []int32 // by record: the first record of its cluster
	Count     int
	Cut       []Cut      // links at or above the threshold that were not followed
	Conflicts []Conflict // reviewed pairs that could not all hold
}

// Cut is a link that clustering did not follow.
type Cut struct {
	Pair
	Weight MatchWeight
	Why    string
	// Joint is the evidence of all records on either side together, where that is
	// what cut the link.
	Joint MatchWeight
}

// The causes of cuts that no condition of the model names.
const (
	WhyWeakBridge = "weak bridge"
	WhyBarrier    = "identity barrier"
	WhyOne        = "one record per source"
	WhyReviewed   = "reviewed as different"
	WhyConflict   = "reviewed as the same, against other reviews"
	WhyOthers     = "others of its cluster are kept apart"
	WhyTooLarge   = "in a component too large to weigh whole"
)

// Clusters gathers the records into persons by the links of at least the given
// probability. The error is ErrBarrier when a reviewed decision would join records
// on both sides of an identity barrier without a legal basis.
func (r *Result) Clusters(threshold float64) (*Clustering, error) {
	if !(threshold > 0 && threshold < 1) {
		return nil, fmt.Errorf("cluster threshold %g is not between 0 and 1", threshold)
	}
	c, err := newClusterer(r.scorer)
	if err != nil {
		return nil, err
	}
	if err := c.take(r.decided); err != nil {
		return nil, err
	}
	return c.clustering(r.Links, c.cluster(r.Links, WeightOf(threshold)))
}

// take makes reviewed decisions bind.
func (c *clusterer) take(decided map[Pair]verdict) error {
	c.decided = decided
	for pair, v := range decided {
		if v.same && c.barred(pair.L, pair.R) {
			return fmt.Errorf("reviewed pair: %w", ErrBarrier)
		}
	}
	return nil
}

// clustering sums up what was gathered and what was cut.
func (c *clusterer) clustering(links []Edge, of []int32) (*Clustering, error) {
	if err := c.checkBarrier(of); err != nil {
		return nil, err
	}
	out := &Clustering{Of: of, Conflicts: c.conflicts()}
	for row, cluster := range of {
		if int(cluster) == row {
			out.Count++
		}
	}
	for _, l := range links {
		if cut, ok := c.cut[l.Pair]; ok {
			cut.Pair, cut.Weight = l.Pair, l.Weight
			if v, decided := c.decided[l.Pair]; decided && v.same {
				cut.Why = WhyConflict
			}
			out.Cut = append(out.Cut, cut)
		}
	}
	return out, nil
}

// checkBarrier makes sure, whatever clustering did, that no cluster stands on both
// sides of an identity barrier without a legal basis within it.
func (c *clusterer) checkBarrier(clusters []int32) error {
	if c.barrier == nil {
		return nil
	}
	lifted := map[int32]bool{}
	for pair, v := range c.decided {
		if v.same && v.basis != "" && clusters[pair.L] == clusters[pair.R] {
			lifted[clusters[pair.L]] = true
		}
	}
	value := map[int32]uint32{}
	for row, cluster := range clusters {
		v := c.barrier[row]
		if v == missing || lifted[cluster] {
			continue
		}
		if seen, ok := value[cluster]; ok && seen != v {
			return fmt.Errorf("cluster of record %d: %w", cluster+1, ErrBarrier)
		}
		value[cluster] = v
	}
	return nil
}
