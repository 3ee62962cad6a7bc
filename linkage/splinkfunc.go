package linkage

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// sqlMeasures are the functions of two records that DuckDB and we both have.
var sqlMeasures = map[string]string{
	"jaro_winkler_similarity": "jaro_winkler", "jaro_winkler": "jaro_winkler", "jaro_similarity": "jaro", "jaro_sim": "jaro",
	"levenshtein": "levenshtein", "editdist3": "levenshtein", "damerau_levenshtein": "damerau", "jaccard": "jaccard",
	"array_cosine_similarity": "vector_cosine", "list_cosine_similarity": "vector_cosine",
}

// callSQL says what a function of SQL is in the model's grammar.
func callSQL(name string, args []sqlValue) (sqlValue, error) {
	letters := make([]byte, len(args))
	for i, a := range args {
		letters[i] = a.kind
	}
	kinds := string(letters)
	if measure, ok := sqlMeasures[name]; ok && kinds == "pp" {
		return twoRecords(measure, name, args)
	}
	switch name + " " + kinds {
	case "lower p", "upper p", "trim p":
		return withStep(args[0], name)
	case "substr pnn", "substring pnn":
		return withStep(args[0], "substr", number(args[1]), number(args[2]))
	case "left pn":
		return withStep(args[0], "substr", "1", number(args[1]))
	case "nullif ps":
		if args[1].text == "" { // an empty text is missing anyway
			args[0].raw = false
			return args[0], nil
		}
		return withStep(args[0], "nullif", args[1].text)
	case "regexp_extract ps", "regexp_extract psn":
		group := "0"
		if len(args) == 3 {
			group = number(args[2])
		}
		v, err := withStep(args[0], "regexp", args[1].text, group)
		v.raw = true
		return v, err
	case "try_strptime ps", "strptime ps":
		return withStep(args[0], "date", args[1].text)
	case "epoch p":
		return sqlValue{kind: 'e', operand: args[0].operand}, nil
	case "abs d":
		return absolute(args[0])
	case "list_intersect pp", "array_intersect pp":
		return sqlValue{kind: 'i', args: args}, nil
	case "len i", "array_length i", "length i":
		return twoRecords("shared", name, args[0].args)
	case "array_length p", "len p":
		return sqlValue{kind: 'l', operand: args[0].operand}, nil
	case "least ll":
		return sqlValue{kind: 'L', args: args}, nil
	}
	return sqlValue{}, fmt.Errorf("%s(...) with these arguments is not read", name)
}

func number(v sqlValue) string { return strconv.FormatFloat(v.number, 'g', -1, 64) }

func withStep(v sqlValue, name string, args ...string) (sqlValue, error) {
	step := Step{Func: name, Args: args}
	if err := checkStep(step); err != nil {
		return v, err
	}
	v.operand.Part.Steps = append(slices.Clip(v.operand.Part.Steps), step)
	return v, nil
}

// absolute reads what stands within ABS: a difference of dates or of numbers.
func absolute(v sqlValue) (sqlValue, error) {
	a, b := v.args[0], v.args[1]
	switch {
	case a.kind == 'e' && b.kind == 'e':
		return twoRecords("days", "abs", v.args)
	case a.kind == 'p' && b.kind == 'p':
		return twoRecords("difference", "abs", v.args)
	}
	return v, errors.New("ABS is read of the difference of two columns or of two EPOCHs only")
}

func twoRecords(measure, name string, args []sqlValue) (sqlValue, error) {
	if args[0].operand.Side == args[1].operand.Side {
		return sqlValue{}, fmt.Errorf("%s reads both its arguments from one record", name)
	}
	if args[0].raw || args[1].raw {
		return sqlValue{}, fmt.Errorf("%s of a regexp_extract: write NULLIF(regexp_extract(...), '')", name)
	}
	return sqlValue{kind: 'm', measure: measure, args: args}, nil
}
