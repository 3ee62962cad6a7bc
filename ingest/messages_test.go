package ingest_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// jargon is what no message of ours says: words of programs, and those that the
// GOV.UK pages on error messages advise against.
var jargon = regexp.MustCompile(`(?i)\b(in)?valid\b|\bplease\b|\bsorry\b|\bpars(e|ing)\b|\bnull\b|\bstring\b|\bboolean\b|\binteger\b|\bregex|\bsyntax|\bschema\b|\btoken\b|\bfailed\b|\bexception\b|\bmalformed\b|\bforbidden\b|\^|\\d|\[[A-Z0-9]-`)

// newest is the newest layout of each return.
func newest() (list []*goldset.Layout) {
	for _, l := range reference.Layouts() {
		if n := len(list); n > 0 && list[n-1].Return == l.Return {
			list[n-1] = l
			continue
		}
		list = append(list, l)
	}
	return list
}

// TestEveryMessageIsWordedForThePersonWhoSentTheFile holds all that a provider can
// be told in one file, so that a change of words is seen as one. The Department's
// wordings are its own; ours have no jargon and say what would pass.
func TestEveryMessageIsWordedForThePersonWhoSentTheFile(t *testing.T) {
	var b strings.Builder
	for _, l := range newest() {
		fmt.Fprintf(&b, "# %s\n", l.Title)
		said := map[string]bool{}
		for _, f := range ingest.Messages(l) {
			line := fmt.Sprintf("%s (%s): %s | %s\n", f.Rule, f.Severity, f.Message, f.Passes)
			if said[line] {
				continue
			}
			said[line] = true
			b.WriteString(line)
			require.NotEmpty(t, f.Message, f.Rule)
			require.NotEmpty(t, f.Passes, f.Rule)
			require.NotRegexp(t, jargon, f.Passes, "rule %s of %s", f.Rule, l.Title)
			if published := slices.ContainsFunc(reference.Rules(l.Return, l.Year), func(r reference.PublishedRule) bool { return r.Code == f.Rule }); !published {
				require.NotRegexp(t, jargon, f.Message, "rule %s of %s", f.Rule, l.Title)
				require.NotEqual(t, byte(' '), f.Message[0], "%s: a field without a title", f.Fields)
			}
		}
	}
	b.WriteString("# Across returns\n")
	for _, f := range ingest.ContradictionMessages() {
		require.NotRegexp(t, jargon, f.Message+f.Passes)
		fmt.Fprintf(&b, "%s (%s): %s | %s\n", f.Rule, f.Severity, f.Message, f.Passes)
	}
	b.WriteString("# Returns as a whole\n")
	for _, f := range ingest.WholeMessages() {
		require.NotRegexp(t, jargon, f.Message+f.Passes)
		fmt.Fprintf(&b, "%s (%s): %s | %s\n", f.Rule, f.Severity, f.Message, f.Passes)
	}
	b.WriteString("# Files that cannot be taken, and rows\n")
	for _, line := range refusals(t) {
		require.NotRegexp(t, jargon, line)
		b.WriteString(line + "\n")
	}
	sameAsBefore(t, "testdata/messages.txt", b.String())
}

// refusals are the messages that the source gives to refuse and to faults of rows.
func refusals(t *testing.T) (list []string) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "refuse" {
				list = append(list, fmt.Sprintf("%s: %s | %s", literal(call.Args[0]), literal(call.Args[3]), literal(call.Args[2])))
			}
			return true
		})
	}
	slices.Sort(list)
	require.Greater(t, len(list), 20)
	return slices.Compact(list)
}

// literal is the text of an expression, with … for what is not written out.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return text
		}
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return "…"
}

func sameAsBefore(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	if got == string(want) {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for _, line := range is {
		if !slices.Contains(was, line) {
			t.Log("new: ", line)
		}
	}
	for _, line := range was {
		if !slices.Contains(is, line) {
			t.Log("gone:", line)
		}
	}
	require.Fail(t, "the messages are not those of "+path+": look at each, then run with -update")
}

func TestPatternsAreToldInWords(t *testing.T) {
	for pattern, words := range map[string]string{
		`[0-9]{3}`:                         "3 digits",
		`[0-9]{3}|OUK|NUK|WAL`:             "3 digits or OUK or NUK or WAL",
		`[A-Za-z0-9-]{1,20}`:               "1 to 20 letters or digits or hyphen",
		`[A-Za-z0-9]{1,8}`:                 "1 to 8 letters or digits",
		`[A-Z][A-Z0-9]{0,3}`:               "1 capital letter, then up to 3 capital letters or digits",
		`([A-Za-z]{2}|\d{2})\d{6}`:         "2 letters or 2 digits, then 6 digits",
		`[0-9]{7}|SC[0-9]{6}|XXXXXXX`:      "7 digits or SC, then 6 digits or XXXXXXX",
		`(SW|XX).*`:                        "SW or XX, then any text",
		`([0-9]{2}|zz|ZZ)/([0-9]{4}|zzzz)`: "2 digits or zz or ZZ, then /, then 4 digits or zzzz",
	} {
		require.Equal(t, words, ingest.PatternWords(pattern))
	}
}
