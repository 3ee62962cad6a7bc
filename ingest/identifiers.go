package ingest

import (
	"errors"
	"strings"
)

// What can be wrong with an identifier. The errors hold no value.
var (
	ErrFormat      = errors.New("is not written as it should be")
	ErrCheckLetter = errors.New("has a check letter that does not fit its other characters")
	ErrCheckDigit  = errors.New("has a check digit that does not fit its other digits")
)

// upnLetters are the check letters by remainder; I, O and S are left out
// (Department for Education, unique pupil numbers guide).
const upnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

// CheckUPN reports what is wrong with a unique pupil number: a check letter,
// eleven digits, and a digit (permanent) or a letter (temporary). The letter is
// the sum over positions 2 to 13 of value times position, modulo 23.
func CheckUPN(text string) error {
	if len(text) != 13 || strings.IndexByte(upnLetters, text[0]) < 0 {
		return ErrFormat
	}
	sum := 0
	for i := 1; i < 13; i++ {
		value := int(text[i] - '0')
		if text[i] < '0' || text[i] > '9' {
			if value = strings.IndexByte(upnLetters, text[i]); value < 0 || i != 12 {
				return ErrFormat
			}
		}
		sum += value * (i + 1)
	}
	if upnLetters[sum%23] != text[0] {
		return ErrCheckLetter
	}
	return nil
}

// CheckNHSNumber reports what is wrong with an NHS number: ten digits, which may
// be grouped by spaces, weights 10 to 2, check digit 11 less the remainder modulo
// 11, where 11 counts as 0 and 10 never occurs (NHS Data Dictionary). One digit
// repeated can pass that sum; see repeated.
func CheckNHSNumber(text string) error {
	text = strings.ReplaceAll(text, " ", "")
	sum, err := weighted(text)
	if err != nil {
		return err
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	if check != int(text[9]-'0') {
		return ErrCheckDigit
	}
	return nil
}

// repeated reports whether an NHS number is one digit ten times, which passes the
// check sum at times and is nobody's.
func repeated(text string) bool {
	return len(text) == 10 && strings.Count(text, text[:1]) == 10
}

// CheckULN reports what is wrong with a unique learner number: ten digits, the
// same weights, check digit 10 less the remainder, which is never 0 (Learning
// Records Service, ULN validation, version 3).
func CheckULN(text string) error {
	sum, err := weighted(text)
	if err != nil {
		return err
	}
	if sum%11 == 0 || 10-sum%11 != int(text[9]-'0') {
		return ErrCheckDigit
	}
	return nil
}

// weighted is the sum of the first nine of ten digits, weighted 10 down to 2.
func weighted(text string) (int, error) {
	if len(text) != 10 {
		return 0, ErrFormat
	}
	sum := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, ErrFormat
		}
		if i < 9 {
			sum += int(text[i]-'0') * (10 - i)
		}
	}
	return sum, nil
}
