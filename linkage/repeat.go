package linkage

// A column may say again what another says: a town and its code, a date in two
// formats. Two comparisons of such columns count one agreement twice, and training
// then takes strangers of one town for matches. The later of the two is left out of
// the weight.

const (
	// repeated is the share of pairs that agree on either comparison and agree on both.
	repeated = .9
	// mostMatches a record: beyond so many agreeing pairs a record, chance and not
	// matches makes them. Two numbers of one person agree together as well and are no
	// repetition.
	mostMatches = 3
)

// findRepeats notes the comparisons that repeat an earlier one.
func (t *trainer) findRepeats() {
	t.silent = make([]bool, len(t.comparisons))
	pairs := make([]float64, len(t.comparisons))
	for k, c := range t.comparisons {
		pairs[k] = agreeing(frequencies(c.codes, c.distinct), t.absentKeys(c))
	}
	enough := float64(mostMatches * t.data.Len())
	for k, c := range t.comparisons {
		for j, before := range t.comparisons[:k] {
			if t.silent[j] || len(before.reads) > 1 || len(c.reads) > 1 || min(pairs[j], pairs[k]) < max(enough, repeated*max(pairs[j], pairs[k])) {
				continue
			}
			if both := t.pairsOfBoth(before, c); both >= max(enough, repeated*max(pairs[j], pairs[k])) {
				t.silent[k] = true
				t.warn("comparison %s says nothing that %s does not: it was left out of the weight", c.Name, before.Name)
				break
			}
		}
	}
}

// absentKeys says which keys have no value.
func (e *engine) absentKeys(c *comparison) []bool {
	ev, absent := e.evaluator(), make([]bool, c.distinct)
	for key := range absent {
		absent[key] = c.Levels[c.level(ev, uint32(key), uint32(key))].Null
	}
	return absent
}

func agreeing(counts []int64, absent []bool) float64 {
	total := 0.0
	for key, n := range counts {
		if !absent[key] {
			total += float64(n) * float64(n-1) / 2
		}
	}
	return total
}

// pairsOfBoth counts the pairs that agree on both comparisons.
func (t *trainer) pairsOfBoth(a, b *comparison) float64 {
	absentA, absentB := t.absentKeys(a), t.absentKeys(b)
	counts := map[[2]uint32]int64{}
	for row, key := range a.codes {
		if other := b.codes[row]; !absentA[key] && !absentB[other] {
			counts[[2]uint32{key, other}]++
		}
	}
	total := 0.0
	for _, n := range counts { // whole numbers, whose sum minds no order
		total += float64(n) * float64(n-1) / 2
	}
	return total
}

// silence gives a comparison that repeats another the weight 0 at every level.
func (t *trainer) silence(k int) {
	for _, l := range t.comparisons[k].Levels {
		if l.Null || l.U == nil {
			continue
		}
		u := *l.U
		l.M, l.TF = &u, nil
		if t.model.Classes == 3 {
			l.H = &u
		}
	}
	t.comparisons[k].tf = make([]*termFrequency, len(t.comparisons[k].levels))
}
