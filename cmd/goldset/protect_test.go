package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/disclosure"
)

// protectTables runs goldset protect and gives standard output, standard error and the error.
func protectTables(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := newProtectCommand()
	var out, messages bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&messages)
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err = cmd.ExecuteContext(t.Context())
	return out.String(), messages.String(), err
}

func tableFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestProtectHidesASmallCountAndANeighbour(t *testing.T) {
	table := tableFile(t, "sex.csv", "authority,sex,count\n301,Total,60\n301,F,27\n301,M,30\n301,U,3\n")
	out, messages, err := protectTables(t, "--policy", "dfe_cin_2020", table)
	require.NoError(t, err)
	require.Equal(t, "authority,sex,count\n301,Total,60\n301,F,c\n301,M,30\n301,U,c\n", out)
	require.Contains(t, messages, "candidates or more")
}

func TestProtectWritesTheAttackReportAsJSON(t *testing.T) {
	table := tableFile(t, "sex.csv", "authority,sex,count\n301,Total,60\n301,F,27\n301,M,30\n301,U,3\n")
	out, _, err := protectTables(t, "--policy", "dfe_cin_2020", "--json", table)
	require.NoError(t, err)
	var got struct {
		Policy string                 `json:"policy"`
		Cells  []disclosure.Published `json:"cells"`
		Attack disclosure.Attack      `json:"attack"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, "dfe_cin_2020", got.Policy)
	require.Len(t, got.Cells, 4)
	require.GreaterOrEqual(t, got.Attack.Fewest, int64(3))
}

func TestProtectRemembersWhatLeftAndRefusesWhatCouldBeUndone(t *testing.T) {
	ledger := filepath.Join(t.TempDir(), "ledger")
	all := tableFile(t, "all.csv", "authority,sex,count\n301,Total,60\n301,F,28\n301,M,30\n")
	_, _, err := protectTables(t, "--policy", "opensafely_midpoint6", "--history", ledger, "--release", "first", all)
	require.NoError(t, err)
	_, _, err = protectTables(t, "--policy", "dfe_cin_2020", "--history", ledger, "--release", "first", all)
	require.Equal(t, exitConflict, exitCode(err), "a release is written once")

	plain := filepath.Join(t.TempDir(), "plain")
	require.NoError(t, os.MkdirAll(plain, 0o700))
	lines := []disclosure.Released{}
	table, err := os.Open(all)
	require.NoError(t, err)
	defer table.Close()
	read, err := disclosure.ReadTable("all.csv", table)
	require.NoError(t, err)
	for _, c := range read.Cells {
		lines = append(lines, disclosure.Released{Release: "autumn", Cell: c, Count: &disclosure.Known{Low: c.Numerator, High: c.Numerator}})
	}
	data, err := json.Marshal(lines)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(plain, "autumn.json"), data, 0o600))
	rest := tableFile(t, "rest.csv", "authority,sex,count\n301,U,2\n")
	_, _, err = protectTables(t, "--policy", "dfe_cin_2020", "--history", plain, rest)
	require.ErrorIs(t, err, disclosure.ErrRefused)
	require.ErrorContains(t, err, "autumn")
	require.Equal(t, exitNotAllowed, exitCode(err))
}

func TestProtectNamesWhatItNeeds(t *testing.T) {
	table := tableFile(t, "t.csv", "count\n7\n")
	_, _, err := protectTables(t, "--policy", "nobody", table)
	require.Equal(t, exitUsage, exitCode(err))
	_, _, err = protectTables(t, "--policy", "ons_10_5", "--release", "x", table)
	require.Equal(t, exitUsage, exitCode(err))
	_, _, err = protectTables(t, "--policy", "ons_10_5", filepath.Join(t.TempDir(), "none.csv"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestProtectWritesTablesToAFolder(t *testing.T) {
	table := tableFile(t, "t.csv", "sex,count\nTotal,20\nF,9\nM,11\n")
	dir := filepath.Join(t.TempDir(), "out")
	out, _, err := protectTables(t, "--policy", "ons_10_5", "--out", dir, table)
	require.NoError(t, err)
	require.Empty(t, out)
	written, err := os.ReadFile(filepath.Join(dir, "t.csv"))
	require.NoError(t, err)
	require.Contains(t, string(written), "F,c\n")
}
