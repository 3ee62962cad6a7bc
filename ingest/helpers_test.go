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
func shared(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared data %s is not here", name)
	}
	return path
}

// read opens files as they would come in.
func read(t testing.TB, paths ...string) []ingest.File {
	t.Helper()
	var files []ingest.File
	for _, p := range paths {
		text, err := os.ReadFile(p)
		require.NoError(t, err)
		files = append(files, file(filepath.Base(p), string(text)))
	}
	return files
}

func file(name, text string) ingest.File {
	return ingest.File{Name: name, Data: bytes.NewReader([]byte(text)), Size: int64(len(text))}
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	return paths
}

// checked runs a whole check, holds rows in to rows out and refused, and gives
// the findings by rule.
func checked(t testing.TB, r *ingest.Return) map[string][]goldset.Finding {
	t.Helper()
	rules := map[string][]goldset.Finding{}
	for _, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { rules[f.Rule] = append(rules[f.Rule], f) }) {
		require.NoError(t, err)
	}
	for _, c := range r.Counts() {
		require.Equal(t, c.In, c.Out+c.Refused, c.Table)
	}
	return rules
}
