package linkage

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strings"
)

// A keyed encoding (cryptographic long-term key, CLK: Schnell, Bachteler and Reiher
// 2009) is a Bloom filter of the bigrams of a person's names and dates, made with
// a secret that the suppliers share and we do not. It tells how alike two records
// are and not what they say, so that a supplier that may not share names can still
// be linked. Two encodings compare only when made with the same schema and secret.

// filters reads the Bloom filters of a part, packed into words.
func filters(read func(text string) ([]byte, error)) func(*space, *derived) error {
	return func(_ *space, d *derived) error {
		if d.filters != nil {
			return nil
		}
		d.filters = make([][]uint64, len(d.values))
		width := 0
		for i, text := range d.values {
			if text == "" {
				continue
			}
			encoded, err := read(strings.TrimSpace(text))
			if err != nil {
				return fmt.Errorf("distinct value %d is not an encoding: dice reads hexadecimal and dice_base64 base64", i)
			}
			if width > 0 && len(encoded) != width {
				return fmt.Errorf("one encoding has %d bits and another %d: they were made with different schemas", 8*width, 8*len(encoded))
			}
			width = len(encoded)
			d.filters[i] = packed(encoded)
		}
		return nil
	}
}

func hexBits(text string) ([]byte, error) { return hex.DecodeString(text) }

// base64Bits reads base64 as clkhash writes it, padded or not.
func base64Bits(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
}

func packed(encoded []byte) []uint64 {
	padded := make([]byte, (len(encoded)+7)/8*8)
	copy(padded, encoded)
	out := make([]uint64, len(padded)/8)
	for i := range out {
		out[i] = binary.BigEndian.Uint64(padded[8*i:])
	}
	return out
}

// filterDice is Dice's coefficient: twice the bits that both have over all bits set.
func filterDice(_ *evaluator, l, r *derived, a, b uint32) float64 {
	x, y := l.filters[a], r.filters[b]
	both, all := 0, 0
	for i := range max(len(x), len(y)) {
		var p, q uint64
		if i < len(x) {
			p = x[i]
		}
		if i < len(y) {
			q = y[i]
		}
		both += bits.OnesCount64(p & q)
		all += bits.OnesCount64(p) + bits.OnesCount64(q)
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(both) / float64(all)
}
