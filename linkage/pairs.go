package linkage

// pairs numbers pairs of codes, from 1, in an open-addressed table; a pair with a
// missing half is missing.
type pairs struct {
	keys  []uint64 // 0 is free: no half of a kept pair is missing
	codes []uint32
	size  int
}

func newPairs() *pairs {
	return &pairs{keys: make([]uint64, 1<<10), codes: make([]uint32, 1<<10), size: 1}
}

func (p *pairs) code(a, b uint32) uint32 {
	if a == missing || b == missing {
		return missing
	}
	key := uint64(a)<<32 | uint64(b)
	i := p.slot(key)
	if p.keys[i] == key {
		return p.codes[i]
	}
	if p.size*2 > len(p.keys) {
		p.grow()
		i = p.slot(key)
	}
	p.keys[i], p.codes[i] = key, uint32(p.size)
	p.size++
	return p.codes[i]
}

func (p *pairs) slot(key uint64) int {
	mask := len(p.keys) - 1
	i := int(mix(key)) & mask
	for p.keys[i] != 0 && p.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

func (p *pairs) grow() {
	keys, codes := p.keys, p.codes
	p.keys, p.codes = make([]uint64, 2*len(keys)), make([]uint32, 2*len(keys))
	for i, key := range keys {
		if key != 0 {
			j := p.slot(key)
			p.keys[j], p.codes[j] = key, codes[i]
		}
	}
}
