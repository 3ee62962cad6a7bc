package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Session is one browser that is signed in. The database holds the hash of its
// token, so a copy of the table opens no door.
type Session struct {
	Account   Account
	CSRF      []byte // bound into every form of the session
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time // absolute: however busy the session is
}

// NewSession is what starting one needs. All times are the caller's.
type NewSession struct {
	TokenHash []byte
	CSRF      []byte
	Account   int64
	Now       time.Time
	Expires   time.Time
}

const startSessionSQL = `
insert into access.session (token_hash, account_id, csrf, created_at, seen_at, expires_at)
values (@token, @account, @csrf, @now, @now, @expires)`

// StartSession records that an account signed in.
func StartSession(ctx context.Context, db DB, s NewSession) error {
	_, err := db.Exec(ctx, startSessionSQL, pgx.StrictNamedArgs{
		"token": s.TokenHash, "csrf": s.CSRF, "account": s.Account, "now": s.Now, "expires": s.Expires,
	})
	if err != nil {
		return fmt.Errorf("start session of account %d: %w", s.Account, err)
	}
	return nil
}

const findSessionSQL = `
select n.csrf, n.created_at, n.seen_at, n.expires_at,
       a.id, coalesce(a.supplier_id, 0), coalesce(s.code, ''), coalesce(s.name, ''), a.email, a.name, a.role
from access.session n
join access.account a on a.id = n.account_id
left join intake.supplier s on s.id = a.supplier_id
where n.token_hash = @token and n.expires_at > @now and n.seen_at > @idle and not a.disabled`

// FindSession is the session with the given token hash. One that has run out by
// now, has not been seen since idle, or whose account is disabled is ErrNotFound.
func FindSession(ctx context.Context, db DB, tokenHash []byte, now, idle time.Time) (Session, error) {
	rows, _ := db.Query(ctx, findSessionSQL, pgx.StrictNamedArgs{"token": tokenHash, "now": now, "idle": idle})
	s, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (s Session, err error) {
		a := &s.Account
		err = row.Scan(&s.CSRF, &s.CreatedAt, &s.SeenAt, &s.ExpiresAt,
			&a.ID, &a.Supplier, &a.SupplierCode, &a.SupplierName, &a.Email, &a.Name, &a.Role)
		return s, err
	})
	if err != nil {
		return Session{}, fmt.Errorf("session: %w", orNotFound(err))
	}
	return s, nil
}

// TouchSession notes that the session was used.
func TouchSession(ctx context.Context, db DB, tokenHash []byte, now time.Time) error {
	if _, err := db.Exec(ctx, "update access.session set seen_at = $2 where token_hash = $1", tokenHash, now); err != nil {
		return fmt.Errorf("touch session: %w", err)
	}
	return nil
}

// EndSession signs one browser out.
func EndSession(ctx context.Context, db DB, tokenHash []byte) error {
	if _, err := db.Exec(ctx, "delete from access.session where token_hash = $1", tokenHash); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// EndSessions signs an account out everywhere.
func EndSessions(ctx context.Context, db DB, account int64) error {
	if _, err := db.Exec(ctx, "delete from access.session where account_id = $1", account); err != nil {
		return fmt.Errorf("end sessions of account %d: %w", account, err)
	}
	return nil
}

// SweepSessions forgets sessions that have run out by now or were last seen
// before idle, and returns how many there were.
func SweepSessions(ctx context.Context, db DB, now, idle time.Time) (int64, error) {
	tag, err := db.Exec(ctx, "delete from access.session where expires_at <= $1 or seen_at <= $2", now, idle)
	if err != nil {
		return 0, fmt.Errorf("sweep sessions: %w", err)
	}
	return tag.RowsAffected(), nil
}

// AddInvitation records that whoever holds the token may set the account's password until expires.
func AddInvitation(ctx context.Context, db DB, tokenHash []byte, account int64, expires time.Time) error {
	const sql = "insert into access.invitation (token_hash, account_id, expires_at) values ($1, $2, $3)"
	if _, err := db.Exec(ctx, sql, tokenHash, account, expires); err != nil {
		return fmt.Errorf("invite account %d: %w", account, err)
	}
	return nil
}

const takeInvitationSQL = `
update access.invitation
set used_at = @now
where token_hash = @token and used_at is null and expires_at > @now
returning account_id`

// TakeInvitation uses an invitation up and returns its account; a second use, or
// one after it ran out, is ErrNotFound.
func TakeInvitation(ctx context.Context, db DB, tokenHash []byte, now time.Time) (int64, error) {
	rows, _ := db.Query(ctx, takeInvitationSQL, pgx.StrictNamedArgs{"token": tokenHash, "now": now})
	account, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("invitation: %w", orNotFound(err))
	}
	return account, nil
}

// InvitationStands reports whether an invitation could be taken up now.
func InvitationStands(ctx context.Context, db DB, tokenHash []byte, now time.Time) (bool, error) {
	const sql = "select exists (select from access.invitation where token_hash = $1 and used_at is null and expires_at > $2)"
	rows, _ := db.Query(ctx, sql, tokenHash, now)
	stands, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
	if err != nil {
		return false, fmt.Errorf("invitation: %w", err)
	}
	return stands, nil
}
