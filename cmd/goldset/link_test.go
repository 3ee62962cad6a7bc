package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

const peopleModel = `{
  "link_type": "link_and_dedupe", "classes": 2,
  "comparisons": [
    {"name": "forename", "levels": [{"when": "missing(forename)", "null": true}, {"when": "exact(forename)"}, {"when": "jaro_winkler(forename) >= 0.85"}, {"when": "else"}]},
    {"name": "surname", "levels": [{"when": "missing(surname)", "null": true}, {"when": "exact(surname)"}, {"when": "jaro_winkler(surname) >= 0.85"}, {"when": "else"}]},
    {"name": "born", "levels": [{"when": "missing(born)", "null": true}, {"when": "exact(born)"}, {"when": "osa(born) <= 1"}, {"when": "else"}]}],
  "blocking": [{"on": ["surname"]}, {"on": ["born"]}, {"on": ["forename", "year(born)"]}]
}`

type person struct {
	ID       string `parquet:"id"`
	Forename string `parquet:"forename,optional"`
	Surname  string `parquet:"surname"`
	Born     string `parquet:"born"`
}

// somePeople makes up n people; every third has a slip of the pen in the second file.
func somePeople(n int) (left, right []person, truth string) {
	var text strings.Builder
	text.WriteString("source,id,entity,third\n")
	for i := range n {
		p := person{fmt.Sprintf("l%03d", i), fmt.Sprintf("fore%c%d", 'a'+i%26, i%7), fmt.Sprintf("sur%c%d", 'a'+i%23, i%11), fmt.Sprintf("20%02d-0%d-1%d", i%13, 1+i%9, i%10)}
		left = append(left, p)
		p.ID = fmt.Sprintf("r%03d", i)
		if i%3 == 0 {
			p.Surname += "e"
		}
		right = append(right, p)
		fmt.Fprintf(&text, "left,l%03d,%d,%v\nright,r%03d,%d,%v\n", i, i, i%3 == 0, i, i, i%3 == 0)
	}
	return left, right, text.String()
}

func runCommand(t *testing.T, cmd *cobra.Command, args ...string) (string, error) {
	t.Helper()
	var out, messages bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&messages)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func writePeople(t *testing.T, folder string) (left, right, truth, model string) {
	t.Helper()
	l, r, truthText := somePeople(200)
	var text strings.Builder
	out := csv.NewWriter(&text)
	require.NoError(t, out.Write([]string{"id", "forename", "surname", "born"}))
	for _, p := range l {
		require.NoError(t, out.Write([]string{p.ID, p.Forename, p.Surname, p.Born}))
	}
	out.Flush()
	left, right = filepath.Join(folder, "left.csv"), filepath.Join(folder, "right.parquet")
	truth, model = filepath.Join(folder, "truth.csv"), filepath.Join(folder, "model.json")
	require.NoError(t, os.WriteFile(left, []byte(text.String()), 0o600))
	require.NoError(t, parquet.WriteFile(right, r))
	require.NoError(t, os.WriteFile(truth, []byte(truthText), 0o600))
	require.NoError(t, os.WriteFile(model, []byte(peopleModel), 0o600))
	return left, right, truth, model
}

func TestLinkJoinsCSVAndParquetAndEvaluateJudgesIt(t *testing.T) {
	folder := t.TempDir()
	left, right, truth, model := writePeople(t, folder)
	out := filepath.Join(folder, "out")
	text, err := runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--assign", "one-to-one", "--json", left, right)
	require.NoError(t, err)
	var summary linkSummary
	require.NoError(t, json.Unmarshal([]byte(text), &summary))
	require.Equal(t, 400, summary.Records)
	require.Equal(t, 200, summary.Clusters)
	require.Equal(t, 200, summary.Assigned)
	for _, phase := range []string{"load", "train", "score", "cluster", "write"} {
		require.Contains(t, summary.Seconds, phase)
	}
	for _, name := range []string{"links.csv", "clusters.csv", "model.json", "report.html", "summary.json"} {
		require.FileExists(t, filepath.Join(out, name))
	}

	text, err = runCommand(t, newEvaluateCommand(), "--truth", truth, "--links", filepath.Join(out, "links.csv"),
		"--clusters", filepath.Join(out, "clusters.csv"), "--by", "third", "--json")
	require.NoError(t, err)
	var e evaluation
	require.NoError(t, json.Unmarshal([]byte(text), &e))
	require.InDelta(t, 1, e.Clusters.F1, 1e-12)
	require.Len(t, e.Groups["third"], 2)
	require.Zero(t, e.Unknown)

	again := filepath.Join(folder, "again")
	_, err = runCommand(t, newLinkCommand(), "--model", filepath.Join(out, "model.json"), "--out", again, "--threads", "1", left, right)
	require.NoError(t, err)
	for _, name := range []string{"clusters.csv", "model.json"} {
		first, err := os.ReadFile(filepath.Join(out, name))
		require.NoError(t, err)
		second, err := os.ReadFile(filepath.Join(again, name))
		require.NoError(t, err)
		require.Equal(t, string(first), string(second), "%s of a trained model, one thread", name)
	}
}

func TestLinkRefusesWhatItCannotReadInWords(t *testing.T) {
	folder := t.TempDir()
	left, right, _, model := writePeople(t, folder)
	broken := filepath.Join(folder, "broken.csv")
	require.NoError(t, os.WriteFile(broken, []byte("id,forename,surname,born\n1,\"a,b,c\n"), 0o600))
	cut := filepath.Join(folder, "cut.parquet")
	whole, err := os.ReadFile(right)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(cut, whole[:len(whole)/2], 0o600))
	out := filepath.Join(folder, "out")
	cases := []struct {
		name, message string
		code          int
		args          []string
	}{
		{"no model", "--model", exitUsage, []string{"--out", out, left}},
		{"no folder", "--out", exitUsage, []string{"--model", model, left}},
		{"a threshold of one", "between 0 and 1", exitUsage, []string{"--model", model, "--out", out, "--threshold", "1", left}},
		{"four classes", "2 or 3", exitUsage, []string{"--model", model, "--out", out, "--classes", "4", left}},
		{"a model that is data", "model", exitUsage, []string{"--model", left, "--out", out, left}},
		{"a broken quote", "line 2", exitFailure, []string{"--model", model, "--out", out, broken}},
		{"half a Parquet file", "cut", exitFailure, []string{"--model", model, "--out", out, cut}},
		{"the same file twice", "same id", exitFailure, []string{"--model", model, "--out", out, left, left}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := runCommand(t, newLinkCommand(), c.args...)
			require.ErrorContains(t, err, c.message)
			require.Equal(t, c.code, exitCode(err))
		})
	}
}

func TestEvaluateNamesTheColumnThatIsMissing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "truth.csv")
	require.NoError(t, os.WriteFile(path, []byte("source,id\na,1\n"), 0o600))
	_, err := runCommand(t, newEvaluateCommand(), "--truth", path, "--links", path)
	require.ErrorContains(t, err, `truth.csv: there is no column "entity"`)
	_, err = runCommand(t, newEvaluateCommand(), "--truth", path)
	require.Equal(t, exitUsage, exitCode(err))
}
