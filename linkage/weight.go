package linkage

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// smallestRate stands for a probability of zero, as in Splink, so that one level
// never seen does not make a weight infinite.
const smallestRate = 1e-300

// scorer turns patterns into weights.
type scorer struct {
	*engine
	prior [][classes]float64   // log2, by stratum
	rate  [][][classes]float64 // log2, by comparison and level; 0 for null levels
	bonus [][]float64          // most that term frequency can add, by comparison and level
	rare  [][][]rarity         // by comparison, level and key; nil where there is no term frequency
}

// scored is what a pattern is worth before term frequencies.
type scored struct {
	log    [classes]float64
	weight MatchWeight
	best   MatchWeight // weight can be no higher after term frequencies
	terms  []term
}

func newScorer(e *engine) *scorer {
	s := &scorer{engine: e}
	for _, stratum := range e.strata.list {
		s.prior = append(s.prior, e.priors(stratum))
	}
	for _, c := range e.comparisons {
		rates, bonus, rare := make([][classes]float64, len(c.levels)), make([]float64, len(c.levels)), make([][]rarity, len(c.levels))
		for i, l := range c.Levels {
			if l.Null {
				continue
			}
			rates[i] = [classes]float64{log2(*l.M), math.Inf(-1), log2(*l.U)}
			if e.model.Classes == 3 {
				rates[i][Household] = log2(*l.H)
			}
			if tf := c.tf[i]; tf != nil {
				tf.rate = c.compareWith(i)
				bonus[i] = max(0, tf.Weight*(log2(*c.Levels[tf.rate].U)-log2(tf.rarest())))
				rare[i] = s.rarities(c, tf)
			}
		}
		s.rate, s.bonus, s.rare = append(s.rate, rates), append(s.bonus, bonus), append(s.rare, rare)
	}
	return s
}

func log2(p float64) float64 { return math.Log2(max(p, smallestRate)) }

// priors are the classes' shares in a stratum, on a log2 scale.
func (e *engine) priors(stratum Stratum) [classes]float64 {
	m, h := e.model.Prior, e.model.Household
	for _, known := range e.model.Strata {
		if known.Kinds == stratum.Kinds && known.Within == stratum.Within {
			m, h = known.Prior, known.Household
		}
	}
	if e.model.Classes == 2 {
		return [classes]float64{log2(m), math.Inf(-1), log2(1 - m)}
	}
	return [classes]float64{log2(m), log2(h), log2(1 - m - h)}
}

// stratumOf is the stratum in a pattern's code.
func (s *scorer) stratumOf(code uint64) int { return int(code / s.strata.stride) }

// pattern is the worth of an agreement pattern.
func (s *scorer) pattern(code uint64) scored {
	out := scored{log: s.prior[s.stratumOf(code)]}
	room := 0.0
	for k, c := range s.comparisons {
		i := s.level(code, k)
		if c.Levels[i].Null {
			continue
		}
		for class := range out.log {
			out.log[class] += s.rate[k][i][class]
		}
		room += s.bonus[k][i]
		if c.tf[i] != nil {
			out.terms = append(out.terms, term{k, i})
		}
	}
	out.weight = weigh(out.log)
	out.best = weigh([classes]float64{out.log[Match], out.log[Household] - room, out.log[Unrelated] - room})
	return out
}

// weigh is the log2 odds of a match against the other classes together.
func weigh(log [classes]float64) MatchWeight {
	h, u := log[Household], log[Unrelated]
	if math.IsInf(h, -1) {
		return MatchWeight(log[Match] - u)
	}
	most := max(h, u)
	return MatchWeight(log[Match] - most - math.Log2(math.Exp2(h-most)+math.Exp2(u-most)))
}

// compare is the pattern of any two records, blocked together or not.
func (e *engine) compare(ev *evaluator, a, b int32) uint64 {
	if a > b {
		a, b = b, a
	}
	code := uint64(0)
	if len(e.strata.list) > 1 {
		code = uint64(e.stratum(a, b)) * e.strata.stride
	}
	for _, c := range e.comparisons {
		code += uint64(c.level(ev, c.codes[a], c.codes[b])) * c.stride
	}
	return code
}

// gammas writes a pattern as Splink numbers levels: -1 for a missing value, 0 for
// else, upwards to the best.
func (e *engine) gammas(code uint64) string {
	text := make([]string, len(e.comparisons))
	for k, c := range e.comparisons {
		i := e.level(code, k)
		text[k] = strconv.Itoa(c.gamma(i))
	}
	return strings.Join(text, " ")
}

// gamma is Splink's number of a level.
func (c *Comparison) gamma(level int) int {
	if c.Levels[level].Null {
		return -1
	}
	gamma := 0
	for _, l := range c.Levels[level+1:] {
		if !l.Null {
			gamma++
		}
	}
	return gamma
}

// Contribution is what one comparison adds to a pair's match weight: one bar of
// its waterfall.
type Contribution struct {
	Comparison string      `json:"comparison"`
	Level      string      `json:"level"`
	Weight     MatchWeight `json:"weight"` // log2 of m/u
	Rarity     MatchWeight `json:"rarity"` // added for the frequency of the value
}

// contributions explains a pair: the prior first, then each comparison, and last,
// with three classes, what is taken off because a household would agree as well.
func (s *scorer) contributions(code uint64, a, b int32) []Contribution {
	p := s.pattern(code)
	prior := s.prior[s.stratumOf(code)]
	out := []Contribution{{Comparison: "prior", Weight: MatchWeight(prior[Match] - prior[Unrelated])}}
	sum := out[0].Weight
	for k, c := range s.comparisons {
		i := s.level(code, k)
		rare := s.rarity(k, i, c.codes[a], c.codes[b])
		bar := Contribution{
			Comparison: c.Name, Level: c.Levels[i].String(),
			Weight: MatchWeight(s.rate[k][i][Match] - s.rate[k][i][Unrelated]), Rarity: MatchWeight(-rare.unrelated),
		}
		sum += bar.Weight + bar.Rarity
		out = append(out, bar)
	}
	if s.model.Classes == 3 {
		out = append(out, Contribution{Comparison: "household", Weight: s.adjust(&p, a, b) - sum})
	}
	return slices.Clip(out)
}
