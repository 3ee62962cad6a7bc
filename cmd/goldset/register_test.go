package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

const registerFile = `{
  "suppliers": [{"code": "301", "kind": "authority", "name": "Barking and Dagenham"}],
  "accounts": [{"email": "o@301.example", "name": "O", "role": "provider", "supplier": "301"},
               {"email": "g@office.example", "name": "G", "role": "governance"}],
  "requests": [{"supplier": "301", "return": "cin", "year": 2026, "purpose": "p", "function": "f", "fields": "x",
                "why_not_existing": "w", "lawful_basis": "l", "issued_on": "2026-04-01", "due_on": "2026-07-31"}],
  "permissions": [{"return": "cin", "purpose": "load", "controllers": "c", "agreement": "a", "dpia_version": "1", "legal_conditions": "l",
                   "opt_out": "o", "starts_on": "2026-04-01", "ends_on": "2027-03-31", "retain_until": "2030-03-31"}]
}`

func TestARegisterIsRecordedOnceAndInvites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.json")
	require.NoError(t, os.WriteFile(path, []byte(registerFile), 0o600))
	r, err := readRegister(path)
	require.NoError(t, err)
	zones, err := store.Open(t.Context(), storetest.Database(t), store.Options{Only: []store.Login{store.LoginOffice}})
	require.NoError(t, err)
	defer zones.Close()

	var first, second strings.Builder
	require.NoError(t, r.record(t.Context(), zones.Office, "https://goldset.example", &first))
	require.Equal(t, 2, strings.Count(first.String(), "https://goldset.example/invitation/"))
	require.NoError(t, r.record(t.Context(), zones.Office, "https://goldset.example", &second))
	require.Empty(t, second.String(), "nobody is invited twice")
}

func TestARegisterDescribesRequests(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "visits.yaml"), []byte(oneTable+"reference_date\n"), 0o600))
	text := strings.NewReplacer(`"requests": [`, `"descriptions": ["visits.yaml", "care_monitor"], "requests": [`, `"return": "cin", "year"`, `"return": "care_monitor", "year"`).Replace(registerFile)
	path := filepath.Join(folder, "register.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	r, err := readRegister(path)
	require.NoError(t, err)
	zones, err := store.Open(t.Context(), storetest.Database(t), store.Options{Only: []store.Login{store.LoginOffice}})
	require.NoError(t, err)
	defer zones.Close()
	for range 2 { // again is nothing new
		require.NoError(t, r.record(t.Context(), zones.Office, "https://goldset.example", io.Discard))
	}
	list, err := store.Descriptions(t.Context(), zones.Office)
	require.NoError(t, err)
	require.Len(t, list, 2)
	all, err := store.AllRequests(t.Context(), zones.Office)
	require.NoError(t, err)
	require.True(t, all[0].Hypothetical, "as its description says")

	r.Requests[0].Return, r.Requests[0].Year = goldset.CAMHS, 2025
	require.ErrorContains(t, r.record(t.Context(), zones.Office, "https://goldset.example", io.Discard), "camhs asks suppliers of the kinds [health], and 301 is of kind authority")
}

func TestAMisspeltRegisterIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"a field that does not exist": `{"supliers": []}`,
		"a day that is none":          `{"requests": [{"issued_on": "1 April"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "register.json")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			_, err := readRegister(path)
			require.Error(t, err)
		})
	}
}
