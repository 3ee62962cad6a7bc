package analysis

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// ErrNoBase says that a measure was asked for its cells without the base tier's counts.
var ErrNoBase = errors.New("no counts of the base linkage tier")

// Session is what to execute in the transaction before a measure's query. It
// reads whole tables once; without loops over rows, a planner that guesses one
// row where there are thousands does no harm.
const Session = "set local enable_nestloop = off; set local work_mem = '64MB'"

// Measure answers one question from one dataset version.
type Measure struct {
	Name              string      `json:"name"`
	Title             string      `json:"title"`
	Question          string      `json:"question"`
	DefinitionVersion string      `json:"definition_version"`
	Definition        []string    `json:"definition"`   // paragraphs: who is counted, when, how
	Denominators      []string    `json:"denominators"` // what each rate or share is of
	Indicators        []Indicator `json:"indicators"`   // in the order of a report
	Sources           []Source    `json:"sources"`
	Caveats           []string    `json:"caveats"` // what a reader must know before quoting a number
	UsesLinkage       bool        `json:"uses_linkage"`

	// SQL is the measure's query. It reads the named parameters @dataset_version
	// (bigint), @tier (text) and @years (int[], the collection years asked for) and
	// returns the columns of Raw. Execute Session first.
	SQL string `json:"-"`

	estimate func([]Raw) ([]goldset.Cell, error)
}

// Indicator is one number of a measure, broken down in one or more ways.
type Indicator struct {
	Name  string       `json:"name"`
	Title string       `json:"title"`
	Unit  goldset.Unit `json:"unit"`
}

// Source is a published definition or figure that a measure follows or is compared with.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Raw is one row of a measure's query, by column name. Most rows become one
// cell; those of a curve or a model are what it is estimated from.
type Raw struct {
	Indicator    string
	Year         int
	Level        string
	Authority    string
	Dims         []string // "name=value", in order
	Unit         string
	Numerator    int64
	Denominator  int64
	Contributors int64
	Value        *float64
}

// Tiers are the linkage tiers that the measure's query runs on: the base alone
// when it reads no link.
func (m *Measure) Tiers() []goldset.Tier {
	if m.UsesLinkage {
		return []goldset.Tier{goldset.TierStrict, goldset.TierBase, goldset.TierLoose}
	}
	return []goldset.Tier{goldset.TierBase}
}

// Cells computes the measure's cells, in order of their keys. The base tier gives
// value and interval; with linkage, the range runs over all tiers given.
func (m *Measure) Cells(byTier map[goldset.Tier][]Raw) ([]goldset.Cell, error) {
	base, given := byTier[goldset.TierBase]
	if !given {
		return nil, fmt.Errorf("measure %s: %w", m.Name, ErrNoBase)
	}
	cells, err := m.tierCells(base)
	if err != nil {
		return nil, fmt.Errorf("measure %s: %w", m.Name, err)
	}
	if !m.UsesLinkage {
		return cells, nil
	}
	for i := range cells {
		low, high := cells[i].Value, cells[i].Value
		cells[i].LinkLow, cells[i].LinkHigh = &low, &high
	}
	for _, tier := range []goldset.Tier{goldset.TierStrict, goldset.TierLoose} {
		raws, given := byTier[tier]
		if !given {
			continue
		}
		others, err := m.tierCells(raws)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %s tier: %w", m.Name, tier, err)
		}
		widen(cells, others)
	}
	return cells, nil
}

// widen stretches the linkage range of cells to the values that another tier gives.
func widen(cells, others []goldset.Cell) {
	values := make(map[string]float64, len(others))
	for i := range others {
		values[others[i].Key()] = others[i].Value
	}
	for i := range cells {
		c := &cells[i]
		value, there := values[c.Key()]
		if !there && c.Unit != goldset.UnitCount {
			continue // no denominator, or no estimate, at that tier
		}
		*c.LinkLow, *c.LinkHigh = min(*c.LinkLow, value), max(*c.LinkHigh, value)
	}
}

func (m *Measure) tierCells(raws []Raw) ([]goldset.Cell, error) {
	estimate := m.estimate
	if estimate == nil {
		estimate = eachCell
	}
	cells, err := estimate(raws)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]bool, len(cells))
	for i := range cells {
		c := &cells[i]
		c.Measure = m.Name
		key := c.Key()
		if keys[key] {
			return nil, fmt.Errorf("two cells for %s", key)
		}
		keys[key] = true
	}
	slices.SortFunc(cells, func(a, b goldset.Cell) int { return cmp.Compare(a.Key(), b.Key()) })
	return cells, nil
}

// eachCell makes one cell of each row that has an estimate.
func eachCell(raws []Raw) ([]goldset.Cell, error) {
	cells := make([]goldset.Cell, 0, len(raws))
	for i := range raws {
		cell, ok, err := raws[i].cell()
		if err != nil {
			return nil, err
		}
		if ok {
			cells = append(cells, cell)
		}
	}
	return cells, nil
}

// bare is the row as a cell without its estimate.
func (r *Raw) bare() (goldset.Cell, error) {
	cell := goldset.Cell{
		Indicator: r.Indicator, Year: goldset.CollectionYear(r.Year),
		Level: goldset.Level(r.Level), Authority: r.Authority, Unit: goldset.Unit(r.Unit),
		Numerator: r.Numerator, Denominator: r.Denominator, Contributors: r.Contributors,
	}
	for _, d := range r.Dims {
		name, value, found := strings.Cut(d, "=")
		if !found {
			return cell, fmt.Errorf("indicator %s: breakdown %q is not name=value", r.Indicator, d)
		}
		cell.Dims = append(cell.Dims, goldset.Dim{Name: name, Value: value})
	}
	return cell, nil
}

// cell computes a count's rate or share and its interval. A rate whose population
// is not known stays a count; a share of nobody is no cell.
func (r *Raw) cell() (goldset.Cell, bool, error) {
	cell, err := r.bare()
	if err != nil {
		return cell, false, err
	}
	n, d := float64(r.Numerator), float64(r.Denominator)
	switch {
	case r.Value != nil:
		cell.Value = *r.Value
	case cell.Unit == goldset.UnitCount, cell.Unit == goldset.UnitPer10000 && r.Denominator == 0:
		cell.Unit, cell.Value = goldset.UnitCount, n
	case cell.Unit == goldset.UnitPer10000:
		rate, interval := Rate(n, d, 10_000, Z95)
		cell.Value, cell.Lower, cell.Upper = rate, &interval.Lower, &interval.Upper
	case cell.Unit == goldset.UnitPercent && r.Denominator == 0:
		return cell, false, nil
	case cell.Unit == goldset.UnitPercent && r.Numerator > r.Denominator:
		return cell, false, fmt.Errorf("indicator %s: %d counted among %d", r.Indicator, r.Numerator, r.Denominator)
	case cell.Unit == goldset.UnitPercent:
		interval := Wilson(n, d, Z95).times(100)
		cell.Value, cell.Lower, cell.Upper = 100*n/d, &interval.Lower, &interval.Upper
	default:
		return cell, false, fmt.Errorf("indicator %s: unit %q has no estimate from counts", r.Indicator, r.Unit)
	}
	return cell, true, nil
}

// dim is the value of a row's named breakdown.
func (r *Raw) dim(name string) string {
	for _, d := range r.Dims {
		if value, found := strings.CutPrefix(d, name+"="); found {
			return value
		}
	}
	return ""
}

// parseMeasure reads a definition.json; an unknown field is a mistake.
func parseMeasure(definition []byte) (*Measure, error) {
	var m Measure
	decoder := json.NewDecoder(strings.NewReader(string(definition)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return nil, fmt.Errorf("read definition: %w", err)
	}
	return &m, nil
}
