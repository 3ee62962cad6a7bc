package report

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

// overYears draws England over the years, one panel for each indicator of a unit.
func (r *Release) overYears(m *analysis.Measure) []figure {
	var list []figure
	for _, unit := range []goldset.Unit{goldset.UnitPer10000, goldset.UnitPercent, goldset.UnitCount, goldset.UnitDays} {
		var names []string
		var series [][]*Cell
		var rows []row
		for i := range m.Indicators {
			ind := &m.Indicators[i]
			cells := r.pick(choice{measure: m.Name, indicator: ind.Name, level: goldset.LevelNational})
			if len(cells) < 2 || cells[0].Unit != unit || slices.Contains(r.breakdowns(m.Name, ind.Name), "group") {
				continue
			}
			byYear(cells)
			names, series = append(names, ind.Title), append(series, cells)
			for _, c := range cells {
				rows = append(rows, row{fmt.Sprintf("%s, %d", ind.Title, int(c.Year)), c})
			}
		}
		if len(series) == 0 {
			continue
		}
		title := m.Title + ": England over the years"
		if len(list) > 0 {
			title += ", " + lowerUnit(unit)
		}
		f := figure{ID: slug(m.Name, "years", string(unit)), Title: title, Subtitle: "Years to 31 March, " + lowerUnit(unit) + "; each scale starts at 0"}
		f.Chart = panels(f.ID, f.Title, describe(rows, unit), names, series, unit, false)
		f.Table = tableOf(f.Title, "Indicator and year", rows, unit)
		list = append(list, f)
	}
	return list
}

// together sets the shares of a measure side by side that count the same children:
// re-referrals to the same authority and to any.
func (r *Release) together(m *analysis.Measure) []figure {
	if m.Name != "re_referrals" || len(m.Indicators) < 2 {
		return nil
	}
	year := r.lastYear(m.Name, m.Indicators[0].Name)
	var groups, series []string
	cells := map[[2]int]*Cell{}
	var rows []row
	for s := range m.Indicators {
		series = append(series, []string{"same authority", "any authority"}[min(s, 1)])
		found := r.pick(choice{measure: m.Name, indicator: m.Indicators[s].Name, year: year, level: goldset.LevelAuthority})
		byName(found)
		found = append(found, r.pick(choice{measure: m.Name, indicator: m.Indicators[s].Name, year: year, level: goldset.LevelNational})...)
		for _, c := range found {
			name := areaName(c)
			g := slices.Index(groups, name)
			if g < 0 {
				g = len(groups)
				groups = append(groups, name)
			}
			cells[[2]int{g, s}] = c
			rows = append(rows, row{name + ", " + series[s], c})
		}
	}
	if len(groups) == 0 || len(groups) > manyAuthorities {
		return nil
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return slices.Index(groups, areaName(a.cell)) - slices.Index(groups, areaName(b.cell))
	})
	f := figure{ID: slug(m.Name, "same", "any"), Title: "Re-referrals that an authority sees, and all that there are", Subtitle: subtitle("Share of referrals that follow an earlier one within 12 months", year, goldset.UnitPercent)}
	f.Chart = bars(f.ID, f.Title, describe(rows, goldset.UnitPercent), groups, series, cells, goldset.UnitPercent)
	f.Table = tableOf(f.Title+", "+yearWords(year), "Authority", rows, goldset.UnitPercent)
	return []figure{f}
}

// byGroup sets groups of children side by side, year by year.
func (r *Release) byGroup(m *analysis.Measure, ind *analysis.Indicator) []figure {
	cells := r.pick(choice{measure: m.Name, indicator: ind.Name, level: goldset.LevelNational, by: []string{"group"}})
	if len(cells) < 2 {
		return nil
	}
	byYear(cells)
	groups := values(cells, "group")
	var series []string
	at := map[[2]int]*Cell{}
	var rows []row
	for _, c := range cells {
		year := strconv.Itoa(int(c.Year))
		s := slices.Index(series, year)
		if s < 0 {
			s = len(series)
			series = append(series, year)
		}
		at[[2]int{slices.Index(groups, c.Dim("group")), s}] = c
		rows = append(rows, row{c.Dim("group") + ", " + year, c})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return compareValues(a.cell.Dim("group"), b.cell.Dim("group")) })
	unit := cells[0].Unit
	f := figure{ID: slug(m.Name, ind.Name, "group"), Title: ind.Title, Subtitle: "England, years to 31 March, " + lowerUnit(unit)}
	f.Chart = bars(f.ID, f.Title, describe(rows, unit), groups, series, at, unit)
	f.Table = tableOf(f.Title+", England", "Group and year", rows, unit)
	return []figure{f}
}

// byPredictor shows a rate by what a record says, one thing at a time.
func (r *Release) byPredictor(m *analysis.Measure, ind *analysis.Indicator, year goldset.CollectionYear, england *Cell) []figure {
	cells := r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelNational, by: []string{"predictor", "value"}})
	byValue(cells, "value")
	slices.SortStableFunc(cells, func(a, b *Cell) int { return compareValues(a.Dim("predictor"), b.Dim("predictor")) })
	if len(cells) == 0 {
		return nil
	}
	rows := make([]row, len(cells))
	for i, c := range cells {
		rows[i] = row{sentence(c.Dim("predictor")) + ": " + c.Dim("value"), c}
	}
	unit := cells[0].Unit
	f := figure{ID: slug(m.Name, ind.Name, "predictor"), Title: ind.Title + ", by what the pupil record says", Subtitle: subtitle("England", year, unit), Lead: lead(cells, england, "groups")}
	f.Chart = dots(f.ID, f.Title, describe(rows, unit), rows, england, unit)
	f.Table = tableOf(f.Title+", "+yearWords(year), "Group", rows, unit)
	return []figure{f}
}

// oddsRatios draws a model's terms as a forest.
func (r *Release) oddsRatios(m *analysis.Measure, ind *analysis.Indicator, year goldset.CollectionYear) []figure {
	var rows []row
	constant := r.constants(m.Name, ind.Name)
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Measure != m.Name || c.Indicator != ind.Name || c.Year != year {
			continue
		}
		label := ""
		for _, d := range c.Dims {
			switch {
			case constant[d.Name] || d.Value == goldset.Total:
			case label == "":
				label = sentence(d.Value)
			default:
				label += ": " + d.Value
			}
		}
		rows = append(rows, row{label, c})
	}
	if len(rows) == 0 {
		return nil
	}
	f := figure{ID: slug(m.Name, ind.Name), Title: ind.Title, Subtitle: fmt.Sprintf("England, year to 31 March %d; each against its reference, all else in the model alike", int(year))}
	f.Chart = forest(f.ID, f.Title, describe(rows, goldset.UnitOddsRatio), rows)
	f.Table = tableOf(f.Title+", "+yearWords(year), "Term", rows, goldset.UnitOddsRatio)
	f.Note = "An odds ratio above 1 goes with more first need, one below 1 with less. It is an association among children otherwise alike in the model; it does not say that one thing causes the other."
	return []figure{f}
}
