package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

func TestLinkLearnsFromLabelsAndTakesFrequenciesFromFiles(t *testing.T) {
	folder := t.TempDir()
	left, right, truth, model := writePeople(t, folder)
	withTF := strings.Replace(peopleModel, `{"when": "exact(surname)"}`, `{"when": "exact(surname)", "tf": {"part": "surname", "weight": 1}}`, 1)
	require.NoError(t, os.WriteFile(model, []byte(strings.Replace(withTF, `"classes": 2,`, `"classes": 2, "tf_tables": {"surname": "surnames.parquet"},`, 1)), 0o600))
	type row struct {
		Surname string  `parquet:"surname"`
		TF      float64 `parquet:"tf_surname"`
	}
	require.NoError(t, parquet.WriteFile(filepath.Join(folder, "surnames.parquet"), []row{{"sura0", .5}, {"surb1", .25}}))
	table := filepath.Join(folder, "surnames.csv")
	require.NoError(t, os.WriteFile(table, []byte("surname,tf_surname\nsura0,0.001\nsurb1,0.001\n"), 0o600))

	weight := func(args ...string) float64 {
		out := filepath.Join(folder, "out")
		_, err := runCommand(t, newLinkCommand(), append([]string{"--model", model, "--out", out, "--labels", truth, left, right}, args...)...)
		require.NoError(t, err)
		f, err := os.Open(filepath.Join(out, "links.csv"))
		require.NoError(t, err)
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		require.NoError(t, err)
		for _, r := range rows {
			if r[1] == "l001" && r[3] == "r001" { // surb1
				w, err := strconv.ParseFloat(r[4], 64)
				require.NoError(t, err)
				return w
			}
		}
		t.Fatal("the pair is not linked")
		return 0
	}
	require.InDelta(t, 7.966, weight("--tf", "surname="+table)-weight(), .001, "log2 of .25 over .001")

	_, err := runCommand(t, newLinkCommand(), "--model", model, "--out", folder, "--labels", model, left, right)
	require.ErrorContains(t, err, "model.json: labels:")
	_, err = runCommand(t, newLinkCommand(), "--model", model, "--out", folder, "--tf", "surname", left, right)
	require.ErrorContains(t, err, "write COLUMN=FILE")
	_, err = runCommand(t, newLinkCommand(), "--model", model, "--out", folder, "--tf", "surname="+left, left, right)
	require.ErrorContains(t, err, "the header lacks surname or tf_surname")
}

func TestLinkBlockingCountsEstimatesAndSuggests(t *testing.T) {
	left, right, _, model := writePeople(t, t.TempDir())
	text, err := runCommand(t, newLinkCommand(), "blocking", "--model", model, left, right)
	require.NoError(t, err)
	for _, part := range []string{"400 records", "largest blocks", "The rules reach about", "Suggested", `{"on": [`} {
		require.Contains(t, text, part)
	}
	text, err = runCommand(t, newLinkCommand(), "blocking", "--json", "--counts", "--model", model, left, right)
	require.NoError(t, err)
	var report blockingReport
	require.NoError(t, json.Unmarshal([]byte(text), &report))
	require.Len(t, report.Rules, 3)
	require.Nil(t, report.Coverage)
	require.Equal(t, report.Rules[2].SoFar, report.Rules[0].Adds+report.Rules[1].Adds+report.Rules[2].Adds)
}
