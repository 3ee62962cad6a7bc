package disclosure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
)

// figure says which of a cell's counts a family holds.
type figure uint8

const (
	numerator figure = iota
	denominator
	contributors
)

// series names the counts of one kind: an indicator's numerators in one year.
type series struct {
	measure, indicator string
	year               goldset.CollectionYear
	figure             figure
}

// layer is the counts of one series as one release gave them, by place.
type layer struct {
	series
	release string // "" is the release being made
	at      map[place]int64
	sources map[place][]int // cells in the release being made
}

// counts takes a cell apart into the counts that are published of it. The
// population of a rate is known to everybody, and no count of ours.
func counts(c *goldset.Cell) map[figure]int64 {
	switch c.Unit {
	case goldset.UnitCount, goldset.UnitPer10000:
		return map[figure]int64{numerator: c.Numerator}
	case goldset.UnitPercent:
		return map[figure]int64{numerator: c.Numerator, denominator: c.Denominator}
	default:
		return map[figure]int64{contributors: c.Contributors}
	}
}

// tables builds the system of a release and of what was released before it.
type tables struct {
	policy   *Policy
	system   system
	layers   []*layer
	roots    map[series]series                // series that count the same, by the first of them
	index    map[string]int                   // quantity by series, place and value
	cells    []map[figure]int                 // quantities of each cell of the release
	released map[int]string                   // release that told a quantity, by quantity
	primary  map[int]string                   // why a quantity is hidden for its own sake
	equal    map[string]bool                  // equations there already
	byPlace  map[*layer]map[place]int         // quantities
	history  map[series]map[place][]*Released // what is out already
}

// newTables reads the cells and the ledger into layers and ties them together.
func newTables(cells []goldset.Cell, policy *Policy, history []Released) (*tables, error) {
	t := &tables{
		policy: policy, system: system{hiddenLow: policy.lowestHidden()},
		roots: map[series]series{}, index: map[string]int{}, released: map[int]string{}, primary: map[int]string{},
		equal: map[string]bool{}, byPlace: map[*layer]map[place]int{},
		history: map[series]map[place][]*Released{}, cells: make([]map[figure]int, len(cells)),
	}
	if err := t.read(cells, history); err != nil {
		return nil, err
	}
	t.unify()
	for _, l := range t.layers {
		t.enter(l)
	}
	t.judge(cells)
	for _, l := range t.layers {
		t.sumUp(l)
	}
	t.join()
	for _, l := range t.layers {
		t.complement(l)
		t.imply(l)
	}
	t.addUp()
	t.declare()
	return t, nil
}

// read sorts cells and ledger into layers, in an order of their own.
func (t *tables) read(cells []goldset.Cell, history []Released) error {
	layers := map[string]*layer{}
	into := func(c *goldset.Cell, release string, source int) error {
		for f, n := range counts(c) {
			s := series{c.Measure, c.Indicator, c.Year, f}
			id := release + "\x00" + s.String()
			l := layers[id]
			if l == nil {
				l = &layer{series: s, release: release, at: map[place]int64{}, sources: map[place][]int{}}
				layers[id] = l
			}
			p := placeOf(c)
			if was, twice := l.at[p]; twice && was != n {
				return fmt.Errorf("protect: %s: two cells with different counts", c.Key())
			}
			l.at[p], l.sources[p] = n, append(l.sources[p], source)
		}
		return nil
	}
	for i := range cells {
		if cells[i].Numerator < 0 || cells[i].Denominator < 0 || cells[i].Contributors < 0 {
			return fmt.Errorf("protect: %s: a count below zero", cells[i].Key())
		}
		if err := into(&cells[i], "", i); err != nil {
			return err
		}
	}
	for i := range history {
		r := &history[i]
		if err := into(&r.Cell, r.Release, i); err != nil {
			return fmt.Errorf("release %s: %w", r.Release, err)
		}
		for f := range counts(&r.Cell) {
			s := series{r.Cell.Measure, r.Cell.Indicator, r.Cell.Year, f}
			if t.history[s] == nil {
				t.history[s] = map[place][]*Released{}
			}
			p := placeOf(&r.Cell)
			t.history[s][p] = append(t.history[s][p], r)
		}
	}
	for _, id := range slices.Sorted(mapKeys(layers)) {
		t.layers = append(t.layers, layers[id])
	}
	return nil
}

func (s series) String() string {
	return s.measure + "/" + s.indicator + "/" + strconv.Itoa(int(s.year)) + "/" + s.figure.String()
}

// String names the figure as a report would.
func (f figure) String() string {
	return [...]string{"count", "denominator", "contributors"}[f]
}

// unify finds series of one year that give the same counts wherever both speak:
// the denominator that several indicators share, an indicator given twice. Each
// count of theirs is then one quantity, hidden in all of them or in none.
func (t *tables) unify() {
	for i, l := range t.layers {
		if _, known := t.roots[l.series]; known {
			continue
		}
		t.roots[l.series] = l.series
		for _, earlier := range t.layers[:i] {
			if earlier.year == l.year && earlier.series != l.series && same(earlier, l) {
				t.roots[l.series] = t.roots[earlier.series]
				break
			}
		}
	}
}

// same reports whether two layers agree at every place both have, and do so on
// more than zeros.
func same(a, b *layer) bool {
	if len(b.at) < len(a.at) {
		a, b = b, a
	}
	some := false
	for p, n := range a.at {
		m, both := b.at[p]
		if both && n != m {
			return false
		}
		some = some || both && n > 0
	}
	return some
}

// enter gives every count of a layer its quantity. Counts of one series that
// agree are one quantity, whichever release tells them.
func (t *tables) enter(l *layer) {
	t.byPlace[l] = map[place]int{}
	for _, p := range slices.SortedFunc(mapKeys(l.at), comparePlaces) {
		q := t.quantity(t.roots[l.series], p, l.at[p])
		t.byPlace[l][p] = q
		if l.release != "" {
			continue
		}
		for _, i := range l.sources[p] {
			if t.cells[i] == nil {
				t.cells[i] = map[figure]int{}
			}
			t.cells[i][l.figure] = q
		}
	}
}

// quantity is the number of the quantity of that series, place and value.
func (t *tables) quantity(s series, p place, value int64) int {
	id := s.String() + "\x00" + p.authority + "\x00" + p.dims + "\x00" + strconv.FormatInt(value, 10)
	if q, known := t.index[id]; known {
		return q
	}
	q := quantity{name: s.String() + " " + p.String(), value: value, low: value, high: value, fixed: value == 0, cost: p.worth() * (4 + float64(value))}
	if low, high := t.policy.Round[p.level()].interval(value); low != high {
		q.state, q.low, q.high = rounded, low, high
	}
	t.index[id] = t.system.add(q)
	return t.index[id]
}

// headline is how much dearer a total of an area is than a count of the same size
// within a breakdown: readers look for it first, so it is hidden last.
const headline = 30

// worth is the weight of a count's place in the price of hiding it.
func (p place) worth() float64 {
	if p.dims == "" {
		return headline
	}
	return 1
}

// level of the place's area.
func (p place) level() goldset.Level {
	if p.authority == "" {
		return goldset.LevelNational
	}
	return goldset.LevelAuthority
}

// String is the place as a reader would say it.
func (p place) String() string {
	s := "England"
	if p.authority != "" {
		s = "authority " + p.authority
	}
	if p.dims == "" {
		return s
	}
	return s + ", " + strings.ReplaceAll(p.dims, dimSeparator, ", ")
}
