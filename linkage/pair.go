package linkage

import (
	"context"
	"slices"
)

// pairer makes the pairs of units on one goroutine.
type pairer struct {
	*engine
	stopped func() bool // the run has been cancelled
	ev      *evaluator
	memos   []memo
	tile    tile
	give    sink
	several bool // more than one stratum
	apart   bool // records of one source make no pair

	unitOf  unit
	simple  []int   // words of the earlier rules whose pairs are known by their blocks
	complex []*rule // the other earlier rules
	careful bool    // blocks alone do not say which pairs are of this unit
	fixed   []bool  // by comparison: the rule makes all pairs agree exactly
	agreed  uint64  // what those add to a pattern
	wanted  []int   // words that pairing asks for
}

func newPairer(ctx context.Context, e *engine) *pairer {
	p := &pairer{engine: e, stopped: func() bool { return ctx.Err() != nil }, ev: e.evaluator(), several: len(e.strata.list) > 1, apart: e.model.LinkType == Link}
	p.memos, p.fixed = make([]memo, len(e.comparisons)), make([]bool, len(e.comparisons))
	p.tile = newTile(e.words.width, len(e.comparisons))
	return p
}

// unit gives the pairs of u to give.
func (p *pairer) unit(u unit, give sink) {
	p.unitOf, p.give = u, give
	p.prepare()
	r := u.rule
	for b := u.from; b < u.to && !p.stopped(); {
		if u.leftTo > 0 {
			p.large(b, u.left, u.leftTo)
			return
		}
		if n := len(r.block(b)); n > tileRecords {
			p.large(b, 0, n)
			b++
			continue
		}
		to := b + 1
		for to < u.to && int(r.starts[to+1]-r.starts[b]) <= tileRecords {
			to++
		}
		p.small(b, to)
		b = to
	}
}

// prepare sorts out what the unit's rule asks of each record.
func (p *pairer) prepare() {
	u := p.unitOf
	p.simple, p.complex = p.simple[:0], p.complex[:0]
	for _, r := range u.earlier {
		if r.simple() {
			p.simple = append(p.simple, r.word)
		} else {
			p.complex = append(p.complex, r)
		}
	}
	p.careful = len(p.complex) > 0 || !u.rule.simple()
	p.wanted = append(append(p.wanted[:0], sourceWord), p.simple...)
	p.agreed = 0
	for k, c := range p.comparisons {
		if p.fixed[k] = u.rule.keyed() && c.head && u.rule.on(c.reads[0]); p.fixed[k] {
			p.agreed += c.stride // level 1
		} else {
			p.wanted = append(p.wanted, p.words.keys+k)
		}
	}
}

// small gives the pairs of whole blocks, which fit one tile together.
func (p *pairer) small(from, to int) {
	r := p.unitOf.rule
	p.lay(r.rows[r.starts[from]:r.starts[to]])
	at := 0
	for b := from; b < to; b++ {
		end := at + len(r.block(b))
		for ; at < end; at++ {
			p.against(p.tile.rows[at], p.tile.of(at), at+1, end, r.name(b))
		}
	}
}

// leftRecords is how many records on the left meet a tile before the next is laid.
const leftRecords = 128

// large gives the pairs of a block whose left record stands in [from, to).
func (p *pairer) large(b, from, to int) {
	rows, key := p.unitOf.rule.block(b), p.unitOf.rule.name(b)
	for left := from; left < to; left += leftRecords {
		for right := left + 1; right < len(rows) && !p.stopped(); right += tileRecords {
			p.lay(rows[right:min(right+tileRecords, len(rows))])
			for i := left; i < min(left+leftRecords, to); i++ {
				if first := max(0, i+1-right); first < len(p.tile.rows) {
					p.against(rows[i], p.words.of(rows[i]), first, len(p.tile.rows), key)
				}
			}
		}
	}
}

// elsewhere reports whether the pair is not of this block for a reason that blocks
// alone do not show: another rule gives it, or another block of this rule, or the
// rule's further condition does not hold.
func (p *pairer) elsewhere(left, right int32, key uint32) bool {
	for _, r := range p.complex {
		if p.agrees(p.ev, r, left, right) {
			return true
		}
	}
	r := p.unitOf.rule
	if r.sets != nil && firstShared(r.sets[left], r.sets[right]) != key {
		return true
	}
	return r.also != nil && r.also.level(p.ev, r.also.codes[left], r.also.codes[right]) != 0
}

// stratumCode is the stratum of a pair as its pattern holds it.
func (p *pairer) stratumCode(sourceA, sourceB uint32) uint64 {
	within := 0
	if sourceA == sourceB {
		within = 1
	}
	return uint64(p.strata.between(p.strata.bySource[sourceA], p.strata.bySource[sourceB], within)) * p.strata.stride
}

// on reports whether the rule asks for equality of a whole column.
func (r *BlockingRule) on(column string) bool {
	return slices.ContainsFunc(r.parts, func(p Part) bool { return p.Column == column && len(p.Steps) == 0 })
}

// name is the key of a block when records have several, else 0.
func (r *rule) name(b int) uint32 {
	if r.sets == nil {
		return 0
	}
	return r.names[b]
}
