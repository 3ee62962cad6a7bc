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

// register draws a person's forename, surname, birth date and town as registers hold
// them: a few values common, most rare.
func register(r *rand.Rand, column int) string {
	skewed := func(n int) int { return int(float64(n) * math.Pow(r.Float64(), 2.5)) }
	switch column {
	case 0:
		return syllables(skewed(300), 2)
	case 1:
		return syllables(skewed(2000)+1000, 3)
	case 2:
		return fmt.Sprintf("%d-%02d-%02d", 2000+r.IntN(18), 1+r.IntN(12), 1+r.IntN(28))
	}
	return syllables(skewed(40)+5000, 3)
}

// syllables spells a number as a name that can be pronounced.
func syllables(n, least int) string {
	var b strings.Builder
	for i := 0; i < least || n > 0; i++ {
		b.WriteByte("bdfgklmnprstvz"[n%14])
		b.WriteByte("aeiou"[n/14%5])
		n /= 70
	}
	return b.String()
}

var registerColumns = []string{"forename", "surname", "born", "town"}

// registerModel is bare, as a newcomer would write it.
const registerModel = `{"link_type": "dedupe", "classes": 2, "id_column": "id", "comparisons": [
	{"name": "forename", "levels": [{"when": "missing(forename)", "null": true}, {"when": "exact(forename)"}, {"when": "jaro_winkler(forename) >= 0.9"}, {"when": "else"}]},
	{"name": "surname", "levels": [{"when": "missing(surname)", "null": true}, {"when": "exact(surname)"}, {"when": "jaro_winkler(surname) >= 0.9"}, {"when": "else"}]},
	{"name": "born", "levels": [{"when": "missing(born)", "null": true}, {"when": "exact(born)"}, {"when": "osa(born) <= 1"}, {"when": "else"}]},
	{"name": "town", "levels": [{"when": "missing(town)", "null": true}, {"when": "exact(town)"}, {"when": "else"}]}],
	"blocking": [{"on": ["forename"]}, {"on": ["surname"]}, {"on": ["born"]}]}`

func pairQuality(t *testing.T, m *Model, data *Dataset, o Options) (*Result, Quality) {
	t.Helper()
	r, err := Run(t.Context(), m, data, o)
	require.NoError(t, err)
	entity := make([]string, data.Len())
	for row := range entity {
		entity[row], _, _ = strings.Cut(data.ID(row), "-")
	}
	return r, EvaluatePairs(entity, linksOf(r, .5))
}

func TestBareModelsTrainOnOddData(t *testing.T) {
	extra := func(level string) string {
		return registerModel[:strings.LastIndex(registerModel, `],
	"blocking"`)] + `, {"name": "extra", "levels": [{"when": "missing(extra)", "null": true}, {"when": "exact(extra)"}` + level + `, {"when": "else"}]}],
	"blocking": [{"on": ["forename"]}, {"on": ["surname"]}, {"on": ["born"]}]}`
	}
	with := func(value func(r *rand.Rand, before string) string) func(*rand.Rand, int) string {
		town := ""
		return func(r *rand.Rand, column int) string {
			if column == 4 {
				return value(r, town)
			}
			town = register(r, column)
			return town
		}
	}
	cases := []struct {
		name, model string
		persons     int
		keep        float64
		columns     []string
		draw        func(*rand.Rand, int) string
		least       float64 // F1
	}{
		{"five hundred records", registerModel, 250, .9, registerColumns, register, .95},
		{"fifty records", registerModel, 25, .9, registerColumns, register, .95},
		{"too many pairs to train on all", registerModel, 2000, .9, registerColumns, register, .95},
		{
			"a column that is nearly always the same", extra(""), 400, .9, append(registerColumns, "extra"),
			with(func(r *rand.Rand, _ string) string { return []string{"British", "other"}[r.IntN(20)/19] }), .95,
		},
		{"a column of one value", extra(""), 400, .9, append(registerColumns, "extra"), with(func(*rand.Rand, string) string { return "x" }), .95},
		{"a column without a value", extra(""), 400, .9, append(registerColumns, "extra"), with(func(*rand.Rand, string) string { return "" }), .95},
		{"a column that repeats another", extra(""), 400, .9, append(registerColumns, "extra"), with(func(_ *rand.Rand, town string) string { return "of " + town }), .95},
		{
			"a level that nobody reaches", extra(`, {"when": "levenshtein(extra) <= 1"}`), 400, .9, append(registerColumns, "extra"),
			with(func(r *rand.Rand, _ string) string { return strings.Repeat(strconv.Itoa(r.IntN(10)), 12) }), .95,
		},
		{"records that err in every third value", registerModel, 400, .65, registerColumns, register, .7},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, data := readPeople(t, c.model, people(c.persons, c.keep, c.columns, c.draw))
			r, q := pairQuality(t, m, data, Options{})
			t.Logf("precision %.3f recall %.3f F1 %.3f expected %.0f of %d iterations %d", q.Precision, q.Recall, q.F1, r.Summary.ExpectedMatches, c.persons, r.Fit.Iterations)
			require.GreaterOrEqual(t, q.F1, c.least)
			for _, l := range r.Links {
				require.False(t, math.IsNaN(float64(l.Weight)) || math.IsInf(float64(l.Weight), 0))
			}
		})
	}
}

func TestDataWithoutAMatchLinkNextToNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var file strings.Builder
	file.WriteString("id," + strings.Join(registerColumns, ",") + "\n")
	for i := range 1000 {
		fmt.Fprintf(&file, "%d,%s,%s,%s,%s\n", i, register(r, 0), register(r, 1), register(r, 2), register(r, 3))
	}
	m, data := readPeople(t, registerModel, file.String())
	result, err := Run(t.Context(), m, data, Options{})
	require.NoError(t, err)
	require.LessOrEqual(t, len(result.Links), 10, "of half a million pairs")
}

func TestTrainingEndsInOnePlaceFromPoorStarts(t *testing.T) {
	_, data := readPeople(t, registerModel, people(400, .85, registerColumns, register))
	var ms []float64
	for _, first := range []float64{.99, .85, .5, .2} {
		m := readModelText(t, registerModel)
		for _, c := range m.Comparisons {
			levels := c.Levels[1:]
			for i, l := range levels {
				l.PriorM = (1 - first) / float64(len(levels)-1)
				if i == 0 {
					l.PriorM = first
				}
			}
		}
		r, q := pairQuality(t, m, data, Options{})
		require.Greater(t, q.F1, .9, "from m of %.2f", first)
		ms = append(ms, *r.Model.Comparisons[1].Levels[1].M)
	}
	for _, m := range ms {
		require.InDelta(t, ms[0], m, .02)
	}
}

func TestNamesAreTheSameHoweverTheirAccentsAreWritten(t *testing.T) {
	m, data := readPeople(t, registerModel, "id,forename,surname,born,town\n"+
		"1,Zoe\u0308,Nu\u0301n\u0303ez,2010-01-02,Leeds\n2,Zo\u00eb,N\u00fa\u00f1ez,2010-01-02,Leeds\n3,محمد,חיים,2010-01-03,York\n4,محمد,חיים,2010-01-03,York\n")
	require.Equal(t, data.Column("forename").Codes[0], data.Column("forename").Codes[1], "NFD and NFC are one text")
	require.Equal(t, data.Column("surname").Codes[2], data.Column("surname").Codes[3])
	r, err := Run(t.Context(), m, data, Options{Minimum: 1e-9})
	require.NoError(t, err)
	require.Len(t, r.Links, 2)
	require.Equal(t, r.Pattern(r.Links[0]), r.Pattern(r.Links[1]))
}

func TestTextBeyondAMachineWordIsComparedInFull(t *testing.T) {
	long := strings.Repeat("abcdefghij", 8)
	for _, c := range []struct {
		condition, l, r string
		want            truth
	}{
		{"levenshtein(a) <= 1", long, long + "k", yes},
		{"levenshtein(a) <= 1", long, long + "kl", no},
		{"osa(a) <= 1", long + "kl", long + "lk", yes},
		{"damerau(a) <= 1", long + "kl", long + "lk", yes},
		{"jaro_winkler(a) >= 0.99", long, long + "k", yes},
		{"jaro(a) >= 0.99", long, strings.Repeat("0123456789", 8), no},
		{"cosine(a) >= 0.98", long, long + "k", yes},
	} {
		got, err := judge(t, c.condition, []string{"a"}, []string{c.l}, []string{c.r})
		require.NoError(t, err)
		require.Equal(t, c.want, got, c.condition)
	}
}
