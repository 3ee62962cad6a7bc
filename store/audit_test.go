package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

// chain is an audit with some sealed events and a signed head.
type chain struct {
	tx    pgx.Tx
	keys  *privacy.Keys
	heads string
}

var auditHour = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

func newChain(tb testing.TB, events int) *chain {
	tb.Helper()
	keys, err := privacy.NewKeys()
	require.NoError(tb, err)
	c := &chain{tx: storetest.Tx(tb), keys: keys, heads: filepath.Join(tb.TempDir(), "heads")}
	for range events {
		require.NoError(tb, store.Audit(tb.Context(), c.tx, "job 1", "load", "submission 7", map[string]any{"rows": 3}))
	}
	c.seal(tb)
	return c
}

func (c *chain) seal(tb testing.TB) {
	tb.Helper()
	head, any, err := store.SealAudit(tb.Context(), c.tx, false)
	require.NoError(tb, err)
	if any {
		require.NoError(tb, store.AppendAuditHead(c.heads, c.keys, head, auditHour))
	}
}

func (c *chain) verify(tb testing.TB) (store.AuditReport, error) {
	tb.Helper()
	return store.VerifyAudit(tb.Context(), c.tx, c.heads, c.keys.Verifier())
}

func TestAnUntouchedChainVerifies(t *testing.T) {
	c := newChain(t, 5)
	require.NoError(t, store.Audit(t.Context(), c.tx, "", "link", "map 1", nil))
	report, err := c.verify(t)
	require.NoError(t, err)
	require.Equal(t, store.AuditReport{Events: 5, Unsealed: 1, Heads: 1}, report)
	c.seal(t)
	report, err = c.verify(t)
	require.NoError(t, err)
	require.Equal(t, store.AuditReport{Events: 6, Heads: 2}, report)
}

func TestTamperingWithTheAuditIsFound(t *testing.T) {
	cases := []struct {
		name, sql string
	}{
		{"an event's detail edited", "update audit.event set detail = '{\"rows\": 4}' where seq = (select max(seq) - 1 from audit.event)"},
		{"an event's time edited", "update audit.event set at = at + interval '1 microsecond' where seq = (select min(seq) from audit.event)"},
		{"an event's actor edited", "update audit.event set actor = 'somebody' where seq = (select max(seq) from audit.event)"},
		{"an event taken out", "delete from audit.event where seq = (select min(seq) + 1 from audit.event)"},
		{"an event taken out with its seal", `
with gone as (delete from audit.event where seq = (select min(seq) + 1 from audit.event) returning seq)
delete from audit.seal where seq in (select seq from gone)`},
		{"the tail cut off", `
with gone as (delete from audit.event where seq >= (select max(seq) - 1 from audit.event) returning seq)
delete from audit.seal where seq in (select seq from gone)`},
		{"everything cut off", "with gone as (delete from audit.event) delete from audit.seal"},
		{"a seal's hash edited", "update audit.seal set hash = sha256('x') where position = 3"},
		{"two events swapped", `
update audit.seal s set seq = -(select o.seq from audit.seal o where o.position = 5 - s.position) where position in (2, 3);
update audit.seal set seq = -seq where seq < 0`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			chain := newChain(t, 6)
			for sql := range strings.SplitSeq(c.sql, ";\n") {
				tag, err := chain.tx.Exec(t.Context(), sql)
				require.NoError(t, err)
				require.NotZero(t, tag.RowsAffected())
			}
			_, err := chain.verify(t)
			require.ErrorIs(t, err, store.ErrAuditBroken)
		})
	}
}

func TestAChainWrittenAnewDoesNotMatchItsSignedHead(t *testing.T) {
	c := newChain(t, 4)
	for _, sql := range []string{"delete from audit.seal", "update audit.event set action = 'nothing'"} {
		_, err := c.tx.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	_, _, err := store.SealAudit(t.Context(), c.tx, true) // whoever owns the database can chain again
	require.NoError(t, err)
	_, err = c.verify(t)
	require.ErrorIs(t, err, store.ErrAuditBroken)
	require.ErrorContains(t, err, "not what was signed")
}

func TestAHeadThatNobodyWithAKeySignedIsFound(t *testing.T) {
	c := newChain(t, 4)
	forged, err := privacy.NewKeys()
	require.NoError(t, err)
	require.NoError(t, store.AppendAuditHead(c.heads, forged, store.AuditHead{Position: 4, Hash: make([]byte, 32)}, auditHour))
	_, err = c.verify(t)
	require.ErrorIs(t, err, store.ErrAuditBroken)
	require.ErrorContains(t, err, "line 2")
}

func TestAnAuditorWithThePublicKeysVerifies(t *testing.T) {
	c := newChain(t, 3)
	public, err := c.keys.AuditPublicKeys()
	require.NoError(t, err)
	verifier, err := privacy.NewVerifier(public)
	require.NoError(t, err)
	storetest.As(t, c.tx, string(store.LoginAudit))
	_, err = store.VerifyAudit(t.Context(), c.tx, c.heads, verifier)
	require.NoError(t, err)
	info, err := os.Stat(c.heads)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// TestAnEventThatCommitsLateIsSealedAfterLaterOnes needs two connections: sequence
// numbers are drawn in one order and committed in another.
func TestAnEventThatCommitsLateIsSealedAfterLaterOnes(t *testing.T) {
	zones := openZones(t)
	slow, err := zones.Load.Begin(t.Context())
	require.NoError(t, err)
	defer slow.Rollback(context.WithoutCancel(t.Context()))
	require.NoError(t, store.Audit(t.Context(), slow, "", "load", "submission 1", nil))
	require.NoError(t, store.Audit(t.Context(), zones.Work, "", "chase", "request 2", nil))
	sealed := func() store.AuditHead {
		var head store.AuditHead
		require.NoError(t, pgx.BeginFunc(t.Context(), zones.Audit, func(tx pgx.Tx) (err error) {
			head, _, err = store.SealAudit(t.Context(), tx, false)
			return err
		}))
		return head
	}
	require.EqualValues(t, 1, sealed().Position)
	require.NoError(t, slow.Commit(t.Context()))
	waiting, _, err := store.UnsealedEvents(t.Context(), zones.Audit, time.Now())
	require.NoError(t, err)
	require.EqualValues(t, 1, waiting)
	require.EqualValues(t, 2, sealed().Position)
	keys, err := privacy.NewKeys()
	require.NoError(t, err)
	report, err := store.VerifyAudit(t.Context(), zones.Audit, filepath.Join(t.TempDir(), "none"), keys.Verifier())
	require.NoError(t, err)
	require.EqualValues(t, 2, report.Events)
	events, err := store.AuditEvents(t.Context(), zones.Audit, 0, 10)
	require.NoError(t, err)
	require.Equal(t, "goldset_load", events[0].Actor)
}
