package jobs_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

func TestFeedbackIsDrawnFromTheVaultForItsSupplierOnly(t *testing.T) {
	b := setup(t)
	id, _ := b.send(strings.Replace(identifierFile, "2013-05-06", "never", 1))
	b.until("the check", func() bool { return b.state(id) != store.StateChecking })
	drawn := false
	err := b.Feedback(t.Context(), b.supplier, id, func(r *feedback.Report, files []ingest.File) error {
		drawn = true
		require.Equal(t, "identifiers.csv", files[0].Name, "the supplier's own name for it")
		require.Equal(t, 2, r.Tables[0].In)
		require.Equal(t, 2, r.Tables[0].Out)
		for _, f := range r.Findings {
			if f.Rule == "unreadable" {
				require.Equal(t, "A2", f.Child)
				require.Equal(t, "never", f.Cells[0].Value)
				require.NotZero(t, f.ID, "an answer names it")
				return nil
			}
		}
		require.Fail(t, "the date that cannot be read is not among the findings")
		return nil
	})
	require.NoError(t, err)
	require.True(t, drawn)
	err = b.Feedback(t.Context(), b.supplier+1, id, nil)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestTwoUploadsAreComparedForTheirSupplierOnly(t *testing.T) {
	b := setup(t)
	first, _ := b.send(identifierFile)
	b.until("the check", func() bool { return b.state(first) != store.StateChecking })
	second, _ := b.send(strings.Replace(identifierFile, "A2,Ben", "A3,Ben", 1))
	b.until("the check", func() bool { return b.state(second) != store.StateChecking })
	c, err := b.Compare(t.Context(), b.supplier, first, second)
	require.NoError(t, err)
	require.Equal(t, ingest.Changed{Added: 1, Removed: 1, Same: 1}, c.Children)
	_, err = b.Compare(t.Context(), b.supplier+1, first, second)
	require.ErrorIs(t, err, store.ErrNotFound)
}
