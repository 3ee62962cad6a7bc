package linkage

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// missing is the code of an absent value in every column.
const missing = 0

// Column is one property of the records, each distinct text kept once.
type Column struct {
	Name      string
	Separator string   // "" unless a value is a set: its members joined by Separator
	Values    []string // the distinct texts; Values[0] is "", the missing value
	Codes     []uint32 // one per record: the position in Values
}

// compose writes accents one way (Unicode's normal form C), so that a name typed on
// another keyboard is the same name. Values that become one take the lower code.
func (c *Column) compose() {
	apart := slices.IndexFunc(c.Values, func(v string) bool { return !norm.NFC.IsNormalString(v) })
	if apart < 0 {
		return
	}
	in, to := newInterner(), make([]uint32, len(c.Values))
	for code, v := range c.Values {
		if v = norm.NFC.String(v); c.Separator != "" {
			v = canonicalSet(v, c.Separator)
		}
		to[code] = in.code(v)
	}
	for row, code := range c.Codes {
		c.Codes[row] = to[code]
	}
	c.Values = in.values
}

// listed turns a list as JSON or DuckDB writes it, ["A", "B"] or [A, B], into its
// members joined by separator.
func listed(text, separator string) string {
	inner, opens := strings.CutPrefix(text, "[")
	inner, closes := strings.CutSuffix(inner, "]")
	if !opens || !closes {
		return text
	}
	var members []string
	if json.Unmarshal([]byte(text), &members) != nil {
		members = strings.Split(inner, ",")
		for i, m := range members {
			members[i] = strings.Trim(strings.TrimSpace(m), `'"`)
		}
	}
	return strings.Join(members, separator)
}

// canonicalSet sorts the members of a set and drops blanks and repeats, so that
// two sets of the same members are the same text.
func canonicalSet(text, separator string) string {
	if text == "" {
		return ""
	}
	members := strings.Split(listed(text, separator), separator)
	for i := range members {
		members[i] = strings.TrimSpace(members[i])
	}
	slices.Sort(members)
	members = slices.Compact(members)
	if members[0] == "" {
		members = members[1:]
	}
	return strings.Join(members, separator)
}

// frequencies counts the records that hold each code.
func frequencies(codes []uint32, distinct int) []int64 {
	counts := make([]int64, distinct)
	for _, c := range codes {
		counts[c]++
	}
	return counts
}

// derived is a part of a column, such as the district of a postcode, worked out
// once per distinct value.
type derived struct {
	values    []string // distinct texts; values[0] is missing
	separator string   // "" unless the values are sets
	of        []uint32 // code in the source column -> code in values

	encoded  []symbols   // by code, once encode has run
	sketches []sketch    // by code, once encode has run
	days     []int32     // by code, once parseDates has run; noDay when the text is no date
	numbers  []float64   // by code, once parseNumbers has run; NaN when the text is no number
	sets     [][]uint32  // by code, once split has run: codes of the members, ascending
	sounds   [][]string  // by code, once pronounce has run: codes of Double Metaphone
	vectors  [][]float64 // by code, once parseVectors has run
	filters  [][]uint64  // by code, once filters has run: the bits of a keyed encoding
}

// space numbers the characters and the set members of all columns alike, so that
// parts of different columns can be compared with each other.
type space struct {
	bytewise bool // compare bytes, as DuckDB does, and not characters
	alphabet map[rune]uint16
	ascii    [utf8.RuneSelf]uint16 // 1 more than in alphabet; 0 until first seen
	page     symbols               // texts are encoded many to an allocation
	members  *interner
	texts    []symbols // of the members, by code; filled by encodeMembers
}

func newSpace(bytewise bool) *space {
	return &space{bytewise: bytewise, alphabet: map[rune]uint16{}, members: newInterner()}
}

// encode turns every value of d into symbols.
func (s *space) encode(d *derived) {
	if d.encoded != nil {
		return
	}
	d.encoded, d.sketches = make([]symbols, len(d.values)), make([]sketch, len(d.values))
	for i, text := range d.values {
		d.encoded[i] = s.symbols(text)
		d.sketches[i] = sketchOf(d.encoded[i])
	}
}

// symbols numbers characters in order of first sight. Beyond 65,535 different
// characters, more than any column of names holds, later ones share a number.
func (s *space) symbols(text string) symbols {
	if cap(s.page)-len(s.page) < len(text) {
		s.page = make(symbols, 0, max(1<<12, len(text)))
	}
	out := s.page[len(s.page):]
	if s.bytewise {
		for i := range len(text) {
			out = append(out, uint16(text[i]))
		}
	} else {
		for _, r := range text {
			out = append(out, s.symbol(r))
		}
	}
	s.page = s.page[:len(s.page)+len(out)]
	return slices.Clip(out)
}

func (s *space) symbol(r rune) uint16 {
	if r < utf8.RuneSelf && s.ascii[r] > 0 {
		return s.ascii[r] - 1
	}
	code, ok := s.alphabet[r]
	if !ok {
		code = uint16(min(len(s.alphabet), 1<<16-1))
		s.alphabet[r] = code
		if r < utf8.RuneSelf && code < 1<<16-1 {
			s.ascii[r] = code + 1 // found without a map from now on
		}
	}
	return code
}

// split turns every value of d into the codes of its members; a value of a
// column that is no set is a set of one.
func (s *space) split(d *derived) {
	if d.sets != nil {
		return
	}
	d.sets = make([][]uint32, len(d.values))
	for i, text := range d.values {
		if text == "" {
			continue
		}
		members := []string{text}
		if d.separator != "" {
			members = strings.Split(text, d.separator)
		}
		codes := make([]uint32, 0, len(members))
		for _, member := range members {
			if member != "" {
				codes = append(codes, s.members.code(member))
			}
		}
		slices.Sort(codes)
		d.sets[i] = slices.Compact(codes)
	}
}

// encodeMembers turns the members of all sets split so far into symbols.
func (s *space) encodeMembers() {
	for i := len(s.texts); i < len(s.members.values); i++ {
		s.texts = append(s.texts, s.symbols(s.members.values[i]))
	}
}

// share reports whether two ascending sets have a member in common.
func share(a, b []uint32) bool {
	return firstShared(a, b) != missing
}

// firstShared is the smallest code in both ascending sets, or missing.
func firstShared(a, b []uint32) uint32 {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return a[0]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return missing
}
