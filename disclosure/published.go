package disclosure

import (
	"math"
	"strconv"

	"github.com/goldset/goldset"
)

// Figure is one published figure: a number, or the symbol that stands for it.
type Figure struct {
	Text   string  `json:"text"` // as it is printed, without thousands separators: "17", "c", "330.3"
	Number float64 `json:"number"`
	Shown  bool    `json:"shown"` // Number is what Text says; false for a symbol
}

// Published is a cell as it may leave.
type Published struct {
	Measure     string                 `json:"measure"`
	Indicator   string                 `json:"indicator"`
	Year        goldset.CollectionYear `json:"year"`
	Level       goldset.Level          `json:"level"`
	Authority   string                 `json:"authority,omitempty"`
	Dims        []goldset.Dim          `json:"dims,omitempty"`
	Unit        goldset.Unit           `json:"unit"`
	Count       Figure                 `json:"count"`       // children counted; of an estimate, those it rests on
	Denominator Figure                 `json:"denominator"` // z where there is none
	Value       Figure                 `json:"value"`
	Lower       Figure                 `json:"lower"` // 95% interval
	Upper       Figure                 `json:"upper"`
	LinkLow     Figure                 `json:"link_low"` // range over the linkage tiers
	LinkHigh    Figure                 `json:"link_high"`
}

// Key tells published cells of one release apart, as goldset.Cell's does.
func (p *Published) Key() string {
	c := goldset.Cell{Measure: p.Measure, Indicator: p.Indicator, Year: p.Year, Level: p.Level, Authority: p.Authority, Dims: p.Dims}
	return c.Key()
}

// Dim is the cell's value in the named breakdown; the total where it has none.
func (p *Published) Dim(name string) string {
	for _, d := range p.Dims {
		if d.Name == name {
			return d.Value
		}
	}
	return goldset.Total
}

func symbol(s string) Figure { return Figure{Text: s} }

func number(v float64, decimals int) Figure {
	v = roundTo(v, decimals)
	if v == 0 {
		v = 0 // no minus zero in print
	}
	return Figure{Text: strconv.FormatFloat(v, 'f', decimals, 64), Number: v, Shown: true}
}

// publish writes the cell out, given what may be known of each of its counts.
func publish(c *goldset.Cell, p *Policy, known map[figure]*Known) Published {
	out := Published{
		Measure: c.Measure, Indicator: c.Indicator, Year: c.Year, Level: c.Level, Authority: c.Authority, Dims: c.Dims, Unit: c.Unit,
		Denominator: symbol(SymbolNotApplicable), Lower: symbol(SymbolNotApplicable), Upper: symbol(SymbolNotApplicable),
		LinkLow: symbol(SymbolNotApplicable), LinkHigh: symbol(SymbolNotApplicable),
	}
	main, hiddenPart := numerator, false
	for f, k := range known {
		hiddenPart = hiddenPart || k == nil
		if f == contributors {
			main = f
		}
	}
	out.Count = p.figure(c.Level, counts(c)[main], known[main])
	if k, has := known[denominator]; has {
		out.Denominator = p.figure(c.Level, c.Denominator, k)
	} else if c.Denominator > 0 {
		out.Denominator = number(float64(c.Denominator), 0)
	}
	if hiddenPart {
		out.hide(c, p.Symbol)
		return out
	}
	out.derive(c, p)
	return out
}

// figure is a count as it is printed.
func (p *Policy) figure(level goldset.Level, n int64, known *Known) Figure {
	if known == nil {
		return symbol(p.Symbol)
	}
	shown := p.Round[level].apply(n)
	if shown == 0 && n != 0 {
		return symbol(p.LowSymbol)
	}
	return number(float64(shown), 0)
}

// hide puts the symbol wherever a hidden count would show through.
func (p *Published) hide(c *goldset.Cell, s string) {
	p.Value = symbol(s)
	for _, f := range []struct {
		has *float64
		to  *Figure
	}{{c.Lower, &p.Lower}, {c.Upper, &p.Upper}, {c.LinkLow, &p.LinkLow}, {c.LinkHigh, &p.LinkHigh}} {
		if f.has != nil {
			*f.to = symbol(s)
		}
	}
}

// derive prints value, interval and range, from rounded counts where the policy
// says so: a rate with a known denominator gives its count back.
func (p *Published) derive(c *goldset.Cell, policy *Policy) {
	d := policy.decimals(c.Unit)
	if c.Unit == goldset.UnitCount {
		p.Value = p.Count
	} else {
		p.Value = number(policy.blunt(c, c.Value), d)
	}
	if c.LinkLow != nil && c.LinkHigh != nil {
		low, high := policy.linkRange(c)
		p.LinkLow, p.LinkHigh = number(low, d), number(high, d)
	}
	if c.Lower == nil || c.Upper == nil {
		return
	}
	lower, upper := *c.Lower, *c.Upper
	if n, of, derived := policy.blunted(c, c.Value); derived && n != c.Value*of/scale(c.Unit) {
		lower, upper = interval(c.Unit, n, of)
	}
	p.Lower, p.Upper = number(lower, d), number(upper, d)
}

// linkRange is the range over the linkage tiers, its ends moved outwards to whole
// multiples of a base. The tiers' counts add up as the base tier's do, so exact ends
// would give the ends of a hidden cell back, and with them bounds on its count.
func (p *Policy) linkRange(c *goldset.Cell) (low, high float64) {
	base := float64(max(p.Round[c.Level].Base, p.SuppressHigh))
	perChild := 1.0
	switch {
	case c.Unit == goldset.UnitCount:
	case (c.Unit == goldset.UnitPercent || c.Unit == goldset.UnitPer10000) && c.Denominator > 0 && base > 1:
		of := float64(c.Denominator)
		if _, blunt, derived := p.blunted(c, c.Value); derived {
			of = blunt
		}
		perChild = scale(c.Unit) / of
	default:
		return *c.LinkLow, *c.LinkHigh
	}
	if base <= 1 {
		return *c.LinkLow, *c.LinkHigh
	}
	exact := 1.0
	if c.Unit != goldset.UnitCount {
		exact = scale(c.Unit) / float64(c.Denominator)
	}
	const slack = 1e-9
	low = math.Floor(*c.LinkLow/exact/base+slack) * base * perChild
	high = math.Ceil(*c.LinkHigh/exact/base-slack) * base * perChild
	if c.Unit == goldset.UnitPercent {
		high = math.Min(high, 100)
	}
	return low, high
}

// scale is what a numerator over a denominator is multiplied by.
func scale(u goldset.Unit) float64 {
	switch u {
	case goldset.UnitPercent:
		return 100
	case goldset.UnitPer10000:
		return 10_000
	default:
		return 1
	}
}

// blunt is a value of the cell recomputed from rounded counts, where the policy
// rounds counts and the value is numerator over denominator.
func (p *Policy) blunt(c *goldset.Cell, v float64) float64 {
	if c.Unit == goldset.UnitCount {
		return float64(p.Round[c.Level].apply(int64(math.Round(v))))
	}
	if n, of, derived := p.blunted(c, v); derived {
		return scale(c.Unit) * n / of
	}
	return v
}

// blunted gives the rounded counts behind a value; derived is false when it is an
// estimate that no two counts give.
func (p *Policy) blunted(c *goldset.Cell, v float64) (n, of float64, derived bool) {
	r := p.Round[c.Level]
	if !p.DerivedFromRounded || r.Base <= 1 || c.Denominator == 0 || c.Unit != goldset.UnitPercent && c.Unit != goldset.UnitPer10000 {
		return 0, 0, false
	}
	count := v * float64(c.Denominator) / scale(c.Unit)
	whole := math.Round(count)
	if math.Abs(count-whole) > 1e-6*math.Max(1, count) {
		return 0, 0, false
	}
	n, of = float64(r.apply(int64(whole))), float64(c.Denominator)
	if c.Unit == goldset.UnitPercent {
		of = math.Max(1, float64(r.apply(c.Denominator)))
		n = math.Min(n, of)
	}
	return n, of, true
}

// interval is the 95% interval of rounded counts: Wilson's for a share, Byar's for a rate.
func interval(u goldset.Unit, n, of float64) (lower, upper float64) {
	const z = 1.959963984540054
	if u == goldset.UnitPercent {
		p, z2 := n/of, z*z
		middle, half := p+z2/(2*of), z*math.Sqrt(p*(1-p)/of+z2/(4*of*of))
		return 100 * (middle - half) / (1 + z2/of), 100 * (middle + half) / (1 + z2/of)
	}
	if n > 0 {
		lower = n * math.Pow(1-1/(9*n)-z/(3*math.Sqrt(n)), 3)
	}
	m := n + 1
	upper = m * math.Pow(1-1/(9*m)+z/(3*math.Sqrt(m)), 3)
	return 10_000 * lower / of, 10_000 * upper / of
}

// Applies reports whether the cell has such a figure at all: a count has no
// denominator, an estimate without links no range over them.
func (f Figure) Applies() bool { return f.Text != SymbolNotApplicable }
