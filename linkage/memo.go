package linkage

// memo remembers levels across blocks, forgetting one when another takes its place.
type memo struct {
	entries []uint64 // key a, key b and level, of 28, 28 and 8 bits; 0 is free
}

const (
	memoSize = 1 << 14 // 128 kB: within the processor's second cache for the few that are busy
	memoKeys = 1 << 28 // keys beyond it are not remembered
)

// mostLevels is how many levels a comparison may have, so that one fits a byte.
const mostLevels = 0xff

// level is c.level, remembered where it is not obvious.
func (m *memo) level(ev *evaluator, c *comparison, a, b uint32) int {
	if level, ok := c.obvious(a, b); ok {
		return level
	}
	return m.recall(ev, c, a, b)
}

// recall is the level of keys that are neither missing nor equal. A nil memo forgets.
func (m *memo) recall(ev *evaluator, c *comparison, a, b uint32) int {
	if m == nil || c.table != nil || c.distinct > memoKeys {
		return c.level(ev, a, b)
	}
	if m.entries == nil {
		m.entries = make([]uint64, memoSize)
	}
	key := uint64(a)<<36 | uint64(b)<<8
	entry := &m.entries[mix(key)%memoSize]
	if *entry>>8 != key>>8 || *entry == 0 {
		*entry = key | uint64(c.level(ev, a, b))
	}
	return int(*entry & 0xff)
}
