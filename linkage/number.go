package linkage

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

func parseNumbers(_ *space, d *derived) error {
	if d.numbers != nil {
		return nil
	}
	d.numbers = make([]float64, len(d.values))
	for i, text := range d.values {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(n, 0) {
			n = math.NaN()
		}
		d.numbers[i] = n
	}
	return nil
}

func difference(_ *evaluator, l, r *derived, a, b uint32) float64 {
	return math.Abs(l.numbers[a] - r.numbers[b])
}

// percent is how far apart two numbers are in hundredths of the one further from 0.
func percent(_ *evaluator, l, r *derived, a, b uint32) float64 {
	x, y := l.numbers[a], r.numbers[b]
	if x == y {
		return 0
	}
	return 100 * math.Abs(x-y) / max(math.Abs(x), math.Abs(y))
}

// earthRadius is the mean radius of the earth in km, as Splink has it.
const earthRadius = 6371

// greatCircle is the distance in km of two places given by latitude and longitude
// in degrees: the haversine formula, which unlike the law of cosines keeps its
// precision for places that are near. NaN where a number is no angle.
func greatCircle(lat1, long1, lat2, long2 float64) float64 {
	if math.Abs(lat1) > 90 || math.Abs(lat2) > 90 || math.Abs(long1) > 360 || math.Abs(long2) > 360 {
		return math.NaN()
	}
	const degree = math.Pi / 180
	dLat, dLong := math.Sin((lat2-lat1)*degree/2), math.Sin((long2-long1)*degree/2)
	h := dLat*dLat + math.Cos(lat1*degree)*math.Cos(lat2*degree)*dLong*dLong
	return 2 * earthRadius * math.Asin(math.Sqrt(min(h, 1)))
}

// gridDistance is the distance in km of two places given by easting and northing
// in metres, as the Ordnance Survey's National Grid has them.
func gridDistance(e1, n1, e2, n2 float64) float64 {
	return math.Hypot(e1-e2, n1-n2) / 1000
}

// parseVectors reads lists of numbers: [0.1, 0.2] or 0.1 0.2.
func parseVectors(_ *space, d *derived) error {
	if d.vectors != nil {
		return nil
	}
	d.vectors = make([][]float64, len(d.values))
	width := 0
	for i, text := range d.values {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("[](), ;\t", r) }) {
			n, err := strconv.ParseFloat(word, 64)
			if err != nil {
				return fmt.Errorf("distinct value %d is not a list of numbers: write [0.1, 0.2]", i)
			}
			d.vectors[i] = append(d.vectors[i], n)
		}
		if n := len(d.vectors[i]); n > 0 {
			if width > 0 && n != width {
				return fmt.Errorf("one list holds %d numbers and another %d; they are to be of one length", width, n)
			}
			width = n
		}
	}
	return nil
}

// vectorCosine is the cosine of the angle between two lists of numbers.
func vectorCosine(_ *evaluator, l, r *derived, a, b uint32) float64 {
	x, y := l.vectors[a], r.vectors[b]
	if len(x) != len(y) {
		return math.NaN()
	}
	dot, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		dot, xx, yy = dot+x[i]*y[i], xx+x[i]*x[i], yy+y[i]*y[i]
	}
	return dot / math.Sqrt(xx*yy)
}
