package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// LoadedReturns are the returns of which a submission is loaded: the sources that
// governance must permit.
func LoadedReturns(ctx context.Context, db DB) ([]goldset.ReturnName, error) {
	rows, _ := db.Query(ctx, "select distinct return from intake.submission where current order by return")
	names, err := pgx.CollectRows(rows, pgx.RowTo[goldset.ReturnName])
	if err != nil {
		return nil, fmt.Errorf("loaded returns: %w", err)
	}
	return names, nil
}

// HasReport says whether a report of this name was made from the dataset version.
// One that was refused counts: the same cells would be refused again.
func HasReport(ctx context.Context, db DB, name string, dataset int64) (bool, error) {
	var has bool
	err := db.QueryRow(ctx, "select exists (select from release.report where name = $1 and dataset_version = $2)", name, dataset).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("report %s: %w", name, err)
	}
	return has, nil
}

// PersonsSince is in which map each person first appeared: the oldest keeps its id
// when persons merge.
func PersonsSince(ctx context.Context, db DB) (map[goldset.PersonID]int64, error) {
	rows, _ := db.Query(ctx, "select person, min(map_version) from research.person_map where tier = 'base' group by person") //nolint:rowserrcheck // ForEachRow checks
	since := map[goldset.PersonID]int64{}
	var person [16]byte
	var first int64
	_, err := pgx.ForEachRow(rows, []any{&person, &first}, func() error {
		since[person] = first
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("age of persons: %w", err)
	}
	return since, nil
}

const checkAgainSQL = `
update intake.submission
set state = 'checking', signed_by = null, signed_at = null, sent_by = null, sent_at = null, replaces = null
where id = $1 and state in ('signed', 'loading')`

// CheckAgain sends a signed submission back to checking: what would be loaded is
// not what was signed. Its receipt stays, since it was given.
func CheckAgain(ctx context.Context, tx pgx.Tx, submission int64) error {
	if _, err := tx.Exec(ctx, checkAgainSQL, submission); err != nil {
		return fmt.Errorf("check submission %d again: %w", submission, err)
	}
	return nil
}

// RefreshStatistics tells Postgres's planner what the fact tables hold now. Run it
// after loads and before measures.
func RefreshStatistics(ctx context.Context, db DB) error {
	if _, err := db.Exec(ctx, "select research.refresh_statistics()"); err != nil {
		return fmt.Errorf("refresh statistics: %w", err)
	}
	return nil
}

// ReleaseSource is a submission that a release rests on.
type ReleaseSource struct {
	Receipt  string // its reference; empty when none was given
	Supplier string
	Return   goldset.ReturnName
	Year     goldset.CollectionYear
	Rows     int64
	SHA256   []byte
	Received time.Time
}

const releaseSourcesSQL = `
select coalesce(r.reference, ''), d.supplier, d.return, d.year,
       coalesce((select sum(t.rows_out) from intake.submission_table t where t.submission_id = s.id), 0)::bigint,
       s.sha256, s.uploaded_at
from research.dataset_submission d
join intake.submission s on s.id = d.submission_id
left join intake.receipt r on r.submission_id = s.id
where d.dataset_version = $1
order by d.return, d.year, d.term, d.supplier`

// ReleaseSources are the submissions of a dataset version, as a release cites them.
func ReleaseSources(ctx context.Context, db DB, dataset int64) ([]ReleaseSource, error) {
	rows, _ := db.Query(ctx, releaseSourcesSQL, dataset)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReleaseSource])
	if err != nil {
		return nil, fmt.Errorf("sources of dataset version %d: %w", dataset, err)
	}
	return all, nil
}
