package store

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// Supplier answers requests: an authority, the Department or a health body.
type Supplier struct {
	ID   int64
	Code string // three-figure authority code, DFE or NHS
	Kind string // authority, department or health
	Name string
}

const addSupplierSQL = `
insert into intake.supplier (code, kind, name)
values (@code, @kind, @name)
on conflict (code) do nothing`

// AddSupplier records a supplier unless its code is known, and returns its id.
func AddSupplier(ctx context.Context, db DB, s Supplier) (int64, error) {
	if _, err := db.Exec(ctx, addSupplierSQL, pgx.StrictNamedArgs{"code": s.Code, "kind": s.Kind, "name": s.Name}); err != nil {
		return 0, fmt.Errorf("add supplier %s: %w", s.Code, err)
	}
	known, err := SupplierByCode(ctx, db, s.Code)
	return known.ID, err
}

// SupplierByCode is the supplier with the given code, or ErrNotFound.
func SupplierByCode(ctx context.Context, db DB, code string) (Supplier, error) {
	rows, _ := db.Query(ctx, "select id, code, kind, name from intake.supplier where code = $1", code)
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Supplier])
	if err != nil {
		return Supplier{}, fmt.Errorf("supplier %s: %w", code, orNotFound(err))
	}
	return s, nil
}

// SupplierByID is the supplier with the given id, or ErrNotFound.
func SupplierByID(ctx context.Context, db DB, id int64) (Supplier, error) {
	rows, _ := db.Query(ctx, "select id, code, kind, name from intake.supplier where id = $1", id)
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Supplier])
	if err != nil {
		return Supplier{}, fmt.Errorf("supplier %d: %w", id, orNotFound(err))
	}
	return s, nil
}

// Suppliers lists all suppliers by code.
func Suppliers(ctx context.Context, db DB) ([]Supplier, error) {
	rows, _ := db.Query(ctx, "select id, code, kind, name from intake.supplier order by code")
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Supplier])
	if err != nil {
		return nil, fmt.Errorf("suppliers: %w", err)
	}
	return all, nil
}

// AsSupplier runs fn in a transaction that sees and writes the rows of one
// supplier only. The setting ends with the transaction, so a pooled connection
// never carries it to the next request.
func AsSupplier(ctx context.Context, db DB, supplier int64, fn func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if err := ActFor(ctx, tx, supplier); err != nil {
			return err
		}
		return fn(tx)
	})
}

// ActFor confines the rest of tx to one supplier's rows.
func ActFor(ctx context.Context, tx pgx.Tx, supplier int64) error {
	if _, err := tx.Exec(ctx, "select set_config('goldset.supplier', $1, true)", strconv.FormatInt(supplier, 10)); err != nil {
		return fmt.Errorf("confine to supplier %d: %w", supplier, err)
	}
	return nil
}
