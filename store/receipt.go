package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// Receipt is what a supplier keeps: proof of what it sent, and of who said so.
type Receipt struct {
	Reference      string          `json:"reference"`
	Supplier       string          `json:"supplier"` // code
	SupplierName   string          `json:"supplier_name"`
	Return         string          `json:"return"`
	Year           int             `json:"collection_year"`
	Term           string          `json:"term,omitempty"`
	Request        int64           `json:"request"`
	Submission     int64           `json:"submission"`
	Files          []string        `json:"files"`
	SHA256         string          `json:"sha256"` // of the bytes as they came, in hexadecimal
	Bytes          int64           `json:"bytes"`
	Tables         []goldset.Count `json:"tables"`
	LayoutVersion  string          `json:"layout_version"`
	RulesetVersion string          `json:"ruleset_version"`
	RowsDigest     string          `json:"rows_digest"`
	FindingsDigest string          `json:"findings_digest"`
	Replaces       int64           `json:"replaces,omitempty"` // submission that was current when this was signed
	UploadedAt     time.Time       `json:"uploaded_at"`
	SignedAt       time.Time       `json:"signed_at"`
	Signatory      string          `json:"signatory"`
}

// Text is what is signed: the receipt as compact JSON in the order above.
func (r Receipt) Text() ([]byte, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("receipt %s: %w", r.Reference, err)
	}
	return text, nil
}

// RowsIn, RowsOut and RowsRefused add up over the tables.
func (r Receipt) rows(of func(goldset.Count) int) (n int) {
	for _, c := range r.Tables {
		n += of(c)
	}
	return n
}

// RowsIn is how many rows the files held.
func (r Receipt) RowsIn() int { return r.rows(func(c goldset.Count) int { return c.In }) }

// RowsOut is how many of them were accepted.
func (r Receipt) RowsOut() int { return r.rows(func(c goldset.Count) int { return c.Out }) }

// RowsRefused is how many were refused.
func (r Receipt) RowsRefused() int { return r.rows(func(c goldset.Count) int { return c.Refused }) }

const readReceiptSQL = "select body, signature from intake.receipt where submission_id = $1"

// ReadReceipt is a submission's receipt and its signature, or ErrNotFound.
func ReadReceipt(ctx context.Context, db DB, submission int64) (Receipt, []byte, error) {
	var body, signature []byte
	var r Receipt
	err := db.QueryRow(ctx, readReceiptSQL, submission).Scan(&body, &signature)
	if err != nil {
		return r, nil, fmt.Errorf("receipt of submission %d: %w", submission, orNotFound(err))
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return r, nil, fmt.Errorf("receipt of submission %d: %w", submission, err)
	}
	return r, signature, nil
}

const addReceiptSQL = `
insert into intake.receipt (submission_id, supplier_id, reference, body, signature, issued_at)
values (@submission, @supplier, @reference, @body, @signature, @now)
on conflict (submission_id) do update
set reference = excluded.reference, body = excluded.body, signature = excluded.signature, issued_at = excluded.issued_at`

func addReceipt(ctx context.Context, tx pgx.Tx, supplier int64, r *Receipt, sign func([]byte) ([]byte, error)) error {
	text, err := r.Text()
	if err != nil {
		return err
	}
	signature, err := sign(text)
	if err != nil {
		return fmt.Errorf("sign receipt %s: %w", r.Reference, err)
	}
	_, err = tx.Exec(ctx, addReceiptSQL, pgx.StrictNamedArgs{
		"submission": r.Submission, "supplier": supplier, "reference": r.Reference,
		"body": string(text), "signature": signature, "now": r.SignedAt,
	})
	if err != nil {
		return fmt.Errorf("add receipt %s: %w", r.Reference, err)
	}
	return nil
}

// receiptReference is what people quote. It names the submission and carries the first
// digits of the file's SHA-256, so a slip of the pen shows.
func receiptReference(sub *Submission, supplier string) string {
	digest := hex.EncodeToString(sub.SHA256)
	return fmt.Sprintf("GS-%s-%d-%06d-%.4s", supplier, sub.Year, sub.ID, digest)
}

// Why a return is not signed off.
var (
	ErrNotReady     = errors.New("the return still has errors or queries to answer")
	ErrNotSent      = errors.New("the return has not been sent for sign-off")
	ErrSamePerson   = errors.New("the person who uploaded the return cannot sign it off")
	ErrNotSignatory = errors.New("only a signatory of the supplier signs off")
	ErrSuperseded   = errors.New("a later file has taken this one's place")
)
