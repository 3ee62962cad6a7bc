package analysis_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/analysis"
)

var update = flag.Bool("update", false, "write docs/measures.md anew")

const measuresIntroduction = `# Measures

What each number of the report means. This page is made from the definitions in
` + "`analysis/measures/`" + `: change one there, raise its version, and run
` + "`go test ./analysis/ -run Document -update`" + `.

A measure's ` + "`cells.sql`" + ` counts children in the canonical tables of one dataset
version (` + "`migrations/0011_canonical.sql`" + ` and ` + "`0016_need.sql`" + `); Go computes the value and its 95% interval:
Wilson's for shares, Byar's for rates (exact under ten), Aalen-Johansen's for
waits, Wald's for odds ratios. A measure that reads links runs on three tiers.
The base tier gives the value, strict and loose the range beside it. The cases
beside each query are a few children with the numbers they must give.
`

// document writes the page of all measures.
func document() string {
	var b strings.Builder
	b.WriteString(measuresIntroduction)
	for _, m := range analysis.Measures() {
		fmt.Fprintf(&b, "\n## %s\n\n`%s`, definition %s. %s\n\n", m.Title, m.Name, m.DefinitionVersion, m.Question)
		for _, paragraph := range m.Definition {
			fmt.Fprintf(&b, "%s\n\n", paragraph)
		}
		b.WriteString("| indicator | what it is | unit |\n|---|---|---|\n")
		for _, i := range m.Indicators {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", i.Name, i.Title, i.Unit)
		}
		list(&b, "Of whom", m.Denominators)
		list(&b, "Before quoting a number", m.Caveats)
		sources := make([]string, len(m.Sources))
		for i, s := range m.Sources {
			sources[i] = fmt.Sprintf("[%s](%s)", s.Title, s.URL)
		}
		list(&b, "Sources", sources)
	}
	return b.String()
}

func list(b *strings.Builder, title string, items []string) {
	fmt.Fprintf(b, "\n**%s**\n\n", title)
	for _, item := range items {
		fmt.Fprintf(b, "- %s\n", item)
	}
}

func TestDocumentSaysWhatTheDefinitionsSay(t *testing.T) {
	const page = "../docs/measures.md"
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(document()), 0o644))
	}
	written, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, string(written), document(), "run go test ./analysis/ -run Document -update")
}
