package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrFenced says that another worker has taken the job up since: this one's
// effects must not be committed.
var ErrFenced = errors.New("another worker has taken this job up")

// jobLocks keeps the advisory locks of jobs apart from all others.
const jobLocks = int64(0x4a4f42) << 40 // "JOB"

// Fence is one taking-up of a long job. Its token rises each time.
type Fence struct {
	Job   int64
	Token int64
}

const raiseFenceSQL = `
insert into work.fence (job_id, token)
values (@job, 1)
on conflict (job_id) do update set token = work.fence.token + 1
returning token`

// RaiseFence takes job up: every earlier taking-up is fenced off from now on.
func RaiseFence(ctx context.Context, db DB, job int64) (Fence, error) {
	rows, _ := db.Query(ctx, raiseFenceSQL, pgx.StrictNamedArgs{"job": job})
	token, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return Fence{}, fmt.Errorf("raise fence of job %d: %w", job, err)
	}
	return Fence{Job: job, Token: token}, nil
}

// Hold makes sure that tx commits only if nobody has taken the job up since.
func (f Fence) Hold(ctx context.Context, tx pgx.Tx) error {
	rows, _ := tx.Query(ctx, "select token from work.fence where job_id = $1 for share", f.Job)
	token, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("hold fence of job %d: %w", f.Job, err)
	}
	if token != f.Token {
		return ErrFenced
	}
	return nil
}

// DropFence forgets a finished job's fence.
func DropFence(ctx context.Context, db DB, job int64) error {
	_, err := db.Exec(ctx, "delete from work.fence where job_id = $1", job)
	return err
}

// Lock is a session lock: it ends with Release or with its connection, whichever
// comes first, so a killed worker's lock is free at once.
type Lock struct {
	conn *pgxpool.Conn
	key  int64
}

// TryLock takes the session lock of a job, or reports that another session has it.
func TryLock(ctx context.Context, pool *pgxpool.Pool, job int64) (*Lock, bool, error) {
	return tryLock(ctx, pool, jobLocks|job)
}

// TryLockName takes a session lock by name, for work of which there is one at a time.
func TryLockName(ctx context.Context, pool *pgxpool.Pool, name string) (*Lock, bool, error) {
	var key int64
	if err := pool.QueryRow(ctx, "select hashtextextended($1, 0)", name).Scan(&key); err != nil {
		return nil, false, fmt.Errorf("lock %s: %w", name, err)
	}
	return tryLock(ctx, pool, key)
}

func tryLock(ctx context.Context, pool *pgxpool.Pool, key int64) (*Lock, bool, error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("lock: %w", err)
	}
	var got bool
	if err := conn.QueryRow(ctx, "select pg_try_advisory_lock($1)", key).Scan(&got); err != nil || !got {
		conn.Release()
		if err != nil {
			err = fmt.Errorf("lock: %w", err)
		}
		return nil, false, err
	}
	return &Lock{conn: conn, key: key}, true, nil
}

// Release ends the lock. If that cannot be said to the server, the connection is
// closed, which says it too.
func (l *Lock) Release() {
	ctx := context.Background()
	if _, err := l.conn.Exec(ctx, "select pg_advisory_unlock($1)", l.key); err != nil {
		_ = l.conn.Conn().Close(ctx)
	}
	l.conn.Release()
}

// A running job whose lock is free belongs to a worker that is gone. The grace
// covers the moment between fetching a job and locking it.
const orphanedJobsSQL = `
select id
from river.river_job
where state = 'running'
  and attempted_at < now() - make_interval(secs => @grace)
  and kind = any(@kinds)
order by id`

const requeueJobSQL = `
update river.river_job
set state = 'available', scheduled_at = now(), attempt = greatest(attempt - 1, 0)
where id = $1 and state = 'running'`

// RequeueOrphans makes running jobs of the given kinds available again when no
// session holds their lock, and returns how many there were.
func RequeueOrphans(ctx context.Context, pool *pgxpool.Pool, kinds []string, graceSeconds float64) (int, error) {
	rows, _ := pool.Query(ctx, orphanedJobsSQL, pgx.StrictNamedArgs{"grace": graceSeconds, "kinds": kinds})
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("find orphaned jobs: %w", err)
	}
	requeued := 0
	for _, id := range ids {
		lock, free, err := TryLock(ctx, pool, id)
		if err != nil {
			return requeued, err
		}
		if !free {
			continue
		}
		tag, err := pool.Exec(ctx, requeueJobSQL, id)
		lock.Release() //nolint:contextcheck // a lock goes even when its context is over
		if err != nil {
			return requeued, fmt.Errorf("requeue job %d: %w", id, err)
		}
		requeued += int(tag.RowsAffected())
	}
	return requeued, nil
}
