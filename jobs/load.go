package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/store"
)

// errChanged says that what would be loaded is not what was signed.
var errChanged = errors.New("the submission is no longer what was signed")

// load takes a signed submission apart. It parses and checks once more while it
// loads; if what comes out is not what was signed, nothing is loaded and the
// submission goes back to checking.
func load(ctx context.Context, h *hold[Load]) error {
	sub, err := h.house.submission(ctx, h.job.Args.Submission)
	if err != nil {
		return err
	}
	if sub.State != store.StateSigned && sub.State != store.StateLoading {
		return nil // loaded by an earlier try, or withdrawn
	}
	if err := h.house.permit(ctx, h.house.Zones.Load, store.PurposeLoad, sub.Return); err != nil {
		return err
	}
	err = h.finish(ctx, h.house.Zones.Load, func(tx pgx.Tx) error {
		if err := h.house.loadIn(ctx, tx, h.progress, sub); err != nil {
			return err
		}
		_, err := h.house.enqueueAfter(ctx, tx, Link{}, h.house.LinkDelay)
		return err
	})
	if !errors.Is(err, errChanged) && !errors.Is(err, store.ErrOverlaid) {
		return err
	}
	h.log.WarnContext(ctx, "a submission is no longer what was signed; it is checked again", "submission", sub.ID)
	return h.finish(ctx, h.house.Zones.Load, func(tx pgx.Tx) error {
		if err := store.CheckAgain(ctx, tx, sub.ID); err != nil {
			return err
		}
		_, err := h.house.enqueue(ctx, tx, Check{Submission: sub.ID})
		return err
	})
}

func (h *House) loadIn(ctx context.Context, tx pgx.Tx, progress watch, sub submission) error {
	ret, closer, err := h.openReturn(sub)
	if _, refused := errors.AsType[*ingest.Refused](err); refused {
		return errChanged
	}
	if err != nil {
		return err
	}
	defer closer.Close()
	if ret.Layout.Version != sub.LayoutVersion || ret.RuleSetVersion() != sub.RulesetVersion {
		return errChanged
	}
	areas, err := store.Areas(ctx, tx)
	if err != nil {
		return err
	}
	loading, err := store.BeginLoad(ctx, tx, store.LoadSpec{Submission: sub.ID, Layout: ret.Layout, Keys: h.Keys, Area: areas})
	if err != nil {
		return err
	}
	defer loading.Abort()
	dispensed, err := store.DispensedRows(ctx, tx, sub.ID)
	if err != nil {
		return err
	}
	if err := h.loadRows(ctx, loading, ret, progress, sub, dispensed); err != nil {
		return err
	}
	result, err := loading.Close()
	if err != nil {
		return err
	}
	return store.Audit(ctx, tx, "", "load", fmt.Sprintf("submission %d", sub.ID), map[string]any{
		"rows": result.Rows, "refused": result.Refused, "subjects": result.Subjects,
		"new_subjects": result.NewSubjects, "replaced": result.Replaced,
	})
}

// loadRows feeds the rows and compares what came by with what was signed.
func (h *House) loadRows(ctx context.Context, loading *store.Load, ret *ingest.Return, progress watch, sub submission, dispensed map[store.Place]bool) error {
	digest := newDigest()
	rows := int64(0)
	forget := func(context.Context, goldset.Finding) error { return nil }
	for row, err := range h.checkedRows(ctx, ret, digest, forget) {
		if err != nil {
			return fmt.Errorf("load submission %d: %w", sub.ID, err)
		}
		digest.row(&row)
		row.Flag = row.Flag || dispensed[store.Place{Table: row.Table.Name, Row: row.Number}]
		if err := loading.Row(&row); err != nil {
			return err
		}
		if rows++; rows%progressEvery == 0 {
			progress(ctx, "loading rows", rows, 0)
		}
	}
	if !bytes.Equal(digest.rows.Sum(nil), sub.RowsDigest) || !bytes.Equal(digest.findings.Sum(nil), sub.FindingsDigest) {
		return errChanged
	}
	return nil
}

// ErrNotPermitted says that no live governance record allows what a job would do.
var ErrNotPermitted = errors.New("no live governance record permits this")

// permit is the gate of governance: no job loads, links, measures or extracts
// unless a live record permits every source for the purpose.
func (h *House) permit(ctx context.Context, db store.DB, purpose store.GovernedPurpose, returns ...goldset.ReturnName) error {
	for _, name := range returns {
		live, err := store.Permitted(ctx, db, name, purpose, h.Now())
		if err != nil {
			return err
		}
		if !live {
			return fmt.Errorf("%w: %s of return %s", ErrNotPermitted, purpose, name)
		}
	}
	return nil
}
