package ingest_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

func TestEntriesOfAZipGoByPlainNamesWhereAsked(t *testing.T) {
	const secret = "Jane Doe.csv"
	f := file("file 1.zip", pack(t, secret, "\ufeff"+identifierHeader+identifierRow))
	f.Members = func(i int, name string) string { return fmt.Sprintf("file %d%s", i+1, filepath.Ext(name)) }
	r, err := ingest.Open([]ingest.File{f}, ingest.Expected{Return: goldset.Identifiers, Year: 2025})
	require.NoError(t, err)
	told := strings.Join(r.Tolerances, "\n")
	require.Contains(t, told, "file 1.zip, file 1.csv: byte order mark skipped")
	require.NotContains(t, told, "Jane")

	f = file("file 1.zip", pack(t, secret, "a,b\n1,2\n"))
	f.Members = func(int, string) string { return "file 1.csv" }
	_, err = ingest.Open([]ingest.File{f}, ingest.Expected{})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "Jane")
}
