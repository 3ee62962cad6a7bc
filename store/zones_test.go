package store_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

func openZones(tb testing.TB) *store.Zones {
	tb.Helper()
	zones, err := store.Open(tb.Context(), storetest.Database(tb), store.Options{MaxConns: 2})
	require.NoError(tb, err)
	tb.Cleanup(zones.Close)
	return zones
}

func TestEachPoolIsItsOwnLogin(t *testing.T) {
	zones := openZones(t)
	for _, login := range store.Logins() {
		var user string
		require.NoError(t, zones.Pool(login).QueryRow(t.Context(), "select session_user").Scan(&user))
		require.Equal(t, string(login), user)
	}
}

// reach is what each login may touch. What is not listed is refused: a login that
// gains a zone fails this test until somebody has thought about it.
var reach = map[store.Login]map[string]bool{
	store.LoginIntake:   {"intake": true, "access": true},
	store.LoginOffice:   {"intake": true, "access": true, "research": true, "ledger": true, "release": true},
	store.LoginLoad:     {"intake": true, "identity": true, "research": true},
	store.LoginLink:     {"intake": true, "identity": true, "research": true},
	store.LoginReview:   {"intake": true, "identity": true},
	store.LoginResearch: {"research": true},
	store.LoginRelease:  {"intake": true, "research": true, "ledger": true, "release": true},
	store.LoginAudit:    {},
	store.LoginWork:     {"intake": true, "access": true}, // whom to write to
}

func TestLoginsReachOnlyTheZonesTheirWorkNeeds(t *testing.T) {
	tx := storetest.Tx(t)
	for _, login := range store.Logins() {
		for _, zone := range []string{"access", "intake", "identity", "research", "ledger", "release"} {
			var usage bool
			require.NoError(t, tx.QueryRow(t.Context(), "select has_schema_privilege($1, $2, 'usage')", string(login), zone).Scan(&usage))
			require.Equal(t, reach[login][zone], usage, "%s in %s", login, zone)
		}
	}
}

const privilegesSQL = `
select g.login || ' may ' || lower(p.privilege) || ' ' || c.oid::regclass
from pg_class c
cross join unnest(@logins::text[]) g (login)
cross join unnest(@privileges::text[]) p (privilege)
where c.relkind in ('r', 'p', 'v')
  and c.relnamespace = any(@zones::regnamespace[])
  and has_table_privilege(g.login, c.oid, p.privilege)
order by 1`

func privileges(tb testing.TB, logins, privileges []string, zones ...string) []string {
	tb.Helper()
	rows, _ := storetest.Tx(tb).Query(tb.Context(), privilegesSQL, pgx.StrictNamedArgs{"logins": logins, "privileges": privileges, "zones": zones})
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(tb, err)
	return found
}

var allLogins = func() []string {
	var names []string
	for _, login := range store.Logins() {
		names = append(names, string(login))
	}
	return names
}()

func without(logins ...store.Login) []string {
	var rest []string
	for _, name := range allLogins {
		keep := true
		for _, login := range logins {
			keep = keep && name != string(login)
		}
		if keep {
			rest = append(rest, name)
		}
	}
	return rest
}

func TestNobodyElseTouchesIdentity(t *testing.T) {
	require.Empty(t, privileges(t, without(store.LoginLoad, store.LoginLink, store.LoginReview),
		[]string{"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"}, "identity"))
}

func TestFactsAreNeverChangedNorDeletedByALogin(t *testing.T) {
	found := privileges(t, allLogins, []string{"UPDATE", "DELETE", "TRUNCATE"}, "research")
	reference := []string{"population", "small_area", "postcode", "reference_set", "postcode_place", "placement_provider"}
	maps := []string{"map_version", "person_map", "map_history", "unlinked"}
	var want []string
	for _, privilege := range []string{"delete", "update"} {
		for _, table := range maps {
			want = append(want, "goldset_link may "+privilege+" research."+table)
		}
		for _, table := range reference {
			want = append(want, "goldset_load may "+privilege+" research."+table)
		}
	}
	require.ElementsMatch(t, want, found)
}

func TestTheAuditIsAppendedToAndNothingElse(t *testing.T) {
	require.Equal(t, []string{"goldset_audit may insert audit.seal"},
		privileges(t, allLogins, []string{"INSERT", "UPDATE", "DELETE", "TRUNCATE"}, "audit"))
	tx := storetest.Tx(t)
	for _, login := range without(store.LoginAudit) {
		require.NoError(t, withRole(t, tx, login, func(tx pgx.Tx) error {
			return store.Audit(t.Context(), tx, "job 1", "load", "submission 1", map[string]any{"rows": 3})
		}), login)
	}
	rows, _ := tx.Query(t.Context(), "select count(*) from audit.event")
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	require.NoError(t, err)
	require.Equal(t, len(allLogins)-1, n)
}

// withRole runs do as the login, in a savepoint.
func withRole(tb testing.TB, tx pgx.Tx, login string, do func(pgx.Tx) error) error {
	tb.Helper()
	return pgx.BeginFunc(tb.Context(), tx, func(tx pgx.Tx) error {
		storetest.As(tb, tx, login)
		err := do(tx)
		if err == nil {
			_, err = tx.Exec(tb.Context(), "reset role")
		}
		return err
	})
}

func TestLedgerTruthIsForReleaseWorkOnly(t *testing.T) {
	require.Empty(t, privileges(t, without(store.LoginRelease), []string{"SELECT", "INSERT", "UPDATE", "DELETE"}, "ledger"))
}

func TestEveryTableStandsInAZoneAndBelongsToTheOwner(t *testing.T) {
	rows, _ := storetest.Tx(t).Query(t.Context(), `
select c.oid::regclass::text || ' of ' || r.rolname
from pg_class c
join pg_roles r on r.oid = c.relowner
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm')
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  and c.relname <> 'goose_db_version'
  and (n.nspname <> all('{access,intake,identity,research,ledger,release,audit,work,river}') or r.rolname <> 'goldset_owner')`)
	strays, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, strays)
}

func TestEveryIntakeTableWithASupplierForcesRowLevelSecurity(t *testing.T) {
	rows, _ := storetest.Tx(t).Query(t.Context(), `
select c.oid::regclass::text
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'supplier_id' and not a.attisdropped
where c.relnamespace = 'intake'::regnamespace and c.relkind in ('r', 'p')
  and not (c.relrowsecurity and c.relforcerowsecurity)`)
	open, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, open)
}

func TestNoResearchColumnIsNamedAfterAnIdentifier(t *testing.T) {
	rows, _ := storetest.Tx(t).Query(t.Context(), `
select c.relname || '.' || a.attname
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'research'::regnamespace and c.relkind in ('r', 'p')
  and a.attname ~ '(^|_)(upn|uln|nhs_?number|forename|surname|middle_?name|la_child_id|local_patient_id|child)$'`)
	named, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, named)
}

func TestErrorsOfAPoolQuoteNoValue(t *testing.T) {
	zones := openZones(t)
	cases := []struct {
		name, sql, code string
		args            []any
		says            string
	}{
		{"a date that is none", "select $1::text::date", "22007", []any{"CANARY 31/02/2015"}, "a value was refused"},
		{"a number that is none", "select $1::text::int", "22P02", []any{"CANARY"}, "a value was refused"},
		{
			"a duplicate", "insert into intake.supplier (code, kind, name) values ('CANARY', 'authority', ''), ('CANARY', 'authority', '')", "23505",
			nil, "table supplier, constraint supplier_code_key",
		},
		{"a failed check", "insert into intake.supplier (code, kind, name) values ('x', 'CANARY', '')", "23514", nil, "constraint supplier_kind_check"},
		{"a null", "insert into intake.supplier (code, kind) values ('CANARY', 'authority')", "23502", nil, "column name"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := zones.Office.Exec(t.Context(), c.sql, c.args...)
			pg, ok := errors.AsType[*pgconn.PgError](err)
			require.True(t, ok, "%v", err)
			require.Equal(t, c.code, pg.Code)
			require.Contains(t, err.Error(), c.says)
			require.NotContains(t, err.Error()+pg.Detail+pg.Where+pg.Hint+pg.InternalQuery, "CANARY")
		})
	}
	_, err := zones.Office.Exec(t.Context(), "select no_such_column")
	require.ErrorContains(t, err, `column "no_such_column" does not exist`, "other errors keep their words")
}

func TestLargeResultsPassTheFilterUnchanged(t *testing.T) {
	zones := openZones(t)
	rows, _ := zones.Office.Query(t.Context(), "select repeat('é' || i, i % 997) from generate_series(1, 5000) i order by i")
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Len(t, texts, 5000)
	length := 0
	for _, text := range texts {
		length += len(text)
	}
	var want int
	require.NoError(t, zones.Office.QueryRow(t.Context(), "select sum(octet_length(repeat('é' || i, i % 997))) from generate_series(1, 5000) i").Scan(&want))
	require.Equal(t, want, length)
}

func TestAConnectionStringThatCannotBeReadIsNotQuoted(t *testing.T) {
	_, err := store.Open(t.Context(), "postgres://goldset:CANARY@host:not-a-port/db", store.Options{})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "CANARY")
}
