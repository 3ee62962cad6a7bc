package store

import (
	"context"
	"fmt"

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
	rows, _ := db.Query(ctx, "select person, min(map_version) from research.person_map where tier = 'base' group by person")
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
