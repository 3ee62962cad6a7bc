package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Progress is how far a long job has come.
type Progress struct {
	Stage     string
	Done      int64
	Total     int64
	UpdatedAt time.Time
}

const setProgressSQL = `
insert into work.progress (job_id, stage, done, total)
values (@job, @stage, @done, @total)
on conflict (job_id) do update
set stage = excluded.stage, done = excluded.done, total = excluded.total, updated_at = now()`

// SetProgress records how far job has come.
func SetProgress(ctx context.Context, db DB, job int64, stage string, done, total int64) error {
	_, err := db.Exec(ctx, setProgressSQL, pgx.StrictNamedArgs{"job": job, "stage": stage, "done": done, "total": total})
	return err
}

// ReadProgress is how far job has come; the zero Progress before its first step.
func ReadProgress(ctx context.Context, db DB, job int64) (Progress, error) {
	rows, _ := db.Query(ctx, "select stage, done, total, updated_at from work.progress where job_id = $1", job)
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Progress])
	if errors.Is(err, pgx.ErrNoRows) {
		return Progress{}, nil
	}
	if err != nil {
		return Progress{}, fmt.Errorf("progress of job %d: %w", job, err)
	}
	return p, nil
}

// QueueDepth is how many jobs of one kind are in one state, and how long the
// oldest of those that could run has waited.
type QueueDepth struct {
	Kind        string
	State       string
	Jobs        int64
	OldestReady time.Duration
}

const queueDepthsSQL = `
select kind, state::text, count(*),
       coalesce(extract(epoch from now() - min(scheduled_at) filter (where state = 'available')), 0)::float8
from river.river_job
group by kind, state
order by kind, state`

// QueueDepths counts the queue by kind and state.
func QueueDepths(ctx context.Context, db DB) ([]QueueDepth, error) {
	rows, _ := db.Query(ctx, queueDepthsSQL)
	depths, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (QueueDepth, error) {
		var d QueueDepth
		var seconds float64
		err := row.Scan(&d.Kind, &d.State, &d.Jobs, &seconds)
		d.OldestReady = time.Duration(max(seconds, 0) * float64(time.Second))
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("queue depths: %w", err)
	}
	return depths, nil
}

const unfinishedSQL = `
select count(*)
from river.river_job
where kind = any(@kinds) and state in ('available', 'pending', 'retryable', 'running', 'scheduled')`

// UnfinishedJobs counts jobs of the given kinds that have still to end.
func UnfinishedJobs(ctx context.Context, db DB, kinds ...string) (int64, error) {
	rows, _ := db.Query(ctx, unfinishedSQL, pgx.StrictNamedArgs{"kinds": kinds})
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("count unfinished jobs: %w", err)
	}
	return n, nil
}

const unfinishedJobSQL = `
select coalesce(min(id), 0)
from river.river_job
where kind = $1 and state in ('available', 'pending', 'retryable', 'running', 'scheduled')`

// UnfinishedJob is the oldest job of a kind that has still to end, or 0.
func UnfinishedJob(ctx context.Context, db DB, kind string) (int64, error) {
	rows, _ := db.Query(ctx, unfinishedJobSQL, kind)
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("find a %s job: %w", kind, err)
	}
	return id, nil
}
