package store_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// benchmarkChildren gives about 100,000 rows of the 903's tables.
const benchmarkChildren = 5000

// BenchmarkLoad loads the rows of a 903 set, already parsed, into the indexed
// tables: split, tokens, subjects, sealing and COPY, without parsing and checking.
func BenchmarkLoad(b *testing.B) {
	layout := layoutOf(b, goldset.SSDA903, 2025)
	rows := madeRows(layout, benchmarkChildren, 2)
	w := newWarehouse(b)
	var spent time.Duration
	for b.Loop() {
		savepoint(b, w, func() {
			began := time.Now()
			_, result := w.load(b, "301", layout, rows)
			spent += time.Since(began)
			require.EqualValues(b, len(rows), result.Rows)
		})
	}
	b.ReportMetric(float64(len(rows)*b.N)/spent.Seconds(), "rows/s")
}

// BenchmarkBareCopy copies the same rows, encoded beforehand, into the same tables:
// the floor that BenchmarkLoad is measured against.
func BenchmarkBareCopy(b *testing.B) {
	layout := layoutOf(b, goldset.SSDA903, 2025)
	rows := madeRows(layout, benchmarkChildren, 2)
	w := newWarehouse(b)
	encoded := encodedFacts(b, w, layout, rows)
	var spent time.Duration
	for b.Loop() {
		savepoint(b, w, func() {
			began := time.Now()
			copyEncodedTables(b, w, encoded, len(rows))
			spent += time.Since(began)
		})
	}
	b.ReportMetric(float64(len(rows)*b.N)/spent.Seconds(), "rows/s")
}

func copyEncodedTables(b *testing.B, w *warehouse, tables []encodedTable, rows int) {
	b.Helper()
	copied := int64(0)
	for _, table := range tables {
		tag, err := w.tx.Conn().PgConn().CopyFrom(b.Context(), bytes.NewReader(table.data), "copy "+table.name+" from stdin with (format binary)")
		require.NoError(b, err)
		copied += tag.RowsAffected()
	}
	require.EqualValues(b, rows, copied)
}

// savepoint undoes what do did, outside the clock.
func savepoint(b *testing.B, w *warehouse, do func()) {
	b.Helper()
	outer := w.tx
	inner, err := outer.Begin(b.Context())
	require.NoError(b, err)
	w.tx = inner
	do()
	require.NoError(b, inner.Rollback(b.Context()))
	w.tx = outer
	w.suppliers = make(map[string]int64)
}

type encodedTable struct {
	name string
	data []byte
}

// encodedFacts loads the rows once and reads each partition back in COPY's format.
func encodedFacts(b *testing.B, w *warehouse, layout *goldset.Layout, rows []goldset.Row) []encodedTable {
	b.Helper()
	var tables []encodedTable
	savepoint(b, w, func() {
		w.load(b, "301", layout, rows)
		for i := range layout.Tables {
			if layout.Tables[i].About != "" {
				continue
			}
			name := pgx.Identifier{"research", fmt.Sprintf("%s_%d", layout.FactTable(&layout.Tables[i]), layout.Year)}.Sanitize()
			var out bytes.Buffer
			_, err := w.tx.Conn().PgConn().CopyTo(b.Context(), &out, "copy "+name+" to stdout with (format binary)")
			require.NoError(b, err)
			tables = append(tables, encodedTable{name, out.Bytes()})
		}
	})
	return tables
}

// BenchmarkReadSubjects decrypts and merges the identifier records that a load wrote.
func BenchmarkReadSubjects(b *testing.B) {
	layout := layoutOf(b, goldset.SSDA903, 2025)
	w := newWarehouse(b)
	w.load(b, "301", layout, madeRows(layout, benchmarkChildren, 1))
	for b.Loop() {
		subjects := 0
		for _, err := range store.ReadSubjects(b.Context(), w.tx, w.keys) {
			require.NoError(b, err)
			subjects++
		}
		require.Equal(b, benchmarkChildren, subjects)
	}
	b.ReportMetric(float64(benchmarkChildren*b.N)/b.Elapsed().Seconds(), "subjects/s")
}

// BenchmarkVault seals, syncs and reads back 8 MiB.
func BenchmarkVault(b *testing.B) {
	vault, _ := newVault(b)
	file := bytes.Repeat([]byte("0123456,2015-07-14,N1\n"), 8<<20/22)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		w, err := vault.Create(int64(len(file)))
		require.NoError(b, err)
		_, err = w.Add("a.csv", bytes.NewReader(file))
		require.NoError(b, err)
		object, err := w.Commit()
		require.NoError(b, err)
		sealed, err := vault.Open(object.ID, object.Wrapped)
		require.NoError(b, err)
		_, err = io.Copy(io.Discard, sealed.File(0))
		require.NoError(b, err)
		require.NoError(b, sealed.Close())
	}
}
