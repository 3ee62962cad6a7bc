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
