package ingest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// shared is a file or folder of the shared data, which stands beside the
// repository; the test is skipped where it is absent.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join("..", "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("the shared data %s is not here", name)
	}
	return path
}

// read opens files as they would come in.
func read(tb testing.TB, paths ...string) []ingest.File {
	tb.Helper()
	var files []ingest.File
	for _, p := range paths {
		text, err := os.ReadFile(p)
		require.NoError(tb, err)
		files = append(files, file(filepath.Base(p), string(text)))
	}
	return files
}

func file(name, text string) ingest.File {
	return ingest.File{Name: name, Data: bytes.NewReader([]byte(text)), Size: int64(len(text))}
}

func glob(tb testing.TB, pattern string) []string {
	tb.Helper()
	paths, err := filepath.Glob(pattern)
	require.NoError(tb, err)
	require.NotEmpty(tb, paths)
	return paths
}

// checked runs a whole check, holds rows in to rows out and refused, and gives
// the findings by rule.
func checked(tb testing.TB, r *ingest.Return) map[string][]goldset.Finding {
	tb.Helper()
	rules := map[string][]goldset.Finding{}
	for _, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { rules[f.Rule] = append(rules[f.Rule], f) }) {
		require.NoError(tb, err)
	}
	for _, c := range r.Counts() {
		require.Equal(tb, c.In, c.Out+c.Refused, c.Table)
	}
	return rules
}
