package linkage

import (
	"hash/maphash"
	"strings"
)

// interner gives each distinct text a code, in order of first sight; "" is missing.
// It keeps its own copy of the texts, many to an allocation.
type interner struct {
	values []string
	slots  []uint64 // the high half of the hash, and the code; 0 is free, since missing is never looked up
	text   arena
}

// hashSeed differs from run to run, so that nobody can make up texts that collide.
// Codes do not depend on it.
var hashSeed = maphash.MakeSeed()

func newInterner() *interner {
	return &interner{values: []string{""}, slots: make([]uint64, 1<<6)}
}

func (in *interner) code(text string) uint32 {
	if text == "" {
		return missing
	}
	const codeBits = 32
	hash := maphash.String(hashSeed, text) >> codeBits
	mask := uint64(len(in.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := in.slots[i]
		if slot == 0 {
			in.slots[i] = hash<<codeBits | uint64(len(in.values))
			return in.add(text)
		}
		if slot>>codeBits == hash && in.values[uint32(slot)] == text {
			return uint32(slot)
		}
	}
}

func (in *interner) add(text string) uint32 {
	code := uint32(len(in.values))
	in.values = append(in.values, in.text.keep(text))
	if len(in.values)*2 > len(in.slots) {
		in.grow()
	}
	return code
}

// grow doubles the table. Where a text belongs follows from the half of its hash
// that the slot holds, so no text is read.
func (in *interner) grow() {
	old := in.slots
	in.slots = make([]uint64, 2*len(old))
	mask := uint64(len(in.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := slot >> 32 & mask
		for in.slots[i] != 0 {
			i = (i + 1) & mask
		}
		in.slots[i] = slot
	}
}

// arena keeps texts, many to an allocation.
type arena struct{ page strings.Builder }

func (a *arena) keep(text string) string {
	if a.page.Cap()-a.page.Len() < len(text) {
		size := min(max(2*a.page.Cap(), 1<<9), 1<<18)
		a.page.Reset()
		a.page.Grow(max(size, len(text)))
	}
	at := a.page.Len()
	a.page.WriteString(text)
	return a.page.String()[at:]
}
