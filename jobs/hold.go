package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/goldset/goldset/store"
)

// retrySoon is how long a job waits that cannot run yet.
const retrySoon = 500 * time.Millisecond

// hold is a worker's hold on one job: the fence its effects commit under.
type hold[T river.JobArgs] struct {
	house *House
	job   *river.Job[T]
	fence store.Fence
	log   *slog.Logger
}

// worker runs one kind of job under a session lock and a fencing token.
type worker[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	house   *House
	timeout time.Duration
	work    func(ctx context.Context, h *hold[T]) error
}

// Timeout is the job's own; River's default of a minute is too short for a national return.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.timeout }

// Work takes the job's lock, raises its fence and does the work. An error that
// could name a child is reduced before River stores it.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	lock, free, err := store.TryLock(ctx, w.house.Zones.Locks, job.ID)
	if err != nil {
		return err
	}
	if !free {
		return river.JobSnooze(retrySoon)
	}
	defer lock.Release() //nolint:contextcheck // a lock goes even when its context is over
	fence, err := store.RaiseFence(ctx, w.house.Zones.Work, job.ID)
	if err != nil {
		return err
	}
	h := &hold[T]{house: w.house, job: job, fence: fence, log: w.house.Log.With("job", job.ID, "kind", job.Kind)}
	started := w.house.Now()
	err = w.run(ctx, h)
	w.house.Metrics.jobDone(job.Kind, err, w.house.Now().Sub(started))
	return h.ended(ctx, err)
}

// run does the work. What a panic says may quote a value, and River would log and
// store it: only its place is kept.
func (w *worker[T]) run(ctx context.Context, h *hold[T]) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w at %s", errPanic, panicPlace())
		}
	}()
	return w.work(ctx, h)
}

var errPanic = errors.New("the program is wrong")

// panicPlace is the innermost function of ours that was running, with its line.
func panicPlace() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if strings.Contains(frame.Function, "goldset/") && !strings.Contains(frame.Function, "jobs.(*worker") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
		if !more {
			return "unknown"
		}
	}
}

func (h *hold[T]) ended(ctx context.Context, err error) error {
	switch {
	case err == nil:
		if err := store.DropFence(ctx, h.house.Zones.Work, h.job.ID); err != nil {
			h.log.WarnContext(ctx, "fence stays behind", "error", err)
		}
		return store.ScheduleSucceeded(ctx, h.house.Zones.Work, h.job.Kind, h.house.Now())
	case errors.Is(err, store.ErrFenced):
		return river.JobSnooze(retrySoon) // its successor is at work
	default:
		return err
	}
}

// commit runs effects in one transaction of pool, under the fence.
func (h *hold[T]) commit(ctx context.Context, pool *pgxpool.Pool, effects func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := h.fence.Hold(ctx, tx); err != nil {
			return err
		}
		if err := effects(tx); err != nil {
			return err
		}
		failpoint(h.job.Kind + ":before-commit")
		return nil
	})
	if err == nil {
		failpoint(h.job.Kind + ":after-commit")
	}
	return err
}

// finish is commit, and the job's completion with it.
func (h *hold[T]) finish(ctx context.Context, pool *pgxpool.Pool, effects func(pgx.Tx) error) error {
	return h.commit(ctx, pool, func(tx pgx.Tx) error {
		if err := effects(tx); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, h.job)
		if err != nil {
			return fmt.Errorf("complete job %d: %w", h.job.ID, err)
		}
		return nil
	})
}

// progress tells those who watch; it is not an effect, so its failure is only logged.
func (h *hold[T]) progress(ctx context.Context, stage string, done, total int64) {
	if err := store.SetProgress(ctx, h.house.Zones.Work, h.job.ID, stage, done, total); err != nil {
		h.log.WarnContext(ctx, "progress is not shown", "error", err)
	}
}
