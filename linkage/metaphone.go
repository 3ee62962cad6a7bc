package linkage

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// metaphoneLength is how long a code grows, as Philips has it.
const metaphoneLength = 4

// DoubleMetaphone gives the codes of how a name may sound in English, after
// Lawrence Philips (C/C++ Users Journal, June 2000): SM0 and XMT for Smith. The
// two are equal where there is one way to say it, and "" for a text without Latin
// letters.
func DoubleMetaphone(text string) (primary, alternate string) {
	m := metaphone{text: latinCapitals(text)}
	m.slavic = strings.ContainsAny(m.text, "WK") || strings.Contains(m.text, "CZ") || strings.Contains(m.text, "WITZ")
	if m.at(0, "GN", "KN", "PN", "WR", "PS") {
		m.here = 1
	}
	for m.here < len(m.text) && (len(m.primary) < metaphoneLength || len(m.alternate) < metaphoneLength) {
		m.here += m.letter()
	}
	return string(m.primary[:min(len(m.primary), metaphoneLength)]), string(m.alternate[:min(len(m.alternate), metaphoneLength)])
}

// latinCapitals drops accents and turns a cedilla into the S that it stands for.
func latinCapitals(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.NewReplacer("ç", "s", "Ç", "S").Replace(norm.NFC.String(strings.TrimSpace(text)))) {
		r = unicode.ToUpper(r)
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r))
		case r == ' ':
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// soundsAlike reports whether two names share a code of Double Metaphone.
func soundsAlike(a, b []string) bool {
	return slices.ContainsFunc(a, func(code string) bool { return slices.Contains(b, code) })
}

func metaphoneCodes(text string) []string {
	primary, alternate := DoubleMetaphone(text)
	switch {
	case primary == "" && alternate == "":
		return nil
	case primary == alternate || alternate == "":
		return []string{primary}
	case primary == "":
		return []string{alternate}
	}
	return []string{primary, alternate}
}

// metaphone is a name on its way to its codes.
type metaphone struct {
	text               string
	here               int
	slavic             bool
	primary, alternate []byte
}

// at reports whether one of the texts stands at place.
func (m *metaphone) at(place int, texts ...string) bool {
	if place < 0 || place > len(m.text) {
		return false
	}
	for _, t := range texts {
		if strings.HasPrefix(m.text[place:], t) {
			return true
		}
	}
	return false
}

// is reports whether the letter at offset from here is one of letters.
func (m *metaphone) is(offset int, letters string) bool {
	i := m.here + offset
	return i >= 0 && i < len(m.text) && strings.IndexByte(letters, m.text[i]) >= 0
}

func (m *metaphone) vowel(place int) bool {
	return place >= 0 && place < len(m.text) && strings.IndexByte("AEIOUY", m.text[place]) >= 0
}

func (m *metaphone) last() bool { return m.here == len(m.text)-1 }

// germanic reports whether the name begins as German and Dutch ones do.
func (m *metaphone) germanic() bool { return m.at(0, "VAN ", "VON ", "SCH") }

// add appends to both codes, or to each its own.
func (m *metaphone) add(primary string, alternate ...string) {
	m.primary = append(m.primary, primary...)
	if len(alternate) > 0 {
		primary = alternate[0]
	}
	m.alternate = append(m.alternate, primary...)
}

// simple are the letters that always sound alike, doubled or not.
var simple = map[byte]string{'B': "P", 'F': "F", 'K': "K", 'N': "N", 'Q': "K", 'V': "F"}

// letter adds the sound of the letter at hand and says how many letters it took.
func (m *metaphone) letter() int {
	c := m.text[m.here]
	if sound, ok := simple[c]; ok {
		m.add(sound)
		return 1 + m.doubled(string(c))
	}
	switch c {
	case 'A', 'E', 'I', 'O', 'U', 'Y':
		if m.here == 0 {
			m.add("A")
		}
	case 'C':
		return m.letterC()
	case 'D':
		return m.letterD()
	case 'G':
		return m.letterG()
	case 'H':
		return m.letterH()
	case 'J':
		return m.letterJ()
	case 'L':
		return m.letterL()
	case 'M':
		return m.letterM()
	case 'P':
		return m.letterP()
	case 'R':
		return m.letterR()
	case 'S':
		return m.letterS()
	case 'T':
		return m.letterT()
	case 'W':
		return m.letterW()
	case 'X':
		return m.letterX()
	case 'Z':
		return m.letterZ()
	}
	return 1
}

// doubled is 1 when the next letter is one of letters and is silent.
func (m *metaphone) doubled(letters string) int {
	if m.is(1, letters) {
		return 1
	}
	return 0
}

// pronounce works out how every value of d may sound.
func (s *space) pronounce(d *derived) error {
	if d.sounds != nil {
		return nil
	}
	d.sounds = make([][]string, len(d.values))
	for i, text := range d.values {
		d.sounds[i] = metaphoneCodes(text)
	}
	return nil
}
