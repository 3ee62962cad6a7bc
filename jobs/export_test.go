package jobs

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// ReconcileIn lets tests reconcile without a linkage before it.
func (h *House) ReconcileIn(ctx context.Context, tx pgx.Tx) (int64, error) {
	return h.reconcileIn(ctx, tx)
}
