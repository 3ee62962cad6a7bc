package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// ErrSealBroken says that a sealed record or object was changed, moved, cut or
// sealed with another key. Which of these cannot be told.
var ErrSealBroken = errors.New("the seal is broken: changed, moved, cut, or sealed with another key")

// ObjectID names an object of the vault, and with it the data key of a submission.
type ObjectID [16]byte

// NewObjectID is a random id.
func NewObjectID() ObjectID { return ObjectID(NewSubjectID()) }

// String is the id in hexadecimal, which is also its file name.
func (id ObjectID) String() string { return hex.EncodeToString(id[:]) }

// Place is where a sealed record stands. It is not stored with the record: opening
// it elsewhere fails.
type Place struct {
	Zone, Table, Column string
	ID                  []byte
}

func (p Place) append(dst []byte) []byte {
	dst = appendLengthPrefixed(dst, p.Zone)
	dst = appendLengthPrefixed(dst, p.Table)
	dst = appendLengthPrefixed(dst, p.Column)
	return appendLengthPrefixed(dst, p.ID)
}

// DataKey seals what one submission brought: its bytes in the vault and the
// identifier records of its subjects, under keys derived for each use. Destroying
// the wrapped key destroys both. It is safe for concurrent use.
type DataKey struct {
	secret  [32]byte
	records cipher.AEAD
}

// NewDataKey makes a submission's data key and the wrapped form that is stored.
// Only the object that it was made for can use the wrapped form.
func (k *Keys) NewDataKey(object ObjectID) (key *DataKey, wrapped []byte, err error) {
	var secret [32]byte
	rand.Read(secret[:])
	if wrapped, err = k.wrapping.Encrypt(secret[:], wrappingPlace(object)); err != nil {
		return nil, nil, fmt.Errorf("wrap data key: %w", err)
	}
	key, err = newDataKey(secret)
	return key, wrapped, err
}

// UnwrapDataKey reads the wrapped data key of an object.
func (k *Keys) UnwrapDataKey(object ObjectID, wrapped []byte) (*DataKey, error) {
	secret, err := k.wrapping.Decrypt(wrapped, wrappingPlace(object))
	if err != nil || len(secret) != 32 {
		return nil, fmt.Errorf("unwrap data key: %w", ErrSealBroken)
	}
	return newDataKey([32]byte(secret))
}

// RewrapDataKey wraps a data key again with the primary key: rotating costs one
// small record for each submission, and what the data key sealed stays as it is.
func (k *Keys) RewrapDataKey(object ObjectID, wrapped []byte) ([]byte, error) {
	secret, err := k.wrapping.Decrypt(wrapped, wrappingPlace(object))
	if err != nil {
		return nil, fmt.Errorf("rewrap data key: %w", ErrSealBroken)
	}
	again, err := k.wrapping.Encrypt(secret, wrappingPlace(object))
	if err != nil {
		return nil, fmt.Errorf("rewrap data key: %w", err)
	}
	return again, nil
}

func wrappingPlace(object ObjectID) []byte {
	return Place{Zone: "intake", Table: "submission", Column: "data_key", ID: object[:]}.append(nil)
}

func newDataKey(secret [32]byte) (*DataKey, error) {
	d := &DataKey{secret: secret}
	key, err := d.derive(nil, "goldset/record/v1")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("data key: %w", err)
	}
	if d.records, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, fmt.Errorf("data key: %w", err)
	}
	return d, nil
}

func (d *DataKey) derive(salt []byte, info string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, d.secret[:], salt, info, 32)
	if err != nil {
		return nil, fmt.Errorf("derive from data key: %w", err)
	}
	return key, nil
}

// Seal appends the sealed plaintext to dst (AES-256-GCM, random nonce, 28 bytes
// more than the plaintext), bound to its place.
func (d *DataKey) Seal(dst, plaintext []byte, at Place) []byte {
	return d.records.Seal(dst, nil, plaintext, at.append(make([]byte, 0, 96))) //nolint:gosec // the cipher draws its own nonce and takes none
}

// Open appends the plaintext of what Seal sealed for the same place to dst.
func (d *DataKey) Open(dst, sealed []byte, at Place) ([]byte, error) {
	plaintext, err := d.records.Open(dst, nil, sealed, at.append(make([]byte, 0, 96)))
	if err != nil {
		return nil, ErrSealBroken // the cipher's own message adds nothing
	}
	return plaintext, nil
}
