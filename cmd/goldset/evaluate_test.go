package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/jobs"
)

// linkedPeople links made-up people and returns the folder of the run and the truth.
func linkedPeople(t *testing.T, flags ...string) (run, truth string, files []string) {
	t.Helper()
	folder := t.TempDir()
	left, right, truth, model := writePeople(t, folder)
	run = filepath.Join(folder, "run")
	args := append([]string{"--model", model, "--out", run}, flags...)
	_, err := runCommand(t, newLinkCommand(), append(args, left, right)...)
	require.NoError(t, err)
	return run, truth, []string{left, right}
}

func evaluated(t *testing.T, args ...string) (*evaluation, error) {
	t.Helper()
	text, err := runCommand(t, newEvaluateCommand(), append(args, "--json")...)
	e := &evaluation{}
	require.NoError(t, json.Unmarshal([]byte(text), e))
	return e, err
}

func TestEvaluateJudgesAWholeRunAndSaysWhatWentWrong(t *testing.T) {
	run, truth, files := linkedPeople(t)
	lines := strings.Split(strings.TrimSpace(readText(t, truth)), "\n")
	lines[1] = strings.Replace(lines[1], ",0,", ",other,", 1) // the first pair is two persons now
	lines = append(lines, "left,nobody,5,false")              // and one record was never linked
	wrong := filepath.Join(t.TempDir(), "truth.csv")
	require.NoError(t, os.WriteFile(wrong, []byte(strings.Join(lines, "\n")), 0o600))
	mistakes, statement := filepath.Join(t.TempDir(), "mistakes.csv"), filepath.Join(t.TempDir(), "statement.md")
	e, err := evaluated(t, "--run", run, "--truth", wrong, "--by", "third", "--records", strings.Join(files, ","),
		"--mistakes", mistakes, "--statement", statement)
	require.NoError(t, err)
	require.InDelta(t, 199.0/200, e.Clusters.Precision, 1e-9)
	require.InDelta(t, 199.0/201, e.Clusters.Recall, 1e-9)
	require.Less(t, e.ClusterIntervals.Recall.Lower, e.Clusters.Recall)
	require.NotEmpty(t, e.Curve)
	require.Positive(t, e.PRArea)
	require.Equal(t, "a record is not in the files that were linked", e.Mistakes[0].Cause)
	require.EqualValues(t, 2, e.Mistakes[0].Pairs)
	require.NotContains(t, readText(t, mistakes), "nobody", "ids are masked")
	require.Contains(t, readText(t, mistakes), "missed,a record is not in the files that were linked,left,record")
	require.Contains(t, readText(t, statement), "# Linkage statement")
	require.NotContains(t, readText(t, statement), "l000")
	_, err = evaluated(t, "--run", run, "--truth", wrong, "--mistakes", mistakes, "--show-ids")
	require.NoError(t, err)
	require.Contains(t, readText(t, mistakes), "nobody")
}

func TestAGateEndsTheCommandAndNamesTheWorstGroup(t *testing.T) {
	run, truth, _ := linkedPeople(t)
	e, err := evaluated(t, "--run", run, "--truth", truth, "--by", "third", "--gate", "recall=.9")
	require.NoError(t, err)
	require.Empty(t, e.Breaches)
	text := strings.Replace(readText(t, truth), "left,l001,1,false", "left,l001,1,few", 1)
	text = strings.Replace(text, "right,r001,1,false", "right,r001,x,few", 1) + "left,gone,1,few\n"
	require.NoError(t, os.WriteFile(truth, []byte(text), 0o600))
	e, err = evaluated(t, "--run", run, "--truth", truth, "--by", "third", "--gate", "recall=.9,precision=.2")
	require.Equal(t, exitFindings, exitCode(err))
	require.ErrorContains(t, err, `recall of third "few"`)
	require.Equal(t, "few", e.Breaches[0].Group)
	for _, gate := range []string{"2", "accuracy=.9", "recall=high"} {
		_, err = runCommand(t, newEvaluateCommand(), "--run", run, "--truth", truth, "--by", "third", "--gate", gate)
		require.Equal(t, exitUsage, exitCode(err), gate)
	}
}

func TestEvaluateReadsATruthThatASpreadsheetSaved(t *testing.T) {
	run, truth, _ := linkedPeople(t)
	require.NoError(t, os.WriteFile(truth, []byte("\ufeff"+strings.ReplaceAll(readText(t, truth), "\n", "\r\n")), 0o600))
	e, err := evaluated(t, "--run", run, "--truth", truth)
	require.NoError(t, err)
	require.InDelta(t, 1, e.Clusters.F1, 1e-12)
}

func TestContradictingReviewsAreShownWhereThereAreAny(t *testing.T) {
	require.Len(t, linkFigures(&jobs.LinkSummary{Contradictions: 2}), len(linkFigures(&jobs.LinkSummary{}))+1)
}

func TestEvaluateWithoutTruthSaysWhatTheLinksPromise(t *testing.T) {
	run, _, _ := linkedPeople(t)
	e, err := evaluated(t, "--run", run)
	require.NoError(t, err)
	require.Nil(t, e.Best)
	require.NotEmpty(t, e.Estimates)
	for _, s := range e.Estimates {
		require.True(t, s.Precision >= s.Threshold && s.Precision <= 1)
		require.True(t, s.Recall > 0 && s.Recall <= 1)
	}
}

func TestEvaluateDiffTellsARunFromAStricterOne(t *testing.T) {
	loose, _, _ := linkedPeople(t)
	strict, _, _ := linkedPeople(t, "--threshold", ".9999999999", "--cluster-threshold", ".9999999999")
	text, err := runCommand(t, newEvaluateCommand(), "diff", loose, strict, "--json")
	require.NoError(t, err)
	var d runDiff
	require.NoError(t, json.Unmarshal([]byte(text), &d))
	require.Positive(t, d.Links.Lost)
	require.Zero(t, d.Links.Gained)
	require.Positive(t, d.Persons["split"])
	require.NotContains(t, text, "l001", "ids are masked")
	text, err = runCommand(t, newEvaluateCommand(), "diff", loose, loose)
	require.NoError(t, err)
	require.Contains(t, text, "0 gained, 0 lost")
	text, err = runCommand(t, newEvaluateCommand(), "diff", loose, strict, "--show-ids")
	require.NoError(t, err)
	require.Contains(t, text, "because ")
	require.Regexp(t, `left l\d{3}`, text)
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
