package linkage

import (
	"math"
	"slices"
)

// Estimate is what the model itself expects of the links of at least one
// probability, without labels: it is as good as the model is calibrated.
type Estimate struct {
	Threshold float64 `json:"threshold"`
	Links     int64   `json:"links"`
	Matches   float64 `json:"expected_matches"` // among the links
	Precision float64 `json:"expected_precision"`
	// Recall is the share of the matches among the candidate pairs; 0 when their
	// number is not known.
	Recall float64 `json:"expected_recall,omitempty"`
	// RecallOfAll is the share of the matches among all pairs of records, those that
	// no blocking rule gave too; 0 when their number is not known.
	RecallOfAll float64 `json:"expected_recall_of_all,omitempty"`
}

// EstimateLinks estimates the quality of links from their probabilities, at each
// threshold. among and all are the matches expected among the candidates and among
// all pairs; 0 when not known.
func EstimateLinks(probabilities []float64, among, all float64, thresholds []float64) []Estimate {
	sorted := slices.Clone(probabilities)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	var out []Estimate
	matches, at := 0.0, 0
	for _, threshold := range slices.Backward(slices.Sorted(slices.Values(thresholds))) {
		for at < len(sorted) && sorted[at] >= threshold {
			matches += sorted[at]
			at++
		}
		e := Estimate{Threshold: threshold, Links: int64(at), Matches: matches, Precision: 1}
		if at > 0 {
			e.Precision = matches / float64(at)
		}
		if among > 0 {
			e.Recall = min(1, matches/among)
		}
		if all > 0 {
			e.RecallOfAll = min(1, matches/max(all, among))
		}
		out = append(out, e)
	}
	slices.Reverse(out)
	return out
}

// Estimates estimates the quality of the run's links at each threshold.
func (r *Result) Estimates(thresholds []float64) []Estimate {
	probabilities := make([]float64, len(r.Links))
	for i, l := range r.Links {
		probabilities[i] = l.Probability()
	}
	among := r.Summary.ExpectedMatches
	if r.Summary.Update {
		among = 0 // the links are of all candidate pairs, and it is of those scored now
	}
	return EstimateLinks(probabilities, among, r.ExpectedOfAll(), thresholds)
}

// ExpectedOfAll is the number of matches that the model's priors expect among all
// pairs of the run's records, compared or not.
func (r *Result) ExpectedOfAll() float64 {
	total := 0.0
	for i, stratum := range r.scorer.strata.list {
		total += math.Exp2(r.scorer.prior[i][Match]) * float64(stratum.Pairs)
	}
	return total
}
