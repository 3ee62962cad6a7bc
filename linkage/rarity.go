package linkage

import "math"

// rarity is what the term frequency of a value adds to the log2 rates of household
// and unrelated pairs that agree on it.
type rarity struct{ household, unrelated float64 }

// rarityOf is the rarity of a value of the given share. Strangers agree on a value
// as often as it is common. A household agrees either because it shares the value,
// whatever it is, or as strangers do; h tells in which proportion.
func (s *scorer) rarityOf(tf *termFrequency, l *Level, share float64) rarity {
	u := max(*l.U, smallestRate)
	out := rarity{unrelated: tf.Weight * (math.Log2(share) - math.Log2(u))}
	if s.model.Classes != 2 {
		shared := min(max((*l.H-u)/(1-u), 0), 1)
		out.household = tf.Weight * math.Log2((shared+(1-shared)*share)/(shared+(1-shared)*u))
	}
	return out
}

// rarities works out the rarity of every key, so that a pair costs no logarithm;
// nil for sets, where it depends on the members that both have.
func (s *scorer) rarities(c *comparison, tf *termFrequency) []rarity {
	if tf.sets != nil {
		return nil
	}
	out := make([]rarity, len(tf.share))
	for key, share := range tf.share {
		if share > 0 {
			out[key] = s.rarityOf(tf, c.Levels[tf.rate], max(share, tf.Floor))
		}
	}
	return out
}

// rarity is what the values of two keys add at a level of comparison k.
func (s *scorer) rarity(k, level int, a, b uint32) rarity {
	c := s.comparisons[k]
	tf := c.tf[level]
	if tf == nil {
		return rarity{}
	}
	if known := s.rare[k][level]; known != nil {
		if a != b && tf.share[b] > tf.share[a] {
			a = b // the commoner one counts
		}
		return known[a]
	}
	share := tf.common(a, b)
	if share == 0 {
		return rarity{}
	}
	return s.rarityOf(tf, c.Levels[tf.rate], share)
}

// term is a comparison of a pattern whose level has a term frequency.
type term struct{ comparison, level int }

// refine is the evidence of a pattern with the term frequencies of the pair.
func (s *scorer) refine(p *scored, a, b int32) [classes]float64 {
	log := p.log
	x, y := s.words.of(a)[s.words.keys:], s.words.of(b)[s.words.keys:]
	for _, t := range p.terms {
		r := s.rarity(t.comparison, t.level, x[t.comparison], y[t.comparison])
		log[Household] += r.household
		log[Unrelated] += r.unrelated
	}
	return log
}

// adjust is the weight of a pair whose pattern is p, with its term frequencies.
func (s *scorer) adjust(p *scored, a, b int32) MatchWeight {
	if len(p.terms) == 0 {
		return p.weight
	}
	return weigh(s.refine(p, a, b))
}

// adjustFrom is adjust for pairs that may reach a minimum; those that plainly do
// not, the most, are told without exponentials.
func (s *scorer) adjustFrom(minimum MatchWeight, p *scored, a, b int32) (w MatchWeight, ok bool) {
	if len(p.terms) == 0 {
		return p.weight, p.weight >= minimum
	}
	log := s.refine(p, a, b)
	if MatchWeight(log[Match]-max(log[Household], log[Unrelated])) < minimum {
		return 0, false // weigh takes off as much or more
	}
	w = weigh(log)
	return w, w >= minimum
}

// hopeful reports whether a pair of pattern p with record a may reach a minimum. The
// commoner of two values counts, so no pair's value is rarer than a's.
func (s *scorer) hopeful(minimum MatchWeight, p *scored, a int32) bool {
	log, keys := p.log, s.words.of(a)[s.words.keys:]
	for _, t := range p.terms {
		rarest := rarity{-s.bonus[t.comparison][t.level], -s.bonus[t.comparison][t.level]}
		key := keys[t.comparison]
		if known := s.rare[t.comparison][t.level]; known != nil && s.comparisons[t.comparison].tf[t.level].share[key] > 0 {
			rarest = known[key]
		}
		log[Household] += rarest.household
		log[Unrelated] += rarest.unrelated
	}
	return MatchWeight(log[Match]-max(log[Household], log[Unrelated])) >= minimum
}
