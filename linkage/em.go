package linkage

import (
	"context"
	"math"
)

// fitRounds fits m, h and the shares from first guesses, each round with u corrected
// for the matches of the round before.
func (t *trainer) fitRounds(ctx context.Context, candidates *session) error {
	t.start()
	if err := t.countMatches(ctx); err != nil {
		return err
	}
	for round := range mostRounds {
		t.options.report("train", int64(round), mostRounds)
		before := t.top()
		if err := t.maximise(ctx); err != nil {
			return err
		}
		t.weighStrata(candidates)
		t.correctU()
		if math.Abs(t.top()-before) < tolerance {
			break
		}
	}
	return nil
}

// withoutHouseholds reports whether the household class of a model of three came out
// with less than half a pair of all. Then it stands for no household: within the
// training rules it has taken matches of one kind of error, and m lacks them.
func (t *trainer) withoutHouseholds() bool {
	if t.model.Classes != 3 || t.given {
		return false
	}
	households := 0.0
	for s, stratum := range t.strata.list {
		households += t.lambda[s][Household] * float64(stratum.Pairs)
	}
	return households < .5
}

func (t *trainer) maximise(ctx context.Context) error {
	for range mostIterations {
		if err := ctx.Err(); err != nil {
			return err
		}
		t.fit.Iterations++
		change := t.iterate()
		t.fit.Changes = append(t.fit.Changes, change)
		if change < tolerance {
			t.fit.Converged = true
			return nil
		}
	}
	t.fit.Converged = false
	return nil
}

// iterate is one step of EM over all sessions and returns the largest change.
func (t *trainer) iterate() float64 {
	reached := make(rates, len(t.comparisons))
	for k, c := range t.comparisons {
		reached[k] = make([][classes]float64, len(c.levels))
	}
	change := 0.0
	for _, s := range t.sessions {
		change = max(change, t.expect(s, reached))
	}
	t.addLabels(reached)
	for k := range t.comparisons {
		for class := Match; class < Class(t.model.Classes)-1; class++ {
			change = max(change, t.settle(k, reached[k], class))
		}
	}
	return change
}

// expect adds to reached how many pairs of each class reach each level in the
// session, and renews the session's shares.
func (t *trainer) expect(s *session, reached rates) float64 {
	width := len(t.comparisons)
	sums := make([][classes]float64, len(s.shares))
	for i, n := range s.counts {
		levels := s.levels[i*width : (i+1)*width]
		p := t.posterior(s.shares[s.strata[i]], levels, s.used)
		for class, q := range p {
			sums[s.strata[i]][class] += n * q
		}
		for k, level := range levels {
			if s.used[k] {
				cell := &reached[k][level]
				cell[Match] += n * p[Match]
				cell[Household] += n * p[Household]
			}
		}
	}
	t.learn(s, sums, reached)
	return s.renew(sums)
}

// addLabels counts the labelled matches that no session holds, or, where m is to be
// learnt from labels alone, nothing but the labelled matches.
func (t *trainer) addLabels(reached rates) {
	add := func(list []observation) {
		for _, o := range list {
			for k, level := range o.levels {
				reached[k][level][Match] += o.same
			}
		}
	}
	if !t.options.LabelsAlone || len(t.known) == 0 {
		add(t.outside)
		return
	}
	for k := range reached {
		for level := range reached[k] {
			reached[k][level][Match] = 0
		}
	}
	add(t.known)
}

// renew sets the shares of the classes from expected counts.
func (s *session) renew(sums [][classes]float64) float64 {
	change := 0.0
	for i := range sums {
		total := sums[i][Match] + sums[i][Household] + sums[i][Unrelated]
		if total == 0 {
			continue
		}
		for class := range sums[i] {
			share := sums[i][class] / total
			change = max(change, math.Abs(share-s.shares[i][class]))
			s.shares[i][class] = share
		}
	}
	return change
}

// posterior is the probability of each class given the levels that count.
func (t *trainer) posterior(p [classes]float64, levels []uint8, used []bool) [classes]float64 {
	for k, level := range levels {
		if used[k] && !t.comparisons[k].Levels[level].Null {
			r := &t.rates[k][level]
			p[Match] *= r[Match]
			p[Household] *= r[Household]
			p[Unrelated] *= r[Unrelated]
		}
	}
	total := p[Match] + p[Household] + p[Unrelated]
	if total == 0 {
		return [classes]float64{Unrelated: 1}
	}
	for class := range p {
		p[class] /= total
	}
	return p
}

// settle renews one class's rates of one comparison from expected counts and the prior.
func (t *trainer) settle(k int, reached [][classes]float64, class Class) float64 {
	c, rates, strength := t.comparisons[k].Comparison, t.rates[k], t.strength[k]
	total := 0.0
	for i, l := range c.Levels {
		if !l.Null {
			total += reached[i][class]
		}
	}
	change := 0.0
	for i, l := range c.Levels {
		if l.Null || class == Match && l.FixM && l.M != nil {
			continue
		}
		rate := (max(0, reached[i][class]) + strength*t.prior[k][i][class]) / (total + strength)
		if class == Match && i == len(c.Levels)-1 && !l.FixM {
			rate = max(rate, wrongValue)
		}
		change = max(change, math.Abs(rate-rates[i][class]))
		rates[i][class] = rate
	}
	return change
}

// weighStrata fits the share of each class in each stratum to the candidates:
// pairs that no rule gives count as unrelated.
func (t *trainer) weighStrata(candidates *session) {
	if t.given {
		return
	}
	width := len(t.comparisons)
	for s := range t.lambda {
		if t.lambda[s][Unrelated] == 0 {
			t.lambda[s] = [classes]float64{1e-4, 1e-4, 1 - 2e-4}
			if t.model.Classes == 2 || t.alone {
				t.lambda[s][Household] = 0
			}
		}
	}
	for range mostIterations {
		sums := make([][classes]float64, len(t.lambda))
		for i, n := range candidates.counts {
			s := candidates.strata[i]
			p := t.posterior(t.lambda[s], candidates.levels[i*width:(i+1)*width], candidates.used)
			for class, q := range p {
				sums[s][class] += n * q
			}
		}
		change := 0.0
		for s, stratum := range t.strata.list {
			all := max(float64(stratum.Pairs), 1)
			m, h := (sums[s][Match]+.5)/(all+1), sums[s][Household]/all // half a match, so that none is ever ruled out
			change = max(change, math.Abs(m/t.lambda[s][Match]-1))
			t.lambda[s] = [classes]float64{m, h, max(1-m-h, 1e-12)}
		}
		if change < tolerance {
			return
		}
	}
}
