package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Earlier are the submissions that one can be compared with; 0 where there is none.
type Earlier struct {
	Accepted int64 // the last that was accepted for the same return, year and term
	Uploaded int64 // the last uploaded before it
}

const earlierSubmissionsSQL = `
select coalesce((
    select a.id from intake.submission a
    where a.supplier_id = s.supplier_id and a.return = s.return and a.year = s.year and a.term = s.term and a.id <> s.id
      and a.loaded_at is not null and (a.uploaded_at, a.id) < (s.uploaded_at, s.id)
    order by a.uploaded_at desc, a.id desc limit 1), 0),
  coalesce((
    select u.id from intake.submission u
    where u.request_id = s.request_id and u.state not in ('refused', 'checking') and (u.uploaded_at, u.id) < (s.uploaded_at, s.id)
    order by u.uploaded_at desc, u.id desc limit 1), 0)
from intake.submission s
where s.id = $1`

// EarlierSubmissions finds what a submission can be compared with.
func EarlierSubmissions(ctx context.Context, db DB, submission int64) (Earlier, error) {
	rows, _ := db.Query(ctx, earlierSubmissionsSQL, submission)
	e, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Earlier])
	if err != nil {
		return Earlier{}, fmt.Errorf("submissions before %d: %w", submission, orNotFound(err))
	}
	return e, nil
}

// RuleChanged says what became of the findings of one rule between two submissions.
type RuleChanged struct {
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Fixed   int64  `json:"fixed"`
	New     int64  `json:"new"`
	Stands  int64  `json:"stands"`
}

// Findings are the same when they are of one rule, about one child, in one table:
// what is wrong with a value stays the same finding when another wrong value comes.
const changedFindingsSQL = `
with counts as (
    select f.rule, coalesce(f.child, '') as child, f.tbl, min(f.message collate "C") as message,
           count(*) filter (where f.submission_id = @before) as was, count(*) filter (where f.submission_id = @after) as "is"
    from intake.finding f
    where f.submission_id in (@before, @after) and f.under = '' and f.severity <> 'notice'
    group by f.rule, coalesce(f.child, ''), f.tbl)
select rule, min(message collate "C"), sum(greatest(was - "is", 0))::bigint, sum(greatest("is" - was, 0))::bigint, sum(least(was, "is"))::bigint
from counts
group by rule
order by sum(greatest("is" - was, 0)) desc, sum(greatest(was - "is", 0)) desc, rule`

// ChangedFindings compares the findings of two submissions by rule.
func ChangedFindings(ctx context.Context, db DB, before, after int64) ([]RuleChanged, error) {
	rows, _ := db.Query(ctx, changedFindingsSQL, pgx.StrictNamedArgs{"before": before, "after": after})
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RuleChanged])
	if err != nil {
		return nil, fmt.Errorf("findings of submissions %d and %d: %w", before, after, err)
	}
	return all, nil
}
