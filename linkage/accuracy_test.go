package linkage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func ownModel(t testing.TB, name string) *Model {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "models", name))
	require.NoError(t, err)
	defer f.Close()
	m, err := ReadModel(f)
	require.NoError(t, err)
	return m
}

// febrlEntity is the person in FEBRL's record id: rec-223-dup-1 is person 223.
func febrlEntity(data *Dataset) []string {
	out := make([]string, data.Len())
	for row := range out {
		out[row] = strings.Split(data.ID(row), "-")[1]
	}
	return out
}

func linksOf(r *Result, threshold float64) []Pair {
	var out []Pair
	for _, l := range r.Links {
		if l.Probability() >= threshold {
			out = append(out, l.Pair)
		}
	}
	return out
}

func TestFEBRLIsLinkedWithoutLabels(t *testing.T) {
	cases := []struct {
		name     string
		linkType LinkType
		files    []string
		least    float64
	}{
		{"FEBRL1", Dedupe, []string{"febrl/dataset1.csv"}, .99},
		{"FEBRL2", Dedupe, []string{"febrl/dataset2.csv"}, .99},
		{"FEBRL3", Dedupe, []string{"febrl/dataset3.csv"}, .997},
		{"FEBRL4", Link, []string{"febrl/dataset4a.csv", "febrl/dataset4b.csv"}, .9998},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := ownModel(t, "febrl.json")
			m.LinkType = c.linkType
			data := loadCSV(t, m, c.files...)
			r, err := Run(t.Context(), m, data, Options{})
			require.NoError(t, err)
			entity := febrlEntity(data)
			pairs := EvaluatePairs(entity, linksOf(r, .5))
			clusters, err := r.Clusters(.95)
			require.NoError(t, err)
			clustered := Evaluate(entity, clusters.Of)
			t.Logf("pairs %+v", pairs)
			t.Logf("clusters %+v", clustered)
			t.Logf("expected %.1f lambda %.3g fit %+v", r.Summary.ExpectedMatches, r.Summary.Lambda, r.Fit)
			require.GreaterOrEqual(t, max(pairs.F1, clustered.F1), c.least)
		})
	}
}
