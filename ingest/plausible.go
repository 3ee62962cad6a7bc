package ingest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// Beyond what of all plausible counts a count is asked about: 99.8%, as funnel
// plots of the office have it.
const plausibleZ = 3.09

// plausibleT is the same for a range made from ten neighbours: Student's t with 9
// degrees of freedom.
const plausibleT = 4.297

// measures are the counts of a summary that are held against others, with the code
// of the query each has. The counts are those the Department publishes.
var measures = []struct{ name, code string }{
	{"in_need", "Y101"},
	{"referrals", "Y102"},
	{"plans_open", "Y103"},
	{"looked_after", "Y201"},
	{"started", "Y202"},
	{"ceased", "Y203"},
}

// Known is what a return's counts are held against.
type Known struct {
	Authority string
	Year      goldset.CollectionYear
	LastYear  []SummaryLine // of the return accepted for the year before; nil when there is none
	// Published says whether published counts are meant: those of England as it is
	// say nothing about a made-up one.
	Published bool
}

// Range is where a count was to be expected.
type Range struct{ Low, High float64 }

func (r Range) holds(count int) bool { return float64(count) >= r.Low && float64(count) <= r.High }

// ExpectedAfter is where a count was to be expected, years after another: the
// Poisson error of both counts, and the spread by which published counts of the
// measure move from one year to the next beyond it. On a log scale; half a child is
// added so that a count of none has a range too.
func ExpectedAfter(measure string, count, years int) Range {
	before := float64(count) + 0.5
	sd := math.Sqrt(math.Pow(yearlySpread()[measure], 2)*float64(max(years, 1)) + 2/before)
	return Range{math.Floor(before * math.Exp(-plausibleZ*sd)), math.Ceil(before * math.Exp(plausibleZ*sd))}
}

// yearlySpread is, by measure, the standard deviation of the yearly change of the
// logarithm of a published count beyond Poisson error. It is taken from the median
// absolute deviation, so that a few wrong returns do not widen it.
var yearlySpread = sync.OnceValue(func() map[string]float64 {
	spread := map[string]float64{}
	for _, m := range measures {
		var changes []float64
		poisson := 0.0
		for _, c := range reference.Published() {
			if c.Measure != m.name || c.Count == 0 {
				continue
			}
			before, ok := reference.FindPublished(m.name, c.Authority, c.Year-1)
			if !ok || before == 0 {
				continue
			}
			changes = append(changes, math.Log(float64(c.Count)/float64(before)))
			poisson += 1/float64(c.Count) + 1/float64(before)
		}
		if len(changes) == 0 {
			continue
		}
		sd := 1.4826 * medianDeviation(changes)
		spread[m.name] = math.Sqrt(max(0, sd*sd-poisson/float64(len(changes))))
	}
	return spread
})

func medianDeviation(values []float64) float64 {
	centre := median(values)
	off := make([]float64, len(values))
	for i, v := range values {
		off[i] = math.Abs(v - centre)
	}
	return median(off)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

// Plausible holds the counts of a checked return against those of last year's
// return, against what was last published about the authority, and against its
// statistical neighbours. A count that is outside a range is a query about the
// return as a whole, which names each range and how it was made.
func Plausible(summary []SummaryLine, k Known, report func(goldset.Finding, Evidence)) {
	for _, m := range measures {
		i := slices.IndexFunc(summary, func(l SummaryLine) bool { return l.Name == m.name })
		if i < 0 {
			continue
		}
		line := summary[i]
		var odd []string
		for _, against := range []func(*SummaryLine) string{k.lastYear, k.lastPublished, k.neighbours} {
			if says := against(&line); says != "" {
				odd = append(odd, says)
			}
		}
		if len(odd) > 0 {
			report(goldset.Finding{ //nolint:gosec // a count's name is no password
				Rule: m.code, Severity: goldset.SeverityQuery, Row: -1,
				Message: fmt.Sprintf("%s: %d. %s", line.Title, line.Count, strings.Join(odd, ". ")),
				Passes:  "A complete return, or an explanation of what changed",
			}, Evidence{Values: []string{m.name, strconv.Itoa(line.Count)}})
		}
	}
}

// PlausibleNotRun lists the checks of Plausible that had nothing to hold a count
// against.
func PlausibleNotRun(summary []SummaryLine, k Known) []NotRun {
	_, known := reference.FindAuthority(k.Authority)
	if k.LastYear != nil || known && k.Published {
		return nil
	}
	var list []NotRun
	for _, m := range measures {
		if slices.ContainsFunc(summary, func(l SummaryLine) bool { return l.Name == m.name }) {
			list = append(list, NotRun{Rule: m.code, Reason: "it needs last year's return, or to know which authority the return is from"})
		}
	}
	return list
}

func (k *Known) lastYear(l *SummaryLine) string {
	i := slices.IndexFunc(k.LastYear, func(before SummaryLine) bool { return before.Name == l.Name })
	if i < 0 {
		return ""
	}
	r := ExpectedAfter(l.Name, k.LastYear[i].Count, 1)
	if r.holds(l.Count) {
		return ""
	}
	return fmt.Sprintf("Your return of %d has %d, after which %.0f to %.0f was to be expected, by how authorities’ published counts move from year to year",
		k.Year-1, k.LastYear[i].Count, r.Low, r.High)
}

// publishedBack is how many years back a published count still says something.
const publishedBack = 3

func (k *Known) lastPublished(l *SummaryLine) string {
	if !k.Published {
		return ""
	}
	for back := range publishedBack + 1 {
		year := k.Year - goldset.CollectionYear(back)
		count, ok := reference.FindPublished(l.Name, k.Authority, year)
		if !ok {
			continue
		}
		r := ExpectedAfter(l.Name, count, back)
		if r.holds(l.Count) {
			return ""
		}
		return fmt.Sprintf("The Department published %d for %d, after which %.0f to %.0f was to be expected, by how authorities’ published counts move from year to year",
			count, year, r.Low, r.High)
	}
	return ""
}

// neighbours holds the count per child against those of the ten authorities most
// like this one, in the last year that was published.
func (k *Known) neighbours(l *SummaryLine) string {
	if !k.Published {
		return ""
	}
	for back := range publishedBack + 1 {
		year := k.Year - goldset.CollectionYear(back)
		children, ok := reference.FindPublished(reference.PopulationMeasure, k.Authority, year)
		if !ok || children == 0 {
			continue
		}
		r, ok := neighbourRange(l.Name, k.Authority, year, float64(children))
		if !ok || r.holds(l.Count) {
			return ""
		}
		return fmt.Sprintf("By the rates of your ten statistical neighbours in %d, %.0f to %.0f was to be expected for your number of children", year, r.Low, r.High)
	}
	return ""
}

// enoughNeighbours is how many rates a range is made from at the least.
const enoughNeighbours = 8

// neighbourRange is the range in which the next of such authorities would be found,
// from the logarithms of their rates.
func neighbourRange(measure, authority string, year goldset.CollectionYear, children float64) (Range, bool) {
	var logs []float64
	for _, n := range reference.Neighbours(authority) {
		count, ok := reference.FindPublished(measure, n, year)
		population, known := reference.FindPublished(reference.PopulationMeasure, n, year)
		if ok && known && count > 0 && population > 0 {
			logs = append(logs, math.Log(float64(count)/float64(population)))
		}
	}
	n := float64(len(logs))
	if len(logs) < enoughNeighbours {
		return Range{}, false
	}
	mean, squares := 0.0, 0.0
	for _, v := range logs {
		mean += v / n
	}
	for _, v := range logs {
		squares += (v - mean) * (v - mean)
	}
	reach := plausibleT * math.Sqrt(squares/(n-1)*(1+1/n))
	return Range{math.Floor(children * math.Exp(mean-reach)), math.Ceil(children * math.Exp(mean+reach))}, true
}
