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

// textList is a list of texts, end to end, so that millions cost no allocation and
// nothing to the garbage collector.
type textList struct {
	bytes []byte
	ends  []uint64
}

func (t *textList) len() int { return len(t.ends) }

func (t *textList) add(text string) {
	t.bytes = append(t.bytes, text...)
	t.ends = append(t.ends, uint64(len(t.bytes)))
}

// of is one text; it holds good until the next add.
func (t *textList) of(i int) []byte {
	from := uint64(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.bytes[from:t.ends[i]]
}

// in is the texts in another order; the same when order is nil.
func (t *textList) in(order []int32) textList {
	if order == nil {
		return *t
	}
	out := textList{bytes: make([]byte, 0, len(t.bytes)), ends: make([]uint64, 0, len(t.ends))}
	for _, i := range order {
		out.bytes = append(out.bytes, t.of(int(i))...)
		out.ends = append(out.ends, uint64(len(out.bytes)))
	}
	return out
}
