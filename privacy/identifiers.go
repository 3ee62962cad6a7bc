package privacy

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// maxRepeats bounds how many postcodes, schools and former UPNs a record keeps.
const maxRepeats = 16

// Identifiers is what one source knows of who a subject is. Texts are canonical:
// dates ISO, "" is missing. It lives in memory and sealed, nowhere else.
type Identifiers struct {
	LocalID           string // the supplier's own
	Forename          string
	MiddleName        string
	Surname           string
	FormerSurname     string
	BirthDate         string
	ExpectedBirthDate string // of a child not yet born
	DeathDate         string
	Sex               string
	Ethnicity         string
	UPN               string
	NHSNumber         string
	ULN               string
	Barrier           string   // "C" identity closed, "N" new identity, at adoption or protection
	FormerUPNs        []string // without UPN
	Postcodes         []string // normalised, the newest first
	Schools           []string
}

// text is where a single-valued identifier is kept; nil for those that repeat.
func (id *Identifiers) text(kind goldset.Identifier) *string {
	switch kind {
	case goldset.IdentifierLocalID:
		return &id.LocalID
	case goldset.IdentifierForename:
		return &id.Forename
	case goldset.IdentifierMiddleName:
		return &id.MiddleName
	case goldset.IdentifierSurname:
		return &id.Surname
	case goldset.IdentifierFormerSurname:
		return &id.FormerSurname
	case goldset.IdentifierBirthDate:
		return &id.BirthDate
	case goldset.IdentifierExpectedBirth:
		return &id.ExpectedBirthDate
	case goldset.IdentifierDeathDate:
		return &id.DeathDate
	case goldset.IdentifierSex:
		return &id.Sex
	case goldset.IdentifierEthnicity:
		return &id.Ethnicity
	case goldset.IdentifierUPN:
		return &id.UPN
	case goldset.IdentifierNHSNumber:
		return &id.NHSNumber
	case goldset.IdentifierULN:
		return &id.ULN
	case goldset.IdentifierIdentityBarrier:
		return &id.Barrier
	default:
		return nil
	}
}

func (id *Identifiers) list(kind goldset.Identifier) *[]string {
	switch kind {
	case goldset.IdentifierFormerUPN:
		return &id.FormerUPNs
	case goldset.IdentifierPostcode:
		return &id.Postcodes
	case goldset.IdentifierSchool:
		return &id.Schools
	default:
		return nil
	}
}

// Add takes one value of a row. The last value of a file holds where only one can,
// but a local id stays, for the subject's token is made of it; a UPN that gives way
// to another is kept as a former one. It copies the text, so a reused row may be
// passed.
func (id *Identifiers) Add(kind goldset.Identifier, value string) {
	if value == "" {
		return
	}
	if kind == goldset.IdentifierPostcode {
		value = NormalisePostcode(value)
	}
	if list := id.list(kind); list != nil {
		addOnce(list, value)
		return
	}
	text := id.text(kind)
	if text == nil || *text == value || kind == goldset.IdentifierLocalID && id.LocalID != "" {
		return
	}
	if kind == goldset.IdentifierUPN && id.UPN != "" {
		addOnce(&id.FormerUPNs, id.UPN)
	}
	*text = strings.Clone(value)
}

func addOnce(list *[]string, value string) {
	if value == "" || len(*list) >= maxRepeats || slices.Contains(*list, value) {
		return
	}
	*list = append(*list, strings.Clone(value))
}

// Merge fills id with what an older record of the same subject knew: newer values
// stand, older postcodes, schools and UPNs are kept behind them, and a surname that
// gave way becomes the former one.
func (id *Identifiers) Merge(older *Identifiers) {
	if older.Surname != "" && id.Surname != "" && older.Surname != id.Surname && id.FormerSurname == "" {
		id.FormerSurname = older.Surname
	}
	if id.UPN != "" && older.UPN != id.UPN {
		addOnce(&id.FormerUPNs, older.UPN)
	}
	for _, kind := range singleKinds {
		if text := id.text(kind); *text == "" {
			*text = *older.text(kind)
		}
	}
	for _, kind := range repeatedKinds {
		for _, value := range *older.list(kind) {
			addOnce(id.list(kind), value)
		}
	}
	id.FormerUPNs = slices.DeleteFunc(id.FormerUPNs, func(upn string) bool { return upn == id.UPN })
}

// The order of these lists is the stored tag of each kind, from 1: only append.
var (
	singleKinds = []goldset.Identifier{
		goldset.IdentifierLocalID, goldset.IdentifierForename, goldset.IdentifierMiddleName,
		goldset.IdentifierSurname, goldset.IdentifierFormerSurname, goldset.IdentifierBirthDate,
		goldset.IdentifierExpectedBirth, goldset.IdentifierSex, goldset.IdentifierEthnicity,
		goldset.IdentifierUPN, goldset.IdentifierNHSNumber, goldset.IdentifierULN,
		goldset.IdentifierIdentityBarrier, goldset.IdentifierDeathDate,
	}
	repeatedKinds = []goldset.Identifier{
		goldset.IdentifierFormerUPN, goldset.IdentifierPostcode, goldset.IdentifierSchool,
	}
)

// repeatedTag is added to the tags of repeated kinds.
const repeatedTag = 64

// Append appends the record's encoding to dst: for each value a tag, its length and
// its text.
func (id *Identifiers) Append(dst []byte) []byte {
	for i, kind := range singleKinds {
		if text := *id.text(kind); text != "" {
			dst = appendLengthPrefixed(append(dst, byte(i+1)), text)
		}
	}
	for i, kind := range repeatedKinds {
		for _, value := range *id.list(kind) {
			dst = appendLengthPrefixed(append(dst, byte(repeatedTag+i+1)), value)
		}
	}
	return dst
}

var errIdentifiersFormat = errors.New("identifier record: not in its format")

// ParseIdentifiers reads what Append wrote. It copies the bytes once.
func ParseIdentifiers(encoded []byte) (Identifiers, error) {
	var id Identifiers
	text, rest := string(encoded), encoded
	for len(rest) > 0 {
		tag := int(rest[0])
		length, n := binary.Uvarint(rest[1:])
		if n <= 0 || length > uint64(len(rest)-1-n) {
			return Identifiers{}, errIdentifiersFormat
		}
		start := len(text) - len(rest) + 1 + n
		value := text[start : start+int(length)]
		if !id.set(tag, value) {
			return Identifiers{}, errIdentifiersFormat
		}
		rest = rest[1+n+int(length):]
	}
	return id, nil
}

func (id *Identifiers) set(tag int, value string) bool {
	switch {
	case tag >= 1 && tag <= len(singleKinds):
		*id.text(singleKinds[tag-1]) = value
	case tag > repeatedTag && tag <= repeatedTag+len(repeatedKinds):
		list := id.list(repeatedKinds[tag-repeatedTag-1])
		if len(*list) >= maxRepeats {
			return false
		}
		*list = append(*list, value)
	default:
		return false
	}
	return true
}

// NormalisePostcode writes a postcode without spaces and in capitals, so that two
// spellings compare and look up as one.
func NormalisePostcode(postcode string) string {
	return strings.ToUpper(strings.Join(strings.Fields(postcode), ""))
}
