package linkage

// function compares a part of one record with a part of another. Exactly one of
// holds, measure and apart is set. None is called for a missing value; NaN is an
// unknown measure, which reaches no bound.
type function struct {
	prepare func(*space, *derived) error
	holds   func(ev *evaluator, l, r *derived, a, b uint32) bool
	measure func(ev *evaluator, l, r *derived, a, b uint32) float64
	// apart is how far apart two places are, of two numbers a record: latitude and
	// longitude, or easting and northing.
	apart func(x1, y1, x2, y2 float64) float64
	// hope is quick and never worse than measure: where even hope misses every
	// level's bound, measure need not be taken. It may be nil.
	hope  func(l, r *derived, a, b uint32) float64
	falls bool // the more alike, the smaller
}

// measures reports whether the function gives a number, which a level must bound.
func (f function) measures() bool { return f.holds == nil }

// functions are what a level may ask of two records; docs/linkage.md lists them.
var functions = map[string]function{
	"exact":             {holds: exact},
	"nickname":          {holds: texts(sameNickname)},
	"sounds_alike":      {prepare: (*space).pronounce, holds: func(_ *evaluator, l, r *derived, a, b uint32) bool { return soundsAlike(l.sounds[a], r.sounds[b]) }},
	"swapped_day_month": {holds: texts(swappedDayMonth)},
	"first_of_january":  {holds: texts(firstOfJanuary)},

	"days":          {prepare: parseDates, measure: daysApart},
	"months":        {prepare: parseDates, measure: elapsed(daysPerYear / 12)},
	"years":         {prepare: parseDates, measure: elapsed(daysPerYear)},
	"difference":    {prepare: parseNumbers, measure: difference},
	"percent":       {prepare: parseNumbers, measure: percent},
	"km":            {prepare: parseNumbers, apart: greatCircle},
	"grid_km":       {prepare: parseNumbers, apart: gridDistance},
	"vector_cosine": {prepare: parseVectors, measure: vectorCosine},

	"jaro":         textMeasure((*matcher).jaro).hoping(hopeJaro),
	"jaro_winkler": textMeasure((*matcher).jaroWinkler).hoping(hopeJaroWinkler),
	"levenshtein":  edits((*matcher).levenshtein),
	"osa":          edits((*matcher).osa),
	"damerau":      edits((*matcher).damerau),
	"jaccard":      textMeasure(jaccard),
	"qgram":        textMeasure(bigramDice),
	"cosine":       textMeasure(bigramCosine),

	"shares":            {prepare: (*space).splitMembers, holds: func(_ *evaluator, l, r *derived, a, b uint32) bool { return share(l.sets[a], r.sets[b]) }},
	"subset":            {prepare: (*space).splitMembers, holds: func(_ *evaluator, l, r *derived, a, b uint32) bool { return subset(l.sets[a], r.sets[b]) }},
	"shared":            {prepare: (*space).splitMembers, measure: func(_ *evaluator, l, r *derived, a, b uint32) float64 { return countShared(l.sets[a], r.sets[b]) }},
	"best_jaro":         bestSimilarity((*matcher).jaro),
	"best_jaro_winkler": bestSimilarity((*matcher).jaroWinkler),
	"best_levenshtein":  fewestEdits((*matcher).levenshtein),
	"best_osa":          fewestEdits((*matcher).osa),
	"best_damerau":      fewestEdits((*matcher).damerau),

	"dice":        {prepare: filters(hexBits), measure: filterDice},
	"dice_base64": {prepare: filters(base64Bits), measure: filterDice},
}

func functionNames() string { return sortedKeys(functions) }

// texts wraps a judgement of two texts.
func texts(f func(a, b string) bool) func(*evaluator, *derived, *derived, uint32, uint32) bool {
	return func(_ *evaluator, l, r *derived, a, b uint32) bool { return f(l.values[a], r.values[b]) }
}

// textMeasure wraps a measure of two encoded texts.
func textMeasure(f func(m *matcher, a, b symbols) float64) function {
	return function{
		prepare: func(s *space, d *derived) error { s.encode(d); return nil },
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

// hopeJaro supposes that every letter that both texts have matches, in order.
func hopeJaro(l, r *derived, a, b uint32) float64 {
	x, y := len(l.encoded[a]), len(r.encoded[b])
	onlyL, onlyR := strangers(&l.sketches[a], &r.sketches[b])
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
	onlyL, onlyR := strangers(&l.sketches[a], &r.sketches[b])
	return float64(max(onlyL, onlyR, x-y, y-x))
}

func exact(_ *evaluator, l, r *derived, a, b uint32) bool {
	if l == r {
		return a == b
	}
	return l.values[a] == r.values[b]
}
