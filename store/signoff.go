package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// SendForSignOff hands a checked and answered submission to the supplier's
// signatories, and withdraws what was uploaded before it and not signed.
func SendForSignOff(ctx context.Context, tx pgx.Tx, submission, account int64, now time.Time) error {
	sub, err := LockSubmission(ctx, tx, submission)
	if err != nil {
		return err
	}
	if err := mayBeSigned(ctx, tx, &sub); err != nil {
		return err
	}
	if sub.SentAt != nil {
		return nil // two tabs
	}
	const sql = "update intake.submission set sent_by = $2, sent_at = $3, declined = null where id = $1"
	if _, err := tx.Exec(ctx, sql, submission, account, now); err != nil {
		return fmt.Errorf("send submission %d for sign-off: %w", submission, err)
	}
	if err := withdrawOthers(ctx, tx, &sub); err != nil {
		return err
	}
	return AddRequestEvent(ctx, tx, RequestEvent{
		Request: sub.Request, Supplier: sub.Supplier, At: now, Kind: EventSentForSignOff, Account: account,
	})
}

// DeclineSignOff sends a submission back to whoever prepared it, with the reason.
func DeclineSignOff(ctx context.Context, tx pgx.Tx, submission, account int64, reason string, now time.Time) error {
	sub, err := LockSubmission(ctx, tx, submission)
	if err != nil {
		return err
	}
	if sub.State != StateReady || sub.SentAt == nil {
		return fmt.Errorf("decline submission %d: %w", submission, ErrNotSent)
	}
	const sql = "update intake.submission set sent_by = null, sent_at = null, declined = $2 where id = $1"
	if _, err := tx.Exec(ctx, sql, submission, reason); err != nil {
		return fmt.Errorf("decline submission %d: %w", submission, err)
	}
	return AddRequestEvent(ctx, tx, RequestEvent{
		Request: sub.Request, Supplier: sub.Supplier, At: now, Kind: EventDeclined, Note: reason, Account: account,
	})
}

// SignOff signs a submission off as account, who is a signatory of the same
// supplier and did not upload it, and writes the receipt. sign signs the receipt's
// text. The caller queues the load in the same tx.
//
// What is signed is the file's digest, the layout and rule-set versions, the
// digests of rows and findings, and the submission that is replaced.
func SignOff(ctx context.Context, tx pgx.Tx, submission, account int64, now time.Time, sign func([]byte) ([]byte, error)) (Receipt, error) {
	sub, err := LockSubmission(ctx, tx, submission)
	if err != nil {
		return Receipt{}, err
	}
	if sub.State.Submitted() { // two tabs, or a reload of the page
		receipt, _, readErr := ReadReceipt(ctx, tx, submission)
		return receipt, readErr
	}
	signatory, err := signatoryOf(ctx, tx, &sub, account)
	if err != nil {
		return Receipt{}, err
	}
	if err = mayBeSigned(ctx, tx, &sub); err != nil {
		return Receipt{}, err
	}
	if sub.SentAt == nil {
		return Receipt{}, fmt.Errorf("sign off submission %d: %w", submission, ErrNotSent)
	}
	if sub.Replaces, err = currentFor(ctx, tx, &sub); err != nil {
		return Receipt{}, err
	}
	if err = markSigned(ctx, tx, &sub, account, now); err != nil {
		return Receipt{}, err
	}
	receipt, err := receiptFor(ctx, tx, &sub, signatory, now)
	if err != nil {
		return Receipt{}, err
	}
	return receipt, keepReceipt(ctx, tx, sub.Supplier, account, &receipt, sign)
}

// keepReceipt stores the signed receipt and notes the sign-off in the audit chain.
func keepReceipt(ctx context.Context, tx pgx.Tx, supplier, account int64, r *Receipt, sign func([]byte) ([]byte, error)) error {
	if err := addReceipt(ctx, tx, supplier, r, sign); err != nil {
		return err
	}
	actor, object := "account "+strconv.FormatInt(account, 10), "submission "+strconv.FormatInt(r.Submission, 10)
	return Audit(ctx, tx, actor, "sign off", object, map[string]any{"sha256": r.SHA256, "rows": r.RowsIn()})
}

func signatoryOf(ctx context.Context, tx pgx.Tx, sub *Submission, account int64) (Account, error) {
	a, err := AccountByID(ctx, tx, account)
	switch {
	case err != nil:
		return a, err
	case a.Role != RoleSignatory || a.Supplier != sub.Supplier || a.Disabled:
		return a, fmt.Errorf("sign off submission %d: %w", sub.ID, ErrNotSignatory)
	case a.ID == sub.UploadedBy:
		return a, fmt.Errorf("sign off submission %d: %w", sub.ID, ErrSamePerson)
	}
	return a, nil
}

// mayBeSigned reports why a submission cannot be sent or signed, if so.
func mayBeSigned(ctx context.Context, tx pgx.Tx, sub *Submission) error {
	if sub.State != StateReady {
		return fmt.Errorf("submission %d is %s: %w", sub.ID, sub.State, ErrNotReady)
	}
	later, err := LaterSubmission(ctx, tx, sub.ID)
	if err != nil {
		return err
	}
	if later != 0 {
		return fmt.Errorf("submission %d: %w", sub.ID, ErrSuperseded)
	}
	return nil
}

// What was signed or loaded before stays until this one is loaded in turn.
const withdrawOthersSQL = `
update intake.submission
set state = 'withdrawn', sent_by = null, sent_at = null
where request_id = $1 and id <> $2 and state in ('answering', 'ready')`

func withdrawOthers(ctx context.Context, tx pgx.Tx, sub *Submission) error {
	if _, err := tx.Exec(ctx, withdrawOthersSQL, sub.Request, sub.ID); err != nil {
		return fmt.Errorf("withdraw submissions before %d: %w", sub.ID, err)
	}
	return nil
}

const currentForSQL = `
select id from intake.submission
where supplier_id = $1 and return = $2 and year = $3 and term = $4 and current`

func currentFor(ctx context.Context, tx pgx.Tx, sub *Submission) (int64, error) {
	rows, _ := tx.Query(ctx, currentForSQL, sub.Supplier, string(sub.Return), int(sub.Year), sub.Term)
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("what submission %d replaces: %w", sub.ID, err)
	}
	return id, nil
}

func markSigned(ctx context.Context, tx pgx.Tx, sub *Submission, account int64, now time.Time) error {
	const sql = "update intake.submission set state = 'signed', signed_by = $2, signed_at = $3, replaces = nullif($4, 0) where id = $1"
	if _, err := tx.Exec(ctx, sql, sub.ID, account, now, sub.Replaces); err != nil {
		return fmt.Errorf("sign off submission %d: %w", sub.ID, err)
	}
	return AddRequestEvent(ctx, tx, RequestEvent{
		Request: sub.Request, Supplier: sub.Supplier, At: now, Kind: EventSigned, Account: account,
	})
}

func receiptFor(ctx context.Context, tx pgx.Tx, sub *Submission, signatory Account, now time.Time) (Receipt, error) {
	tables, err := SubmissionTables(ctx, tx, sub.ID)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{
		Reference:      receiptReference(sub, signatory.SupplierCode),
		Supplier:       signatory.SupplierCode,
		SupplierName:   signatory.SupplierName,
		Return:         string(sub.Return),
		Year:           int(sub.Year),
		Term:           sub.Term,
		Request:        sub.Request,
		Submission:     sub.ID,
		Files:          sub.FileNames,
		SHA256:         hex.EncodeToString(sub.SHA256),
		Bytes:          sub.Bytes,
		Tables:         tables,
		LayoutVersion:  sub.LayoutVersion,
		RulesetVersion: sub.RulesetVersion,
		RowsDigest:     hex.EncodeToString(sub.RowsDigest),
		FindingsDigest: hex.EncodeToString(sub.FindingsDigest),
		Replaces:       sub.Replaces,
		UploadedAt:     sub.UploadedAt.UTC(),
		SignedAt:       now.UTC(),
		Signatory:      signatory.Name,
	}, nil
}
