package linkage

import (
	"fmt"
	"strconv"
	"strings"
)

// sqlFunctions are the measures that DuckDB has under another name. osa is
// Damerau-Levenshtein as long as the bound is 1.
var sqlFunctions = map[string]string{
	"jaro_winkler": "jaro_winkler_similarity", "jaro": "jaro_similarity", "levenshtein": "levenshtein",
	"damerau": "damerau_levenshtein", "jaccard": "jaccard",
}

func sqlName(column string) string { return `"` + strings.ReplaceAll(column, `"`, `""`) + `"` }

// sql is the condition over Splink's columns name_l and name_r.
func (c *Condition) sql() (string, error) {
	return c.render(func(o Operand) (string, error) {
		return o.Part.sql(sqlName(o.Part.Column + "_" + string(o.Side)))
	})
}

// render writes the condition in SQL, the operands as operand writes them.
func (c *Condition) render(operand func(Operand) (string, error)) (string, error) {
	switch c.Op {
	case opElse:
		return "ELSE", nil
	case opAnd, opOr, opNot:
		parts := make([]string, len(c.Args))
		for i, a := range c.Args {
			text, err := a.render(operand)
			if err != nil {
				return "", err
			}
			if a.Op == opAnd || a.Op == opOr {
				text = "(" + text + ")"
			}
			parts[i] = text
		}
		if c.Op == opNot {
			return "NOT (" + parts[0] + ")", nil
		}
		return strings.Join(parts, " "+strings.ToUpper(c.Op)+" "), nil
	}
	l, err := operand(c.Left)
	if err != nil {
		return "", err
	}
	if c.Op == opAbsent {
		return l + " IS NULL", nil
	}
	r, err := operand(c.Right)
	if err != nil {
		return "", err
	}
	return c.renderMeasure(l, r)
}

func (c *Condition) renderMeasure(l, r string) (string, error) {
	bound := " " + c.Compare + " " + strconv.FormatFloat(c.sqlBound(), 'f', -1, 64)
	name, known := sqlFunctions[c.Op]
	switch {
	case known:
		return name + "(" + l + ", " + r + ")" + bound, nil
	case c.Op == "osa" && c.Compare == "<=" && c.Bound <= 1:
		return "damerau_levenshtein(" + l + ", " + r + ")" + bound, nil
	case c.Op == "exact":
		return l + " = " + r, nil
	case c.Op == "days":
		return "ABS(EPOCH(" + l + ") - EPOCH(" + r + "))" + bound, nil
	case c.Op == "difference":
		return "ABS(" + l + " - " + r + ")" + bound, nil
	case c.Op == "shared":
		return "len(list_intersect(" + l + ", " + r + "))" + bound, nil
	case c.Op == "shares":
		return "len(list_intersect(" + l + ", " + r + ")) >= 1", nil
	}
	return "", fmt.Errorf("%s has no counterpart in DuckDB", c.Op)
}

// sql writes a part around its column, already written.
func (p Part) sql(column string) (string, error) {
	text := column
	for _, s := range p.Steps {
		switch s.Func {
		case "lower", "upper", "trim":
			text = strings.ToUpper(s.Func) + "(" + text + ")"
		case "substr":
			text = "SUBSTR(" + text + ", " + s.Args[0] + ", " + s.Args[1] + ")"
		case "regexp":
			group := "0"
			if len(s.Args) == 2 {
				group = s.Args[1]
			}
			text = "NULLIF(regexp_extract(" + text + ", " + quote(s.Args[0]) + ", " + group + "), '')"
		case "nullif":
			text = "NULLIF(" + text + ", " + quote(s.Args[0]) + ")"
		case "date":
			format := "%Y-%m-%d"
			if len(s.Args) == 1 {
				format = s.Args[0]
			}
			text = "try_strptime(" + text + ", " + quote(format) + ")"
		default:
			return "", fmt.Errorf("%s has no counterpart in DuckDB", s.Func)
		}
	}
	return text, nil
}
