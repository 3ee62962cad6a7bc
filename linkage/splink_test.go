package linkage

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// sharedFile opens a file of the shared linkage data, which is no part of the
// repository, or skips the test.
func sharedFile(tb testing.TB, name string) *os.File {
	tb.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "linkage", name))
	if os.IsNotExist(err) {
		tb.Skip("the shared linkage data are not here")
	}
	require.NoError(tb, err)
	tb.Cleanup(func() { f.Close() })
	return f
}

func splinkModel(tb testing.TB, name string) *Model {
	tb.Helper()
	m, err := ReadSplink(sharedFile(tb, "splink/"+name))
	require.NoError(tb, err)
	return m
}

func loadCSV(tb testing.TB, m *Model, names ...string) *Dataset {
	tb.Helper()
	l := NewLoader(m)
	for _, name := range names {
		source := filepath.Base(name)
		require.NoError(tb, l.ReadCSV(source[:len(source)-4], sharedFile(tb, name)))
	}
	data, err := l.Dataset()
	require.NoError(tb, err)
	return data
}

// referenceScores reads Splink's own scores of historical_50k: weight by pair.
func referenceScores(t *testing.T) map[[2]string]float64 {
	t.Helper()
	unzipped, err := gzip.NewReader(sharedFile(t, "splink/h50k_reference_scores.csv.gz"))
	require.NoError(t, err)
	r := csv.NewReader(unzipped)
	_, err = r.Read()
	require.NoError(t, err)
	scores := map[[2]string]float64{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return scores
		}
		require.NoError(t, err)
		weight, err := strconv.ParseFloat(row[2], 64)
		require.NoError(t, err)
		scores[[2]string{row[0], row[1]}] = weight
	}
}

func TestSplinkModelScoresAsSplinkDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	m := splinkModel(t, "model_h50k.json")
	data := loadCSV(t, m, "splink/historical_50k.csv")
	want := referenceScores(t)
	r, err := Run(t.Context(), m, data, Options{Minimum: MatchWeight(-5).Probability()})
	require.NoError(t, err)
	require.EqualValues(t, 450_741, r.Summary.CandidatePairs)
	require.Equal(t, 4_319, r.Summary.Patterns)
	require.Len(t, r.Links, 292_578)
	worst := 0.0
	for _, l := range r.Links {
		reference, ok := want[[2]string{data.ID(int(l.L)), data.ID(int(l.R))}]
		require.True(t, ok, "%s and %s", data.ID(int(l.L)), data.ID(int(l.R)))
		worst = max(worst, math.Abs(reference-float64(l.Weight)))
	}
	require.Less(t, worst, 1e-4)
	t.Logf("largest difference of a weight %.2g", worst)

	var exported bytes.Buffer
	require.NoError(t, r.Model.WriteSplink(&exported))
	again, err := ReadSplink(&exported)
	require.NoError(t, err)
	second, err := Run(t.Context(), again, data, Options{Minimum: MatchWeight(-5).Probability()})
	require.NoError(t, err)
	require.Equal(t, r.Links, second.Links)
}

func TestSplinkSettingsOfOtherVersionsAreRead(t *testing.T) {
	for _, name := range []string{"saved_model_from_demo.json", "real_time_settings.json"} {
		m := splinkModel(t, name)
		require.True(t, m.Trained(), name)
		m.IDColumn = "unique_id"
		r, err := Run(t.Context(), m, loadCSV(t, m, "splink/fake_1000.csv"), Options{})
		require.NoError(t, err)
		require.NotEmpty(t, r.Links, name)
	}
}
