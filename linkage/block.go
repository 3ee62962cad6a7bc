package linkage

import (
	"errors"
	"fmt"
	"slices"
)

// ErrTooManyPairs is the cause when a blocking rule would pair more records than
// allowed; the error names the rule.
var ErrTooManyPairs = errors.New("the rule gives more pairs than allowed")

// rule is a BlockingRule made ready for one dataset. Each record has one key, or,
// when a part is a set, several; records that share a key form a block.
type rule struct {
	*BlockingRule
	keys     []uint32   // one per record; missing stands in no block. nil when sets is set
	sets     [][]uint32 // several per record, ascending
	distinct int        // keys are below it
	also     *comparison

	starts []int64 // rows of key k are rows[starts[k]:starts[k+1]]
	rows   []int32 // ascending within a block
}

// rule makes one blocking rule ready.
func (c *compiler) rule(from *BlockingRule) (*rule, error) {
	r, gather, err := c.prepare(from)
	if err == nil {
		gather()
	}
	return r, err
}

// prepare makes a blocking rule ready but for gathering its blocks, which rules may
// do at the same time as each other.
func (c *compiler) prepare(from *BlockingRule) (r *rule, gather func(), err error) {
	r = &rule{BlockingRule: from}
	parts, columns := make([]*derived, len(from.parts)), make([]*Column, len(from.parts))
	exploding := false
	for i, p := range from.parts {
		d, err := c.derive(p)
		if err != nil {
			return nil, nil, fmt.Errorf("blocking rule %s: %w", from, err)
		}
		parts[i], columns[i] = d, c.data.Column(p.Column)
		exploding = exploding || d.separator != ""
	}
	if exploding {
		r.explode(c, parts, columns)
	}
	if from.also != nil {
		also, err := c.comparison(&Comparison{Name: from.String(), Levels: []*Level{
			{When: from.Also, condition: from.also}, {When: opElse, condition: &Condition{Op: opElse}},
		}})
		if err != nil {
			return nil, nil, fmt.Errorf("blocking rule %s: %w", from, err)
		}
		r.also = also
	}
	return r, func() {
		if !exploding {
			r.combine(parts, columns)
		}
		r.index(c.data.Len())
	}, nil
}

// combine folds the parts' codes into one key a record, two at a time.
func (r *rule) combine(parts []*derived, columns []*Column) {
	n := len(columns[0].Codes)
	r.keys = make([]uint32, n)
	for row, code := range columns[0].Codes {
		r.keys[row] = parts[0].of[code]
	}
	r.distinct = len(parts[0].values)
	for i := 1; i < len(parts); i++ {
		pairs := newPairs()
		for row, code := range columns[i].Codes {
			r.keys[row] = pairs.code(r.keys[row], parts[i].of[code])
		}
		r.distinct = pairs.size
	}
}

// pairs numbers pairs of codes, from 1, in an open-addressed table; a pair with a
// missing half is missing.
type pairs struct {
	keys  []uint64 // 0 is free: no half of a kept pair is missing
	codes []uint32
	size  int
}

func newPairs() *pairs {
	return &pairs{keys: make([]uint64, 1<<10), codes: make([]uint32, 1<<10), size: 1}
}

func (p *pairs) code(a, b uint32) uint32 {
	if a == missing || b == missing {
		return missing
	}
	key := uint64(a)<<32 | uint64(b)
	i := p.slot(key)
	if p.keys[i] == key {
		return p.codes[i]
	}
	if p.size*2 > len(p.keys) {
		p.grow()
		i = p.slot(key)
	}
	p.keys[i], p.codes[i] = key, uint32(p.size)
	p.size++
	return p.codes[i]
}

func (p *pairs) slot(key uint64) int {
	mask := len(p.keys) - 1
	i := int(mix(key)) & mask
	for p.keys[i] != 0 && p.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

func (p *pairs) grow() {
	keys, codes := p.keys, p.codes
	p.keys, p.codes = make([]uint64, 2*len(keys)), make([]uint32, 2*len(keys))
	for i, key := range keys {
		if key != 0 {
			j := p.slot(key)
			p.keys[j], p.codes[j] = key, codes[i]
		}
	}
}

// explode gives each record the product of its parts' members as keys.
func (r *rule) explode(c *compiler, parts []*derived, columns []*Column) {
	r.sets = make([][]uint32, c.data.Len())
	for i, d := range parts {
		c.space.split(d)
		pairs := newPairs()
		for row := range r.sets {
			members := d.sets[d.of[columns[i].Codes[row]]]
			if i == 0 {
				r.sets[row] = members
				continue
			}
			keys := make([]uint32, 0, len(members)*len(r.sets[row]))
			for _, a := range r.sets[row] {
				for _, b := range members {
					keys = append(keys, pairs.code(a, b))
				}
			}
			slices.Sort(keys)
			r.sets[row] = keys
		}
		r.distinct = max(len(c.space.members.values), pairs.size)
	}
}

// index gathers the records of each key by counting sort.
func (r *rule) index(n int) {
	r.starts = make([]int64, r.distinct+1)
	r.each(n, func(_ int, key uint32) { r.starts[key+1]++ })
	for k := 1; k < len(r.starts); k++ {
		r.starts[k] += r.starts[k-1]
	}
	r.rows = make([]int32, r.starts[r.distinct])
	next := slices.Clone(r.starts)
	r.each(n, func(row int, key uint32) {
		r.rows[next[key]] = int32(row)
		next[key]++
	})
}

// each visits the records' keys, missing ones left out.
func (r *rule) each(n int, visit func(row int, key uint32)) {
	for row := range n {
		if r.sets == nil {
			if key := r.keys[row]; key != missing {
				visit(row, key)
			}
			continue
		}
		for _, key := range r.sets[row] {
			visit(row, key)
		}
	}
}

// block lists the records of a key.
func (r *rule) block(key int) []int32 { return r.rows[r.starts[key]:r.starts[key+1]] }

// pairs counts the pairs of records within blocks, whatever other rules give.
func (r *rule) pairs() int64 {
	total := int64(0)
	for k := range r.distinct {
		n := r.starts[k+1] - r.starts[k]
		total += n * (n - 1) / 2
	}
	return total
}

// agrees reports whether the rule pairs the two records.
func (r *rule) agrees(ev *evaluator, a, b int32) bool {
	if r.sets == nil {
		if r.keys[a] != r.keys[b] || r.keys[a] == missing {
			return false
		}
	} else if !share(r.sets[a], r.sets[b]) {
		return false
	}
	return r.also == nil || r.also.level(ev, r.also.codes[a], r.also.codes[b]) == 0
}

// BlockCount is what a blocking rule would give, counted before any pair is made.
type BlockCount struct {
	Rule    string `json:"rule"`
	Pairs   int64  `json:"pairs"`   // by this rule alone
	Blocks  int64  `json:"blocks"`  // of two records or more
	Largest int64  `json:"largest"` // records in the largest block
}

// CountBlocks counts what each blocking rule would give without making a pair.
func CountBlocks(model *Model, data *Dataset) ([]BlockCount, error) {
	c := newCompiler(model, data)
	out := make([]BlockCount, 0, len(model.Blocking))
	for _, from := range model.Blocking {
		r, err := c.rule(from)
		if err != nil {
			return nil, err
		}
		out = append(out, r.count())
	}
	return out, nil
}

func (r *rule) count() BlockCount {
	count := BlockCount{Rule: r.String(), Pairs: r.pairs()}
	for k := range r.distinct {
		n := r.starts[k+1] - r.starts[k]
		if n > 1 {
			count.Blocks++
		}
		count.Largest = max(count.Largest, n)
	}
	return count
}

// refuse is an error when the rule gives more pairs than it or the run allows.
func (r *rule) refuse(limit int64) error {
	if r.Max > 0 {
		limit = r.Max
	}
	if count := r.count(); count.Pairs > limit {
		return fmt.Errorf("blocking rule %s: %d pairs, %d allowed, %d records in its largest block: %w",
			r, count.Pairs, limit, count.Largest, ErrTooManyPairs)
	}
	return nil
}
