package jobs

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/goldset/goldset/store"
)

// How often the background looks. The audit chain is sealed within a second.
const (
	scheduleTick = time.Second
	sweepTick    = 2 * time.Second
	sealTick     = 500 * time.Millisecond
	sealAllTick  = time.Minute
)

// scheduled are the jobs that come round, and the schedule each starts with.
// An operator may change or pause them in the table.
func scheduled() map[string]struct {
	args  river.JobArgs
	every time.Duration
} {
	return map[string]struct {
		args  river.JobArgs
		every time.Duration
	}{
		"pull":    {Pull{}, 15 * time.Minute},
		"chase":   {Chase{}, 24 * time.Hour},
		"notify":  {Notify{}, time.Minute},
		"retain":  {Retain{}, 24 * time.Hour},
		"publish": {Publish{}, time.Minute},
		"drivers": {Measure{Report: DriversReport}, 7 * 24 * time.Hour},
	}
}

func (h *House) addSchedules(ctx context.Context) error {
	for name, s := range scheduled() {
		err := store.AddSchedule(ctx, h.Zones.Work, store.Schedule{
			Name: name, Kind: s.args.Kind(), Every: s.every, NextDue: h.Now().Add(s.every),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// queueDue queues every schedule that is due, once, however long nothing ran.
func (h *House) queueDue(ctx context.Context) error {
	return pgx.BeginFunc(ctx, h.Zones.Work, func(tx pgx.Tx) error {
		due, err := store.DueSchedules(ctx, tx, h.Now())
		if err != nil {
			return err
		}
		known := scheduled()
		for _, s := range due {
			round, ok := known[s.Name]
			if !ok {
				return fmt.Errorf("schedule %s: this binary knows no such work", s.Name)
			}
			if _, err := h.enqueue(ctx, tx, round.args); err != nil {
				return err
			}
			if err := store.ScheduleQueued(ctx, tx, s.Name, h.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// runBackground runs what goes on beside the queue; the channel closes when all of it has ended.
func (h *House) runBackground(ctx context.Context) <-chan struct{} {
	var all sync.WaitGroup
	all.Go(func() { h.every(ctx, "schedule", scheduleTick, h.queueDue) })
	all.Go(func() { h.every(ctx, "sweep", sweepTick, h.sweep) })
	all.Go(func() { h.every(ctx, "seal", sealTick, h.sealNewest) })
	all.Go(func() { h.every(ctx, "seal all", sealAllTick, h.sealAll) })
	ended := make(chan struct{})
	go func() {
		all.Wait()
		close(ended)
	}()
	return ended
}

// every runs step at each tick, and a last time when it is told to stop.
func (h *House) every(ctx context.Context, name string, tick time.Duration, step func(context.Context) error) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		last := false
		select {
		case <-ticker.C:
		case <-ctx.Done():
			last = true
		}
		if err := step(context.WithoutCancel(ctx)); err != nil {
			h.Log.WarnContext(ctx, "background work", "name", name, "error", err)
		}
		if last {
			return
		}
	}
}

// sweep hands on the jobs of workers that are gone.
func (h *House) sweep(ctx context.Context) error {
	requeued, err := store.RequeueOrphans(ctx, h.Zones.Work, kinds(), orphanGrace.Seconds())
	if requeued > 0 {
		h.Log.InfoContext(ctx, "handed on the jobs of workers that are gone", "jobs", requeued)
		h.Metrics.Requeued.Add(float64(requeued))
	}
	return err
}
