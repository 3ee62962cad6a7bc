package linkage

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Options say how a run is carried out; none of them changes its result but
// MaxPairs, which may refuse it, and the thresholds.
type Options struct {
	Threads  int                                   // 0 uses all processors
	Progress func(stage string, done, total int64) // may be nil; called by one goroutine at a time
	MaxPairs int64                                 // most pairs one blocking rule may give; 0 is 20 thousand million
	Minimum  float64                               // least probability of a link that is kept; 0 is .5
	Doubtful int                                   // most pairs listed for clerical review; 0 is 200

	Frequencies map[string]*Frequencies // term frequencies from elsewhere, by part; absent ones are counted
	Decisions   []Decision              // reviewed pairs
	Labels      []LabelledPair          // pairs that training knows to match or not to
	LabelsAlone bool                    // learn m from Labels and not from the data
}

func (o Options) threads() int {
	if o.Threads > 0 {
		return o.Threads
	}
	return runtime.GOMAXPROCS(0)
}

func (o Options) maxPairs() int64 {
	if o.MaxPairs > 0 {
		return o.MaxPairs
	}
	return 20e9
}

func (o Options) report(stage string, done, total int64) {
	if o.Progress != nil {
		o.Progress(stage, done, total)
	}
}

// engine is a model made ready for one dataset.
type engine struct {
	model       *Model
	data        *Dataset
	options     Options
	compiler    *compiler
	comparisons []*comparison
	rules       []*rule
	possible    uint64 // number of codes a pattern may have
	strata      *strata
	words       *words
}

func newEngine(ctx context.Context, model *Model, data *Dataset, options Options) (*engine, error) {
	e := &engine{model: model, data: data, options: options, compiler: newCompiler(model, data)}
	e.compiler.frequencies = options.Frequencies
	e.strata = newStrata(model, data)
	e.possible = 1
	for _, from := range model.Comparisons {
		c, err := e.compiler.comparison(from)
		if err != nil {
			return nil, err
		}
		c.stride = e.possible
		e.comparisons = append(e.comparisons, c)
		if len(c.levels) > mostLevels {
			return nil, fmt.Errorf("comparison %s has %d levels; %d is the most", c.Name, len(c.levels), mostLevels)
		}
		if e.possible > math.MaxUint64/uint64(len(c.levels)*len(e.strata.list)*2) {
			return nil, fmt.Errorf("comparison %s: the levels of all comparisons have more than 2^64 combinations", c.Name)
		}
		e.possible *= uint64(len(c.levels))
	}
	e.strata.stride = e.possible
	e.possible *= uint64(len(e.strata.list))
	if err := e.block(ctx); err != nil {
		return nil, err
	}
	e.words = newWords(data, e.rules, e.comparisons)
	return e, nil
}

// block makes the blocking rules ready and refuses those that give too many pairs.
func (e *engine) block(ctx context.Context) error {
	gather := make([]func(*sorter), len(e.model.Blocking))
	for i, from := range e.model.Blocking {
		r, f, err := e.compiler.prepare(from)
		if err != nil {
			return err
		}
		gather[i], e.rules = f, append(e.rules, r)
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(e.options.threads(), len(gather)) {
		wait.Go(func() {
			var s sorter
			for i := int(next.Add(1)) - 1; i < len(gather) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				gather[i](&s)
			}
		})
	}
	wait.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, r := range e.rules {
		if err := r.refuse(e.options.maxPairs()); err != nil {
			return err
		}
	}
	return nil
}

func (e *engine) evaluator() *evaluator {
	most := 0
	for _, c := range e.comparisons {
		most = max(most, c.measures)
	}
	for _, r := range e.rules {
		if r.also != nil {
			most = max(most, r.also.measures)
		}
	}
	return &evaluator{space: e.compiler.space, measured: make([]float64, most+8), known: make([]bool, most+8)}
}

// level is the level of comparison k in the pattern code.
func (e *engine) level(code uint64, k int) int {
	c := e.comparisons[k]
	return int(code / c.stride % uint64(len(c.levels)))
}

// comparable reports whether the link type lets the two records be compared.
func (e *engine) comparable(a, b int32) bool {
	return e.model.LinkType != Link || e.data.source[a] != e.data.source[b]
}

// strata divides pairs by the kinds of source they come from, so that the prior
// of a pupil against a child in need is not that of two pupils.
type strata struct {
	kinds    []string
	kind     []uint8 // one per record
	bySource []uint8 // kind of each source
	list     []Stratum
	of       [][2]int // kind*len(kinds)+kind -> position in list, across and within sources
	stride   uint64
}

// mostKinds bounds the strata; a dataset of more kinds of source has one stratum.
const mostKinds = 8

func newStrata(model *Model, data *Dataset) *strata {
	s := &strata{kind: make([]uint8, data.Len())}
	kindOf := func(source string) string { return "" }
	switch model.SourceKind {
	case "source":
		kindOf = func(source string) string { return source }
	case "family":
		kindOf = func(source string) string { return source[strings.LastIndexByte(source, '/')+1:] }
	}
	for _, source := range data.sources {
		if kind := kindOf(source); !slices.Contains(s.kinds, kind) {
			s.kinds = append(s.kinds, kind)
		}
	}
	slices.Sort(s.kinds)
	if len(s.kinds) > mostKinds || len(s.kinds) == 0 {
		s.kinds, kindOf = []string{""}, func(string) string { return "" }
	}
	bySource := make([]uint8, len(data.sources))
	for i, source := range data.sources {
		bySource[i] = uint8(slices.Index(s.kinds, kindOf(source)))
	}
	s.bySource = bySource
	for row, source := range data.source {
		s.kind[row] = bySource[source]
	}
	s.enumerate(model, data, bySource)
	return s
}

// enumerate lists the strata that hold pairs and counts their pairs.
func (s *strata) enumerate(model *Model, data *Dataset, bySource []uint8) {
	bySourceCount := frequencies(data.source, len(data.sources))
	records, within := make([]int64, len(s.kinds)), make([]int64, len(s.kinds))
	for source, n := range bySourceCount {
		records[bySource[source]] += n
		within[bySource[source]] += n * (n - 1) / 2
	}
	s.of = make([][2]int, len(s.kinds)*len(s.kinds))
	for i := range s.kinds {
		for j := i; j < len(s.kinds); j++ {
			across := records[i] * records[j]
			if i == j {
				across = records[i]*(records[i]-1)/2 - within[i]
			}
			s.add(i, j, 0, across)
			if i == j && model.LinkType != Link {
				if len(s.kinds) == 1 && s.kinds[0] == "" {
					s.pool(within[i])
				} else {
					s.add(i, j, 1, within[i])
				}
			}
		}
	}
	if len(s.list) == 0 {
		s.add(0, 0, 0, 0)
	}
}

func (s *strata) add(i, j, within int, pairs int64) {
	if pairs == 0 && len(s.kinds) > 1 {
		return
	}
	s.list = append(s.list, Stratum{Kinds: [2]string{s.kinds[i], s.kinds[j]}, Within: within == 1, Pairs: pairs})
	s.of[i*len(s.kinds)+j][within] = len(s.list) - 1
	s.of[j*len(s.kinds)+i][within] = len(s.list) - 1
}

// pool puts pairs within and across sources into the only stratum.
func (s *strata) pool(pairs int64) {
	s.list[0].Pairs += pairs
	s.of[0][1] = 0
}

func (e *engine) stratum(a, b int32) int {
	within := 0
	if e.data.source[a] == e.data.source[b] {
		within = 1
	}
	return e.strata.between(e.strata.kind[a], e.strata.kind[b], within)
}

func (s *strata) between(a, b uint8, within int) int { return s.of[int(a)*len(s.kinds)+int(b)][within] }

// pairs counts all pairs of records that the link type lets be compared.
func (e *engine) pairs() int64 {
	total := int64(0)
	for _, s := range e.strata.list {
		total += s.Pairs
	}
	return total
}
