package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// inCare writes a small SSDA903 return whose only episode began on a date.
func inCare(t *testing.T, start string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a.csv": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nK1,M,01/05/2012,WBRI,UN3,,\n",
		"b.csv": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" +
			"K1," + start + ",S,C2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,SC1\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	return folder
}

func validateJSON(t *testing.T, args ...string) validated {
	t.Helper()
	out, err := validate(t, append([]string{"--json", "--return", "ssda903", "--year", "2026"}, args...)...)
	if exit, ok := errors.AsType[exitError](err); err != nil && (!ok || exit.code != exitFindings) {
		require.NoError(t, err)
	}
	var got validated
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	return got
}

func notRun(v validated) map[string]string {
	reasons := map[string]string{}
	for _, n := range v.NotRun {
		reasons[n.Rule] = n.Reason
	}
	return reasons
}

func TestRulesAcrossYearsRunOnlyWithLastYearsReturn(t *testing.T) {
	this, last := inCare(t, "01/05/2024"), inCare(t, "01/06/2024")
	alone := validateJSON(t, this)
	require.Equal(t, "it needs last year's return", notRun(alone)["502"])
	require.NotContains(t, alone.Rules, "502")
	beside := validateJSON(t, this, "--previous", last)
	require.Equal(t, map[string][]int{"Episodes": {0}}, beside.Rules["502"])
	require.NotContains(t, notRun(beside), "502")
}

func TestRulesOnPlacementsRunOnlyWithTheirReferenceSets(t *testing.T) {
	this, sets := inCare(t, "01/05/2024"), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(sets, "postcodes.csv"),
		[]byte("pcd,laua,oseast1m,osnrth1m\nSW1A 1AA,E09000033,529090,179645\nSW1A 2AA,E09000033,529090,879951\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(sets, "providers.csv"), []byte("URN,Placement code\nSC2,K2\n"), 0o600))
	alone := validateJSON(t, this)
	for _, rule := range []string{"454", "1008", "1015"} {
		require.NotContains(t, alone.Rules, rule)
		require.Contains(t, notRun(alone), rule)
	}
	beside := validateJSON(t, this, "--reference", sets, "--authority", "E09000033")
	for _, rule := range []string{"454", "1008"} {
		require.Equal(t, map[string][]int{"Episodes": {0}}, beside.Rules[rule], rule)
	}
	require.NotContains(t, beside.Rules, "392c")
	require.Equal(t, "213", beside.Authority)
}

func TestReferenceSetsThatCannotBeReadAreAFaultOfUsage(t *testing.T) {
	for _, args := range [][]string{{"--reference", t.TempDir()}, {"--reference", "/nowhere"}, {"--authority", "999"}, {"--previous", "/nowhere"}} {
		_, err := validate(t, append(args, "--return", "ssda903", inCare(t, "01/05/2024"))...)
		exit, ok := errors.AsType[exitError](err)
		require.True(t, ok, args)
		require.Equal(t, exitUsage, exit.code, args)
	}
}
