package linkage

import "context"

// fewest is the number of records from which a block is worth a level matrix;
// below it pairs are compared one by one.
const fewest = 12

// batchPairs is about how many pairs a sink is given at once.
const batchPairs = 1 << 11

// pairer makes the pairs of units on one goroutine.
type pairer struct {
	*engine
	stopped func() bool // the run has been cancelled
	ev      *evaluator
	memos   []memo
	tile    tile
	batch   batch
	give    sink
	several bool // more than one stratum
	apart   bool // records of one source make no pair

	unitOf  unit
	simple  []int   // words of the earlier rules whose pairs are known by their blocks
	complex []*rule // the other earlier rules
	careful bool    // blocks alone do not say which pairs are of this unit
}

func newPairer(ctx context.Context, e *engine) *pairer {
	p := &pairer{engine: e, stopped: func() bool { return ctx.Err() != nil }, ev: e.evaluator(), several: len(e.strata.list) > 1, apart: e.model.LinkType == Link}
	p.memos, p.tile = make([]memo, len(e.comparisons)), newTile(len(e.comparisons))
	return p
}

// unit gives the pairs of u to give.
func (p *pairer) unit(u unit, give sink) {
	p.unitOf, p.give = u, give
	p.simple, p.complex = p.simple[:0], p.complex[:0]
	for _, r := range u.earlier {
		if r.simple() {
			p.simple = append(p.simple, r.word)
		} else {
			p.complex = append(p.complex, r)
		}
	}
	p.careful = len(p.complex) > 0 || !u.rule.simple()
	for b := u.from; b < u.to; b++ {
		rows, key := u.rule.block(b), uint32(0)
		if u.rule.sets != nil {
			key = u.rule.names[b]
		}
		switch {
		case u.leftTo > 0:
			p.large(rows, key, u.left, u.leftTo)
		case len(rows) < fewest:
			p.small(rows, key)
		default:
			p.large(rows, key, 0, len(rows))
		}
	}
	p.flush()
}

func (p *pairer) flush() {
	if len(p.batch.codes) > 0 {
		p.give(&p.batch)
	}
	b := &p.batch
	b.left, b.right, b.codes = b.left[:0], b.right[:0], b.codes[:0]
}

// small compares the records of a block one by one.
func (p *pairer) small(rows []int32, key uint32) {
	for i, left := range rows {
		a := p.words.of(left)
		for _, right := range rows[i+1:] {
			b := p.words.of(right)
			if p.taken(a, b) || p.careful && p.elsewhere(left, right, key) {
				continue
			}
			p.batch.left, p.batch.right = append(p.batch.left, left), append(p.batch.right, right)
			p.batch.codes = append(p.batch.codes, p.compareWords(a, b))
		}
	}
	if len(p.batch.codes) >= batchPairs {
		p.flush()
	}
}

// taken reports whether an earlier simple rule gives the pair, or its source forbids it.
func (p *pairer) taken(a, b []uint32) bool {
	for _, word := range p.simple {
		if a[word] == b[word] && a[word] != 0 {
			return true
		}
	}
	return p.apart && a[sourceWord] == b[sourceWord]
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

// compareWords is the pattern of two records.
func (p *pairer) compareWords(a, b []uint32) uint64 {
	code := uint64(0)
	if p.several {
		code = p.stratumCode(a[sourceWord], b[sourceWord])
	}
	for k, c := range p.comparisons {
		x, y := a[p.words.keys+k], b[p.words.keys+k]
		code += uint64(p.memos[k].level(p.ev, c, x, y)) * c.stride
	}
	return code
}
