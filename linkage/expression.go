package linkage

import (
	"slices"
	"strconv"
	"strings"
)

// Step is one function in the making of a part: substr with arguments 1 and 3.
type Step struct {
	Func string
	Args []string
}

// Part is text worked out from one column: Steps are applied to it in order.
type Part struct {
	Column string
	Steps  []Step
}

// String renders the part in the model's grammar: substr(lower(surname), 1, 4).
func (p Part) String() string {
	text := quoteName(p.Column)
	for _, s := range p.Steps {
		args := []string{text}
		for _, a := range s.Args {
			if _, err := strconv.ParseFloat(a, 64); err != nil {
				a = quote(a)
			}
			args = append(args, a)
		}
		text = s.Func + "(" + strings.Join(args, ", ") + ")"
	}
	return text
}

// quoteName writes a column's name so that the grammar reads it as one.
func quoteName(name string) string {
	tokens, err := tokenise(name)
	plain := err == nil && len(tokens) == 1 && tokens[0] == token{'w', name}
	if plain && !slices.Contains([]string{opAnd, opOr, opNot, opElse}, strings.ToLower(name)) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// side says which record of a pair an operand is read from.
type side byte

const (
	left  side = 'l'
	right side = 'r'
)

// Operand is a part of one of the two records.
type Operand struct {
	Side side
	Part Part
}

func (o Operand) String() string { return string(o.Side) + "." + o.Part.String() }

// The operators of a condition that are no comparison of two operands.
const (
	opAnd    = "and"
	opOr     = "or"
	opNot    = "not"
	opElse   = "else"
	opAbsent = "absent" // the left operand is missing
	opEquals = "equals" // the left operand is the Text
)

// Condition is when a pair reaches a level. A function of two operands that
// needs no bound, such as exact, has an empty Compare.
type Condition struct {
	Op          string // and, or, not, else, absent, or the name of a function
	Args        []*Condition
	Left, Right Operand
	Left2       *Operand // the second number of a place, such as its longitude; nil elsewhere
	Right2      *Operand
	Text        string // what equals compares with
	Compare     string // ">=", "<=", ">", "<"
	Bound       float64
}

// String renders the condition in the model's grammar, which ParseCondition reads back.
func (c *Condition) String() string {
	switch c.Op {
	case opElse:
		return opElse
	case opNot:
		return "not (" + c.Args[0].String() + ")"
	case opAbsent:
		return "absent(" + c.Left.String() + ")"
	case opEquals:
		return "equals(" + c.Left.String() + ", " + quote(c.Text) + ")"
	case opAnd, opOr:
		if p, ok := c.missing(); ok {
			return "missing(" + p.String() + ")"
		}
		parts := make([]string, len(c.Args))
		for i, a := range c.Args {
			parts[i] = a.String()
			if _, ok := a.missing(); (a.Op == opAnd || a.Op == opOr) && !ok {
				parts[i] = "(" + parts[i] + ")"
			}
		}
		return strings.Join(parts, " "+c.Op+" ")
	}
	text := c.call()
	if c.Compare != "" {
		text += " " + c.Compare + " " + strconv.FormatFloat(c.Bound, 'g', -1, 64)
	}
	return text
}

// call writes a function of two records without its bound: of one part where it
// reads the same of both.
func (c *Condition) call() string {
	l, r := []Operand{c.Left}, []Operand{c.Right}
	if c.Left2 != nil {
		l, r = append(l, *c.Left2), append(r, *c.Right2)
	}
	same := true
	var short, sided []string
	for i := range l {
		same = same && l[i].Side == left && r[i].Side == right && l[i].Part.String() == r[i].Part.String()
		short, sided = append(short, l[i].Part.String()), append(sided, l[i].String())
	}
	if same {
		return c.Op + "(" + strings.Join(short, ", ") + ")"
	}
	for _, o := range r {
		sided = append(sided, o.String())
	}
	return c.Op + "(" + strings.Join(sided, ", ") + ")"
}

// operands lists what c reads of the two records.
func (c *Condition) operands() []Operand {
	out := []Operand{c.Left, c.Right}
	if c.Left2 != nil {
		out = append(out, *c.Left2, *c.Right2)
	}
	return out
}

// missing reports whether c says that a part is absent on either side, and which.
func (c *Condition) missing() (Part, bool) {
	if c.Op != opOr || len(c.Args) != 2 || c.Args[0].Op != opAbsent || c.Args[1].Op != opAbsent {
		return Part{}, false
	}
	l, r := c.Args[0].Left, c.Args[1].Left
	if l.Side != left || r.Side != right || l.Part.String() != r.Part.String() {
		return Part{}, false
	}
	return l.Part, true
}

// walk calls visit for c and every condition within it.
func (c *Condition) walk(visit func(*Condition)) {
	visit(c)
	for _, a := range c.Args {
		a.walk(visit)
	}
}

// columns lists the columns that c reads, each once, in order of first mention.
func (c *Condition) columns(seen []string) []string {
	c.walk(func(c *Condition) {
		for _, o := range c.operands() {
			if o.Part.Column != "" && !slices.Contains(seen, o.Part.Column) {
				seen = append(seen, o.Part.Column)
			}
		}
	})
	return seen
}

// symmetric reports whether swapping the two records can never change c.
func (c *Condition) symmetric() bool { return c.canonical(false) == c.canonical(true) }

// canonical writes c so that two conditions that say the same in another order
// read the same; swapped reads each record as the other.
func (c *Condition) canonical(swapped bool) string {
	switch c.Op {
	case opElse:
		return opElse
	case opAnd, opOr, opNot:
		args := make([]string, len(c.Args))
		for i, a := range c.Args {
			args[i] = a.canonical(swapped)
		}
		slices.Sort(args)
		return c.Op + "(" + strings.Join(args, ";") + ")"
	}
	operands := []string{c.Left.swap(swapped).String()}
	if c.Op != opAbsent && c.Op != opEquals {
		operands = append(operands, c.Right.swap(swapped).String())
	}
	if c.Left2 != nil {
		operands[0] += " " + c.Left2.swap(swapped).String()
		operands[1] += " " + c.Right2.swap(swapped).String()
	}
	slices.Sort(operands) // every function is symmetric in its operands
	return c.Op + "(" + strings.Join(operands, ",") + ")" + c.Text + c.Compare + strconv.FormatFloat(c.Bound, 'g', -1, 64)
}

func (o Operand) swap(swapped bool) Operand {
	if swapped && o.Side == left {
		o.Side = right
	} else if swapped {
		o.Side = left
	}
	return o
}
