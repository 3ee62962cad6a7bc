package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

// House is what the jobs work with: the zones of the warehouse, the vault, the
// keys, and a clock that tests may set.
type House struct {
	Zones   *store.Zones
	Vault   *store.Vault
	Keys    *privacy.Keys
	Log     *slog.Logger
	Metrics *Metrics
	Now     func() time.Time
	Mail    Mailer
	Pull    []PullSource // where suppliers leave returns
	Threads int          // for linkage; 0 means all cores
	Heads   string       // folder of the signed heads of the audit chain

	MadeUp     bool          // the children are made up: published counts say nothing about them
	Notice     string        // heads every page of a report, such as that all data is made up
	KeepPupils bool          // keep identifiers of pupils who match nobody in need
	LinkDelay  time.Duration // returns come in bunches: how long a load lets linkage wait for more

	queue  *river.Client[pgx.Tx]
	places places
}

// Time limits. They end a job that hangs; a national return takes minutes.
const (
	quickTimeout = 5 * time.Minute
	longTimeout  = 4 * time.Hour
)

// Limits on how much runs at once in one process. Long work is bound by the
// cores and the database, not by waiting.
const (
	workersLong  = 2
	workersQuick = 4
)

// Queue names.
const (
	queueLong  = "long"
	queueQuick = "quick"
)

// Discarded jobs stay until an operator has looked at them.
const keepDiscarded = 90 * 24 * time.Hour

// orphanGrace is the time a worker has between fetching a job and locking it.
const orphanGrace = 5 * time.Second

// Start connects the house to the queue. With work set it also takes jobs from
// it, runs the schedules, sweeps up after dead workers and seals the audit
// chain, until the returned function is called; that waits for running jobs.
func (h *House) Start(ctx context.Context, work bool) (stop func(context.Context) error, err error) {
	config := &river.Config{
		Schema:                      "river",
		Logger:                      h.Log,
		Workers:                     h.workers(),
		JobTimeout:                  quickTimeout,
		RescueStuckJobsAfter:        longTimeout + time.Hour, // the sweeper is faster; this is the last resort
		DiscardedJobRetentionPeriod: keepDiscarded,
		FetchCooldown:               10 * time.Millisecond,
		MaxAttempts:                 10,
	}
	if work {
		config.Queues = map[string]river.QueueConfig{
			queueLong:  {MaxWorkers: workersLong},
			queueQuick: {MaxWorkers: workersQuick},
		}
	}
	h.queue, err = river.NewClient(riverpgxv5.New(h.Zones.Work), config)
	if err != nil {
		return nil, fmt.Errorf("connect to the queue: %w", err)
	}
	if !work {
		return func(context.Context) error { return nil }, nil
	}
	if err := h.addSchedules(ctx); err != nil {
		return nil, err
	}
	if err := h.queue.Start(ctx); err != nil {
		return nil, fmt.Errorf("start the queue: %w", err)
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := h.runBackground(background)
	return func(ctx context.Context) error {
		err := h.queue.Stop(ctx)
		cancel()
		<-ended
		return err
	}, nil
}

func (h *House) workers() *river.Workers {
	all := river.NewWorkers()
	river.AddWorker(all, &worker[Check]{house: h, timeout: longTimeout, work: check})
	river.AddWorker(all, &worker[Load]{house: h, timeout: longTimeout, work: load})
	river.AddWorker(all, &worker[Link]{house: h, timeout: longTimeout, work: link})
	river.AddWorker(all, &worker[Reconcile]{house: h, timeout: longTimeout, work: reconcile})
	river.AddWorker(all, &worker[Measure]{house: h, timeout: longTimeout, work: measure})
	river.AddWorker(all, &worker[Release]{house: h, timeout: longTimeout, work: release})
	river.AddWorker(all, &worker[Publish]{house: h, timeout: quickTimeout, work: publish})
	river.AddWorker(all, &worker[Pull]{house: h, timeout: longTimeout, work: pull})
	river.AddWorker(all, &worker[Chase]{house: h, timeout: quickTimeout, work: chase})
	river.AddWorker(all, &worker[Notify]{house: h, timeout: quickTimeout, work: notify})
	river.AddWorker(all, &worker[Retain]{house: h, timeout: longTimeout, work: retain})
	return all
}

// enqueue adds a job in the transaction of what causes it.
func (h *House) enqueue(ctx context.Context, tx pgx.Tx, args river.JobArgs) (int64, error) {
	return h.enqueueAfter(ctx, tx, args, 0)
}

// enqueueAfter adds a job that waits a while before it may run.
func (h *House) enqueueAfter(ctx context.Context, tx pgx.Tx, args river.JobArgs, wait time.Duration) (int64, error) {
	options := &river.InsertOpts{Queue: queueOf(args)}
	if wait > 0 {
		options.ScheduledAt = h.Now().Add(wait)
	}
	inserted, err := h.queue.InsertTx(ctx, tx, args, options)
	if err != nil {
		return 0, fmt.Errorf("queue %s: %w", args.Kind(), err)
	}
	return inserted.Job.ID, nil
}

func queueOf(args river.JobArgs) string {
	switch args.(type) {
	case Publish, Chase, Notify:
		return queueQuick
	default:
		return queueLong
	}
}

// SignOff signs a submission off and queues its load, in one transaction.
func (h *House) SignOff(ctx context.Context, supplier, submission, account int64) (store.Receipt, error) {
	var receipt store.Receipt
	err := store.AsSupplier(ctx, h.Zones.Intake, supplier, func(tx pgx.Tx) error {
		before, err := store.LockSubmission(ctx, tx, submission)
		if err != nil {
			return err
		}
		if receipt, err = store.SignOff(ctx, tx, submission, account, h.Now(), h.Keys.Sign); err != nil {
			return err
		}
		if before.State.Submitted() {
			return nil // two tabs
		}
		_, err = h.enqueue(ctx, tx, Load{Submission: submission})
		return err
	})
	return receipt, err
}

// StartLinkage queues a linkage, or hastens the one that waits already.
func (h *House) StartLinkage(ctx context.Context, account int64) (int64, error) {
	waiting, err := store.UnfinishedJob(ctx, h.Zones.Office, Link{}.Kind())
	if err != nil {
		return 0, err
	}
	if waiting != 0 {
		return waiting, h.RetryJob(ctx, waiting)
	}
	var id int64
	err = pgx.BeginFunc(ctx, h.Zones.Office, func(tx pgx.Tx) error {
		id, err = h.enqueue(ctx, tx, Link{Account: account, Anew: true})
		return err
	})
	return id, err
}

// CancelJob ends a job that waits or runs; what it has committed stays.
func (h *House) CancelJob(ctx context.Context, job int64) error {
	_, err := h.queue.JobCancel(ctx, job)
	return jobError(err)
}

// RetryJob makes a dead or waiting job run now.
func (h *House) RetryJob(ctx context.Context, job int64) error {
	_, err := h.queue.JobRetry(ctx, job)
	return jobError(err)
}

func jobError(err error) error {
	if errors.Is(err, river.ErrNotFound) {
		return store.ErrNotFound
	}
	return err
}
