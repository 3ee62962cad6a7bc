package linkage

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// stepMaker checks a step's arguments and returns what the step does to one text.
// A result of "" is a missing value.
type stepMaker struct {
	usage string
	args  int // how many at most
	make  func(args []string) (func(string) string, error)
}

func plain(f func(string) string) func([]string) (func(string) string, error) {
	return func([]string) (func(string) string, error) { return f, nil }
}

// steps are the functions that make a part.
var steps = map[string]stepMaker{
	"lower":             {"lower(part)", 0, plain(strings.ToLower)},
	"upper":             {"upper(part)", 0, plain(strings.ToUpper)},
	"trim":              {"trim(part)", 0, plain(strings.TrimSpace)},
	"fold":              {"fold(part)", 0, plain(Fold)},
	"first_word":        {"first_word(part)", 0, plain(firstWord)},
	"sorted_words":      {"sorted_words(part)", 0, plain(sortedWords)},
	"soundex":           {"soundex(part)", 0, plain(Soundex)},
	"double_metaphone":  {"double_metaphone(part)", 0, plain(func(t string) string { code, _ := DoubleMetaphone(t); return code })},
	"year":              {"year(part)", 0, plain(func(t string) string { return dateField(t, 0, 4) })},
	"month_day":         {"month_day(part)", 0, plain(func(t string) string { return dateField(t, 5, 10) })},
	"postcode_sector":   {"postcode_sector(part)", 0, plain(func(t string) string { return postcodePart(t, 2) })},
	"postcode_district": {"postcode_district(part)", 0, plain(func(t string) string { return postcodePart(t, 1) })},
	"postcode_area":     {"postcode_area(part)", 0, plain(func(t string) string { return postcodePart(t, 0) })},
	"substr":            {"substr(part, from, length)", 2, makeSubstr},
	"regexp":            {"regexp(part, 'pattern', group)", 2, makeRegexp},
	"nullif":            {"nullif(part, 'text')", 1, makeNullif},
	"date":              {"date(part, '%Y-%m-%d')", 1, makeDate},
}

func checkStep(s Step) error {
	_, err := s.compile()
	return err
}

func (s Step) compile() (func(string) string, error) {
	m, ok := steps[s.Func]
	if !ok {
		return nil, fmt.Errorf("there is no function %q of a part; there are %s", s.Func, sortedKeys(steps))
	}
	if len(s.Args) > m.args {
		return nil, fmt.Errorf("%s has %d arguments too many: write %s", s.Func, len(s.Args)-m.args, m.usage)
	}
	f, err := m.make(s.Args)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: write %s", s.Func, err, m.usage)
	}
	return f, nil
}

func sortedKeys[T any](m map[string]T) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

func makeSubstr(args []string) (func(string) string, error) {
	if len(args) != 2 {
		return nil, errors.New("it takes where to start, from 1, and how many characters")
	}
	from, err := strconv.Atoi(args[0])
	length, errLength := strconv.Atoi(args[1])
	if err != nil || errLength != nil || from < 1 || length < 1 {
		return nil, errors.New("the start and the length are whole numbers from 1")
	}
	return func(text string) string { return substr(text, from-1, length) }, nil
}

// substr is length characters of text after the first skip.
func substr(text string, skip, length int) string {
	for ; skip > 0 && text != ""; skip-- {
		_, size := utf8.DecodeRuneInString(text)
		text = text[size:]
	}
	end := 0
	for ; length > 0 && end < len(text); length-- {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return text[:end]
}

func makeRegexp(args []string) (func(string) string, error) {
	if len(args) == 0 {
		return nil, errors.New("it takes a pattern")
	}
	re, err := regexp.Compile(args[0])
	if err != nil {
		return nil, err
	}
	group := 0
	if len(args) == 2 {
		if group, err = strconv.Atoi(args[1]); err != nil || group < 0 || group > re.NumSubexp() {
			return nil, fmt.Errorf("the pattern has no group %q", args[1])
		}
	}
	return func(text string) string {
		if found := re.FindStringSubmatch(text); found != nil {
			return found[group]
		}
		return ""
	}, nil
}

func makeNullif(args []string) (func(string) string, error) {
	if len(args) != 1 {
		return nil, errors.New("it takes the text that stands for a missing value")
	}
	return func(text string) string {
		if text == args[0] {
			return ""
		}
		return text
	}, nil
}

// makeDate keeps texts that are dates in the given strptime format, in ISO form.
func makeDate(args []string) (func(string) string, error) {
	format := "%Y-%m-%d"
	if len(args) == 1 {
		format = args[0]
	}
	layout, err := goLayout(format)
	if err != nil {
		return nil, err
	}
	return func(text string) string { return isoDate(text, layout) }, nil
}

func dateField(text string, from, to int) string {
	if len(text) < to {
		return ""
	}
	return text[from:to]
}

// Fold brings a name to the form in which spellings compare: lower case, no
// accents, and anything but letters and digits a single space.
func Fold(text string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == 'ʼ':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		default:
			space = true
		}
	}
	return b.String()
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return word
}

func sortedWords(text string) string {
	words := strings.Fields(text)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// Soundex is the American Soundex code of a name's Latin letters: R163 for
// Robert and Rupert; "" when there are none.
func Soundex(text string) string {
	const codes = "01230120022455012623010202" // a to z; h and w are skipped below
	out := make([]byte, 0, 4)
	last := byte('0')
	for _, r := range strings.ToLower(norm.NFKD.String(text)) {
		if r < 'a' || r > 'z' {
			continue
		}
		code := codes[r-'a']
		switch {
		case len(out) == 0:
			out = append(out, byte(unicode.ToUpper(r)))
		case r == 'h' || r == 'w':
			continue
		case code != '0' && code != last:
			out = append(out, code)
		}
		last = code
		if len(out) == 4 {
			break
		}
	}
	if len(out) == 0 {
		return ""
	}
	return (string(out) + "000")[:4]
}

// postcodePart is a British postcode's area (0), district (1) or sector (2),
// whatever its spacing and case; "" when text is too short to be one.
func postcodePart(text string, part int) string {
	compact := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if len(compact) < 5 {
		return ""
	}
	outward := compact[:len(compact)-3]
	switch part {
	case 0:
		n := strings.IndexAny(outward, "0123456789")
		return outward[:max(n, 0)]
	case 1:
		return outward
	default:
		return outward + " " + compact[len(compact)-3:len(compact)-2]
	}
}
