package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

// runAnalyse runs the command and gives what it printed and how it would exit.
func runAnalyse(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := newAnalyseCommand()
	var out, messages bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&messages)
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(t.Context())
	if err != nil {
		messages.WriteString(err.Error())
	}
	return out.String(), messages.String(), exitCode(err)
}

func TestAnalyseNeedsAMeasureADatasetAndAPermission(t *testing.T) {
	url := storetest.Database(t)
	t.Setenv("DATABASE_URL", url)
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	defer pool.Close()

	_, stderr, code := runAnalyse(t, "league_table")
	require.Equal(t, exitUsage, code)
	require.Contains(t, stderr, `no analysis "league_table"`)

	_, stderr, code = runAnalyse(t, "need_rates")
	require.Equal(t, exitFailure, code)
	require.Contains(t, stderr, "no dataset version yet")

	_, err = pool.Exec(t.Context(), `
		insert into research.map_version (model, summary) values ('{}', '{}');
		insert into research.dataset_version (map_version, definitions, reference, fingerprint)
			select id, '{}', '{}', 'x' from research.map_version;
		insert into research.dataset_submission (dataset_version, submission_id, supplier, return, year)
			select v.id, n, '301', r, 2025 from research.dataset_version v, unnest(array['cin', 'ssda903']) with ordinality as x (r, n);
		insert into research.population values ('301', 2025, 7, 'F', 1000)`)
	require.NoError(t, err)
	_, stderr, code = runAnalyse(t, "need_rates")
	require.Equal(t, exitNotAllowed, code)
	require.Contains(t, stderr, "no live governance record")

	for _, name := range []goldset.ReturnName{goldset.CINCensus, goldset.SSDA903} {
		_, err = store.AddPermission(t.Context(), pool, store.Permission{
			Return: name, Purpose: store.PurposeMeasure, Controllers: "a", Agreement: "b", DPIAVersion: "1",
			LegalConditions: "c", OptOut: "d", StartsOn: time.Now().AddDate(0, -1, 0),
			EndsOn: time.Now().AddDate(1, 0, 0), RetainUntil: time.Now().AddDate(2, 0, 0),
		})
		require.NoError(t, err)
	}
	stdout, stderr, code := runAnalyse(t, "need_rates")
	require.Equal(t, exitOK, code, stderr)
	require.Contains(t, stderr, "not for release")
	records, err := csv.NewReader(bytes.NewBufferString(stdout)).ReadAll()
	require.NoError(t, err)
	require.Contains(t, records, []string{
		"children_in_need", "2025", "authority", "301", "age=5 to 9; sex=Total", "per 10,000", "0", "1000", "0", "0", "36.888795", "", "",
	})

	stdout, _, code = runAnalyse(t, "need_rates", "--json", "--dataset", "1")
	require.Equal(t, exitOK, code)
	var printed analysed
	require.NoError(t, json.Unmarshal([]byte(stdout), &printed))
	require.Len(t, printed.Cells, len(records)-1)

	_, stderr, code = runAnalyse(t, "need_rates", "--dataset", "99")
	require.Equal(t, exitFailure, code)
	require.Contains(t, stderr, "no dataset version 99")
}
