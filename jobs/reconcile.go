package jobs

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

// reconcile runs after linkage. What contradicts itself between a supplier's own
// returns goes back to that supplier as queries; what crosses suppliers is counted
// by a measure and named to nobody. Then the report falls due.
func reconcile(ctx context.Context, h *hold[Reconcile]) error {
	return h.finish(ctx, h.house.Zones.Load, func(tx pgx.Tx) error {
		found, err := store.Reconcile(ctx, tx)
		if err != nil {
			return err
		}
		h.house.Metrics.Findings.WithLabelValues("query").Add(float64(found))
		_, err = h.house.enqueue(ctx, tx, Measure{Report: DriversReport})
		return err
	})
}
