package ingest

import (
	"fmt"
	"regexp/syntax"
	"strings"
)

// patternWords says in words what text a pattern of a layout takes: [0-9]{3}|WAL is
// "3 digits or WAL". What has no words is left as "text".
func patternWords(pattern string) string {
	var choices []string
	for _, part := range alternatives(pattern) {
		re, err := syntax.Parse(part, syntax.Perl)
		if err != nil { // the layouts' tests compile every pattern
			return "text"
		}
		choices = append(choices, strings.TrimSpace(wordsOf(re)))
	}
	return strings.Join(choices, " or ")
}

// alternatives splits a pattern at the bars outside brackets. The parser would
// factor what they have in common: NUK|NIR is no two words to it.
func alternatives(pattern string) (parts []string) {
	depth, from := 0, 0
	for i, c := range pattern {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '|':
			if depth == 0 {
				parts = append(parts, pattern[from:i])
				from = i + 1
			}
		}
	}
	return append(parts, pattern[from:])
}

func wordsOf(re *syntax.Regexp) string {
	switch re.Op { // layouts use no others; they are text
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCapture:
		return wordsOf(re.Sub[0])
	case syntax.OpCharClass:
		return "1 " + classWord(re.Rune, 1)
	case syntax.OpRepeat:
		return countOf(re)
	case syntax.OpConcat:
		var parts []string
		for _, sub := range re.Sub {
			if words := wordsOf(sub); words != "" {
				parts = append(parts, words)
			}
		}
		return strings.Join(parts, ", then ")
	case syntax.OpAlternate:
		var parts []string
		for _, sub := range re.Sub {
			parts = append(parts, wordsOf(sub))
		}
		return strings.Join(parts, " or ")
	case syntax.OpStar:
		return "any text"
	default:
		return "text"
	}
}

func countOf(re *syntax.Regexp) string {
	word := "text"
	if sub := re.Sub[0]; sub.Op == syntax.OpCharClass {
		word = classWord(sub.Rune, re.Max)
	}
	switch {
	case re.Min == re.Max:
		return fmt.Sprintf("%d %s", re.Min, word)
	case re.Max < 0:
		return fmt.Sprintf("%d or more %s", re.Min, word)
	case re.Min == 0:
		return fmt.Sprintf("up to %d %s", re.Max, word)
	default:
		return fmt.Sprintf("%d to %d %s", re.Min, re.Max, word)
	}
}

// classWord names a class of characters, of which there may be n.
func classWord(ranges []rune, n int) string {
	digits, capitals, small := false, false, false
	for i := 0; i+1 < len(ranges); i += 2 {
		lo, hi := ranges[i], ranges[i+1]
		digits = digits || lo <= '0' && hi >= '9'
		capitals = capitals || lo <= 'A' && hi >= 'Z'
		small = small || lo <= 'a' && hi >= 'z'
	}
	one := "character"
	switch {
	case digits && capitals && small:
		one = "letter or digit"
	case digits && capitals:
		one = "capital letter or digit"
	case digits:
		one = "digit"
	case capitals && small:
		one = "letter"
	case capitals:
		one = "capital letter"
	}
	if n != 1 {
		one = strings.ReplaceAll(one, " or ", "s or ") + "s"
	}
	return one + signsOf(ranges)
}

// signNames are the signs that patterns let in beside letters and digits.
var signNames = []struct {
	sign rune
	name string
}{{'-', "hyphen"}, {' ', "space"}, {'_', "underscore"}, {'/', "slash"}, {'.', "full stop"}, {'\'', "apostrophe"}}

// signsOf names the signs of a class, " or hyphen".
func signsOf(ranges []rune) string {
	var text strings.Builder
	for _, s := range signNames {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= s.sign && s.sign <= ranges[i+1] {
				text.WriteString(" or " + s.name)
			}
		}
	}
	return text.String()
}
