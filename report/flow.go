package report

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

// flowPage is the analyst's: from rows to cohort, and who is not linked and why.
type flowPage struct {
	Measure *analysis.Measure
	Year    goldset.CollectionYear
	Steps   []figure
	Linked  []figure
	ByAge   *table // unlinked by reason and single year of age
	Quality []Quality
}

// flow draws the analyst's page; nil when the release does not measure it.
func (r *Release) flow() *flowPage {
	m := r.measure(flowMeasure)
	if m == nil {
		return nil
	}
	year := r.lastYear(flowMeasure, "remaining")
	p := &flowPage{Measure: m, Year: year, Quality: r.Quality}
	cells := r.pick(choice{measure: flowMeasure, indicator: "remaining", year: year, level: goldset.LevelNational, by: []string{"source", "step"}})
	for _, source := range values(cells, "source") {
		p.Steps = append(p.Steps, r.steps(source, year, cells))
	}
	p.Linked = append(r.matchByAge(), r.unlinkedReasons()...)
	p.ByAge = r.reasonsByAge()
	return p
}

// stepName is a step without its number: "2 Once each" is "Once each".
func stepName(value string) string {
	_, name, found := strings.Cut(value, " ")
	if !found {
		return value
	}
	return name
}

// steps shows how many rows of one source remain after each step, and how many it dropped.
func (r *Release) steps(source string, year goldset.CollectionYear, all []*Cell) figure {
	cells := slices.DeleteFunc(slices.Clone(all), func(c *Cell) bool { return c.Dim("source") != source })
	byValue(cells, "step")
	lost := map[string]*Cell{}
	for _, c := range r.pick(choice{measure: flowMeasure, indicator: "lost", year: year, level: goldset.LevelNational, by: []string{"step"}, dims: map[string]string{"source": source}}) {
		lost[c.Dim("step")] = c
	}
	f := figure{ID: slug("flow", source), Title: source, Subtitle: subtitle("England: rows or children that remain after each step", year, goldset.UnitCount)}
	f.Table = table{Caption: source + ": from rows to cohort, " + yearWords(year), Label: "Step", Heads: []string{"Remain", "Cell", "Dropped", "Cell"}}
	var rows []row
	for _, c := range cells {
		rows = append(rows, row{stepName(c.Dim("step")), c})
		line := tableRow{Label: stepName(c.Dim("step")), Cells: []template.HTML{mark(c, shown(c.Value)), cellReference(c), "", ""}}
		if l := lost[c.Dim("step")]; l != nil {
			line.Cells[2], line.Cells[3] = mark(l, shown(l.Value)), cellReference(l)
		}
		f.Table.Rows = append(f.Table.Rows, line)
	}
	f.Chart = waterfall(f.ID, source+": from rows to cohort", describe(rows, goldset.UnitCount), rows, lost)
	return f
}

// waterfall draws what remains after each step as a bar, with what it dropped in words.
func waterfall(id, title, description string, rows []row, lost map[string]*Cell) template.HTML {
	const pitch, thick = 50.0, 18.0
	d := &drawing{}
	var most float64
	for _, r := range rows {
		most = math.Max(most, r.cell.Value.Number)
	}
	a := axis{high: math.Max(most, 1), start: 4, stop: chartWide - 62}
	y := 4.0
	for _, r := range rows {
		label := r.label
		if l := lost[r.cell.Dim("step")]; l != nil && l.Value.Text != "0" {
			label += " (" + shown(l.Value) + " dropped)"
		}
		d.words(a.start, y+13, "start", shorten(label, 54), 13, ink)
		at := a.start
		if r.cell.Value.Shown {
			at = a.at(r.cell.Value.Number)
			d.bar(a.start, y+19, at-a.start, thick, paletteA)
		}
		d.words(at+6, y+33, "start", shown(r.cell.Value), 13, ink)
		y += pitch
	}
	d.height = y
	return d.close(id, title, description)
}

// reasonsByAge tells unlinked children apart by reason and single year of age.
func (r *Release) reasonsByAge() *table {
	year := r.lastYear(flowMeasure, "unlinked")
	cells := r.pick(choice{measure: flowMeasure, indicator: "unlinked", year: year, level: goldset.LevelNational, by: []string{"reason", "age"}})
	if len(cells) == 0 {
		return nil
	}
	reasons, ages := values(cells, "reason"), values(cells, "age")
	t := &table{Caption: "Children linked to no pupil record, by reason and single year of age, England, " + yearWords(year), Label: "Reason", Heads: ages}
	for _, reason := range reasons {
		line := tableRow{Label: sentence(reason)}
		for _, age := range ages {
			i := slices.IndexFunc(cells, func(c *Cell) bool { return c.Dim("reason") == reason && c.Dim("age") == age })
			if i < 0 {
				line.Cells = append(line.Cells, "–")
				continue
			}
			line.Cells = append(line.Cells, mark(cells[i], shown(cells[i].Value))+" "+cellReference(cells[i]))
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// headline is a card at the top of a report.
type headline struct {
	Title     string
	Year      string
	Value     template.HTML
	Unit      string
	Range     template.HTML
	Reference template.HTML
	Link      string
}

// headlines are England's latest figures, one for each measure's first indicators.
func (r *Release) headlines() []headline {
	var list []headline
	for i := range r.Measures {
		m := &r.Measures[i]
		for j := range m.Indicators {
			if j >= 3 || m.Name == flowMeasure {
				break
			}
			ind := &m.Indicators[j]
			c := only(r.pick(choice{measure: m.Name, indicator: ind.Name, year: r.lastYear(m.Name, ind.Name), level: goldset.LevelNational}))
			if c == nil || !c.Value.Shown || slices.Contains(r.breakdowns(m.Name, ind.Name), "group") {
				continue
			}
			h := headline{Title: ind.Title, Year: yearWords(c.Year), Value: mark(c, withUnit(c.Value, c.Unit)), Reference: cellReference(c), Link: "#" + slug(m.Name)}
			if c.Unit == goldset.UnitPer10000 {
				h.Unit = "in every 10,000"
			}
			if c.LinkLow.Applies() {
				h.Range = mark(c, span(c.LinkLow, c.LinkHigh))
			}
			if m.Name == beyondMeasure {
				h.Link = beyondFile
			}
			list = append(list, h)
		}
	}
	return list
}

// submissions in order of supplier, return and year.
func (r *Release) submissions() []Submission {
	list := slices.Clone(r.Submissions)
	slices.SortStableFunc(list, func(a, b Submission) int {
		return cmp.Or(cmp.Compare(a.Supplier, b.Supplier), cmp.Compare(a.Return, b.Return), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Receipt, b.Receipt))
	})
	return list
}
