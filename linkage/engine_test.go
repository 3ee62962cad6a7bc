package linkage

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const twoNames = `{
  "link_type": "dedupe", "classes": 2, "sets": {"phones": "|"},
  "comparisons": [
    {"name": "first", "levels": [
      {"when": "missing(first)", "null": true},
      {"when": "exact(first)", "tf": {"part": "first", "weight": 1}},
      {"when": "jaro_winkler(first) >= 0.8"},
      {"when": "else"}]},
    {"name": "last", "levels": [
      {"when": "missing(last)", "null": true},
      {"when": "exact(last)"},
      {"when": "exact(l.first, r.last) and exact(l.last, r.first)"},
      {"when": "osa(last) <= 1"},
      {"when": "else"}]},
    {"name": "phones", "levels": [
      {"when": "missing(phones)", "null": true},
      {"when": "shares(phones)"},
      {"when": "else"}]},
    {"name": "town", "levels": [
      {"when": "missing(town)", "null": true},
      {"when": "exact(town)"},
      {"when": "else"}]}],
  "blocking": [
    {"on": ["first", "town"]},
    {"on": ["substr(last, 1, 2)"], "also": "not exact(first)"},
    {"on": ["phones"]},
    {"on": ["last", "town"]}]
}`

func readModelText(tb testing.TB, text string) *Model {
	tb.Helper()
	m, err := ReadModel(strings.NewReader(text))
	require.NoError(tb, err)
	return m
}

// someRecords makes up n records with repeats, slips and gaps, in a shuffled order.
func someRecords(tb testing.TB, n int, shuffle uint64) *Dataset {
	tb.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	firsts := []string{"anna", "anne", "hannah", "john", "jon", "joan", "peter", ""}
	lasts := []string{"smith", "smyth", "jones", "johns", "peter", "brown", "browne", ""}
	towns := []string{"leeds", "york", "hull", ""}
	records := make([][]string, n)
	for i := range records {
		phone := fmt.Sprintf("%d|%d", dice.IntN(n), dice.IntN(n))
		if dice.IntN(4) == 0 {
			phone = ""
		}
		records[i] = []string{fmt.Sprintf("r%04d", i), firsts[dice.IntN(8)], lasts[dice.IntN(8)], towns[dice.IntN(4)], phone}
	}
	order := rand.New(rand.NewPCG(shuffle, 3)).Perm(n)
	b := NewBuilder([]string{"first", "last", "town", "phones"}, map[string]string{"phones": "|"})
	for _, i := range order {
		b.Add(fmt.Sprintf("s%d", i%2), records[i][0], records[i][1:]...)
	}
	data, err := b.Dataset()
	require.NoError(tb, err)
	return data
}

// plainPairs makes the candidate pairs the slow way: every pair of records against
// every rule, read straight from the texts.
func plainPairs(data *Dataset, linkType LinkType) map[Pair]bool {
	out := map[Pair]bool{}
	value := func(row int, column string) string { return data.Value(row, column) }
	same := func(a, b int, column string) bool {
		return value(a, column) != "" && value(a, column) == value(b, column)
	}
	for a := range data.Len() {
		for b := a + 1; b < data.Len(); b++ {
			prefix := value(a, "last") != "" && value(b, "last") != "" && substr(value(a, "last"), 0, 2) == substr(value(b, "last"), 0, 2)
			differ := value(a, "first") != "" && value(b, "first") != "" && value(a, "first") != value(b, "first")
			phone := false
			for p := range strings.SplitSeq(value(a, "phones"), "|") {
				phone = phone || p != "" && slices.Contains(strings.Split(value(b, "phones"), "|"), p)
			}
			found := same(a, b, "first") && same(a, b, "town") || prefix && differ || phone || same(a, b, "last") && same(a, b, "town")
			if found && (linkType != Link || data.Source(a) != data.Source(b)) {
				out[Pair{int32(a), int32(b)}] = true
			}
		}
	}
	return out
}

func TestEveryCandidatePairIsMadeOnceAndNoOther(t *testing.T) {
	for _, linkType := range []LinkType{Dedupe, Link, LinkAndDedupe} {
		for _, records := range []int{7, 60, 700} {
			m := readModelText(t, twoNames)
			m.LinkType = linkType
			data := someRecords(t, records, 1)
			e, err := newEngine(t.Context(), m, data, Options{Threads: 1})
			require.NoError(t, err)
			want := plainPairs(data, linkType)
			ev := e.evaluator()
			found := map[Pair]bool{}
			err = e.pass(t.Context(), "test", e.candidates(), func(_, _ int) sink {
				return func(left int32, rights []int32, codes []uint64) {
					for j, r := range rights {
						p := Pair{left, r}
						require.Less(t, p.L, p.R)
						require.False(t, found[p], "pair %v twice", p)
						found[p] = true
						require.Equal(t, e.compare(ev, p.L, p.R), codes[j], "pattern of %v", p)
					}
				}
			})
			require.NoError(t, err)
			require.Equal(t, want, found, "%s of %d records", linkType, records)
		}
	}
}

func TestLevelFrequenciesAreThoseOfAllPairs(t *testing.T) {
	for _, linkType := range []LinkType{Dedupe, Link} {
		m := readModelText(t, twoNames)
		m.LinkType = linkType
		data := someRecords(t, 300, 1)
		e, err := newEngine(t.Context(), m, data, Options{})
		require.NoError(t, err)
		ev := e.evaluator()
		for _, c := range e.comparisons {
			want := make([]float64, len(c.levels))
			for a := range int32(data.Len()) {
				for b := a + 1; b < int32(data.Len()); b++ {
					if e.comparable(a, b) {
						want[c.level(ev, c.codes[a], c.codes[b])]++
					}
				}
			}
			got, err := e.levelPairs(t.Context(), c)
			require.NoError(t, err)
			require.InDeltaSlice(t, want, got, 1e-6, c.Name)
		}
	}
}

func TestResultsDependNeitherOnThreadsNorOnOrder(t *testing.T) {
	m := readModelText(t, twoNames)
	run := func(threads int, shuffle uint64) (*Result, []int32) {
		r, err := Run(t.Context(), m, someRecords(t, 900, shuffle), Options{Threads: threads, Minimum: .01})
		require.NoError(t, err)
		c, err := r.Clusters(.5)
		require.NoError(t, err)
		return r, c.Of
	}
	first, clusters := run(1, 1)
	require.NotEmpty(t, first.Links)
	for _, other := range []struct {
		threads int
		shuffle uint64
	}{{2, 1}, {5, 1}, {1, 9}, {3, 10}} {
		r, c := run(other.threads, other.shuffle)
		require.Equal(t, first.Model, r.Model)
		require.Equal(t, first.Links, r.Links)
		require.Equal(t, first.Patterns, r.Patterns)
		require.Equal(t, clusters, c)
	}
}

func TestRunStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Run(ctx, readModelText(t, twoNames), someRecords(t, 900, 1), Options{
		Progress: func(string, int64, int64) { cancel() },
	})
	require.ErrorIs(t, err, context.Canceled)
}

func TestRuleThatGivesTooManyPairsIsRefusedByName(t *testing.T) {
	_, err := Run(t.Context(), readModelText(t, twoNames), someRecords(t, 900, 1), Options{MaxPairs: 100})
	require.ErrorIs(t, err, ErrTooManyPairs)
	require.ErrorContains(t, err, "first + town")
}

func TestEMFindsTheRatesThatMadeThePatterns(t *testing.T) {
	// Patterns drawn from known rates: EM must come back to them, whatever its start.
	m := readModelText(t, twoNames)
	data := someRecords(t, 50, 1)
	e, err := newEngine(t.Context(), m, data, Options{})
	require.NoError(t, err)
	truth := map[string][2][]float64{
		"first": {{0, .8, .15, .05}, {0, .1, .1, .8}}, "last": {{0, .9, .02, .06, .02}, {0, .05, .01, .04, .9}},
		"phones": {{0, .7, .3}, {0, .01, .99}}, "town": {{0, .85, .15}, {0, .3, .7}},
	}
	const lambda, pairs = .02, 1e7
	p := &Patterns{}
	for code := range e.possible {
		match, stranger := lambda, 1-lambda
		for k, c := range e.comparisons {
			match *= truth[c.Name][0][e.level(code, k)]
			stranger *= truth[c.Name][1][e.level(code, k)]
		}
		if n := int64(math.Round(pairs * (match + stranger))); n > 0 {
			p.Codes, p.Counts = append(p.Codes, code), append(p.Counts, n)
		}
	}
	tr := &trainer{engine: e, silent: make([]bool, len(e.comparisons))}
	tr.fit.Exhaustive = true
	require.NoError(t, tr.frequencies(t.Context()))
	tr.sessions = []*session{tr.session("all pairs", p, nil)}
	tr.start()
	for k, c := range e.comparisons {
		for i := range c.levels {
			tr.rates[k][i][Unrelated] = truth[c.Name][1][i]
		}
	}
	require.NoError(t, tr.maximise(t.Context()))
	require.True(t, tr.fit.Converged)
	for k, c := range e.comparisons {
		for i := range c.levels {
			require.InDelta(t, truth[c.Name][0][i], tr.rates[k][i][Match], .003, "%s level %d", c.Name, i)
		}
	}
	require.InDelta(t, lambda, tr.sessions[0].shares[0][Match], 1e-4)
}

func TestModelReadsBackToTheBit(t *testing.T) {
	data := someRecords(t, 300, 1)
	m, _, err := Train(t.Context(), readModelText(t, twoNames), data, Options{})
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, m.Write(&text))
	again := readModelText(t, text.String())
	require.Equal(t, m, again)
	require.True(t, again.Trained())
	again.Retrain(3)
	require.False(t, again.Trained())
}

func BenchmarkScore(b *testing.B) {
	m := splinkModel(b, "model_h50k.json")
	data := loadCSV(b, m, "splink/historical_50k.csv")
	e, err := newEngine(b.Context(), m, data, Options{})
	require.NoError(b, err)
	s := newScorer(e)
	pairs := int64(0)
	for b.Loop() {
		_, patterns, err := s.score(b.Context(), 0)
		require.NoError(b, err)
		pairs += patterns.Pairs()
	}
	b.ReportMetric(float64(pairs)/b.Elapsed().Seconds(), "pairs/s")
}
