package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

// row is one line of a chart: a label and the cell it shows.
type row struct {
	label string
	cell  *Cell
}

// highest value, interval included, that any of the cells shows.
func highest(cells []*Cell, ranges bool) (top float64) {
	for _, c := range cells {
		if !c.Value.Shown {
			continue
		}
		top = math.Max(top, c.Value.Number)
		if c.Upper.Shown {
			top = math.Max(top, c.Upper.Number)
		}
		if ranges && c.LinkHigh.Shown {
			top = math.Max(top, c.LinkHigh.Number)
		}
	}
	return top
}

func cellsOf(rows []row) []*Cell {
	cells := make([]*Cell, len(rows))
	for i := range rows {
		cells[i] = rows[i].cell
	}
	return cells
}

// grid draws the ticks of a horizontal axis from top to bottom, with their labels.
func (d *drawing) grid(a axis, top, bottom float64, unit string) {
	for _, t := range a.ticks() {
		d.line(a.at(t), top, a.at(t), bottom, faint, 1, "")
		d.words(a.at(t), bottom+16, "middle", tickText(t), 12, grey)
	}
	d.words((a.start+a.stop)/2, bottom+34, "middle", unit, 12, grey)
}

// whisker draws an interval with ends.
func (d *drawing) whisker(x1, x2, y float64, colour string) {
	d.line(x1, y, x2, y, colour, 2, "")
	d.line(x1, y-4, x1, y+4, colour, 2, "")
	d.line(x2, y-4, x2, y+4, colour, 2, "")
}

// dots draws one dot and its 95% interval a row, and a dashed line for England.
func dots(id, title, description string, rows []row, england *Cell, unit goldset.Unit) template.HTML {
	const left = labelWide + 8
	pitch, text := 24.0, 12.5
	for _, r := range rows {
		if len([]rune(r.label)) > 20 {
			pitch = 31
		}
	}
	if len(rows) > 40 {
		pitch, text = 15, 10
	}
	d := &drawing{}
	top := 26.0
	bottom := top + pitch*float64(len(rows))
	cells := cellsOf(rows)
	if england != nil {
		cells = append(cells, england)
	}
	a := axisUpTo(highest(cells, false), left, chartWide-16)
	d.grid(a, top, bottom, unitWords(unit))
	for i, r := range rows {
		y := top + pitch*(float64(i)+0.5)
		d.label(y, r.label, text)
		if !r.cell.Value.Shown {
			d.words(a.start+6, y+text/3, "start", r.cell.Value.Text, text, grey)
			continue
		}
		if r.cell.Lower.Shown && r.cell.Upper.Shown {
			d.whisker(a.at(r.cell.Lower.Number), a.at(r.cell.Upper.Number), y, paletteA)
		}
		d.shape(a.at(r.cell.Value.Number), y, 0, math.Min(5, pitch/3))
	}
	if england != nil && england.Value.Shown {
		x := a.at(england.Value.Number)
		d.line(x, top-4, x, bottom, paletteC, 2, ` stroke-dasharray="5 4"`)
		d.words(math.Min(x, chartWide-52), top-10, "middle", "England "+withUnit(england.Value, unit), 12, paletteC)
	}
	d.height = bottom + 42
	return d.close(id, title, description)
}

// panels draws one small line chart over the years for each series of cells, on one
// scale or each on its own, always from zero.
func panels(id, title, description string, names []string, series [][]*Cell, unit goldset.Unit, oneScale bool) template.HTML {
	const high, gap = 110.0, 46.0
	columns := 2
	if len(series) == 1 {
		columns = 1
	}
	wide := (chartWide - float64(columns-1)*gap/2) / float64(columns)
	var all []*Cell
	for _, cells := range series {
		all = append(all, cells...)
	}
	d := &drawing{}
	for i, cells := range series {
		left := float64(i%columns) * (wide + gap/2)
		top := float64(i/columns)*(high+gap+26) + 46
		if !oneScale {
			all = cells
		}
		d.panel(names[i], cells, unit, axisUpTo(highest(all, false), top+high, top), axis{start: left + 54, stop: left + wide - 20})
	}
	rows := (len(series) + columns - 1) / columns
	d.height = float64(rows)*(high+gap+26) + 8
	return d.close(id, title, description)
}

// panel draws one series over the years, each value in words.
func (d *drawing) panel(name string, cells []*Cell, unit goldset.Unit, y, x axis) {
	first, last := cells[0].Year, cells[len(cells)-1].Year
	x.low, x.high = float64(first), float64(last)
	if first == last {
		x.low, x.high = x.low-1, x.high+1
	}
	lines := strings.Split(wrap(shorten(name, 54), 27), "\n")
	for i, line := range lines {
		d.words(x.start-50, y.stop-14-15*float64(len(lines)-1-i), "start", line, 13, ink)
	}
	for _, t := range y.ticks() {
		d.line(x.start-18, y.at(t), x.stop+16, y.at(t), faint, 1, "")
		d.words(x.start-22, y.at(t)+4, "end", tickText(t), 11, grey)
	}
	var before *Cell
	for _, c := range cells {
		at := x.at(float64(c.Year))
		d.words(at, y.start+17, "middle", strconv.Itoa(int(c.Year)), 12, grey)
		if !c.Value.Shown {
			d.words(at, y.start-4, "middle", c.Value.Text, 12, grey)
			before = nil
			continue
		}
		if before != nil {
			d.line(x.at(float64(before.Year)), y.at(before.Value.Number), at, y.at(c.Value.Number), paletteA, 2, "")
		}
		d.shape(at, y.at(c.Value.Number), 0, 4)
		d.outlined(at, y.at(c.Value.Number)-9, withUnit(c.Value, unit))
		before = c
	}
}

// bars draws horizontal bars in groups: one bar for each series in each group, told
// apart by the words at its end.
func bars(id, title, description string, groups []string, series []string, cells map[[2]int]*Cell, unit goldset.Unit) template.HTML {
	const left, thick = labelWide + 8, 17.0
	d := &drawing{}
	var all []*Cell
	for g := range groups {
		for s := range series {
			if c := cells[[2]int{g, s}]; c != nil {
				all = append(all, c)
			}
		}
	}
	words := func(s int, c *Cell) string {
		if len(series) == 1 {
			return withUnit(c.Value, unit)
		}
		return series[s] + ": " + withUnit(c.Value, unit)
	}
	longest := 0
	for at, c := range cells {
		longest = max(longest, len([]rune(words(at[1], c))))
	}
	a := axis{high: math.Max(highest(all, false), 1), start: left, stop: chartWide - 12 - 6.1*float64(longest)}
	y := 8.0
	for g, group := range groups {
		if len(series) == 1 {
			y += 6 // room for two lines
		}
		d.label(y+(thick*float64(len(series))-3)/2, group, 12.5)
		for s := range series {
			if c := cells[[2]int{g, s}]; c != nil {
				d.barOf(a, y, thick-3, s, c, words(s, c))
				y += thick
			}
		}
		y += 10
	}
	d.line(a.start, 2, a.start, y-4, grey, 1, "")
	d.height = y + 6
	return d.close(id, title, description)
}

// barOf draws one bar and the words at its end; nothing but the words where the
// figure is hidden.
func (d *drawing) barOf(a axis, y, thick float64, series int, c *Cell, words string) {
	at := a.start
	if c.Value.Shown {
		at = a.at(c.Value.Number)
		d.bar(a.start, y, at-a.start, thick, palette[series%len(palette)])
	}
	d.words(at+5, y+thick-3, "start", words, 12, ink)
}

// forest draws odds ratios on a logarithmic scale around no association.
func forest(id, title, description string, rows []row) template.HTML {
	const left, pitch, top = labelWide + 8, 32.0, 30.0
	low, high := 0.5, 2.0
	for _, r := range rows {
		if r.cell.Lower.Shown && r.cell.Lower.Number > 0 {
			low = math.Min(low, r.cell.Lower.Number)
		}
		if r.cell.Upper.Shown {
			high = math.Max(high, r.cell.Upper.Number)
		}
	}
	low, high = math.Max(low, 0.05), math.Min(high, 60)
	d := &drawing{}
	bottom := top + pitch*float64(len(rows))
	a := axis{low: low * 0.93, high: high * 1.07, start: left, stop: chartWide - 14, log: true}
	d.grid(a, top, bottom, "Odds ratio, logarithmic scale")
	d.line(a.at(1), top-6, a.at(1), bottom, ink, 1.5, "")
	d.words(a.at(1), top-12, "middle", "no association", 12, ink)
	for i, r := range rows {
		y := top + pitch*(float64(i)+0.5)
		d.label(y, r.label, 12)
		if !r.cell.Value.Shown || r.cell.Value.Number <= 0 {
			d.words(a.start+6, y+4, "start", r.cell.Value.Text, 12, grey)
			continue
		}
		if r.cell.Lower.Shown && r.cell.Upper.Shown {
			d.whisker(a.at(math.Max(low, r.cell.Lower.Number)), a.at(math.Min(high, r.cell.Upper.Number)), y, paletteA)
		}
		d.shape(a.at(r.cell.Value.Number), y, 1, 4.5)
	}
	d.height = bottom + 42
	return d.close(id, title, description)
}

// funnel draws shares against the size of their groups, with the limits within which
// 99.8% of authorities would lie, allowing for variation beyond chance.
func funnel(id, title, description string, cells []*Cell) template.HTML {
	units := make([]analysis.FunnelUnit, 0, len(cells))
	var widest, top float64
	for _, c := range cells {
		if c.Count.Shown && c.Denominator.Shown && c.Denominator.Number > 0 {
			units = append(units, analysis.FunnelUnit{Count: c.Count.Number, Of: c.Denominator.Number})
			widest = math.Max(widest, c.Denominator.Number)
			top = math.Max(top, c.Value.Number)
		}
	}
	f := analysis.NewFunnel(units)
	limits := func(of float64) (low, high float64) {
		l := f.Limits(of, 3.090232, true)
		return 100 * math.Max(0, l.Lower), 100 * math.Min(1, l.Upper)
	}
	d := &drawing{height: 330}
	x := axisUpTo(widest, 46, chartWide-20)
	_, high := limits(widest / 6)
	y := axisUpTo(math.Min(100, math.Max(top, high)), 284, 20)
	for _, t := range y.ticks() {
		d.line(x.start, y.at(t), x.stop, y.at(t), faint, 1, "")
		d.words(x.start-6, y.at(t)+4, "end", tickText(t), 12, grey)
	}
	for _, t := range x.ticks() {
		d.words(x.at(t), 301, "middle", tickText(t), 12, grey)
	}
	d.words((x.start+x.stop)/2, 320, "middle", "Children or referrals in the group", 12, grey)
	d.words(4, 12, "start", "Per cent", 12, grey)
	d.curves(limits, x, y, widest)
	average := y.at(100 * f.Average)
	d.line(x.start, average, x.stop, average, paletteC, 2, ` stroke-dasharray="5 4"`)
	d.words(x.start+4, average-6, "start", "average", 12, paletteC)
	for _, c := range cells {
		if c.Value.Shown && c.Denominator.Shown {
			d.shape(x.at(c.Denominator.Number), y.at(c.Value.Number), 0, 4)
		}
	}
	return d.close(id, title, description)
}

// curves draws the two limits of a funnel.
func (d *drawing) curves(limits func(float64) (float64, float64), x, y axis, widest float64) {
	var upper, lower string
	for i := 1; i <= 60; i++ {
		of := widest * float64(i) / 60
		low, high := limits(of)
		step := " L"
		if upper == "" {
			step = "M"
		}
		upper += fmt.Sprintf("%s%s %s", step, coordinate(x.at(of)), coordinate(y.at(math.Min(high, y.high))))
		lower += fmt.Sprintf("%s%s %s", step, coordinate(x.at(of)), coordinate(y.at(low)))
	}
	for _, path := range []string{upper, lower} {
		d.add(`<path d="%s" fill="none" stroke="%s" stroke-width="1.5"/>`, path, grey)
	}
	low, _ := limits(widest / 3)
	d.words(x.at(widest/3), y.at(low)+16, "start", "99.8% limits", 12, grey)
}

// gradient draws a dot and interval for each step of deprivation, most deprived first.
func gradient(id, title, description string, rows []row, unit goldset.Unit) template.HTML {
	d := &drawing{height: 316}
	y := axisUpTo(highest(cellsOf(rows), false), 254, 20)
	x := axis{low: 0, high: float64(len(rows)), start: 50, stop: chartWide - 10}
	for _, t := range y.ticks() {
		d.line(x.start, y.at(t), x.stop, y.at(t), faint, 1, "")
		d.words(x.start-6, y.at(t)+4, "end", tickText(t), 12, grey)
	}
	d.words(4, 12, "start", unitWords(unit), 12, grey)
	for i, r := range rows {
		at := x.at(float64(i) + 0.5)
		for j, line := range strings.Split(wrap(r.label, 7), "\n") {
			d.words(at, 272+13*float64(j), "middle", line, 12, grey)
		}
		if !r.cell.Value.Shown {
			d.words(at, 248, "middle", r.cell.Value.Text, 12, grey)
			continue
		}
		if r.cell.Lower.Shown && r.cell.Upper.Shown {
			d.line(at, y.at(r.cell.Lower.Number), at, y.at(r.cell.Upper.Number), paletteA, 2, "")
		}
		d.shape(at, y.at(r.cell.Value.Number), 0, 5)
	}
	steps := 0 // those with a decile come first
	for _, r := range rows {
		if valueRank(r.label) < 1<<19 {
			steps++
		}
	}
	d.words(x.start, 302, "start", "◂ most deprived", 12, grey)
	d.words(x.at(float64(steps))-4, 302, "end", "least deprived ▸", 12, grey)
	return d.close(id, title, description)
}

// ranges draws, for each row, the value and the range that linkage error allows.
func ranges(id, title, description string, rows []row, unit goldset.Unit) template.HTML {
	const left, pitch, top = labelWide + 8, 30.0, 12.0
	d := &drawing{}
	bottom := top + pitch*float64(len(rows))
	a := axisUpTo(highest(cellsOf(rows), true), left, chartWide-16)
	d.grid(a, top, bottom, unitWords(unit))
	for i, r := range rows {
		y := top + pitch*(float64(i)+0.5)
		d.label(y, r.label, 12.5)
		if !r.cell.Value.Shown {
			d.words(a.start+6, y+4, "start", r.cell.Value.Text, 13, grey)
			continue
		}
		if r.cell.LinkLow.Shown && r.cell.LinkHigh.Shown {
			low, high := a.at(r.cell.LinkLow.Number), a.at(r.cell.LinkHigh.Number)
			d.add(`<rect x="%s" y="%s" width="%s" height="12" fill="%s" stroke="%s" stroke-width="1"/>`,
				coordinate(low-1), coordinate(y-6), coordinate(high-low+2), paleBlue, paletteA)
		}
		d.shape(a.at(r.cell.Value.Number), y, 3, 5)
	}
	d.height = bottom + 42
	return d.close(id, title, description)
}
