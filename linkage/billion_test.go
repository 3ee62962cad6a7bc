package linkage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// census is a trained model of two classes over names, dates and places, with rules
// that give many pairs.
const census = `{
  "link_type": "dedupe", "classes": 2, "prior": 0.000001,
  "comparisons": [
    {"name": "first", "levels": [
      {"when": "missing(first)", "null": true},
      {"when": "exact(first)", "m": 0.8, "u": 0.008, "tf": {"part": "first", "weight": 1}},
      {"when": "jaro_winkler(first) >= 0.92", "m": 0.08, "u": 0.002},
      {"when": "jaro_winkler(first) >= 0.8", "m": 0.07, "u": 0.01},
      {"when": "else", "m": 0.05, "u": 0.98}]},
    {"name": "last", "levels": [
      {"when": "missing(last)", "null": true},
      {"when": "exact(last)", "m": 0.83, "u": 0.006, "tf": {"part": "last", "weight": 1}},
      {"when": "jaro_winkler(last) >= 0.92", "m": 0.07, "u": 0.001},
      {"when": "jaro_winkler(last) >= 0.8", "m": 0.06, "u": 0.01},
      {"when": "else", "m": 0.04, "u": 0.983}]},
    {"name": "born", "levels": [
      {"when": "missing(born)", "null": true},
      {"when": "exact(born)", "m": 0.88, "u": 0.00004},
      {"when": "levenshtein(born) <= 1", "m": 0.1, "u": 0.002},
      {"when": "else", "m": 0.02, "u": 0.99796}]},
    {"name": "postcode", "levels": [
      {"when": "missing(postcode)", "null": true},
      {"when": "exact(postcode)", "m": 0.85, "u": 0.00005},
      {"when": "levenshtein(postcode) <= 1", "m": 0.02, "u": 0.001},
      {"when": "else", "m": 0.13, "u": 0.99895}]},
    {"name": "town", "levels": [
      {"when": "missing(town)", "null": true},
      {"when": "exact(town)", "m": 0.87, "u": 0.02},
      {"when": "else", "m": 0.13, "u": 0.98}]}],
  "blocking": [
    {"on": ["first", "last"]},
    {"on": ["born"]},
    {"on": ["postcode"]},
    {"on": ["last", "postcode_district(postcode)"]},
    {"on": ["first", "postcode_district(postcode)"]},
    {"on": ["last", "substr(born, 1, 7)"]},
    {"on": ["first", "substr(born, 1, 7)"]},
    {"on": ["substr(last, 1, 3)", "substr(first, 1, 2)", "substr(born, 1, 4)"]}]
}`

// crowd makes up n records.
func crowd(tb testing.TB, n int) *Dataset {
	tb.Helper()
	dice := rand.New(rand.NewPCG(1, uint64(n)))
	sounds := []string{"al", "ber", "cla", "dan", "el", "fre", "gar", "hal", "is", "jo", "ka", "lin", "mar", "nor", "ol", "pet", "ros", "sam", "tho", "ul", "vic", "wil"}
	name := func(most int) string { // the commoner the shorter
		var text strings.Builder
		for rank := int(math.Exp(dice.Float64()*math.Log(float64(most)))) + len(sounds); rank > 0; rank /= len(sounds) {
			text.WriteString(sounds[rank%len(sounds)])
		}
		return text.String()
	}
	b := NewBuilder([]string{"first", "last", "born", "postcode", "town"}, nil)
	for i := range n {
		born := fmt.Sprintf("%04d-%02d-%02d", 1940+dice.IntN(80), 1+dice.IntN(12), 1+dice.IntN(28))
		postcode := fmt.Sprintf("%c%d %d%c%c", 'A'+dice.IntN(26), 1+dice.IntN(60), dice.IntN(10), 'A'+dice.IntN(26), 'A'+dice.IntN(26))
		b.Add("census", strconv.Itoa(i), name(5_000), name(60_000), born, postcode, name(500))
	}
	data, err := b.Dataset()
	require.NoError(tb, err)
	return data
}

// recordsFor is how many records of a crowd give about so many candidate pairs.
func recordsFor(pairs float64) int { return int(math.Sqrt(pairs / 1e-4)) }

// timeScoring times the scoring of about so many pairs, records and blocks being ready.
func timeScoring(b *testing.B, pairs float64) {
	b.Helper()
	if testing.Short() {
		b.Skip("counts many pairs")
	}
	e, err := newEngine(b.Context(), readModelText(b, census), crowd(b, recordsFor(pairs)), Options{})
	require.NoError(b, err)
	s := newScorer(e)
	scored, used := int64(0), processorTime(b)
	for b.Loop() {
		_, patterns, err := s.score(b.Context(), 0)
		require.NoError(b, err)
		scored += patterns.Pairs()
	}
	b.ReportMetric(float64(scored)/float64(b.N), "pairs")
	b.ReportMetric(float64((processorTime(b)-used).Nanoseconds())/float64(scored), "processor-ns/pair")
}

// processorTime is what the process has used: on a busy machine it says more than the clock.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkBillion scores GOLDSET_PAIRS candidate pairs, five million when it is not
// set: GOLDSET_PAIRS=1e9 go test ./linkage -run '^$' -bench Billion -benchtime 1x
func BenchmarkBillion(b *testing.B) {
	pairs := 5e6
	if text := os.Getenv("GOLDSET_PAIRS"); text != "" {
		var err error
		pairs, err = strconv.ParseFloat(text, 64)
		require.NoError(b, err)
	}
	timeScoring(b, pairs)
}

// BenchmarkScaling scores 1, 2, 4 and 8 times as many pairs: time a pair must not grow.
func BenchmarkScaling(b *testing.B) {
	for _, times := range []float64{1, 2, 4, 8} {
		b.Run(fmt.Sprintf("times=%g", times), func(b *testing.B) { timeScoring(b, times*1e6) })
	}
}
