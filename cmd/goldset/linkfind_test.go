package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLinkFindFindsANewRecordInAnIndex(t *testing.T) {
	run, _, files := linkedPeople(t)
	model := filepath.Join(run, "model.json")
	record := filepath.Join(t.TempDir(), "new.csv")
	require.NoError(t, os.WriteFile(record, []byte("id,forename,surname,born\nx,forec2,surc2,2002-03-12\ny,nobody,knows,1900-01-01\n"), 0o600))
	text, err := runCommand(t, newLinkCommand(), "find", "--model", model, "--index", strings.Join(files, ","), record)
	require.NoError(t, err)
	require.Contains(t, text, "new,x,left,l002,")
	require.Contains(t, text, "new,x,right,r002,")
	require.NotContains(t, text, "new,y")
	text, err = runCommand(t, newLinkCommand(), "find", "--model", model, "--index", files[0], "--most", "1", "--json", record)
	require.NoError(t, err)
	var all []foundFor
	require.NoError(t, json.Unmarshal([]byte(text), &all))
	require.Len(t, all, 2)
	require.Equal(t, "l002", all[0].Matches[0].ID)
	require.NotEmpty(t, all[0].Matches[0].Waterfall)
	require.Empty(t, all[1].Matches)
	for _, args := range [][]string{
		{"find", "--index", files[0], record},
		{"find", "--model", model, record},
		{"find", "--model", "children", "--index", files[0], record},
	} {
		_, err = runCommand(t, newLinkCommand(), args...)
		require.Error(t, err)
	}
}

func TestLinkExplainsChosenPairsInItsReport(t *testing.T) {
	pairs := filepath.Join(t.TempDir(), "pairs.csv")
	require.NoError(t, os.WriteFile(pairs, []byte("source_l,id_l,source_r,id_r\nleft,l002,right,r150\n"), 0o600))
	run, _, _ := linkedPeople(t, "--explain", pairs)
	require.Contains(t, readText(t, filepath.Join(run, "report.html")), "left l002 and right r150: weight")
	require.NoError(t, os.WriteFile(pairs, []byte("source_l,id_l,source_r,id_r\nleft,l002,right,nobody\n"), 0o600))
	folder := t.TempDir()
	left, right, _, model := writePeople(t, folder)
	_, err := runCommand(t, newLinkCommand(), "--model", model, "--out", filepath.Join(folder, "out"), "--explain", pairs, left, right)
	require.ErrorContains(t, err, "pairs.csv: line 2: the two records are not both among those that were linked")
}
