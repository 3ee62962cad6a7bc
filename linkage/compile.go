package linkage

import (
	"fmt"
	"math"
	"strings"
)

// truth is a condition's value in SQL's logic of three: no, unknown, yes.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

// evaluator holds what one goroutine needs to compare values.
type evaluator struct {
	matcher  matcher
	space    *space
	measured []float64 // by measure of the comparison, NaN until measured for this pair
	known    []bool
	masks    masks
	closer   [tileRecords]uint16 // pairs of a row that a glance does not judge
}

// predicate judges the pair of keys a (left) and b (right) of one comparison.
type predicate func(ev *evaluator, a, b uint32) truth

// comparison is a Comparison made ready for one dataset. Its key numbers the
// distinct combinations of the columns it reads, so that the level is a function
// of two keys.
type comparison struct {
	*Comparison
	codes     []uint32 // one per record
	distinct  int      // keys are below it
	reads     []string // the columns
	levels    []predicate
	measures  int     // how many measures its levels use; each is taken once a pair
	symmetric bool    // swapping the two records never changes the level
	head      bool    // its first levels are missing and exact, on one column
	plain     bool    // and the only other is else
	ladder    *ladder // when the others are one measure with several bounds, and else
	stride    uint64
	tf        []*termFrequency // by level; nil where there is none
	uncertain []float64        // standard errors of the shares of all pairs by level; nil when they are exact
	table     []uint8          // level by key and key, once tabulate has run; nil where keys are many
}

// obvious is the level of keys that need not be looked at: one missing, both equal.
func (c *comparison) obvious(a, b uint32) (level int, ok bool) {
	switch {
	case !c.head:
		return 0, false
	case a == missing || b == missing:
		return 0, true
	case a == b:
		return 1, true
	}
	return 2, c.plain
}

// level is the position of the first level that the pair of keys reaches.
func (c *comparison) level(ev *evaluator, a, b uint32) int {
	if level, ok := c.obvious(a, b); ok {
		return level
	}
	if c.table != nil {
		return int(c.table[int(a)*c.distinct+int(b)])
	}
	if c.ladder != nil {
		return c.ladder.level(ev, a, b)
	}
	return c.firstReached(ev, a, b)
}

// firstReached asks one level after the other.
func (c *comparison) firstReached(ev *evaluator, a, b uint32) int {
	clear(ev.known[:c.measures])
	for i, holds := range c.levels {
		if holds(ev, a, b) == yes {
			return i
		}
	}
	return len(c.levels) - 1
}

// compiler makes a model's parts ready for one dataset, each once.
type compiler struct {
	data  *Dataset
	space *space
	parts map[string]*derived

	frequencies map[string]*Frequencies // given, by part
}

func newCompiler(model *Model, data *Dataset) *compiler {
	return &compiler{data: data, space: newSpace(model.Strings == "bytes"), parts: map[string]*derived{}}
}

// derive works a part out, once per distinct value of its column; a step applied
// to a set is applied to its members.
func (c *compiler) derive(p Part) (*derived, error) {
	name := p.String()
	if d, ok := c.parts[name]; ok {
		return d, nil
	}
	column := c.data.Column(p.Column)
	if column == nil {
		return nil, fmt.Errorf("the data have no column %q; they have %s", p.Column, strings.Join(c.data.names, ", "))
	}
	d := &derived{values: column.Values, separator: column.Separator}
	if len(p.Steps) == 0 {
		d.of = make([]uint32, len(column.Values))
		for i := range d.of {
			d.of[i] = uint32(i)
		}
		c.parts[name] = d
		return d, nil
	}
	apply, err := pipeline(p.Steps)
	if err != nil {
		return nil, err
	}
	in := newInterner()
	d.of = make([]uint32, len(column.Values))
	for i, text := range column.Values {
		if text != "" {
			d.of[i] = in.code(applyToMembers(apply, text, column.Separator))
		}
	}
	d.values = in.values
	c.parts[name] = d
	return d, nil
}

func pipeline(steps []Step) (func(string) string, error) {
	var fs []func(string) string
	for _, s := range steps {
		f, err := s.compile()
		if err != nil {
			return nil, err
		}
		fs = append(fs, f)
	}
	return func(text string) string {
		for _, f := range fs {
			if text = f(text); text == "" {
				return ""
			}
		}
		return text
	}, nil
}

func applyToMembers(apply func(string) string, text, separator string) string {
	if separator == "" {
		return apply(text)
	}
	members := strings.Split(text, separator)
	for i := range members {
		members[i] = apply(members[i])
	}
	return canonicalSet(strings.Join(members, separator), separator)
}

// comparison makes one comparison ready.
func (c *compiler) comparison(from *Comparison) (*comparison, error) {
	out := &comparison{Comparison: from, symmetric: true}
	key, err := c.key(from.columns())
	if err != nil {
		return nil, fmt.Errorf("comparison %s: %w", from.Name, err)
	}
	out.codes, out.distinct, out.reads = key.codes, key.distinct, key.columns
	out.tf = make([]*termFrequency, len(from.Levels))
	slots := map[string]*slot{}
	for i, l := range from.Levels {
		holds, err := c.predicate(l.condition, key, slots)
		if err == nil && l.TF != nil {
			out.tf[i], err = c.termFrequency(l.TF, key)
		}
		if err != nil {
			return nil, fmt.Errorf("comparison %s: level %d (%s): %w", from.Name, i+1, l, err)
		}
		out.levels = append(out.levels, holds)
		out.symmetric = out.symmetric && l.condition.symmetric()
	}
	out.measures = len(slots)
	out.head = hasHead(from)
	out.plain = out.head && len(from.Levels) == 3
	if out.head {
		out.ladder = newLadder(out, c.parts[quoteName(out.reads[0])])
	}
	return out, nil
}

// hasHead recognises missing(x), exact(x) before all else, by far the commonest way
// for a comparison to begin.
func hasHead(c *Comparison) bool {
	if len(c.Levels) < 3 || !c.Levels[0].Null || len(c.columns()) > 1 {
		return false
	}
	part, ok := c.Levels[0].condition.missing()
	e := c.Levels[1].condition
	return ok && len(part.Steps) == 0 && e.Op == "exact" && e.String() == "exact("+part.String()+")"
}

func (c *compiler) predicate(from *Condition, key *tuple, slots map[string]*slot) (predicate, error) {
	switch from.Op {
	case opElse:
		return func(*evaluator, uint32, uint32) truth { return yes }, nil
	case opAnd, opOr, opNot:
		return c.combine(from, key, slots)
	}
	l, err := c.operand(from.Left, key)
	if err != nil {
		return nil, err
	}
	if from.Op == opAbsent {
		return func(_ *evaluator, a, b uint32) truth { return truthOf(l.pick(a, b) == missing) }, nil
	}
	if from.Op == opEquals {
		return func(_ *evaluator, a, b uint32) truth {
			x := l.pick(a, b)
			if x == missing {
				return unknown
			}
			return truthOf(l.parts.values[x] == from.Text)
		}, nil
	}
	r, err := c.operand(from.Right, key)
	if err != nil {
		return nil, err
	}
	f := functions[from.Op]
	if err := c.ready(f, from, l, r); err != nil {
		return nil, err
	}
	if f.apart != nil {
		return c.distance(from, f, l, r, key, slots)
	}
	if f.holds != nil {
		return func(ev *evaluator, a, b uint32) truth {
			x, y := l.pick(a, b), r.pick(a, b)
			if x == missing || y == missing {
				return unknown
			}
			return truthOf(f.holds(ev, l.parts, r.parts, x, y))
		}, nil
	}
	return bounded(from, slots, func(ev *evaluator, s *slot, a, b uint32) float64 {
		x, y := l.pick(a, b), r.pick(a, b)
		if x == missing || y == missing {
			return math.NaN()
		}
		return s.measure(f, ev, l.parts, r.parts, x, y)
	}), nil
}

// ready prepares what a function needs of its two parts.
func (c *compiler) ready(f function, from *Condition, l, r operand) error {
	if f.prepare == nil {
		return nil
	}
	if err := f.prepare(c.space, l.parts); err != nil {
		return fmt.Errorf("%s: %w", from.Left.Part, err)
	}
	if err := f.prepare(c.space, r.parts); err != nil {
		return fmt.Errorf("%s: %w", from.Right.Part, err)
	}
	return nil
}

// distance compares two numbers a record, such as a latitude and a longitude.
func (c *compiler) distance(from *Condition, f function, l, r operand, key *tuple, slots map[string]*slot) (predicate, error) {
	l2, err := c.operand(*from.Left2, key)
	if err != nil {
		return nil, err
	}
	r2, err := c.operand(*from.Right2, key)
	if err != nil {
		return nil, err
	}
	if err := c.ready(f, &Condition{Left: *from.Left2, Right: *from.Right2}, l2, r2); err != nil {
		return nil, err
	}
	return bounded(from, slots, func(_ *evaluator, _ *slot, a, b uint32) float64 {
		at := func(o *operand) float64 { return o.parts.numbers[o.pick(a, b)] } // NaN where it is missing
		return f.apart(at(&l), at(&l2), at(&r), at(&r2))
	}), nil
}

// slot is one measure of a comparison. Levels that use it with several bounds take
// it once for each pair.
type slot struct {
	place int
	loose func(float64) bool // reaches at least one of the bounds
}

func bounded(from *Condition, slots map[string]*slot, measure func(ev *evaluator, s *slot, a, b uint32) float64) predicate {
	name := from.call()
	reached := reaches(from.Compare, from.Bound)
	s, ok := slots[name]
	if !ok {
		s = &slot{place: len(slots), loose: reached}
		slots[name] = s
	} else {
		others := s.loose
		s.loose = func(x float64) bool { return others(x) || reached(x) }
	}
	return func(ev *evaluator, a, b uint32) truth {
		if !ev.known[s.place] {
			ev.known[s.place] = true
			ev.measured[s.place] = measure(ev, s, a, b)
		}
		if math.IsNaN(ev.measured[s.place]) {
			return unknown
		}
		return truthOf(reached(ev.measured[s.place]))
	}
}

// measure is f of two values, or what could be hoped for where that reaches no bound.
func (s *slot) measure(f function, ev *evaluator, l, r *derived, a, b uint32) float64 {
	if f.hope != nil {
		if hope := f.hope(l, r, a, b); !s.loose(hope) {
			return hope
		}
	}
	return f.measure(ev, l, r, a, b)
}

func reaches(compare string, bound float64) func(float64) bool {
	switch compare {
	case ">=":
		return func(x float64) bool { return x >= bound }
	case ">":
		return func(x float64) bool { return x > bound }
	case "<":
		return func(x float64) bool { return x < bound }
	default:
		return func(x float64) bool { return x <= bound }
	}
}

func truthOf(holds bool) truth {
	if holds {
		return yes
	}
	return no
}

// combine is and, or, not in SQL's logic: unknown and no is no, unknown or yes is yes.
func (c *compiler) combine(from *Condition, key *tuple, slots map[string]*slot) (predicate, error) {
	args := make([]predicate, len(from.Args))
	for i, a := range from.Args {
		p, err := c.predicate(a, key, slots)
		if err != nil {
			return nil, err
		}
		args[i] = p
	}
	switch from.Op {
	case opNot:
		return func(ev *evaluator, a, b uint32) truth { return yes - args[0](ev, a, b) }, nil
	case opAnd:
		return func(ev *evaluator, a, b uint32) truth {
			all := yes
			for _, p := range args {
				if all = min(all, p(ev, a, b)); all == no {
					return no
				}
			}
			return all
		}, nil
	default:
		return func(ev *evaluator, a, b uint32) truth {
			some := no
			for _, p := range args {
				if some = max(some, p(ev, a, b)); some == yes {
					return yes
				}
			}
			return some
		}, nil
	}
}
