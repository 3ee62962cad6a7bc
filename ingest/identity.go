package ingest

import (
	"errors"
	"strings"

	"github.com/goldset/goldset"
)

// readIdentifier reads a number that names a child. One that is wrong stays as it
// came: a slip of the pen can still be weighed by linkage.
func (c *cellCheck) readIdentifier(text string) (string, problem) {
	if c.codes != nil && c.codes.Has(text) { // a reason in place of the number
		return text, problemNone
	}
	var err error
	switch c.field.Type {
	case goldset.TypeNHSNumber:
		text = strings.ReplaceAll(text, " ", "")
		if err = CheckNHSNumber(text); err == nil && repeated(text) {
			return "", problemNumber
		}
	case goldset.TypeULN:
		err = CheckULN(text)
	default:
		err = CheckUPN(text)
	}
	switch {
	case err == nil, c.ruled && c.judged(err, text):
		return text, problemNone
	case errors.Is(err, ErrFormat):
		return text, problemUnreadable
	}
	return text, problemNumber
}

// judged reports that a numbered rule of the census tells what is wrong with a
// UPN, so that the cell's own check need not.
func (c *cellCheck) judged(err error, text string) bool {
	if c.field.Identifier == goldset.IdentifierFormerUPN {
		return !upnForm(text)
	}
	return len(text) == 13 && (errors.Is(err, ErrFormat) || allDigits(text[1:]))
}

// readPostcode writes a postcode in capitals with one space before the last three
// characters. Form only: whether it exists is for the reference set to say.
func readPostcode(text string) (string, problem) {
	var b [7]byte
	n := 0
	for i := range len(text) {
		ch := text[i]
		if ch == ' ' {
			continue
		}
		if ch >= 'a' && ch <= 'z' {
			ch -= 'a' - 'A'
		}
		if n == len(b) || !isLetter(ch) && !isDigit(ch) {
			return text, problemUnreadable
		}
		b[n] = ch
		n++
	}
	if n < 5 || !postcodeForm(b[:n]) {
		return text, problemUnreadable
	}
	if out := n - 3; len(text) == n+1 && text[out] == ' ' && text[:out] == string(b[:out]) && text[out+1:] == string(b[out:n]) {
		return text, problemNone
	}
	return string(b[:n-3]) + " " + string(b[n-3:n]), problemNone
}

// postcodeForm is A9, A99, AA9, AA99, A9A or AA9A, then 9AA.
func postcodeForm(p []byte) bool {
	out, in := p[:len(p)-3], p[len(p)-3:]
	if !isDigit(in[0]) || !isLetter(in[1]) || !isLetter(in[2]) || !isLetter(out[0]) {
		return false
	}
	rest := out[1:]
	if isLetter(rest[0]) {
		rest = rest[1:]
	}
	switch len(rest) {
	case 1:
		return isDigit(rest[0])
	case 2:
		return isDigit(rest[0]) && (isDigit(rest[1]) || isLetter(rest[1]))
	}
	return false
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
