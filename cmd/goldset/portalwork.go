package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// portalWork lets the portal ask jobs for what it needs, each in its own words.
type portalWork struct {
	house *jobs.House
}

// Receive implements portal.Work.
func (w portalWork) Receive(ctx context.Context, u portal.Upload) (portal.Received, error) {
	next, stop := pullFiles(u.Files)
	defer stop()
	id, again, err := w.house.Submit(ctx, jobs.Door{Supplier: u.Supplier, Request: u.Request, Account: u.Account}, next)
	return portal.Received{Submission: id, Again: again}, err
}

// Try implements portal.Work.
func (w portalWork) Try(ctx context.Context, u portal.Upload, draw func(*feedback.Report, []ingest.File) error) error {
	next, stop := pullFiles(u.Files)
	defer stop()
	return w.house.Try(ctx, u.Supplier, next, draw)
}

// pullFiles hands a form's files on one by one.
func pullFiles(files iter.Seq2[portal.UploadedFile, error]) (next func() (jobs.Upload, error), stop func()) {
	pull, stop := iter.Pull2(files)
	return func() (jobs.Upload, error) {
		file, err, more := pull()
		if !more {
			return jobs.Upload{}, io.EOF
		}
		return jobs.Upload{Name: file.Name, Data: file.Data}, err
	}, stop
}

// SignOff implements portal.Work.
func (w portalWork) SignOff(ctx context.Context, supplier, submission, account int64) (store.Receipt, error) {
	return w.house.SignOff(ctx, supplier, submission, account)
}

// Values implements portal.Work.
func (w portalWork) Values(ctx context.Context, supplier, submission int64, findings []store.Finding) ([]portal.Evidence, error) {
	values, err := w.house.Values(ctx, supplier, submission, findings)
	if err != nil {
		return nil, err
	}
	all := make([]portal.Evidence, len(values))
	for i, v := range values {
		all[i] = portal.Evidence(v)
	}
	return all, nil
}

// Feedback implements portal.Work.
func (w portalWork) Feedback(ctx context.Context, supplier, submission int64, draw func(*feedback.Report, []ingest.File) error) error {
	return w.house.Feedback(ctx, supplier, submission, draw)
}

// Compare implements portal.Work.
func (w portalWork) Compare(ctx context.Context, supplier, before, after int64) (*ingest.Comparison, error) {
	return w.house.Compare(ctx, supplier, before, after)
}

// StartLinkage implements portal.Work.
func (w portalWork) StartLinkage(ctx context.Context, account int64) (int64, error) {
	return w.house.StartLinkage(ctx, account)
}

// CancelJob implements portal.Work.
func (w portalWork) CancelJob(ctx context.Context, job int64) error {
	return w.house.CancelJob(ctx, job)
}

// RetryJob implements portal.Work.
func (w portalWork) RetryJob(ctx context.Context, job int64) error {
	return w.house.RetryJob(ctx, job)
}

// LinkQuality implements portal.Work.
func (w portalWork) LinkQuality(ctx context.Context) (portal.LinkQuality, error) {
	current, err := store.CurrentMap(ctx, w.house.Zones.Office)
	if err != nil {
		return portal.LinkQuality{}, err
	}
	var summary jobs.LinkSummary
	if err := json.Unmarshal(current.Summary, &summary); err != nil {
		return portal.LinkQuality{}, fmt.Errorf("summary of map %d: %w", current.ID, err)
	}
	quality := portal.LinkQuality{MapVersion: current.ID, MadeAt: current.MadeAt, Figures: linkFigures(&summary)}
	for _, t := range summary.Tables {
		quality.Tables = append(quality.Tables, linkTable(t))
	}
	return quality, nil
}

func linkFigures(s *jobs.LinkSummary) []portal.Figure {
	figures := []portal.Figure{
		{Label: "Subjects", Value: strconv.Itoa(s.Subjects), Note: "children as their suppliers know them"},
		{Label: "Persons", Value: strconv.Itoa(s.Persons), Note: "what linkage says they have in common, at the base tier"},
		{Label: "Candidate pairs", Value: strconv.FormatInt(s.Engine.CandidatePairs, 10), Note: "compared"},
		{Label: "Links", Value: strconv.Itoa(s.Engine.Links), Note: "more likely than not"},
		{Label: "Expected matches", Value: fmt.Sprintf("%.0f", s.Engine.ExpectedMatches), Note: "by the model, among the candidate pairs"},
		{Label: "Unlinkable", Value: strconv.Itoa(s.Engine.Unlinkable), Note: "records too thin to be linked with confidence to anything"},
	}
	if s.Contradictions > 0 {
		figures = append(figures, portal.Figure{
			Label: "Contradicting reviews", Value: strconv.Itoa(s.Contradictions),
			Note: "pairs reviewed as different that other reviews tie together; they were kept apart",
		})
	}
	return figures
}

func linkTable(t jobs.LinkTable) portal.Table {
	table := portal.Table{
		Caption: t.Caption, Columns: []string{t.Group, "Subjects", "Found (%)"}, Numeric: true,
		Note: "Groups under 10 are not shown (c); counts are rounded to 5.",
	}
	for _, r := range t.Rows {
		if r.Masked {
			table.Rows = append(table.Rows, []string{r.Group, "c", "c"})
			continue
		}
		table.Rows = append(table.Rows, []string{r.Group, strconv.Itoa(r.Subjects), fmt.Sprintf("%.0f", r.Linked)})
	}
	return table
}

// portalReviews lends reviewers doubtful pairs under the review login.
type portalReviews struct {
	zones *store.Zones
	keys  *privacy.Keys
}

// leaseFor is how long a reviewer may look at a pair.
const leaseFor = 30 * time.Minute

// Lease implements portal.Reviews.
func (r portalReviews) Lease(ctx context.Context, account int64, now time.Time) (portal.Pair, bool, error) {
	var leased store.LeasedPair
	err := pgx.BeginFunc(ctx, r.zones.Review, func(tx pgx.Tx) (err error) {
		leased, err = store.LeasePair(ctx, tx, r.keys, account, now, now.Add(leaseFor))
		return err
	})
	if isNotFound(err) {
		return portal.Pair{}, false, nil
	}
	if err != nil {
		return portal.Pair{}, false, err
	}
	return portal.Pair{ID: leased.ID, Left: "First record", Right: "Second record", Fields: pairFields(&leased.Left, &leased.Right)}, true, nil
}

// Decide implements portal.Reviews.
func (r portalReviews) Decide(ctx context.Context, account, pair int64, decision, reason string, now time.Time) error {
	return pgx.BeginFunc(ctx, r.zones.Review, func(tx pgx.Tx) error {
		return store.DecidePair(ctx, tx, pair, account, store.Decision(decision), reason, now)
	})
}

// lastDigits is how much of a number a reviewer needs to tell two apart.
const lastDigits = 4

func pairFields(l, r *privacy.Identifiers) []portal.PairField {
	return []portal.PairField{
		{Label: "Forename", Left: l.Forename, Right: r.Forename},
		{Label: "Middle name", Left: l.MiddleName, Right: r.MiddleName},
		{Label: "Surname", Left: l.Surname, Right: r.Surname},
		{Label: "Former surname", Left: l.FormerSurname, Right: r.FormerSurname},
		{Label: "Birth date", Left: cmp.Or(l.BirthDate, l.ExpectedBirthDate), Right: cmp.Or(r.BirthDate, r.ExpectedBirthDate)},
		{Label: "Sex", Left: l.Sex, Right: r.Sex},
		{Label: "Postcode", Left: firstOf(l.Postcodes), Right: firstOf(r.Postcodes)},
		{Label: "UPN ends in", Left: ending(l.UPN), Right: ending(r.UPN)},
		{Label: "NHS number ends in", Left: ending(l.NHSNumber), Right: ending(r.NHSNumber)},
	}
}

func firstOf(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func ending(number string) string { return number[max(len(number)-lastDigits, 0):] }
