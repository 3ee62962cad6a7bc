package report

import (
	"html/template"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

// The measures that have pages of their own.
const (
	beyondMeasure = "beyond_boundaries"
	flowMeasure   = "flow"
)

// crossing is one question of the beyond-boundaries page.
type crossing struct {
	ID        string
	Title     string
	Headline  *Cell // England's figure; nil when none is published
	Value     template.HTML
	Range     template.HTML
	Counted   template.HTML // "150 of 5,630"
	Reference template.HTML
	Figures   []figure
}

// beyondPage is what one page shows that nobody sees who looks at one authority.
type beyondPage struct {
	Measure   *analysis.Measure
	Crossings []crossing
	Missing   []figure // who is not linked, and so may be missing
}

// beyond draws the Commissioner's page; nil when the release does not measure it.
func (r *Release) beyond() *beyondPage {
	m := r.measure(beyondMeasure)
	if m == nil {
		return nil
	}
	p := &beyondPage{Measure: m}
	for i := range m.Indicators {
		if c, ok := r.crossing(m, &m.Indicators[i]); ok {
			p.Crossings = append(p.Crossings, c)
		}
	}
	p.Missing = append(r.unlinkedReasons(), r.matchByAge()...)
	return p
}

// crossing gathers one indicator: England's figure with the range that links allow,
// each authority's, and the reasons where there are any.
func (r *Release) crossing(m *analysis.Measure, ind *analysis.Indicator) (crossing, bool) {
	year := r.lastYear(m.Name, ind.Name)
	england := only(r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelNational}))
	c := crossing{ID: slug(ind.Name), Title: ind.Title, Headline: england}
	if england == nil {
		return c, false
	}
	c.Value = mark(england, withUnit(england.Value, england.Unit))
	c.Range = mark(england, span(england.LinkLow, england.LinkHigh))
	c.Reference = cellReference(england)
	if england.Count.Shown && england.Denominator.Shown {
		c.Counted = mark(england, shown(england.Count)+" of "+shown(england.Denominator))
	}
	cells := r.pick(choice{measure: m.Name, indicator: ind.Name, year: year, level: goldset.LevelAuthority})
	byName(cells)
	rows := []row{{"England", england}}
	for _, cell := range cells {
		rows = append(rows, row{authorityName(cell.Authority), cell})
	}
	f := figure{ID: slug(ind.Name, "authority"), Title: ind.Title + ", England and each authority", Subtitle: subtitle("The diamond is the figure, the box the range over the linkage tiers", year, england.Unit)}
	drawn := rows[:min(len(rows), manyAuthorities)]
	if len(drawn) < len(rows) {
		f.Note = "The chart shows the first authorities by name; the table has all."
	}
	f.Chart = ranges(f.ID, f.Title, describe(rows, england.Unit), drawn, england.Unit)
	f.Table = tableOf(f.Title+", "+yearWords(year), "Area", rows, england.Unit)
	c.Figures = append(c.Figures, f)
	for _, by := range r.breakdowns(m.Name, ind.Name) {
		c.Figures = append(c.Figures, r.byBreakdown(m, ind, year, by, england)...)
	}
	return c, true
}

// unlinkedReasons shows why children link to no pupil record: by rule first, then by error.
func (r *Release) unlinkedReasons() []figure {
	m := r.measure(flowMeasure)
	if m == nil {
		return nil
	}
	year := r.lastYear(flowMeasure, "unlinked")
	cells := r.pick(choice{measure: flowMeasure, indicator: "unlinked", year: year, level: goldset.LevelNational, by: []string{"reason"}})
	if len(cells) == 0 {
		return nil
	}
	byValue(cells, "reason")
	at := map[[2]int]*Cell{}
	var groups []string
	var rows []row
	for i, c := range cells {
		groups = append(groups, sentence(c.Dim("reason")))
		at[[2]int{i, 0}] = c
		rows = append(rows, row{sentence(c.Dim("reason")), c})
	}
	if all := only(r.pick(choice{measure: flowMeasure, indicator: "unlinked", year: year, level: goldset.LevelNational})); all != nil {
		rows = append(rows, row{"All", all})
	}
	f := figure{ID: "unlinked-reason", Title: "Children linked to no pupil record, by reason", Subtitle: subtitle("England, children in need, on a plan or looked after", year, goldset.UnitCount)}
	f.Chart = bars(f.ID, f.Title, describe(rows, goldset.UnitCount), groups, []string{""}, at, goldset.UnitCount)
	f.Table = tableOf(f.Title+", "+yearWords(year), "Reason", rows, goldset.UnitCount)
	return []figure{f}
}

// matchByAge shows the share of children linked at each single year of age.
func (r *Release) matchByAge() []figure {
	m := r.measure(flowMeasure)
	if m == nil {
		return nil
	}
	for i := range m.Indicators {
		if m.Indicators[i].Name != "match_rate" {
			continue
		}
		year := r.lastYear(flowMeasure, "match_rate")
		england := only(r.pick(choice{measure: flowMeasure, indicator: "match_rate", year: year, level: goldset.LevelNational}))
		return r.byBreakdown(m, &m.Indicators[i], year, "age", england)
	}
	return nil
}
