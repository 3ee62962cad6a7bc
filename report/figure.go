package report

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
)

// figure is a chart with its words and its table.
type figure struct {
	ID       string
	Title    string        // what it shows
	Subtitle string        // of whom, when, in what unit
	Lead     template.HTML // what it says, in numbers of its own cells
	Chart    template.HTML
	Table    table
	Note     string
}

// table is the numbers of a figure.
type table struct {
	Caption string
	Label   string // head of the first column
	Heads   []string
	Rows    []tableRow
}

type tableRow struct {
	Label string
	Cells []template.HTML
}

// extent says which columns the cells of a table have something for.
type extent struct{ count, of, interval, link bool }

func extentOf(cells []*Cell) (e extent) {
	for _, c := range cells {
		e.count = e.count || c.Unit != goldset.UnitCount && c.Count.Applies()
		e.of = e.of || c.Denominator.Applies()
		e.interval = e.interval || c.Lower.Applies()
		e.link = e.link || c.LinkLow.Applies()
	}
	return e
}

// tableOf lays cells out, one a row: value, count, group, interval, range over the
// linkage tiers, and the number by which each is traced.
func tableOf(caption, label string, rows []row, unit goldset.Unit) table {
	e := extentOf(cellsOf(rows))
	t := table{Caption: caption, Label: label, Heads: []string{unitWords(unit)}}
	for _, h := range []struct {
		has  bool
		head string
	}{{e.count, "Count"}, {e.of, "Of"}, {e.interval, "95% interval"}, {e.link, "Range over links"}} {
		if h.has {
			t.Heads = append(t.Heads, h.head)
		}
	}
	t.Heads = append(t.Heads, "Cell")
	for _, r := range rows {
		c := r.cell
		line := tableRow{Label: r.label, Cells: []template.HTML{mark(c, shown(c.Value))}}
		for _, v := range []struct {
			has  bool
			text string
		}{{e.count, shown(c.Count)}, {e.of, shown(c.Denominator)}, {e.interval, span(c.Lower, c.Upper)}, {e.link, span(c.LinkLow, c.LinkHigh)}} {
			if v.has {
				line.Cells = append(line.Cells, mark(c, v.text))
			}
		}
		t.Rows = append(t.Rows, tableRow{line.Label, append(line.Cells, cellReference(c))})
	}
	return t
}

// describe says a chart in words for those who cannot see it.
func describe(rows []row, unit goldset.Unit) string {
	var parts []string
	for i, r := range rows {
		if i == 12 {
			parts = append(parts, "and "+strconv.Itoa(len(rows)-i)+" more, in the table")
			break
		}
		parts = append(parts, r.label+" "+withUnit(r.cell.Value, unit))
	}
	return strings.Join(parts, "; ") + "."
}

// slug makes an anchor of words.
func slug(parts ...string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(strings.Join(parts, "-")) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b.WriteRune(c)
		} else if !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// sentence starts with a capital.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
