package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

var noon = time.Date(2026, 7, 20, 12, 0, 0, 0, time.UTC)

// desk is one supplier with an officer, a signatory and a request.
type desk struct {
	supplier, officer, signatory, request int64
}

func newDesk(t *testing.T, tx pgx.Tx, code string) desk {
	t.Helper()
	var d desk
	var err error
	d.supplier, err = store.AddSupplier(t.Context(), tx, store.Supplier{Code: code, Kind: "authority", Name: "Authority " + code})
	require.NoError(t, err)
	for role, id := range map[store.Role]*int64{store.RoleProvider: &d.officer, store.RoleSignatory: &d.signatory} {
		*id, err = store.AddAccount(t.Context(), tx, store.Account{
			Supplier: d.supplier, Email: fmt.Sprintf("%s@%s.example", role, code), Name: string(role), Role: role,
		})
		require.NoError(t, err)
	}
	d.request, err = store.AddRequest(t.Context(), tx, store.Request{
		Supplier: d.supplier, Return: goldset.CINCensus, Year: 2026, IssuedOn: noon.AddDate(0, -3, 0), DueOn: noon.AddDate(0, 0, 10),
	})
	require.NoError(t, err)
	return d
}

// sent is an upload that a check found one query in; it waits for its answer.
func (d desk) sent(t *testing.T, tx pgx.Tx, content string, at time.Time) int64 {
	t.Helper()
	id, again := d.uploaded(t, tx, content, at)
	require.False(t, again)
	w, err := store.ReplaceFindings(t.Context(), tx, d.supplier, id)
	require.NoError(t, err)
	require.NoError(t, w.Add(t.Context(), goldset.Finding{Rule: "8540", Severity: goldset.SeverityQuery, Table: "Children", AnswerTo: []byte("one")}))
	require.NoError(t, w.Flush(t.Context()))
	require.NoError(t, store.RecordCheck(t.Context(), tx, d.supplier, id, store.CheckOutcome{Understood: map[string]any{}}))
	return id
}

func (d desk) uploaded(t *testing.T, tx pgx.Tx, content string, at time.Time) (int64, bool) {
	t.Helper()
	id, again, err := store.AddSubmission(t.Context(), tx, store.Submission{
		Supplier: d.supplier, Request: d.request, FileNames: []string{"f"}, WrappedKey: []byte{1},
		SHA256: []byte(content), Bytes: 1, UploadedBy: d.officer, UploadedAt: at,
	})
	require.NoError(t, err)
	return id, again
}

func stateOf(t *testing.T, tx pgx.Tx, id int64) store.State {
	t.Helper()
	s, err := store.ReadSubmission(t.Context(), tx, id)
	require.NoError(t, err)
	return s.State
}

func TestASupplierSeesItsOwnRowsInEveryTable(t *testing.T) {
	tx := storetest.Tx(t)
	one, two := newDesk(t, tx, "901"), newDesk(t, tx, "902")
	for _, d := range []desk{one, two} {
		id := d.sent(t, tx, "file", noon)
		_, err := store.Explain(t.Context(), tx, store.Answer{Submission: id, Rule: "8540", Reason: "correct", Note: "n", Account: d.officer, At: noon})
		require.NoError(t, err)
		require.NoError(t, store.SendForSignOff(t.Context(), tx, id, d.officer, noon))
		_, err = store.SignOff(t.Context(), tx, id, d.signatory, noon, func(b []byte) ([]byte, error) { return b, nil })
		require.NoError(t, err)
		require.NoError(t, store.TellSupplier(t.Context(), tx, d.supplier, "subject", "body"))
		require.NoError(t, insertCounts(t.Context(), tx, id, d.supplier))
	}
	storetest.As(t, tx, "goldset_intake")
	rows, _ := tx.Query(t.Context(), `select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = 'intake'::regnamespace and c.relkind = 'r' and a.attname = 'supplier_id' order by 1`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(tables), 9)
	for _, table := range tables {
		require.Zero(t, count(t, tx, table, 0), "%s without a supplier", table)
		require.NoError(t, store.ActFor(t.Context(), tx, one.supplier))
		require.NotZero(t, count(t, tx, table, one.supplier), "%s: its own", table)
		require.Zero(t, count(t, tx, table, two.supplier), "%s: another's", table)
		_, err := tx.Exec(t.Context(), "select set_config('goldset.supplier', '', true)")
		require.NoError(t, err)
	}
}

func insertCounts(ctx context.Context, tx pgx.Tx, submission, supplier int64) error {
	_, err := tx.Exec(ctx, `
with t as (insert into intake.submission_table values ($1, $2, 'Children', 1, 1, 0))
insert into intake.submission_summary values ($1, $2, 1, 'Children', 1)`, submission, supplier)
	return err
}

// count is how many of a supplier's rows the transaction sees; of anybody's when supplier is 0.
func count(t *testing.T, tx pgx.Tx, table string, supplier int64) (n int) {
	t.Helper()
	sql := "select count(*) from intake." + pgx.Identifier{table}.Sanitize() + " where supplier_id = $1 or $1 = 0"
	require.NoError(t, tx.QueryRow(t.Context(), sql, supplier).Scan(&n))
	return n
}

func TestASupplierCannotWriteForAnother(t *testing.T) {
	tx := storetest.Tx(t)
	one, two := newDesk(t, tx, "901"), newDesk(t, tx, "902")
	storetest.As(t, tx, "goldset_intake")
	require.NoError(t, store.ActFor(t.Context(), tx, one.supplier))
	_, _, err := store.AddSubmission(t.Context(), tx, store.Submission{
		Supplier: two.supplier, Request: two.request, FileNames: []string{"f"}, WrappedKey: []byte{1}, SHA256: []byte{1}, UploadedAt: noon,
	})
	require.ErrorIs(t, err, store.ErrNotFound, "the request is not there to be answered")
	err = store.AddRequestEvent(t.Context(), tx, store.RequestEvent{Request: two.request, Supplier: two.supplier, At: noon, Kind: store.EventAnswered})
	require.ErrorContains(t, err, "42501")
}

func TestTheSupplierSettingEndsWithItsTransaction(t *testing.T) {
	tx := storetest.Tx(t)
	one := newDesk(t, tx, "901")
	storetest.As(t, tx, "goldset_intake")
	inside := 0
	require.NoError(t, store.AsSupplier(t.Context(), tx, one.supplier, func(tx pgx.Tx) error {
		inside = count(t, tx, "request", 0)
		return nil
	}))
	require.Equal(t, 1, inside)
}

func TestARefusedOrWithdrawnFileIsTakenUpAnew(t *testing.T) {
	tx := storetest.Tx(t)
	d := newDesk(t, tx, "901")
	first := d.sent(t, tx, "first", noon)
	for _, state := range []string{"refused", "withdrawn"} {
		_, err := tx.Exec(t.Context(), "update intake.submission set state = $2, refusal = 'why' where id = $1", first, state)
		require.NoError(t, err)
		id, again := d.uploaded(t, tx, "first", noon.Add(time.Hour))
		require.False(t, again, "it is to be checked")
		require.Equal(t, first, id)
		require.Equal(t, store.StateChecking, stateOf(t, tx, id))
	}
	_, again := d.uploaded(t, tx, "first", noon.Add(2*time.Hour))
	require.True(t, again)
}

func TestAnAnswerMeetsTheSameFindingElsewhere(t *testing.T) {
	tx := storetest.Tx(t)
	d, stranger := newDesk(t, tx, "901"), newDesk(t, tx, "902")
	other := stranger.sent(t, tx, "file", noon)
	one, two := d.sent(t, tx, "one", noon), d.sent(t, tx, "two", noon.Add(time.Minute))
	n, err := store.Explain(t.Context(), tx, store.Answer{Submission: one, Rule: "8540", Reason: "correct", Note: "n", At: noon})
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.Equal(t, store.StateReady, stateOf(t, tx, one))
	require.Equal(t, store.StateReady, stateOf(t, tx, two), "the next upload has the same finding")
	require.Equal(t, store.StateAnswering, stateOf(t, tx, other), "another supplier's has not been answered")
	three := d.sent(t, tx, "three", noon.Add(time.Hour))
	require.Equal(t, store.StateReady, stateOf(t, tx, three), "nor need a later one be")
}

func TestSendingWithdrawsWhatWasNotSignedAndKeepsWhatWas(t *testing.T) {
	tx := storetest.Tx(t)
	d := newDesk(t, tx, "901")
	old := d.sent(t, tx, "old", noon)
	_, err := tx.Exec(t.Context(), "update intake.submission set state = 'loaded', current = true where id = $1", old)
	require.NoError(t, err)
	draft, final := d.sent(t, tx, "draft", noon.Add(time.Minute)), d.sent(t, tx, "final", noon.Add(time.Hour))
	require.ErrorIs(t, store.SendForSignOff(t.Context(), tx, final, d.officer, noon), store.ErrNotReady)
	_, err = store.Explain(t.Context(), tx, store.Answer{Submission: final, Rule: "8540", Reason: "correct", Note: "n", At: noon})
	require.NoError(t, err)
	require.ErrorIs(t, store.SendForSignOff(t.Context(), tx, draft, d.officer, noon), store.ErrSuperseded)
	require.NoError(t, store.SendForSignOff(t.Context(), tx, final, d.officer, noon))
	require.Equal(t, store.StateWithdrawn, stateOf(t, tx, draft))
	require.Equal(t, store.StateLoaded, stateOf(t, tx, old), "what was accepted stays")
	receipt, err := store.SignOff(t.Context(), tx, final, d.signatory, noon, func(b []byte) ([]byte, error) { return b, nil })
	require.NoError(t, err)
	require.Equal(t, old, receipt.Replaces)
	kept, signature, err := store.ReadReceipt(t.Context(), tx, final)
	require.NoError(t, err)
	require.Equal(t, receipt, kept)
	text, err := kept.Text()
	require.NoError(t, err)
	require.Equal(t, text, signature, "what comes back from the database is what was signed, byte for byte")
}

func TestOnlyASignatoryOfTheSupplierSignsOff(t *testing.T) {
	tx := storetest.Tx(t)
	d, stranger := newDesk(t, tx, "901"), newDesk(t, tx, "902")
	id := d.sent(t, tx, "file", noon)
	_, err := store.Explain(t.Context(), tx, store.Answer{Submission: id, Rule: "8540", Reason: "correct", Note: "n", At: noon})
	require.NoError(t, err)
	require.NoError(t, store.SendForSignOff(t.Context(), tx, id, d.officer, noon))
	for name, account := range map[string]int64{"the officer": d.officer, "another supplier's signatory": stranger.signatory} {
		_, err := store.SignOff(t.Context(), tx, id, account, noon, nil)
		require.ErrorIs(t, err, store.ErrNotSignatory, name)
	}
}

func TestMessagesAreTriedAgainAndGivenUpOn(t *testing.T) {
	tx := storetest.Tx(t)
	require.NoError(t, store.AddMessage(t.Context(), tx, store.Message{Recipient: "a@b.example", Subject: "s", Body: "b"}))
	for tries := range 10 {
		waiting, err := store.TakeMessages(t.Context(), tx, 5)
		require.NoError(t, err)
		require.Len(t, waiting, 1)
		require.Equal(t, tries, waiting[0].Attempts)
		require.NoError(t, store.MessageFailed(t.Context(), tx, waiting[0].ID, "no route"))
	}
	waiting, stuck, err := store.OutboxPending(t.Context(), tx)
	require.NoError(t, err)
	require.EqualValues(t, 0, waiting)
	require.EqualValues(t, 1, stuck)
}

func TestRequestsAreIssuedOnce(t *testing.T) {
	tx := storetest.Tx(t)
	d := newDesk(t, tx, "901")
	again, err := store.AddRequest(t.Context(), tx, store.Request{Supplier: d.supplier, Return: goldset.CINCensus, Year: 2026, IssuedOn: noon, DueOn: noon})
	require.NoError(t, err)
	require.Equal(t, d.request, again)
	events, err := store.RequestEvents(t.Context(), tx, d.request)
	require.NoError(t, err)
	require.Len(t, events, 1)
}
