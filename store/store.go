package store

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is what a query needs: a pool, a connection or a transaction.
type DB interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// Login is a run-time login. It owns nothing; migrations/ says what each may do.
type Login string

// The logins.
const (
	LoginIntake   Login = "goldset_intake"   // supplier pages: one supplier's rows at a time
	LoginOffice   Login = "goldset_office"   // the Commissioner's office: never identifiers
	LoginLoad     Login = "goldset_load"     // from intake to identity and research
	LoginLink     Login = "goldset_link"     // reads identifiers, writes the person map
	LoginReview   Login = "goldset_review"   // one leased pair at a time
	LoginResearch Login = "goldset_research" // reads facts
	LoginRelease  Login = "goldset_release"  // the ledger and what is published
	LoginAudit    Login = "goldset_audit"    // seals the audit chain
	LoginWork     Login = "goldset_work"     // the queue, schedules and progress
)

// Logins lists every login.
func Logins() []Login {
	return []Login{
		LoginIntake, LoginOffice, LoginLoad, LoginLink, LoginReview,
		LoginResearch, LoginRelease, LoginAudit, LoginWork,
	}
}

// Zones holds a pool for each login. Whoever is handed one pool can do what that
// login may.
type Zones struct {
	Intake, Office, Load, Link, Review, Research, Release, Audit, Work *pgxpool.Pool
	// Locks is Work's login again, for session locks alone: each keeps its connection
	// for as long as a job runs, and taken from Work they could use up the pool that
	// the same jobs then wait for.
	Locks *pgxpool.Pool
}

// maxLocks is more than the workers of one process hold at once: two each.
const maxLocks = 16

// Options say how Zones connect.
type Options struct {
	MaxConns int32                 // per login; 0 means 8
	Password func(Login) string    // nil: as pgx finds them, PGPASSFILE first
	Trace    pgx.QueryTracer       // counts queries, say; may be nil
	Settings map[string]string     // run-time parameters of every session
	Only     []Login               // the logins to open; empty means all
	Before   func(*pgxpool.Config) // last word on a pool's configuration; may be nil
}

// Open prepares a pool for each login against the database that conn names, whose
// own user and password are put aside. It does not connect yet: a pool does at its
// first query.
func Open(ctx context.Context, conn string, o Options) (*Zones, error) {
	z := &Zones{}
	logins := o.Only
	if len(logins) == 0 {
		logins = Logins()
	}
	for _, login := range logins {
		pool, err := openPool(ctx, conn, login, o)
		if err != nil {
			z.Close()
			return nil, err
		}
		*z.pool(login) = pool
	}
	if z.Work != nil {
		var err error
		o.MaxConns = maxLocks
		if z.Locks, err = openPool(ctx, conn, LoginWork, o); err != nil {
			z.Close()
			return nil, err
		}
	}
	return z, nil
}

func openPool(ctx context.Context, conn string, login Login, o Options) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(withUser(conn, login))
	if err != nil {
		return nil, fmt.Errorf("open %s: the connection string cannot be read", login) // err quotes it, password and all
	}
	config.MaxConns = 8
	if o.MaxConns > 0 {
		config.MaxConns = o.MaxConns
	}
	config.MaxConnIdleTime = time.Minute
	if o.Password != nil {
		config.ConnConfig.Password = o.Password(login)
	}
	config.ConnConfig.RuntimeParams["application_name"] = string(login)
	maps.Copy(config.ConnConfig.RuntimeParams, o.Settings)
	config.ConnConfig.BuildFrontend = sanitisingFrontend
	config.ConnConfig.Tracer = o.Trace
	if o.Before != nil {
		o.Before(config)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", login, err)
	}
	return pool, nil
}

// withUser replaces the user of a connection string in either form.
func withUser(conn string, login Login) string {
	if !strings.HasPrefix(conn, "postgres://") && !strings.HasPrefix(conn, "postgresql://") {
		return conn + " user=" + string(login)
	}
	u, err := url.Parse(conn)
	if err != nil {
		return conn
	}
	query := u.Query()
	query.Del("password")
	query.Set("user", string(login))
	u.User, u.RawQuery = nil, query.Encode()
	return u.String()
}

// Pool is the login's pool, nil when it was not opened.
func (z *Zones) Pool(login Login) *pgxpool.Pool { return *z.pool(login) }

func (z *Zones) pool(login Login) **pgxpool.Pool {
	return map[Login]**pgxpool.Pool{
		LoginIntake: &z.Intake, LoginOffice: &z.Office, LoginLoad: &z.Load, LoginLink: &z.Link,
		LoginReview: &z.Review, LoginResearch: &z.Research, LoginRelease: &z.Release,
		LoginAudit: &z.Audit, LoginWork: &z.Work,
	}[login]
}

// Close waits for connections in use and closes all pools.
func (z *Zones) Close() {
	if z.Locks != nil {
		z.Locks.Close()
	}
	for _, login := range Logins() {
		if pool := z.Pool(login); pool != nil {
			pool.Close()
		}
	}
}

// forEach runs a query, scans each row into the given variables and calls do.
func forEach(ctx context.Context, db DB, into []any, do func() error, sql string, args ...any) error {
	rows, _ := db.Query(ctx, sql, args...) //nolint:rowserrcheck // ForEachRow checks it, and reports a failed Query too
	_, err := pgx.ForEachRow(rows, into, do)
	return err
}
