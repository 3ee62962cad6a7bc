package linkage

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// A comparison of at most tabled values has the level of every pair of them worked
// out. Beyond that the level frequencies are exact for equality and for the
// commonest of thinned values, and the rest of those stand for the rarer ones. A
// ladder is quick enough for more: all pairs of at most rowed values, and beyond that
// of half as many.
const (
	tabled  = 3200
	thinned = 2200
	rowed   = 20_000
)

// valueCount is a key of a comparison and how many records hold it.
type valueCount struct {
	key   uint32
	n     float64
	group uint8 // 0 of the values that are all compared, else one of the sample's groups
}

// levelPairs counts, over all pairs of records, how many reach each level of c. No
// pair is sampled: the counts follow from how often each value occurs. They
// depend neither on threads nor on the order of the records.
func (e *engine) levelPairs(ctx context.Context, c *comparison) ([]float64, error) {
	if err := e.tabulate(ctx, c); err != nil {
		return nil, err
	}
	left, right := e.valueCounts(c)
	link := e.twoSources()
	exact := make([]float64, len(c.levels))
	equal := equalPairs(c, left, right, link, exact, e.evaluator())
	all := total(left) * total(right)
	if !link {
		all = total(left) * (total(left) - 1) / 2
	}
	known := present(left, right, link)
	if e.model.LinkType == Link && !link {
		within := e.withinSources(c, exact)
		equal, all, known = equal-within.equal, all-within.all, known-within.present
	}
	out := exact
	if c.plain {
		out[0] = all - known
		out[2] = all - out[0] - out[1]
	} else if unequal, err := e.unequalPairs(ctx, c, left, right, link); err != nil {
		return nil, err
	} else if shares := unequal.shares(-1); shares != nil {
		for i, share := range shares {
			out[i] += share * (all - equal)
		}
		c.uncertain = unequal.errors((all - equal) / max(all, 1))
	}
	return out, nil
}

// pairsWithin counts pairs of records of one source.
type pairsWithin struct{ all, present, equal float64 }

// withinSources takes the pairs of equal keys within each source out of exact, and
// returns how many pairs there are: a link of three sources or more compares none of
// them. Matches stand between sources, so a mere share of all pairs would do them wrong.
func (e *engine) withinSources(c *comparison, exact []float64) pairsWithin {
	var out pairsWithin
	ev, counts, inside := e.evaluator(), make([]int64, c.distinct), make([]float64, len(exact))
	for from := 0; from < len(c.codes); { // records stand in the order of their sources
		to := from
		for to < len(c.codes) && e.data.source[to] == e.data.source[from] {
			counts[c.codes[to]]++
			to++
		}
		n := float64(to - from)
		out.all += n * (n - 1) / 2
		out.present += present(counts, counts, false)
		out.equal += equalPairs(c, counts, counts, false, inside, ev)
		clear(counts)
		from = to
	}
	for i, n := range inside {
		exact[i] -= n
	}
	return out
}

func (e *engine) twoSources() bool { return e.model.LinkType == Link && len(e.data.sources) == 2 }

func total(counts []int64) float64 {
	n := int64(0)
	for _, c := range counts {
		n += c
	}
	return float64(n)
}

func sum(list []float64) float64 {
	s := 0.0
	for _, x := range list {
		s += x
	}
	return s
}

// present counts the pairs in which neither value is missing.
func present(left, right []int64, link bool) float64 {
	l, r := total(left[1:]), total(right[1:])
	if link {
		return l * r
	}
	return l * (l - 1) / 2
}

// valueCounts counts the records by key on each side of the comparison space: the
// two sources of a link, or all records on both sides.
func (e *engine) valueCounts(c *comparison) (left, right []int64) {
	if !e.twoSources() {
		counts := frequencies(c.codes, c.distinct)
		return counts, counts
	}
	left, right = make([]int64, c.distinct), make([]int64, c.distinct)
	for row, key := range c.codes {
		if e.data.source[row] == 0 {
			left[key]++
		} else {
			right[key]++
		}
	}
	return left, right
}

// equalPairs adds the pairs whose keys are equal, exactly, and returns their number.
func equalPairs(c *comparison, left, right []int64, link bool, out []float64, ev *evaluator) float64 {
	all := 0.0
	for key := range left {
		n := float64(left[key]) * float64(right[key])
		if !link {
			n = float64(left[key]) * float64(left[key]-1) / 2
		}
		if n > 0 {
			out[c.level(ev, uint32(key), uint32(key))] += n
			all += n
		}
	}
	return all
}

// unequalPairs counts the pairs of unequal keys, up to a common factor when the
// rare keys were sampled.
func (e *engine) unequalPairs(ctx context.Context, c *comparison, left, right []int64, link bool) (*levelTally, error) {
	sampleL := e.thin(c, left)
	sampleR := sampleL
	if link {
		sampleR = e.thin(c, right)
	}
	var laid *laidValues
	if c.ladder != nil {
		laid = layValues(c.ladder, sampleR)
	}
	rows := make([][]float64, len(sampleL)) // summed in order, so that threads change no bit
	err := e.parallel(ctx, len(sampleL), func(ev *evaluator, i int) {
		rows[i] = make([]float64, groups*len(c.levels))
		from := 0
		if !link {
			from = i + 1
		}
		if laid != nil {
			c.againstRow(ev, sampleL[i], sampleR, laid, from, rows[i])
		} else {
			c.against(ev, sampleL[i], sampleR[from:], rows[i])
		}
	})
	if err != nil {
		return nil, err
	}
	out := newLevelTally(len(c.levels))
	for i, row := range rows {
		out.add(sampleL[i].group, row)
	}
	return out, nil
}

// against adds the pairs of one key with others, by the others' groups.
func (c *comparison) against(ev *evaluator, a valueCount, others []valueCount, out []float64) {
	for _, b := range others {
		if a.key == b.key {
			continue
		}
		n, of := a.n*b.n, out[int(b.group)*len(c.levels):]
		if c.symmetric {
			of[c.level(ev, a.key, b.key)] += n
			continue
		}
		of[c.level(ev, a.key, b.key)] += n / 2
		of[c.level(ev, b.key, a.key)] += n / 2
	}
}

// laidValues are values laid out to be met by rows.
type laidValues struct {
	keys     []uint32
	sketches []sketch
}

func layValues(l *ladder, values []valueCount) *laidValues {
	v := &laidValues{}
	for _, value := range values {
		v.keys, v.sketches = append(v.keys, value.key), append(v.sketches, l.part.sketches[value.key])
	}
	return v
}

// againstRow is against for a ladder, with the others from a place on.
func (c *comparison) againstRow(ev *evaluator, a valueCount, others []valueCount, laid *laidValues, from int, out []float64) {
	var levels [tileRecords]uint64
	for ; from < len(others); from += tileRecords {
		to := min(from+tileRecords, len(others))
		row := levels[:to-from]
		clear(row)
		c.ladder.row(ev, nil, c, a.key, laid.keys[from:to], laid.sketches[from:to], everyPlace[:to-from], 1, row)
		for j, b := range others[from:to] {
			if b.key != a.key {
				out[int(b.group)*len(c.levels)+int(row[j])] += a.n * b.n
			}
		}
	}
}

// parallel calls do for 0 to n-1 on several goroutines.
func (e *engine) parallel(ctx context.Context, n int, do func(ev *evaluator, i int)) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range e.options.threads() {
		wait.Go(func() {
			ev := e.evaluator()
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(ev, i)
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// thin lists the values that occur, and samples the rare ones evenly when there
// are too many to compare each with each: n is then scaled up.
func (e *engine) thin(c *comparison, counts []int64) []valueCount {
	var all []valueCount
	for key, n := range counts {
		if n > 0 {
			all = append(all, valueCount{key: uint32(key), n: float64(n)})
		}
	}
	limit := thinned
	if c.ladder != nil {
		limit = rowed / 2
	}
	first := e.firstRows(c)
	byText := func(x, y valueCount) int { return e.compareRows(c, first[x.key], first[y.key]) }
	slices.SortFunc(all, func(x, y valueCount) int { return cmp.Or(cmp.Compare(y.n, x.n), byText(x, y)) })
	if c.table != nil || len(all) <= limit || c.ladder != nil && len(all) <= rowed {
		return all
	}
	out, rare := slices.Clone(all[:limit/2]), all[limit/2:]
	slices.SortFunc(rare, byText)
	common, held, taken := len(out), 0.0, 0.0
	for _, v := range rare {
		held += v.n
	}
	for i := range limit - common {
		v := rare[i*len(rare)/(limit-common)]
		taken += v.n
		v.group = uint8(1 + i%(groups-1))
		out = append(out, v)
	}
	for i := common; i < len(out); i++ {
		out[i].n *= held / taken
	}
	return out
}

// firstRows is a record that holds each key of the comparison.
func (e *engine) firstRows(c *comparison) []int32 {
	rows := make([]int32, c.distinct)
	for row, key := range slices.Backward(c.codes) {
		rows[key] = int32(row)
	}
	return rows
}

// compareRows orders two records by the texts that the comparison reads.
func (e *engine) compareRows(c *comparison, a, b int32) int {
	for _, name := range c.reads {
		if order := cmp.Compare(e.data.Value(int(a), name), e.data.Value(int(b), name)); order != 0 {
			return order
		}
	}
	return 0
}

// tabulate works out the level of every pair of keys where they are few enough.
func (e *engine) tabulate(ctx context.Context, c *comparison) error {
	if c.plain || c.ladder != nil || c.table != nil || c.distinct > tabled || len(c.levels) > 255 {
		return nil
	}
	table := make([]uint8, c.distinct*c.distinct)
	err := e.parallel(ctx, c.distinct, func(ev *evaluator, a int) {
		for b := range c.distinct {
			if c.symmetric && b > a {
				break
			}
			level := uint8(c.level(ev, uint32(a), uint32(b)))
			table[a*c.distinct+b] = level
			if c.symmetric {
				table[b*c.distinct+a] = level
			}
		}
	})
	if err != nil {
		return err
	}
	c.table = table
	return nil
}
