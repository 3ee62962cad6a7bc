package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Z95 is the normal quantile of a two-sided 95% interval.
const Z95 = 1.959963984540054

// Z998 is the normal quantile of a two-sided 99.8% interval, the outer limit of a funnel.
const Z998 = 3.090232306167813

// exactBelow is the count under which Byar's approximation is not close enough
// and a rate takes the exact Poisson interval (PHE technical guide, 2018).
const exactBelow = 10

// Interval is a confidence interval, in the unit of the estimate.
type Interval struct{ Lower, Upper float64 }

// Wilson is the score interval of the proportion count/of, between 0 and 1
// (Wilson 1927). of must be positive and count between 0 and of.
func Wilson(count, of, z float64) Interval {
	p, z2 := count/of, z*z
	centre := 2*count + z2
	half := z * math.Sqrt(z2+4*count*(1-p))
	interval := Interval{Lower: (centre - half) / (2 * (of + z2)), Upper: (centre + half) / (2 * (of + z2))}
	if count == 0 {
		interval.Lower = 0 // exactly, whatever rounding says
	}
	if count == of {
		interval.Upper = 1
	}
	return interval
}

// Byar is the interval of a Poisson count by Byar's approximation (Breslow and Day 1987).
func Byar(count, z float64) Interval {
	upper := count + 1
	interval := Interval{Upper: upper * math.Pow(1-1/(9*upper)+z/(3*math.Sqrt(upper)), 3)}
	if count > 0 {
		interval.Lower = count * math.Pow(1-1/(9*count)-z/(3*math.Sqrt(count)), 3)
	}
	return interval
}

// ExactPoisson is the exact interval of a Poisson count (Garwood 1936).
func ExactPoisson(count, z float64) Interval {
	tail := distuv.UnitNormal.Survival(z)
	interval := Interval{Upper: distuv.ChiSquared{K: 2*count + 2}.Quantile(1-tail) / 2}
	if count > 0 {
		interval.Lower = distuv.ChiSquared{K: 2 * count}.Quantile(tail) / 2
	}
	return interval
}

// Rate is count per population times per, with its interval: exact under ten
// events, Byar's from there on. population must be positive.
func Rate(count, population, per, z float64) (float64, Interval) {
	interval := Byar(count, z)
	if count < exactBelow {
		interval = ExactPoisson(count, z)
	}
	return count / population * per, interval.times(per / population)
}

func (i Interval) times(factor float64) Interval {
	return Interval{Lower: i.Lower * factor, Upper: i.Upper * factor}
}
