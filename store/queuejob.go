package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Job is one piece of work in the queue, as its operators see it.
type Job struct {
	ID          int64
	Kind        string
	State       string // available, scheduled, retryable, running, completed, cancelled or discarded
	Attempt     int
	MaxAttempts int
	CreatedAt   time.Time
	ScheduledAt time.Time
	AttemptedAt *time.Time
	FinalizedAt *time.Time
	Cancelling  bool   // cancellation was asked for and has not taken effect
	Error       string // of the last attempt; carries no value of a row
}

// Ended reports whether nothing more will happen to the job by itself.
func (j Job) Ended() bool {
	return j.State == "completed" || j.State == "cancelled" || j.State == "discarded"
}

//nolint:misspell // River's column is finalized_at
const jobColumns = `
select id, kind, state::text, attempt, max_attempts, created_at, scheduled_at, attempted_at, finalized_at,
       metadata ? 'cancel_attempted_at', coalesce(errors[array_upper(errors, 1)] ->> 'error', '')
from river.river_job`

// JobFilter says which jobs to list; empty lists mean all.
type JobFilter struct {
	Kinds  []string
	States []string
	Limit  int
}

// Jobs lists jobs, newest first.
func Jobs(ctx context.Context, db DB, f JobFilter) ([]Job, error) {
	const which = `
where (cardinality(@kinds::text[]) = 0 or kind = any(@kinds))
  and (cardinality(@states::text[]) = 0 or state::text = any(@states))
order by id desc
limit @limit`
	rows, _ := db.Query(ctx, jobColumns+which, pgx.StrictNamedArgs{
		"kinds": append([]string{}, f.Kinds...), "states": append([]string{}, f.States...), "limit": f.Limit,
	})
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Job])
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return all, nil
}

// ReadJob is one job of one of the given kinds, or ErrNotFound; no kinds means any.
func ReadJob(ctx context.Context, db DB, id int64, kinds ...string) (Job, error) {
	rows, _ := db.Query(ctx, jobColumns+" where id = $1 and (cardinality($2::text[]) = 0 or kind = any($2))", id, append([]string{}, kinds...))
	j, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Job])
	if err != nil {
		return Job{}, fmt.Errorf("job %d: %w", id, orNotFound(err))
	}
	return j, nil
}

const checkJobSQL = `
select coalesce(max(id), 0)
from river.river_job
where kind = 'check' and args @> jsonb_build_object('submission', $1::bigint)`

// CheckJob is the newest job that checks a submission, or 0.
func CheckJob(ctx context.Context, db DB, submission int64) (int64, error) {
	rows, _ := db.Query(ctx, checkJobSQL, submission)
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("check of submission %d: %w", submission, err)
	}
	return id, nil
}
