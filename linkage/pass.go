package linkage

import (
	"context"
	"sync"
	"sync/atomic"
)

// unit is a stretch of one rule's work: the pairs of whole blocks, or of one
// stretch of left records in a block too large to be done at once.
type unit struct {
	rule     *rule
	earlier  []*rule // a pair that one of these gives is theirs
	from, to int     // keys
	left     int     // first left record, when to is from+1
	leftTo   int     // 0: whole blocks
}

// unitPairs is about how many pairs a unit holds: some milliseconds of work.
const unitPairs = 1 << 18

// units cuts the work of a rule into pieces of about unitPairs.
func units(r *rule, earlier []*rule) []unit {
	var out []unit
	from, held := 0, int64(0)
	flush := func(to int) {
		if held > 0 {
			out = append(out, unit{rule: r, earlier: earlier, from: from, to: to})
		}
		from, held = to, 0
	}
	for k := range r.distinct {
		n := r.starts[k+1] - r.starts[k]
		pairs := n * (n - 1) / 2
		if pairs > unitPairs {
			flush(k)
			step := max(tileLeft, int(unitPairs/n)/tileLeft*tileLeft)
			for left := 0; left < int(n); left += step {
				out = append(out, unit{r, earlier, k, k + 1, left, min(left+step, int(n))})
			}
			from = k + 1
			continue
		}
		if held += pairs; held >= unitPairs {
			flush(k + 1)
		}
	}
	flush(r.distinct)
	return out
}

// sink takes the pairs of one left record with several right ones, and the
// pattern of each. The slices are reused.
type sink func(left int32, rights []int32, codes []uint64)

// pass makes every pair of the units once, on several goroutines, and gives each
// unit's pairs to the sink that open returns for it.
func (e *engine) pass(ctx context.Context, stage string, work []unit, open func(worker, unit int) sink) error {
	var next, done atomic.Int64
	var report sync.Mutex
	var wait sync.WaitGroup
	for w := range e.options.threads() {
		wait.Go(func() {
			p := newPairer(e)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(work) {
					return
				}
				p.unit(work[i], open(w, i))
				report.Lock()
				e.options.report(stage, done.Add(1), int64(len(work)))
				report.Unlock()
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// candidates lists the work of all blocking rules; a pair belongs to the first
// rule that gives it.
func (e *engine) candidates() []unit {
	var out []unit
	for i, r := range e.rules {
		out = append(out, units(r, e.rules[:i])...)
	}
	return out
}

// count counts the patterns of the units' pairs.
func (e *engine) count(ctx context.Context, stage string, work []unit) (*Patterns, error) {
	counters := make([]*counter, e.options.threads())
	for w := range counters {
		counters[w] = newCounter(e.possible)
	}
	err := e.pass(ctx, stage, work, func(worker, _ int) sink {
		c := counters[worker]
		return func(_ int32, _ []int32, codes []uint64) {
			for _, code := range codes {
				c.add(code, 1)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return counters[0].merge(counters[1:]).patterns(), nil
}

// Tiles bound how many distinct values meet at once, so that the level matrix of
// each comparison stays in the processor's cache.
const (
	tileLeft  = 128
	tileRight = 512
	smallest  = 6 // below this many records a block's pairs are compared one by one
)

// unset marks a cell of a level matrix that no pair has needed yet.
const unset = ^uint64(0)

// pairer makes the pairs of units on one goroutine.
type pairer struct {
	*engine
	ev      *evaluator
	memos   []memo
	grids   []grid
	rights  []int32
	places  []int32
	codes   []uint64
	several bool // more than one stratum
}

// grid holds the level matrix of one comparison within a tile: rows are the
// distinct values on the left, columns those on the right, cells the level
// multiplied by the comparison's stride.
type grid struct {
	stamp, local []uint32 // by key: in which tile it was last seen, and its column there
	epoch        uint32
	keys         []uint32 // of the columns
	right        []uint32 // column of each right record
	cells        []uint64
	leftKeys     []uint32
	rowOf        map[uint32]uint32
}

func newPairer(e *engine) *pairer {
	p := &pairer{engine: e, ev: e.evaluator(), several: len(e.strata.list) > 1}
	p.memos, p.grids = make([]memo, len(e.comparisons)), make([]grid, len(e.comparisons))
	for k, c := range e.comparisons {
		p.grids[k] = grid{stamp: make([]uint32, c.distinct), local: make([]uint32, c.distinct), rowOf: map[uint32]uint32{}}
	}
	return p
}

func (p *pairer) unit(u unit, give sink) {
	if u.leftTo > 0 {
		p.block(u, u.rule.block(u.from), u.from, u.left, u.leftTo, give)
		return
	}
	for k := u.from; k < u.to; k++ {
		if rows := u.rule.block(k); len(rows) > 1 {
			p.block(u, rows, k, 0, len(rows), give)
		}
	}
}

// block gives the pairs of rows whose left record stands in [from, to).
func (p *pairer) block(u unit, rows []int32, key, from, to int, give sink) {
	if len(rows) < smallest {
		for i := from; i < to; i++ {
			p.survivors(u, rows[i], rows[i+1:], uint32(key))
			p.oneByOne(rows[i], give)
		}
		return
	}
	for left := from; left < to; left += tileLeft {
		leftTo := min(left+tileLeft, to)
		for right := left + 1; right < len(rows); right += tileRight {
			tile := rows[right:min(right+tileRight, len(rows))]
			p.columns(tile)
			for i := left; i < leftTo; i++ {
				skip := max(0, i+1-right)
				if skip >= len(tile) {
					break
				}
				p.survivors(u, rows[i], tile[skip:], uint32(key))
				for j := range p.places {
					p.places[j] += int32(skip)
				}
				p.row(rows[i], give)
			}
		}
	}
}

// survivors fills rights with the records that make a pair with left here: of
// another source if need be, given by no earlier rule, and in no earlier block of
// this rule. places are their positions among candidates.
func (p *pairer) survivors(u unit, left int32, candidates []int32, key uint32) {
	p.rights, p.places = p.rights[:0], p.places[:0]
	for j, r := range candidates {
		if p.taken(u, left, r, key) {
			continue
		}
		p.rights, p.places = append(p.rights, r), append(p.places, int32(j))
	}
}

func (p *pairer) taken(u unit, left, r int32, key uint32) bool {
	for _, earlier := range u.earlier {
		if earlier.agrees(p.ev, left, r) {
			return true
		}
	}
	if u.rule.sets != nil && firstShared(u.rule.sets[left], u.rule.sets[r]) != key {
		return true
	}
	if p.model.LinkType == Link && p.data.source[left] == p.data.source[r] {
		return true
	}
	also := u.rule.also
	return also != nil && also.level(p.ev, also.codes[left], also.codes[r]) != 0
}

func (p *pairer) start(left int32) {
	p.codes = p.codes[:0]
	for _, r := range p.rights {
		code := uint64(0)
		if p.several {
			code = uint64(p.stratum(left, r)) * p.strata.stride
		}
		p.codes = append(p.codes, code)
	}
}

// oneByOne compares left with each of rights without a level matrix.
func (p *pairer) oneByOne(left int32, give sink) {
	if len(p.rights) == 0 {
		return
	}
	p.start(left)
	for k, c := range p.comparisons {
		a := c.codes[left]
		for j, r := range p.rights {
			p.codes[j] += uint64(p.memos[k].level(p.ev, c, a, c.codes[r])) * c.stride
		}
	}
	give(left, p.rights, p.codes)
}

// columns numbers the distinct values of each comparison among the right records
// of a tile and clears the level matrices.
func (p *pairer) columns(tile []int32) {
	for k, c := range p.comparisons {
		g := &p.grids[k]
		if g.epoch++; g.epoch == 0 {
			clear(g.stamp)
			g.epoch = 1
		}
		g.keys, g.right, g.cells, g.leftKeys = g.keys[:0], g.right[:0], g.cells[:0], g.leftKeys[:0]
		clear(g.rowOf)
		if c.plain {
			continue
		}
		for _, r := range tile {
			key := c.codes[r]
			if g.stamp[key] != g.epoch {
				g.stamp[key], g.local[key] = g.epoch, uint32(len(g.keys))
				g.keys = append(g.keys, key)
			}
			g.right = append(g.right, g.local[key])
		}
	}
}

// cellsOf is the row of g's level matrix for the left key.
func (g *grid) cellsOf(key uint32) []uint64 {
	width := uint32(len(g.keys))
	row, ok := g.rowOf[key]
	if !ok {
		row = uint32(len(g.leftKeys))
		g.rowOf[key] = row
		g.leftKeys = append(g.leftKeys, key)
		for range width {
			g.cells = append(g.cells, unset)
		}
	}
	return g.cells[row*width : (row+1)*width]
}

// row compares left with the surviving right records of the current tile.
func (p *pairer) row(left int32, give sink) {
	if len(p.rights) == 0 {
		return
	}
	p.start(left)
	for k, c := range p.comparisons {
		a := c.codes[left]
		if c.plain {
			p.plainRow(c, a)
			continue
		}
		g := &p.grids[k]
		cells := g.cellsOf(a)
		for j, place := range p.places {
			column := g.right[place]
			cell := cells[column]
			if cell == unset {
				cell = uint64(p.memos[k].level(p.ev, c, a, g.keys[column])) * c.stride
				cells[column] = cell
			}
			p.codes[j] += cell
		}
	}
	give(left, p.rights, p.codes)
}

// plainRow compares one value for equality, which needs no matrix.
func (p *pairer) plainRow(c *comparison, a uint32) {
	if a == missing {
		return // level 0
	}
	for j, r := range p.rights {
		switch c.codes[r] {
		case missing:
		case a:
			p.codes[j] += c.stride
		default:
			p.codes[j] += 2 * c.stride
		}
	}
}
