package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/disclosure"
	"github.com/goldset/goldset/store"
)

// releasePolicy is the disclosure profile of reports that leave the building.
const releasePolicy = "goldset"

// release protects a draft's cells against everything that ever left, and draws
// its files. A release that could be undone is refused with the reason; that is an
// outcome, not a failure.
func release(ctx context.Context, h *hold[Release]) error {
	draft, err := store.ReadReport(ctx, h.house.Zones.Release, h.job.Args.Report)
	if err != nil {
		return err
	}
	if draft.State != store.ReportDraft || len(draft.Snapshot) > 0 {
		return nil // done by an earlier try
	}
	cells, err := store.LedgerCells(ctx, h.house.Zones.Release, draft.ID)
	if err != nil {
		return err
	}
	left, err := store.CellsThatLeft(ctx, h.house.Zones.Release, draft.ID, measureNames())
	if err != nil {
		return err
	}
	policy, err := disclosure.Named(draft.Policy)
	if err != nil {
		return err
	}
	h.progress(ctx, "protecting cells", 0, int64(len(cells)))
	truth := trueCells(cells)
	protected, err := disclosure.Protect(truth, policy, released(left))
	if refused, ok := errors.AsType[*disclosure.RefusedError](err); ok {
		return h.refuse(ctx, draft.ID, refused)
	}
	if err != nil {
		return fmt.Errorf("protect report %d: %w", draft.ID, err)
	}
	h.progress(ctx, "drawing the report", 0, 0)
	drawn, err := h.house.draw(ctx, draft, cells, protected)
	if err != nil {
		return err
	}
	// Bounds on single cells come close to what must stay hidden: only counts are kept.
	account := protected.Attack
	account.Bounds = nil
	attack, err := json.Marshal(account)
	if err != nil {
		return fmt.Errorf("report %d: %w", draft.ID, err)
	}
	return h.finish(ctx, h.house.Zones.Release, func(tx pgx.Tx) error {
		if err := store.AddPublishedCells(ctx, tx, draft.ID, h.published(cells, truth, protected)); err != nil {
			return err
		}
		for _, f := range drawn.files {
			if err := store.AddReportFile(ctx, tx, draft.ID, f.Name, f.Media, f.Content); err != nil {
				return err
			}
		}
		return store.SetProtected(ctx, tx, draft.ID, attack, drawn.snapshot)
	})
}

func (h *hold[T]) refuse(ctx context.Context, report int64, why *disclosure.RefusedError) error {
	h.log.WarnContext(ctx, "a release is refused", "report", report, "counts", len(why.Reasons))
	attack, err := json.Marshal(map[string]any{"refused": why.Reasons})
	if err != nil {
		return err
	}
	return h.finish(ctx, h.house.Zones.Release, func(tx pgx.Tx) error {
		return store.RefuseReport(ctx, tx, report, attack)
	})
}

func measureNames() []string {
	var names []string
	for _, m := range analysis.Measures() {
		names = append(names, m.Name)
	}
	return names
}

func trueCells(ledger []store.LedgerCell) []goldset.Cell {
	cells := make([]goldset.Cell, len(ledger))
	for i := range ledger {
		cells[i] = ledger[i].Cell
	}
	return cells
}

// released is what the attacker knows already.
func released(ledger []store.LedgerCell) []disclosure.Released {
	all := make([]disclosure.Released, len(ledger))
	for i := range ledger {
		c := &ledger[i]
		all[i] = disclosure.Released{
			Release: fmt.Sprintf("report %d", c.Report), Definition: c.DefinitionVersion, Cell: c.Cell,
			Count: c.Told.Count, Denominator: c.Told.Denominator, Contributors: c.Told.Contributors,
		}
	}
	return all
}

// published is what the ledger keeps of what leaves.
func (h *hold[T]) published(ledger []store.LedgerCell, truth []goldset.Cell, p *disclosure.Protected) []store.PublishedCell {
	masks := make(map[int]string, len(p.Decisions))
	for _, d := range p.Decisions {
		if masks[d.Cell] == "" {
			masks[d.Cell] = d.Why
		}
	}
	all := make([]store.PublishedCell, len(ledger))
	for i, told := range p.Ledger("", truth) {
		all[i] = store.PublishedCell{
			Cell: ledger[i].ID, Published: p.Cells[i].Value.Text, Mask: masks[i],
			Told: store.Told{Count: told.Count, Denominator: told.Denominator, Contributors: told.Contributors},
		}
		outcome := "shown"
		if masks[i] != "" {
			outcome = "suppressed"
		}
		h.house.Metrics.Cells.WithLabelValues(outcome).Inc()
	}
	return all
}

// publish lets approved reports leave whose hour has come.
func publish(ctx context.Context, h *hold[Publish]) error {
	due, err := store.DueReports(ctx, h.house.Zones.Release, h.house.Now())
	if err != nil {
		return err
	}
	for _, report := range due {
		err := h.commit(ctx, h.house.Zones.Release, func(tx pgx.Tx) error {
			return store.PublishReport(ctx, tx, report, h.house.Now())
		})
		if err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
}

// PublishNow queues the publication of what is due, without waiting for the schedule.
func (h *House) PublishNow(ctx context.Context) error {
	return pgx.BeginFunc(ctx, h.Zones.Work, func(tx pgx.Tx) error {
		_, err := h.enqueue(ctx, tx, Publish{})
		return err
	})
}
