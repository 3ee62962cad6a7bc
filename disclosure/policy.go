package disclosure

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
)

// The symbols that stand where a number does not, as the Government Statistical
// Service writes them.
const (
	SymbolConfidential  = "c"   // suppressed
	SymbolLow           = "low" // rounds to zero but is not zero; k where the word would offend
	SymbolK             = "k"
	SymbolNotApplicable = "z"
	SymbolNotAvailable  = "x"
	SymbolUnreliable    = "u"
)

// Rounding says how a shown count is blunted. Base 0 shows it as it is.
type Rounding struct {
	Base     int64 `json:"base,omitempty"`
	Midpoint bool  `json:"midpoint,omitempty"` // the middle of its band of Base instead of the nearest multiple
}

// Relation declares a sum that the numbers alone do not show: a remainder that
// nobody publishes, or indicators broken down in different ways. Sums over a
// breakdown and over authorities, and sums of two indicators, are found without it.
//
// A part is an indicator, or one value of a breakdown of it: "need_group[group=Looked after]".
// Whole is at least what the parts count between them, none of it twice.
type Relation struct {
	Measure string   `json:"measure"`
	Whole   string   `json:"whole"`
	Parts   []string `json:"parts"`
	// Along names a breakdown whose values are steps in order ("1 Rows", "2 Once
	// each"): Whole at a step is Whole at the next and the Parts at the next.
	Along string `json:"along,omitempty"`
}

// Policy is a body's rule on what may be published. Profiles are data: see Named.
type Policy struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Source string `json:"source"`

	SuppressLow  int64  `json:"suppress_low"`  // counts of children from SuppressLow
	SuppressHigh int64  `json:"suppress_high"` // to SuppressHigh are not shown
	Symbol       string `json:"symbol"`        // what stands there instead
	LowSymbol    string `json:"low_symbol"`    // for what rounds to zero and is not

	Round       map[goldset.Level]Rounding `json:"round"`
	Secondary   bool                       `json:"secondary,omitempty"`   // hide what would give a suppressed count away
	Insiders    bool                       `json:"insiders,omitempty"`    // a child alone in a cell knows its count
	Complement  bool                       `json:"complement,omitempty"`  // what is left of a group when a count is taken out of it is a count too
	Class       bool                       `json:"class,omitempty"`       // everybody in a group is the same: 100%, one category
	Differences bool                       `json:"differences,omitempty"` // a count that moved by fewer than the threshold since it was released

	PercentDP          int  `json:"percent_dp"` // decimal places
	RateDP             int  `json:"rate_dp"`    // of rates per 10,000
	OtherDP            int  `json:"other_dp"`   // of means, days and odds ratios
	DerivedFromRounded bool `json:"derived_from_rounded,omitempty"`

	Relations []Relation `json:"relations,omitempty"`
}

//go:embed profiles.json
var profiles []byte

// Policies lists the profiles that ship with Goldset.
func Policies() []Policy {
	var list []Policy
	if err := json.Unmarshal(profiles, &list); err != nil {
		panic("disclosure: profiles.json: " + err.Error()) // a test reads them all
	}
	return list
}

// Named is the profile of that name.
func Named(name string) (Policy, error) {
	var names []string
	for _, p := range Policies() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Policy{}, fmt.Errorf("no disclosure policy is called %q: there are %s", name, strings.Join(names, ", "))
}

// TooSmall reports whether the policy forbids showing a count of n children.
func (p *Policy) TooSmall(n int64) bool { return n >= p.SuppressLow && n <= p.SuppressHigh }

// lowestHidden is the least that a suppressed count can be.
func (p *Policy) lowestHidden() int64 { return min(p.SuppressLow, 1) }

// Count is what the policy alone shows of a count at a level, before secondary
// suppression: "17", "500", "c", "low".
func (p *Policy) Count(level goldset.Level, n int64) string {
	if p.TooSmall(n) {
		return p.Symbol
	}
	shown := p.Round[level].apply(n)
	if shown == 0 && n != 0 {
		return p.LowSymbol
	}
	return strconv.FormatInt(shown, 10)
}

// apply rounds n. Ties go up: the Department does not state its rule.
func (r Rounding) apply(n int64) int64 {
	switch {
	case r.Base <= 1 || n == 0:
		return n
	case r.Midpoint:
		return (n+r.Base-1)/r.Base*r.Base - r.Base/2
	default:
		return (n + r.Base/2) / r.Base * r.Base
	}
}

// interval is every count that would be shown as n is.
func (r Rounding) interval(n int64) (low, high int64) {
	switch shown := r.apply(n); {
	case r.Base <= 1 || n == 0:
		return n, n
	case r.Midpoint:
		return shown - r.Base/2 + 1, shown + r.Base/2
	default:
		return max(1, shown-r.Base/2), shown + (r.Base-1)/2
	}
}

// decimals of a published value.
func (p *Policy) decimals(unit goldset.Unit) int {
	switch unit {
	case goldset.UnitPercent:
		return p.PercentDP
	case goldset.UnitPer10000:
		return p.RateDP
	case goldset.UnitCount:
		return 0
	default:
		return p.OtherDP
	}
}

// roundTo rounds half away from zero to the given number of decimals.
func roundTo(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

// With is the policy with further relations declared.
func (p *Policy) With(relations ...Relation) Policy {
	with := *p
	with.Relations = append(slices.Clone(p.Relations), relations...)
	return with
}
