package linkage

import (
	"slices"
)

// Patterns counts pairs of records by agreement pattern: the level of each
// comparison, and the stratum of the pair, in one number of mixed radix.
type Patterns struct {
	Codes  []uint64 // ascending
	Counts []int64
}

// Pairs is the number of pairs counted.
func (p *Patterns) Pairs() int64 {
	total := int64(0)
	for _, n := range p.Counts {
		total += n
	}
	return total
}

// denseLimit is the number of possible patterns up to which counts are an array.
const denseLimit = 1 << 21

// counter counts patterns: in an array while there are few possible ones, else in
// an open-addressed table.
type counter struct {
	dense  []int64
	keys   []uint64 // code+1; 0 is free
	counts []int64
	used   int
}

func newCounter(possible uint64) *counter {
	if possible <= denseLimit {
		return &counter{dense: make([]int64, possible)}
	}
	return &counter{keys: make([]uint64, 1<<12), counts: make([]int64, 1<<12)}
}

func (c *counter) add(code uint64, n int64) {
	if c.dense != nil {
		c.dense[code] += n
		return
	}
	i := c.slot(code)
	if c.keys[i] == 0 {
		if c.used*2 >= len(c.keys) {
			c.grow()
			i = c.slot(code)
		}
		c.keys[i] = code + 1
		c.used++
	}
	c.counts[i] += n
}

func (c *counter) slot(code uint64) int {
	mask := len(c.keys) - 1
	i := int(mix(code)) & mask
	for c.keys[i] != 0 && c.keys[i] != code+1 {
		i = (i + 1) & mask
	}
	return i
}

// mix spreads a number over 64 bits (the finisher of splitmix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (c *counter) grow() {
	keys, counts := c.keys, c.counts
	c.keys, c.counts, c.used = make([]uint64, 2*len(keys)), make([]int64, 2*len(keys)), 0
	for i, key := range keys {
		if key != 0 {
			j := c.slot(key - 1)
			c.keys[j], c.counts[j] = key, counts[i]
			c.used++
		}
	}
}

// patterns lists what was counted, in ascending order of code.
func (c *counter) patterns() *Patterns {
	p := &Patterns{}
	for code, n := range c.dense {
		if n > 0 {
			p.Codes, p.Counts = append(p.Codes, uint64(code)), append(p.Counts, n)
		}
	}
	for i, key := range c.keys {
		if key != 0 {
			p.Codes = append(p.Codes, uint64(i))
		}
	}
	if c.dense == nil {
		slices.SortFunc(p.Codes, func(a, b uint64) int {
			if c.keys[a] < c.keys[b] {
				return -1
			}
			return 1
		})
		for k, i := range p.Codes {
			p.Codes[k] = c.keys[i] - 1
			p.Counts = append(p.Counts, c.counts[i])
		}
	}
	return p
}

// merge adds the counts of others to c.
func (c *counter) merge(others []*counter) *counter {
	for _, o := range others {
		for code, n := range o.dense {
			c.dense[code] += n
		}
		for i, key := range o.keys {
			if key != 0 {
				c.add(key-1, o.counts[i])
			}
		}
	}
	return c
}
