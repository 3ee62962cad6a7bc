package portal_test

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/store"
)

// answered is an upload with every finding explained, sent for sign-off.
func (h *house) answered(request int64, name string) int64 {
	id, _ := h.received(h.camden, request, h.accounts[store.RoleProvider], name, []byte("content of "+name))
	h.check(h.camden, id, name)
	h.explainAll(id)
	err := store.AsSupplier(h.t.Context(), h.zones.Intake, h.camden, func(tx pgx.Tx) error {
		return store.SendForSignOff(h.t.Context(), tx, id, h.accounts[store.RoleProvider], h.clock())
	})
	require.NoError(h.t, err)
	return id
}

func (h *house) explainAll(submission int64) {
	err := store.AsSupplier(h.t.Context(), h.zones.Intake, h.camden, func(tx pgx.Tx) error {
		for _, rule := range []string{"8500", "8540"} {
			_, err := store.Explain(h.t.Context(), tx, store.Answer{
				Submission: submission, Rule: rule, Reason: "correct", Note: "As the case record has it.", At: h.clock(),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(h.t, err)
}

// draftReport is a report that waits for approval, with two files.
func (h *house) draftReport() (id int64) {
	err := h.admin.QueryRow(h.t.Context(), `
with map as (insert into research.map_version (model, summary) values ('{}', '{}') returning id),
dataset as (insert into research.dataset_version (map_version, definitions, reference, fingerprint)
            select id, '{}', '{}', sha256(id::text::bytea) from map returning id)
insert into release.report (name, title, dataset_version, policy, state, attack)
select 'drivers', 'Drivers of need, 2026', id, 'standard', 'draft', '{"cells": 480, "fewest_candidates": 3, "bounds": [{"name": "hidden cell", "low": 1, "high": 3}]}' from dataset
returning id`).Scan(&id)
	require.NoError(h.t, err)
	_, err = h.admin.Exec(h.t.Context(), `
insert into release.file (report_id, name, media, sha256, content) values
($1, 'drivers.html', 'text/html; charset=utf-8', sha256('html'), '<h1>Drivers of need</h1>'),
($1, 'drivers.csv', 'text/csv; charset=utf-8', sha256('csv'), 'a,b')`, id)
	require.NoError(h.t, err)
	return id
}

// permission is a record in force.
func (h *house) permission() {
	_, err := store.AddPermission(h.t.Context(), h.admin, store.Permission{
		Return: "cin", Purpose: store.PurposeLoad, Controllers: "Children’s Commissioner; the authority", Agreement: "Data sharing agreement 12",
		DPIAVersion: "DPIA 3.1", LegalConditions: "UK GDPR article 6(1)(e), 9(2)(g)", OptOut: "Objections are passed to the authority",
		StartsOn: h.clock().AddDate(0, -6, 0), EndsOn: h.clock().AddDate(1, 0, 0), RetainUntil: h.clock().AddDate(10, 0, 0),
	})
	require.NoError(h.t, err)
}

// sum is the SHA-256 of content in hexadecimal.
func sum(content string) string {
	digest := sha256.Sum256([]byte(content))
	return hex.EncodeToString(digest[:])
}
