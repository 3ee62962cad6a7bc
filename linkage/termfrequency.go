package linkage

import "fmt"

// termFrequency is how common each key's value is, or each member of its set.
type termFrequency struct {
	*TermFrequency
	share   []float64  // by key, among records that have a value; 0 when missing
	sets    [][]uint32 // by key, of a set: the members
	members []float64  // by member of a set, among records that have any
	rate    int        // the level whose u the frequency is compared with
}

func (c *compiler) termFrequency(from *TermFrequency, key *tuple) (*termFrequency, error) {
	o, err := c.operand(Operand{left, from.part}, key)
	if err != nil {
		return nil, fmt.Errorf("tf: %w", err)
	}
	known, given := c.frequencies[from.part.String()]
	if !given && o.parts.separator == "" {
		return &termFrequency{TermFrequency: from, share: sharesByKey(o, key)}, nil
	}
	if !given {
		known = c.count(o.parts, func(visit func(code uint32)) {
			for _, k := range key.codes {
				visit(o.code[k])
			}
		})
	}
	tf := &termFrequency{TermFrequency: from, share: make([]float64, key.distinct)}
	if o.parts.separator != "" {
		c.space.split(o.parts)
		tf.sets = make([][]uint32, key.distinct)
		for _, member := range c.space.members.values {
			tf.members = append(tf.members, known.of(member))
		}
	}
	for k := range tf.share {
		code := o.code[k]
		if code == missing {
			continue
		}
		if tf.sets == nil {
			tf.share[k] = known.of(o.parts.values[code])
			continue
		}
		tf.sets[k] = o.parts.sets[code]
		tf.share[k] = tf.rarestMember(tf.sets[k], tf.sets[k])
	}
	return tf, nil
}

// sharesByKey counts the values of a part without looking at their texts.
func sharesByKey(o operand, key *tuple) []float64 {
	counts, present := make([]int64, len(o.parts.values)), int64(0)
	for _, k := range key.codes {
		if code := o.code[k]; code != missing {
			counts[code]++
			present++
		}
	}
	out := make([]float64, key.distinct)
	for k := range out {
		if code := o.code[k]; code != missing {
			out[k] = float64(counts[code]) / float64(present)
		}
	}
	return out
}

// count counts the values of a part, or the members of its sets, over the codes
// that each visits.
func (c *compiler) count(d *derived, each func(visit func(code uint32))) *Frequencies {
	if d.separator == "" {
		return shares(d.values, each)
	}
	c.space.split(d)
	counts, present := map[string]int64{}, int64(0)
	each(func(code uint32) {
		if code == missing {
			return
		}
		present++
		for _, member := range d.sets[code] {
			counts[c.space.members.values[member]]++
		}
	})
	f := &Frequencies{Share: map[string]float64{}, Rare: 1 / float64(present+1)}
	for member, n := range counts {
		f.Share[member] = float64(n) / float64(present)
	}
	return f
}

// Frequencies says how common each value of a part is: its share among the records
// that have one. Of sets it says how common each member is. A table from elsewhere,
// such as the data a model was trained on, takes the place of counting when
// Options names it.
type Frequencies struct {
	Share map[string]float64
	Rare  float64 // of a value that the table does not hold
}

func (f *Frequencies) of(value string) float64 {
	if share, ok := f.Share[value]; ok {
		return share
	}
	return f.Rare
}

// shares counts the codes that each visits.
func shares(values []string, each func(visit func(code uint32))) *Frequencies {
	counts, present := make([]int64, len(values)), int64(0)
	each(func(code uint32) {
		if code != missing {
			counts[code]++
			present++
		}
	})
	f := &Frequencies{Share: map[string]float64{}, Rare: 1 / float64(present+1)}
	for code, n := range counts {
		if n > 0 {
			f.Share[values[code]] = float64(n) / float64(present)
		}
	}
	return f
}

// CountFrequencies counts the values of every part for which the model has a term
// frequency, by the part as the model writes it.
func CountFrequencies(model *Model, data *Dataset) (map[string]*Frequencies, error) {
	c, out := newCompiler(model, data), map[string]*Frequencies{}
	for _, comparison := range model.Comparisons {
		for _, l := range comparison.Levels {
			if l.TF == nil {
				continue
			}
			d, err := c.derive(l.TF.part)
			if err != nil {
				return nil, err
			}
			codes := data.Column(l.TF.part.Column).Codes
			out[l.TF.part.String()] = c.count(d, func(visit func(code uint32)) {
				for _, code := range codes {
					visit(d.of[code])
				}
			})
		}
	}
	return out, nil
}

// compareWith finds the level whose u a level's term frequency is set against: the
// comparison's exact agreement on the part, unless the level asks for its own.
func (c *comparison) compareWith(level int) int {
	tf := c.tf[level]
	if tf.OwnU {
		return level
	}
	for i, l := range c.Levels {
		if l.condition.Op == "exact" && l.condition.String() == "exact("+tf.part.String()+")" {
			return i
		}
	}
	return level
}

// common is the frequency of the commoner of two values, or of the rarest member
// that two sets share; 0 when there is none.
func (tf *termFrequency) common(a, b uint32) float64 {
	var most float64
	if tf.sets == nil {
		most = max(tf.share[a], tf.share[b])
	} else {
		most = tf.rarestMember(tf.sets[a], tf.sets[b])
	}
	if most == 0 {
		return 0
	}
	return max(most, tf.Floor)
}

// rarestMember is the frequency of the rarest member of both ascending sets.
func (tf *termFrequency) rarestMember(a, b []uint32) float64 {
	least := 0.0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			if share := tf.members[a[0]]; least == 0 || share < least {
				least = share
			}
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return least
}

func (tf *termFrequency) rarest() float64 {
	least := 1.0
	for _, share := range tf.share {
		if share > 0 {
			least = min(least, share)
		}
	}
	return max(least, tf.Floor)
}
