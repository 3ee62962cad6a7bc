package postgres_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/postgres"
)

func TestServerAnswersAndLeavesNothingBehind(t *testing.T) {
	server, err := postgres.Start(t.Context(), postgres.Options{})
	require.NoError(t, err)
	conn, err := pgx.Connect(t.Context(), server.URL("postgres"))
	require.NoError(t, err)
	var listens string
	require.NoError(t, conn.QueryRow(t.Context(), "show listen_addresses").Scan(&listens))
	require.Empty(t, listens, "a private server listens on no network")
	require.NoError(t, conn.Close(t.Context()))

	server.Stop()
	_, err = os.Stat(server.Dir)
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = pgx.Connect(t.Context(), server.URL("postgres"))
	require.Error(t, err)
}

func TestKeptClusterIsReused(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o711))
	first, err := postgres.Start(t.Context(), postgres.Options{Dir: dir + "/cluster", Durable: true})
	if err != nil {
		t.Skipf("the test's folder is out of reach for the database's user: %v", err)
	}
	conn, err := pgx.Connect(t.Context(), first.URL("postgres"))
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), "create table kept (n int)")
	require.NoError(t, err)
	first.Stop()

	second, err := postgres.Start(t.Context(), postgres.Options{Dir: dir + "/cluster", Durable: true})
	require.NoError(t, err)
	defer second.Stop()
	conn, err = pgx.Connect(t.Context(), second.URL("postgres"))
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), "insert into kept values (1)")
	require.NoError(t, err)
}
