package linkage

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Unlinkable counts records that could not be linked with confidence even to a
// copy of themselves, by what they lack.
type Unlinkable struct {
	Reason  string `json:"reason"`
	Records int    `json:"records"`
}

// confident is the probability below which a record's agreement with a copy of
// itself leaves it unlinkable.
const confident = .95

// findUnlinkable compares each record with a copy of itself, as if it came from
// anywhere.
func (r *Result) findUnlinkable(ctx context.Context) error {
	const stretch = 1 << 14
	n := r.Data.Len()
	found := make([]map[string]int, (n+stretch-1)/stretch)
	err := r.scorer.parallel(ctx, len(found), func(ev *evaluator, i int) {
		found[i] = r.unlinkableIn(ev, i*stretch, min((i+1)*stretch, n))
	})
	reasons := map[string]int{}
	for _, part := range found {
		for reason, n := range part {
			reasons[reason] += n
		}
	}
	for reason, n := range reasons {
		r.Unlinkable = append(r.Unlinkable, Unlinkable{reason, n})
	}
	slices.SortFunc(r.Unlinkable, func(x, y Unlinkable) int {
		return cmp.Or(cmp.Compare(y.Records, x.Records), cmp.Compare(x.Reason, y.Reason))
	})
	return err
}

// unlinkableIn counts the unlinkable records from one row up to another by reason.
func (r *Result) unlinkableIn(ev *evaluator, from, to int) map[string]int {
	s := r.scorer
	sure := WeightOf(confident) + 1 // so far above the bound, rounding cannot matter
	known, reasons := map[uint64]*scored{}, map[string]int{}
	for row := int32(from); row < int32(to); row++ {
		code := s.compare(ev, row, row)
		p, ok := known[code]
		if !ok {
			p = s.fromAnywhere(code)
			known[code] = p
		}
		if w := s.adjust(p, row, row); w < sure && w.Probability() < confident {
			reasons[r.lacks(ev, row)]++
		}
	}
	return reasons
}

// fromAnywhere is the worth of a pattern with the prior of no stratum.
func (s *scorer) fromAnywhere(code uint64) *scored {
	p := s.pattern(code)
	anywhere := s.priors(Stratum{Kinds: [2]string{"\x00"}})
	for class, prior := range s.prior[s.stratumOf(code)] {
		if !math.IsInf(prior, -1) {
			p.log[class] += anywhere[class] - prior
		}
	}
	p.weight = weigh(p.log)
	return &p
}

// lacks names the comparisons for which the record has no value.
func (r *Result) lacks(ev *evaluator, row int32) string {
	text := ""
	for _, c := range r.scorer.comparisons {
		if c.Levels[c.level(ev, c.codes[row], c.codes[row])].Null {
			if text == "" {
				text = "no " + c.Name
			} else {
				text += ", " + c.Name
			}
		}
	}
	return cmp.Or(text, "values too common")
}
