package privacy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
	"sync"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
)

// macs computes HMAC-SHA256 under keys derived from one purpose's key set, a key
// for each domain: HKDF with info "goldset/<purpose>/<domain>/v1". So a token made
// for one family of returns says nothing about the tokens of another.
type macs struct {
	purpose Purpose
	ids     []uint32 // of the keys, the primary first
	roots   *prf.Set
	domains sync.Map // domainKey -> *sync.Pool of *mac
}

type domainKey struct {
	key    uint32
	domain string
}

// mac is an HMAC and its input, reused: a fresh HMAC costs three times as much.
type mac struct {
	hash  hash.Hash
	input []byte
}

func newMACs(p Purpose, handle *keyset.Handle) (*macs, error) {
	roots, err := prf.NewPRFSet(handle)
	if err != nil {
		return nil, fmt.Errorf("%s keys: %w", p, err)
	}
	m := &macs{purpose: p, ids: []uint32{roots.PrimaryID}, roots: roots}
	for id := range roots.PRFs {
		if id != roots.PrimaryID {
			m.ids = append(m.ids, id)
		}
	}
	slices.Sort(m.ids[1:])
	if _, err := m.pool(domainKey{roots.PrimaryID, "self-test"}); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *macs) pool(k domainKey) (*sync.Pool, error) {
	if pool, ok := m.domains.Load(k); ok {
		return pool.(*sync.Pool), nil
	}
	info := "goldset/" + string(m.purpose) + "/" + k.domain + "/v1"
	key, err := m.roots.PRFs[k.key].ComputePRF([]byte(info), sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive %s key: %w", m.purpose, err)
	}
	pool, _ := m.domains.LoadOrStore(k, &sync.Pool{New: func() any {
		return &mac{hash: hmac.New(sha256.New, key)}
	}})
	return pool.(*sync.Pool), nil
}

// sum is the HMAC of the parts, each preceded by its length, so that ("ab", "c")
// and ("a", "bc") differ. Deriving a key cannot fail once newMACs has done it.
func (m *macs) sum(key uint32, domain string, parts ...string) [sha256.Size]byte {
	pool, err := m.pool(domainKey{key, domain})
	if err != nil {
		panic(err)
	}
	h := pool.Get().(*mac)
	defer pool.Put(h)
	h.input = h.input[:0]
	for _, part := range parts {
		h.input = appendLengthPrefixed(h.input, part)
	}
	h.hash.Reset()
	h.hash.Write(h.input)
	clear(h.input)
	var sum [sha256.Size]byte
	h.hash.Sum(sum[:0])
	return sum
}

func (m *macs) primary() uint32 { return m.ids[0] }

func appendLengthPrefixed[T ~string | ~[]byte](dst []byte, part T) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(part))), part...)
}
