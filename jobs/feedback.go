package jobs

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// maxFeedback is how many findings one document is drawn from. A return with more
// is wrong as a whole, and the document says how many were left out.
const maxFeedback = 500_000

// Feedback reads a submission's findings, and from the vault what they are about,
// and has them drawn for the supplier who sent it. What draw gets is identity and
// ends with the call.
func (h *House) Feedback(ctx context.Context, supplier, id int64, draw func(*feedback.Report, []ingest.File) error) error {
	sub, err := h.submission(ctx, id)
	if err != nil {
		return err
	}
	if sub.Supplier != supplier || sub.State == store.StateChecking || sub.State == store.StateRefused {
		return fmt.Errorf("findings of submission %d: %w", id, store.ErrNotFound)
	}
	var found []store.Finding
	var counts []goldset.Count
	var lines []store.SummaryLine
	err = store.AsSupplier(ctx, h.Zones.Intake, supplier, func(tx pgx.Tx) (err error) {
		if found, err = store.AllFindings(ctx, tx, id, maxFeedback+1); err != nil {
			return err
		}
		if counts, err = store.SubmissionTables(ctx, tx, id); err != nil {
			return err
		}
		lines, err = store.SubmissionSummary(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	files, closer, err := h.openFiles(sub, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	ret, err := ingest.Open(files, sub.expected())
	if err != nil {
		return fmt.Errorf("open submission %d: %w", id, err)
	}
	report := feedback.Describe(ret)
	report.SetCounts(counts)
	report.Summary = nil
	for _, l := range lines {
		report.Summary = append(report.Summary, ingest.SummaryLine{Name: l.Name, Title: l.Label, Count: int(l.Count)})
	}
	if len(found) > maxFeedback {
		found = found[:maxFeedback]
		report.Notes = append(report.Notes, fmt.Sprintf("Only the first %d findings are here: the page of findings has all", maxFeedback))
	}
	elsewhere, err := h.childrenElsewhere(ctx, &sub, found)
	if err != nil {
		return err
	}
	report.Findings = feedback.Fold(shown(found, elsewhere))
	if err := report.Locate(ret); err != nil {
		return err
	}
	return draw(report, files)
}

// shown are recorded findings as feedback shows them. elsewhere names the children
// that the submission itself does not have.
func shown(found []store.Finding, elsewhere map[string]string) []feedback.Finding {
	list := make([]feedback.Finding, len(found))
	for i := range found {
		f := &found[i]
		list[i] = feedback.Finding{Finding: f.Finding, ID: f.ID, Reason: f.Reason, Note: f.Note}
		if f.Row < 0 {
			list[i].Child = elsewhere[string(f.Child)]
		}
	}
	return list
}
