package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Schedule is work that comes round. It lives in a table, so a run that fell due
// while nothing was running is still due.
type Schedule struct {
	Name        string
	Kind        string // the job it queues
	Every       time.Duration
	NextDue     time.Time
	LastQueued  *time.Time
	LastSuccess *time.Time
	Paused      bool
}

const addScheduleSQL = `
insert into work.schedule (name, kind, every, next_due)
values (@name, @kind, @every, @next)
on conflict (name) do nothing`

// AddSchedule records a schedule unless it is known already: what an operator
// changed stays changed.
func AddSchedule(ctx context.Context, db DB, s Schedule) error {
	_, err := db.Exec(ctx, addScheduleSQL, pgx.StrictNamedArgs{"name": s.Name, "kind": s.Kind, "every": s.Every, "next": s.NextDue})
	if err != nil {
		return fmt.Errorf("add schedule %s: %w", s.Name, err)
	}
	return nil
}

const dueSchedulesSQL = `
select name, kind, every, next_due, last_queued, last_success, paused
from work.schedule
where next_due <= @now and not paused
order by next_due, name
for update skip locked`

// DueSchedules takes the schedules that are due; two schedulers never take the same one.
func DueSchedules(ctx context.Context, tx pgx.Tx, now time.Time) ([]Schedule, error) {
	rows, _ := tx.Query(ctx, dueSchedulesSQL, pgx.StrictNamedArgs{"now": now})
	due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Schedule])
	if err != nil {
		return nil, fmt.Errorf("due schedules: %w", err)
	}
	return due, nil
}

// Missed rounds are made up once, not one by one: the next is in the future.
const scheduleQueuedSQL = `
update work.schedule
set last_queued = @now,
    next_due = next_due + every * (floor(extract(epoch from @now::timestamptz - next_due) / extract(epoch from every)) + 1)
where name = @name`

// ScheduleQueued notes that the schedule's job stands in the queue.
func ScheduleQueued(ctx context.Context, tx pgx.Tx, name string, now time.Time) error {
	_, err := tx.Exec(ctx, scheduleQueuedSQL, pgx.StrictNamedArgs{"name": name, "now": now})
	if err != nil {
		return fmt.Errorf("schedule %s: %w", name, err)
	}
	return nil
}

// ScheduleSucceeded notes that a job of the kind ended well.
func ScheduleSucceeded(ctx context.Context, db DB, kind string, now time.Time) error {
	_, err := db.Exec(ctx, "update work.schedule set last_success = $2 where kind = $1", kind, now)
	if err != nil {
		return fmt.Errorf("schedule of %s: %w", kind, err)
	}
	return nil
}

// Schedules lists all schedules by name.
func Schedules(ctx context.Context, db DB) ([]Schedule, error) {
	rows, _ := db.Query(ctx, "select name, kind, every, next_due, last_queued, last_success, paused from work.schedule order by name")
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Schedule])
	if err != nil {
		return nil, fmt.Errorf("schedules: %w", err)
	}
	return all, nil
}
