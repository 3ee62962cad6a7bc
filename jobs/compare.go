package jobs

import (
	"context"
	"fmt"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/store"
)

// Compare holds a submission against an earlier one of the same supplier, both read
// where they lie. What it returns is identity and kept nowhere.
func (h *House) Compare(ctx context.Context, supplier, before, after int64) (*ingest.Comparison, error) {
	var both [2]*ingest.Return
	for i, id := range []int64{before, after} {
		sub, err := h.submission(ctx, id)
		if err != nil {
			return nil, err
		}
		if sub.Supplier != supplier || sub.State == store.StateRefused || sub.State == store.StateChecking {
			return nil, fmt.Errorf("submission %d: %w", id, store.ErrNotFound)
		}
		ret, closer, err := h.openReturn(sub)
		if err != nil {
			return nil, err
		}
		defer closer.Close()
		both[i] = ret
	}
	c, err := ingest.Compare(both[0], both[1])
	if err != nil {
		return nil, fmt.Errorf("compare submissions %d and %d: %w", before, after, err)
	}
	return c, nil
}
