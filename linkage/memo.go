package linkage

// memo remembers levels across blocks, forgetting one when another takes its place.
type memo struct {
	keys   []uint64
	levels []uint8
}

const memoSize = 1 << 16

func (m *memo) level(ev *evaluator, c *comparison, a, b uint32) int {
	if c.plain || c.table != nil || len(c.levels) > 255 {
		return c.level(ev, a, b)
	}
	if m.keys == nil {
		m.keys, m.levels = make([]uint64, memoSize), make([]uint8, memoSize)
		for i := range m.keys {
			m.keys[i] = unset
		}
	}
	key := uint64(a)<<32 | uint64(b)
	i := mix(key) % memoSize
	if m.keys[i] != key {
		m.keys[i], m.levels[i] = key, uint8(c.level(ev, a, b))
	}
	return int(m.levels[i])
}
