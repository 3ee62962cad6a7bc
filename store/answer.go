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
// finding in the next upload of the year. Where rows share a key, one row is
// written. Consequences of another finding are met with it.
const (
	answerSQL = `
insert into intake.answer (supplier_id, return, year, rule, answer_to, reason, note, account_id, at)
select distinct on (f.answer_to) f.supplier_id, s.return, s.year, f.rule, f.answer_to, @reason, @note, @account, @at
from intake.finding f
join intake.submission s on s.id = f.submission_id
where f.submission_id = @submission and f.answer_to is not null and f.severity in ('error', 'query') and f.under = ''
  and (f.id = @finding or @finding = 0 and f.rule = @rule
       and not exists (select from intake.answer a
                       where a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to))
order by f.answer_to, f.id` + answerAgainSQL

	// What an earlier year's answer says is taken over for the open findings of a rule.
	carrySQL = `
insert into intake.answer (supplier_id, return, year, rule, answer_to, reason, note, account_id, at)
select distinct on (f.answer_to) f.supplier_id, s.return, s.year, f.rule, f.answer_to, e.reason, e.note, @account, @at
from intake.finding f
join intake.submission s on s.id = f.submission_id
join intake.answer e on e.supplier_id = f.supplier_id and e.return = s.return and e.answer_to = f.answer_to
 and e.year < s.year and not e.dispensed
where f.submission_id = @submission and f.rule = @rule and f.severity in ('error', 'query') and f.under = ''
order by f.answer_to, e.year desc
on conflict (supplier_id, return, year, answer_to) do nothing`

	answerAgainSQL = `
on conflict (supplier_id, return, year, answer_to) do update
set reason = excluded.reason, note = excluded.note, account_id = excluded.account_id, at = excluded.at
where not intake.answer.dispensed`
)

// Explain records an explanation of one finding, or of all open findings of a
// rule, and moves the submission on when nothing is left open. It returns how many
// explanations were written. A return that is signed and not loaded is not
// explained any more: ErrConflict. One that is loaded is: linkage may have found
// what its supplier is asked about.
func Explain(ctx context.Context, tx pgx.Tx, a Answer) (int64, error) {
	sub, err := LockSubmission(ctx, tx, a.Submission)
	if err != nil {
		return 0, err
	}
	if !explainable(&sub) {
		return 0, fmt.Errorf("explain findings of submission %d, which is %s: %w", a.Submission, sub.State, ErrConflict)
	}
	written, err := answer(ctx, tx, a)
	if err != nil {
		return 0, err
	}
	return written, settleAll(ctx, tx, &sub)
}

func answer(ctx context.Context, tx pgx.Tx, a Answer) (int64, error) {
	tag, err := tx.Exec(ctx, answerSQL, pgx.StrictNamedArgs{
		"submission": a.Submission, "finding": a.Finding, "rule": a.Rule,
		"reason": a.Reason, "note": a.Note, "account": a.Account, "at": a.At,
	})
	if err != nil {
		return 0, fmt.Errorf("explain findings of submission %d: %w", a.Submission, err)
	}
	return tag.RowsAffected(), nil
}

// ExplainEach records explanations of single findings of one submission, all or
// none, as Explain does. met tells for each whether a finding of the submission
// was there to be explained.
func ExplainEach(ctx context.Context, tx pgx.Tx, submission int64, answers []Answer) (met []bool, err error) {
	sub, err := LockSubmission(ctx, tx, submission)
	if err != nil {
		return nil, err
	}
	if !explainable(&sub) {
		return nil, fmt.Errorf("explain findings of submission %d, which is %s: %w", submission, sub.State, ErrConflict)
	}
	met = make([]bool, len(answers))
	for i, a := range answers {
		a.Submission = submission
		written, err := answer(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		met[i] = written > 0
	}
	return met, settleAll(ctx, tx, &sub)
}

// CarryAnswers takes over, for the open findings of a rule, what the supplier said
// to the same findings in an earlier year. It returns how many were taken over.
func CarryAnswers(ctx context.Context, tx pgx.Tx, a Answer) (int64, error) {
	sub, err := LockSubmission(ctx, tx, a.Submission)
	if err != nil {
		return 0, err
	}
	if !explainable(&sub) {
		return 0, fmt.Errorf("carry answers to submission %d, which is %s: %w", a.Submission, sub.State, ErrConflict)
	}
	tag, err := tx.Exec(ctx, carrySQL, pgx.StrictNamedArgs{"submission": a.Submission, "rule": a.Rule, "account": a.Account, "at": a.At})
	if err != nil {
		return 0, fmt.Errorf("carry answers to submission %d: %w", a.Submission, err)
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

// explainable reports whether answers to the submission's findings are taken.
func explainable(s *Submission) bool {
	return s.State == StateAnswering || s.State == StateReady || s.State == StateLoaded && s.Current
}
