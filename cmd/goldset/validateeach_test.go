package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	oneHeader   = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,F,02/05/2015,WBRI,UN2,,\nA2,F,02/05/2014,WBRI,UN2,,\n"
	oneEpisodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" +
		"A1,01/06/2024,S,C2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,SC1\nA2,01/06/2024,S,C2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,SC1\n"
)

// filed writes files, given as name, text, name, text..., below a new folder.
func filed(t *testing.T, files ...string) string {
	t.Helper()
	folder := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(folder, filepath.FromSlash(files[i]))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(files[i+1]), 0o600))
	}
	return folder
}

// lines runs validate with --json and gives an object for each line.
func lines(t *testing.T, args ...string) (list []validated) {
	t.Helper()
	out, err := validate(t, append([]string{"--json"}, args...)...)
	if exit, ok := errors.AsType[exitError](err); err != nil && (!ok || exit.code != exitFindings) {
		require.NoError(t, err)
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(out)))
	for {
		var v validated
		err := decoder.Decode(&v)
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		list = append(list, v)
	}
}

func oneCensus(year string) string {
	return strings.NewReplacer("%", "0", "2025-03-31", year+"-03-31", "<Year>2025", "<Year>"+year).Replace(oneChild)
}

func TestReturnsThatComeTogetherAreHeldAgainstEachOther(t *testing.T) {
	got := lines(t, filed(t, "sub/a.txt", oneHeader, "sub/b.txt", oneEpisodes, "c", oneCensus("2025")))
	require.Len(t, got, 2)
	need, care := got[0], got[1]
	require.EqualValues(t, "cin", need.Return)
	require.EqualValues(t, "ssda903", care.Return)
	require.Equal(t, ruleRows{"X001": {"Header": {1}}, "X002": {"Header": {0}}}, onlyX(care.Beyond))
	require.Equal(t, ruleRows{"X001": {"": {-1}}, "X002": {"ChildIdentifiers": {0}}}, onlyX(need.Beyond))
	for _, rule := range []string{"X001", "X002"} {
		require.NotContains(t, need.Rules, rule, "what looks beyond the return stays apart")
	}
	alone := lines(t, filed(t, "c", oneCensus("2025")))[0]
	require.Equal(t, alone.Rules, need.Rules, "and changes nothing within it")
	require.Empty(t, onlyX(alone.Beyond))
	require.NotEmpty(t, alone.BeyondNotRun)
}

// onlyX leaves out the checks against published counts.
func onlyX(rows ruleRows) ruleRows {
	kept := ruleRows{}
	for rule, tables := range rows {
		if strings.HasPrefix(rule, "X") {
			kept[rule] = tables
		}
	}
	return kept
}

func TestReturnsOfTwoAuthoritiesAreNotHeldAgainstEachOther(t *testing.T) {
	other := strings.ReplaceAll(oneCensus("2025"), "<LEA>301", "<LEA>302")
	for _, v := range lines(t, filed(t, "a", oneHeader, "b", oneEpisodes, "c", oneCensus("2025"), "d", other)) {
		require.Empty(t, onlyX(v.Beyond), "nobody can say whose the SSDA903 is")
	}
}

func TestLastYearsReturnTellsDriftWhetherNamedOrBeside(t *testing.T) {
	last := strings.ReplaceAll(oneCensus("2024"), "2015-05-01", "2015-05-09")
	want := ruleRows{"X005": {"ChildIdentifiers": {0}}}
	named := lines(t, "--previous", filed(t, "x", last), filed(t, "y", oneCensus("2025")))
	require.Len(t, named, 1)
	require.Equal(t, want, onlyX(named[0].Beyond))
	beside := lines(t, filed(t, "x", last, "y", oneCensus("2025")))
	require.Len(t, beside, 2)
	require.Empty(t, onlyX(beside[0].Beyond), "last year's is not held against this year's")
	require.Equal(t, want, onlyX(beside[1].Beyond))
}

func TestRulesAcrossYearsRunWhenLastYearCameWithThis(t *testing.T) {
	ended := strings.ReplaceAll(oneEpisodes, "01/06/2024,S,C2,N1,U6,PR1,,,", "01/06/2024,S,C2,N1,U6,PR1,01/03/2025,X1,P")
	got := lines(t, filed(t, "old/a", oneHeader, "old/b", ended, "new/a", oneHeader, "new/b", strings.ReplaceAll(oneEpisodes, "01/06/2024", "01/06/2025")))
	require.Len(t, got, 2)
	new := got[0]
	require.EqualValues(t, 2026, new.Year)
	require.Contains(t, new.Tolerances, "held against the return of 2025 that came with it")
	require.NotContains(t, notRun(new), "502")
	require.Contains(t, notRun(got[1]), "502")
}

func TestAFileThatCannotBeReadDoesNotStandInTheWay(t *testing.T) {
	folder := filed(t, "a.xml", oneCensus("2025"), "b.csv", "")
	out, err := validate(t, folder)
	require.ErrorContains(t, err, "b.csv: the file is empty")
	require.Contains(t, out, "Barking and Dagenham (301)")
	got := lines(t, folder)
	require.Len(t, got, 2)
	require.Equal(t, "empty", got[0].Refused.Rule)
	require.Nil(t, got[1].Refused)
}

func TestSeveralReturnsAreWrittenApart(t *testing.T) {
	folder, back := filed(t, "a.xml", oneCensus("2025"), "b.xml", oneCensus("2026")), t.TempDir()
	for format, names := range map[string][]string{
		"html": {"out-1-cin-2025-301.html", "out-2-cin-2026-301.html"}, "csv": {"out-1-cin-2025-301.csv", "out-2-cin-2026-301.csv"},
		"text": {"out.text"}, "json": {"out.json"},
	} {
		_, err := validate(t, "--format", format, "--out", filepath.Join(back, "out."+format), folder)
		require.NoError(t, err)
		for _, name := range names {
			require.FileExists(t, filepath.Join(back, name))
		}
	}
	text, err := os.ReadFile(filepath.Join(back, "out.text"))
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(string(text), "Barking and Dagenham (301)"), "one after the other")
	_, err = validate(t, "--format", "annotated", "--out", filepath.Join(back, "all"), folder)
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(back, "all", "1-cin-2025-301", "findings.csv"))
	require.FileExists(t, filepath.Join(back, "all", "2-cin-2026-301", "findings.csv"))
}

func TestFindingsAreShownByChildOnlyWhenAsked(t *testing.T) {
	folder := filed(t, "c", strings.ReplaceAll(oneChild, "%", ""))
	out, err := validate(t, folder)
	require.Error(t, err)
	require.NotContains(t, out, "A1")
	out, err = validate(t, "--by", "child", folder)
	require.Error(t, err)
	require.Contains(t, out, "Child A1: ")
	require.Contains(t, out, "8568")
	_, err = validate(t, "--by", "name", folder)
	exit, ok := errors.AsType[exitError](err)
	require.True(t, ok)
	require.Equal(t, exitUsage, exit.code)
}
