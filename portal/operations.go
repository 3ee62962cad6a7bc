package portal

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/goldset/goldset/store"
)

// queueRow counts the jobs of one kind by what they wait for.
type queueRow struct {
	Kind                                                    string
	Scheduled, Waiting, Running, Retrying, Finished, Failed int64
	Oldest                                                  time.Duration // how long the oldest that could run has waited
}

// health is what an operator sees first.
type health struct {
	Queues    []queueRow
	Schedules []scheduleRow
	Dead      []jobRow
	Recent    []jobRow
	Waiting   int64
	Failed    int64
	Oldest    time.Duration
	Outbox    int64
	Stuck     int64
	Ready     string // empty: ready
}

// scheduleRow is a schedule and whether it runs late.
type scheduleRow struct {
	store.Schedule
	Late bool
}

func (p *Portal) operations(v *visit) error {
	view, err := p.health(v.r.Context(), v.now)
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "operations", page{Title: "Queues and health", Wide: true, Done: done(v), Data: view})
	return nil
}

func (p *Portal) health(ctx context.Context, now time.Time) (h health, err error) {
	depths, err := store.QueueDepths(ctx, p.Office)
	if err != nil {
		return h, err
	}
	h.Queues = gather(depths)
	for _, q := range h.Queues {
		h.Waiting += q.Waiting
		h.Failed += q.Failed
		h.Oldest = max(h.Oldest, q.Oldest)
	}
	schedules, err := store.Schedules(ctx, p.Office)
	if err != nil {
		return h, err
	}
	for _, s := range schedules {
		// Two rounds missed is what the alert waits for, too.
		h.Schedules = append(h.Schedules, scheduleRow{s, !s.Paused && now.Sub(s.NextDue) > 2*s.Every})
	}
	if h.Dead, err = p.jobRows(ctx, store.JobFilter{States: []string{"discarded"}, Limit: listed}); err != nil {
		return h, err
	}
	if h.Recent, err = p.jobRows(ctx, store.JobFilter{States: []string{"available", "pending", "running", "retryable"}, Limit: listed}); err != nil {
		return h, err
	}
	later, err := p.jobRows(ctx, store.JobFilter{States: []string{"scheduled"}, Limit: listed - len(h.Recent)})
	if err != nil {
		return h, err
	}
	h.Recent = append(h.Recent, later...)
	if h.Outbox, h.Stuck, err = store.OutboxPending(ctx, p.Office); err != nil {
		return h, err
	}
	if p.ready(ctx) != nil {
		h.Ready = "not ready"
	}
	return h, nil
}

func (p *Portal) jobRows(ctx context.Context, f store.JobFilter) ([]jobRow, error) {
	jobs, err := store.Jobs(ctx, p.Office, f)
	rows := make([]jobRow, len(jobs))
	for i, j := range jobs {
		rows[i] = jobRow{Job: j, Tag: jobTag(j)}
	}
	return rows, err
}

// gather turns counts by kind and state into one row for each kind.
func gather(depths []store.QueueDepth) []queueRow {
	byKind := map[string]*queueRow{}
	for _, d := range depths {
		q := byKind[d.Kind]
		if q == nil {
			q = &queueRow{Kind: d.Kind}
			byKind[d.Kind] = q
		}
		switch d.State {
		case "scheduled":
			q.Scheduled += d.Jobs
		case "running":
			q.Running += d.Jobs
		case "retryable":
			q.Retrying += d.Jobs
		case "completed", "cancelled":
			q.Finished += d.Jobs
		case "discarded":
			q.Failed += d.Jobs
		default:
			q.Waiting += d.Jobs
		}
		q.Oldest = max(q.Oldest, d.OldestReady)
	}
	rows := make([]queueRow, 0, len(byKind))
	for _, q := range byKind {
		rows = append(rows, *q)
	}
	slices.SortFunc(rows, func(a, b queueRow) int { return cmp.Compare(a.Kind, b.Kind) })
	return rows
}

func (p *Portal) retryJob(v *visit) error { return p.onJob(v, p.Work.RetryJob, "queued") }

func (p *Portal) cancelJob(v *visit) error { return p.onJob(v, p.Work.CancelJob, "stopped") }

func (p *Portal) onJob(v *visit, act func(context.Context, int64) error, done string) error {
	id, err := v.number("job")
	if err != nil {
		return err
	}
	if _, err := store.ReadJob(v.r.Context(), p.Office, id); err != nil {
		return err
	}
	if err := act(v.r.Context(), id); err != nil {
		return err
	}
	return v.see("/operations?done=" + done)
}
