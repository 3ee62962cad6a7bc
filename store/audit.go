package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Audit records in the transaction of what was done that it was done. The login is
// noted by the database; actor is the account or job behind it, object what it was
// done to, detail ids and counts, never a value of a row.
func Audit(ctx context.Context, db DB, actor, action, object string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	text, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	if _, err := db.Exec(ctx, "select audit.append($1, $2, $3, $4)", actor, action, object, text); err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	return nil
}

// AuditEvent is one row of the audit. Detail is the text the database gives of it.
type AuditEvent struct {
	Seq    int64
	At     time.Time
	Actor  string
	Action string
	Object string
	Detail string
}

const auditEventsSQL = `
select seq, at, actor, action, object, detail::text
from audit.event
where seq > $1
order by seq
limit $2`

// AuditEvents lists events after a sequence number, in order. db is the audit login's.
func AuditEvents(ctx context.Context, db DB, after int64, limit int) ([]AuditEvent, error) {
	rows, _ := db.Query(ctx, auditEventsSQL, after, limit)
	events, err := pgx.CollectRows(rows, pgx.RowToStructByPos[AuditEvent])
	if err != nil {
		return nil, fmt.Errorf("audit events: %w", err)
	}
	return events, nil
}

// auditHash chains an event to what went before: SHA-256 of the previous hash, the
// event's position in the chain and its fields, each preceded by its length.
func auditHash(previous []byte, position int64, e *AuditEvent) []byte {
	var b []byte
	field := func(part string) { b = append(binary.AppendUvarint(b, uint64(len(part))), part...) }
	field(string(previous))
	b = binary.BigEndian.AppendUint64(b, uint64(position))
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMicro()))
	field(e.Actor)
	field(e.Action)
	field(e.Object)
	field(e.Detail)
	sum := sha256.Sum256(b)
	return sum[:]
}

// auditSealer is the lock that one sealer holds at a time.
const auditSealer = "goldset audit sealer"

// sealBatch bounds how many events one sealing takes up.
const sealBatch = 1000

// auditTip is the newest seal.
type auditTip struct {
	AuditHead
	Seq int64 // the highest that is sealed
}

// Transactions commit in another order than they draw their sequence numbers, so
// the chain takes events as they appear, and looks back for late ones.
const unsealedSQL = `
select e.seq, e.at, e.actor, e.action, e.object, e.detail::text
from audit.event e
where e.seq > @after
  and not exists (select from audit.seal s where s.seq = e.seq and s.seq > @after)
order by e.seq
limit @limit`

// sealWindow is how far behind the newest seal an ordinary sealing looks.
const sealWindow = 10_000

const addSealsSQL = `
insert into audit.seal (position, seq, hash)
select * from unnest(@positions::bigint[], @seqs::bigint[], @hashes::bytea[])`

// SealAudit chains events that no seal covers yet and returns the chain's new head,
// and whether there was anything to seal. It looks back over the last ten thousand
// events, or over all when told to: do that now and then, for what a transaction of
// many hours left behind. tx is the audit login's.
func SealAudit(ctx context.Context, tx pgx.Tx, all bool) (AuditHead, bool, error) {
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended($1, 0))", auditSealer); err != nil {
		return AuditHead{}, false, fmt.Errorf("seal audit: %w", err)
	}
	tip, err := readTip(ctx, tx)
	if err != nil {
		return AuditHead{}, false, err
	}
	after := int64(0)
	if !all {
		after = max(tip.Seq-sealWindow, 0)
	}
	rows, _ := tx.Query(ctx, unsealedSQL, pgx.StrictNamedArgs{"after": after, "limit": sealBatch})
	events, err := pgx.CollectRows(rows, pgx.RowToStructByPos[AuditEvent])
	if err != nil {
		return AuditHead{}, false, fmt.Errorf("seal audit: %w", err)
	}
	if len(events) == 0 {
		return tip.AuditHead, false, nil
	}
	var positions, seqs []int64
	var hashes [][]byte
	head := tip.AuditHead
	for i := range events {
		head = AuditHead{head.Position + 1, auditHash(head.Hash, head.Position+1, &events[i])}
		positions, seqs, hashes = append(positions, head.Position), append(seqs, events[i].Seq), append(hashes, head.Hash)
	}
	_, err = tx.Exec(ctx, addSealsSQL, pgx.StrictNamedArgs{"positions": positions, "seqs": seqs, "hashes": hashes})
	if err != nil {
		return AuditHead{}, false, fmt.Errorf("seal audit: %w", err)
	}
	return head, true, nil
}

func readTip(ctx context.Context, db DB) (auditTip, error) {
	rows, _ := db.Query(ctx, "select position, hash, (select max(seq) from audit.seal) from audit.seal order by position desc limit 1")
	tip, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (auditTip, error) {
		var t auditTip
		err := row.Scan(&t.Position, &t.Hash, &t.Seq)
		return t, err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return auditTip{}, nil
	}
	if err != nil {
		return auditTip{}, fmt.Errorf("audit chain: %w", err)
	}
	return tip, nil
}

// UnsealedEvents is how many events no seal covers, and the age of the oldest.
func UnsealedEvents(ctx context.Context, db DB, now time.Time) (int64, time.Duration, error) {
	var n int64
	var oldest *time.Time
	const sql = "select count(*), min(at) from audit.event e where not exists (select from audit.seal s where s.seq = e.seq)"
	if err := db.QueryRow(ctx, sql).Scan(&n, &oldest); err != nil {
		return 0, 0, fmt.Errorf("unsealed audit events: %w", err)
	}
	if oldest == nil {
		return n, 0, nil
	}
	return n, now.Sub(*oldest), nil
}
