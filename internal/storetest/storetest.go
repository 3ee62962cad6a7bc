// Package storetest lends tests a real Postgres, migrated, with every login.
//
// Tx is the default: a transaction that is rolled back, under a millisecond.
// Database is for tests that need commits, several connections or a running
// River client.
package storetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/postgres"
	"github.com/goldset/goldset/migrations"
)

// made numbers this process's databases.
var made atomic.Int64

// admin is the connection string of the test server's administrator: the one
// that `make test` started, else a private one for this test binary.
var admin = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("GOLDSET_TEST_DATABASE_URL"); given != "" {
		return given, nil
	}
	server, err := postgres.Start(context.Background(), postgres.Options{})
	if err != nil {
		return "", err
	}
	return server.URL("postgres"), nil
})

// template is a migrated database to copy, made once for each test binary.
var template = sync.OnceValues(func() (string, error) {
	base, err := admin()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("template_%d", os.Getpid())
	if err := execute(base, "create database "+name); err != nil {
		return "", err
	}
	return name, migrations.Up(context.Background(), withDatabase(base, name))
})

// shared is one pool for all transactions of a test binary.
var shared = sync.OnceValues(func() (*pgxpool.Pool, error) {
	base, err := admin()
	if err != nil {
		return nil, err
	}
	name, err := create(base)
	if err != nil {
		return nil, err
	}
	return pgxpool.New(context.Background(), withDatabase(base, name))
})

// Tx is a transaction on a migrated database, as its administrator, rolled back
// when the test ends. Use As to act under a login's grants.
func Tx(tb testing.TB) pgx.Tx {
	tb.Helper()
	pool, err := shared()
	require.NoError(tb, err)
	tx, err := pool.Begin(tb.Context())
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	return tx
}

// As makes tx act as the login until the test or transaction ends.
func As(tb testing.TB, tx pgx.Tx, login string) {
	tb.Helper()
	_, err := tx.Exec(tb.Context(), "set local role "+pgx.Identifier{login}.Sanitize())
	require.NoError(tb, err)
}

// Database is the connection string, as administrator, of a migrated database of
// the test's own, dropped when it ends.
func Database(tb testing.TB) string {
	tb.Helper()
	base, err := admin()
	require.NoError(tb, err)
	name, err := create(base)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = execute(base, "drop database if exists "+name+" with (force)") })
	return withDatabase(base, name)
}

func create(base string) (string, error) {
	from, err := template()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), made.Add(1))
	if err := execute(base, "create database "+name+" template "+from); err != nil {
		return "", err
	}
	// Grants on the database itself are not copied with a template.
	return name, execute(withDatabase(base, name), "grant connect on database "+name+" to public")
}

func execute(base, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		return fmt.Errorf("test server: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", strings.Fields(statement)[0], err)
	}
	return nil
}

func withDatabase(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	u.Path = "/" + name
	return u.String()
}
