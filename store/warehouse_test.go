package store_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

// warehouse is a migrated database in a transaction, with one key file's keys.
type warehouse struct {
	tx        pgx.Tx
	keys      *privacy.Keys
	suppliers map[string]int64
	sent      int
}

func newWarehouse(tb testing.TB) *warehouse {
	tb.Helper()
	keys, err := privacy.NewKeys()
	require.NoError(tb, err)
	return &warehouse{tx: storetest.Tx(tb), keys: keys, suppliers: make(map[string]int64)}
}

func layoutOf(tb testing.TB, name goldset.ReturnName, year goldset.CollectionYear) *goldset.Layout {
	tb.Helper()
	term := ""
	if name == goldset.SchoolCensus {
		term = "spring"
	}
	layout, err := reference.Layout(name, year, term)
	require.NoError(tb, err)
	return layout
}

func (w *warehouse) supplier(tb testing.TB, code string) int64 {
	tb.Helper()
	if id, ok := w.suppliers[code]; ok {
		return id
	}
	var id int64
	require.NoError(tb, w.tx.QueryRow(tb.Context(),
		"insert into intake.supplier (code, kind, name) values ($1, 'authority', $1) returning id", code).Scan(&id))
	w.suppliers[code] = id
	return id
}

// submission records a signed submission, its request beside it.
func (w *warehouse) submission(tb testing.TB, code string, layout *goldset.Layout) int64 {
	tb.Helper()
	supplier := w.supplier(tb, code)
	w.sent++
	object := privacy.NewObjectID()
	_, wrapped, err := w.keys.NewDataKey(object)
	require.NoError(tb, err)
	var id int64
	require.NoError(tb, w.tx.QueryRow(tb.Context(), `
with asked as (
    insert into intake.request (supplier_id, return, year, term, purpose, function, fields, why_not_existing, lawful_basis, issued_on, due_on)
    values ($1, $2, $3, $4, '', '', '', '', '', '2026-01-01', '2026-02-01')
    on conflict (supplier_id, return, year, term) do update set purpose = '' returning id
)
insert into intake.submission (supplier_id, request_id, return, year, term, state, file_names, vault_object, wrapped_key, sha256, bytes, replaces)
select $1, asked.id, $2, $3, $4, 'signed', '{f}', $5, $6, $7, 1,
    (select id from intake.submission where supplier_id = $1 and return = $2 and year = $3 and term = $4 and current)
from asked
returning id`, supplier, layout.Return, layout.Year, layout.Term, [16]byte(object), wrapped,
		fmt.Appendf(nil, "sha%d", w.sent)).Scan(&id))
	return id
}

func (w *warehouse) spec(submission int64, layout *goldset.Layout) store.LoadSpec {
	return store.LoadSpec{Submission: submission, Layout: layout, Keys: w.keys}
}

// load loads rows as the submission and returns what was done.
func (w *warehouse) load(tb testing.TB, code string, layout *goldset.Layout, rows []goldset.Row) (int64, store.LoadResult) {
	tb.Helper()
	id := w.submission(tb, code, layout)
	load, err := store.BeginLoad(tb.Context(), w.tx, w.spec(id, layout))
	require.NoError(tb, err)
	defer load.Abort()
	for i := range rows {
		require.NoError(tb, load.Row(&rows[i]))
	}
	result, err := load.Close()
	require.NoError(tb, err)
	return id, result
}

func (w *warehouse) one(tb testing.TB, sql string, args ...any) int64 {
	tb.Helper()
	var n int64
	require.NoError(tb, w.tx.QueryRow(tb.Context(), sql, args...).Scan(&n))
	return n
}

// rowOf is a row of the table in which the named fields have the given values.
func rowOf(tb testing.TB, layout *goldset.Layout, table, localID string, number int, values map[string]string) goldset.Row {
	tb.Helper()
	t := layout.Table(table)
	require.NotNil(tb, t, table)
	row := goldset.Row{Table: t, LocalID: localID, Number: number, Parent: -1, Values: make([]string, len(t.Fields))}
	for name, value := range values {
		i := t.Index(name)
		require.GreaterOrEqual(tb, i, 0, "%s has no field %s", table, name)
		row.Values[i] = value
	}
	return row
}

// madeRows fills every field of every table, as types and code lists allow, for n
// children with a few rows each.
func madeRows(layout *goldset.Layout, children, perTable int) []goldset.Row {
	random := rand.New(rand.NewPCG(1, 2))
	var rows []goldset.Row
	for i := range layout.Tables {
		t := &layout.Tables[i]
		if t.About != "" { // never loaded
			continue
		}
		for child := range children {
			for range 1 + random.IntN(perTable) {
				rows = append(rows, madeRow(random, t, fmt.Sprintf("%07d", child), len(rows)))
			}
		}
	}
	return rows
}

func madeRow(random *rand.Rand, t *goldset.Table, localID string, number int) goldset.Row {
	row := goldset.Row{Table: t, LocalID: localID, Number: number, Parent: -1, Values: make([]string, len(t.Fields))}
	for i, f := range t.Fields {
		row.Values[i] = madeValue(random, f, localID)
	}
	return row
}

func madeValue(random *rand.Rand, f goldset.Field, localID string) string {
	if f.Identifier == goldset.IdentifierLocalID {
		return localID
	}
	switch f.Type {
	case goldset.TypeDate:
		return fmt.Sprintf("20%02d-%02d-%02d", 5+random.IntN(20), 1+random.IntN(12), 1+random.IntN(28))
	case goldset.TypeDateTime:
		return "2025-01-02T03:04:05"
	case goldset.TypeInteger, goldset.TypeYear, goldset.TypeDecimal:
		return strconv.Itoa(random.IntN(1000))
	case goldset.TypeBool:
		return strconv.Itoa(random.IntN(2))
	case goldset.TypePostcode:
		return fmt.Sprintf("RM%d 1AA", random.IntN(9))
	case goldset.TypeCode:
		if list, ok := reference.Codes(f.Codes); ok && len(list.Codes) > 0 {
			return list.Codes[random.IntN(len(list.Codes))].Code
		}
	default:
	}
	return fmt.Sprintf("X%d", random.IntN(1000))
}
