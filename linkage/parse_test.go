package linkage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConditionsReadBackAsWritten(t *testing.T) {
	for _, text := range []string{
		"else",
		"missing(surname)",
		"exact(surname)",
		"exact(substr(lower(surname), 1, 4))",
		"exact(regexp(postcode, '^[A-Z]{1,2}''?', 0))",
		"jaro_winkler(forename) >= 0.92",
		"days(l.birth_date, r.expected_birth_date) <= 60",
		"not (exact(sex)) and missing(upns)",
		"(exact(a) or exact(b)) and levenshtein(c) < 2",
		"absent(l.a) and absent(r.b)",
		"km(latitude, longitude) <= 10",
		"grid_km(l.east, l.north, r.home_east, r.home_north) < 2.5",
		"equals(l.sex, 'F') and equals(r.sex, 'it''s')",
		`exact("else") or exact("two words")`,
	} {
		c, err := ParseCondition(text)
		require.NoError(t, err, text)
		require.Equal(t, text, c.String())
		again, err := ParseCondition(c.String())
		require.NoError(t, err)
		require.Equal(t, c, again)
	}
}

func TestWhatIsNoConditionIsRefusedInWords(t *testing.T) {
	cases := []struct{ name, text, message string }{
		{"nothing", "", "where a function is needed"},
		{"an unknown function", "sounds(surname)", `no function "sounds" of two records`},
		{"an unknown part", "exact(shout(surname))", `no function "shout" of a part`},
		{"a similarity without a bound", "jaro(surname)", "jaro needs a bound"},
		{"a bound where there is no measure", "exact(surname) >= 1", "takes no bound"},
		{"one side only", "exact(l.surname, surname)", "write l. or r."},
		{"a third side", "exact(x.surname, r.surname)", "neither l nor r"},
		{"an open bracket", "exact(surname", `where ")" is needed`},
		{"something after the end", "exact(a) exact(b)", "after the end"},
		{"an open quote", "exact(nullif(a, 'x))", "not closed"},
		{"too deep", strings.Repeat("(", 100) + "exact(a)", "nests deeper"},
		{"a broken pattern", "exact(regexp(a, '['))", "missing closing"},
		{"an unknown date format", "exact(date(a, '%Q'))", "%Q"},
		{"substr from nowhere", "exact(substr(a, 0, 2))", "whole numbers from 1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseCondition(c.text)
			require.ErrorContains(t, err, c.message)
		})
	}
}

func FuzzParseCondition(f *testing.F) {
	f.Add("missing(a) or not exact(substr(b, 1, 2)) and jaro(l.a, r.b) >= 0.5")
	f.Add("((((")
	f.Add(`exact("a""b")`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCondition(text)
		if err != nil {
			return
		}
		again, err := ParseCondition(c.String())
		require.NoError(t, err, c.String())
		require.Equal(t, c.String(), again.String())
	})
}

func FuzzParseSQL(f *testing.F) {
	f.Add(`ABS(EPOCH(try_strptime("dob_l", '%Y-%m-%d')) - EPOCH(try_strptime("dob_r", '%Y-%m-%d'))) <= 2629800.0`)
	f.Add(`(l."a" = r."a") AND (SUBSTR(l.b, 1, 2) = SUBSTR(r.b, 1, 2))`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseSQL(text)
		if err != nil {
			return
		}
		sql, err := c.sql()
		if err != nil {
			return
		}
		again, err := parseSQL(sql)
		require.NoError(t, err, sql)
		require.Equal(t, c.canonical(false), again.canonical(false))
	})
}

const pairwiseSQL = `list_max(
	list_transform(flatten(list_transform("names_l", x -> list_transform("names_r", y -> [x, y]))),
	pair -> jaro_winkler_similarity(pair[1], pair[2]))) >= 0.9`

const dotSQL = `sin( radians("lat_l") ) * sin( radians("lat_r") ) +
	cos( radians("lat_l") ) * cos( radians("lat_r") ) * cos( radians("long_r" - "long_l") )`

const greatCircleSQL = `cast(acos(case when (` + dotSQL + `) > 1 then 1 when (` + dotSQL + `) < -1 then -1 else (` + dotSQL + `) end) * 6371 as float) <= 10`

// The SQL is what Splink 4.0.17 writes for DuckDB; for the raw pattern, Splink 3.
func TestSplinkSQLIsReadAndWrittenAgain(t *testing.T) {
	cases := []struct{ name, sql, want string }{
		{"the best of two arrays", pairwiseSQL, "best_jaro_winkler(names) >= 0.9"},
		{"a distance", greatCircleSQL, "km(lat, long) <= 10"},
		{"arrays in common", `array_length(list_intersect("names_l", "names_r")) >= 2`, "shared(names) >= 2"},
		{"a subset", `LEAST(LEN("names_l"), LEN("names_r")) <> 0 AND LEN(LIST_INTERSECT("names_l", "names_r")) = LEAST(LEN("names_l"), LEN("names_r"))`, "not (missing(names)) and subset(names)"},
		{"a share", `(ABS("w_l" - "w_r") / (CASE WHEN "w_r" > "w_l" THEN "w_r" ELSE "w_l" END)) < 0.25`, "percent(w) < 25"},
		{"a literal", `"sex_l" = 'F' AND "sex_r" = 'F'`, "equals(l.sex, 'F') and equals(r.sex, 'F')"},
		{"a cosine", `array_cosine_similarity("v_l", "v_r") >= 0.9`, "vector_cosine(v) >= 0.9"},
		{"columns reversed", `"a_l" = "b_r" AND "a_r" = "b_l"`, "exact(l.a, r.b) and exact(l.b, r.a)"},
		{"not and brackets", `NOT (("a_l" = "a_r") OR ("b_l" <> "b_r"))`, "not (exact(a) or not (exact(b)))"},
		{
			"a pattern that may match nothing", `regexp_extract("pc_l", '^[A-Z]+', 0) = regexp_extract("pc_r", '^[A-Z]+', 0)`,
			"exact(regexp(pc, '^[A-Z]+', 0)) or (absent(l.regexp(pc, '^[A-Z]+', 0)) and not (absent(l.pc)) and absent(r.regexp(pc, '^[A-Z]+', 0)) and not (absent(r.pc)))",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := parseSQL(c.sql)
			require.NoError(t, err)
			require.Equal(t, c.want, got.String())
			inOurs, err := ParseCondition(c.want)
			require.NoError(t, err)
			require.Equal(t, inOurs.canonical(false), got.canonical(false))
			sql, err := got.sql()
			require.NoError(t, err)
			again, err := parseSQL(sql)
			require.NoError(t, err, sql)
			require.NotEmpty(t, again.String())
		})
	}
}

func TestSplinkArraysAreReadAsSets(t *testing.T) {
	m, err := ReadSplink(strings.NewReader(`{"link_type": "dedupe_only", "comparisons": [{"output_column_name": "names", "comparison_levels": [
		{"sql_condition": "array_length(list_intersect(names_l, names_r)) >= 1", "tf_adjustment_column": "names", "tf_adjustment_weight": 0},
		{"sql_condition": "ELSE"}]}]}`))
	require.NoError(t, err)
	require.Equal(t, map[string]string{"names": "|"}, m.Sets)
	require.Zero(t, m.Comparisons[0].Levels[0].TF.Weight)
	var settings strings.Builder
	require.NoError(t, m.WriteSplink(&settings))
	again, err := ReadSplink(strings.NewReader(settings.String()))
	require.NoError(t, err)
	require.Zero(t, again.Comparisons[0].Levels[0].TF.Weight, "a weight of 0 is written, or Splink would read 1")
}

func TestSplinkSQLOutsideTheGrammarIsRefusedByName(t *testing.T) {
	cases := []struct{ name, sql, message string }{
		{"a function of another library", `dmetaphone("a_l") = dmetaphone("a_r")`, "dmetaphone(...)"},
		{"a column of neither record", `"a" = "a_r"`, `column "a" belongs to neither record`},
		{"a cast that changes what compares", `"a_l"::INTEGER = "a_r"::INTEGER`, "cast to INTEGER"},
		{"a pattern on one side only", `regexp_extract("a_l", 'x', 0) = "a_r"`, "NULLIF"},
		{"a similarity of what may match nothing", `levenshtein(regexp_extract("a_l", 'x', 0), regexp_extract("a_r", 'x', 0)) <= 1`, "NULLIF"},
		{"two columns joined", `"a_l" || "b_l" = "a_r" || "b_r"`, "make a column of them"},
		{"a member of an array", `"a_l"[1] = "a_r"[1]`, "make a column of it"},
		{"the worst of two arrays", strings.Replace(pairwiseSQL, "list_max", "list_min", 1), "the worst of two arrays"},
		{"a product of another kind", `list_max(list_transform(flatten("a_l"), x -> x)) >= 1`, `where "list_transform" is needed`},
		{"a distance over mixed columns", strings.Replace(greatCircleSQL, `cos( radians("lat_l") )`, `cos( radians("long_l") )`, 1), "different columns"},
		{"another planet", strings.Replace(greatCircleSQL, "6371", "3389", 1), `where "6371" is needed`},
		{"a share of something else", `(ABS("w_l" - "w_r") / (CASE WHEN "w_r" > "w_l" THEN "w_l" ELSE "w_r" END)) < 0.1`, "the greater of its two columns"},
		{"a time of day", `try_strptime("t_l", '%H:%M') IS NULL`, "the date format has %H"},
		{"an order of columns", `"a_l" < "a_r"`, "between two columns"},
		{"an order of a literal", `"a_l" > 'x'`, "= is"},
		{"a sub-select", `(select 1)`, "belongs to neither record"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			settings := `{"link_type": "dedupe_only", "comparisons": [{"output_column_name": "thing", "comparison_levels": [
				{"sql_condition": ` + quoteJSON(c.sql) + `}, {"sql_condition": "ELSE"}]}]}`
			_, err := ReadSplink(strings.NewReader(settings))
			require.ErrorContains(t, err, c.message)
			require.ErrorContains(t, err, "comparison thing: level 1")
		})
	}
}

func quoteJSON(text string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, "\n", " ", "\t", " ").Replace(text) + `"`
}

func TestSplinkBlockingRules(t *testing.T) {
	cases := []struct{ name, rule, on, also, message string }{
		{"bare SQL", `"l.surname = r.surname"`, "surname", "", ""},
		{"brackets and parts", `{"blocking_rule": "(SUBSTR(l.a, 1, 3) = SUBSTR(r.a, 1, 3)) AND (l.\"b\" = r.\"b\")"}`, "substr(a, 1, 3) + b", "", ""},
		{"a further condition", `"l.a = r.a and levenshtein(l.b, r.b) <= 2"`, "a", "levenshtein(b) <= 2", ""},
		{"an or would compare every pair", `"l.a = r.a or l.b = r.b"`, "", "", "one rule for each side of an OR"},
		{"no equality", `"levenshtein(l.b, r.b) <= 2"`, "", "", "no equality"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, err := ReadSplink(strings.NewReader(`{"link_type": "dedupe_only", "blocking_rules_to_generate_predictions": [` + c.rule + `],
				"comparisons": [{"output_column_name": "a", "comparison_levels": [{"sql_condition": "a_l = a_r"}, {"sql_condition": "ELSE"}]}]}`))
			if c.message != "" {
				require.ErrorContains(t, err, c.message)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.on, m.Blocking[0].String())
			require.Equal(t, c.also, m.Blocking[0].Also)
		})
	}
}

func TestModelThatContradictsItselfIsRefusedByName(t *testing.T) {
	level := func(levels string) string {
		return `{"link_type": "dedupe", "classes": 2, "comparisons": [{"name": "surname", "levels": [` + levels + `]}]}`
	}
	cases := []struct{ name, model, message string }{
		{"no classes", `{"link_type": "dedupe", "comparisons": []}`, "classes is 2 or 3"},
		{"no link type", `{"classes": 2, "comparisons": []}`, "link_type"},
		{"an unknown key", `{"clases": 2}`, "clases"},
		{"else too early", level(`{"when": "else"}, {"when": "exact(surname)"}`), "surname: level 1 (else): else stands last"},
		{"no else", level(`{"when": "missing(surname)"}, {"when": "exact(surname)"}`), "level 2 (exact(surname))"},
		{"m above one", level(`{"when": "exact(surname)", "m": 1.5}, {"when": "else"}`), "m is a probability"},
		{"h with two classes", level(`{"when": "exact(surname)", "h": 0.5}, {"when": "else"}`), "h belongs to models of 3 classes"},
		{"one record only", level(`{"when": "exact(l.surname, l.surname)"}, {"when": "else"}`), "from record l"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadModel(strings.NewReader(c.model))
			require.ErrorContains(t, err, c.message)
		})
	}
}
