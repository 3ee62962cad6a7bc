package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// Dispensable is a rule whose errors stand open in a submission. It says how many
// there are and nothing of whom they are about.
type Dispensable struct {
	Submission   int64
	Supplier     int64
	SupplierName string
	Return       goldset.ReturnName
	Year         goldset.CollectionYear
	Term         string
	Rule         string
	Message      string
	Findings     int64
}

const dispensableSQL = `
select d.submission_id, s.supplier_id, p.name, s.return, s.year, s.term, d.rule, d.message, d.findings
from intake.dispensable() d
join intake.submission s on s.id = d.submission_id
join intake.supplier p on p.id = s.supplier_id
where not exists (
    select from intake.submission later
    where later.request_id = s.request_id and (later.uploaded_at, later.id) > (s.uploaded_at, s.id)
      and later.state not in ('refused', 'withdrawn'))
order by p.name, s.return, s.year, s.term, d.findings desc, d.rule`

// Dispensables lists the open errors of every newest submission, by rule. db is
// the office login's.
func Dispensables(ctx context.Context, db DB) ([]Dispensable, error) {
	rows, _ := db.Query(ctx, dispensableSQL)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Dispensable])
	if err != nil {
		return nil, fmt.Errorf("errors that could be dispensed: %w", err)
	}
	return all, nil
}

// Dispense lets the open errors of one rule in a submission stand, with the
// office's reason: their rows load with a quality flag. It returns how many answers
// were written; ErrConflict when none was or the submission is not waiting for any.
func Dispense(ctx context.Context, tx pgx.Tx, submission int64, rule, reason string, account int64, now time.Time) (int64, error) {
	var written int64
	err := tx.QueryRow(ctx, "select intake.dispense($1, $2, $3, $4, $5)", submission, rule, reason, account, now).Scan(&written)
	if err != nil {
		return 0, fmt.Errorf("dispense rule %s of submission %d: %w", rule, submission, err)
	}
	if written <= 0 {
		return 0, fmt.Errorf("dispense rule %s of submission %d: %w", rule, submission, ErrConflict)
	}
	return written, Audit(ctx, tx, "account "+strconv.FormatInt(account, 10), "dispense", "submission "+strconv.FormatInt(submission, 10),
		map[string]any{"rule": rule, "answers": written})
}

// Place is a row of a submission.
type Place struct {
	Table string
	Row   int
}

const dispensedRowsSQL = `
select distinct f.tbl, f.row_no
from intake.finding f
join intake.submission s on s.id = f.submission_id
join intake.answer a on a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to
where f.submission_id = $1 and f.row_no >= 0 and a.dispensed`

// DispensedRows are the rows of a submission that load with a quality flag because
// the office let an error in them stand.
func DispensedRows(ctx context.Context, db DB, submission int64) (map[Place]bool, error) {
	rows, _ := db.Query(ctx, dispensedRowsSQL, submission)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Place])
	if err != nil {
		return nil, fmt.Errorf("dispensed rows of submission %d: %w", submission, err)
	}
	places := make(map[Place]bool, len(all))
	for _, at := range all {
		places[at] = true
	}
	return places, nil
}
