package linkage

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// ErrTooManyPairs is the cause when a blocking rule would pair more records than
// allowed; the error names the rule.
var ErrTooManyPairs = errors.New("the rule gives more pairs than allowed")

// rule is a BlockingRule made ready for one dataset. Each record has one key, or,
// when a part is a set, several; records that share a key form a block. A record
// that is alone with its key stands in no block.
type rule struct {
	*BlockingRule
	also *comparison
	sets [][]uint32 // keys of each record, ascending, when a part is a set; else nil

	starts []uint32 // the records of block b are rows[starts[b]:starts[b+1]]
	rows   []int32  // ascending within a block
	names  []uint32 // key of each block when sets is set
	blocks []uint32 // by record: its block, from 1; 0 when alone. Only until the engine takes it into its words
	word   int      // place of the record's block among its words
	filled bool     // some record has a key
}

// rule makes one blocking rule ready.
func (c *compiler) rule(from *BlockingRule) (*rule, error) {
	r, gather, err := c.prepare(from)
	if err == nil {
		gather(&sorter{})
	}
	return r, err
}

// prepare makes a blocking rule ready but for gathering its blocks, which rules may
// do at the same time as each other, each with a sorter of its own.
func (c *compiler) prepare(from *BlockingRule) (r *rule, gather func(*sorter), err error) {
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
	return r, func(s *sorter) {
		if exploding {
			r.gatherSets(s)
		} else {
			r.gather(s, parts, columns)
		}
	}, nil
}

// keyed rules give a record one key at most.
func (r *rule) keyed() bool { return r.sets == nil }

// simple rules are those whose pairs are known by their blocks alone.
func (r *rule) simple() bool { return r.keyed() && r.also == nil }

// gather sorts the records by the numbers of their parts and keeps the stretches
// of two records or more. Keys that only one record has, mostly the largest part,
// cost no memory afterwards.
func (r *rule) gather(s *sorter, parts []*derived, columns []*Column) {
	combine(s, parts, columns)
	s.sort()
	r.blocks = make([]uint32, len(columns[0].Codes))
	r.keep(s, func(block uint32, _ uint64, rows []int32) {
		for _, row := range rows {
			r.blocks[row] = block
		}
	})
}

func (r *rule) gatherSets(s *sorter) {
	s.reset(len(r.sets))
	for row, keys := range r.sets {
		for _, key := range keys {
			s.add(uint64(key), int32(row))
		}
	}
	s.sort()
	r.keep(s, func(_ uint32, key uint64, _ []int32) { r.names = append(r.names, uint32(key)) })
}

// keep makes blocks of the sorted records, and visits each, numbered from 1.
func (r *rule) keep(s *sorter, visit func(block uint32, key uint64, rows []int32)) {
	blocks, held := 0, 0
	s.runs(func(from, to int) {
		if to > from+1 {
			blocks, held = blocks+1, held+to-from
		}
	})
	r.filled = len(s.keys) > 0
	r.starts, r.rows = make([]uint32, 1, blocks+1), make([]int32, 0, held)
	s.runs(func(from, to int) {
		if to > from+1 {
			r.rows = append(r.rows, s.rows[from:to]...)
			r.starts = append(r.starts, uint32(len(r.rows)))
			visit(uint32(len(r.starts)-1), s.keys[from], s.rows[from:to])
		}
	})
}

// combine fills s with one number for each record, of its parts' codes as digits; a
// record that lacks a part is left out.
func combine(s *sorter, parts []*derived, columns []*Column) {
	sizes := make([]uint64, len(parts))
	for i, d := range parts {
		sizes[i] = uint64(len(d.values))
	}
	combineSized(s, parts, columns, sizes)
}

// combineSized is combine with the number of values of each part given.
func combineSized(s *sorter, parts []*derived, columns []*Column, sizes []uint64) {
	n := len(columns[0].Codes)
	s.reset(n)
	keys, bound := s.keys[:n], uint64(1) // every key is below bound
	for i, d := range parts {
		size := sizes[i]
		if high, _ := bits.Mul64(bound, size); high > 0 {
			bound = renumber(keys) + 1
		}
		for row, code := range columns[i].Codes {
			of := uint64(d.of[code])
			switch {
			case of == missing || i > 0 && keys[row] == 0:
				keys[row] = 0
			case i == 0:
				keys[row] = of
			default:
				keys[row] = keys[row]*size + of
			}
		}
		bound *= size
	}
	for row, key := range keys { // in place: s.keys never overtakes row
		if key != 0 {
			s.add(key, int32(row))
		}
	}
}

// renumber replaces the numbers by their ranks, so that more digits fit, and
// returns the highest.
func renumber(keys []uint64) uint64 {
	s := newSorter(len(keys))
	for row, key := range keys {
		if key != 0 {
			s.add(key, int32(row))
		}
	}
	s.sort()
	rank := uint64(0)
	s.runs(func(from, to int) {
		rank++
		for _, row := range s.rows[from:to] {
			keys[row] = rank
		}
	})
	return rank
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
	}
}

// block lists the records of a block.
func (r *rule) block(b int) []int32 { return r.rows[r.starts[b]:r.starts[b+1]] }

// each visits the number of records of every block.
func (r *rule) each(visit func(block int, records int64)) {
	for b := range len(r.starts) - 1 {
		visit(b, int64(r.starts[b+1]-r.starts[b]))
	}
}

// pairs counts the pairs of records within blocks, whatever other rules give.
func (r *rule) pairs() int64 { return r.count().Pairs }

// agrees reports whether a rule of the engine pairs the two records.
func (e *engine) agrees(ev *evaluator, r *rule, a, b int32) bool {
	if r.keyed() {
		block := e.words.of(a)[r.word]
		if block == 0 || block != e.words.of(b)[r.word] {
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
	count := BlockCount{Rule: r.String(), Blocks: int64(len(r.starts) - 1)}
	if r.filled {
		count.Largest = 1
	}
	r.each(func(_ int, n int64) {
		count.Pairs += n * (n - 1) / 2
		count.Largest = max(count.Largest, n)
	})
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
