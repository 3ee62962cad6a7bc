package jobs_test

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

func TestACheckAloneKeepsNothing(t *testing.T) {
	b := setup(t)
	folder := t.TempDir()
	var err error
	b.Vault, err = store.OpenVault(folder, b.Keys)
	require.NoError(t, err)
	left := func() (names []string) {
		require.NoError(t, filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				names = append(names, path)
			}
			return err
		}))
		return names
	}
	before := left()
	drawn := 0
	draw := func(r *feedback.Report, files []ingest.File) error {
		drawn++
		require.Equal(t, goldset.Identifiers, r.Return)
		require.Equal(t, "identifiers.csv", files[0].Name)
		return nil
	}
	require.NoError(t, b.Try(t.Context(), b.supplier, one("identifiers.csv", identifierFile), draw))
	require.Equal(t, 1, drawn)
	require.Equal(t, before, left(), "no file")

	err = b.Try(t.Context(), b.supplier, one("notes.csv", "a,b\n1,2\n"), draw)
	refused := &ingest.Refused{}
	require.ErrorAs(t, err, &refused)
	require.Equal(t, before, left(), "no file of a refused one either")
	for _, table := range []string{"intake.submission", "intake.request_event where kind = 'uploaded'", "river.river_job where kind = 'check'"} {
		var rows int
		require.NoError(t, b.Zones.Work.QueryRow(t.Context(), "select count(*) from "+table).Scan(&rows))
		require.Zero(t, rows, table)
	}
}
