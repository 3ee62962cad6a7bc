package portal

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Argon2id at 64 MiB and one pass, the first choice of RFC 9106 section 4 cut to
// what a sign-in may cost on two cores (about 50 ms).
const (
	argonMemory  = 64 * 1024 // KiB
	argonTime    = 1
	argonThreads = 2
	argonKey     = 32
	argonSalt    = 16
)

// hashingAtOnce bounds the memory that parallel sign-ins can take: 64 MiB each.
const hashingAtOnce = 2

// hasher computes password hashes, a few at a time.
type hasher struct {
	slots chan struct{}
	decoy string // compared against when there is no such account
}

func newHasher() *hasher {
	h := &hasher{slots: make(chan struct{}, hashingAtOnce)}
	h.decoy = encode(argonSettings{argonMemory, argonTime, argonThreads}, random(argonSalt), random(argonKey))
	return h
}

// HashPassword turns a password into what access.account keeps: an argon2id hash
// in PHC form with a salt of its own.
func HashPassword(password string) string {
	salt := random(argonSalt)
	set := argonSettings{argonMemory, argonTime, argonThreads}
	return encode(set, salt, set.key(password, salt, argonKey))
}

// hash is HashPassword, waiting for a slot.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.take(ctx); err != nil {
		return "", err
	}
	defer h.give()
	return HashPassword(password), nil
}

// matches reports whether password is the one that hash was made of. An empty
// hash, of an account that is unknown or has no password yet, costs the same work
// and never matches.
func (h *hasher) matches(ctx context.Context, hash, password string) (bool, error) {
	if err := h.take(ctx); err != nil {
		return false, err
	}
	defer h.give()
	known := hash != ""
	if !known {
		hash = h.decoy
	}
	set, salt, want, err := decode(hash)
	if err != nil {
		return false, err
	}
	got := set.key(password, salt, len(want))
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

func (h *hasher) take(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) give() { <-h.slots }

type argonSettings struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

func (s argonSettings) key(password string, salt []byte, length int) []byte {
	return argon2.IDKey([]byte(password), salt, s.time, s.memory, s.threads, uint32(length))
}

func encode(s argonSettings, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, s.memory, s.time, s.threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// decode reads a PHC string. Its settings may be older than today's, but not so
// large that reading one row of the database could exhaust memory.
func decode(hash string) (s argonSettings, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return s, nil, nil, errHash
	}
	var version int
	if _, err = fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return s, nil, nil, errHash
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &s.memory, &s.time, &s.threads); err != nil {
		return s, nil, nil, errHash
	}
	if s.memory > 4*argonMemory || s.time == 0 || s.time > 16 || s.threads == 0 {
		return s, nil, nil, errHash
	}
	salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return s, nil, nil, errHash
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) < 16 || len(key) > 64 {
		return s, nil, nil, errHash
	}
	return s, salt, key, nil
}

var errHash = errors.New("a stored password hash is not an argon2id PHC string")

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return b
}
