package linkage

// against gives the pairs of one left record, of words w, with the tile's records
// from one place to another.
func (p *pairer) against(left int32, w []uint32, from, to int, key uint32) {
	t := &p.tile
	places := p.choose(left, w, from, to, key)
	if len(places) == 0 {
		return
	}
	codes := t.codes[:len(places)]
	for j, place := range places {
		codes[j] = p.agreed
		if p.several {
			codes[j] += p.stratumCode(w[sourceWord], t.columns[sourceWord][place])
		}
	}
	for k, c := range p.comparisons {
		switch a := w[p.words.keys+k]; {
		case p.fixed[k]:
		case c.plain:
			t.plainRow(c, t.columns[p.words.keys+k], a, places, codes)
		case c.ladder != nil:
			c.ladder.row(p.ev, &p.memos[k], c, a, t.columns[p.words.keys+k], t.sketches[k], places, c.stride, codes)
		default:
			m, keys := &p.memos[k], t.columns[p.words.keys+k]
			for j, place := range places {
				codes[j] += uint64(m.level(p.ev, c, a, keys[place])) * c.stride
			}
		}
	}
	p.give(left, t.at(places, from, to), codes)
}

// at lists the records at places, which are all or some of those from one to another.
func (t *tile) at(places []uint16, from, to int) []int32 {
	if len(places) == to-from {
		return t.rows[from:to]
	}
	rights := t.rights[:len(places)]
	for j, place := range places {
		rights[j] = t.rows[place]
	}
	return rights
}

// plainRow adds the levels of a comparison that only asks whether two keys are equal.
func (t *tile) plainRow(c *comparison, keys []uint32, a uint32, places []uint16, codes []uint64) {
	if a == missing {
		return // level 0
	}
	same, other := c.stride, 2*c.stride
	codes = codes[:len(places)]
	for j, place := range places {
		switch keys[place] {
		case a:
			codes[j] += same
		case missing:
		default:
			codes[j] += other
		}
	}
}

// row adds the levels of key a with the keys at places to codes, times a stride: of
// most pairs at a glance, of the others by looking closer once all have been glanced
// at. sketches are those of the keys; m may be nil.
func (l *ladder) row(ev *evaluator, m *memo, c *comparison, a uint32, keys []uint32, sketches []sketch, places []uint16, stride uint64, codes []uint64) {
	if a == missing {
		return // level 0
	}
	other := uint64(len(c.levels)-1) * stride
	codes = codes[:len(places)]
	for j := range codes {
		codes[j] += other
	}
	x := &l.part.sketches[a]
	closer := l.glance(x, sketches, places, ev.closer[:])
	if len(closer) == 0 {
		return
	}
	short := x.whole && (l.quick || l.least != nil)
	if short {
		ev.masks.load(x)
		defer ev.masks.unload(x)
	}
	for _, j := range closer {
		place, level := places[j], 0
		b, y := keys[place], &sketches[place]
		switch {
		case b == missing:
		case b == a:
			level = 1
		case short && y.whole:
			level = l.short(&ev.masks, x, y)
		default:
			level = m.recall(ev, c, a, b)
		}
		codes[j] += uint64(level)*stride - other
	}
}
