package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// adoption is a model with an identity barrier, and a child before and after.
func adoption(t *testing.T) (model, records, out string) {
	t.Helper()
	folder := t.TempDir()
	model, records, out = filepath.Join(folder, "model.json"), filepath.Join(folder, "children.csv"), filepath.Join(folder, "out")
	text := strings.TrimSuffix(strings.TrimSpace(peopleModel), "}") + `, "clusters": {"barrier": "barrier"}}`
	require.NoError(t, os.WriteFile(model, []byte(text), 0o600))
	people, _, _ := somePeople(150)
	var rows strings.Builder
	rows.WriteString("id,forename,surname,born,barrier\n")
	for i, p := range people {
		rows.WriteString(p.ID + "," + p.Forename + "," + p.Surname + "," + p.Born + ",\n")
		if i%2 == 0 {
			rows.WriteString("again-" + p.ID + "," + p.Forename + "," + p.Surname + "," + p.Born + ",\n")
		}
	}
	rows.WriteString("before,lily,marchetti,2016-05-17,C\nafter,lily,marchetti,2016-05-17,N\n")
	require.NoError(t, os.WriteFile(records, []byte(rows.String()), 0o600))
	return model, records, out
}

func decisionsFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "decisions.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func clustersOf(t *testing.T, out string) map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(out, "clusters.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	of := map[string]string{}
	for _, row := range rows[1:] {
		of[row[1]] = row[2]
	}
	return of
}

func TestLinkJoinsAcrossABarrierOnALegalBasisOnly(t *testing.T) {
	const head = "source_l,id_l,source_r,id_r,same,basis\n"
	model, records, out := adoption(t)
	_, err := runCommand(t, newLinkCommand(), "--model", model, "--out", out, records)
	require.NoError(t, err)
	of := clustersOf(t, out)
	require.NotEqual(t, of["before"], of["after"])
	links, err := os.ReadFile(filepath.Join(out, "links.csv"))
	require.NoError(t, err)
	require.NotContains(t, string(links), "before", "a pair across the barrier is no link")

	without := decisionsFile(t, head+"children,before,children,after,true,\n")
	_, err = runCommand(t, newLinkCommand(), "--model", model, "--out", t.TempDir(), "--decisions", without, records)
	require.ErrorContains(t, err, "basis")
	require.Equal(t, exitNotAllowed, exitCode(err))

	with := decisionsFile(t, head+"children,before,children,after,true,order 2024-17\n")
	_, err = runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--decisions", with, records)
	require.NoError(t, err)
	of = clustersOf(t, out)
	require.Equal(t, of["before"], of["after"])
	links, err = os.ReadFile(filepath.Join(out, "links.csv"))
	require.NoError(t, err)
	require.Contains(t, string(links), "after")
}

func TestDecisionsBindWhateverTheEvidence(t *testing.T) {
	model, records, out := adoption(t)
	path := decisionsFile(t, "source_l,id_l,source_r,id_r,same\nchildren,l000,children,again-l000,false\nchildren,l001,children,l003,TRUE\n")
	_, err := runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--decisions", path, records)
	require.NoError(t, err)
	of := clustersOf(t, out)
	require.NotEqual(t, of["l000"], of["again-l000"])
	require.Equal(t, of["l001"], of["l003"])
}

func TestDecisionsThatCannotBeReadAreNamedByLine(t *testing.T) {
	model, records, out := adoption(t)
	cases := []struct{ name, text, message string }{
		{"no verdict column", "source_l,id_l,source_r,id_r\n", `no column "same"`},
		{"a verdict in words", "source_l,id_l,source_r,id_r,same\nx,a,x,b,perhaps\n", "line 2: same is true or false"},
		{"a basis for a difference", "source_l,id_l,source_r,id_r,same,basis\nx,a,x,b,false,order\n", "line 2: a basis"},
		{"a row cut short", "source_l,id_l,source_r,id_r,same\nx,a,x\n", "line 2"},
		{"an empty file", "", "header"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--decisions", decisionsFile(t, c.text), records)
			require.ErrorContains(t, err, c.message)
			require.ErrorContains(t, err, "decisions.csv")
		})
	}
}

func TestLinkWritesSplinkSettingsThatGiveTheSameLinks(t *testing.T) {
	folder := t.TempDir()
	left, right, _, model := writePeople(t, folder)
	out, again := filepath.Join(folder, "out"), filepath.Join(folder, "again")
	require.NoError(t, os.WriteFile(model, []byte(strings.ReplaceAll(peopleModel, "year(born)", "substr(born, 1, 4)")), 0o600))
	_, err := runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--splink", left, right)
	require.NoError(t, err)
	_, err = runCommand(t, newLinkCommand(), "--model", filepath.Join(out, "splink.json"), "--out", again, left, right)
	require.NoError(t, err)
	first, err := os.ReadFile(filepath.Join(out, "links.csv"))
	require.NoError(t, err)
	second, err := os.ReadFile(filepath.Join(again, "links.csv"))
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))

	_, err = runCommand(t, newLinkCommand(), "--model", model, "--out", out, "--splink", "--classes", "3", left, right)
	require.Equal(t, exitUsage, exitCode(err))
}
