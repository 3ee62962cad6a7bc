package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Message waits in the outbox until it is sent. It is written in the transaction
// that gives cause to it, so neither happens without the other. Messages name
// requests and references, never a child.
type Message struct {
	ID        int64
	Supplier  int64 // 0 for the Commissioner's office
	Recipient string
	Subject   string
	Body      string
	Attempts  int
}

const addMessageSQL = `
insert into intake.outbox (supplier_id, recipient, subject, body)
values (nullif(@supplier, 0), @recipient, @subject, @body)`

// AddMessage puts a message in the outbox.
func AddMessage(ctx context.Context, db DB, m Message) error {
	_, err := db.Exec(ctx, addMessageSQL, pgx.StrictNamedArgs{
		"supplier": m.Supplier, "recipient": m.Recipient, "subject": m.Subject, "body": m.Body,
	})
	if err != nil {
		return fmt.Errorf("add message: %w", err)
	}
	return nil
}

// TellSupplier puts the same message in the outbox for each of a supplier's
// people in one of the given roles; with none given, for all of them.
func TellSupplier(ctx context.Context, db DB, supplier int64, subject, body string, roles ...Role) error {
	const sql = `
insert into intake.outbox (supplier_id, recipient, subject, body)
select a.supplier_id, a.email, @subject, @body
from access.account a
where a.supplier_id = @supplier and not a.disabled and (@any or a.role = any(@roles))
order by a.id`
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	_, err := db.Exec(ctx, sql, pgx.StrictNamedArgs{
		"supplier": supplier, "subject": subject, "body": body, "any": len(roles) == 0, "roles": names,
	})
	if err != nil {
		return fmt.Errorf("tell supplier %d: %w", supplier, err)
	}
	return nil
}

// maxAttempts is how often sending a message is tried before an operator must look.
const maxAttempts = 10

const takeMessagesSQL = `
select id, coalesce(supplier_id, 0), recipient, subject, body, attempts
from intake.outbox
where sent_at is null and attempts < @attempts
order by id
limit @limit
for update skip locked`

// TakeMessages takes up to limit waiting messages; two senders never take the same one.
func TakeMessages(ctx context.Context, tx pgx.Tx, limit int) ([]Message, error) {
	rows, _ := tx.Query(ctx, takeMessagesSQL, pgx.StrictNamedArgs{"attempts": maxAttempts, "limit": limit})
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Message])
	if err != nil {
		return nil, fmt.Errorf("take messages: %w", err)
	}
	return all, nil
}

// MessageSent notes that a message went out.
func MessageSent(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, "update intake.outbox set sent_at = now(), attempts = attempts + 1, error = '' where id = $1", id); err != nil {
		return fmt.Errorf("message %d: %w", id, err)
	}
	return nil
}

// MessageFailed notes why a message did not go out; it is tried again.
func MessageFailed(ctx context.Context, tx pgx.Tx, id int64, why string) error {
	if _, err := tx.Exec(ctx, "update intake.outbox set attempts = attempts + 1, error = $2 where id = $1", id, why); err != nil {
		return fmt.Errorf("message %d: %w", id, err)
	}
	return nil
}

// OutboxPending is how many messages wait, and how many of them are given up on.
func OutboxPending(ctx context.Context, db DB) (waiting, stuck int64, err error) {
	const sql = "select count(*) filter (where attempts < $1), count(*) filter (where attempts >= $1) from intake.outbox where sent_at is null"
	if err := db.QueryRow(ctx, sql, maxAttempts).Scan(&waiting, &stuck); err != nil {
		return 0, 0, fmt.Errorf("outbox: %w", err)
	}
	return waiting, stuck, nil
}
