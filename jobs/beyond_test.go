package jobs_test

import (
	"io"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/store"
)

// sendCare uploads an SSDA903 set for a year and waits for the check.
func (b *bundle) sendCare(year goldset.CollectionYear, header, episodes string) int64 {
	b.t.Helper()
	files := []jobs.Upload{{Name: "header.csv", Data: strings.NewReader(header)}, {Name: "episodes.csv", Data: strings.NewReader(episodes)}}
	id, _, err := b.Submit(b.t.Context(), jobs.Door{Supplier: b.supplier, Request: b.asked(goldset.SSDA903, year), Account: b.provider}, func() (jobs.Upload, error) {
		if len(files) == 0 {
			return jobs.Upload{}, io.EOF
		}
		next := files[0]
		files = files[1:]
		return next, nil
	})
	require.NoError(b.t, err)
	b.until("the check", func() bool { return b.state(id) != store.StateChecking })
	return id
}

// notRun are the codes of the rules that a check did not run.
func (b *bundle) notRun(id int64) map[string]bool {
	b.t.Helper()
	s, err := store.ReadSubmission(b.t.Context(), b.Zones.Work, id)
	require.NoError(b.t, err)
	codes := map[string]bool{}
	list, _ := s.Understood["not_run"].([]any)
	require.NotEmpty(b.t, list)
	for _, n := range list {
		codes[n.(map[string]any)["rule"].(string)] = true //nolint:forcetypeassert // a test
	}
	return codes
}

func TestRulesThatLookBeyondTheReturnRunOnceThereIsSomethingToSee(t *testing.T) {
	b := setup(t)
	b.allow()
	last := b.sendCare(2024, strings.ReplaceAll(careHeader, "F,", "2,"), strings.ReplaceAll(careEpisodes, "2024", "2023"))
	require.True(t, b.notRun(last)["204"], "there is no year before")
	b.checked(last)
	b.sign(last)
	b.until("the load", func() bool { return b.state(last) == store.StateLoaded })

	this := b.sendCare(2025, strings.Replace(careHeader, "WBRI", "MWBC", 1), strings.ReplaceAll(careEpisodes, "2024", "2023"))
	_, about := b.found(this, "204")
	require.Len(t, about, 1)
	require.Equal(t, "A1", about[0].Child)
	require.False(t, b.notRun(this)["204"])
	require.True(t, b.notRun(this)["392a"], "no postcodes were imported")

	b.checked(this)
	b.sign(this)
	b.until("the load", func() bool { return b.state(this) == store.StateLoaded })
}

func TestPostcodesThatWereImportedAreLookedUp(t *testing.T) {
	b := setup(t)
	b.allow()
	id := b.sendCare(2025, careHeader, careEpisodes)
	require.True(t, b.notRun(id)["392a"])

	const postcodes = "postcode,district,easting,northing\nSW1A 1AA,E09000033,529090,179645\n"
	require.NoError(t, pgx.BeginFunc(t.Context(), b.Zones.Load, func(tx pgx.Tx) error {
		_, err := store.ImportPlaces(t.Context(), tx, store.SetPostcodes, []ingest.File{
			{Name: "postcodes.csv", Data: strings.NewReader(postcodes), Size: int64(len(postcodes))},
		}, nil)
		return err
	}))
	again := b.sendCare(2025, careHeader, strings.ReplaceAll(careEpisodes, ",PR1,,,,,,", ",PR1,,,,SW1A 1AA,SW1A 1AA,"))
	require.False(t, b.notRun(again)["392a"])
	require.True(t, b.notRun(again)["204"], "there is still no year before")
}
