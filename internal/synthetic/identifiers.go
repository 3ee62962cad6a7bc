package synthetic

import (
	"errors"
	"fmt"
	"strconv"
)

// postcodeAreas are letters that pass the national postcode pattern and that Royal
// Mail has given to no place: no made-up postcode exists.
var postcodeAreas = []string{
	"AC", "AE", "AF", "AG", "AH", "AK", "AM", "AN", "AP", "AR", "AS", "AT", "AU", "AW", "AY", "BC", "BE", "BG", "BK",
	"BM", "BP", "BU", "BW", "BY", "CC", "CD", "CE", "CG", "CK", "CL", "CN", "CP", "CS", "CU", "CY", "DB", "DC", "DF", "DK",
	"DM", "DP", "DR", "DS", "DU", "DW", "EA", "EB", "ED", "EF", "EG", "EK", "EL", "EM", "EP", "ER", "ES", "ET", "EU", "EW",
	"FA", "FB", "FC", "FD", "FE", "FG", "FH", "FL", "FM", "FN", "FP", "FR", "FS", "FT", "FU", "FW", "GA", "GB", "GC", "GD",
}

// inwardLetters are those Royal Mail uses in the second half of a postcode.
const inwardLetters = "ABDEFGHJLNPQRSTUWXYZ"

// postcode writes the n-th postcode of authority a, such as AC1 4BD.
func (e *England) postcode(a int32, n int32) string {
	au := &e.authorities[a]
	unit := int(n) % 400
	sector := int(n) / 400 % 9
	district := au.district + int(n)/3600
	b := append(make([]byte, 0, 8), au.letters...)
	b = strconv.AppendInt(b, int64(district), 10)
	b = append(b, ' ', byte('1'+sector), inwardLetters[unit/20], inwardLetters[unit%20])
	return string(b)
}

// areaCode names a small area in the manner of an ONS code, in a range ONS has not
// reached.
func areaCode(i int32) string { return fmt.Sprintf("E019%05d", i) }

// upnLetters are the check letters of a UPN, by remainder: no I, O or S.
const upnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

// upn is the unique pupil number that a school gives: check letter, authority,
// establishment, year, serial. A temporary one ends in a letter.
func upn(authorityCode string, estab, year, serial int, temporary bool) string {
	b := make([]byte, 13)
	digits := fmt.Sprintf("%s%04d%02d%03d", authorityCode, estab, year%100, serial%1000)
	copy(b[1:], digits)
	if temporary {
		b[12] = upnLetters[serial%10]
	}
	sum := 0
	for i := 1; i < 13; i++ {
		sum += (i + 1) * upnValue(b[i])
	}
	b[0] = upnLetters[sum%23]
	return string(b)
}

func upnValue(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	for i := range len(upnLetters) {
		if upnLetters[i] == c {
			return i
		}
	}
	return 0
}

// errNoNHSNumbers is returned when the test range is used up.
var errNoNHSNumbers = errors.New("the NHS test range 999 has no more valid numbers: make up fewer children")

// nhsNumbers gives out numbers of the range 999, which the NHS keeps for tests: the
// check digit is right and nobody has one.
type nhsNumbers struct {
	next int
	seed uint64
}

func (n *nhsNumbers) take() (string, error) {
	for n.next < 1_000_000 {
		// a bijection on six digits, so that neighbours do not look alike
		six := (n.next*617_323 + int(n.seed%1_000_000)) % 1_000_000
		n.next++
		if number, ok := nhsNumber(six); ok {
			return number, nil
		}
	}
	return "", errNoNHSNumbers
}

// nhsNumber is 999, the six digits and the modulus 11 check digit; not every six
// digits have one.
func nhsNumber(six int) (string, bool) {
	b := fmt.Appendf(nil, "999%06d", six)
	sum := 0
	for i, c := range b {
		sum += (10 - i) * int(c-'0')
	}
	check := (11 - sum%11) % 11
	if check == 10 {
		return "", false
	}
	return string(append(b, byte('0'+check))), true
}

// localChildID is an authority's own child id: letters and digits only, at most 20
// (CIN rules 1570 and 1580), in the style of its case management system.
func localChildID(authorityIndex, serial int) string {
	mixed := (serial*7_919 + 104_729*(authorityIndex+1)) % 10_000_000 // 7,919 is coprime to 10^7
	switch authorityIndex % 3 {
	case 0:
		return strconv.Itoa(10_000_000 + mixed)
	case 1:
		return fmt.Sprintf("P%07d", mixed)
	default:
		return fmt.Sprintf("CH%07dX", mixed)
	}
}
