package linkage

import (
	"context"
	"sync"
	"sync/atomic"
)

// unit is a stretch of one rule's work: the pairs of whole blocks, or of one
// stretch of left records in a block too large to be done at once.
type unit struct {
	rule     *rule
	earlier  []*rule // a pair that one of these gives is theirs
	from, to int     // blocks
	left     int     // first left record, when to is from+1
	leftTo   int     // 0: whole blocks
}

// unitPairs is about how many pairs a unit holds: some milliseconds of work.
const unitPairs = 1 << 18

// units cuts the work of a rule into pieces of about unitPairs.
func units(r *rule, earlier []*rule) []unit {
	var out []unit
	from, held := 0, int64(0)
	flush := func(to int) {
		if held > 0 {
			out = append(out, unit{rule: r, earlier: earlier, from: from, to: to})
		}
		from, held = to, 0
	}
	r.each(func(b int, n int64) {
		pairs := n * (n - 1) / 2
		if pairs > unitPairs {
			flush(b)
			step := max(leftRecords, int(unitPairs/n)/leftRecords*leftRecords)
			for left := 0; left < int(n); left += step {
				out = append(out, unit{r, earlier, b, b + 1, left, min(left+step, int(n))})
			}
			from = b + 1
			return
		}
		if held += pairs; held >= unitPairs {
			flush(b + 1)
		}
	})
	flush(len(r.starts) - 1)
	return out
}

// sink takes the pairs of a left record with records on the right, which stand later
// in the dataset, and the pattern of each. The slices are reused.
type sink func(left int32, rights []int32, codes []uint64)

// pass makes every pair of the units once, on several goroutines, and gives each
// unit's pairs to the sink that open returns for it.
func (e *engine) pass(ctx context.Context, stage string, work []unit, open func(worker, unit int) sink) error {
	var next, done atomic.Int64
	var report sync.Mutex
	var wait sync.WaitGroup
	for w := range e.options.threads() {
		wait.Go(func() {
			p := newPairer(ctx, e)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(work) {
					return
				}
				p.unit(work[i], open(w, i))
				report.Lock()
				e.options.report(stage, done.Add(1), int64(len(work)))
				report.Unlock()
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// candidates lists the work of all blocking rules; a pair belongs to the first
// rule that gives it.
func (e *engine) candidates() []unit {
	var out []unit
	for i, r := range e.rules {
		out = append(out, units(r, e.rules[:i])...)
	}
	return out
}

// count counts the patterns of the units' pairs.
func (e *engine) count(ctx context.Context, stage string, work []unit) (*Patterns, error) {
	counters := make([]*counter, e.options.threads())
	for w := range counters {
		counters[w] = newCounter(e.possible)
	}
	err := e.pass(ctx, stage, work, func(worker, _ int) sink {
		c := counters[worker]
		return func(_ int32, _ []int32, codes []uint64) {
			for _, code := range codes {
				c.add(code, 1)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return counters[0].merge(counters[1:]).patterns(), nil
}
