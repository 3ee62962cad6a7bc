package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Role says which pages an account may open.
type Role string

// The roles. Provider and signatory belong to a supplier, the others to the
// Commissioner's office.
const (
	RoleProvider   Role = "provider"   // uploads, explains
	RoleSignatory  Role = "signatory"  // signs off what somebody else uploaded
	RoleAnalyst    Role = "analyst"    // links and reads releases
	RoleReviewer   Role = "reviewer"   // decides doubtful pairs
	RoleOperator   Role = "operator"   // queues and health
	RoleGovernance Role = "governance" // permissions, requests, extensions
	RoleApprover   Role = "approver"   // approves a release
)

// Roles lists every role.
func Roles() []Role {
	return []Role{RoleProvider, RoleSignatory, RoleAnalyst, RoleReviewer, RoleOperator, RoleGovernance, RoleApprover}
}

// Account is one person who may sign in.
type Account struct {
	ID           int64
	Supplier     int64 // 0 for the Commissioner's office
	SupplierCode string
	SupplierName string
	Email        string
	Name         string
	Role         Role
	PasswordHash string // argon2id, PHC string; empty until an invitation is taken up
	Failed       int
	LockedUntil  *time.Time
	Disabled     bool
}

const addAccountSQL = `
insert into access.account (supplier_id, email, name, role, password_hash)
values (nullif(@supplier, 0), @email, @name, @role, nullif(@hash, ''))
returning id`

// AddAccount records a person who may sign in. Supplier, Email, Name and Role
// count, and PasswordHash when there is one already.
func AddAccount(ctx context.Context, db DB, a Account) (int64, error) {
	rows, _ := db.Query(ctx, addAccountSQL, pgx.StrictNamedArgs{
		"supplier": a.Supplier, "email": a.Email, "name": a.Name, "role": string(a.Role), "hash": a.PasswordHash,
	})
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("add %s account: %w", a.Role, err)
	}
	return id, nil
}

const accountColumns = `
select a.id, coalesce(a.supplier_id, 0), coalesce(s.code, ''), coalesce(s.name, ''), a.email, a.name, a.role,
       coalesce(a.password_hash, ''), a.failed, a.locked_until, a.disabled
from access.account a
left join intake.supplier s on s.id = a.supplier_id`

// AccountByEmail is the account with the given address, in any case, or ErrNotFound.
func AccountByEmail(ctx context.Context, db DB, email string) (Account, error) {
	rows, _ := db.Query(ctx, accountColumns+" where lower(a.email) = lower($1)", email)
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Account])
	if err != nil {
		return Account{}, fmt.Errorf("account: %w", orNotFound(err))
	}
	return a, nil
}

// AccountByID is the account with the given id, or ErrNotFound.
func AccountByID(ctx context.Context, db DB, id int64) (Account, error) {
	rows, _ := db.Query(ctx, accountColumns+" where a.id = $1", id)
	a, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Account])
	if err != nil {
		return Account{}, fmt.Errorf("account %d: %w", id, orNotFound(err))
	}
	return a, nil
}

// SupplierAccounts lists a supplier's people who may sign in, by role and name.
func SupplierAccounts(ctx context.Context, db DB, supplier int64) ([]Account, error) {
	rows, _ := db.Query(ctx, accountColumns+" where a.supplier_id = $1 and not a.disabled order by a.role, a.name", supplier)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Account])
	if err != nil {
		return nil, fmt.Errorf("accounts of supplier %d: %w", supplier, err)
	}
	return all, nil
}

// SetPassword gives an account its password hash and lifts a lock.
func SetPassword(ctx context.Context, db DB, account int64, hash string) error {
	const sql = "update access.account set password_hash = $2, failed = 0, locked_until = null where id = $1"
	if _, err := db.Exec(ctx, sql, account, hash); err != nil {
		return fmt.Errorf("set password of account %d: %w", account, err)
	}
	return nil
}

// A lock that has run out starts the count again, so that one more mistake does
// not lock the account at once.
const failSignInSQL = `
update access.account
set failed = case when locked_until <= @now then 1 else failed + 1 end,
    locked_until = case
        when locked_until > @now then locked_until
        when locked_until is null and failed + 1 >= @limit then @until
    end
where id = @account
returning locked_until is not null and locked_until > @now`

// FailSignIn counts a wrong password and locks the account until the given time
// once there were limit of them in a row. It reports whether the account is locked.
func FailSignIn(ctx context.Context, db DB, account int64, limit int, now, until time.Time) (bool, error) {
	rows, _ := db.Query(ctx, failSignInSQL, pgx.StrictNamedArgs{"account": account, "limit": limit, "now": now, "until": until})
	locked, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
	if err != nil {
		return false, fmt.Errorf("count failed sign-in of account %d: %w", account, err)
	}
	return locked, nil
}

// ClearSignInFailures starts the count of wrong passwords again.
func ClearSignInFailures(ctx context.Context, db DB, account int64) error {
	_, err := db.Exec(ctx, "update access.account set failed = 0, locked_until = null where id = $1 and (failed > 0 or locked_until is not null)", account)
	if err != nil {
		return fmt.Errorf("clear failed sign-ins of account %d: %w", account, err)
	}
	return nil
}

const addressFailuresSQL = `
select failed from access.attempt where address_hash = @address and since > @from`

// AddressFailures is how many sign-ins from an address (given as a hash) failed
// in the window that is still open, one that started after from.
func AddressFailures(ctx context.Context, db DB, address []byte, from time.Time) (int, error) {
	rows, _ := db.Query(ctx, addressFailuresSQL, pgx.StrictNamedArgs{"address": address, "from": from})
	failed, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("failed sign-ins of an address: %w", err)
	}
	return failed, nil
}

const failAddressSQL = `
insert into access.attempt (address_hash, failed, since)
values (@address, 1, @now)
on conflict (address_hash) do update
set failed = case when access.attempt.since > @from then access.attempt.failed + 1 else 1 end,
    since  = case when access.attempt.since > @from then access.attempt.since else excluded.since end`

// FailAddress counts a failed sign-in from an address; a window older than from starts anew.
func FailAddress(ctx context.Context, db DB, address []byte, from, now time.Time) error {
	if _, err := db.Exec(ctx, failAddressSQL, pgx.StrictNamedArgs{"address": address, "from": from, "now": now}); err != nil {
		return fmt.Errorf("count failed sign-in of an address: %w", err)
	}
	return nil
}
