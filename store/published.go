package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// ReportState is where a report stands on its way out.
type ReportState string

// The states of a report.
const (
	ReportDraft     ReportState = "draft" // protected and drawn; waits for approval
	ReportApproved  ReportState = "approved"
	ReportPublished ReportState = "published"
	ReportRefused   ReportState = "refused" // the attacker could undo the protection
	ReportWithdrawn ReportState = "withdrawn"
)

// ReportHead is what the list of reports says of one.
type ReportHead struct {
	ID             int64
	Name           string
	Title          string
	DatasetVersion int64
	Policy         string
	State          ReportState
	MadeAt         time.Time
	ScheduledFor   *time.Time
	ApprovedBy     int64
	Approver       string
	ApprovedAt     *time.Time
	PublishedAt    *time.Time
	Attack         map[string]float64 // counts of what the attacker tried and found, never a bound of a cell
}

// Open reports whether anybody but its approver may read the report.
func (r ReportHead) Open() bool { return r.State == ReportApproved || r.State == ReportPublished }

// The attacker's bounds on single cells stay where they are: they are close to what
// was suppressed.
const reportHeadSQL = `
select r.id, r.name, r.title, r.dataset_version, r.policy, r.state, r.made_at, r.scheduled_for,
       coalesce(r.approved_by, 0), coalesce(a.name, ''), r.approved_at, r.published_at,
       coalesce((select jsonb_object_agg(key, value) from jsonb_each(r.attack) where jsonb_typeof(value) = 'number'), '{}')
from release.report r
left join access.account a on a.id = r.approved_by`

// ReportHeads lists all reports, newest first.
func ReportHeads(ctx context.Context, db DB) ([]ReportHead, error) {
	rows, _ := db.Query(ctx, reportHeadSQL+" order by r.id desc")
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReportHead])
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return all, nil
}

// ReadReportHead is one report, or ErrNotFound.
func ReadReportHead(ctx context.Context, db DB, id int64) (ReportHead, error) {
	rows, _ := db.Query(ctx, reportHeadSQL+" where r.id = $1", id)
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[ReportHead])
	if err != nil {
		return ReportHead{}, fmt.Errorf("report %d: %w", id, orNotFound(err))
	}
	return r, nil
}

// CellCounts is how many of a report's cells are shown and how many are not, by reason.
type CellCounts struct {
	Mask  string // empty: shown
	Cells int64
}

// ReportCells counts a report's cells by the reason they are not shown.
func ReportCells(ctx context.Context, db DB, report int64) ([]CellCounts, error) {
	rows, _ := db.Query(ctx, "select mask, count(*) from release.cell where report_id = $1 group by mask order by mask", report)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[CellCounts])
	if err != nil {
		return nil, fmt.Errorf("cells of report %d: %w", report, err)
	}
	return all, nil
}

// ReportFile is one file of a report; Content is empty in lists.
type ReportFile struct {
	Name    string
	Media   string
	SHA256  []byte
	Bytes   int64
	Content []byte
}

// ReportFiles lists a report's files, without their content.
func ReportFiles(ctx context.Context, db DB, report int64) ([]ReportFile, error) {
	rows, _ := db.Query(ctx, "select name, media, sha256, length(content), ''::bytea from release.file where report_id = $1 order by name", report)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReportFile])
	if err != nil {
		return nil, fmt.Errorf("files of report %d: %w", report, err)
	}
	return all, nil
}

// ReadReportFile is one file of a report with its content, or ErrNotFound.
func ReadReportFile(ctx context.Context, db DB, report int64, name string) (ReportFile, error) {
	rows, _ := db.Query(ctx, "select name, media, sha256, length(content), content from release.file where report_id = $1 and name = $2", report, name)
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[ReportFile])
	if err != nil {
		return ReportFile{}, fmt.Errorf("file of report %d: %w", report, orNotFound(err))
	}
	return f, nil
}

// ApproveReport approves a draft; it is published when its time comes. A report
// that is no draft any more is ErrConflict.
func ApproveReport(ctx context.Context, tx pgx.Tx, report, account int64, now time.Time) error {
	const sql = "update release.report set state = 'approved', approved_by = $2, approved_at = $3 where id = $1 and state = 'draft'"
	tag, err := tx.Exec(ctx, sql, report, account, now)
	if err != nil {
		return fmt.Errorf("approve report %d: %w", report, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("approve report %d: %w", report, ErrConflict)
	}
	actor := "account " + strconv.FormatInt(account, 10)
	return Audit(ctx, tx, actor, "approve report", "report "+strconv.FormatInt(report, 10), nil)
}
