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

func TestEntriesAndSheetsGoByPlainNamesWhereAsked(t *testing.T) {
	const secret = "Jane Doe.csv"
	f := file("file 1.zip", pack(t, secret, "\ufeff"+identifierHeader+identifierRow))
	f.Members = func(i int, name string) string { return fmt.Sprintf("file %d%s", i+1, filepath.Ext(name)) }
	r, err := ingest.Open([]ingest.File{f}, ingest.Expected{Return: goldset.Identifiers, Year: 2025})
	require.NoError(t, err)
	told := strings.Join(r.Tolerances, "\n")
	require.Contains(t, told, "file 1.zip, file 1.csv: byte order mark skipped")
	require.NotContains(t, told, "Jane")

	for name, book := range map[string]string{
		"file 1.xlsx": strings.Replace(workbookParts("")[3], "Referrals", "Jane Doe", 1),
		"file 1.ods":  `<a><table name="Jane Doe"><table-row><table-cell><p>a</p></table-cell></table-row></table></a>`,
	} {
		parts := workbookParts(`<row><c><v>1</v></c></row>`)
		parts[3] = book
		if name == "file 1.ods" {
			parts = []string{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", book}
		}
		f := file(name, pack(t, parts...))
		_, err := ingest.Open([]ingest.File{f}, ingest.Expected{})
		require.ErrorContains(t, err, "sheet Jane Doe", "the supplier's own eyes")
		f.Members = func(int, string) string { return "" }
		_, err = ingest.Open([]ingest.File{f}, ingest.Expected{})
		require.ErrorContains(t, err, name+", sheet 1: ")
	}

	f = file("file 1.zip", pack(t, secret, "a,b\n1,2\n"))
	f.Members = func(int, string) string { return "file 1.csv" }
	_, err = ingest.Open([]ingest.File{f}, ingest.Expected{})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "Jane")
}
