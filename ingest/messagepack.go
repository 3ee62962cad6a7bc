package ingest

import (
	"encoding/binary"
	"math"
)

// messagePack reads the part of MessagePack that lists of postcodes use: maps,
// arrays, texts, numbers, booleans and nil. On anything else, and at the end of a
// text that was cut off, bad is set and every further value is nil.
type messagePack struct {
	text []byte
	bad  bool
}

// take is the next n bytes.
func (m *messagePack) take(n int) []byte {
	if m.bad || n < 0 || n > len(m.text) {
		m.bad, m.text = true, nil
		return nil
	}
	head := m.text[:n]
	m.text = m.text[n:]
	return head
}

// number is the next n bytes as an unsigned number, 0 when they are not there.
func (m *messagePack) number(n int) uint64 {
	var wide [8]byte
	copy(wide[8-n:], m.take(n))
	return binary.BigEndian.Uint64(wide[:])
}

// length is how many entries the next value has, which must be a map ('m') or an
// array ('a').
func (m *messagePack) length(kind byte) int {
	head := byte(m.number(1))
	switch {
	case kind == 'm' && head&0xf0 == 0x80, kind == 'a' && head&0xf0 == 0x90:
		return int(head & 0x0f)
	case kind == 'm' && head == 0xde, kind == 'a' && head == 0xdc:
		return int(m.number(2))
	case kind == 'm' && head == 0xdf, kind == 'a' && head == 0xdd:
		return int(m.number(4))
	}
	m.bad = true
	return 0
}

// value is the next text, whole number or nil. Other numbers become whole ones.
func (m *messagePack) value() any {
	switch head := byte(m.number(1)); {
	case head < 0x80:
		return int(head)
	case head >= 0xe0:
		return int(int8(head))
	case head&0xe0 == 0xa0:
		return string(m.take(int(head & 0x1f)))
	case head >= 0xd9 && head <= 0xdb: // texts with a length of 1, 2 or 4 bytes
		return string(m.take(int(m.number(1 << (head - 0xd9)))))
	case head >= 0xcc && head <= 0xcf: // unsigned numbers of 1 to 8 bytes
		return int(m.number(1 << (head - 0xcc)))
	case head >= 0xd0 && head <= 0xd3: // signed ones
		n := 1 << (head - 0xd0)
		return int(int64(m.number(n)<<(64-8*n)) >> (64 - 8*n))
	case head == 0xca:
		return whole(float64(math.Float32frombits(uint32(m.number(4)))))
	case head == 0xcb:
		return whole(math.Float64frombits(m.number(8)))
	case head == 0xc0, head == 0xc2, head == 0xc3:
		return nil
	}
	m.bad = true
	return nil
}

// whole is a number as a whole one, nil for one that is none.
func whole(n float64) any {
	if !(math.Abs(n) <= math.MaxInt32) {
		return nil
	}
	return int(n)
}

// maxNested bounds how deep skip follows lists within lists.
const maxNested = 32

// skip passes over the next value with all in it.
func (m *messagePack) skip() { m.skipWithin(0) }

func (m *messagePack) skipWithin(depth int) {
	if m.bad || len(m.text) == 0 || depth > maxNested {
		m.bad = true
		return
	}
	entries := 0
	switch head := m.text[0]; {
	case head&0xf0 == 0x80, head == 0xde, head == 0xdf:
		entries = 2 * m.length('m')
	case head&0xf0 == 0x90, head == 0xdc, head == 0xdd:
		entries = m.length('a')
	default:
		m.value()
	}
	for i := 0; i < entries && !m.bad; i++ {
		m.skipWithin(depth + 1)
	}
}
