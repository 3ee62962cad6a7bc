package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/disclosure"
)

// Report is one release: a set of measures on one dataset version under one
// disclosure policy.
type Report struct {
	ID             int64
	Name           string
	Title          string
	DatasetVersion int64
	Policy         string
	State          ReportState
	MadeAt         time.Time
	ScheduledFor   *time.Time
	ApprovedBy     *int64 // account
	ApprovedAt     *time.Time
	PublishedAt    *time.Time
	Attack         json.RawMessage // what the attacker could and could not learn
	Snapshot       []byte          // everything the files are drawn from
}

const reportColumns = `
select id, name, title, dataset_version, policy, state, made_at, scheduled_for, approved_by, approved_at, published_at,
       attack, snapshot
from release.report`

const addReportSQL = `
insert into release.report (name, title, dataset_version, policy, scheduled_for)
values (@name, @title, @dataset, @policy, @at)
returning id`

// AddReport begins a draft. Name, Title, DatasetVersion, Policy and ScheduledFor count.
func AddReport(ctx context.Context, tx pgx.Tx, r Report) (int64, error) {
	rows, _ := tx.Query(ctx, addReportSQL, pgx.StrictNamedArgs{
		"name": r.Name, "title": r.Title, "dataset": r.DatasetVersion, "policy": r.Policy, "at": r.ScheduledFor,
	})
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("add report %s: %w", r.Name, err)
	}
	return id, nil
}

// ReadReport is the report with the given id.
func ReadReport(ctx context.Context, db DB, id int64) (Report, error) {
	rows, _ := db.Query(ctx, reportColumns+" where id = $1", id)
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Report])
	if err != nil {
		return Report{}, fmt.Errorf("report %d: %w", id, orNotFound(err))
	}
	return r, nil
}

// Reports lists all reports, the newest first, without their snapshots.
func Reports(ctx context.Context, db DB) ([]Report, error) {
	rows, _ := db.Query(ctx, `
select id, name, title, dataset_version, policy, state, made_at, scheduled_for, approved_by, approved_at, published_at,
       attack, ''::bytea
from release.report
order by id desc`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Report])
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return all, nil
}

// SetProtected stores what protection made of a draft: the attacker's account and
// the snapshot from which the files are drawn.
func SetProtected(ctx context.Context, tx pgx.Tx, report int64, attack json.RawMessage, snapshot []byte) error {
	return changeReport(ctx, tx, report, "protect", `
update release.report set attack = @attack, snapshot = @snapshot
where id = @report and state = 'draft'`, pgx.StrictNamedArgs{"report": report, "attack": orEmpty(attack), "snapshot": snapshot})
}

// RefuseReport ends a draft whose cells could be undone.
func RefuseReport(ctx context.Context, tx pgx.Tx, report int64, attack json.RawMessage) error {
	return changeReport(ctx, tx, report, "refuse", `
update release.report set state = 'refused', attack = @attack
where id = @report and state = 'draft'`, pgx.StrictNamedArgs{"report": report, "attack": orEmpty(attack)})
}

// PublishReport lets an approved report's cells leave. From then on every release
// is protected against them.
func PublishReport(ctx context.Context, tx pgx.Tx, report int64, now time.Time) error {
	err := changeReport(ctx, tx, report, "publish", `
update release.report set state = 'published', published_at = @now
where id = @report and state = 'approved' and (scheduled_for is null or scheduled_for <= @now)`,
		pgx.StrictNamedArgs{"report": report, "now": now})
	if err != nil {
		return err
	}
	return Audit(ctx, tx, "", "publish report", fmt.Sprintf("report %d", report), nil)
}

// WithdrawReport takes a published report from view. Its cells stay in the ledger.
func WithdrawReport(ctx context.Context, tx pgx.Tx, report int64) error {
	err := changeReport(ctx, tx, report, "withdraw", `
update release.report set state = 'withdrawn'
where id = @report and state = 'published'`, pgx.StrictNamedArgs{"report": report})
	if err != nil {
		return err
	}
	return Audit(ctx, tx, "", "withdraw report", fmt.Sprintf("report %d", report), nil)
}

// changeReport moves a report on; ErrConflict when it is not where it should be.
func changeReport(ctx context.Context, tx pgx.Tx, report int64, verb, sql string, args pgx.StrictNamedArgs) error {
	tag, err := tx.Exec(ctx, sql, args)
	if err == nil && tag.RowsAffected() == 0 {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("%s report %d: %w", verb, report, err)
	}
	return nil
}

// DueReports are approved reports whose hour has come.
func DueReports(ctx context.Context, db DB, now time.Time) ([]int64, error) {
	rows, _ := db.Query(ctx, `
select id from release.report
where state = 'approved' and (scheduled_for is null or scheduled_for <= $1)
order by id`, now)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("reports due: %w", err)
	}
	return ids, nil
}

// PublishedCell is what a report shows of a ledger cell.
type PublishedCell struct {
	Cell      int64
	Published string // the number or symbol as shown
	Mask      string // why it is not shown: "primary", "secondary"; "" when it is
	Told      Told
}

// Told is what the outside knows of a cell's counts once it has left; nil where it
// was told nothing.
type Told struct {
	Count        *disclosure.Known `json:"count,omitempty"`
	Denominator  *disclosure.Known `json:"denominator,omitempty"`
	Contributors *disclosure.Known `json:"contributors,omitempty"`
}

// AddPublishedCells records what a report shows of its cells.
func AddPublishedCells(ctx context.Context, tx pgx.Tx, report int64, cells []PublishedCell) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"release", "cell"}, []string{"cell_id", "report_id", "published", "mask", "told"},
		pgx.CopyFromSlice(len(cells), func(i int) ([]any, error) {
			told, err := json.Marshal(cells[i].Told)
			return []any{cells[i].Cell, report, cells[i].Published, cells[i].Mask, told}, err
		}))
	if err != nil {
		return fmt.Errorf("published cells of report %d: %w", report, err)
	}
	return nil
}

const addFileSQL = `
insert into release.file (report_id, name, media, sha256, content)
values (@report, @name, @media, @sum, @content)`

// AddReportFile stores a file of a report. A file is never replaced.
func AddReportFile(ctx context.Context, tx pgx.Tx, report int64, name, media string, content []byte) error {
	sum := sha256.Sum256(content)
	_, err := tx.Exec(ctx, addFileSQL, pgx.StrictNamedArgs{
		"report": report, "name": name, "media": media, "sum": sum[:], "content": content,
	})
	if err != nil {
		return fmt.Errorf("file %s of report %d: %w", name, report, err)
	}
	return nil
}
