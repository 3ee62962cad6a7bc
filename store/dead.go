package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

const deadJobSQL = `
select 'job ' || id || ' (' || kind || ') failed for good: ' || coalesce(errors[array_upper(errors, 1)] ->> 'error', state::text)
from river.river_job
where kind = any(@kinds) and state in ('discarded', 'cancelled')
order by id
limit 1`

// DeadJob describes the first job of the given kinds that failed for good; empty
// when there is none.
func DeadJob(ctx context.Context, db DB, kinds ...string) (string, error) {
	rows, _ := db.Query(ctx, deadJobSQL, pgx.StrictNamedArgs{"kinds": kinds})
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("look for dead jobs: %w", err)
	}
	if len(found) == 0 {
		return "", nil
	}
	return found[0], nil
}
