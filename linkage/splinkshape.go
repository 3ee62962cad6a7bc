package linkage

import (
	"errors"
	"fmt"
	"strings"
)

// Splink writes some measures as whole expressions where DuckDB has no function of
// the name. Each is read word for word: what differs in one token is refused.

// read takes the tokens of shape in order. Each ? in it is a value.
func (p sqlParser) read(shape string) ([]sqlValue, error) {
	var values []sqlValue
	for word := range strings.FieldsSeq(shape) {
		if word == "?" {
			v, err := p.value()
			if err != nil {
				return nil, err
			}
			values = append(values, v)
			continue
		}
		if t := p.next(); !strings.EqualFold(t.text, word) || t.kind == 's' {
			return nil, fmt.Errorf("%s where %q is needed", t, word)
		}
	}
	return values, nil
}

// same reports whether two values read the same part of the same record.
func same(a, b sqlValue) bool {
	return a.kind == 'p' && b.kind == 'p' && a.operand.String() == b.operand.String()
}

// bestOfArrays reads list_max(list_transform(flatten(...), pair -> measure(...))),
// by which Splink takes the best of the product of two arrays.
func (p sqlParser) bestOfArrays(name string) (sqlValue, error) {
	transform := p.peek().text
	if !strings.EqualFold(transform, "list_transform") && !strings.EqualFold(transform, "transform") {
		return sqlValue{}, fmt.Errorf("%s is read of list_transform(flatten(...)) only, as PairwiseStringDistanceFunctionLevel writes it", name)
	}
	arrays, err := p.read(transform + " ( flatten ( " + transform + " ( ? , x -> " + transform + " ( ? , y -> [ x , y ] ) ) ) , pair ->")
	if err != nil {
		return sqlValue{}, err
	}
	measure, ok := sqlMeasures[strings.ToLower(p.next().text)]
	best, known := functions["best_"+measure]
	if !ok || !known {
		return sqlValue{}, errors.New("the best of two arrays is read by jaro, jaro_winkler, levenshtein or damerau_levenshtein only")
	}
	if _, err = p.read("( pair [ 1 ] , pair [ 2 ] ) ) )"); err != nil {
		return sqlValue{}, err
	}
	if best.falls != strings.HasSuffix(name, "min") {
		return sqlValue{}, fmt.Errorf("%s of %s is the worst of two arrays, not the best", name, measure)
	}
	if arrays[0].kind != 'p' || arrays[1].kind != 'p' {
		return sqlValue{}, errors.New("the arrays are columns")
	}
	return twoRecords("best_"+measure, name, arrays)
}

// greatCircle reads Splink's distance in km, which stands within CAST(... AS FLOAT).
func (p sqlParser) greatCircle() (sqlValue, error) {
	const dot = "sin ( radians ( ? ) ) * sin ( radians ( ? ) ) + " +
		"cos ( radians ( ? ) ) * cos ( radians ( ? ) ) * cos ( radians ( ? ) )"
	v, err := p.read("acos ( case when ( " + dot + " ) > 1 then 1 when ( " + dot + " ) < -1 then -1 else ( " + dot + " ) end ) * 6371 as float )")
	if err != nil {
		return sqlValue{}, err
	}
	lat1, lat2, long := v[0], v[1], v[4]
	if long.kind != 'd' {
		return sqlValue{}, errors.New("the distance needs the difference of two longitudes")
	}
	long2, long1 := long.args[0], long.args[1]
	for i := 0; i < len(v); i += 5 {
		if !same(v[i], lat1) || !same(v[i+1], lat2) || !same(v[i+2], lat1) || !same(v[i+3], lat2) ||
			v[i+4].kind != 'd' || !same(v[i+4].args[0], long2) || !same(v[i+4].args[1], long1) {
			return sqlValue{}, errors.New("the distance reads different columns in its parts")
		}
	}
	if lat1.operand.Side == long2.operand.Side {
		long1, long2 = long2, long1
	}
	out, err := twoRecords("km", "the distance", []sqlValue{lat1, lat2})
	out.second = []Operand{long1.operand, long2.operand}
	return out, err
}

// share reads what follows a difference and a slash: the greater of the two numbers.
func (p sqlParser) share(difference sqlValue) (sqlValue, error) {
	if difference.kind != 'm' || difference.measure != "difference" {
		return sqlValue{}, errors.New("only ABS of a difference is divided, by the greater of its two columns")
	}
	v, err := p.read("( case when ? > ? then ? else ? end )")
	if err != nil {
		return sqlValue{}, err
	}
	if !same(v[0], v[2]) || !same(v[1], v[3]) || same(v[0], v[1]) {
		return sqlValue{}, errors.New("the difference is divided by something else than the greater of its two columns")
	}
	difference.measure = "percent"
	return difference, nil
}

// relateLengths reads what Splink asks of the lengths of arrays: that the smaller is
// not empty, and that all of it is in the larger.
func relateLengths(a sqlValue, op string, b sqlValue) (*Condition, error) {
	if b.kind != 'L' {
		a, b = b, a
	}
	if len(b.args) != 2 {
		return nil, errors.New("LEAST is read of the lengths of two arrays")
	}
	l, r := b.args[0].operand, b.args[1].operand
	switch {
	case a.kind == 'n' && a.number == 0 && (op == "<>" || op == "!=" || op == ">"):
		// an empty array is a missing value here
		return &Condition{Op: opNot, Args: []*Condition{{Op: opOr, Args: []*Condition{{Op: opAbsent, Left: l}, {Op: opAbsent, Left: r}}}}}, nil
	case a.kind == 'm' && a.measure == "shared" && op == "=":
		c := &Condition{Op: "subset", Left: a.args[0].operand, Right: a.args[1].operand}
		c.orient()
		return c, nil
	}
	return nil, errors.New("the lengths of arrays are read as ArraySubsetLevel writes them only")
}

// orBothEmpty is equality where a pattern that matches nothing gives an empty text,
// which equals another: regexp_extract without NULLIF, as Splink 3 wrote it.
func orBothEmpty(exact *Condition) *Condition {
	empty := func(o Operand) []*Condition {
		whole := o
		whole.Part.Steps = o.Part.Steps[:len(o.Part.Steps)-1]
		return []*Condition{{Op: opAbsent, Left: o}, {Op: opNot, Args: []*Condition{{Op: opAbsent, Left: whole}}}}
	}
	both := &Condition{Op: opAnd, Args: append(empty(exact.Left), empty(exact.Right)...)}
	return &Condition{Op: opOr, Args: []*Condition{exact, both}}
}
