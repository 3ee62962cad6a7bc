package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLinkGoesOnFromItsState(t *testing.T) {
	folder := t.TempDir()
	left, right, _, model := writePeople(t, folder)
	run := func(out string, args ...string) linkSummary {
		text, err := runCommand(t, newLinkCommand(), append([]string{"--out", filepath.Join(folder, out), "--json", "--model", model}, args...)...)
		require.NoError(t, err)
		var summary linkSummary
		require.NoError(t, json.Unmarshal([]byte(text), &summary))
		return summary
	}
	read := func(out, name string) string {
		text, err := os.ReadFile(filepath.Join(folder, out, name))
		require.NoError(t, err)
		return string(text)
	}
	state := filepath.Join(folder, "run.state")
	all := run("all", "--state", state, left, right)
	info, err := os.Stat(state)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it names values")

	again := run("again", "--state", state, left, right)
	require.Zero(t, again.CandidatePairs, "nothing is new")
	require.True(t, again.Update)
	require.NotContains(t, again.String(), "expected")
	require.Contains(t, read("again", "report.html"), "going on from an earlier run")
	require.Equal(t, all.Clusters, again.Clusters)

	text, err := os.ReadFile(left)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(text), "\n")
	whole := strings.Join(lines, "")
	require.NoError(t, os.WriteFile(left, []byte(strings.Join(lines[:len(lines)-40], "")), 0o600))
	fewer := run("fewer", "--state", state, left, right)
	require.Less(t, fewer.Links, all.Links)
	require.NoError(t, os.WriteFile(left, []byte(whole), 0o600))
	back := run("back", "--state", state, left, right)
	require.Positive(t, back.CandidatePairs)
	require.Less(t, back.CandidatePairs, all.CandidatePairs)
	for _, name := range []string{"links.csv", "clusters.csv", "cuts.csv", "model.json"} {
		require.Equal(t, read("all", name), read("again", name), name)
		require.Equal(t, read("all", name), read("back", name), "%s once the records are back", name)
	}
}

func TestLinkRefusesAStateThatItCannotGoOnFrom(t *testing.T) {
	folder := t.TempDir()
	left, right, _, model := writePeople(t, folder)
	state, broken := filepath.Join(folder, "run.state"), filepath.Join(folder, "broken.state")
	out := filepath.Join(folder, "out")
	_, err := runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--state", state, left, right)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(broken, []byte(`{"records": 1}`), 0o600))
	reviewed, reviews := filepath.Join(folder, "reviewed.state"), filepath.Join(folder, "reviews.csv")
	require.NoError(t, os.WriteFile(reviews, []byte("source_l,id_l,source_r,id_r,same,basis\nleft,l001,right,r002,false,\n"), 0o600))
	_, err = runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--state", reviewed, "--decisions", reviews, left, right)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"other classes":     {[]string{"--state", state, "--classes", "3"}, "leave out --classes"},
		"another threshold": {[]string{"--state", state, "--cluster-threshold", ".9"}, "give that"},
		"other links":       {[]string{"--state", state, "--threshold", ".2"}, "give --threshold 0.5"},
		"reviews left out":  {[]string{"--state", reviewed}, "it holds 1 reviewed pairs"},
		"no folder":         {[]string{"--state", filepath.Join(folder, "none", "x.state")}, "its folder is not there"},
		"no state":          {[]string{"--state", broken}, "broken.state"},
		"nothing to begin":  {[]string{"--state", filepath.Join(folder, "new.state")}, "--model names the model to begin with"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := runCommand(t, newLinkCommand(), append(c.args, "--out", out, left, right)...)
			require.ErrorContains(t, err, c.want)
		})
	}
}
