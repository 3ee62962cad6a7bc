package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// findingBatch is how many findings one statement adds. COPY would be faster but
// Postgres refuses it under row-level security.
const findingBatch = 2000

// fieldSeparator joins field names on their way to the database; no layout's name holds it.
const fieldSeparator = "\x1f"

const insertFindingsSQL = `
insert into intake.finding (submission_id, supplier_id, rule, severity, tbl, row_no, line, fields, message, passes, cause, answer_to, child, own, under)
select @submission, @supplier, rule, severity, tbl, row_no, line,
       case when fields = '' then '{}' else string_to_array(fields, e'\x1f') end, message, passes, cause, answer_to, child, own, under
from unnest(@rules::text[], @severities::text[], @tables::text[], @rows::int[], @lines::int[],
            @fields::text[], @messages::text[], @passes::text[], @causes::text[], @answers::bytea[], @children::bytea[],
            @owns::bool[], @unders::text[])
     as f (rule, severity, tbl, row_no, line, fields, message, passes, cause, answer_to, child, own, under)`

// FindingWriter records the findings of one check, in batches, in order.
type FindingWriter struct {
	tx         pgx.Tx
	submission int64
	supplier   int64
	waiting    []goldset.Finding
}

// ReplaceFindings removes what an earlier check of the submission found and
// returns a writer for what this one finds.
func ReplaceFindings(ctx context.Context, tx pgx.Tx, supplier, submission int64) (*FindingWriter, error) {
	for _, tbl := range []string{"finding", "submission_table", "submission_summary"} {
		_, err := tx.Exec(ctx, "delete from intake."+tbl+" where submission_id = $1", submission)
		if err != nil {
			return nil, fmt.Errorf("forget earlier findings of submission %d: %w", submission, err)
		}
	}
	return &FindingWriter{tx: tx, submission: submission, supplier: supplier}, nil
}

// Add records one finding.
func (w *FindingWriter) Add(ctx context.Context, f goldset.Finding) error {
	w.waiting = append(w.waiting, f)
	if len(w.waiting) < findingBatch {
		return nil
	}
	return w.Flush(ctx)
}

// Flush writes what still waits.
func (w *FindingWriter) Flush(ctx context.Context) error {
	if len(w.waiting) == 0 {
		return nil
	}
	n := len(w.waiting)
	rules, severities, tables := make([]string, n), make([]string, n), make([]string, n)
	rows, lines, fields := make([]int, n), make([]int, n), make([]string, n)
	messages, passes, causes := make([]string, n), make([]string, n), make([]string, n)
	answers, children := make([][]byte, n), make([][]byte, n)
	owns, unders := make([]bool, n), make([]string, n)
	for i, f := range w.waiting {
		rules[i], severities[i], tables[i] = f.Rule, string(f.Severity), f.Table
		rows[i], lines[i], fields[i] = f.Row, f.Line, strings.Join(f.Fields, fieldSeparator)
		messages[i], passes[i], causes[i], answers[i] = f.Message, f.Passes, f.Cause, f.AnswerTo
		children[i], owns[i], unders[i] = f.Child, f.Own, f.Under
	}
	_, err := w.tx.Exec(ctx, insertFindingsSQL, pgx.StrictNamedArgs{
		"submission": w.submission, "supplier": w.supplier,
		"rules": rules, "severities": severities, "tables": tables, "rows": rows, "lines": lines,
		"fields": fields, "messages": messages, "passes": passes, "causes": causes, "answers": answers, "children": children,
		"owns": owns, "unders": unders,
	})
	if err != nil {
		return fmt.Errorf("record findings of submission %d: %w", w.submission, err)
	}
	w.waiting = w.waiting[:0]
	return nil
}

// SummaryLine is one count of the summary that an officer knows.
type SummaryLine struct {
	Name  string `json:"name"` // stable
	Label string `json:"label"`
	Count int64  `json:"count"`
}

// CheckOutcome is what a check found out about a submission as a whole.
type CheckOutcome struct {
	Refusal        string // why the file was refused; empty when it was read
	Understood     map[string]any
	LayoutVersion  string
	RulesetVersion string
	RowsDigest     []byte
	FindingsDigest []byte
	Counts         []goldset.Count
	Summary        []SummaryLine
}

// A submission that was signed or loaded meanwhile is not touched by a late check.
const recordCheckSQL = `
update intake.submission
set state = @state, checked_at = now(), refusal = nullif(@refusal, ''), understood = @understood,
    layout_version = @layout, ruleset_version = @ruleset, rows_digest = @rows, findings_digest = @findings
where id = @submission and state in ('checking', 'answering', 'ready')`

// RecordCheck records the outcome and what the submission waits for now: its
// answers when an error or query stands unanswered, else its signature.
func RecordCheck(ctx context.Context, tx pgx.Tx, supplier, submission int64, o CheckOutcome) error {
	state := "refused"
	if o.Refusal == "" {
		open, err := unanswered(ctx, tx, submission)
		if err != nil {
			return err
		}
		state = map[bool]string{true: "answering", false: "ready"}[open > 0]
	}
	tag, err := tx.Exec(ctx, recordCheckSQL, pgx.StrictNamedArgs{
		"submission": submission, "state": state, "refusal": o.Refusal, "understood": o.Understood,
		"layout": o.LayoutVersion, "ruleset": o.RulesetVersion, "rows": o.RowsDigest, "findings": o.FindingsDigest,
	})
	if err != nil {
		return fmt.Errorf("record check of submission %d: %w", submission, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("record check of submission %d: %w", submission, ErrConflict)
	}
	return recordCounts(ctx, tx, supplier, submission, o)
}

func recordCounts(ctx context.Context, tx pgx.Tx, supplier, submission int64, o CheckOutcome) error {
	batch := &pgx.Batch{}
	for _, c := range o.Counts {
		batch.Queue(`insert into intake.submission_table (submission_id, supplier_id, name, rows_in, rows_out, rows_refused)
			values ($1, $2, $3, $4, $5, $6)`, submission, supplier, c.Table, c.In, c.Out, c.Refused)
	}
	for i, line := range o.Summary {
		batch.Queue(`insert into intake.submission_summary (submission_id, supplier_id, position, name, label, count)
			values ($1, $2, $3, $4, $5, $6)`, submission, supplier, i, line.Name, line.Label, line.Count)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("record counts of submission %d: %w", submission, err)
	}
	return nil
}

const unansweredSQL = `
select count(*)
from intake.finding f
join intake.submission s on s.id = f.submission_id
where f.submission_id = $1
  and f.severity in ('error', 'query') and f.under = ''
  and not exists (
      select from intake.answer a
      where a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to)`

// unanswered counts the errors and queries that nobody has explained or dispensed.
func unanswered(ctx context.Context, tx pgx.Tx, submission int64) (int64, error) {
	rows, _ := tx.Query(ctx, unansweredSQL, submission)
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("count open findings of submission %d: %w", submission, err)
	}
	return n, nil
}
