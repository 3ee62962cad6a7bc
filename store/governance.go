package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// GovernedPurpose is a use of a return's columns that a record must permit.
type GovernedPurpose string

// The purposes.
const (
	PurposeLoad    GovernedPurpose = "load"
	PurposeLink    GovernedPurpose = "link"
	PurposeMeasure GovernedPurpose = "measure"
	PurposeExtract GovernedPurpose = "extract"
)

// AllColumns permits the whole layout.
const AllColumns = "*"

// Permission is the record that permits a source's columns to be used for a
// purpose. Dates are days; both ends count.
type Permission struct {
	ID              int64
	Return          goldset.ReturnName
	Purpose         GovernedPurpose
	Columns         []string // "table.field", or AllColumns
	Controllers     string
	Agreement       string
	DPIAVersion     string
	LegalConditions string
	OptOut          string // how objections are handled
	StartsOn        time.Time
	EndsOn          time.Time
	RetainUntil     time.Time
}

// Allows reports whether the record permits a field of a table.
func (p *Permission) Allows(table, field string) bool {
	return slices.Contains(p.Columns, AllColumns) || slices.Contains(p.Columns, table+"."+field)
}

const permissionColumns = `
select id, return, purpose, columns, controllers, agreement, dpia_version, legal_conditions, opt_out,
       starts_on, ends_on, retain_until
from intake.permission`

const addPermissionSQL = `
insert into intake.permission (return, purpose, columns, controllers, agreement, dpia_version, legal_conditions,
    opt_out, starts_on, ends_on, retain_until)
values (@return, @purpose, @columns, @controllers, @agreement, @dpia, @conditions, @optout, @starts, @ends, @retain)
returning id`

// AddPermission records a permission. No columns means the whole layout.
func AddPermission(ctx context.Context, db DB, p Permission) (int64, error) {
	if len(p.Columns) == 0 {
		p.Columns = []string{AllColumns}
	}
	rows, _ := db.Query(ctx, addPermissionSQL, pgx.StrictNamedArgs{
		"return": p.Return, "purpose": p.Purpose, "columns": p.Columns, "controllers": p.Controllers,
		"agreement": p.Agreement, "dpia": p.DPIAVersion, "conditions": p.LegalConditions, "optout": p.OptOut,
		"starts": p.StartsOn, "ends": p.EndsOn, "retain": p.RetainUntil,
	})
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("add permission for %s: %w", p.Return, err)
	}
	return id, nil
}

// Permissions lists all records, those that end last first.
func Permissions(ctx context.Context, db DB) ([]Permission, error) {
	rows, _ := db.Query(ctx, permissionColumns+" order by return, purpose, ends_on desc, id desc")
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Permission])
	if err != nil {
		return nil, fmt.Errorf("permissions: %w", err)
	}
	return all, nil
}

// LivePermissions are the records in force on a day for a return and a purpose.
func LivePermissions(ctx context.Context, db DB, name goldset.ReturnName, purpose GovernedPurpose, on time.Time) ([]Permission, error) {
	rows, _ := db.Query(ctx, permissionColumns+" where return = $1 and purpose = $2 and $3::date between starts_on and ends_on order by id",
		name, purpose, on)
	live, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Permission])
	if err != nil {
		return nil, fmt.Errorf("permission for %s of %s: %w", purpose, name, err)
	}
	return live, nil
}

// Permitted reports whether a live record permits the return's columns for the
// purpose on a day. A record for some columns only does not permit the whole.
func Permitted(ctx context.Context, db DB, name goldset.ReturnName, purpose GovernedPurpose, on time.Time) (bool, error) {
	live, err := LivePermissions(ctx, db, name, purpose, on)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(live, func(p Permission) bool { return slices.Contains(p.Columns, AllColumns) }), nil
}

// EndPermission makes a permission's last day the given one.
func EndPermission(ctx context.Context, db DB, id int64, on time.Time) error {
	tag, err := db.Exec(ctx, "update intake.permission set ends_on = $2::date where id = $1 and starts_on <= $2::date", id, on)
	if err != nil {
		return fmt.Errorf("end permission %d: %w", id, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("end permission %d: %w", id, ErrNotFound)
	}
	return nil
}
