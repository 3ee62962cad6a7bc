package synthetic

import "math/bits"

// purpose keeps the throws for one question apart from those for another.
type purpose uint64

const (
	forAuthority purpose = iota + 1
	forArea
	forFamily
	forChild
	forName
	forPoverty
	forSchooling
	forNeed
	forShared
	forEpisode
	forCare
	forHealth
	forMistake
	forWriting
	forArrival
	forSpoil
)

// dice throws numbers that depend on the seed and on what they are thrown for.
// The generator is SplitMix64, which passes the usual batteries and needs no state
// but one word.
type dice struct{ state uint64 }

// throw makes dice for a purpose and up to three keys.
func throw(seed uint64, why purpose, keys ...int) dice {
	d := dice{state: seed ^ uint64(why)*0x9E3779B97F4A7C15}
	for _, key := range keys {
		d.state = d.next() ^ uint64(key)*0xD1342543DE82EF95
	}
	d.next()
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9E3779B97F4A7C15
	z := d.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// below is a whole number from 0 to n-1.
func (d *dice) below(n int) int {
	if n <= 1 {
		return 0
	}
	high, _ := bits.Mul64(d.next(), uint64(n))
	return int(high)
}

// between is a whole number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// unit is a number from 0 up to but not including 1.
func (d *dice) unit() float64 { return float64(d.next()>>11) * 0x1p-53 }

// chance is true with probability p.
func (d *dice) chance(p float64) bool { return d.unit() < p }

// pick is an index drawn by weight; cumulative holds running totals.
func (d *dice) pick(cumulative []float64) int {
	u := float64(d.unit() * cumulative[len(cumulative)-1])
	low, high := 0, len(cumulative)-1
	for low < high {
		mid := (low + high) / 2
		if u < cumulative[mid] {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// cumulate turns weights into running totals.
func cumulate(weights ...float64) []float64 {
	out := make([]float64, len(weights))
	total := 0.0
	for i, w := range weights {
		total += w
		out[i] = total
	}
	return out
}

// wait is a duration in days whose mean is mean, with the long tail of an
// exponential. It reads a table of quantiles, because math.Exp and math.Log do not
// round alike on every machine.
func (d *dice) wait(mean int) int {
	at := d.below((len(exponential) - 1) * 64)
	i, part := at/64, at%64
	scaled := exponential[i]*(64-part) + exponential[i+1]*part // thousandths, 64 parts
	return mean * scaled / 64000
}

// exponential holds quantiles of the unit exponential at 0, 1/32 ... 31/32 and a
// last one that makes the mean 1, in thousandths.
var exponential = [33]int{
	0, 32, 65, 98, 134, 170, 208, 247, 288, 330, 375, 421, 470, 521, 575, 632, 693,
	758, 827, 901, 981, 1068, 1163, 1269, 1386, 1520, 1674, 1856, 2079, 2367, 2773, 3466, 5000,
}
