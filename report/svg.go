package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// The colours of series, from the Government Analysis Function's palette, in its
// order. Each series also has its own shape or dash.
const (
	ink       = "#0b0c0c"
	grey      = "#505a5f"
	faint     = "#cecece"
	paletteA  = "#12436d"
	paletteB  = "#28a197"
	paletteC  = "#801650"
	paletteD  = "#f46a25"
	paleBlue  = "#dbe6ee"
	chartWide = 384.0
	labelWide = 136.0 // of the names of rows
)

var palette = []string{paletteA, paletteB, paletteC, paletteD}

// drawing is an SVG chart as it grows. Coordinates are in units of which a chart
// is 384 wide; text of 12 stays readable on a telephone.
type drawing struct {
	b      strings.Builder
	height float64
}

func coordinate(v float64) string {
	if math.Abs(v) < 0.05 {
		v = 0
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

func (d *drawing) line(x1, y1, x2, y2 float64, colour string, width float64, extra string) {
	d.add(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"%s/>`,
		coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2), colour, coordinate(width), extra)
}

// words writes text; anchor is start, middle or end.
func (d *drawing) words(x, y float64, anchor, text string, size float64, colour string) {
	d.add(`<text x="%s" y="%s" text-anchor="%s" font-size="%s" fill="%s">%s</text>`,
		coordinate(x), coordinate(y), anchor, coordinate(size), colour, template.HTMLEscapeString(text))
}

// label names a row at its left, in two lines where one is not enough.
func (d *drawing) label(y float64, text string, size float64) {
	lines := strings.Split(wrap(text, 20), "\n")
	switch {
	case size < 12: // many rows close together
		lines = []string{text}
	case len(lines) > 2:
		lines = []string{lines[0], shorten(strings.Join(lines[1:], " "), 21)}
	}
	for i, line := range lines {
		d.words(labelWide, y+size/3+(float64(i)-float64(len(lines)-1)/2)*(size+0.5), "end", shorten(line, int(290/size)), size, ink)
	}
}

// outlined writes a value over lines, on a white edge that keeps it readable.
func (d *drawing) outlined(x, y float64, text string) {
	d.add(`<text x="%s" y="%s" text-anchor="middle" font-size="12" fill="%s" stroke="#fff" stroke-width="4" paint-order="stroke" stroke-linejoin="round">%s</text>`,
		coordinate(x), coordinate(y), ink, template.HTMLEscapeString(text))
}

func (d *drawing) bar(x, y, width, height float64, fill string) {
	d.add(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, coordinate(x), coordinate(y), coordinate(math.Max(0, width)), coordinate(height), fill)
}

// shape marks a value: a circle, a square, a triangle or a diamond, by series.
func (d *drawing) shape(x, y float64, series int, size float64) {
	colour := palette[series%len(palette)]
	switch series % len(palette) {
	case 0:
		d.add(`<circle cx="%s" cy="%s" r="%s" fill="%s"/>`, coordinate(x), coordinate(y), coordinate(size), colour)
	case 1:
		d.bar(x-size, y-size, 2*size, 2*size, colour)
	case 2:
		d.add(`<path d="M%s %s l%s %s h%s z" fill="%s"/>`, coordinate(x), coordinate(y-size), coordinate(size), coordinate(2*size), coordinate(-2*size), colour)
	default:
		d.add(`<path d="M%s %s l%s %s l%s %s l%s %s z" fill="%s"/>`, coordinate(x), coordinate(y-size*1.2),
			coordinate(size*1.2), coordinate(size*1.2), coordinate(-size*1.2), coordinate(size*1.2), coordinate(-size*1.2), coordinate(-size*1.2), colour)
	}
}

// close gives the finished chart, named and described.
func (d *drawing) close(id, title, description string) template.HTML {
	return template.HTML(fmt.Sprintf( //nolint:gosec // text is escaped where it is written
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-labelledby="%[3]s-t %[3]s-d" font-family="Arial, Liberation Sans, sans-serif" focusable="false">
<title id="%[3]s-t">%[4]s</title><desc id="%[3]s-d">%[5]s</desc>
%[6]s</svg>`, coordinate(chartWide), coordinate(d.height), id, template.HTMLEscapeString(title), template.HTMLEscapeString(description), d.b.String()))
}

// axis maps values to places along a line.
type axis struct {
	low, high   float64 // values at the ends
	start, stop float64 // places of the ends
	log         bool
}

func (a axis) at(v float64) float64 {
	low, high := a.low, a.high
	if a.log {
		v, low, high = math.Log(v), math.Log(low), math.Log(high)
	}
	if high == low {
		return a.start
	}
	return a.start + (v-low)/(high-low)*(a.stop-a.start)
}

// ticks are round values along the axis, four or so.
func (a axis) ticks() []float64 {
	if a.log {
		var list []float64
		for _, t := range []float64{0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50} {
			if t >= a.low && t <= a.high {
				list = append(list, t)
			}
		}
		return list
	}
	step := niceStep((a.high - a.low) / 4)
	var list []float64
	for i := int(math.Ceil(a.low/step - 1e-9)); float64(i)*step <= a.high+1e-9*step; i++ {
		list = append(list, float64(i)*step)
	}
	return list
}

// niceStep is 1, 2 or 5 times a power of ten, at least the size given.
func niceStep(size float64) float64 {
	if size <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(size)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*power >= size*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// axisUpTo is an axis from zero to a round value above highest.
func axisUpTo(highest, start, stop float64) axis {
	if highest <= 0 {
		highest = 1
	}
	step := niceStep(highest / 4)
	return axis{high: math.Ceil(highest/step-1e-9) * step, start: start, stop: stop}
}

// tickText is a tick's label.
func tickText(v float64) string {
	return spaced(strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64))
}

// shorten cuts a label to what fits; the table beside the chart has it whole.
func shorten(text string, letters int) string {
	runes := []rune(text)
	if len(runes) <= letters {
		return text
	}
	return strings.TrimSpace(string(runes[:letters-1])) + "…"
}
