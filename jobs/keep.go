package jobs

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

// orphanAge is how long an object of the vault may wait for its transaction.
const orphanAge = 24 * time.Hour

// retain destroys what may no longer be kept: objects of the vault that no
// submission knows, maps that nothing cites, and the identifiers of pupils who
// match nobody in need.
func retain(ctx context.Context, h *hold[Retain]) error {
	removed, err := h.house.Vault.Sweep(ctx, h.house.Zones.Work, h.house.Now().Add(-orphanAge))
	if err != nil {
		return err
	}
	return h.finish(ctx, h.house.Zones.Link, func(tx pgx.Tx) error {
		pruned, err := store.PruneMaps(ctx, tx)
		if err != nil {
			return err
		}
		forgotten := int64(0)
		current, err := store.CurrentMap(ctx, tx)
		if err == nil && !h.house.KeepPupils {
			forgotten, err = store.ForgetPupils(ctx, tx, current.ID)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		h.log.InfoContext(ctx, "retention", "objects", removed, "maps", pruned, "identifiers", forgotten)
		return nil
	})
}

// HeadsFile holds the signed heads of the audit chain, in the folder Heads.
const HeadsFile = "audit.heads"

// sealNewest chains the newest events of the audit and signs the head. One process
// seals at a time; the others wait and find nothing left.
func (h *House) sealNewest(ctx context.Context) error { return h.seal(ctx, false) }

// sealAll also finds what a transaction of many hours left behind.
func (h *House) sealAll(ctx context.Context) error { return h.seal(ctx, true) }

func (h *House) seal(ctx context.Context, all bool) error {
	var head store.AuditHead
	var moved bool
	err := pgx.BeginFunc(ctx, h.Zones.Audit, func(tx pgx.Tx) (err error) {
		head, moved, err = store.SealAudit(ctx, tx, all)
		return err
	})
	if err != nil || !moved {
		return err
	}
	// Signed after the commit: a head that the database does not have would look like tampering.
	return store.AppendAuditHead(filepath.Join(h.Heads, HeadsFile), h.Keys, head, h.Now())
}
