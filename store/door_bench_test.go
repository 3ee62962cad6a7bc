package store_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/internal/synthetic"
	"github.com/goldset/goldset/store"
)

// largeSet is a 903 set like that of the largest authorities: some 2,500 children
// looked after and their episodes, reviews and outcomes, as the supplier's zip.
func largeSet(tb testing.TB) (data []byte, authority string, year goldset.CollectionYear) {
	tb.Helper()
	config := synthetic.DefaultConfig()
	config.Years = []goldset.CollectionYear{2025}
	config.Rates.LookedAfter *= 20
	config.Rates.CareStarts *= 20
	england, err := synthetic.Generate(config)
	require.NoError(tb, err)
	for s := range england.Submissions() {
		if s.Return != goldset.SSDA903 {
			continue
		}
		var out bytes.Buffer
		_, err := s.WriteTo(&out)
		require.NoError(tb, err)
		if out.Len() > len(data) {
			data, authority, year = out.Bytes(), s.Supplier, s.Year
		}
	}
	return data, authority, year
}

// BenchmarkDoorToCommit takes a 903 set from the bytes at the door to the current
// rows of the warehouse: vault, parse, check, split, seal, COPY. In the same run it
// copies the same rows, encoded beforehand, into the same indexed tables. The metric
// times-bare is what the issue bounds by three.
func BenchmarkDoorToCommit(b *testing.B) {
	data, authority, year := largeSet(b)
	layout := layoutOf(b, goldset.SSDA903, year)
	w := newWarehouse(b)
	vault, err := store.OpenVault(b.TempDir(), w.keys)
	require.NoError(b, err)
	var rows []goldset.Row
	for row, err := range openSet(b, data, authority, year).Check(func(goldset.Finding, ingest.Evidence) {}) {
		require.NoError(b, err)
		row.Values = append([]string(nil), row.Values...)
		rows = append(rows, row)
	}
	bare := encodedFacts(b, w, layout, rows)
	var door, floor time.Duration
	for b.Loop() {
		savepoint(b, w, func() {
			began := time.Now()
			loaded := throughTheDoor(b, w, vault, data, authority, year)
			door += time.Since(began)
			require.EqualValues(b, len(rows), loaded)
		})
		savepoint(b, w, func() {
			began := time.Now()
			copyEncodedTables(b, w, bare, len(rows))
			floor += time.Since(began)
		})
	}
	b.ReportMetric(float64(len(rows)), "rows")
	b.ReportMetric(float64(len(rows)*b.N)/door.Seconds(), "rows/s")
	b.ReportMetric(float64(len(rows)*b.N)/floor.Seconds(), "bare-rows/s")
	b.ReportMetric(door.Seconds()/floor.Seconds(), "times-bare")
}

func openSet(b *testing.B, data []byte, authority string, year goldset.CollectionYear) *ingest.Return {
	b.Helper()
	set, err := ingest.Open([]ingest.File{{Name: "set.zip", Data: bytes.NewReader(data), Size: int64(len(data))}},
		ingest.Expected{Return: goldset.SSDA903, Year: year})
	require.NoError(b, err)
	return set
}

func throughTheDoor(b *testing.B, w *warehouse, vault *store.Vault, data []byte, authority string, year goldset.CollectionYear) int64 {
	b.Helper()
	writer, err := vault.Create(1 << 30)
	require.NoError(b, err)
	_, err = writer.Add("set.zip", bytes.NewReader(data))
	require.NoError(b, err)
	object, err := writer.Commit()
	require.NoError(b, err)
	sealed, err := vault.Open(object.ID, object.Wrapped)
	require.NoError(b, err)
	defer sealed.Close()
	set, err := ingest.Open([]ingest.File{{Name: "set.zip", Data: sealed.File(0), Size: sealed.Files[0].Size}},
		ingest.Expected{Return: goldset.SSDA903, Year: year})
	require.NoError(b, err)
	id := w.submission(b, authority, set.Layout)
	load, err := store.BeginLoad(b.Context(), w.tx, w.spec(id, set.Layout))
	require.NoError(b, err)
	defer load.Abort()
	for row, err := range set.Check(func(goldset.Finding, ingest.Evidence) {}) {
		require.NoError(b, err)
		require.NoError(b, load.Row(&row))
	}
	result, err := load.Close()
	require.NoError(b, err)
	return result.Rows
}

// BenchmarkCheckOnly is the part of the way that ingest takes: parse and check.
func BenchmarkCheckOnly(b *testing.B) {
	data, authority, year := largeSet(b)
	rows := 0
	for b.Loop() {
		for _, err := range openSet(b, data, authority, year).Check(func(goldset.Finding, ingest.Evidence) {}) {
			require.NoError(b, err)
			rows++
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
