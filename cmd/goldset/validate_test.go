package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const oneChild = `<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year><ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>301</LEA></Source></Header><Children><Child>
<ChildIdentifiers><LAchildID>A1</LAchildID><UPNunknown>UN2</UPNunknown><PersonBirthDate>2015-05-01</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability></Disabilities></ChildCharacteristics>
<CINdetails><CINreferralDate>2024-06-01</CINreferralDate><ReferralSource>6</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>%</ReferralNFA></CINdetails>
</Child></Children></Message>`

func validate(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := newValidateCommand()
	out := &bytes.Buffer{}
	cmd.SetOut(out)
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.Execute()
	return out.String(), err
}

func TestValidateExitsWith3WhenFindingsAreErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "anything.txt")
	require.NoError(t, os.WriteFile(path, bytes.ReplaceAll([]byte(oneChild), []byte("%"), nil), 0o600))
	out, err := validate(t, "--json", path)
	exit, ok := errors.AsType[exitError](err)
	require.True(t, ok)
	require.Equal(t, exitFindings, exit.code)

	var got validated
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, "301", got.Authority)
	require.EqualValues(t, 2025, got.Year)
	require.Equal(t, got.RowsIn, got.RowsOut+got.RowsRefused)
	require.Equal(t, []int{0}, got.Rules["8568"]["CINdetails"], "the RNFA flag is missing")
}

func TestValidateIsQuietAboutASoundReturn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.xml")
	require.NoError(t, os.WriteFile(path, bytes.ReplaceAll([]byte(oneChild), []byte("%"), []byte("0")), 0o600))
	out, err := validate(t, path)
	require.NoError(t, err, out)
	require.Contains(t, out, "Barking and Dagenham (301)")
	require.Contains(t, out, "Children in need at 31 March")
	require.Contains(t, out, "2887Q", "a query is told, and is no error")
}

func TestValidateTellsWhyAFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.xml")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	out, err := validate(t, "--json", path)
	require.EqualError(t, err, "census.xml: the file is empty. Export the file again from your system.")
	require.Contains(t, out, `"refused"`)
}

func TestValidateRunsAConformanceCase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "8568.2023.1.json")
	const text = `{"rule": "8568", "return": "cin", "collection_year_from": 2023, "columns": {"CINdetails": ["ReferralNFA"]},
		"tables": {"CINdetails": [{"ReferralNFA": 1}, {"ReferralNFA": 2}, {"ReferralNFA": null}]}}`
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	out, err := validate(t, "--json", "--case", path)
	require.NoError(t, err)
	require.JSONEq(t, `{"rule": "8568", "case": "8568.2023.1", "findings": [{"table": "CINdetails", "rows": [1, 2]}], "return_level": false, "not_run": ""}`, out)
}

func TestValidateRunsTheCasesItCanRead(t *testing.T) {
	broken, loose := filepath.Join(t.TempDir(), "broken.json"), filepath.Join(t.TempDir(), "loose.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{"rule":`), 0o600))
	const text = `{"rule": 100, "return": "cin", "collection_year_from": "2023", "metadata": null, "columns": null, "case": "1", "more": [1],
		"tables": {"Header": [{"ReferenceDate": "30/03/2022"}, null], "CINdetails": null}, "expected": [{"table": "x", "rows": null}]}`
	require.NoError(t, os.WriteFile(loose, []byte(text), 0o600))
	out, err := validate(t, "--json", "--case", broken, "--case", loose)
	require.ErrorContains(t, err, "broken.json")
	require.JSONEq(t, `{"rule": "100", "case": "loose", "findings": [], "return_level": true, "not_run": ""}`, out)
}

func TestValidateRefusalIsOneWholeObject(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.xml")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	out, err := validate(t, "--json", path)
	require.Error(t, err)
	decoder := json.NewDecoder(bytes.NewReader([]byte(out)))
	var got map[string]any
	require.NoError(t, decoder.Decode(&got))
	require.False(t, decoder.More(), "exactly one object")
	for _, key := range []string{"return", "authority", "year", "rows_in", "rows_out", "rows_refused", "rules", "not_run", "tolerances"} {
		require.Contains(t, got, key)
		require.NotNil(t, got[key], key)
	}
	require.Equal(t, "empty", got["refused"].(map[string]any)["rule"])
}

func TestValidateTakesAFolderAndSaysWhereEachTableWasRead(t *testing.T) {
	folder := t.TempDir()
	const children = "LAchildID,Forename,MiddleName,Surname,FormerSurname,BirthDate,ExpectedBirthDate,Sex,Ethnicity,UPN,FormerUPN,NHSNumber,Postcode,PreviousPostcode,IdentityBarrier\n" +
		"A1,Ann,,Lee,,never,,F,WBRI,,,,SW1A 1AA,,\n"
	require.NoError(t, os.WriteFile(filepath.Join(folder, "export 7.csv"), []byte(children), 0o600))
	out, err := validate(t, folder)
	require.ErrorContains(t, err, "findings are errors")
	require.Contains(t, out, "from export 7.csv")
	require.Contains(t, out, "at line 2")
	require.NotContains(t, out, "A1", "a screen may be seen by others; the files hold who it is")
}

func TestValidateWritesEachForm(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.xml")
	require.NoError(t, os.WriteFile(path, bytes.ReplaceAll([]byte(oneChild), []byte("%"), nil), 0o600))
	for format, begins := range map[string]string{"html": "<!DOCTYPE html>", "csv": "\ufeffFinding,", "json": "{", "text": "Children in need census"} {
		t.Run(format, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "out")
			_, err := validate(t, "--format", format, "--out", name, path)
			require.ErrorContains(t, err, "findings are errors")
			content, err := os.ReadFile(name)
			require.NoError(t, err)
			require.True(t, bytes.HasPrefix(content, []byte(begins)), "%.40s", content)
			require.Contains(t, string(content), "8568")
		})
	}
	folder := filepath.Join(t.TempDir(), "back")
	out, err := validate(t, "--format", "annotated", "--out", folder, path)
	require.ErrorContains(t, err, "findings are errors")
	require.Contains(t, out, filepath.Join(folder, "findings.csv"))
	for _, args := range [][]string{{"--format", "pdf", path}, {"--format", "annotated", path}} {
		_, err := validate(t, args...)
		exit, ok := errors.AsType[exitError](err)
		require.True(t, ok)
		require.Equal(t, exitUsage, exit.code)
	}
}

func TestValidateKeepsNothing(t *testing.T) {
	folder, tmp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Chdir(folder)
	path := filepath.Join(folder, "census.xml")
	require.NoError(t, os.WriteFile(path, bytes.ReplaceAll([]byte(oneChild), []byte("%"), nil), 0o600))
	for _, format := range []string{"text", "json", "html", "csv"} {
		_, err := validate(t, "--format", format, path)
		require.Error(t, err)
	}
	for _, dir := range []string{folder, tmp} {
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range left {
			require.Equal(t, "census.xml", e.Name())
		}
	}
}
