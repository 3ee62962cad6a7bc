package goldset

import (
	"strconv"
	"strings"
)

// SubjectID names one supplier's child. It is random, so it says nothing.
type SubjectID [16]byte

// Pseudonym stands for a subject in the research zone; it derives from the subject under a key.
type Pseudonym [16]byte

// PersonID names what linkage says several subjects have in common.
type PersonID [16]byte

// Tier is how readily linkage joined subjects. The base tier gives the published
// number, strict and loose the range that linkage error allows.
type Tier string

// The tiers.
const (
	TierStrict Tier = "strict"
	TierBase   Tier = "base"
	TierLoose  Tier = "loose"
)

// Level is the geography of a cell.
type Level string

// The levels.
const (
	LevelNational  Level = "national"
	LevelAuthority Level = "authority"
)

// Unit is what a cell's value is measured in.
type Unit string

// The units.
const (
	UnitCount     Unit = "count"
	UnitPer10000  Unit = "per 10,000"
	UnitPercent   Unit = "percent"
	UnitDays      Unit = "days"
	UnitOddsRatio Unit = "odds ratio"
	UnitMean      Unit = "mean"
)

// Dim is one breakdown of a cell: {"age", "5-9"}.
type Dim struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Total is the value of a breakdown that is not broken down.
const Total = "Total"

// Cell is one number of a measure before disclosure control: how many children
// (Numerator) of how many (Denominator), or a Value estimated from Contributors.
type Cell struct {
	Measure      string         `json:"measure"`
	Indicator    string         `json:"indicator"` // which number of the measure, e.g. "children_in_need"
	Year         CollectionYear `json:"year"`
	Level        Level          `json:"level"`
	Authority    string         `json:"authority,omitempty"` // three-figure code, empty at national level
	Dims         []Dim          `json:"dims,omitempty"`
	Unit         Unit           `json:"unit"`
	Numerator    int64          `json:"numerator"`
	Denominator  int64          `json:"denominator,omitempty"`
	Contributors int64          `json:"contributors"` // children with a value, on whom the threshold acts
	Value        float64        `json:"value"`        // the estimate in Unit
	Lower        *float64       `json:"lower,omitempty"`
	Upper        *float64       `json:"upper,omitempty"`     // 95% interval
	LinkLow      *float64       `json:"link_low,omitempty"`  // lowest value over the linkage tiers
	LinkHigh     *float64       `json:"link_high,omitempty"` // highest
}

// Key tells cells of one dataset version apart.
func (c *Cell) Key() string {
	parts := []string{c.Measure, c.Indicator, strconv.Itoa(int(c.Year)), string(c.Level), c.Authority}
	for _, d := range c.Dims {
		parts = append(parts, d.Name+"="+d.Value)
	}
	return strings.Join(parts, "/")
}
