package linkage

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// sqlValue is what a term of Splink's SQL stands for: a part of one record, a
// literal, or a measure of two parts.
type sqlValue struct {
	kind    byte // 'p' part, 'n' number, 's' text, 'm' measure, 'e' epoch of a part, 'd' difference, 'i' intersection, 'l' length, 'L' least of two lengths
	operand Operand
	raw     bool // a regexp_extract that yields '' where nothing matches
	number  float64
	text    string
	args    []sqlValue
	measure string
	second  []Operand // of a measure of places, their longitudes
}

// sqlParser reads the closed part of SQL that Splink's comparison library and
// blocking rules write.
type sqlParser struct{ *parser }

// parseSQL reads a level's sql_condition. The error names what is not understood.
func parseSQL(text string) (*Condition, error) {
	tokens, err := newParser(text)
	if err != nil {
		return nil, err
	}
	p := sqlParser{tokens}
	if len(p.tokens) == 1 && p.accept("else") {
		return &Condition{Op: opElse}, nil
	}
	c, err := p.disjunction()
	if err == nil {
		err = p.end()
	}
	return c, err
}

func (p sqlParser) disjunction() (*Condition, error) { return p.chain(opOr, p.conjunction) }
func (p sqlParser) conjunction() (*Condition, error) { return p.chain(opAnd, p.negation) }

func (p sqlParser) negation() (*Condition, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("the condition nests deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	if p.accept(opNot) {
		c, err := p.negation()
		return &Condition{Op: opNot, Args: []*Condition{c}}, err
	}
	if p.peek().text == "(" && p.bracketsCondition() {
		p.next()
		c, err := p.disjunction()
		if err != nil {
			return nil, err
		}
		return c, p.expect(")")
	}
	return p.comparison()
}

// bracketsCondition looks ahead: does the bracket at hand enclose a condition, or
// only a value that a comparison follows?
func (p sqlParser) bracketsCondition() bool {
	depth := 0
	for i, t := range p.tokens {
		switch {
		case t.kind == 'o' && t.text == "(":
			depth++
		case t.kind == 'o' && t.text == ")":
			if depth--; depth == 0 {
				after := token{}
				if i+1 < len(p.tokens) {
					after = p.tokens[i+1]
				}
				return after.kind == 0 || after.text == ")" || strings.EqualFold(after.text, opAnd) || strings.EqualFold(after.text, opOr)
			}
		}
	}
	return true
}

// comparison reads a IS NULL, a = b, or measure >= number.
func (p sqlParser) comparison() (*Condition, error) {
	a, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.accept("is") {
		return p.isNull(a)
	}
	op := p.next()
	if op.kind != 'o' || !slices.Contains([]string{"=", ">=", "<=", ">", "<", "<>", "!="}, op.text) {
		return nil, fmt.Errorf("%s where =, >=, <=, > or < is needed", op)
	}
	b, err := p.value()
	if err != nil {
		return nil, err
	}
	return relate(a, op.text, b)
}

func (p sqlParser) isNull(a sqlValue) (*Condition, error) {
	negated := p.accept(opNot)
	if err := p.expect("null"); err != nil {
		return nil, err
	}
	if a.kind != 'p' {
		return nil, errors.New("IS NULL is read of a column or a part of one only")
	}
	c := &Condition{Op: opAbsent, Left: a.operand}
	if negated {
		return &Condition{Op: opNot, Args: []*Condition{c}}, nil
	}
	return c, nil
}

// relate makes a condition of two values and what stands between them.
func relate(a sqlValue, op string, b sqlValue) (*Condition, error) {
	if a.kind == 'n' && b.kind != 'n' {
		a, b = b, a
		op = map[string]string{">=": "<=", "<=": ">=", ">": "<", "<": ">"}[op]
	}
	switch {
	case a.kind == 'L' || b.kind == 'L':
		return relateLengths(a, op, b)
	case a.kind == 's' && b.kind == 'p':
		a, b = b, a
	}
	if a.kind == 'p' && (b.kind == 'p' || b.kind == 's') {
		return relateTexts(a, op, b)
	}
	if b.kind != 'n' || a.kind != 'm' || op == "=" || op == "<>" || op == "!=" || op == "" {
		return nil, errors.New("only a similarity, a distance or a difference compares with a number, by >=, <=, > or <")
	}
	c := &Condition{Op: a.measure, Left: a.args[0].operand, Right: a.args[1].operand, Compare: op, Bound: b.number}
	switch a.measure {
	case "days":
		c.Bound /= secondsPerDay
	case "percent":
		c.Bound *= 100
	}
	if a.second != nil {
		c.Left2, c.Right2 = &a.second[0], &a.second[1]
	}
	c.orient()
	return c, nil
}

// relateTexts makes a condition of the equality of two columns, or of one and a text.
func relateTexts(a sqlValue, op string, b sqlValue) (*Condition, error) {
	if op != "=" && op != "<>" && op != "!=" {
		return nil, fmt.Errorf("%s between two columns is not read; = is", op)
	}
	c := &Condition{Op: opEquals, Left: a.operand, Text: b.text}
	switch {
	case a.raw != b.raw:
		return nil, errors.New("regexp_extract gives an empty text where nothing matches: write NULLIF(regexp_extract(...), '') on both sides")
	case b.kind == 'p':
		c = &Condition{Op: "exact", Left: a.operand, Right: b.operand}
		c.orient()
	}
	if a.raw {
		c = orBothEmpty(c)
	}
	if op != "=" {
		return &Condition{Op: opNot, Args: []*Condition{c}}, nil
	}
	return c, nil
}

const secondsPerDay = 86400

// orient puts the operand of the left record first.
func (c *Condition) orient() {
	if c.Left.Side == right && c.Right.Side == left {
		c.Left, c.Right = c.Right, c.Left
		c.Left2, c.Right2 = c.Right2, c.Left2
	}
}

// value reads a term, with casts after it and a minus between two.
func (p sqlParser) value() (sqlValue, error) {
	if p.depth++; p.depth > maxDepth {
		return sqlValue{}, fmt.Errorf("the expression nests deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	v, err := p.term()
	if err != nil {
		return v, err
	}
	for p.accept("::") {
		if v, err = cast(v, p.next().text); err != nil {
			return v, err
		}
	}
	if why, ok := unread[p.peek().text]; ok && p.peek().kind == 'o' && v.kind == 'p' {
		return v, errors.New(why)
	}
	if p.accept("/") {
		return p.share(v)
	}
	if p.accept("-") {
		w, err := p.value()
		return sqlValue{kind: 'd', args: []sqlValue{v, w}}, err
	}
	return v, nil
}

func (p sqlParser) term() (sqlValue, error) {
	if p.accept("(") {
		v, err := p.value()
		if err != nil {
			return v, err
		}
		return v, p.expect(")")
	}
	t := p.next()
	switch t.kind {
	case 'n':
		n, err := strconv.ParseFloat(t.text, 64)
		return sqlValue{kind: 'n', number: n}, err
	case 's':
		return sqlValue{kind: 's', text: t.text}, nil
	case 'w':
		if p.peek().text == "(" && p.peek().kind == 'o' {
			p.next()
			return p.function(strings.ToLower(t.text))
		}
		return p.column(t.text)
	}
	return sqlValue{}, fmt.Errorf("%s where a column, a function or a number is needed", t)
}

// column reads l.name, or name_l.
func (p sqlParser) column(name string) (sqlValue, error) {
	if (name == "l" || name == "r") && p.accept(".") {
		t := p.next()
		if t.kind != 'w' {
			return sqlValue{}, fmt.Errorf("%s where a column is needed", t)
		}
		return sqlValue{kind: 'p', operand: Operand{side(name[0]), Part{Column: t.text}}}, nil
	}
	for _, s := range []side{left, right} {
		if column, ok := strings.CutSuffix(name, "_"+string(s)); ok {
			return sqlValue{kind: 'p', operand: Operand{s, Part{Column: column}}}, nil
		}
	}
	return sqlValue{}, fmt.Errorf("column %q belongs to neither record: it ends in neither _l nor _r", name)
}

// unread says what to do about an operator that Splink's own levels never write.
var unread = map[string]string{
	"||": "two columns joined by || are not read: make a column of them in the data",
	"[":  "a member of an array or of a struct is not read: make a column of it in the data",
	"+":  "a sum is not read",
	"*":  "a product is not read",
}

// cast keeps text as it is; other types would change what compares.
func cast(v sqlValue, to string) (sqlValue, error) {
	if !slices.Contains([]string{"text", "varchar", "string", "date"}, strings.ToLower(to)) {
		return v, fmt.Errorf("a cast to %s is not read; to TEXT, VARCHAR or DATE is", to)
	}
	return v, nil
}

// function reads the arguments of a function and says what it stands for.
func (p sqlParser) function(name string) (sqlValue, error) {
	switch {
	case strings.HasSuffix(name, "_max") || strings.HasSuffix(name, "_min"):
		return p.bestOfArrays(name)
	case name == "cast" && strings.EqualFold(p.peek().text, "acos"):
		return p.greatCircle()
	}
	var args []sqlValue
	for !p.accept(")") {
		if len(args) > 0 {
			if name == "cast" || name == "try_cast" {
				return sqlValue{}, errors.New("CAST takes one value and AS")
			}
			if err := p.expect(","); err != nil {
				return sqlValue{}, err
			}
		}
		v, err := p.value()
		if err != nil {
			return v, err
		}
		args = append(args, v)
		if (name == "cast" || name == "try_cast") && p.accept("as") {
			if v, err = cast(v, p.next().text); err != nil {
				return v, err
			}
			return v, p.expect(")")
		}
	}
	return callSQL(name, args)
}
