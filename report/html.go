package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/disclosure"
)

//go:embed pages
var pages embed.FS

// The pages of a release. The report's own is index.html, where its folder opens.
const (
	reportFile = "index.html"
	beyondFile = "beyond-boundaries.html"
	flowFile   = "rows-to-cohort.html"
)

// link is a page of the release.
type link struct{ File, Name string }

// symbolRow says what a symbol means.
type symbolRow struct{ Symbol, Meaning string }

// page is what a template is filled from.
type page struct {
	Release   *Release
	File      string
	Heading   string
	Pages     []link
	Example   int64 // a cell to trace
	Headlines []headline
	Sections  []section
	Beyond    *beyondPage
	Flow      *flowPage
	Symbols   []symbolRow
	Rounding  string

	Submissions     []Submission
	Suppliers       int
	SubmissionTable table
	QualityTable    table
}

// parse reads the templates once for each drawing.
func parse() (*template.Template, error) {
	style, err := pages.ReadFile("pages/style.css")
	if err != nil {
		return nil, fmt.Errorf("read style: %w", err)
	}
	t := template.New("").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own file
		"day":   day,
	})
	t, err = t.ParseFS(pages, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	return t, nil
}

// html draws the pages of the release.
func (r *Release) html() ([]File, error) {
	t, err := parse()
	if err != nil {
		return nil, err
	}
	base := page{Release: r, Beyond: r.beyond(), Flow: r.flow(), Pages: []link{{reportFile, "Report"}}}
	if base.Beyond != nil {
		base.Pages = append(base.Pages, link{beyondFile, base.Beyond.Measure.Title})
	}
	if base.Flow != nil {
		base.Pages = append(base.Pages, link{flowFile, base.Flow.Measure.Title})
	}
	base.Example = r.example()
	r.furnish(&base)
	var files []File
	for i, name := range []string{"report", "beyond", "flow"} {
		p := base
		switch {
		case name == "report":
			p.File, p.Heading, p.Sections, p.Headlines = reportFile, "Report", r.sections(), r.headlines()
		case name == "beyond" && p.Beyond != nil:
			p.File, p.Heading = beyondFile, p.Beyond.Measure.Title
		case name == "flow" && p.Flow != nil:
			p.File, p.Heading = flowFile, p.Flow.Measure.Title
		default:
			continue
		}
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, name, &p); err != nil {
			return nil, fmt.Errorf("draw page %d: %w", i, err)
		}
		files = append(files, File{Name: p.File, Media: "text/html; charset=utf-8", Content: b.Bytes()})
	}
	return files, nil
}

// example is a published national cell, to show how tracing works.
func (r *Release) example() int64 {
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Level == goldset.LevelNational && c.Value.Shown {
			return c.ID
		}
	}
	return 0
}

// furnish fills in what the closing sections say.
func (r *Release) furnish(p *page) {
	p.Submissions = r.submissions()
	suppliers := map[string]bool{}
	p.SubmissionTable = table{Caption: "Returns, with the receipt of each", Label: "Supplier", Heads: []string{"Return", "Year", "Rows", "Received", "Receipt", "SHA-256 of the file"}}
	for _, s := range p.Submissions {
		suppliers[s.Supplier] = true
		p.SubmissionTable.Rows = append(p.SubmissionTable.Rows, tableRow{s.Supplier, []template.HTML{
			plain(string(s.Return)), plain(strconv.Itoa(int(s.Year))), plain(spaced(strconv.FormatInt(s.Rows, 10))),
			plain(day(s.Received)), plain(s.Receipt), "<code>" + plain(s.SHA256[:min(16, len(s.SHA256))]) + "</code>",
		}})
	}
	p.Suppliers = len(suppliers)
	p.QualityTable = table{Caption: "Quality of links", Label: "Link and group", Heads: []string{"Linked", "Precision", "Recall"}}
	for _, q := range r.Quality {
		p.QualityTable.Rows = append(p.QualityTable.Rows, tableRow{q.Link + ": " + q.Group, []template.HTML{percent(q.Linked), percent(q.Precision), percent(q.Recall)}})
	}
	p.Symbols = []symbolRow{{r.Policy.Symbol, sentence(meanings[disclosure.SymbolConfidential])}, {r.Policy.LowSymbol, sentence(meanings[disclosure.SymbolLow])}, {"–", "Not applicable"}}
	p.Rounding = roundingWords(&r.Policy)
}

func plain(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) } //nolint:gosec // escaped

func percent(v *float64) template.HTML {
	if v == nil {
		return "–"
	}
	return plain(strconv.FormatFloat(*v, 'f', 1, 64) + "%")
}

// roundingWords says what the policy rounds.
func roundingWords(p *disclosure.Policy) string {
	var parts []string
	for _, l := range []struct {
		level goldset.Level
		words string
	}{{goldset.LevelNational, "Counts of England"}, {goldset.LevelAuthority, "counts of authorities"}} {
		if base := p.Round[l.level].Base; base > 1 {
			parts = append(parts, fmt.Sprintf("%s are rounded to the nearest %d", l.words, base))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	text := sentence(strings.Join(parts, ", ")) + "."
	if p.DerivedFromRounded {
		text += " Rates and shares are worked out from rounded counts."
	}
	return text
}
