package feedback

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/goldset/goldset"
)

//go:embed pages/findings.html pages/style.css
var pages embed.FS

// Bounds of the page, so that a browser opens it. It says what it leaves out; the
// list as CSV has all.
const (
	maxOfRule   = 200
	maxChildren = 500
)

// page is what the template sees.
type page struct {
	*Report
	Rules    []*RuleGroup
	Children []*ChildGroup
	Counts   []countLine
	All      int // children with findings
}

type countLine struct {
	Words string
	Count int
}

// WriteHTML writes the report as one page that needs nothing else: grouped by rule
// and by child, to be read in a browser or by a screen reader, or printed.
func (r *Report) WriteHTML(w io.Writer) error {
	style, err := pages.ReadFile("pages/style.css")
	if err != nil {
		return fmt.Errorf("read style: %w", err)
	}
	t, err := template.New("findings.html").Funcs(template.FuncMap{
		"style":    func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own file
		"severity": func(s goldset.Severity) string { return severityWords[s] },
		"class":    func(s goldset.Severity) string { return "tag " + strings.ReplaceAll(string(s), " ", "-") },
		"plural":   plural,
		"first":    first,
		"rest":     func(all, shown int) int { return max(all-shown, 0) },
		"limit":    func() int { return maxOfRule },
		"anchor":   func(i int) string { return fmt.Sprintf("rule-%d", i+1) },
	}).ParseFS(pages, "pages/findings.html")
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	p := page{Report: r, Rules: r.ByRule(), Children: r.ByChild()}
	p.All = len(p.Children)
	p.Children = p.Children[:min(maxChildren, p.All)]
	for _, s := range severities {
		if n := r.Count(s); n > 0 {
			p.Counts = append(p.Counts, countLine{severityWords[s], n})
		}
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("draw findings: %w", err)
	}
	return nil
}

func first(found []*Finding) []*Finding { return found[:min(len(found), maxOfRule)] }
