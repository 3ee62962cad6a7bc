package jobs_test

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

func TestAReturnGoesFromTheDoorToTheDataset(t *testing.T) {
	b := setup(t)
	b.allow()
	id, again := b.send(identifierFile)
	require.False(t, again)
	b.checked(id)
	b.sign(id)
	b.until("the load", func() bool { return b.state(id) == store.StateLoaded })

	var subjects, links int
	require.NoError(t, b.Zones.Link.QueryRow(t.Context(), "select count(*) from identity.subject").Scan(&subjects))
	require.Equal(t, 2, subjects)
	require.NoError(t, b.Zones.Work.QueryRow(t.Context(), "select count(*) from river.river_job where kind = 'link' and state = 'scheduled'").Scan(&links))
	require.Equal(t, 1, links, "a load sets off a linkage, later, so that a bunch is linked once")
}

func TestTheSameFileTwiceIsOneSubmission(t *testing.T) {
	b := setup(t)
	first, _ := b.send(identifierFile)
	second, again := b.send(identifierFile)
	require.True(t, again)
	require.Equal(t, first, second)
}

func TestTwoTabsAtOnceMakeOneSubmission(t *testing.T) {
	b := setup(t)
	var ids [4]int64
	var errs [4]error
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			ids[i], _, errs[i] = b.Submit(t.Context(), jobs.Door{Supplier: b.supplier, Request: b.request, Account: b.provider}, one("f.csv", identifierFile))
		})
	}
	all.Wait()
	for i := range ids {
		require.NoError(t, errs[i])
		require.Equal(t, ids[0], ids[i])
	}
}

func TestAFileThatBreaksOffIsNotRecorded(t *testing.T) {
	b := setup(t)
	broken := errors.New("the connection is gone")
	next := func() (jobs.Upload, error) {
		return jobs.Upload{Name: "f.csv", Data: io.MultiReader(strings.NewReader("LAchildID"), failing{broken})}, nil
	}
	_, _, err := b.Submit(t.Context(), jobs.Door{Supplier: b.supplier, Request: b.request, Account: b.provider}, next)
	require.ErrorIs(t, err, broken)
	var rows int
	require.NoError(t, b.Zones.Work.QueryRow(t.Context(), "select count(*) from intake.submission").Scan(&rows))
	require.Zero(t, rows)
}

type failing struct{ err error }

// Read fails.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestNothingLoadsWithoutAGovernanceRecord(t *testing.T) {
	b := setup(t)
	id, _ := b.send(identifierFile)
	b.checked(id)
	b.sign(id)
	b.until("the refusal", func() bool { return b.lastError("load") != "" })
	require.Contains(t, b.lastError("load"), "no live governance record permits this: load of return identifiers")
	require.Equal(t, store.StateSigned, b.state(id), "the signature stands, and the load is tried again")
}

func TestWhatIsNoLongerWhatWasSignedIsCheckedAgain(t *testing.T) {
	b := setup(t)
	b.allow()
	id, _ := b.send(identifierFile)
	b.checked(id)
	b.handOver(id)
	// As if the rules had changed between check and signature.
	_, err := b.Zones.Work.Exec(t.Context(), "update intake.submission set ruleset_version = 'an earlier one' where id = $1", id)
	require.NoError(t, err)
	_, err = b.SignOff(t.Context(), b.supplier, id, b.signatory)
	require.NoError(t, err)
	b.until("the new check", func() bool { return b.state(id) == store.StateReady || b.state(id) == store.StateAnswering })
	var subjects int
	require.NoError(t, b.Zones.Link.QueryRow(t.Context(), "select count(*) from identity.subject").Scan(&subjects))
	require.Zero(t, subjects, "nothing of it was loaded")
}

func TestARefusedFileLeavesWhatWasLoadedInPlace(t *testing.T) {
	b := setup(t)
	b.allow()
	good, _ := b.send(identifierFile)
	b.checked(good)
	b.sign(good)
	b.until("the load", func() bool { return b.state(good) == store.StateLoaded })

	bad, _ := b.send("PK\x03\x04 not a workbook")
	b.until("the refusal", func() bool { return b.state(bad) == store.StateRefused })
	s, err := store.ReadSubmission(t.Context(), b.Zones.Work, good)
	require.NoError(t, err)
	require.True(t, s.Current)
}

func TestValuesAreReadFromTheVaultForTheirSupplierOnly(t *testing.T) {
	b := setup(t)
	id, _ := b.send(identifierFile)
	b.until("the check", func() bool { return b.state(id) != store.StateChecking })
	finding := store.Finding{Submission: id}
	layout, err := reference.Layout(goldset.Identifiers, 2025, "")
	require.NoError(t, err)
	finding.Table, finding.Row, finding.Fields = layout.Tables[0].Name, 1, []string{"Forename", "Postcode"}
	found, err := b.Values(t.Context(), b.supplier, id, []store.Finding{finding})
	require.NoError(t, err)
	require.Equal(t, []jobs.Evidence{{Child: "A2", Values: []string{"Ben", "ZE9 9ZX"}}}, found)

	_, err = b.Values(t.Context(), b.supplier+1, id, []store.Finding{finding})
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestEveryLoginCanQueueWork(t *testing.T) {
	tx := storetest.Tx(t)
	for _, login := range store.Logins() {
		var may bool
		require.NoError(t, tx.QueryRow(t.Context(), "select has_table_privilege($1, 'river.river_job', 'insert')", string(login)).Scan(&may))
		require.True(t, may, login)
	}
}
