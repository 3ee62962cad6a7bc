package jobs_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/store"
)

func (b *bundle) run(schedule string) {
	b.t.Helper()
	_, err := b.Zones.Work.Exec(b.t.Context(), "update work.schedule set next_due = $2 where name = $1", schedule, noon)
	require.NoError(b.t, err)
	b.until(schedule, func() bool {
		all, err := store.Schedules(b.t.Context(), b.Zones.Work)
		require.NoError(b.t, err)
		for _, s := range all {
			if s.Name == schedule {
				left, err := store.UnfinishedJobs(b.t.Context(), b.Zones.Work, s.Kind)
				require.NoError(b.t, err)
				return s.LastQueued != nil && s.NextDue.After(noon) && left == 0
			}
		}
		return false
	})
}

func TestASupplierIsRemindedOnceAWeekAtMost(t *testing.T) {
	b := setup(t)
	b.run("chase")
	b.run("chase")
	b.run("notify")
	require.Len(t, b.mail.sent, 2, "one message to each of the supplier's two people")
	require.Contains(t, b.mail.sent[0].Subject, "is due on 5 June 2025")
}

func TestAMessageThatCannotBeDeliveredWaits(t *testing.T) {
	b := setup(t)
	b.mail.refuses = errors.New("the mail server is away")
	b.run("chase")
	b.run("notify")
	waiting, stuck, err := store.OutboxPending(t.Context(), b.Zones.Work)
	require.NoError(t, err)
	require.Equal(t, [2]int64{2, 0}, [2]int64{waiting, stuck})

	b.mail.refuses = nil
	b.run("notify")
	require.Len(t, b.mail.sent, 2, "one each")
}

func TestADropFolderIsCollectedOnce(t *testing.T) {
	b := setup(t)
	dir := t.TempDir()
	parcel := filepath.Join(dir, "301", "identifiers", "2025")
	require.NoError(t, os.MkdirAll(parcel, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(parcel, "identifiers.csv"), []byte(identifierFile), 0o600))
	b.Pull = []jobs.PullSource{jobs.Folder(dir)}
	b.run("pull")
	b.run("pull")
	var submissions int
	require.NoError(t, b.Zones.Work.QueryRow(t.Context(), "select count(*) from intake.submission where uploaded_by is null").Scan(&submissions))
	require.Equal(t, 1, submissions)
	left, err := filepath.Glob(filepath.Join(dir, "301", "identifiers", "2025.taken-*"))
	require.NoError(t, err)
	require.Len(t, left, 1)
}

func TestAReturnIsCollectedOverHTTPS(t *testing.T) {
	b := setup(t)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(identifierFile))
	}))
	defer server.Close()
	at := jobs.Address{Supplier: "301", Return: goldset.Identifiers, Year: 2025, URL: server.URL + "/f.csv", Token: "secret", Client: server.Client()}
	b.Pull = []jobs.PullSource{at}
	b.run("pull")
	b.run("pull")
	var submissions int
	require.NoError(t, b.Zones.Work.QueryRow(t.Context(), "select count(*) from intake.submission").Scan(&submissions))
	require.Equal(t, 1, submissions, "the same bytes are the same submission")

	server.Close()
	at.URL += "?key=hidden"
	away, err := at.Waiting(t.Context())
	require.NoError(t, err)
	_, _, err = away[0].Open(t.Context())
	require.ErrorContains(t, err, "ask the supplier's server")
	require.NotContains(t, err.Error(), "hidden", "the queue keeps the error")

	at.URL = "http://127.0.0.1/f.csv"
	_, err = at.Waiting(t.Context())
	require.ErrorContains(t, err, "does not begin with https://")
}

func TestAFolderMailerKeepsHeadersApart(t *testing.T) {
	dir := t.TempDir()
	err := jobs.FolderMailer(dir).Send(t.Context(), store.Message{ID: 7, Recipient: "a@b.example\r\nBcc: c@d.example", Subject: "one\ntwo", Body: "x\n"})
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(dir, "000007.eml"))
	require.NoError(t, err)
	require.NotContains(t, string(text), "\nBcc:")
	require.Contains(t, string(text), "Subject: one two\r\n")
}
