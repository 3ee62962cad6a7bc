package linkage

import "slices"

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

// denseLimit is the number of possible patterns up to which a code is its own place.
const denseLimit = 1 << 21

// counter counts patterns, each in a place of its own: its code while there are few
// possible ones, else its turn of first sight, found in an open-addressed table.
type counter struct {
	counts []int64  // by place
	codes  []uint64 // by place; nil when a code is its own place
	slots  []uint32 // place+1; 0 is free. nil when a code is its own place
}

func newCounter(possible uint64) *counter {
	if possible <= denseLimit {
		return &counter{counts: make([]int64, possible)}
	}
	return &counter{slots: make([]uint32, 1<<12)}
}

func (c *counter) add(code uint64, n int64) { c.counts[c.place(code)] += n }

// place is where the code is counted.
func (c *counter) place(code uint64) int {
	if c.slots == nil {
		return int(code)
	}
	i := c.slot(code)
	if c.slots[i] == 0 {
		if len(c.codes)*2 >= len(c.slots) {
			c.grow()
			i = c.slot(code)
		}
		c.codes, c.counts = append(c.codes, code), append(c.counts, 0)
		c.slots[i] = uint32(len(c.codes))
	}
	return int(c.slots[i]) - 1
}

func (c *counter) slot(code uint64) int {
	mask := len(c.slots) - 1
	i := int(mix(code)) & mask
	for c.slots[i] != 0 && c.codes[c.slots[i]-1] != code {
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
	c.slots = make([]uint32, 2*len(c.slots))
	for place, code := range c.codes {
		c.slots[c.slot(code)] = uint32(place) + 1
	}
}

// code is the pattern counted in a place.
func (c *counter) code(place int) uint64 {
	if c.slots == nil {
		return uint64(place)
	}
	return c.codes[place]
}

// patterns lists what was counted, in ascending order of code.
func (c *counter) patterns() *Patterns {
	p := &Patterns{}
	for place, n := range c.counts {
		if n > 0 {
			p.Codes = append(p.Codes, c.code(place))
		}
	}
	slices.Sort(p.Codes)
	for _, code := range p.Codes {
		p.Counts = append(p.Counts, c.counts[c.place(code)])
	}
	return p
}

// merge adds the counts of others to c.
func (c *counter) merge(others []*counter) *counter {
	for _, o := range others {
		for place, n := range o.counts {
			if n > 0 {
				c.add(o.code(place), n)
			}
		}
	}
	return c
}
