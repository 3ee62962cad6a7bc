package report

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/disclosure"
	"github.com/goldset/goldset/reference"
)

func findAuthority(code string) (reference.Authority, bool) { return reference.FindAuthority(code) }

// spaced puts a comma between thousands of a figure's text.
func spaced(text string) string {
	whole, decimals, dotted := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	if strings.Trim(whole, "0123456789") != "" || len(whole) < 4 {
		return text
	}
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if dotted {
		return sign + b.String() + "." + decimals
	}
	return sign + b.String()
}

// meanings of the symbols that stand for a figure.
var meanings = map[string]string{
	disclosure.SymbolConfidential:  "confidential: hidden so that no child can be found out",
	disclosure.SymbolLow:           "rounds to 0 but is not 0",
	disclosure.SymbolK:             "rounds to 0 but is not 0",
	disclosure.SymbolNotApplicable: "not applicable",
	disclosure.SymbolNotAvailable:  "not available",
	disclosure.SymbolUnreliable:    "of low reliability",
}

// shown is a figure as text for a page: "12,345", "c".
func shown(f disclosure.Figure) string {
	if f.Text == disclosure.SymbolNotApplicable {
		return "–"
	}
	return spaced(f.Text)
}

// withUnit adds what a value is measured in: "10.4%", "330.3 per 10,000".
func withUnit(f disclosure.Figure, u goldset.Unit) string {
	switch {
	case !f.Shown:
		return shown(f)
	case u == goldset.UnitPercent:
		return shown(f) + "%"
	case u == goldset.UnitDays:
		return shown(f) + " days"
	default:
		return shown(f)
	}
}

// unitWords is the unit as a column head.
func unitWords(u goldset.Unit) string {
	switch u {
	case goldset.UnitPer10000:
		return "Per 10,000"
	case goldset.UnitPercent:
		return "Per cent"
	case goldset.UnitDays:
		return "Days"
	case goldset.UnitOddsRatio:
		return "Odds ratio"
	case goldset.UnitMean:
		return "Mean"
	default:
		return "Count"
	}
}

// span is two figures as a range: "320.1 to 340.9".
func span(low, high disclosure.Figure) string {
	if low.Text == disclosure.SymbolNotApplicable {
		return "–"
	}
	if !low.Shown || !high.Shown {
		return shown(low)
	}
	return shown(low) + " to " + shown(high)
}

// yearWords is a collection year in words: "2024 to 2025".
func yearWords(y goldset.CollectionYear) string { return fmt.Sprintf("%d to %d", int(y)-1, int(y)) }

// day is a date as a page writes it.
func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// mark wraps a figure's text so that the number can be traced: it names its cell,
// and symbols say what they mean.
func mark(c *Cell, text string) template.HTML {
	escaped := template.HTMLEscapeString(text)
	if meaning := meanings[text]; meaning != "" {
		escaped = `<abbr title="` + template.HTMLEscapeString(meaning) + `">` + escaped + `</abbr>`
	}
	return template.HTML(fmt.Sprintf(`<span class="figure" data-cell="%d">%s</span>`, c.ID, escaped)) //nolint:gosec // escaped above
}

// reference is the visible number of a cell.
func cellReference(c *Cell) template.HTML {
	return template.HTML(fmt.Sprintf(`<span class="ref"><span class="hidden">cell </span>%d</span>`, c.ID)) //nolint:gosec // a number
}
