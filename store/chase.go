package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// Overdue is a request that wants a reminder.
type Overdue struct {
	Request  int64
	Supplier int64
	Return   goldset.ReturnName
	Year     goldset.CollectionYear
	Term     string
	Due      time.Time
}

// A request is chased while it is unanswered and nothing was signed for it: a
// week before it is due and each week after, once a week at most.
const toChaseSQL = `
select r.id, r.supplier_id, r.return, r.year, r.term, coalesce(r.extended_to, r.due_on) as due
from intake.request r
where r.answer is null
  and coalesce(r.extended_to, r.due_on) <= @today::date + 7
  and not exists (
      select from intake.submission s
      where s.request_id = r.id and s.state in ('signed', 'loading', 'loaded'))
  and not exists (
      select from intake.request_event e
      where e.request_id = r.id and e.kind = 'reminded' and e.at > @now::timestamptz - interval '7 days')
order by r.id`

// ToChase lists the requests whose supplier is to be reminded now.
func ToChase(ctx context.Context, tx pgx.Tx, now time.Time) ([]Overdue, error) {
	// Two chasers at once would remind twice; the second waits and finds it done.
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended('chase', 0))"); err != nil {
		return nil, fmt.Errorf("requests to chase: %w", err)
	}
	rows, _ := tx.Query(ctx, toChaseSQL, pgx.StrictNamedArgs{"now": now, "today": now.Format(time.DateOnly)})
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Overdue])
	if err != nil {
		return nil, fmt.Errorf("requests to chase: %w", err)
	}
	return all, nil
}
