package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// AcceptedBeside lists the supplier's accepted submissions that one is held
// against: other returns of its year, and its own return of the year before.
func AcceptedBeside(ctx context.Context, db DB, s *Submission) ([]Submission, error) {
	rows, _ := db.Query(ctx, submissionColumns+`
where supplier_id = $1 and current and (year = $2 and return <> $3 or year = $2 - 1 and return = $3 and term = $4)
order by year desc, return, term`, s.Supplier, int(s.Year), string(s.Return), s.Term)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Submission])
	if err != nil {
		return nil, fmt.Errorf("returns accepted beside submission %d: %w", s.ID, err)
	}
	return all, nil
}

// Contradictory is a supplier's accepted SSDA903 return and census of one year that
// cannot both be right.
type Contradictory struct {
	Supplier int64
	Care     int64 // submissions
	Need     int64
}

// Facts alone show which pairs contradict themselves; what about, and how it is
// known again when it was answered before, only the files say.
const contradictorySQL = `
select care.supplier_id, care.id, need.id
from intake.submission care
join intake.submission need on need.supplier_id = care.supplier_id and need.year = care.year
 and need.return = 'cin' and need.current
where care.return = 'ssda903' and care.current and exists (
    select from research.ssda903_header h
    left join research.cin_child_identifiers c
      on c.submission_id = need.id and c.collection_year = need.year and c.subject = h.subject
    where h.submission_id = care.id and h.collection_year = care.year
      and (c.subject is null or c.person_birth_date <> h.dob))
order by care.id`

// ContradictoryPairs lists the pairs of accepted returns that contradict each
// other. db is the load login's.
func ContradictoryPairs(ctx context.Context, db DB) ([]Contradictory, error) {
	rows, _ := db.Query(ctx, contradictorySQL)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Contradictory])
	if err != nil {
		return nil, fmt.Errorf("returns that contradict each other: %w", err)
	}
	return all, nil
}

// FoundAfter marks what reconciliation found, so that it can be looked for anew.
const FoundAfter = "Found after both returns were accepted"

// ForgetContradictions removes what the last reconciliation found. tx is the load login's.
func ForgetContradictions(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
delete from intake.finding f
using intake.submission s
where s.id = f.submission_id and s.current and f.cause = $1`, FoundAfter)
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	return nil
}

const addContradictionsSQL = `
insert into intake.finding (submission_id, supplier_id, rule, severity, tbl, row_no, line, fields, message, passes, cause, answer_to, child)
select @care, @supplier, @rule, @severity, @table, @row, @line, @fields, @message, @passes, @cause, @answer_to, @child
where not exists (
    select from intake.finding f
    where f.supplier_id = @supplier and f.answer_to = @answer_to and f.submission_id in (@care, @need))`

// AddContradictions records as queries of the SSDA903 return what it and the census
// contradict each other about, but for what the check of either asked already. It
// returns how many were recorded.
func AddContradictions(ctx context.Context, tx pgx.Tx, p Contradictory, found []goldset.Finding) (int64, error) {
	batch, added := &pgx.Batch{}, int64(0)
	for i := range found {
		f := &found[i]
		fields := f.Fields
		if fields == nil {
			fields = []string{}
		}
		batch.Queue(addContradictionsSQL, pgx.StrictNamedArgs{
			"care": p.Care, "need": p.Need, "supplier": p.Supplier, "rule": f.Rule, "severity": string(f.Severity),
			"table": f.Table, "row": f.Row, "line": f.Line, "fields": fields, "message": f.Message, "passes": f.Passes,
			"cause": FoundAfter, "answer_to": f.AnswerTo, "child": f.Child,
		})
	}
	results := tx.SendBatch(ctx, batch)
	for range found {
		tag, err := results.Exec()
		if err != nil {
			results.Close()
			return 0, fmt.Errorf("reconcile submission %d: %w", p.Care, err)
		}
		added += tag.RowsAffected()
	}
	return added, results.Close()
}
