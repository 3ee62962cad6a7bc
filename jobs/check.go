package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// check reads a submission from the vault and records, in one transaction, what
// was understood, what was counted and what is wrong with it. A file that cannot
// be taken is refused with the reason; that is an outcome, not a failure.
func check(ctx context.Context, h *hold[Check]) error {
	sub, err := h.house.submission(ctx, h.job.Args.Submission)
	if err != nil {
		return err
	}
	if sub.State != store.StateChecking && sub.State != store.StateAnswering && sub.State != store.StateReady {
		return nil // signed, loaded or withdrawn since it was queued
	}
	return h.finish(ctx, h.house.Zones.Intake, func(tx pgx.Tx) error {
		if err := store.ActFor(ctx, tx, sub.Supplier); err != nil {
			return err
		}
		return h.house.checkIn(ctx, tx, h.progress, sub)
	})
}

// watch is told how far a job has come.
type watch func(ctx context.Context, stage string, done, total int64)

func (h *House) checkIn(ctx context.Context, tx pgx.Tx, progress watch, sub submission) error {
	findings, err := store.ReplaceFindings(ctx, tx, sub.Supplier, sub.ID)
	if err != nil {
		return err
	}
	ret, closer, err := h.openReturn(sub)
	if refused, ok := errors.AsType[*ingest.Refused](err); ok {
		return h.refuse(ctx, tx, sub, refused)
	}
	if err != nil {
		return err
	}
	defer closer.Close()
	digest := newDigest()
	rows := int64(0)
	var folder feedback.Folder // a cell's own finding comes before the rules that follow from it
	record := func(ctx context.Context, f goldset.Finding) error {
		folder.Note(&f)
		f.Under = folder.Under(&f)
		h.Metrics.Findings.WithLabelValues(string(f.Severity)).Inc()
		return findings.Add(ctx, f)
	}
	for row, err := range h.checkedRows(ctx, ret, digest, record) {
		if refused, ok := errors.AsType[*ingest.Refused](err); ok {
			return h.refuse(ctx, tx, sub, refused)
		}
		if err != nil {
			return fmt.Errorf("check submission %d: %w", sub.ID, err)
		}
		digest.row(&row)
		if rows++; rows%progressEvery == 0 {
			progress(ctx, "checking rows", rows, 0)
		}
	}
	// What other returns say may change while this one waits, so it is no part of
	// what a signature covers.
	further, err := h.beyond(ctx, &sub, record)
	if err != nil {
		return err
	}
	notRun, err := h.contradict(ctx, &sub, ret, record)
	if err != nil {
		return err
	}
	notRun = append(insteadOf(ret, further), notRun...)
	if err := h.plausible(ctx, tx, &sub, ret, record); err != nil {
		return err
	}
	if err := findings.Flush(ctx); err != nil {
		return err
	}
	counts := ret.Counts()
	h.Metrics.counted(ret.Layout.Return, counts)
	return store.RecordCheck(ctx, tx, sub.Supplier, sub.ID, store.CheckOutcome{
		Understood:     understood(ret, notRun),
		LayoutVersion:  ret.Layout.Version,
		RulesetVersion: ret.RuleSetVersion(),
		RowsDigest:     digest.rows.Sum(nil),
		FindingsDigest: digest.findings.Sum(nil),
		Counts:         counts,
		Summary:        summary(ret),
	})
}

// refuse forgets the findings of the part that was read: what counts is the refusal.
func (h *House) refuse(ctx context.Context, tx pgx.Tx, sub submission, why *ingest.Refused) error {
	if _, err := store.ReplaceFindings(ctx, tx, sub.Supplier, sub.ID); err != nil {
		return err
	}
	h.Metrics.Findings.WithLabelValues(string(goldset.SeverityReject)).Inc()
	return store.RecordCheck(ctx, tx, sub.Supplier, sub.ID, store.CheckOutcome{
		Refusal: why.Error(), Understood: map[string]any{},
	})
}

// progressEvery is how many rows pass between two tellings.
const progressEvery = 50_000

// childKey stands in a rule's place when the key is of the child alone.
const childKey = "child"

// checkedRows are the return's rows, checked. Each finding gets the key that its
// answer carries over by, goes into the digest and is handed on.
func (h *House) checkedRows(ctx context.Context, ret *ingest.Return, d *digest, add func(context.Context, goldset.Finding) error) func(func(goldset.Row, error) bool) {
	return func(yield func(goldset.Row, error) bool) {
		var failed error
		report := func(f goldset.Finding, e ingest.Evidence) {
			f.AnswerTo = h.Keys.AnswerKey(f.Rule, e.Child, e.Values)
			if e.Child != "" {
				f.Child = h.Keys.AnswerKey(childKey, e.Child, nil)
			}
			d.finding(&f)
			if err := add(ctx, f); err != nil && failed == nil {
				failed = err
			}
		}
		for row, err := range ret.Check(report) {
			if err == nil {
				err = failed
			}
			if err == nil {
				err = ctx.Err()
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
		if failed != nil {
			yield(goldset.Row{}, failed)
		}
	}
}

// digest is what a signature covers: every checked row and every finding, in order.
type digest struct {
	rows     hash.Hash
	findings hash.Hash
	buffer   []byte
}

func newDigest() *digest { return &digest{rows: sha256.New(), findings: sha256.New()} }

func (d *digest) row(r *goldset.Row) {
	d.buffer = appendText(d.buffer[:0], r.Table.Name)
	d.buffer = binary.AppendVarint(d.buffer, int64(r.Number))
	for _, v := range r.Values {
		d.buffer = appendText(d.buffer, v)
	}
	if r.Refuse {
		d.buffer = append(d.buffer, 1)
	}
	d.rows.Write(d.buffer)
}

func (d *digest) finding(f *goldset.Finding) {
	d.buffer = appendText(d.buffer[:0], f.Rule)
	d.buffer = appendText(d.buffer, string(f.Severity))
	d.buffer = appendText(d.buffer, f.Table)
	d.buffer = binary.AppendVarint(d.buffer, int64(f.Row))
	for _, field := range f.Fields {
		d.buffer = appendText(d.buffer, field)
	}
	d.findings.Write(d.buffer)
}

// appendText appends s with its length first, so that two texts never run together.
func appendText(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

func understood(ret *ingest.Return, notRun []ingest.NotRun) map[string]any {
	return map[string]any{
		"return": ret.Layout.Return, "year": ret.Layout.Year, "term": ret.Layout.Term,
		"authority": ret.Authority, "tolerances": ret.Tolerances,
		"not_run": notRun,
	}
}

func summary(ret *ingest.Return) []store.SummaryLine {
	var lines []store.SummaryLine
	for _, line := range ret.Summary() {
		lines = append(lines, store.SummaryLine{Name: line.Name, Label: line.Title, Count: int64(line.Count)})
	}
	return lines
}
