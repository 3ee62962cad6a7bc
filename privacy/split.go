package privacy

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// AreaOf names the small area of a normalised postcode, "" when it is not known.
type AreaOf func(postcode string) string

// Splitter divides the rows of one table by the class of its fields. It is decided
// once, from the layout, what goes where; Split only follows.
type Splitter struct {
	fields   []goldset.Field
	research []researchColumn
	identity []identityColumn
	local    int // index of the local id, or -1
	area     AreaOf
}

type researchColumn struct {
	from    int // index in Row.Values
	coarsen goldset.Coarsen
}

type identityColumn struct {
	from    int
	kind    goldset.Identifier
	instead *reference.CodeList // codes that may stand in place of an identifier
}

// NewSplitter decides for every field of t. Identity and dropped fields never reach
// the research side; a dropped field does not reach the identity side either.
func NewSplitter(t *goldset.Table, area AreaOf) *Splitter {
	s := &Splitter{local: t.IndexOf(goldset.IdentifierLocalID), area: area}
	for i := range t.Fields {
		f := t.Fields[i]
		if f.InResearch() {
			s.fields = append(s.fields, f)
			s.research = append(s.research, researchColumn{from: i, coarsen: f.Coarsen})
		}
		if f.Class != goldset.ClassDrop && f.Identifier != goldset.IdentifierNone {
			s.identity = append(s.identity, identityColumn{from: i, kind: f.Identifier, instead: insteadOf(f)})
		}
	}
	return s
}

// insteadOf is the list of codes that say why an identifier is not given: the UN1 of
// a child who has no UPN yet must not link her to every other such child.
func insteadOf(f goldset.Field) *reference.CodeList {
	if f.Type == goldset.TypeCode || f.Codes == "" {
		return nil
	}
	list, _ := reference.Codes(f.Codes)
	return list
}

// Fields are the research columns, in the order of Split's values.
func (s *Splitter) Fields() []goldset.Field { return s.fields }

// Identifies reports whether rows of the table say anything about who a child is.
func (s *Splitter) Identifies() bool { return len(s.identity) > 0 }

// Split appends the row's research values to dst and adds its identifiers to id,
// which may be nil. Values of dst may share memory with the row.
func (s *Splitter) Split(row *goldset.Row, dst []string, id *Identifiers) []string {
	for _, c := range s.research {
		dst = append(dst, s.blunt(row.Values[c.from], c.coarsen))
	}
	if id != nil {
		for _, c := range s.identity {
			if value := row.Values[c.from]; value != "" && (c.instead == nil || !c.instead.Has(value)) {
				id.Add(c.kind, value)
			}
		}
	}
	return dst
}

func (s *Splitter) blunt(value string, how goldset.Coarsen) string {
	switch {
	case value == "" || how == goldset.CoarsenNone:
		return value
	case how == goldset.CoarsenMonth:
		return monthOf(value)
	case how == goldset.CoarsenArea && s.area != nil:
		return s.area(NormalisePostcode(value))
	default:
		return ""
	}
}

// monthOf is the first of an ISO date's month. What is no ISO date is dropped: a
// text that was not understood might be anything.
func monthOf(date string) string {
	if len(date) != len("2006-01-02") || date[4] != '-' || date[7] != '-' {
		return ""
	}
	for i := range len(date) {
		if i != 4 && i != 7 && (date[i] < '0' || date[i] > '9') {
			return ""
		}
	}
	return date[:8] + "01"
}

// LocalID is what tells the row's child from the supplier's others: the local id,
// else the UPN, else a digest of what identifiers there are; "" when there is none.
// It is identity: turn it into a token at once.
func (s *Splitter) LocalID(row *goldset.Row) string {
	if row.LocalID != "" {
		return row.LocalID
	}
	if s.local >= 0 && row.Values[s.local] != "" {
		return row.Values[s.local]
	}
	var id Identifiers
	s.Split(row, nil, &id)
	if id.UPN != "" {
		return "upn:" + id.UPN
	}
	encoded := id.Append(nil)
	if len(encoded) == 0 {
		return ""
	}
	sum := sha256.Sum256(encoded)
	return "digest:" + hex.EncodeToString(sum[:])
}
