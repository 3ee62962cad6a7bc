package linkage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseCondition reads a level's condition in the model's grammar:
//
//	missing(surname)
//	exact(surname) or exact(l.forename, r.surname)
//	jaro_winkler(surname) >= 0.92
//	damerau(birth_date) <= 1 and not absent(l.sex)
//	else
//
// A function of one part compares it between the two records; l. and r. read a
// part from one of them.
func ParseCondition(text string) (*Condition, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	c, err := p.disjunction()
	if err == nil {
		err = p.end()
	}
	return c, err
}

// ParsePart reads a part of a column: substr(surname, 1, 4).
func ParsePart(text string) (Part, error) {
	p, err := newParser(text)
	if err != nil {
		return Part{}, err
	}
	part, err := p.part()
	if err == nil {
		err = p.end()
	}
	return part, err
}

type token struct {
	kind byte // 'w' word, 'n' number, 's' string, 'o' operator, 0 end
	text string
}

// parser is a recursive-descent parser over tokens, shared with the SQL reader.
type parser struct {
	tokens []token
	depth  int
}

// maxDepth bounds how deep conditions nest, so that no file exhausts the stack.
const maxDepth = 64

func newParser(text string) (*parser, error) {
	tokens, err := tokenise(text)
	return &parser{tokens: tokens}, err
}

func (p *parser) peek() token {
	if len(p.tokens) == 0 {
		return token{}
	}
	return p.tokens[0]
}

func (p *parser) next() token {
	t := p.peek()
	if len(p.tokens) > 0 {
		p.tokens = p.tokens[1:]
	}
	return t
}

// accept takes the next token when it is the operator or the word text.
func (p *parser) accept(text string) bool {
	t := p.peek()
	if (t.kind == 'o' || t.kind == 'w') && strings.EqualFold(t.text, text) {
		p.next()
		return true
	}
	return false
}

func (p *parser) expect(text string) error {
	if p.accept(text) {
		return nil
	}
	return fmt.Errorf("%s where %q is needed", p.peek(), text)
}

func (p *parser) end() error {
	if t := p.peek(); t.kind != 0 {
		return fmt.Errorf("%s after the end of the expression", t)
	}
	return nil
}

func (t token) String() string {
	if t.kind == 0 {
		return "the expression ends"
	}
	return fmt.Sprintf("%q stands", t.text)
}

func tokenise(text string) ([]token, error) {
	var tokens []token
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case unicode.IsSpace(r):
			text = text[size:]
		case unicode.IsLetter(r) || r == '_':
			n := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
			if n < 0 {
				n = len(text)
			}
			tokens, text = append(tokens, token{'w', text[:n]}), text[n:]
		case unicode.IsDigit(r) || r == '-' && len(text) > 1 && text[1] >= '0' && text[1] <= '9':
			n := 1 + strings.IndexFunc(text[1:]+" ", func(r rune) bool { return !unicode.IsDigit(r) && r != '.' })
			tokens, text = append(tokens, token{'n', text[:n]}), text[n:]
		case r == '\'' || r == '"':
			value, rest, ok := quoted(text, byte(r))
			if !ok {
				return nil, fmt.Errorf("a quote %c is not closed", r)
			}
			kind := byte('s')
			if r == '"' {
				kind = 'w'
			}
			tokens, text = append(tokens, token{kind, value}), rest
		default:
			n := size
			if len(text) > 1 && slices.Contains([]string{">=", "<=", "!=", "<>", "::", "&&", "||", "->"}, text[:2]) {
				n = 2
			}
			tokens, text = append(tokens, token{'o', text[:n]}), text[n:]
		}
	}
	return tokens, nil
}

// quoted splits text that starts with a quote into what is quoted and the rest;
// a doubled quote stands for itself.
func quoted(text string, quote byte) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != quote:
			b.WriteByte(text[i])
		case i+1 < len(text) && text[i+1] == quote:
			b.WriteByte(quote)
			i++
		default:
			return b.String(), text[i+1:], true
		}
	}
	return "", "", false
}

func (p *parser) disjunction() (*Condition, error) {
	return p.chain(opOr, p.conjunction)
}

func (p *parser) conjunction() (*Condition, error) {
	return p.chain(opAnd, p.negation)
}

func (p *parser) chain(op string, operand func() (*Condition, error)) (*Condition, error) {
	first, err := operand()
	if err != nil {
		return nil, err
	}
	args := []*Condition{first}
	for p.accept(op) {
		c, err := operand()
		if err != nil {
			return nil, err
		}
		args = append(args, c)
	}
	if len(args) == 1 {
		return first, nil
	}
	return &Condition{Op: op, Args: args}, nil
}

func (p *parser) negation() (*Condition, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("the condition nests deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	switch {
	case p.accept(opNot):
		c, err := p.negation()
		return &Condition{Op: opNot, Args: []*Condition{c}}, err
	case p.accept("("):
		c, err := p.disjunction()
		if err != nil {
			return nil, err
		}
		return c, p.expect(")")
	case p.accept(opElse):
		return &Condition{Op: opElse}, nil
	}
	return p.call()
}

// call reads missing(part), absent(l.part) and f(part) or f(l.part, r.part) with its bound.
func (p *parser) call() (*Condition, error) {
	name := p.next()
	if name.kind != 'w' {
		return nil, fmt.Errorf("%s where a function is needed", name)
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	first, sided, err := p.operand()
	if err != nil {
		return nil, err
	}
	c := &Condition{Op: strings.ToLower(name.text), Left: first}
	switch {
	case c.Op == "missing" && !sided:
		l, r := Operand{left, first.Part}, Operand{right, first.Part}
		c = &Condition{Op: opOr, Args: []*Condition{{Op: opAbsent, Left: l}, {Op: opAbsent, Left: r}}}
		return c, p.expect(")")
	case c.Op == opAbsent && sided:
		return c, p.expect(")")
	case c.Op == "missing" || c.Op == opAbsent:
		return nil, fmt.Errorf("%s takes %s", c.Op, map[string]string{"missing": "a part", opAbsent: "a part of one record, l. or r."}[c.Op])
	case c.Op == opEquals:
		return p.equals(first, sided)
	case c.Op == "km" || c.Op == "grid_km":
		err = p.places(c, sided)
	case sided:
		c.Right, err = p.other(c.Op)
	default:
		c.Left, c.Right = Operand{left, first.Part}, Operand{right, first.Part}
	}
	if err != nil {
		return nil, err
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	return c, p.bound(c)
}

// other reads ", r.part" after the first operand of a function of two records.
func (p *parser) other(name string) (Operand, error) {
	if err := p.expect(","); err != nil {
		return Operand{}, err
	}
	o, sided, err := p.operand()
	if err == nil && !sided {
		err = fmt.Errorf("%s compares two records: write l. or r. before its second part", name)
	}
	return o, err
}

// equals reads ", 'text')" after equals(part, of both records or of one.
func (p *parser) equals(first Operand, sided bool) (*Condition, error) {
	if err := p.expect(","); err != nil {
		return nil, err
	}
	t := p.next()
	if t.kind != 's' && t.kind != 'n' {
		return nil, fmt.Errorf("%s where a quoted text is needed", t)
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	if sided {
		return &Condition{Op: opEquals, Left: first, Text: t.text}, nil
	}
	both := &Condition{Op: opAnd}
	for _, s := range []side{left, right} {
		both.Args = append(both.Args, &Condition{Op: opEquals, Left: Operand{s, first.Part}, Text: t.text})
	}
	return both, nil
}

// places reads the rest of km(latitude, longitude), or of it with all four operands.
func (p *parser) places(c *Condition, sided bool) error {
	if sided {
		rest := make([]Operand, 3)
		for i := range rest {
			o, err := p.other(c.Op)
			if err != nil {
				return err
			}
			rest[i] = o
		}
		if rest[0].Side != c.Left.Side || rest[1].Side != rest[2].Side {
			return fmt.Errorf("%s takes both numbers of one record, then both of the other", c.Op)
		}
		c.Left2, c.Right, c.Right2 = &rest[0], rest[1], &rest[2]
		return nil
	}
	if err := p.expect(","); err != nil {
		return err
	}
	part, err := p.part()
	first := c.Left.Part
	c.Left, c.Left2 = Operand{left, first}, &Operand{left, part}
	c.Right, c.Right2 = Operand{right, first}, &Operand{right, part}
	return err
}

// bound reads ">= 0.9" after a function that measures, and checks that the function exists.
func (p *parser) bound(c *Condition) error {
	f, ok := functions[c.Op]
	if !ok {
		return fmt.Errorf("there is no function %q of two records; there are %s", c.Op, functionNames())
	}
	if t := p.peek(); t.kind == 'o' && slices.Contains([]string{">=", "<=", ">", "<"}, t.text) {
		c.Compare = p.next().text
		n := p.next()
		bound, err := strconv.ParseFloat(n.text, 64)
		if n.kind != 'n' || err != nil {
			return fmt.Errorf("%s where a number is needed", n)
		}
		c.Bound = bound
	}
	if f.measures() == (c.Compare == "") {
		return fmt.Errorf("%s", map[bool]string{
			true:  c.Op + " is true or false and takes no bound",
			false: c.Op + " needs a bound, as in " + c.Op + "(...) >= 0.9",
		}[!f.measures()])
	}
	return nil
}

// operand reads a part, with l. or r. before it when it is of one record.
func (p *parser) operand() (Operand, bool, error) {
	if len(p.tokens) > 2 && p.tokens[0].kind == 'w' && p.tokens[1].text == "." && p.tokens[1].kind == 'o' {
		s := strings.ToLower(p.next().text)
		p.next()
		if s != "l" && s != "r" {
			return Operand{}, false, fmt.Errorf("%q is neither l nor r", s)
		}
		part, err := p.part()
		return Operand{side(s[0]), part}, true, err
	}
	part, err := p.part()
	return Operand{Part: part}, false, err
}

// part reads column, or step(part, arguments).
func (p *parser) part() (Part, error) {
	if p.depth++; p.depth > maxDepth {
		return Part{}, fmt.Errorf("the part nests deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	name := p.next()
	if name.kind != 'w' {
		return Part{}, fmt.Errorf("%s where a column is needed", name)
	}
	if !p.accept("(") {
		return Part{Column: name.text}, nil
	}
	inner, err := p.part()
	if err != nil {
		return Part{}, err
	}
	step := Step{Func: strings.ToLower(name.text)}
	for p.accept(",") {
		arg := p.next()
		if arg.kind != 'n' && arg.kind != 's' {
			return Part{}, fmt.Errorf("%s where a number or a quoted text is needed", arg)
		}
		step.Args = append(step.Args, arg.text)
	}
	if err := checkStep(step); err != nil {
		return Part{}, err
	}
	inner.Steps = append(inner.Steps, step)
	return inner, p.expect(")")
}
