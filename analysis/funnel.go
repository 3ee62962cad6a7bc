package analysis

import (
	"math"
	"slices"
)

// winsorised is the share of z-scores drawn in at each end before overdispersion is measured.
const winsorised = 0.1

// FunnelUnit is one authority's proportion in a funnel plot.
type FunnelUnit struct {
	Count, Of float64
	Z         float64 // standard deviations from the average, taking authorities to differ by chance alone
	Adjusted  float64 // the same, allowing for the variation between authorities that chance does not explain
}

// Funnel compares authorities' proportions with their common average.
type Funnel struct {
	Average float64 // all counts by all denominators
	Phi     float64 // mean squared winsorised z-score; about 1 when chance explains the variation
	Tau2    float64 // variance between authorities, on the arcsine scale
	Units   []FunnelUnit
}

// NewFunnel measures units' overdispersion on the arcsine scale with the
// random-effects method of Spiegelhalter (2005) as FunnelPlotR computes it. Units
// without a denominator stay out.
func NewFunnel(units []FunnelUnit) Funnel {
	f := Funnel{}
	var count, of float64
	for _, u := range units {
		if u.Of > 0 {
			f.Units = append(f.Units, FunnelUnit{Count: u.Count, Of: u.Of})
			count, of = count+u.Count, of+u.Of
		}
	}
	if of == 0 {
		return f
	}
	f.Average = count / of
	scores := make([]float64, len(f.Units))
	for i := range f.Units {
		u := &f.Units[i]
		u.Z = f.deviation(*u) / u.error()
		scores[i] = u.Z
	}
	f.disperse(winsorise(scores))
	for i := range f.Units {
		u := &f.Units[i]
		u.Adjusted = f.deviation(*u) / math.Sqrt(u.error()*u.error()+f.Tau2)
	}
	return f
}

func (u FunnelUnit) error() float64 { return 1 / (2 * math.Sqrt(u.Of)) }

func (f *Funnel) deviation(u FunnelUnit) float64 {
	return math.Asin(math.Sqrt(u.Count/u.Of)) - math.Asin(math.Sqrt(f.Average))
}

func (f *Funnel) disperse(scores []float64) {
	var squares, weights, weights2 float64
	for i, u := range f.Units {
		w := 1 / (u.error() * u.error())
		squares += scores[i] * scores[i]
		weights, weights2 = weights+w, weights2+w*w
	}
	n := float64(len(f.Units))
	f.Phi = squares / n
	if room := weights - weights2/weights; room > 0 {
		f.Tau2 = math.Max(0, (n*f.Phi-(n-1))/room)
	}
}

// Limits are the proportions between which a unit with denominator of lies
// unless it differs from the average by more than z standard deviations, with
// or without the variation that authorities have beyond chance.
func (f *Funnel) Limits(of, z float64, adjusted bool) Interval {
	s2 := 1 / (4 * of)
	if adjusted {
		s2 += f.Tau2
	}
	centre, half := math.Asin(math.Sqrt(f.Average)), z*math.Sqrt(s2)
	low, high := math.Max(0, centre-half), math.Min(math.Pi/2, centre+half)
	return Interval{Lower: math.Sin(low) * math.Sin(low), Upper: math.Sin(high) * math.Sin(high)}
}

// winsorise draws the scores beyond the outer tenths in to them.
func winsorise(scores []float64) []float64 {
	sorted := slices.Sorted(slices.Values(scores))
	low, high := quantile(sorted, winsorised), quantile(sorted, 1-winsorised)
	drawn := make([]float64, len(scores))
	for i, z := range scores {
		drawn[i] = math.Min(math.Max(z, low), high)
	}
	return drawn
}

// quantile interpolates between order statistics: type 7, R's default.
func quantile(sorted []float64, p float64) float64 {
	position := p * float64(len(sorted)-1)
	below := int(position)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (position-float64(below))*(sorted[below+1]-sorted[below])
}
