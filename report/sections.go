package report

import (
	"fmt"
	"html/template"
	"slices"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

// section is a measure as a page shows it.
type section struct {
	ID      string
	Measure *analysis.Measure
	Figures []figure
}

// manyAuthorities is the number above which a line for each authority is too long
// to read and a funnel takes its place.
const manyAuthorities = 40

// fewPanels is the number of authorities up to which each has a panel of its own.
const fewPanels = 12

// sections draws every measure but those that have pages of their own.
func (r *Release) sections() []section {
	var list []section
	for i := range r.Measures {
		m := &r.Measures[i]
		if m.Name == flowMeasure || m.Name == beyondMeasure {
			continue
		}
		s := section{ID: slug(m.Name), Measure: m}
		s.Figures = append(s.Figures, r.overYears(m)...)
		s.Figures = append(s.Figures, r.together(m)...)
		for j := range m.Indicators {
			s.Figures = append(s.Figures, r.indicator(m, &m.Indicators[j])...)
		}
		if len(s.Figures) > 0 {
			list = append(list, s)
		}
	}
	return list
}

// indicator draws one indicator of the latest year: by authority, and by each breakdown.
func (r *Release) indicator(m *analysis.Measure, ind *analysis.Indicator) []figure {
	year := r.lastYear(m.Name, ind.Name)
	england := only(r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelNational}))
	var list []figure
	if ind.Unit == goldset.UnitOddsRatio {
		return r.oddsRatios(m, ind, year)
	}
	breakdowns := r.breakdowns(m.Name, ind.Name)
	if i := slices.Index(breakdowns, "group"); i < 0 {
		list = append(list, r.byAuthority(m, ind, year, england)...)
	} else if !slices.Contains(breakdowns, "decile") {
		breakdowns = breakdowns[i : i+1] // their totals are another indicator's
	}
	if slices.Contains(breakdowns, "predictor") {
		list = append(list, r.byPredictor(m, ind, year, england)...)
	}
	for _, by := range breakdowns {
		switch by {
		case "decile":
			list = append(list, r.byDecile(m, ind, year)...)
		case "group":
			list = append(list, r.byGroup(m, ind)...)
		case "predictor", "value":
		default:
			list = append(list, r.byBreakdown(m, ind, year, by, england)...)
		}
	}
	return list
}

// only is the one cell of a list, or nil.
func only(cells []*Cell) *Cell {
	if len(cells) != 1 {
		return nil
	}
	return cells[0]
}

func subtitle(what string, year goldset.CollectionYear, unit goldset.Unit) string {
	return fmt.Sprintf("%s, 1 April %d to 31 March %d, %s", what, int(year)-1, int(year), lowerUnit(unit))
}

// lowerUnit is the unit inside a sentence.
func lowerUnit(u goldset.Unit) string {
	if u == goldset.UnitPercent {
		return "per cent"
	}
	return string(u)
}

// byAuthority shows every authority: a dot and interval each, or a funnel where
// there are many and shares are compared.
func (r *Release) byAuthority(m *analysis.Measure, ind *analysis.Indicator, year goldset.CollectionYear, england *Cell) []figure {
	cells := r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelAuthority})
	if len(cells) == 0 {
		return nil
	}
	byName(cells)
	rows := make([]row, len(cells))
	for i, c := range cells {
		rows[i] = row{authorityName(c.Authority), c}
	}
	unit := cells[0].Unit
	f := figure{ID: slug(m.Name, ind.Name, "authority"), Title: ind.Title + ", by authority", Subtitle: subtitle("Authorities in England", year, unit), Lead: lead(cells, england, "authorities")}
	if len(cells) > manyAuthorities && unit == goldset.UnitPercent {
		f.Chart = funnel(f.ID, f.Title, "Each authority's share against the size of its group, within limits that allow for variation beyond chance. "+describe(rows, unit), cells)
		f.Note = "Authorities differ for many reasons, children's needs and recording among them. The limits allow for the variation between authorities that chance does not explain; most authorities lie within them."
	} else {
		f.Chart = dots(f.ID, f.Title, describe(rows, unit), rows, england, unit)
	}
	if england != nil {
		rows = append(rows, row{"England", england})
	}
	f.Table = tableOf(f.Title+", "+yearWords(year), "Authority", rows, unit)
	list := []figure{f}
	return append(list, r.multiples(m, ind)...)
}

// multiples draws a small panel over the years for each of a few authorities.
func (r *Release) multiples(m *analysis.Measure, ind *analysis.Indicator) []figure {
	cells := r.pick(choice{measure: m.Name, indicator: ind.Name, level: goldset.LevelAuthority})
	byYear(cells)
	byName(cells)
	var names []string
	series := map[string][]*Cell{}
	for _, c := range cells {
		name := authorityName(c.Authority)
		if len(series[name]) == 0 {
			names = append(names, name)
		}
		series[name] = append(series[name], c)
	}
	if len(names) == 0 || len(names) > fewPanels || len(series[names[0]]) < 2 || ind.Name != m.Indicators[0].Name {
		return nil
	}
	var lines [][]*Cell
	var rows []row
	for _, name := range names {
		lines = append(lines, series[name])
		for _, c := range series[name] {
			rows = append(rows, row{fmt.Sprintf("%s, %d", name, int(c.Year)), c})
		}
	}
	f := figure{ID: slug(m.Name, ind.Name, "authority", "years"), Title: ind.Title + ", each authority over the years", Subtitle: "Years to 31 March, " + lowerUnit(cells[0].Unit) + ", all on one scale"}
	f.Chart = panels(f.ID, f.Title, describe(rows, cells[0].Unit), names, lines, cells[0].Unit, true)
	f.Table = tableOf(f.Title, "Authority and year", rows, cells[0].Unit)
	return []figure{f}
}

// byBreakdown shows England by one breakdown.
func (r *Release) byBreakdown(m *analysis.Measure, ind *analysis.Indicator, year goldset.CollectionYear, by string, england *Cell) []figure {
	cells := r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelNational, by: []string{by}})
	if len(cells) < 2 {
		return nil
	}
	byValue(cells, by)
	rows := make([]row, len(cells))
	for i, c := range cells {
		rows[i] = row{sentence(c.Dim(by)), c}
	}
	unit := cells[0].Unit
	f := figure{ID: slug(m.Name, ind.Name, by), Title: ind.Title + ", by " + by, Subtitle: subtitle("England", year, unit), Lead: lead(cells, england, "groups")}
	f.Chart = dots(f.ID, f.Title, describe(rows, unit), rows, england, unit)
	if england != nil {
		rows = append(rows, row{"All", england})
	}
	f.Table = tableOf(f.Title+", England, "+yearWords(year), sentence(by), rows, unit)
	return []figure{f}
}

// byDecile shows a gradient over deprivation, one for each group of children.
func (r *Release) byDecile(m *analysis.Measure, ind *analysis.Indicator, year goldset.CollectionYear) []figure {
	all := r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelNational, by: []string{"decile", "group"}})
	groups := values(all, "group")
	if len(all) == 0 {
		all = r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelNational, by: []string{"decile"}})
		groups = []string{goldset.Total}
	}
	var list []figure
	for _, group := range groups {
		cells := slices.DeleteFunc(slices.Clone(all), func(c *Cell) bool { return c.Dim("group") != group })
		byValue(cells, "decile")
		rows := make([]row, len(cells))
		for i, c := range cells {
			rows[i] = row{c.Dim("decile"), c}
		}
		title := ind.Title
		if group != goldset.Total {
			title = group + ": " + lowerFirst(ind.Title)
		}
		unit := cells[0].Unit
		f := figure{ID: slug(m.Name, ind.Name, "decile", group), Title: title, Subtitle: subtitle("England, by decile of income deprivation affecting children (1 is the most deprived tenth)", year, unit), Lead: lead(cells, nil, "groups")}
		f.Chart = gradient(f.ID, f.Title, describe(rows, unit), rows, unit)
		f.Table = tableOf(f.Title+", England, "+yearWords(year), "Decile", rows, unit)
		list = append(list, f)
	}
	return list
}

// lowerFirst lowers the first letter, to set a title inside a sentence.
func lowerFirst(s string) string { return string(s[0]|0x20) + s[1:] }

// lead says England's figure and how far the rows reach, in figures of the cells.
func lead(cells []*Cell, england *Cell, what string) template.HTML {
	var low, high *Cell
	for _, c := range cells {
		if !c.Value.Shown {
			continue
		}
		if low == nil || c.Value.Number < low.Value.Number {
			low = c
		}
		if high == nil || c.Value.Number > high.Value.Number {
			high = c
		}
	}
	var text template.HTML
	if england != nil {
		text = "England: " + said(england)
	}
	if low != nil && low != high {
		if text != "" {
			text += " "
		}
		text += template.HTML("The "+what+" shown run from ") + mark(low, withUnit(low.Value, low.Unit)) + " to " + mark(high, withUnit(high.Value, high.Unit)) + "." //nolint:gosec // what is our own word
	}
	return text
}

// said is a figure with its interval and range, as a sentence.
func said(c *Cell) template.HTML {
	text := mark(c, withUnit(c.Value, c.Unit))
	if c.Unit == goldset.UnitPer10000 {
		text += " in every 10,000"
	}
	if c.Lower.Shown && c.Upper.Shown {
		text += " (95% interval " + mark(c, span(c.Lower, c.Upper)) + ")"
	}
	if c.LinkLow.Shown && c.LinkHigh.Shown {
		text += ", and " + mark(c, span(c.LinkLow, c.LinkHigh)) + " over what links allow"
	}
	return text + " " + cellReference(c) + "."
}
