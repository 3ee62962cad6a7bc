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
	if c.Op == opEquals {
		return l + " = " + quote(c.Text), nil
	}
	r, err := operand(c.Right)
	if err != nil {
		return "", err
	}
	if c.Op == "km" {
		return c.renderDistance(l, r, operand)
	}
	return c.renderMeasure(l, r)
}

// renderDistance writes the distance of two places as Splink's DistanceInKMLevel does.
func (c *Condition) renderDistance(lat1, lat2 string, operand func(Operand) (string, error)) (string, error) {
	long1, err := operand(*c.Left2)
	if err != nil {
		return "", err
	}
	long2, err := operand(*c.Right2)
	if err != nil {
		return "", err
	}
	dot := fmt.Sprintf("sin( radians(%[1]s) ) * sin( radians(%[2]s) ) + cos( radians(%[1]s) ) * cos( radians(%[2]s) ) * cos( radians(%[4]s - %[3]s) )",
		lat1, lat2, long1, long2)
	return fmt.Sprintf("cast( acos( case when (%[1]s) > 1 then 1 when (%[1]s) < -1 then -1 else (%[1]s) end ) * 6371 as float ) %s %s",
		dot, c.Compare, strconv.FormatFloat(c.Bound, 'f', -1, 64)), nil
}

// renderBest writes the best of the product of two arrays.
func (c *Condition) renderBest(l, r, bound string) (string, error) {
	name, known := sqlFunctions[strings.TrimPrefix(c.Op, "best_")]
	if !known {
		return "", fmt.Errorf("%s has no counterpart in DuckDB", c.Op)
	}
	most := "list_max"
	if functions[c.Op].falls {
		most = "list_min"
	}
	return most + "(list_transform(flatten(list_transform(" + l + ", x -> list_transform(" + r + ", y -> [x, y]))), pair -> " +
		name + "(pair[1], pair[2])))" + bound, nil
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
	case c.Op == "days", c.Op == "months", c.Op == "years":
		return "ABS(EPOCH(" + l + ") - EPOCH(" + r + "))" + bound, nil
	case c.Op == "difference":
		return "ABS(" + l + " - " + r + ")" + bound, nil
	case c.Op == "percent":
		share := " " + c.Compare + " " + strconv.FormatFloat(c.Bound/100, 'f', -1, 64)
		return "(ABS(" + l + " - " + r + ") / (CASE WHEN " + r + " > " + l + " THEN " + r + " ELSE " + l + " END))" + share, nil
	case c.Op == "vector_cosine":
		return "array_cosine_similarity(" + l + ", " + r + ")" + bound, nil
	case strings.HasPrefix(c.Op, "best_"):
		return c.renderBest(l, r, bound)
	case c.Op == "subset":
		return "(LEAST(array_length(" + l + "), array_length(" + r + ")) <> 0 AND array_length(list_intersect(" + l + ", " + r +
			")) = LEAST(array_length(" + l + "), array_length(" + r + ")))", nil
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
