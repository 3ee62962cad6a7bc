package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Answer is a supplier's explanation of what a check found.
type Answer struct {
	Submission int64
	Finding    int64  // one finding; 0 for all of Rule
	Rule       string // when Finding is 0
	Reason     string
	Note       string
	Account    int64
	At         time.Time
}

// An answer is kept by what it answers, not by the finding, so it meets the same
// finding in the next upload and the next year. Where rows share a key, one row
// is written.
const answerSQL = `
insert into intake.answer (supplier_id, return, rule, answer_to, reason, note, account_id, at)
select distinct on (f.answer_to) f.supplier_id, s.return, f.rule, f.answer_to, @reason, @note, @account, @at
from intake.finding f
join intake.submission s on s.id = f.submission_id
where f.submission_id = @submission and f.answer_to is not null and f.severity in ('error', 'query')
  and (f.id = @finding or @finding = 0 and f.rule = @rule
       and not exists (select from intake.answer a
                       where a.supplier_id = f.supplier_id and a.return = s.return and a.answer_to = f.answer_to))
order by f.answer_to, f.id
on conflict (supplier_id, return, answer_to) do update
set reason = excluded.reason, note = excluded.note, account_id = excluded.account_id, at = excluded.at
where not intake.answer.dispensed`

// Explain records an explanation of one finding, or of all open findings of a
// rule, and moves the submission on when nothing is left open. It returns how many
// explanations were written. A signed return is not explained any more: ErrConflict.
func Explain(ctx context.Context, tx pgx.Tx, a Answer) (int64, error) {
	sub, err := LockSubmission(ctx, tx, a.Submission)
	if err != nil {
		return 0, err
	}
	if sub.State != StateAnswering && sub.State != StateReady {
		return 0, fmt.Errorf("explain findings of submission %d, which is %s: %w", a.Submission, sub.State, ErrConflict)
	}
	tag, err := tx.Exec(ctx, answerSQL, pgx.StrictNamedArgs{
		"submission": a.Submission, "finding": a.Finding, "rule": a.Rule,
		"reason": a.Reason, "note": a.Note, "account": a.Account, "at": a.At,
	})
	if err != nil {
		return 0, fmt.Errorf("explain findings of submission %d: %w", a.Submission, err)
	}
	return tag.RowsAffected(), settleAll(ctx, tx, &sub)
}

// settleAll settles every submission that an answer to sub can have met: the same
// finding may stand in another year's return.
func settleAll(ctx context.Context, tx pgx.Tx, sub *Submission) error {
	rows, _ := tx.Query(ctx, "select id from intake.submission where supplier_id = $1 and return = $2 and (state = 'answering' or id = $3) order by id",
		sub.Supplier, string(sub.Return), sub.ID)
	met, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("submissions beside %d: %w", sub.ID, err)
	}
	for _, id := range met {
		if err := settle(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

const settleSQL = `
update intake.submission
set state = case when @open > 0 then 'answering' else 'ready' end
where id = @submission and state in ('answering', 'ready')`

// settle lets a checked submission wait for its answers or, once all are given,
// for its signature.
func settle(ctx context.Context, tx pgx.Tx, submission int64) error {
	open, err := unanswered(ctx, tx, submission)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, settleSQL, pgx.StrictNamedArgs{"submission": submission, "open": open}); err != nil {
		return fmt.Errorf("settle submission %d: %w", submission, err)
	}
	return nil
}
