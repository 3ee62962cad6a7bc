package portal

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// Work is what the portal asks of jobs. Each method is one decision with its
// consequences, committed together.
type Work interface {
	// Receive keeps the files of an upload in the vault, then records the submission
	// and queues its check in one transaction. The files must be read in order, each
	// to its end before the next. An error from Files is returned as it is (wrapped);
	// nothing is recorded then.
	Receive(ctx context.Context, u Upload) (Received, error)

	// Try checks the files of an upload that answers no request and keeps nothing of
	// them; Supplier and Files count. A *ingest.Refused error says why they cannot be
	// taken. What draw gets ends with the call.
	Try(ctx context.Context, u Upload, draw func(*feedback.Report, []ingest.File) error) error

	// SignOff signs a submission as the given account (see store.SignOff) and queues
	// its load.
	SignOff(ctx context.Context, supplier, submission, account int64) (store.Receipt, error)

	// Values reads from the vault what the findings of one submission are about: one
	// Evidence for each finding, in order. The caller shows it and forgets it.
	Values(ctx context.Context, supplier, submission int64, findings []store.Finding) ([]Evidence, error)

	// Feedback has the findings of a submission drawn, with what they are about read
	// from the vault, for the supplier who sent it: ErrNotFound of store for any other,
	// and before the check has ended. What draw gets ends with the call.
	Feedback(ctx context.Context, supplier, submission int64, draw func(*feedback.Report, []ingest.File) error) error

	// Compare holds a submission against an earlier one of the same supplier, both read
	// from the vault. The caller shows it and forgets it.
	Compare(ctx context.Context, supplier, before, after int64) (*ingest.Comparison, error)

	// StartLinkage queues a linkage of everything that is current, or returns the job
	// that waits or runs already.
	StartLinkage(ctx context.Context, account int64) (job int64, err error)

	// CancelJob ends a job that waits or runs. What it has not committed is lost, and
	// nothing else is.
	CancelJob(ctx context.Context, job int64) error

	// RetryJob makes a dead or waiting job run now.
	RetryJob(ctx context.Context, job int64) error

	// LinkQuality describes the current person map in numbers, the same ones that the
	// linkage job's summary holds; ErrNotFound of store before the first map.
	LinkQuality(ctx context.Context) (LinkQuality, error)
}

// Upload is what a provider sends for a request.
type Upload struct {
	Supplier int64
	Request  int64
	Account  int64
	Files    iter.Seq2[UploadedFile, error]
}

// UploadedFile is one file of an upload. Name is what the provider called it,
// without folders.
type UploadedFile struct {
	Name string
	Data io.Reader
}

// Received is what became of an upload.
type Received struct {
	Submission int64
	Again      bool // the same bytes had been sent for this request before
}

// Evidence is what a finding is about. It is identity: it is shown to the supplier
// who sent it and kept nowhere.
type Evidence struct {
	Child  string   // the supplier's own id of the child
	Values []string // in the order of the finding's Fields
}

// LinkQuality is how well the current person map was made, by the numbers.
type LinkQuality struct {
	MapVersion int64
	MadeAt     time.Time
	Figures    []Figure // the headline
	Tables     []Table
}

// Figure is one number with its meaning.
type Figure struct {
	Label string
	Value string
	Note  string
}

// Table is a table to be shown as it is: match rate by single year of age, say.
// Cells of the columns after the first are set right when Numeric.
type Table struct {
	Caption string
	Note    string
	Columns []string
	Rows    [][]string
	Numeric bool
}

// Reviews lends a reviewer doubtful pairs, one at a time, and records what they
// decide. It is nil where pairs are not reviewed.
type Reviews interface {
	// Lease is the pair that account holds or the next one that nobody does; ok is
	// false when there is none. Each showing is recorded.
	Lease(ctx context.Context, account int64, now time.Time) (pair Pair, ok bool, err error)

	// Decide records account's decision about the pair it holds: "same", "different"
	// or "cannot tell". A pair it does not hold any more is store.ErrLeaseEnded.
	Decide(ctx context.Context, account, pair int64, decision, reason string, now time.Time) error
}

// Pair is two records side by side. It is identity.
type Pair struct {
	ID     int64
	Left   string // which source the record is from, in words
	Right  string
	Fields []PairField
}

// PairField is one thing the two records say.
type PairField struct {
	Label string
	Left  string
	Right string
}

// Differs reports whether both records say something and not the same.
func (f PairField) Differs() bool { return f.Left != "" && f.Right != "" && f.Left != f.Right }
