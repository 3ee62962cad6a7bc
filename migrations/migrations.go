// Package migrations brings a database to the shape this binary expects.
//
// The numbered files run in order, each in its own transaction, as the role
// that owns the schemas; River's own steps follow. A session lock in Postgres
// lets several starting processes agree on who does the work, which River's
// migrator by itself does not.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed *.sql
var files embed.FS

const (
	// owner owns every schema and cannot log in.
	owner = "goldset_owner"
	// rolesVersion is the file that makes the roles, and so cannot run as one of them.
	rolesVersion = 1
	// lockKey is the advisory lock that one migrating process holds.
	lockKey = 0x676f6c64736574 // "goldset"
)

// Up migrates the database at url to the newest version. The login in url must be
// able to create roles. Up may run in several processes at once.
func Up(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer pool.Close()
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", int64(lockKey)); err != nil {
		return fmt.Errorf("migrate: lock: %w", err)
	}
	defer func() {
		// The lock must go even when the caller has given up.
		_, _ = conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", int64(lockKey))
	}()
	if err := upOwn(ctx, pool); err != nil {
		return err
	}
	return upRiver(ctx, url)
}

// Pending counts the files that Up would still run.
func Pending(ctx context.Context, url string) (int, error) {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return 0, fmt.Errorf("migration status: %w", err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	steps, err := provider(db)
	if err != nil {
		return 0, err
	}
	all, err := steps.Status(ctx)
	if err != nil {
		return 0, fmt.Errorf("migration status: %w", err)
	}
	pending := 0
	for _, step := range all {
		if step.State == goose.StatePending {
			pending++
		}
	}
	return pending, nil
}

func upOwn(ctx context.Context, pool *pgxpool.Pool) error {
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	steps, err := provider(db)
	if err != nil {
		return err
	}
	if _, err := steps.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// upRiver runs River's steps in its own schema as the owner, so that its tables
// come under the default privileges that 0001_roles.sql sets.
func upRiver(ctx context.Context, url string) error {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("migrate river: %w", err)
	}
	config.ConnConfig.RuntimeParams["role"] = owner
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("migrate river: %w", err)
	}
	defer pool.Close()
	steps, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: "river"})
	if err != nil {
		return fmt.Errorf("migrate river: %w", err)
	}
	if _, err := steps.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate river: %w", err)
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	steps, err := steps()
	if err != nil {
		return nil, err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, nil,
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// steps turns each numbered file into a migration; the files are plain SQL.
func steps() ([]*goose.Migration, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	all := make([]*goose.Migration, 0, len(entries))
	for _, entry := range entries {
		number, _, _ := strings.Cut(entry.Name(), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s: a name starts with its number", entry.Name())
		}
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		up := func(ctx context.Context, tx *sql.Tx) error { return run(ctx, tx, version, string(text)) }
		all = append(all, goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, nil))
	}
	return all, nil
}

func run(ctx context.Context, tx *sql.Tx, version int64, text string) error {
	if version != rolesVersion {
		if _, err := tx.ExecContext(ctx, "set local role "+owner); err != nil {
			return fmt.Errorf("become %s: %w", owner, err)
		}
	}
	if _, err := tx.ExecContext(ctx, text); err != nil {
		return err
	}
	// goose writes its own row next, in its own table.
	_, err := tx.ExecContext(ctx, "reset role")
	return err
}
