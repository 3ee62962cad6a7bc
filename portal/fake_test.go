package portal_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// fakeWork is jobs without a queue or a vault: it keeps what it was asked.
type fakeWork struct {
	h         *house
	started   int
	cancelled []int64
	retried   []int64
	key       ed25519.PrivateKey
	quality   portal.LinkQuality
}

func (w *fakeWork) Receive(ctx context.Context, u portal.Upload) (portal.Received, error) {
	sum, n := sha256.New(), int64(0)
	var names []string
	for file, err := range u.Files {
		if err != nil {
			return portal.Received{}, fmt.Errorf("receive: %w", err)
		}
		m, err := io.Copy(sum, file.Data)
		if err != nil {
			return portal.Received{}, fmt.Errorf("receive: %w", err)
		}
		n += m
		names = append(names, file.Name)
	}
	var got portal.Received
	err := store.AsSupplier(ctx, w.h.zones.Intake, u.Supplier, func(tx pgx.Tx) (err error) {
		got.Submission, got.Again, err = store.AddSubmission(ctx, tx, store.Submission{
			Supplier: u.Supplier, Request: u.Request, FileNames: names, WrappedKey: []byte("key"),
			SHA256: sum.Sum(nil), Bytes: n, UploadedBy: u.Account, UploadedAt: w.h.clock(),
		})
		return err
	})
	return got, err
}

// sentFile is what every upload of these tests is taken to have held.
const sentFile = "LAchildID,Forename,MiddleName,Surname,FormerSurname,BirthDate,ExpectedBirthDate,Sex,Ethnicity,UPN,FormerUPN,NHSNumber,Postcode,PreviousPostcode,IdentityBarrier\n" +
	"A1,Ann,,Example,,never,,F,WBRI,,,,ZE9 9ZX,,\n"

func (w *fakeWork) Feedback(ctx context.Context, supplier, submission int64, draw func(*feedback.Report, []ingest.File) error) error {
	err := store.AsSupplier(ctx, w.h.zones.Intake, supplier, func(tx pgx.Tx) error {
		_, err := store.ReadSubmission(ctx, tx, submission)
		return err
	})
	if err != nil {
		return err
	}
	files := []ingest.File{{Name: "children.csv", Data: strings.NewReader(sentFile), Size: int64(len(sentFile))}}
	ret, err := ingest.Open(files, ingest.Expected{})
	if err != nil {
		return err
	}
	report, err := feedback.Check(ret, nil)
	if err != nil {
		return err
	}
	return draw(report, files)
}

func (w *fakeWork) Compare(context.Context, int64, int64, int64) (*ingest.Comparison, error) {
	return &ingest.Comparison{
		Children: ingest.Changed{Added: 1, Changed: 1, Same: 1200},
		Tables:   []ingest.TableChanged{{Table: "Children", Changed: ingest.Changed{Added: 1, Changed: 1, Same: 1200}}},
		Changes: []ingest.Change{
			{Child: "A1", Table: "Children", Kind: ingest.Altered, Line: 60, Fields: []string{"UPN"}},
			{Child: "A9", Table: "Children", Kind: ingest.Added, Line: 61},
		},
	}, nil
}

func (w *fakeWork) Try(_ context.Context, u portal.Upload, draw func(*feedback.Report, []ingest.File) error) error {
	var files []ingest.File
	for file, err := range u.Files {
		if err != nil {
			return fmt.Errorf("try: %w", err)
		}
		content, err := io.ReadAll(file.Data)
		if err != nil {
			return fmt.Errorf("try: %w", err)
		}
		files = append(files, ingest.File{Name: file.Name, Data: bytes.NewReader(content), Size: int64(len(content))})
	}
	ret, err := ingest.Open(files, ingest.Expected{})
	if err != nil {
		return fmt.Errorf("try: %w", err)
	}
	report, err := feedback.Check(ret, nil)
	if err != nil {
		return err
	}
	return draw(report, files)
}

func (w *fakeWork) SignOff(ctx context.Context, supplier, submission, account int64) (r store.Receipt, err error) {
	if w.key == nil {
		w.key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) // the golden receipt carries a signature
	}
	err = store.AsSupplier(ctx, w.h.zones.Intake, supplier, func(tx pgx.Tx) (err error) {
		r, err = store.SignOff(ctx, tx, submission, account, w.h.clock(), func(text []byte) ([]byte, error) {
			return ed25519.Sign(w.key, text), nil
		})
		return err
	})
	return r, err
}

func (w *fakeWork) Values(_ context.Context, supplier, _ int64, findings []store.Finding) ([]portal.Evidence, error) {
	found := make([]portal.Evidence, len(findings))
	for i, f := range findings {
		found[i].Child = fmt.Sprintf("CHILD-%d-%d", supplier, f.Row)
		for _, field := range f.Fields {
			found[i].Values = append(found[i].Values, "value of "+field)
		}
	}
	return found, nil
}

func (w *fakeWork) StartLinkage(context.Context, int64) (job int64, err error) {
	w.started++
	return w.h.job("link", "available"), nil //nolint:contextcheck // the house has the test's context
}

func (w *fakeWork) CancelJob(_ context.Context, job int64) error {
	w.cancelled = append(w.cancelled, job)
	return nil
}

func (w *fakeWork) RetryJob(_ context.Context, job int64) error {
	w.retried = append(w.retried, job)
	return nil
}

func (w *fakeWork) LinkQuality(context.Context) (portal.LinkQuality, error) {
	if w.quality.MapVersion == 0 {
		return w.quality, store.ErrNotFound
	}
	return w.quality, nil
}

// job puts a job in River's table.
//
//nolint:misspell // River's column is finalized_at
func (h *house) job(kind, state string) (id int64) {
	ended := "null"
	if state == "completed" || state == "discarded" || state == "cancelled" {
		ended = "now()"
	}
	errs := "null"
	if state == "discarded" {
		errs = `array['{"at": "2026-07-20T08:00:00Z", "attempt": 3, "error": "load submission 9: connection refused", "trace": ""}'::jsonb]`
	}
	err := h.admin.QueryRow(h.t.Context(), fmt.Sprintf(`
insert into river.river_job (args, kind, max_attempts, attempt, queue, state, priority, created_at, scheduled_at, finalized_at, errors)
values ('{}', $1, 3, 1, 'default', $2::river.river_job_state, 1, '2026-07-20 09:00+00', '2026-07-20 09:00+00', %s, %s)
returning id`, ended, errs), kind, state).Scan(&id)
	require.NoError(h.t, err)
	return id
}

// fakeReviews lends one pair.
type fakeReviews struct {
	empty   bool
	decided []string
}

func (r *fakeReviews) Lease(context.Context, int64, time.Time) (portal.Pair, bool, error) {
	return portal.Pair{ID: 7, Left: "Children in need census, Camden", Right: "School census", Fields: []portal.PairField{
		{Label: "Forename", Left: "Maryam", Right: "Mariam"},
		{Label: "Surname", Left: "Khan", Right: "Khan"},
		{Label: "Born", Left: "4 May 2015", Right: ""},
	}}, !r.empty, nil
}

func (r *fakeReviews) Decide(_ context.Context, _, pair int64, decision, reason string, _ time.Time) error {
	if pair != 7 {
		return store.ErrLeaseEnded
	}
	r.decided = append(r.decided, decision+": "+reason)
	return nil
}
