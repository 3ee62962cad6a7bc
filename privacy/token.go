package privacy

import (
	"crypto/rand"
	"crypto/sha256"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
)

// Token finds a subject again without storing what the supplier calls the child.
type Token [sha256.Size]byte

// SubjectToken is the token of a supplier's child under the primary key. Local ids
// compare without case and outer spaces. Token of an empty local id is not defined:
// use Identifiers.Key first.
func (k *Keys) SubjectToken(supplier, family, localID string) Token {
	return k.tokens.sum(k.tokens.primary(), family, supplier, NormaliseLocalID(localID))
}

// SubjectTokens are the child's tokens under every key, the primary's first: what
// to look for while keys rotate.
func (k *Keys) SubjectTokens(supplier, family, localID string) []Token {
	tokens := make([]Token, len(k.tokens.ids))
	for i, id := range k.tokens.ids {
		tokens[i] = k.tokens.sum(id, family, supplier, NormaliseLocalID(localID))
	}
	return tokens
}

// NormaliseLocalID is a local id as tokens compare it: capitals, no outer spaces.
func NormaliseLocalID(id string) string { return strings.ToUpper(strings.TrimSpace(id)) }

// NewSubjectID mints a subject: a random number (UUID version 4), so it says nothing.
func NewSubjectID() goldset.SubjectID {
	var id goldset.SubjectID
	rand.Read(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Pseudonym stands for a subject in the research zone. It is stored when the subject
// is minted, so a later key changes no pseudonym that is in use.
func (k *Keys) Pseudonym(subject goldset.SubjectID) goldset.Pseudonym {
	sum := k.pseudonyms.sum(k.pseudonyms.primary(), "warehouse", string(subject[:]))
	return goldset.Pseudonym(uuidFrom(sum))
}

// ExtractID stands for a person in one project's extract: two projects share none.
func (k *Keys) ExtractID(project string, person goldset.PersonID) [16]byte {
	return uuidFrom(k.pseudonyms.sum(k.pseudonyms.primary(), "project/"+project, string(person[:])))
}

// uuidFrom keeps 122 bits and marks them as a UUID of version 8 (RFC 9562: vendor's own).
func uuidFrom(sum [sha256.Size]byte) [16]byte {
	id := [16]byte(sum[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// AnswerKey identifies what a finding was about (the rule, the child and the values
// that broke it), so that an explanation given once is found again in the next file.
// After a rotation of the answer keys, earlier explanations are asked for again.
func (k *Keys) AnswerKey(rule, child string, values []string) []byte {
	parts := append([]string{rule, NormaliseLocalID(child), strconv.Itoa(len(values))}, values...)
	sum := k.answers.sum(k.answers.primary(), "finding", parts...)
	return sum[:]
}
