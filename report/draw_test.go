package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/disclosure"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run go test ./report -update and look at the difference")
}

// small is a release of one measure over three authorities, small enough to read.
func small(t *testing.T) *Release {
	t.Helper()
	r := fixture(t, 3)
	r.Measures = slices.DeleteFunc(r.Measures, func(m analysis.Measure) bool { return m.Name != "stability" })
	r.Cells = slices.DeleteFunc(r.Cells, func(c Cell) bool { return c.Measure != "stability" })
	return r
}

func drawn(t *testing.T, r *Release) map[string][]byte {
	t.Helper()
	files, err := r.Draw()
	require.NoError(t, err)
	byName := map[string][]byte{}
	for _, f := range files {
		byName[f.Name] = f.Content
	}
	return byName
}

func TestASmallReportLooksAsItDid(t *testing.T) {
	files := drawn(t, small(t))
	golden(t, "report.html", files["index.html"])
	golden(t, "cells.csv", files["drivers-of-need-cells.csv"])
	require.NotContains(t, files, "beyond-boundaries.html", "the release does not measure it")
}

func TestAReleaseDrawsTheSameBytesAgainFromItsSnapshot(t *testing.T) {
	r := fixture(t, 5)
	first := drawn(t, r)
	snapshot, err := r.Snapshot()
	require.NoError(t, err)
	again, err := Restore(snapshot)
	require.NoError(t, err)
	second := drawn(t, again)
	require.Len(t, first, 6)
	for name, content := range first {
		require.True(t, bytes.Equal(content, second[name]), name)
	}
}

// htmlPages are the pages of a fixture.
func htmlPages(t *testing.T) (*Release, map[string]string) {
	t.Helper()
	r := fixture(t, 5)
	pages := map[string]string{}
	for name, content := range drawn(t, r) {
		if strings.HasSuffix(name, ".html") {
			pages[name] = string(content)
		}
	}
	require.Len(t, pages, 3)
	return r, pages
}

func TestEveryFigureOnAPageIsAFigureOfTheCellItNames(t *testing.T) {
	r, pages := htmlPages(t)
	cells := map[string]*Cell{}
	for i := range r.Cells {
		cells[strconv.FormatInt(r.Cells[i].ID, 10)] = &r.Cells[i]
	}
	numbers := regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?`)
	seen := 0
	for name, page := range pages {
		for _, m := range regexp.MustCompile(`<span class="figure" data-cell="(\d+)">(.*?)</span>`).FindAllStringSubmatch(page, -1) {
			c := cells[m[1]]
			require.NotNil(t, c, "%s: cell %s", name, m[1])
			for _, n := range numbers.FindAllString(m[2], -1) {
				known := slices.ContainsFunc(c.figures(), func(f disclosure.Figure) bool { return f.Shown && spaced(strings.TrimPrefix(f.Text, "-")) == n })
				require.True(t, known, "%s: %q is no figure of cell %s", name, n, m[1])
				seen++
			}
		}
	}
	require.Greater(t, seen, 1000)
}

func TestPagesCanBeReadByEverybody(t *testing.T) {
	_, pages := htmlPages(t)
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, page, `<html lang="en-GB">`)
			require.NotContains(t, page, "<script")
			require.Contains(t, page, `<a class="skip" href="#main">`)
			for _, landmark := range []string{"<header", "<nav", "<main", "<footer"} {
				require.Contains(t, page, landmark)
			}
			headingsDescendOneByOne(t, page)
			ids := map[string]bool{}
			for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
				require.False(t, ids[m[1]], "id %s is there twice", m[1])
				ids[m[1]] = true
			}
			for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
				require.True(t, ids[m[1]], "a link to #%s leads nowhere", m[1])
			}
			for _, m := range regexp.MustCompile(`aria-labelledby="([^"]+)"`).FindAllStringSubmatch(page, -1) {
				for id := range strings.FieldsSeq(m[1]) {
					require.True(t, ids[id], "%s labels nothing", id)
				}
			}
			charts := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(page, -1)
			for _, chart := range charts {
				require.Regexp(t, `(?s)role="img" aria-labelledby="\S+-t \S+-d".*<title id="\S+-t">.+</title><desc id="\S+-d">.+</desc>`, chart)
				require.NotContains(t, chart, "NaN")
				require.NotContains(t, chart, "Inf")
			}
			require.Equal(t, strings.Count(page, "<table"), strings.Count(page, "<caption"))
			require.GreaterOrEqual(t, strings.Count(page, "<table"), len(charts), "every chart has its table")
			require.NotRegexp(t, `<th(>| class)`, page, "every head of a column or row says which it is")
		})
	}
}

func headingsDescendOneByOne(t *testing.T, page string) {
	t.Helper()
	before := 0
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
		level := int(m[1][0] - '0')
		require.LessOrEqual(t, level, before+1)
		before = level
	}
	require.Equal(t, 1, strings.Count(page, "<h1"))
}

func TestNothingThatIsHiddenIsDrawn(t *testing.T) {
	r := small(t)
	c := &r.Cells[0]
	c.Count, c.Value, c.Lower, c.Upper = disclosure.Figure{Text: "c"}, disclosure.Figure{Text: "c"}, disclosure.Figure{Text: "c"}, disclosure.Figure{Text: "c"}
	row := strings.Split(string(drawn(t, r)["drivers-of-need-cells.csv"]), "\n")[1]
	require.Contains(t, row, ",c,")
	require.Regexp(t, `,c,\d+,c,c,c,z,z$`, row)
}

func TestTheWorkbookHoldsWordsAsWords(t *testing.T) {
	r := small(t)
	r.Title = `=HYPERLINK("http://example.org")`
	f, err := excelize.OpenReader(bytes.NewReader(drawn(t, r)["drivers-of-need.xlsx"]))
	require.NoError(t, err)
	defer f.Close()
	require.Equal(t, []string{"Cover", "Notes", "Contents", "Table 1"}, f.GetSheetList())
	formula, err := f.GetCellFormula("Cover", "A1")
	require.NoError(t, err)
	require.Empty(t, formula)
	title, err := f.GetCellValue("Cover", "A1")
	require.NoError(t, err)
	require.Equal(t, r.Title, title)
	rows, err := f.GetRows("Table 1")
	require.NoError(t, err)
	require.Len(t, rows, 2+len(r.Cells))
	kind, err := f.GetCellType("Table 1", "E3")
	require.NoError(t, err)
	require.Equal(t, excelize.CellTypeUnset, kind, "numbers are numbers")
}

func TestTextThatASpreadsheetWouldRunIsMadeHarmless(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+44": "'+44", "-x": "'-x", "@a": "'@a", "\tx": "'\tx", "5-9": "5-9", "": ""} {
		require.Equal(t, want, harmless(in))
	}
}

func TestALetterSaysWhatTheRecordSays(t *testing.T) {
	l := Letter{
		Reference: "2026/014", Supplier: "Barking and Dagenham", Address: []string{"Town Hall", "Barking"}, Commissioner: "Children's Commissioner for England",
		Title: "Children in need census", Period: "1 April 2025 to 31 March 2026", Purpose: "To learn what drives need.", Function: "The primary function: promoting and protecting the rights of children.",
		Fields: []string{"LAchildID", "PersonBirthDate", "<script>alert(1)</script>"}, WhyNotExisting: "Published tables hold no child, so no child can be followed from one authority to the next.",
		LawfulBasis: "Section 2F, and article 6(1)(e) of the UK GDPR.", Hypothetical: true,
		IssuedOn: time.Date(2026, 4, 7, 0, 0, 0, 0, time.UTC), DueOn: time.Date(2026, 7, 31, 0, 0, 0, 0, time.UTC),
		ReplyTo: []string{"returns@example.org"}, Portal: "https://goldset.example.org",
	}
	golden(t, "letter.txt", []byte(l.Text()))
	page, err := l.HTML()
	require.NoError(t, err)
	require.NotContains(t, string(page), "<script>")
	for _, part := range []string{l.Purpose, l.WhyNotExisting, "31 July 2026", "section 2F"} {
		require.Contains(t, string(page), part)
	}
}

func TestNumbersAreSpacedAndUnitsNamed(t *testing.T) {
	for in, want := range map[string]string{"1234567": "1,234,567", "999": "999", "-1234.5": "-1,234.5", "c": "c", "12345.67": "12,345.67"} {
		require.Equal(t, want, spaced(in))
	}
	require.Equal(t, "10.4%", withUnit(disclosure.Figure{Text: "10.4", Shown: true}, goldset.UnitPercent))
	require.Equal(t, "c", withUnit(disclosure.Figure{Text: "c"}, goldset.UnitPercent))
}

func TestValuesStandInTheirOrder(t *testing.T) {
	list := []string{"Not known", "16-17", "5-9", "Under 1", "10", "1-4", "Girls"}
	slices.SortStableFunc(list, compareValues)
	require.Equal(t, []string{"Under 1", "1-4", "5-9", "10", "16-17", "Girls", "Not known"}, list)
}

func BenchmarkDraw(b *testing.B) {
	r := fixture(b, 12)
	for b.Loop() {
		if _, err := r.Draw(); err != nil {
			b.Fatal(err)
		}
	}
}
