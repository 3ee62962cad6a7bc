package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

func TestEveryLayoutLoadsUnderTheLoadLogin(t *testing.T) {
	for _, layout := range reference.Layouts() {
		t.Run(fmt.Sprintf("%s %d %s", layout.Return, layout.Year, layout.Term), func(t *testing.T) {
			w := newWarehouse(t)
			id := w.submission(t, "301", layout)
			storetest.As(t, w.tx, string(store.LoginLoad))
			load, err := store.BeginLoad(t.Context(), w.tx, w.spec(id, layout))
			require.NoError(t, err)
			defer load.Abort()
			rows := madeRows(layout, 20, 2)
			for i := range rows {
				require.NoError(t, load.Row(&rows[i]))
			}
			result, err := load.Close()
			require.NoError(t, err)
			require.EqualValues(t, len(rows), result.Rows)
			require.EqualValues(t, 20, result.Subjects)
			require.EqualValues(t, 20, result.NewSubjects)
		})
	}
}

func TestFactsArriveAsTheyWere(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.CINCensus, 2025)
	id, _ := w.load(t, "301", layout, []goldset.Row{
		rowOf(t, layout, "ChildIdentifiers", "A1", 0, map[string]string{
			"LAchildID": "A1", "UPN": "A820200120001", "PersonBirthDate": "2015-07-14",
		}),
		rowOf(t, layout, "CINdetails", "A1", 4, map[string]string{
			"CINreferralDate": "2024-02-29", "PrimaryNeedCode": "N1", "ReferralNFA": "0",
		}),
	})
	var month, referred, need string
	var nfa bool
	var rowNo int
	require.NoError(t, w.tx.QueryRow(t.Context(), `
select i.person_birth_date::text, d.cin_referral_date::text, d.primary_need_code, d.referral_nfa, d.row_no
from research.cin_child_identifiers i
join research.cin_cin_details d using (submission_id, subject)
where submission_id = $1 and d.cin_closure_date is null and not d.flagged and d.parent_no = -1`, id).
		Scan(&month, &referred, &need, &nfa, &rowNo))
	require.Equal(t, []any{"2015-07-01", "2024-02-29", "N1", false, 4}, []any{month, referred, need, nfa, rowNo})
}

func TestAResubmissionFindsItsChildrenAgainAndTakesTheOldOnesPlace(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	first, result := w.load(t, "301", layout, madeRows(layout, 10, 2))
	require.EqualValues(t, 10, result.NewSubjects)
	second, result := w.load(t, "301", layout, madeRows(layout, 12, 2))
	require.EqualValues(t, 12, result.Subjects)
	require.EqualValues(t, 2, result.NewSubjects)
	require.Equal(t, first, result.Replaced)
	require.Equal(t, second, w.one(t, "select id from intake.submission where current"))
	require.Zero(t, w.one(t, "select count(*) from identity.identifier where submission_id = $1", first))
	require.NotZero(t, w.one(t, "select count(*) from research.ssda903_episodes where submission_id = $1", first),
		"a dataset version may cite the older facts")
}

func TestFamiliesAndSuppliersShareSubjectsOnlyWithinThemselves(t *testing.T) {
	w := newWarehouse(t)
	cin, looked := layoutOf(t, goldset.CINCensus, 2025), layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", cin, madeRows(cin, 10, 1))
	_, result := w.load(t, "301", looked, madeRows(looked, 10, 1))
	require.Zero(t, result.NewSubjects, "a child in need keeps the authority's id in care")
	_, result = w.load(t, "302", looked, madeRows(looked, 10, 1))
	require.EqualValues(t, 10, result.NewSubjects, "another authority's ids name other children")
	require.EqualValues(t, 20, w.one(t, "select count(distinct pseudonym) from identity.subject"))
}

func TestTwoSpellingsOfALocalIDAreOneChild(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	_, result := w.load(t, "301", layout, []goldset.Row{
		rowOf(t, layout, "Header", "ab1", 0, nil),
		rowOf(t, layout, "Episodes", " AB1", 0, nil),
		rowOf(t, layout, "Episodes", "AB1", 1, nil),
	})
	require.EqualValues(t, 1, result.Subjects)
	require.EqualValues(t, 3, result.Rows)
}

func TestRowsAreAccountedFor(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	_, before := w.load(t, "301", layout, []goldset.Row{rowOf(t, layout, "Header", "gone", 0, nil)})
	require.EqualValues(t, 1, before.Rows)
	token := w.keys.SubjectToken("301", "social_care", "gone")
	_, err := w.tx.Exec(t.Context(), "insert into identity.erasure (token, reason) values ($1, 'objection')", token[:])
	require.NoError(t, err)

	refused := rowOf(t, layout, "Header", "A2", 1, nil)
	refused.Refuse = true
	_, result := w.load(t, "301", layout, []goldset.Row{
		rowOf(t, layout, "Header", "A1", 0, nil),
		refused,
		rowOf(t, layout, "Header", "", 2, nil),
		rowOf(t, layout, "Header", "gone", 3, nil),
		rowOf(t, layout, "Episodes", "A1", 0, nil),
		rowOf(t, layout, "Episodes", "gone", 1, nil),
		rowOf(t, layout, "Episodes", "A1", 2, nil),
	})
	require.EqualValues(t, 3, result.Rows)
	require.EqualValues(t, 1, result.Refused)
	require.EqualValues(t, 1, result.Unattached)
	require.EqualValues(t, 2, result.Erased)
	require.Equal(t, map[string]int64{"Header": 1, "Episodes": 2}, result.ByTable)
	require.EqualValues(t, 1, result.Subjects)
}

func TestAFlaggedRowLoadsWithItsFlag(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	row := rowOf(t, layout, "Header", "A1", 0, nil)
	row.Flag = true
	id, _ := w.load(t, "301", layout, []goldset.Row{row})
	require.EqualValues(t, 1, w.one(t, "select count(*) from research.ssda903_header where submission_id = $1 and flagged", id))
}

func TestALoadIsRefusedWhenWhatWasSignedHasChanged(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	spec := w.spec(w.submission(t, "301", layout), layout)
	changed := errors.New("the findings digest differs")
	spec.Unchanged = func(context.Context, pgx.Tx) error { return changed }
	_, err := store.BeginLoad(t.Context(), w.tx, spec)
	require.ErrorIs(t, err, changed)
	require.Zero(t, w.one(t, "select count(*) from identity.data_key"))
}

func TestALoadedSubmissionIsNotLoadedTwice(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	id, _ := w.load(t, "301", layout, madeRows(layout, 2, 1))
	_, err := store.BeginLoad(t.Context(), w.tx, w.spec(id, layout))
	require.ErrorIs(t, err, store.ErrAlreadyLoaded)
}

func TestValuesThatWereNotCheckedAreRefusedWithoutBeingQuoted(t *testing.T) {
	cases := []struct {
		name, table, field, value string
	}{
		{"a date that does not exist", "Episodes", "DECOM", "2025-02-29"},
		{"a date in another order", "Episodes", "DECOM", "31/02/2015"},
		{"text with a NUL", "Episodes", "RNE", "S\x00"},
		{"text that is not UTF-8", "Episodes", "RNE", "\xff\xfe"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWarehouse(t)
			layout := layoutOf(t, goldset.SSDA903, 2025)
			load, err := store.BeginLoad(t.Context(), w.tx, w.spec(w.submission(t, "301", layout), layout))
			require.NoError(t, err)
			defer load.Abort()
			row := rowOf(t, layout, c.table, "A1", 7, map[string]string{c.field: c.value})
			err = load.Row(&row)
			place, ok := errors.AsType[*store.LoadError](err)
			require.True(t, ok)
			require.Equal(t, []any{c.table, c.field, 7}, []any{place.Table, place.Column, place.Row})
			require.NotContains(t, err.Error(), c.value)
		})
	}
}

func TestABrokenOffLoadLeavesTheTransactionUsable(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	rows := madeRows(layout, 3000, 2)
	load, err := store.BeginLoad(t.Context(), w.tx, w.spec(w.submission(t, "301", layout), layout))
	require.NoError(t, err)
	for i := range rows {
		require.NoError(t, load.Row(&rows[i]))
	}
	load.Abort()
	load.Abort()
	require.EqualValues(t, 1, w.one(t, "select count(*) from intake.submission"))
}

func TestWhatWasSignedAgainstAnotherStateIsNotLoaded(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	signedFirst := w.submission(t, "301", layout)
	current, _ := w.load(t, "301", layout, madeRows(layout, 2, 1))
	_, err := store.BeginLoad(t.Context(), w.tx, w.spec(signedFirst, layout))
	require.ErrorIs(t, err, store.ErrOverlaid)
	require.Equal(t, current, w.one(t, "select id from intake.submission where current"))
}

func TestMoreChildrenThanFitInMemoryLoadTheSame(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	rows := madeRows(layout, 50, 2) // table after table, so every child comes again and again
	id := w.submission(t, "301", layout)
	spec := w.spec(id, layout)
	spec.ChildrenHeld = 7
	load, err := store.BeginLoad(t.Context(), w.tx, spec)
	require.NoError(t, err)
	defer load.Abort()
	for i := range rows {
		require.NoError(t, load.Row(&rows[i]))
	}
	result, err := load.Close()
	require.NoError(t, err)
	require.EqualValues(t, len(rows), result.Rows)
	require.EqualValues(t, 50, result.Subjects)
	require.EqualValues(t, 50, result.NewSubjects)
	split := w.subjects(t)
	require.NotZero(t, w.one(t, "select max(part) from identity.identifier"))

	require.EqualValues(t, 50, w.one(t, "select count(distinct subject) from research.ssda903_episodes"))
	w.load(t, "302", layout, rows)
	whole := slices.DeleteFunc(w.subjects(t), func(s store.SubjectRecord) bool { return s.Supplier == "301" })
	require.ElementsMatch(t, localIdentifiers(whole), localIdentifiers(split))
}

// localIdentifiers are the records but for what differs by chance or order.
func localIdentifiers(subjects []store.SubjectRecord) []privacy.Identifiers {
	all := make([]privacy.Identifiers, len(subjects))
	for i, s := range subjects {
		slices.Sort(s.Postcodes)
		slices.Sort(s.FormerUPNs)
		s.UPN = "" // parts are read newest first, so the first of two UPNs may win
		all[i] = s.Identifiers
	}
	return all
}

// committed is a warehouse whose state others see, with a pool of the load login.
func committed(t *testing.T) (*warehouse, *store.Zones) {
	t.Helper()
	url := storetest.Database(t)
	zones, err := store.Open(t.Context(), url, store.Options{MaxConns: 3})
	require.NoError(t, err)
	t.Cleanup(zones.Close)
	admin, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(admin.Close)
	keys, err := privacy.NewKeys()
	require.NoError(t, err)
	return &warehouse{tx: autocommit{admin}, keys: keys, suppliers: make(map[string]int64)}, zones
}

// autocommit lets a pool stand for a transaction in what only queries.
type autocommit struct{ *pgxpool.Pool }

func (autocommit) Commit(context.Context) error   { return nil }
func (autocommit) Rollback(context.Context) error { return nil }
func (autocommit) Conn() *pgx.Conn                { return nil }
func (autocommit) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }
func (autocommit) Prepare(context.Context, string, string) (*pgconn.StatementDescription, error) {
	return nil, errors.ErrUnsupported
}

func TestTwoLoadsOfOneReturnWaitForOneAnother(t *testing.T) {
	w, zones := committed(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	one, two := w.submission(t, "301", layout), w.submission(t, "301", layout)
	rows := madeRows(layout, 5, 1)
	first, err := zones.Load.Begin(t.Context())
	require.NoError(t, err)
	load, err := store.BeginLoad(t.Context(), first, w.spec(one, layout))
	require.NoError(t, err)
	second := make(chan error)
	go func() {
		second <- pgx.BeginFunc(t.Context(), zones.Load, func(tx pgx.Tx) error {
			_, err := store.BeginLoad(t.Context(), tx, w.spec(two, layout))
			return err
		})
	}()
	for i := range rows {
		require.NoError(t, load.Row(&rows[i]))
	}
	_, err = load.Close()
	require.NoError(t, err)
	select {
	case err := <-second:
		require.Fail(t, "the second load did not wait", "%v", err)
	default:
	}
	require.NoError(t, first.Commit(t.Context()))
	require.ErrorIs(t, <-second, store.ErrOverlaid)
}

func TestADatabaseThatGoesAwayMidLoadLeavesWhatWasThereBefore(t *testing.T) {
	w, zones := committed(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	loadAs := func(id int64, rows []goldset.Row, midway func(pgx.Tx)) error {
		return pgx.BeginFunc(t.Context(), zones.Load, func(tx pgx.Tx) error {
			load, err := store.BeginLoad(t.Context(), tx, w.spec(id, layout))
			if err != nil {
				return err
			}
			defer load.Abort()
			for i := range rows {
				if i == len(rows)/2 && midway != nil {
					midway(tx)
				}
				if err := load.Row(&rows[i]); err != nil {
					return err
				}
			}
			_, err = load.Close()
			return err
		})
	}
	before := w.submission(t, "301", layout)
	require.NoError(t, loadAs(before, madeRows(layout, 20, 1), nil))
	after := w.submission(t, "301", layout)
	err := loadAs(after, madeRows(layout, 2000, 2), func(pgx.Tx) {
		_, err := w.tx.Exec(t.Context(), "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'goldset_load'")
		require.NoError(t, err)
	})
	require.Error(t, err)
	require.Equal(t, before, w.one(t, "select id from intake.submission where current"))
	require.EqualValues(t, 20, w.one(t, "select count(*) from identity.subject"))
	require.Zero(t, w.one(t, "select count(*) from research.ssda903_episodes where submission_id = $1", after))
	require.NoError(t, loadAs(after, madeRows(layout, 2000, 2), nil), "and the next try goes through")
	require.Equal(t, after, w.one(t, "select id from intake.submission where current"))
}

// TestNothingThatNamesAChildStandsOutsideTheIdentityZone loads every layout with
// marked identifiers and searches every row of every other schema for the mark.
func TestNothingThatNamesAChildStandsOutsideTheIdentityZone(t *testing.T) {
	w := newWarehouse(t)
	for _, layout := range reference.Layouts() {
		var rows []goldset.Row
		for i := range layout.Tables {
			table := &layout.Tables[i]
			row := goldset.Row{Table: table, LocalID: "CANARY-ID", Number: i, Parent: -1, Values: make([]string, len(table.Fields))}
			for j, f := range table.Fields {
				switch {
				case f.Class == goldset.ClassFact:
				case f.Type == goldset.TypeDate:
					row.Values[j] = "2011-11-11"
				default:
					row.Values[j] = "CANARY " + f.Name
				}
			}
			rows = append(rows, row)
		}
		w.load(t, "301", layout, rows)
	}
	subjects := w.subjects(t)
	require.NotEmpty(t, subjects)
	require.Equal(t, "CANARY-ID", subjects[0].LocalID, "the marks went in")
	relations, _ := w.tx.Query(t.Context(), `
select c.oid::regclass::text from pg_class c
where c.relkind = 'r' and c.relnamespace = any('{intake,access,research,ledger,release,audit,work,river,identity}'::regnamespace[])`)
	tables, err := pgx.CollectRows(relations, pgx.RowTo[string])
	require.NoError(t, err)
	require.Greater(t, len(tables), 60)
	for _, table := range tables {
		found := w.one(t, "select count(*) from "+table+" r where r::text ~ 'CANARY|2011-11-11'")
		require.Zero(t, found, "%s names a child in the clear", table)
	}
}
