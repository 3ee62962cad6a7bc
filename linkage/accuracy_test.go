package linkage

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func ownModel(tb testing.TB, name string) *Model {
	tb.Helper()
	f, err := os.Open(filepath.Join("testdata", "models", name))
	require.NoError(tb, err)
	defer f.Close()
	m, err := ReadModel(f)
	require.NoError(tb, err)
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
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
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

func TestOtherPublicSetsAreLinkedWithoutLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	cases := []struct {
		name, model, file, entity string
		clusterAt                 float64
		pairs, clusters           float64 // least F1
	}{
		{"fake_1000", "fake.json", "splink/fake_1000.csv", "cluster", .5, .88, .92},
		{"historical_50k", "historical.json", "splink/historical_50k.csv", "cluster", .95, .76, .87},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := ownModel(t, c.model)
			data := loadCSV(t, m, c.file)
			entity := columnOf(t, c.file, m.IDColumn, c.entity, data)
			r, err := Run(t.Context(), m, data, Options{})
			require.NoError(t, err)
			pairs := EvaluatePairs(entity, linksOf(r, .5))
			t.Logf("pairs %+v", pairs)
			require.GreaterOrEqual(t, pairs.F1, c.pairs)
			clusters, err := r.Clusters(c.clusterAt)
			require.NoError(t, err)
			q := Evaluate(entity, clusters.Of)
			t.Logf("clusters %+v", q)
			require.GreaterOrEqual(t, q.F1, c.clusters)
		})
	}
}

// columnOf reads a column of a file by record.
func columnOf(t *testing.T, file, id, column string, data *Dataset) []string {
	t.Helper()
	rows, err := csv.NewReader(sharedFile(t, file)).ReadAll()
	require.NoError(t, err)
	key, value := slices.Index(rows[0], id), slices.Index(rows[0], column)
	byID := map[string]string{}
	for _, row := range rows[1:] {
		byID[row[key]] = row[value]
	}
	out := make([]string, data.Len())
	for row := range out {
		out[row] = byID[data.ID(row)]
	}
	return out
}

func TestRLdataIsLinkedWithoutLabels(t *testing.T) {
	rows, err := csv.NewReader(sharedFile(t, "rldata/RLdata500.csv")).ReadAll()
	require.NoError(t, err)
	m := ownModel(t, "rldata.json")
	l := NewLoader(m)
	add, err := l.Header("rldata", append(rows[0], "id"))
	require.NoError(t, err)
	identity := map[string]string{}
	for i, row := range rows[1:] {
		for k := range row {
			if row[k] == "NA" {
				row[k] = ""
			}
		}
		id := strconv.Itoa(i)
		identity[id] = row[7]
		add(append(row, id))
	}
	data, err := l.Dataset()
	require.NoError(t, err)
	entity := make([]string, data.Len())
	for row := range entity {
		entity[row] = identity[data.ID(row)]
	}
	r, err := Run(t.Context(), m, data, Options{})
	require.NoError(t, err)
	q := EvaluatePairs(entity, linksOf(r, .5))
	t.Logf("%+v", q)
	require.GreaterOrEqual(t, q.F1, .98)
}
