package ingest_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

func TestPublicCensusSamplesAreReadAndEveryRowIsAccountedFor(t *testing.T) {
	for _, path := range glob(t, filepath.Join(shared(t, "returns/samples/cin/fake_xml"), "*.xml")) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			for _, year := range []goldset.CollectionYear{2024, 2025, 2026} {
				r, err := ingest.Open(read(t, path), ingest.Expected{RuleYear: year})
				require.NoError(t, err)
				rules := checked(t, r)
				require.NotContains(t, rules, "misplaced")
			}
		})
	}
}

func TestPublicSSDA903SamplesAreReadAndEveryRowIsAccountedFor(t *testing.T) {
	for _, folder := range []string{"fake_csv", "synth_2019_20", "synth_2020_21"} {
		t.Run(folder, func(t *testing.T) {
			paths := glob(t, filepath.Join(shared(t, "returns/samples/ssda903/"+folder), "*.csv"))
			r, err := ingest.Open(read(t, paths...), ingest.Expected{RuleYear: 2025})
			require.NoError(t, err)
			checked(t, r)
			require.Greater(t, r.Counts()[0].Out, 1000)
		})
	}
}

func TestPublicSchoolCensusSamplesTellTheirYearAndTerm(t *testing.T) {
	for term, title := range map[string]string{
		"2024_autumn": "School census, autumn 2024", "2025_spring": "School census, spring 2025", "2025_summer": "School census, summer 2025",
	} {
		t.Run(term, func(t *testing.T) {
			paths := glob(t, filepath.Join(shared(t, "returns/samples/school_census/samples"), term+"_*.csv"))
			r, err := ingest.Open(read(t, paths...), ingest.Expected{})
			require.NoError(t, err)
			require.Equal(t, title, r.Layout.Title)
			rules := checked(t, r)
			require.Empty(t, rules["no-child"])
			require.Empty(t, rules["no-parent"])
			records := 0
			for _, path := range paths {
				text, err := os.ReadFile(path)
				require.NoError(t, err)
				reader := csv.NewReader(bytes.NewReader(text))
				reader.FieldsPerRecord = -1
				all, err := reader.ReadAll()
				require.NoError(t, err)
				records += len(all) - 1
			}
			out, refused := 0, 0
			for _, c := range r.Counts() {
				out, refused = out+c.Out, refused+c.Refused
			}
			require.Equal(t, records, out+refused, "what another reader counts in the files")
			require.Len(t, rules["row-width"], refused, "a row is refused only where it is cut short, as the autumn's last address is")
			require.LessOrEqual(t, refused, 1)
		})
	}
}

func TestAFolderWithTwoVersionsOfATableIsRefused(t *testing.T) {
	paths := glob(t, filepath.Join(shared(t, "returns/samples/school_census/samples"), "2025_*.csv"))
	_, err := ingest.Open(read(t, paths...), ingest.Expected{})
	require.ErrorContains(t, err, "both hold")
	require.True(t, strings.Contains(err.Error(), "2025_spring_") && strings.Contains(err.Error(), "2025_summer_"))
}
