package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// Try checks files for a supplier and keeps nothing: no row is written, and the
// bytes lie in the vault, under a key that only memory holds, until the call ends.
// An *ingest.Refused error says why the files cannot be taken.
func (h *House) Try(ctx context.Context, supplier int64, next func() (Upload, error), draw func(*feedback.Report, []ingest.File) error) (err error) {
	from, err := store.SupplierByID(ctx, h.Zones.Work, supplier)
	if err != nil {
		return err
	}
	object, err := h.keep(next)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Vault.Remove(object.ID)) }()
	sub := submission{Submission: store.Submission{VaultObject: object.ID, WrappedKey: object.Wrapped}, code: from.Code, kind: from.Kind}
	files, closer, err := h.openFiles(sub, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	ret, err := ingest.Open(files, sub.expected())
	if err != nil {
		return fmt.Errorf("check and keep nothing: %w", err)
	}
	report, err := feedback.Check(ret, nil)
	if err != nil {
		return fmt.Errorf("check and keep nothing: %w", err)
	}
	return draw(report, files)
}
