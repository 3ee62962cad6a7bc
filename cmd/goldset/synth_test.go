package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

func TestSynthWritesReturnsAndTheTruth(t *testing.T) {
	dir := t.TempDir()
	cmd := newSynthCommand()
	var stdout, stderr bytes.Buffer
	cmd.SetOut(&stdout)
	cmd.SetErr(&stderr)
	cmd.SetArgs([]string{"--children", "400", "--years", "2025", "--seed", "3", "--out", dir, "--json"})
	require.NoError(t, cmd.ExecuteContext(t.Context()))

	var summary synthSummary
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &summary))
	require.Equal(t, 4, summary.Authorities)
	require.Equal(t, 4*3+2+1, summary.Submissions) // three an authority, spring and summer, CAMHS
	require.Contains(t, stderr.String(), "truth.csv")
	for _, name := range []string{
		"301/CIN_301_2025.xml", "301/SSDA903_301_2025.zip", "301/identifiers_301_2025.csv",
		"DFE/school_census_2025_spring.zip", "NHS/camhs_2025.xlsx", "truth.csv", "small_areas.csv", "population.csv",
	} {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		require.NoError(t, err)
		require.NotZero(t, info.Size(), name)
	}
}

func TestSynthSaysWhatItCannotMakeUp(t *testing.T) {
	for name, args := range map[string][]string{
		"a word for a year":      {"--years", "soon", "--out", "x"},
		"a range backwards":      {"--years", "2026-2024", "--out", "x"},
		"a year without layouts": {"--years", "2019", "--out", "x"},
		"too few children":       {"--children", "3", "--out", "x"},
	} {
		cmd := newSynthCommand()
		cmd.SetArgs(args)
		cmd.SetOut(&bytes.Buffer{})
		cmd.SetErr(&bytes.Buffer{})
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		require.Equal(t, exitUsage, exitCode(cmd.ExecuteContext(t.Context())), name)
	}
	years, err := parseYears("2024-2026")
	require.NoError(t, err)
	require.Equal(t, []goldset.CollectionYear{2024, 2025, 2026}, years)
}
