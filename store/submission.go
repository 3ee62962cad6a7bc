package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// State is what a submission waits for.
type State string

// The states of a submission, in the order it passes through them. Refused and
// withdrawn are ends; neither touches what was loaded before.
const (
	StateChecking  State = "checking"
	StateRefused   State = "refused"
	StateAnswering State = "answering" // an error or query stands unanswered
	StateReady     State = "ready"     // for sign-off
	StateSigned    State = "signed"
	StateLoading   State = "loading"
	StateLoaded    State = "loaded"
	StateWithdrawn State = "withdrawn" // a later upload took its place before it was signed
)

// Submitted reports whether the supplier has done all it was asked for.
func (s State) Submitted() bool { return s == StateSigned || s == StateLoading || s == StateLoaded }

// Submission is one upload. Its bytes are in the vault.
type Submission struct {
	ID             int64
	Supplier       int64
	Request        int64
	Return         goldset.ReturnName
	Year           goldset.CollectionYear
	Term           string
	State          State
	FileNames      []string
	VaultObject    [16]byte
	WrappedKey     []byte
	SHA256         []byte
	Bytes          int64
	UploadedBy     int64 // account; 0 when a job pulled it
	UploadedAt     time.Time
	CheckedAt      *time.Time
	Refusal        string
	Understood     map[string]any
	LayoutVersion  string
	RulesetVersion string
	RowsDigest     []byte
	FindingsDigest []byte
	Replaces       int64
	SentBy         int64
	SentAt         *time.Time
	Declined       string // why the signatory sent it back, until it is sent again
	SignedBy       int64
	SignedAt       *time.Time
	LoadedAt       *time.Time
	Current        bool // its rows are the ones in the dataset
}

const submissionColumns = `
select id, supplier_id, request_id, return, year, term, state, file_names, vault_object, wrapped_key, sha256, bytes,
       coalesce(uploaded_by, 0), uploaded_at, checked_at, coalesce(refusal, ''), understood,
       coalesce(layout_version, ''), coalesce(ruleset_version, ''), rows_digest, findings_digest,
       coalesce(replaces, 0), coalesce(sent_by, 0), sent_at, coalesce(declined, ''),
       coalesce(signed_by, 0), signed_at, loaded_at, current
from intake.submission`

// ReadSubmission is the submission with the given id, or ErrNotFound when there
// is none that db may see.
func ReadSubmission(ctx context.Context, db DB, id int64) (Submission, error) {
	return readSubmission(ctx, db, id, "")
}

// LockSubmission is ReadSubmission, holding the row until tx ends.
func LockSubmission(ctx context.Context, tx pgx.Tx, id int64) (Submission, error) {
	return readSubmission(ctx, tx, id, " for update")
}

func readSubmission(ctx context.Context, db DB, id int64, lock string) (Submission, error) {
	rows, _ := db.Query(ctx, submissionColumns+" where id = $1"+lock, id)
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Submission])
	if err != nil {
		return Submission{}, fmt.Errorf("submission %d: %w", id, orNotFound(err))
	}
	return s, nil
}

// SubmissionsOf lists a request's uploads, newest first.
func SubmissionsOf(ctx context.Context, db DB, request int64) ([]Submission, error) {
	rows, _ := db.Query(ctx, submissionColumns+" where request_id = $1 order by uploaded_at desc, id desc", request)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Submission])
	if err != nil {
		return nil, fmt.Errorf("submissions for request %d: %w", request, err)
	}
	return all, nil
}

const addSubmissionSQL = `
insert into intake.submission (supplier_id, request_id, return, year, term, file_names, vault_object, wrapped_key,
    sha256, bytes, uploaded_by, uploaded_at)
select r.supplier_id, r.id, r.return, r.year, r.term, @names, @object, @key, @sha256, @bytes, nullif(@account, 0), @now
from intake.request r
where r.id = @request and r.supplier_id = @supplier
on conflict (supplier_id, request_id, sha256) do update
set state = 'checking', file_names = excluded.file_names, vault_object = excluded.vault_object,
    wrapped_key = excluded.wrapped_key, uploaded_by = excluded.uploaded_by, uploaded_at = excluded.uploaded_at,
    refusal = null, declined = null, sent_by = null, sent_at = null
where intake.submission.state in ('refused', 'withdrawn')
returning id`

// AddSubmission records an upload whose bytes are in the vault. The same bytes
// for the same request are the same submission: its id comes back with again set,
// nothing is to be checked, and the caller removes the second object. A file that
// was refused or withdrawn is taken up anew, under the new object. Supplier,
// Request, FileNames, VaultObject, WrappedKey, SHA256, Bytes, UploadedBy and
// UploadedAt count.
func AddSubmission(ctx context.Context, tx pgx.Tx, s Submission) (id int64, again bool, err error) {
	rows, _ := tx.Query(ctx, addSubmissionSQL, pgx.StrictNamedArgs{
		"supplier": s.Supplier, "request": s.Request, "names": s.FileNames, "object": s.VaultObject, "key": s.WrappedKey,
		"sha256": s.SHA256, "bytes": s.Bytes, "account": s.UploadedBy, "now": s.UploadedAt,
	})
	added, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, false, fmt.Errorf("add submission to request %d: %w", s.Request, err)
	}
	if len(added) == 0 {
		id, err := sameSubmission(ctx, tx, s)
		return id, true, err
	}
	return added[0], false, AddRequestEvent(ctx, tx, RequestEvent{
		Request: s.Request, Supplier: s.Supplier, At: s.UploadedAt, Kind: EventUploaded, Account: s.UploadedBy,
	})
}

func sameSubmission(ctx context.Context, tx pgx.Tx, s Submission) (int64, error) {
	rows, _ := tx.Query(ctx, "select id from intake.submission where supplier_id = $1 and request_id = $2 and sha256 = $3",
		s.Supplier, s.Request, s.SHA256)
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("submission to request %d: %w", s.Request, orNotFound(err))
	}
	return id, nil
}

const laterSubmissionSQL = `
select coalesce((
    select later.id
    from intake.submission this
    join intake.submission later on later.request_id = this.request_id
     and (later.uploaded_at, later.id) > (this.uploaded_at, this.id)
     and later.state not in ('refused', 'withdrawn')
    where this.id = $1
    order by later.uploaded_at desc, later.id desc
    limit 1), 0)`

// LaterSubmission is the newest upload to the same request after the given one
// that was not refused or withdrawn, or 0: what is signed off is the newest.
func LaterSubmission(ctx context.Context, db DB, submission int64) (int64, error) {
	rows, _ := db.Query(ctx, laterSubmissionSQL, submission)
	later, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("submissions after %d: %w", submission, err)
	}
	return later, nil
}

// SubmissionTables counts a submission's rows by table.
func SubmissionTables(ctx context.Context, db DB, submission int64) ([]goldset.Count, error) {
	rows, _ := db.Query(ctx, "select name, rows_in, rows_out, rows_refused from intake.submission_table where submission_id = $1 order by name", submission)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[goldset.Count])
	if err != nil {
		return nil, fmt.Errorf("tables of submission %d: %w", submission, err)
	}
	return all, nil
}

// SubmissionSummary is what COLLECT's summary would say of a submission.
func SubmissionSummary(ctx context.Context, db DB, submission int64) ([]SummaryLine, error) {
	rows, _ := db.Query(ctx, "select name, label, count from intake.submission_summary where submission_id = $1 order by position", submission)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[SummaryLine])
	if err != nil {
		return nil, fmt.Errorf("summary of submission %d: %w", submission, err)
	}
	return all, nil
}
