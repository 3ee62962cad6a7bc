package linkage

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func encode(texts ...string) []symbols {
	s := newSpace(false)
	out := make([]symbols, len(texts))
	for i, text := range texts {
		out[i] = s.symbols(text)
	}
	return out
}

func TestSimilaritiesOfPublishedExamples(t *testing.T) {
	cases := []struct {
		name, a, b       string
		jaro, winkler    float64
		levenshtein, osa int
		damerau          int
	}{
		{"Winkler's Martha", "MARTHA", "MARHTA", 0.944444, 0.961111, 2, 1, 1},
		{"Winkler's Dixon", "DIXON", "DICKSONX", 0.766667, 0.813333, 4, 4, 4},
		{"Winkler's Jellyfish", "JELLYFISH", "SMELLYFISH", 0.896296, 0.896296, 2, 2, 2},
		{"Winkler's Dwayne", "DWAYNE", "DUANE", 0.822222, 0.84, 2, 2, 2},
		{"an edit inside a swap", "CA", "ABC", 0, 0, 3, 3, 2},
		{"kitten", "kitten", "sitting", 0.746032, 0.746032, 3, 3, 3},
		{"nothing in common", "abc", "xyz", 0, 0, 3, 3, 3},
		{"the same letter", "a", "a", 1, 1, 0, 0, 0},
		{"two empty texts", "", "", 1, 1, 0, 0, 0},
		{"one empty text", "", "abc", 0, 0, 3, 3, 3},
		{"accents are one character", "José", "Jose", 0.833333, 0.883333, 1, 1, 1},
		{"right to left", "محمد", "محمود", 0.933333, 0.953333, 1, 1, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var m matcher
			s := encode(c.a, c.b)
			require.InDelta(t, c.jaro, m.jaro(s[0], s[1]), 1e-6)
			require.InDelta(t, c.winkler, m.jaroWinkler(s[0], s[1]), 1e-6)
			require.Equal(t, c.levenshtein, m.levenshtein(s[0], s[1]))
			require.Equal(t, c.osa, m.osa(s[0], s[1]))
			require.Equal(t, c.damerau, m.damerau(s[0], s[1]))
		})
	}
}

// jaroPlain is Jaro's similarity as first written.
func jaroPlain(a, b symbols) float64 {
	if len(a) == 0 || len(b) == 0 {
		return jaroScore(0, 0, 1, 1)
	}
	window := max(0, max(len(a), len(b))/2-1)
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	matched := 0
	for j := range b {
		for i := max(0, j-window); i < min(len(a), j+window+1); i++ {
			if !usedA[i] && a[i] == b[j] {
				usedA[i], usedB[j] = true, true
				matched++
				break
			}
		}
	}
	swapped, i := 0, 0
	for j := range b {
		if !usedB[j] {
			continue
		}
		for !usedA[i] {
			i++
		}
		if a[i] != b[j] {
			swapped++
		}
		i++
	}
	return jaroScore(matched, swapped, len(a), len(b))
}

// plainEdits is the textbook table, restricted swaps included.
func plainEdits(a, b symbols, swaps bool) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if swaps && i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func FuzzSimilarityAgainstPlainTwins(f *testing.F) {
	f.Add("MARTHA", "MARHTA")
	f.Add("o'connor", "OCONNOR")
	f.Add(strings.Repeat("ab", 40), strings.Repeat("ba", 33))
	f.Add("محمد", "محمود")
	f.Add("", "x")
	f.Add(strings.Repeat("abcab", 17)+"xy", strings.Repeat("abcab", 17)+"yxz")
	f.Add(strings.Repeat("aab", 30), strings.Repeat("aba", 29)+"c")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 200 || len(b) > 200 {
			t.Skip("texts of names")
		}
		var m matcher
		s := encode(a, b)
		x, y := s[0], s[1]
		if len(x) > 0 && len(y) > 0 {
			require.InDelta(t, jaroPlain(x, y), m.jaro(x, y), 1e-15)
		}
		require.InDelta(t, m.jaro(y, x), m.jaro(x, y), 1e-15, "Jaro does not mind the order")
		require.Equal(t, plainEdits(x, y, false), m.levenshtein(x, y))
		require.Equal(t, plainEdits(x, y, true), m.osa(x, y))
		d := m.damerau(x, y)
		require.LessOrEqual(t, d, m.osa(x, y))
		require.Equal(t, d, m.damerau(y, x))
		require.GreaterOrEqual(t, d, max(len(x), len(y))-min(len(x), len(y)))
		require.False(t, slices.ContainsFunc(m.masks, func(c uint64) bool { return c != 0 }), "the masks are left clear")
	})
}

func TestDamerauMatchesShortestPathsOnShortWords(t *testing.T) {
	words := allWords("abc", 4)
	var m matcher
	for _, a := range words {
		reach := shortestEdits(a, 4)
		for _, b := range words {
			s := encode(a, b)
			if want, ok := reach[b]; ok {
				require.Equal(t, want, m.damerau(s[0], s[1]), "%q to %q", a, b)
			}
		}
	}
}

func allWords(alphabet string, longest int) []string {
	words := []string{""}
	for from := 0; longest > 0; longest-- {
		end := len(words)
		for _, w := range words[from:end] {
			for _, c := range alphabet {
				words = append(words, w+string(c))
			}
		}
		from = end
	}
	return words
}

// shortestEdits searches breadth first. Lowrance and Wagner's distance lets
// characters be inserted between two that were swapped, as edits one by one do.
func shortestEdits(from string, longest int) map[string]int {
	reach, queue := map[string]int{from: 0}, []string{from}
	for len(queue) > 0 {
		w := queue[0]
		queue = queue[1:]
		visit := func(next string) {
			if _, seen := reach[next]; !seen && len(next) <= longest {
				reach[next] = reach[w] + 1
				queue = append(queue, next)
			}
		}
		for i := range len(w) + 1 {
			for _, c := range "abc" {
				visit(w[:i] + string(c) + w[i:])
				if i < len(w) {
					visit(w[:i] + string(c) + w[i+1:])
				}
			}
			if i < len(w) {
				visit(w[:i] + w[i+1:])
			}
			if i+1 < len(w) {
				visit(w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:])
			}
		}
	}
	return reach
}

func BenchmarkJaroWinkler(b *testing.B) {
	var m matcher
	s := encode("christopher", "kristofer")
	for b.Loop() {
		m.jaroWinkler(s[0], s[1])
	}
}

func BenchmarkOSA(b *testing.B) {
	var m matcher
	s := encode("2011-03-14", "2011-04-13")
	for b.Loop() {
		m.osa(s[0], s[1])
	}
}

func FuzzHopeIsNeverWorseThanTheMeasure(f *testing.F) {
	f.Add("christopher", "kristofer")
	f.Add("", "x")
	f.Add(strings.Repeat("abcab", 17)+"xy", strings.Repeat("abcab", 17)+"yxz")
	f.Add(strings.Repeat("aab", 30), strings.Repeat("aba", 29)+"c")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 200 || len(b) > 200 || a == "" || b == "" {
			t.Skip("texts of names, none missing")
		}
		s := newSpace(false)
		l, r := &derived{values: []string{"", a}}, &derived{values: []string{"", b}}
		s.encode(l)
		s.encode(r)
		ev := &evaluator{space: s}
		for name, function := range functions {
			if function.hope == nil {
				continue
			}
			hope, measure := function.hope(l, r, 1, 1), function.measure(ev, l, r, 1, 1)
			if strings.HasPrefix(name, "jaro") {
				require.GreaterOrEqual(t, hope, measure, name)
			} else {
				require.LessOrEqual(t, hope, measure, name)
			}
		}
	})
}
