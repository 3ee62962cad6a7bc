package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// mapped is a warehouse of pupils and children in need, read for linkage.
func mapped(b *testing.B, pupils, inNeed int) (*warehouse, store.PersonMap) {
	b.Helper()
	w := newWarehouse(b)
	census, care := layoutOf(b, goldset.SchoolCensus, 2025), layoutOf(b, goldset.SSDA903, 2025)
	rows := make([]goldset.Row, pupils)
	for i, made := range madeRows(onlyTable(census, "pupilonroll"), pupils, 1) {
		rows[i] = made
		rows[i].Table = census.Table("pupilonroll")
	}
	w.load(b, "DFE", census, rows)
	rows = madeRows(onlyTable(care, "Header"), inNeed, 1)
	for i := range rows {
		rows[i].Table = care.Table("Header")
	}
	w.load(b, "301", care, rows)
	return w, onePerson(w.subjects(b), nil)
}

// onlyTable is a layout of one of its tables.
func onlyTable(layout *goldset.Layout, name string) *goldset.Layout {
	one := *layout
	one.Tables = []goldset.Table{*layout.Table(name)}
	return &one
}

// BenchmarkCommitMap writes three tiers of 25,000 subjects, barriers checked.
func BenchmarkCommitMap(b *testing.B) {
	w, m := mapped(b, 20_000, 5_000)
	for b.Loop() {
		_, err := store.CommitMap(b.Context(), w.tx, m)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(75_000*b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkForgetPupils finds and destroys 20,000 pupils who match nobody in need.
func BenchmarkForgetPupils(b *testing.B) {
	w, m := mapped(b, 20_000, 5_000)
	version, err := store.CommitMap(b.Context(), w.tx, m)
	require.NoError(b, err)
	for b.Loop() {
		savepoint(b, w, func() {
			forgotten, err := store.ForgetPupils(b.Context(), w.tx, version)
			require.NoError(b, err)
			require.EqualValues(b, 20_000, forgotten)
		})
	}
}
