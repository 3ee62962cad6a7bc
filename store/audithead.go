package store

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/goldset/goldset/privacy"
)

// AuditHead is the newest position of the audit chain and its hash. Whoever holds a
// signed head can tell whether anything up to it was changed or cut off since.
type AuditHead struct {
	Position int64
	Hash     []byte
}

// signedHead is a line of the heads file.
type signedHead struct {
	Position  int64     `json:"position"`
	Hash      string    `json:"hash"`
	At        time.Time `json:"at"`
	Signature []byte    `json:"signature"` // Ed25519 of signedText
}

// signedText is what is signed.
func (h *signedHead) signedText() []byte {
	return fmt.Appendf(nil, "goldset audit head\n%d\n%s\n%s\n", h.Position, h.Hash, h.At.UTC().Format(time.RFC3339Nano))
}

// AppendAuditHead signs a head and appends it to the heads file, which lives where
// the database cannot write.
func AppendAuditHead(path string, keys *privacy.Keys, head AuditHead, now time.Time) error {
	line := signedHead{Position: head.Position, Hash: hex.EncodeToString(head.Hash), At: now.UTC()}
	var err error
	if line.Signature, err = keys.Sign(line.signedText()); err != nil {
		return err
	}
	text, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("audit head: %w", err)
	}
	return nil
}

// ErrAuditBroken says that the audit is not what was sealed and signed.
var ErrAuditBroken = errors.New("the audit chain is broken")

// AuditReport is what VerifyAudit found in order.
type AuditReport struct {
	Events   int64 // sealed
	Unsealed int64 // not sealed yet; a sealer at work leaves none older than a second
	Heads    int   // signed heads that agree
}

// VerifyAudit recomputes the chain from its first event and compares it with every
// signed head. It finds an event that was edited, moved, put in or taken out, and a
// chain that was cut off or written anew after a head was signed. db is the audit
// login's; headsPath may name no file, and then only the chain itself is checked.
func VerifyAudit(ctx context.Context, db DB, headsPath string, verifier *privacy.Verifier) (AuditReport, error) {
	heads, err := readHeads(headsPath, verifier)
	if err != nil {
		return AuditReport{}, err
	}
	report := AuditReport{}
	hash := []byte(nil)
	var position, seq int64
	var sealed []byte
	var e AuditEvent
	var there bool
	into := []any{&position, &seq, &sealed, &there, &e.At, &e.Actor, &e.Action, &e.Object, &e.Detail}
	err = forEach(ctx, db, into, func() error {
		report.Events++
		e.Seq = seq
		if position != report.Events {
			return fmt.Errorf("%w: position %d is missing", ErrAuditBroken, report.Events)
		}
		if !there {
			return fmt.Errorf("%w: event %d at position %d is missing", ErrAuditBroken, seq, position)
		}
		hash = auditHash(hash, position, &e)
		if string(hash) != string(sealed) {
			return fmt.Errorf("%w: event %d at position %d is not what was sealed", ErrAuditBroken, seq, position)
		}
		if signed, ok := heads[position]; ok {
			if signed != hex.EncodeToString(hash) {
				return fmt.Errorf("%w: position %d is not what was signed", ErrAuditBroken, position)
			}
			report.Heads++
			delete(heads, position)
		}
		return nil
	}, chainSQL)
	if err != nil {
		return report, fmt.Errorf("verify audit: %w", err)
	}
	for position := range heads {
		return report, fmt.Errorf("verify audit: %w: it ends at position %d, and position %d was signed", ErrAuditBroken, report.Events, position)
	}
	report.Unsealed, _, err = UnsealedEvents(ctx, db, time.Time{})
	return report, err
}

const chainSQL = `
select s.position, s.seq, s.hash, e.seq is not null, coalesce(e.at, 'epoch'), coalesce(e.actor, ''), coalesce(e.action, ''),
       coalesce(e.object, ''), coalesce(e.detail::text, '')
from audit.seal s
left join audit.event e on e.seq = s.seq
order by s.position`

// readHeads reads the signed heads by position. One whose signature does not hold
// breaks the chain: somebody wrote it who has no key.
func readHeads(path string, verifier *privacy.Verifier) (map[int64]string, error) {
	heads := make(map[int64]string)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return heads, nil
	}
	if err != nil {
		return nil, fmt.Errorf("audit heads: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		var head signedHead
		if json.Unmarshal(lines.Bytes(), &head) != nil || verifier.Verify(head.signedText(), head.Signature) != nil {
			return nil, fmt.Errorf("%w: line %d of the heads file is not signed by a known key", ErrAuditBroken, n)
		}
		if other, ok := heads[head.Position]; ok && other != head.Hash {
			return nil, fmt.Errorf("%w: position %d was signed twice with different hashes", ErrAuditBroken, head.Position)
		}
		heads[head.Position] = head.Hash
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("audit heads: %w", err)
	}
	return heads, nil
}
