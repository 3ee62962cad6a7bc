package linkage

// Tiles bound how many distinct values meet at once, so that the level matrix of
// each comparison stays in the processor's cache.
const (
	tileLeft  = 128
	tileRight = 512
)

// unset marks a cell of a level matrix that no pair has needed yet.
const unset = 0xff

// mostLevels is how many levels a comparison may have, so that one fits a cell.
const mostLevels = unset

// tile is up to tileRight records of a block that stand on the right of pairs, laid
// out by column.
type tile struct {
	rows    []int32
	blocks  [][]uint32 // by earlier simple rule
	sources []uint32
	grids   []grid

	drop   []bool   // by record: its pair with the current left record is not wanted
	places []uint16 // the records whose pair with the current left record is wanted
}

// grid holds the level matrix of one comparison within a tile: rows are the
// distinct values on the left, columns those on the right.
type grid struct {
	lefts, rights numbering
	place         []uint16 // column of each record of the tile
	keys          []uint32 // of each record of the tile, for a plain comparison, which needs no matrix
	sketches      []sketch // by column, of a ladder: out of all sketches those that are wanted, side by side
	cells         []uint8
}

func newTile(comparisons int) tile {
	return tile{grids: make([]grid, comparisons), drop: make([]bool, tileRight)}
}

// large gives the pairs of a block whose left record stands in [from, to).
func (p *pairer) large(rows []int32, key uint32, from, to int) {
	for left := from; left < to; left += tileLeft {
		leftTo := min(left+tileLeft, to)
		for right := left + 1; right < len(rows) && !p.stopped(); right += tileRight {
			p.lay(rows[right:min(right+tileRight, len(rows))])
			for i := left; i < leftTo; i++ {
				if skip := max(0, i+1-right); skip < len(p.tile.rows) {
					p.against(rows[i], skip, key)
				}
			}
		}
	}
}

// lay lays out the records of a tile and numbers their distinct values.
func (p *pairer) lay(rows []int32) {
	t := &p.tile
	t.rows, t.sources = rows, t.sources[:0]
	for len(t.blocks) < len(p.simple) {
		t.blocks = append(t.blocks, nil)
	}
	for i := range p.simple {
		t.blocks[i] = t.blocks[i][:0]
	}
	for k := range t.grids {
		g := &t.grids[k]
		g.lefts.reset()
		g.rights.reset()
		g.place, g.keys, g.cells, g.sketches = g.place[:0], g.keys[:0], g.cells[:0], g.sketches[:0]
	}
	for _, row := range rows {
		w := p.words.of(row)
		t.sources = append(t.sources, w[sourceWord])
		for i, word := range p.simple {
			t.blocks[i] = append(t.blocks[i], w[word])
		}
		for k, key := range w[p.words.keys:] {
			g := &t.grids[k]
			if p.comparisons[k].plain {
				g.keys = append(g.keys, key)
				continue
			}
			place, fresh := g.rights.number(key)
			g.place = append(g.place, place)
			if l := p.comparisons[k].ladder; fresh && l != nil {
				g.sketches = append(g.sketches, l.part.sketches[key])
			}
		}
	}
}

// against gives the pairs of one left record with the tile's records from skip on.
func (p *pairer) against(left int32, skip int, key uint32) {
	w := p.words.of(left)
	p.choose(left, w, skip, key)
	t, b := &p.tile, &p.batch
	if len(t.places) == 0 {
		return
	}
	from := len(b.codes)
	for _, place := range t.places {
		code := uint64(0)
		if p.several {
			code = p.stratumCode(w[sourceWord], t.sources[place])
		}
		b.left, b.right, b.codes = append(b.left, left), append(b.right, t.rows[place]), append(b.codes, code)
	}
	codes := b.codes[from:]
	for k, c := range p.comparisons {
		if a := w[p.words.keys+k]; c.plain {
			t.grids[k].plainRow(c, a, t.places, codes)
		} else {
			p.row(k, c, a, codes)
		}
	}
	if len(b.codes) >= batchPairs {
		p.flush()
	}
}

// row adds the levels of one comparison to the codes of the wanted pairs.
func (p *pairer) row(k int, c *comparison, a uint32, codes []uint64) {
	g, places := &p.tile.grids[k], p.tile.places
	cells, stride := g.row(a), c.stride
	codes = codes[:len(places)]
	for j, place := range places {
		column := g.place[place]
		level := cells[column]
		if level == unset {
			level = uint8(p.fill(k, c, a, int(column)))
			cells[column] = level
		}
		codes[j] += uint64(level) * stride
	}
}

// plainRow is row for a comparison that only asks whether two keys are equal.
func (g *grid) plainRow(c *comparison, a uint32, places []uint16, codes []uint64) {
	if a == missing {
		return // level 0
	}
	keys, same, other := g.keys, c.stride, 2*c.stride
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

// fill is the level of the left key a with a column of the tile.
func (p *pairer) fill(k int, c *comparison, a uint32, column int) int {
	g := &p.tile.grids[k]
	b := g.rights.keys[column]
	if c.ladder == nil {
		return p.memos[k].level(p.ev, c, a, b)
	}
	if level, ok := c.obvious(a, b); ok {
		return level
	}
	if c.ladder.hopeless(&c.ladder.part.sketches[a], &g.sketches[column]) {
		return len(c.levels) - 1
	}
	if c.ladder.quick {
		return c.ladder.reached(p.ev, a, b)
	}
	return p.memos[k].recall(p.ev, c, a, b)
}

// choose lists in places the records from skip on whose pair with left is wanted.
func (p *pairer) choose(left int32, w []uint32, skip int, key uint32) {
	t := &p.tile
	some := false
	for i, word := range p.simple {
		if w[word] != 0 {
			some = t.mark(t.blocks[i], w[word], skip) || some
		}
	}
	if p.apart {
		some = t.mark(t.sources, w[sourceWord], skip) || some
	}
	if p.careful {
		for j, right := range t.rows[skip:] {
			if p.elsewhere(left, right, key) {
				t.drop[skip+j], some = true, true
			}
		}
	}
	t.places = t.places[:0]
	for j := skip; j < len(t.rows); j++ {
		if !some || !t.drop[j] {
			t.places = append(t.places, uint16(j))
		}
	}
	if some {
		clear(t.drop)
	}
}

// mark drops the records from skip on whose word is the given one.
func (t *tile) mark(words []uint32, word uint32, skip int) bool {
	found := false
	drop := t.drop[:len(words)]
	for j := skip; j < len(words); j++ {
		if words[j] == word {
			drop[j], found = true, true
		}
	}
	return found
}

// row is the row of g's level matrix for the left key.
func (g *grid) row(key uint32) []uint8 {
	width := len(g.rights.keys)
	row, fresh := g.lefts.number(key)
	if fresh {
		for range width {
			g.cells = append(g.cells, unset)
		}
	}
	return g.cells[int(row)*width : (int(row)+1)*width]
}

// numbering numbers distinct keys from 0, up to tileRight of them, in a table that
// is emptied by moving on to the next age.
type numbering struct {
	slots [2 * tileRight]struct {
		age, key uint32
		number   uint16
	}
	age  uint32
	keys []uint32
}

func (n *numbering) reset() {
	n.keys = n.keys[:0]
	if n.age++; n.age == 0 {
		clear(n.slots[:])
		n.age = 1
	}
}

func (n *numbering) number(key uint32) (number uint16, fresh bool) {
	const spread = 0x9e3779b1 // 2^32 over the golden ratio, odd
	for i := key * spread >> 22; ; i = (i + 1) % uint32(len(n.slots)) {
		slot := &n.slots[i]
		if slot.age != n.age {
			slot.age, slot.key, slot.number = n.age, key, uint16(len(n.keys))
			n.keys = append(n.keys, key)
			return slot.number, true
		}
		if slot.key == key {
			return slot.number, false
		}
	}
}
