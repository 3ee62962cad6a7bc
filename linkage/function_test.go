package linkage

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// judge evaluates a condition on two records of the given columns. Columns whose
// name ends in s are sets parted by |.
func judge(tb testing.TB, condition string, columns []string, l, r []string) (truth, error) {
	tb.Helper()
	sets := map[string]string{}
	for _, name := range columns {
		if strings.HasSuffix(name, "s") {
			sets[name] = "|"
		}
	}
	b := NewBuilder(columns, sets)
	b.Add("", "1", l...)
	b.Add("", "2", r...)
	data, err := b.Dataset()
	require.NoError(tb, err)
	m := &Model{LinkType: Dedupe, Classes: 2, Comparisons: []*Comparison{
		{Name: "c", Levels: []*Level{{When: condition}, {When: opElse}}},
	}}
	require.NoError(tb, m.Validate(), condition)
	compiler := newCompiler(m, data)
	c, err := compiler.comparison(m.Comparisons[0])
	if err != nil {
		return no, err
	}
	ev := &evaluator{space: compiler.space, measured: make([]float64, 8), known: make([]bool, 8)}
	return c.levels[0](ev, c.codes[0], c.codes[1]), nil
}

func TestConditionsJudgeTwoRecords(t *testing.T) {
	cases := []struct {
		name, condition string
		columns, l, r   string // parted by commas
		want            truth
	}{
		{"names that sound alike", "sounds_alike(name)", "name", "Catherine", "Kathryn", yes},
		{"names that do not", "sounds_alike(name)", "name", "Catherine", "Margaret", no},
		{"the same code of Metaphone", "exact(double_metaphone(name))", "name", "Stephen", "Steven", yes},
		{"dates a month apart", "months(born) <= 1", "born", "2012-01-31", "2012-03-01", yes},
		{"dates more than a month apart", "months(born) <= 1", "born", "2012-01-31", "2012-03-02", no},
		{"dates within a year", "years(born) <= 1", "born", "2011-03-01", "2012-02-29", yes},
		{"a text that is no date", "years(born) <= 1", "born", "2011-13-01", "2012-02-29", unknown},
		{"an assigned birthday in the same year", "exact(year(born)) and first_of_january(born)", "born", "2004-01-01", "2004-07-09", yes},
		{"a birthday of its own in the same year", "exact(year(born)) and first_of_january(born)", "born", "2004-02-01", "2004-07-09", no},
		{"expected against actual birth", "days(l.born, r.due) <= 21", "born,due", "2020-05-02,", ",2020-05-20", yes},
		{"numbers within a tenth", "percent(weight) <= 10", "weight", "100", "91", yes},
		{"numbers further apart", "percent(weight) <= 10", "weight", "100", "89", no},
		{"two zeros", "percent(weight) <= 0", "weight", "0", "0.0", yes},
		{"one below zero", "percent(weight) <= 150", "weight", "-1", "1", no},
		{"no number", "difference(weight) <= 10", "weight", "ten", "9", unknown},
		{"London and Leeds within 300 km", "km(lat, long) <= 300", "lat,long", "51.5074,-0.1278", "53.8008,-1.5491", yes},
		{"but not within 270", "km(lat, long) <= 270", "lat,long", "51.5074,-0.1278", "53.8008,-1.5491", no},
		{"the same across columns", "km(l.lat, l.long, r.home_lat, r.home_long) <= 1", "lat,long,home_lat,home_long", "51.5,-0.1,,", ",,51.5,-0.1", yes},
		{"a place without its longitude", "km(lat, long) <= 300", "lat,long", "51.5074,", "53.8008,-1.5491", unknown},
		{"no latitude", "km(lat, long) <= 300", "lat,long", "151,0", "53.8008,-1.5491", unknown},
		{"places of the National Grid", "grid_km(east, north) <= 5", "east,north", "530000,180000", "533000,184000", yes},
		{"further apart", "grid_km(east, north) < 5", "east,north", "530000,180000", "533000,184000", no},
		{"vectors that point alike", "vector_cosine(v) >= 0.99", "v", "[1 2 3]", "[2 4 6]", yes},
		{"vectors at right angles", "vector_cosine(v) > 0", "v", "[1 0]", "[0 1]", no},
		{"the best of two sets", "best_jaro_winkler(names) >= 0.95", "names", "zoe|katherine", "katharine|max", yes},
		{"the fewest edits of two sets", "best_osa(names) <= 1", "names", "zoe|kate", "kaet|max", yes},
		{"no pair near enough", "best_levenshtein(names) <= 1", "names", "zoe|kate", "kaet|max", no},
		{"a subset", "subset(upns)", "upns", "A|B", "C|B|A", yes},
		{"no subset", "subset(upns)", "upns", "A|D", "C|B|A", no},
		{"any number ever held", "shares(upns)", "upns", "A|D", "C|B|A", yes},
		{"two in common", "shared(upns) >= 2", "upns", "A|D", "C|B|A", no},
		{"a literal of both records", "equals(sex, 'F')", "sex", "F", "F", yes},
		{"of one record only", "equals(l.sex, 'F')", "sex", "M", "F", no},
		{"of a record without one", "equals(sex, 'F')", "sex", "", "F", unknown},
		{"both missing", "absent(l.sex) and absent(r.sex)", "sex", "", "F", no},
		{"one missing", "missing(sex)", "sex", "", "F", yes},
		{"either, neither and not", "not (exact(a) or exact(b)) and exact(c)", "a,b,c", "1,2,3", "2,1,3", yes},
		{"forename and surname swapped", "exact(l.a, r.b) and exact(l.b, r.a)", "a,b", "anna,lee", "lee,anna", yes},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			split := func(s string) []string { return strings.Split(s, ",") }
			got, err := judge(t, c.condition, split(c.columns), split(c.l), split(c.r))
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestColumnsThatAFunctionCannotReadAreRefused(t *testing.T) {
	cases := []struct{ name, condition, column, l, r, message string }{
		{"an encoding that is not one", "dice(clk) >= 0.8", "clk", "ff", "zz", "clk: distinct value 2 is not an encoding"},
		{"encodings of two schemas", "dice(clk) >= 0.8", "clk", "ff", "ffff", "made with different schemas"},
		{"base64 that is not", "dice_base64(clk) >= 0.8", "clk", "!!!!", "zz", "is not an encoding"},
		{"a list with a word in it", "vector_cosine(v) >= 0.8", "v", "[1 2]", "[1 x]", "v: distinct value 2 is not a list of numbers"},
		{"lists of two lengths", "vector_cosine(v) >= 0.8", "v", "[1 2]", "[1]", "of one length"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := judge(t, c.condition, []string{c.column}, []string{c.l}, []string{c.r})
			require.ErrorContains(t, err, c.message)
			require.NotContains(t, err.Error(), "zz", "no value is quoted")
		})
	}
}

func FuzzCosineOfBigramsMatchesPlainCounting(f *testing.F) {
	f.Add("night", "nacht")
	f.Add("aaaa", "aa")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 100 || len(b) > 100 {
			t.Skip("texts of names")
		}
		s := encode(a, b)
		x, y := plainBigrams(s[0]), plainBigrams(s[1])
		dot, xx, yy := 0.0, 0.0, 0.0
		for k, n := range x {
			dot += n * y[k]
			xx += n * n
		}
		for _, n := range y {
			yy += n * n
		}
		want := 0.0
		if xx > 0 && yy > 0 {
			want = dot / math.Sqrt(xx*yy)
		}
		require.InDelta(t, want, bigramCosine(nil, s[0], s[1]), 1e-12)
	})
}

func plainBigrams(a symbols) map[string]float64 {
	out := map[string]float64{}
	if len(a) == 0 {
		return out
	}
	before := "start"
	for _, c := range a {
		out[before+fmt.Sprint(" ", c)]++
		before = strconv.Itoa(int(c))
	}
	out[before+" end"]++
	return out
}

// The plain twin is Splink's own formula, the spherical law of cosines.
func FuzzGreatCircleMatchesTheLawOfCosines(f *testing.F) {
	f.Add(51.5074, -0.1278, 53.8008, -1.5491)
	f.Add(29.7517, -95.4054, 29.7517, -95.4054)
	f.Fuzz(func(t *testing.T, lat1, long1, lat2, long2 float64) {
		km := greatCircle(lat1, long1, lat2, long2)
		for _, angle := range []float64{lat1, long1 / 4, lat2, long2 / 4} {
			if !(math.Abs(angle) <= 90) {
				require.True(t, math.IsNaN(km) || math.IsNaN(angle))
				return
			}
		}
		const degree = math.Pi / 180
		cosine := math.Sin(lat1*degree)*math.Sin(lat2*degree) + math.Cos(lat1*degree)*math.Cos(lat2*degree)*math.Cos((long2-long1)*degree)
		require.InDelta(t, 6371*math.Acos(min(1, max(-1, cosine))), km, .5, "the law of cosines is coarse for near places")
		require.InDelta(t, km, greatCircle(lat2, long2, lat1, long1), 1e-6)
	})
}

func FuzzFilterDiceMatchesBigIntegers(f *testing.F) {
	f.Add([]byte{0xff, 0x0f, 1, 2, 3, 4, 5, 6, 7, 8}, []byte{0x0f, 0xff, 0, 2, 3, 4, 5, 6, 7, 9})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a) == 0 || len(a) > 256 || len(b) == 0 {
			t.Skip("filters of some bits")
		}
		b = append(b, make([]byte, len(a))...)[:len(a)]
		x, y := new(big.Int).SetBytes(a), new(big.Int).SetBytes(b)
		ones := func(n *big.Int) float64 { return float64(strings.Count(n.Text(2), "1")) }
		want := 0.0
		if ones(x)+ones(y) > 0 {
			want = 2 * ones(new(big.Int).And(x, y)) / (ones(x) + ones(y))
		}
		for _, coding := range []struct {
			name  string
			read  func(string) ([]byte, error)
			write func([]byte) string
		}{
			{"hexadecimal", hexBits, hex.EncodeToString},
			{"base64", base64Bits, base64.StdEncoding.EncodeToString},
		} {
			d := &derived{values: []string{"", coding.write(a), coding.write(b)}}
			require.NoError(t, filters(coding.read)(nil, d))
			require.InDelta(t, want, filterDice(nil, d, d, 1, 2), 1e-15, coding.name)
		}
	})
}

func FuzzBestOfTwoSetsMatchesTheProduct(f *testing.F) {
	f.Add("zoe|katherine", "katharine|max")
	f.Add("a", "")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 60 || len(b) > 60 || strings.Trim(a, "| ") == "" || strings.Trim(b, "| ") == "" {
			t.Skip("two sets with members")
		}
		space := newSpace(false)
		d := &derived{values: []string{"", canonicalSet(a, "|"), canonicalSet(b, "|")}, separator: "|"}
		if d.values[1] == "" || d.values[2] == "" {
			t.Skip("blank")
		}
		require.NoError(t, space.splitMembers(d))
		ev := &evaluator{space: space}
		most, fewest := 0.0, math.Inf(1)
		for x := range strings.SplitSeq(d.values[1], "|") {
			for y := range strings.SplitSeq(d.values[2], "|") {
				p, q := space.symbols(x), space.symbols(y)
				most = max(most, winkler(jaroPlain(p, q), p, q))
				fewest = min(fewest, float64(plainEdits(p, q, true)))
			}
		}
		require.InDelta(t, most, functions["best_jaro_winkler"].measure(ev, d, d, 1, 2), 1e-12)
		require.InDelta(t, fewest, functions["best_osa"].measure(ev, d, d, 1, 2), 1e-12)
	})
}

const anyNumber = `{"link_type": "dedupe", "classes": 2, "id_column": "id", "sets": {"numbers": "|"}, "prior": 0.001, "comparisons": [
	{"name": "number", "levels": [
		{"when": "missing(numbers)", "null": true},
		{"when": "shares(numbers)", "m": 0.9, "u": 0.2, "tf": {"part": "numbers", "weight": 1}},
		{"when": "else", "m": 0.1, "u": 0.8}]}],
	"blocking": [{"on": ["numbers"]}]}`

func TestARareMemberOfASetCountsForMore(t *testing.T) {
	l := NewLoader(readModelText(t, anyNumber))
	require.NoError(t, l.ReadCSV("people", strings.NewReader("id,numbers\n1,A|X\n2,A|Y\n3,A|Q\n4,A|Q|B\n5,Z\n6,\n")))
	data, err := l.Dataset()
	require.NoError(t, err)
	r, err := Run(t.Context(), readModelText(t, anyNumber), data, Options{Minimum: .0001})
	require.NoError(t, err)
	weights := map[string]float64{}
	for _, link := range r.Links {
		weights[data.ID(int(link.L))+data.ID(int(link.R))] = float64(link.Weight)
	}
	prior := math.Log2(.001 / .999)
	require.Len(t, weights, 6, "1 to 4 all hold A")
	require.InDelta(t, prior+math.Log2(.9/.8), weights["12"], 1e-9, "four of five hold A")
	require.InDelta(t, prior+math.Log2(.9/.4), weights["34"], 1e-9, "two of five hold Q, the rarer that they share")

	table := map[string]*Frequencies{"numbers": {Share: map[string]float64{"A": .5, "Q": .01}, Rare: .001}}
	r, err = Run(t.Context(), readModelText(t, anyNumber), data, Options{Minimum: .0001, Frequencies: table})
	require.NoError(t, err)
	require.InDelta(t, prior+math.Log2(.9/.01), float64(r.Links[len(r.Links)-1].Weight), 1e-9, "a table from elsewhere is of members too")
}
