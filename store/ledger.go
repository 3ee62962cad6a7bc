package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// LedgerCell is a true number that was measured for a report, and what of it left.
type LedgerCell struct {
	ID                int64
	Report            int64
	DatasetVersion    int64
	DefinitionVersion string
	goldset.Cell
	Left      bool   // it was published, as a number or a symbol
	Published string // as shown
	Mask      string // why it is not shown; "" when it is
	Told      Told
}

var addCellsSQL = pgx.Identifier{"ledger", "cell"}

var cellColumns = []string{
	"report_id", "dataset_version", "measure", "definition_version", "indicator", "year", "level", "authority", "dims",
	"unit", "numerator", "denominator", "contributors", "value", "lower", "upper", "link_low", "link_high",
}

// AddCells enters a report's cells in the ledger and returns their ids, in the order
// of cells. definitions maps each measure to its definition version.
func AddCells(ctx context.Context, tx pgx.Tx, report, dataset int64, definitions map[string]string, cells []goldset.Cell) ([]int64, error) {
	_, err := tx.CopyFrom(ctx, addCellsSQL, cellColumns, pgx.CopyFromSlice(len(cells), func(i int) ([]any, error) {
		c := &cells[i]
		dims, err := json.Marshal(orNoDims(c.Dims))
		return []any{
			report, dataset, c.Measure, definitions[c.Measure], c.Indicator, int32(c.Year), string(c.Level), c.Authority, dims,
			string(c.Unit), c.Numerator, c.Denominator, c.Contributors, c.Value, c.Lower, c.Upper, c.LinkLow, c.LinkHigh,
		}, err
	}))
	if err != nil {
		return nil, fmt.Errorf("enter cells of report %d: %w", report, err)
	}
	// COPY numbers rows as they come.
	rows, _ := tx.Query(ctx, "select id from ledger.cell where report_id = $1 order by id desc limit $2", report, len(cells))
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil && len(ids) != len(cells) {
		err = fmt.Errorf("%d of %d are there", len(ids), len(cells))
	}
	if err != nil {
		return nil, fmt.Errorf("enter cells of report %d: %w", report, err)
	}
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids, nil
}

func orNoDims(dims []goldset.Dim) []goldset.Dim {
	if dims == nil {
		return []goldset.Dim{}
	}
	return dims
}

const ledgerSQL = `
select c.id, c.report_id, c.dataset_version, c.definition_version, c.measure, c.indicator, c.year, c.level, c.authority,
       c.dims, c.unit, c.numerator, c.denominator, c.contributors, c.value, c.lower, c.upper, c.link_low, c.link_high,
       r.cell_id is not null, coalesce(r.published, ''), coalesce(r.mask, ''), coalesce(r.told, '{}')
from ledger.cell c
left join release.cell r on r.cell_id = c.id`

// LedgerCells are the cells of one report, in the order they were entered.
func LedgerCells(ctx context.Context, db DB, report int64) ([]LedgerCell, error) {
	return readLedger(ctx, db, ledgerSQL+" where c.report_id = $1 order by c.id", report)
}

// CellsThatLeft are all cells that any report but the given one published, of the
// given measures: what a new release must be protected against. An attacker still
// has what was withdrawn, so withdrawn reports count.
func CellsThatLeft(ctx context.Context, db DB, except int64, measures []string) ([]LedgerCell, error) {
	return readLedger(ctx, db, ledgerSQL+`
join release.report p on p.id = c.report_id
where p.id <> $1 and p.published_at is not null and c.measure = any($2) and r.cell_id is not null
order by c.id`, except, measures)
}

// ReadCell is one cell of the ledger.
func ReadCell(ctx context.Context, db DB, id int64) (LedgerCell, error) {
	cells, err := readLedger(ctx, db, ledgerSQL+" where c.id = $1", id)
	if err == nil && len(cells) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return LedgerCell{}, fmt.Errorf("cell %d: %w", id, err)
	}
	return cells[0], nil
}

func readLedger(ctx context.Context, db DB, sql string, args ...any) ([]LedgerCell, error) {
	rows, _ := db.Query(ctx, sql, args...)
	cells, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (LedgerCell, error) {
		var c LedgerCell
		err := row.Scan(&c.ID, &c.Report, &c.DatasetVersion, &c.DefinitionVersion, &c.Measure, &c.Indicator, &c.Year,
			&c.Level, &c.Authority, &c.Dims, &c.Unit, &c.Numerator, &c.Denominator, &c.Contributors, &c.Value,
			&c.Lower, &c.Upper, &c.LinkLow, &c.LinkHigh, &c.Left, &c.Published, &c.Mask, &c.Told)
		if len(c.Dims) == 0 {
			c.Dims = nil
		}
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return cells, nil
}
