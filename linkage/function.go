package linkage

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
)

// function compares a part of one record with a part of another. Exactly one of
// holds and measure is set. Neither is called for a missing value.
type function struct {
	prepare func(*space, *derived)
	holds   func(ev *evaluator, l, r *derived, a, b uint32) bool
	measure func(ev *evaluator, l, r *derived, a, b uint32) float64
	// hope is quick and never worse than measure: where even hope misses every
	// level's bound, measure need not be taken. It may be nil.
	hope func(l, r *derived, a, b uint32) float64
}

// functions are what a level may ask of two records; docs/linkage.md lists them.
var functions = map[string]function{
	"exact":             {holds: exact},
	"shares":            {prepare: (*space).split, holds: func(_ *evaluator, l, r *derived, a, b uint32) bool { return share(l.sets[a], r.sets[b]) }},
	"shared":            {prepare: (*space).split, measure: func(_ *evaluator, l, r *derived, a, b uint32) float64 { return countShared(l.sets[a], r.sets[b]) }},
	"nickname":          {holds: func(_ *evaluator, l, r *derived, a, b uint32) bool { return sameNickname(l.values[a], r.values[b]) }},
	"swapped_day_month": {holds: func(_ *evaluator, l, r *derived, a, b uint32) bool { return swappedDayMonth(l.values[a], r.values[b]) }},
	"days":              {prepare: func(_ *space, d *derived) { d.parseDates() }, measure: daysApart},
	"difference":        {prepare: func(_ *space, d *derived) { d.parseNumbers() }, measure: difference},
	"jaro":              textMeasure((*matcher).jaro).hoping(hopeJaro),
	"jaro_winkler":      textMeasure((*matcher).jaroWinkler).hoping(hopeJaroWinkler),
	"levenshtein":       edits((*matcher).levenshtein),
	"osa":               edits((*matcher).osa),
	"damerau":           edits((*matcher).damerau),
	"jaccard":           textMeasure(jaccard),
	"qgram":             textMeasure(bigramDice),
	"best_jaro_winkler": {prepare: prepareMembers, measure: bestJaroWinkler},
	"dice":              {prepare: (*space).encode, measure: bloomDice},
}

func functionNames() string { return sortedKeys(functions) }

// textMeasure wraps a measure of two encoded texts.
func textMeasure(f func(m *matcher, a, b symbols) float64) function {
	return function{
		prepare: (*space).encode,
		measure: func(ev *evaluator, l, r *derived, a, b uint32) float64 {
			return f(&ev.matcher, l.encoded[a], r.encoded[b])
		},
	}
}

func edits(f func(m *matcher, a, b symbols) int) function {
	return textMeasure(func(m *matcher, a, b symbols) float64 { return float64(f(m, a, b)) }).hoping(hopeEdits)
}

func (f function) hoping(hope func(l, r *derived, a, b uint32) float64) function {
	f.hope = hope
	return f
}

// strangers counts letters of each text that the other lacks, at least.
func strangers(l, r *derived, a, b uint32) (onlyL, onlyR int) {
	x, y := l.letters[a], r.letters[b]
	return bits.OnesCount64(x &^ y), bits.OnesCount64(y &^ x)
}

// hopeJaro supposes that every letter that both texts have matches, in order.
func hopeJaro(l, r *derived, a, b uint32) float64 {
	x, y := len(l.encoded[a]), len(r.encoded[b])
	onlyL, onlyR := strangers(l, r, a, b)
	return jaroScore(min(x-onlyL, y-onlyR), 0, x, y) + 1e-12 // rounding must not cost a match
}

func hopeJaroWinkler(l, r *derived, a, b uint32) float64 {
	j := hopeJaro(l, r, a, b)
	if j > 0.7 {
		j += 0.4 * (1 - j)
	}
	return j
}

// hopeEdits is at least one edit for each letter that only one text has.
func hopeEdits(l, r *derived, a, b uint32) float64 {
	x, y := len(l.encoded[a]), len(r.encoded[b])
	onlyL, onlyR := strangers(l, r, a, b)
	return float64(max(onlyL, onlyR, x-y, y-x))
}

func exact(_ *evaluator, l, r *derived, a, b uint32) bool {
	if l == r {
		return a == b
	}
	return l.values[a] == r.values[b]
}

// countShared is how many members two ascending sets have in common.
func countShared(a, b []uint32) float64 {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			n++
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return float64(n)
}

// daysApart is NaN, which reaches no bound, unless both texts are ISO dates.
func daysApart(_ *evaluator, l, r *derived, a, b uint32) float64 {
	x, y := l.days[a], r.days[b]
	if x == noDay || y == noDay {
		return math.NaN()
	}
	return math.Abs(float64(x) - float64(y))
}

func (d *derived) parseNumbers() {
	if d.numbers != nil {
		return
	}
	d.numbers = make([]float64, len(d.values))
	for i, text := range d.values {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			n = math.NaN()
		}
		d.numbers[i] = n
	}
}

func difference(_ *evaluator, l, r *derived, a, b uint32) float64 {
	return math.Abs(l.numbers[a] - r.numbers[b])
}

// jaccard is the share of distinct characters that two texts have in common, as
// DuckDB's function of the name.
func jaccard(_ *matcher, a, b symbols) float64 {
	x, y := distinct(a), distinct(b)
	both := countShared(x, y)
	return both / (float64(len(x)+len(y)) - both)
}

func distinct(a symbols) []uint32 {
	out := make([]uint32, len(a))
	for i, c := range a {
		out[i] = uint32(c)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bigramDice is twice the shared pairs of neighbouring characters over all of them.
func bigramDice(_ *matcher, a, b symbols) float64 {
	x, y := bigrams(a), bigrams(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	return 2 * countShared(x, y) / float64(len(x)+len(y))
}

// bigrams lists neighbouring pairs, ends of the text included, repeats kept.
func bigrams(a symbols) []uint32 {
	out := make([]uint32, 0, len(a)+1)
	before := uint32(1<<16 - 1)
	for _, c := range a {
		out = append(out, before<<16|uint32(c))
		before = uint32(c)
	}
	if len(a) > 0 {
		out = append(out, before<<16|(1<<16-1))
	}
	slices.Sort(out)
	return out
}

func prepareMembers(s *space, d *derived) {
	s.split(d)
	s.encodeMembers()
}

// bestJaroWinkler is the highest similarity over the product of two sets.
func bestJaroWinkler(ev *evaluator, l, r *derived, a, b uint32) float64 {
	best := 0.0
	for _, x := range l.sets[a] {
		for _, y := range r.sets[b] {
			best = max(best, ev.matcher.jaroWinkler(ev.space.texts[x], ev.space.texts[y]))
		}
	}
	return best
}

// bloomDice is Dice's coefficient of two Bloom filters written in hexadecimal, so
// that a supplier that may not share names can still be linked by keyed encodings.
func bloomDice(_ *evaluator, l, r *derived, a, b uint32) float64 {
	x, y := l.values[a], r.values[b]
	both, all := 0, 0
	for i := range max(len(x), len(y)) {
		p, q := hexDigit(x, i), hexDigit(y, i)
		both += bits.OnesCount8(p & q)
		all += bits.OnesCount8(p) + bits.OnesCount8(q)
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(both) / float64(all)
}

func hexDigit(text string, i int) uint8 {
	if i >= len(text) {
		return 0
	}
	switch c := text[i]; {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 0
}
