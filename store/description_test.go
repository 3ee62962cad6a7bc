package store_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

const visitsRequest = `return: visits
version: 1
years: [2025, 2026]
title: Visits
purpose: To count them.
gateway: Section 2F of the Children Act 2004.
suppliers: [authority]
tables:
  - name: Visits
    title: Visits
    child: ChildId
    fields:
      - {name: ChildId, title: Child, type: text, class: identity, required: true}
      - {name: BirthDate, title: Born, type: date, class: quasi, coarsen: month}
      - {name: Hours, title: Hours, type: decimal, class: fact}
      - {name: Alone, title: Alone, type: bool, class: fact}
      - {name: Note, title: Note, type: text, class: drop}
`

func describe(t *testing.T, text string) *reference.Description {
	t.Helper()
	d, err := reference.ReadDescription([]byte(text))
	require.NoError(t, err)
	return d
}

func TestARegisteredDescriptionIsReadBackForItsYears(t *testing.T) {
	tx := storetest.Tx(t)
	storetest.As(t, tx, string(store.LoginOffice))
	d := describe(t, visitsRequest)
	require.NoError(t, store.RegisterDescription(t.Context(), tx, d, 0))
	require.NoError(t, store.RegisterDescription(t.Context(), tx, d, 0), "the same again is nothing new")

	got, err := store.DescriptionFor(t.Context(), tx, "visits", 2025)
	require.NoError(t, err)
	require.Equal(t, string(d.Text), string(got.Text))
	_, err = store.DescriptionFor(t.Context(), tx, "visits", 2024)
	require.ErrorIs(t, err, store.ErrNotFound)

	require.ErrorIs(t, store.RegisterDescription(t.Context(), tx, describe(t, strings.Replace(visitsRequest, "To count", "To tell", 1)), 0), store.ErrSameVersion)
	second := describe(t, strings.Replace(strings.Replace(visitsRequest, "version: 1", "version: 2", 1), "years: [2025, 2026]", "years: [2026]", 1))
	require.NoError(t, store.RegisterDescription(t.Context(), tx, second, 0))
	require.ErrorIs(t, store.RegisterDescription(t.Context(), tx, d, 0), store.ErrOldVersion)
	for year, version := range map[int]int{2025: 1, 2026: 2} {
		got, err := store.DescriptionFor(t.Context(), tx, "visits", d.Years[year-2025])
		require.NoError(t, err)
		require.Equal(t, version, got.Version)
	}
	all, err := store.Descriptions(t.Context(), tx)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, 2, all[0].Version)
}

func TestAReturnWithTablesOfItsOwnIsNotDescribedOver(t *testing.T) {
	tx := storetest.Tx(t)
	storetest.As(t, tx, string(store.LoginOffice))
	err := store.RegisterDescription(t.Context(), tx, describe(t, strings.Replace(visitsRequest, "return: visits", "return: camhs", 1)), 0)
	require.ErrorIs(t, err, store.ErrReturnTaken)
}

func TestAViewHasTheTypesOfItsFieldsAndNoIdentity(t *testing.T) {
	tx := storetest.Tx(t)
	storetest.As(t, tx, string(store.LoginOffice))
	require.NoError(t, store.RegisterDescription(t.Context(), tx, describe(t, visitsRequest), 0))
	storetest.As(t, tx, string(store.LoginResearch))
	rows, _ := tx.Query(t.Context(), `
select a.attname || ' ' || format_type(a.atttypid, -1)
from pg_attribute a
where a.attrelid = 'research.visits_visits_2026_v1'::regclass and a.attnum > 6
order by a.attnum`)
	columns, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"birth_date date", "hours double precision", "alone boolean"}, columns)
}

// What the office's login hands to the function that makes views is the office's
// word for it; the function holds it against what it may be.
func TestNothingButAViewOfAnswersCanBeMade(t *testing.T) {
	const call = "select intake.register_description($1, 1, '{2026}', 'T', 'text', null, $2)"
	for _, c := range []struct{ name, called, views string }{
		{"a view of another name", "visits", `[{"view": "person_map", "year": 2026, "table": "T", "columns": []}]`},
		{"a view of another version", "visits", `[{"view": "visits_t_2026_v2", "year": 2026, "table": "T", "columns": []}]`},
		{"a view that breaks out of its quotes", "visits", `[{"view": "visits_\" as select 1; --_v1", "year": 2026, "table": "T", "columns": []}]`},
		{"a column that breaks out", "visits", `[{"view": "visits_t_2026_v1", "year": 2026, "table": "T", "columns": [["a\" , 1 as b", "text"]]}]`},
		{"a type that is something else", "visits", `[{"view": "visits_t_2026_v1", "year": 2026, "table": "T", "columns": [["a", "text, (select 1) as b"]]}]`},
		{"no type", "visits", `[{"view": "visits_t_2026_v1", "year": 2026, "table": "T", "columns": [["a"]]}]`},
		{"no name", "visits", `[{"year": 2026, "table": "T", "columns": []}]`},
		{"a year that is none", "visits", `[{"view": "visits_t_2026_v1", "year": "1 or true", "table": "T", "columns": []}]`},
		{"a return that is no word", "visits'; drop table x; --", `[]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			tx := storetest.Tx(t)
			storetest.As(t, tx, string(store.LoginOffice))
			_, err := tx.Exec(t.Context(), call, c.called, c.views)
			require.Error(t, err)
		})
	}
	for name, sql := range map[string]string{
		"the load login": "insert into research.visits_visits_2026_v1 (submission_id) values (1)",
		"the office":     "create view research.other as select 1",
		"a supplier":     "select intake.register_description('a', 1, '{2026}', 'T', 'text', null, '[]')",
	} {
		t.Run(name+" may not", func(t *testing.T) {
			tx := storetest.Tx(t)
			storetest.As(t, tx, string(store.LoginOffice))
			require.NoError(t, store.RegisterDescription(t.Context(), tx, describe(t, visitsRequest), 0))
			switch name {
			case "the load login":
				storetest.As(t, tx, string(store.LoginLoad))
			case "a supplier":
				storetest.As(t, tx, string(store.LoginIntake))
			}
			_, err := tx.Exec(t.Context(), sql)
			require.ErrorContains(t, err, "permission denied")
		})
	}
}
