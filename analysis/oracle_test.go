package analysis_test

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// shared is where reference data that may not be committed lies beside the repository.
const shared = "../../shared/data/analysis"

// table is a CSV file by column.
type table map[string][]string

func (t table) rows() int {
	for _, column := range t {
		return len(column)
	}
	return 0
}

func (t table) number(tb testing.TB, column string, row int) float64 {
	tb.Helper()
	x, err := strconv.ParseFloat(t[column][row], 64)
	require.NoErrorf(tb, err, "column %s, row %d", column, row)
	return x
}

// sharedFile opens a file of the reference data, or skips the test where there is none.
func sharedFile(tb testing.TB, name string) *os.File {
	tb.Helper()
	f, err := os.Open(filepath.Join(shared, name))
	if os.IsNotExist(err) {
		tb.Skipf("reference data %s is not beside the repository", name)
	}
	require.NoError(tb, err)
	tb.Cleanup(func() { f.Close() })
	return f
}

func readTable(tb testing.TB, from io.Reader) table {
	tb.Helper()
	records, err := csv.NewReader(from).ReadAll()
	require.NoError(tb, err)
	t := make(table, len(records[0]))
	for c, name := range records[0] {
		for _, record := range records[1:] {
			t[name] = append(t[name], record[c])
		}
	}
	return t
}

// children is the committed made-up cohort.
func children(tb testing.TB) table {
	tb.Helper()
	f, err := os.Open("testdata/children.csv.gz")
	require.NoError(tb, err)
	defer f.Close()
	plain, err := gzip.NewReader(f)
	require.NoError(tb, err)
	return readTable(tb, plain)
}

func readJSON(tb testing.TB, from io.Reader, into any) {
	tb.Helper()
	require.NoError(tb, json.NewDecoder(from).Decode(into))
}

func expected(tb testing.TB, into any) {
	tb.Helper()
	f, err := os.Open("testdata/children.expected.json")
	require.NoError(tb, err)
	defer f.Close()
	readJSON(tb, f, into)
}
