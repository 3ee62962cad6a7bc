package linkage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// people makes up n persons, two records each, as CSV: id, entity and the columns
// that draw gives. A record's value is kept with probability keep, else drawn anew.
func people(n int, keep float64, columns []string, draw func(r *rand.Rand, column int) string) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("id,entity," + strings.Join(columns, ",") + "\n")
	for person := range n {
		values := make([]string, len(columns))
		for c := range values {
			values[c] = draw(r, c)
		}
		for copy := range 2 {
			fmt.Fprintf(&b, "%d-%d,%d", person, copy, person)
			for c, v := range values {
				if copy == 1 && r.Float64() > keep {
					v = draw(r, c)
				}
				b.WriteString("," + v)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// plainModel compares columns by: missing, the same, else.
func plainModel(columns ...string) string {
	var comparisons, blocking []string
	for _, c := range columns {
		comparisons = append(comparisons, fmt.Sprintf(`{"name": %q, "levels": [{"when": "missing(%s)", "null": true}, {"when": "exact(%s)"}, {"when": "else"}]}`, c, c, c))
		blocking = append(blocking, fmt.Sprintf(`{"on": [%q]}`, c))
	}
	return `{"link_type": "dedupe", "classes": 2, "id_column": "id", "comparisons": [` + strings.Join(comparisons, ",") + `],
		"blocking": [` + strings.Join(blocking, ",") + `]}`
}

func readPeople(t *testing.T, model, file string) (*Model, *Dataset) {
	t.Helper()
	m := readModelText(t, model)
	l := NewLoader(m)
	require.NoError(t, l.ReadCSV("people", strings.NewReader(file)))
	data, err := l.Dataset()
	require.NoError(t, err)
	return m, data
}

func oneOf(n int) func(*rand.Rand, int) string {
	return func(r *rand.Rand, _ int) string { return strconv.Itoa(1 + r.IntN(n)) }
}

func TestMIsLearntFromLabels(t *testing.T) {
	columns := []string{"a", "b", "c"}
	file := people(300, .8, columns, oneOf(50))
	m, data := readPeople(t, plainModel(columns...), file)
	labels, err := ReadLabels(strings.NewReader(file))
	require.NoError(t, err)
	require.Len(t, labels, 300)
	trained, _, err := Train(t.Context(), m, data, Options{Labels: labels, LabelsAlone: true})
	require.NoError(t, err)
	for _, c := range trained.Comparisons {
		same := 0.0
		for person := range 300 {
			a, _ := data.Find("people", fmt.Sprintf("%d-0", person))
			b, _ := data.Find("people", fmt.Sprintf("%d-1", person))
			if data.Value(a, c.Name) == data.Value(b, c.Name) {
				same++
			}
		}
		require.InDelta(t, (same+pseudoPairs*.85/.95)/(300+pseudoPairs), *c.Levels[1].M, 1e-9, "the share of labelled pairs, and the prior")
	}
}

func TestLabelsMendWhatTheDataAloneCannotTell(t *testing.T) {
	columns := []string{"a", "b"} // two weak columns: without labels EM takes chance for matches
	file := people(300, .6, columns, oneOf(8))
	m, data := readPeople(t, plainModel(columns...), file)
	labels, err := ReadLabels(strings.NewReader(file))
	require.NoError(t, err)
	off := func(weight float64) float64 {
		for i := range labels {
			labels[i].Weight = weight
		}
		trained, _, err := Train(t.Context(), m, data, Options{Labels: labels})
		require.NoError(t, err)
		return math.Abs(*trained.Comparisons[0].Levels[1].M - (.6 + .4/8))
	}
	unlabelled, _, err := Train(t.Context(), m, data, Options{})
	require.NoError(t, err)
	require.Greater(t, math.Abs(*unlabelled.Comparisons[0].Levels[1].M-(.6+.4/8)), .1)
	require.Less(t, off(1000), .06, "labels that count for many pairs outweigh what EM makes of the rest")
	require.Less(t, off(1000), off(10))
}

func TestReviewedPairsFeedTraining(t *testing.T) {
	columns := []string{"a", "b", "c"}
	m, data := readPeople(t, plainModel(columns...), people(100, .8, columns, oneOf(20)))
	before, _, err := Train(t.Context(), m, data, Options{})
	require.NoError(t, err)
	var decisions []Decision
	for person := range 30 {
		decisions = append(decisions, Decision{
			SourceL: "people", IDL: fmt.Sprintf("%d-0", person), SourceR: "people", IDR: fmt.Sprintf("%d-1", person), Same: true,
		})
	}
	after, _, err := Train(t.Context(), m, data, Options{Decisions: decisions})
	require.NoError(t, err)
	require.Greater(t, after.Prior, before.Prior)
}

func TestLabelsThatCannotBeReadAreRefusedInWords(t *testing.T) {
	cases := []struct{ name, file, message string }{
		{"nothing", "", "header"},
		{"other columns", "a,b\n1,2\n", "neither id_l and id_r, nor id and entity"},
		{"a verdict that is none", "id_l,id_r,same\n1,2,perhaps\n", "line 2: the verdict"},
		{"a weight below nothing", "id_l,id_r,same,weight\n1,2,true,-1\n", "line 2: the weight"},
		{"a row too short", "id_l,id_r,same\n1,2\n", "line 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadLabels(strings.NewReader(c.file))
			require.ErrorContains(t, err, c.message)
		})
	}
	labels, err := ReadLabels(strings.NewReader("unique_id_l,source_dataset_l,unique_id_r,source_dataset_r,clerical_match_score\n0,f,3,f,0.9\n1,f,3,f,0.1\n"))
	require.NoError(t, err)
	require.Equal(t, []LabelledPair{{SourceL: "f", IDL: "0", SourceR: "f", IDR: "3", Same: true}, {SourceL: "f", IDL: "1", SourceR: "f", IDR: "3"}}, labels)
}

func TestLambdaFollowsFromCertainRulesAndTheirRecall(t *testing.T) {
	columns := []string{"a", "b", "c"}
	text := strings.Replace(plainModel(columns...), `"classes": 2,`,
		`"classes": 2, "certain": {"rules": [{"on": ["a", "b", "c"]}, {"on": ["b", "c", "a"]}], "recall": 0.5},`, 1)
	m, data := readPeople(t, text, people(200, .8, columns, oneOf(1000)))
	trained, _, err := Train(t.Context(), m, data, Options{})
	require.NoError(t, err)
	found := 0.0
	for person := range 200 {
		a, _ := data.Find("people", fmt.Sprintf("%d-0", person))
		b, _ := data.Find("people", fmt.Sprintf("%d-1", person))
		if data.Value(a, "a") == data.Value(b, "a") && data.Value(a, "b") == data.Value(b, "b") && data.Value(a, "c") == data.Value(b, "c") {
			found++
		}
	}
	require.InDelta(t, found/.5/(400*399/2), trained.Prior, 1e-12, "pairs of both rules count once")
}

func TestAPriorCountsForAsManyPairsAsItStates(t *testing.T) {
	columns := []string{"a", "b", "c"}
	m, data := readPeople(t, plainModel(columns...), people(200, .8, columns, oneOf(100)))
	m.Comparisons[0].Levels[1].PriorM, m.Comparisons[0].Levels[2].PriorM = .99, .01
	m.Comparisons[0].PriorPairs = 1e6
	trained, _, err := Train(t.Context(), m, data, Options{})
	require.NoError(t, err)
	require.InDelta(t, .99, *trained.Comparisons[0].Levels[1].M, 1e-3, "a strong prior holds")
	require.InDelta(t, .8, *trained.Comparisons[1].Levels[1].M, .07, "the others follow the data")
}

func TestColumnsThatGoTogetherAreFoundAndJoined(t *testing.T) {
	town := 0
	draw := func(r *rand.Rand, column int) string {
		switch column {
		case 2:
			town = r.IntN(30)
			return "town" + strconv.Itoa(town)
		case 3:
			return "code" + strconv.Itoa(town*10+r.IntN(2)) // a postcode says its town
		}
		return strconv.Itoa(r.IntN(100))
	}
	columns := []string{"a", "b", "town", "code"}
	m, data := readPeople(t, plainModel(columns...), people(300, 1, columns, draw))
	_, fit, err := Train(t.Context(), m, data, Options{})
	require.NoError(t, err)
	require.NotEmpty(t, fit.Correlations)
	worst := fit.Correlations[0]
	require.Equal(t, []string{"unrelated", "town", "code"}, []string{worst.Class, worst.A, worst.B})
	require.Greater(t, worst.Observed, 10*worst.Expected)

	m.Comparisons = []*Comparison{m.Comparisons[0], m.Comparisons[1], worst.Joint}
	require.NoError(t, m.Validate(), "the joint comparison can be pasted")
	joined, fit, err := Train(t.Context(), m, data, Options{})
	require.NoError(t, err)
	require.Empty(t, fit.Correlations)
	require.Equal(t, "exact(town) and exact(code)", joined.Comparisons[2].Levels[4].When)
}

func TestAValueMissingOnOneSideMayBeEvidence(t *testing.T) {
	draw := func(r *rand.Rand, column int) string {
		if column == 2 {
			return []string{"", "x" + strconv.Itoa(r.IntN(100))}[r.IntN(2)]
		}
		return strconv.Itoa(r.IntN(200))
	}
	m, data := readPeople(t, plainModel("a", "b", "upn"), people(300, .95, []string{"a", "b", "upn"}, draw))
	m.Comparisons[2].Levels = []*Level{
		{When: "absent(l.upn) and absent(r.upn)", Null: true}, {When: "exact(upn)"}, {When: "missing(upn)"}, {When: "else"},
	}
	require.NoError(t, m.Validate())
	trained, _, err := Train(t.Context(), m, data, Options{})
	require.NoError(t, err)
	levels := trained.Comparisons[2].Levels
	require.Nil(t, levels[0].M, "missing on both sides says nothing")
	require.InDelta(t, 2./3, *levels[2].U, .05, "of strangers not both missing, two in three lack one")
	require.Less(t, *levels[2].M, .1, "a person's records lack it together")
}

func TestTheErrorOfASampledUIsStated(t *testing.T) {
	draw := func(r *rand.Rand, _ int) string {
		return string(rune('a'+r.IntN(26))) + strconv.Itoa(r.IntN(100_000)) + string(rune('a'+r.IntN(26)))
	}
	file := people(3000, .9, []string{"a"}, draw)
	text := `{"link_type": "dedupe", "classes": 2, "id_column": "id", "comparisons": [{"name": "a", "levels": [
		{"when": "missing(a)", "null": true}, {"when": "exact(a)"}, {"when": "exact(substr(a, 1, 2))"}, {"when": "else"}]}], "blocking": [{"on": ["a"]}]}`
	m, data := readPeople(t, text, file)
	e, err := newEngine(t.Context(), m, data, Options{})
	require.NoError(t, err)
	c := e.comparisons[0]
	require.Greater(t, c.distinct, tabled)
	sampled, err := e.levelPairs(t.Context(), c)
	require.NoError(t, err)
	ev, every := e.evaluator(), make([]float64, 4)
	for a := range data.Len() {
		for b := range a {
			every[c.level(ev, c.codes[a], c.codes[b])]++
		}
	}
	all := float64(data.Len()) * float64(data.Len()-1) / 2
	require.InDelta(t, every[1], sampled[1], 1e-6, "equality is exact")
	require.Greater(t, c.uncertain[2], 0.0)
	require.InDelta(t, every[2]/all, sampled[2]/all, 4*c.uncertain[2])
	require.Less(t, c.uncertain[2], .05*every[2]/all, "and within a twentieth")
}

func TestALadderOfManyValuesIsCountedWithoutASample(t *testing.T) {
	draw := func(r *rand.Rand, _ int) string {
		return strings.Repeat("é", r.IntN(8)) + string(rune('a'+r.IntN(26))) + strconv.Itoa(r.IntN(100_000))
	}
	file := people(3100, .9, []string{"a"}, draw)
	for _, measure := range []string{"levenshtein(a) <= 1", "osa(a) <= 3", "jaro_winkler(a) >= 0.8"} {
		t.Run(measure, func(t *testing.T) {
			text := fmt.Sprintf(`{"link_type": "dedupe", "classes": 2, "id_column": "id", "comparisons": [{"name": "a", "levels": [
				{"when": "missing(a)", "null": true}, {"when": "exact(a)"}, {"when": %q}, {"when": "else"}]}], "blocking": [{"on": ["a"]}]}`, measure)
			m, data := readPeople(t, text, file)
			e, err := newEngine(t.Context(), m, data, Options{})
			require.NoError(t, err)
			c := e.comparisons[0]
			require.Greater(t, c.distinct, tabled)
			got, err := e.levelPairs(t.Context(), c)
			require.NoError(t, err)
			require.Nil(t, c.uncertain)
			ev, want := e.evaluator(), make([]float64, 4)
			for a := range data.Len() {
				for b := range a {
					want[c.level(ev, c.codes[a], c.codes[b])]++
				}
			}
			require.Positive(t, want[2])
			require.InDeltaSlice(t, want, got, 1e-3)
		})
	}
}
