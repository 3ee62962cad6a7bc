package jobs

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/store"
)

// reconcile runs after linkage. What contradicts itself between a supplier's own
// accepted returns, and was not asked when either was checked, goes back to that
// supplier as queries; what crosses suppliers is counted by a measure and named to
// nobody. Then the report falls due.
func reconcile(ctx context.Context, h *hold[Reconcile]) error {
	return h.finish(ctx, h.house.Zones.Load, func(tx pgx.Tx) error {
		found, err := h.house.reconcileIn(ctx, tx)
		if err != nil {
			return err
		}
		h.house.Metrics.Findings.WithLabelValues("query").Add(float64(found))
		_, err = h.house.enqueue(ctx, tx, Measure{Report: DriversReport})
		return err
	})
}

func (h *House) reconcileIn(ctx context.Context, tx pgx.Tx) (found int64, err error) {
	if err := store.ForgetContradictions(ctx, tx); err != nil {
		return 0, err
	}
	pairs, err := store.ContradictoryPairs(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, p := range pairs {
		between, err := h.between(ctx, p)
		if err != nil {
			return 0, err
		}
		added, err := store.AddContradictions(ctx, tx, p, between)
		if err != nil {
			return 0, err
		}
		found += added
	}
	return found, nil
}

// between reads both returns of a pair and finds what they contradict each other about.
func (h *House) between(ctx context.Context, p store.Contradictory) ([]goldset.Finding, error) {
	var both [2]*ingest.Standing
	for i, id := range []int64{p.Care, p.Need} {
		sub, err := h.submission(ctx, id)
		if err != nil {
			return nil, err
		}
		both[i], err = h.standing(sub)
		if _, refused := errors.AsType[*ingest.Refused](err); refused {
			return nil, nil // an older reading took it; nothing can be asked about it
		}
		if err != nil {
			return nil, err
		}
	}
	return h.contradictions(both[0], both[1]), nil
}
