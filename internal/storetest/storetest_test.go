package storetest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/storetest"
)

func TestLoginsOwnNothingAndAreNoSuperusers(t *testing.T) {
	tx := storetest.Tx(t)
	rows, err := tx.Query(t.Context(), `
select rolname from pg_roles
where rolname like 'goldset\_%' and rolcanlogin and rolname <> 'goldset_admin'
  and (rolsuper or rolbypassrls or exists (select from pg_class where relowner = pg_roles.oid))`)
	require.NoError(t, err)
	offenders, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, offenders)
}

func TestDatabasesAreSeparate(t *testing.T) {
	one, err := pgx.Connect(t.Context(), storetest.Database(t))
	require.NoError(t, err)
	defer one.Close(t.Context())
	two, err := pgx.Connect(t.Context(), storetest.Database(t))
	require.NoError(t, err)
	defer two.Close(t.Context())
	_, err = one.Exec(t.Context(), "insert into intake.supplier (code, kind, name) values ('301', 'authority', 'Barking and Dagenham')")
	require.NoError(t, err)
	var suppliers int
	require.NoError(t, two.QueryRow(t.Context(), "select count(*) from intake.supplier").Scan(&suppliers))
	require.Zero(t, suppliers)
}
