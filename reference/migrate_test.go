package reference_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/reference"
)

// migrations reads the committed migrations by name.
func migrations(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../migrations/*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	files := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		files[filepath.Base(path)] = string(text)
	}
	return files
}

// What is made from the layouts is committed, so that a reader sees what a change
// of layout does. These hold it to the layouts.
func TestTheMigrationsMakeWhatTheLayoutsNeed(t *testing.T) {
	files := migrations(t)
	name, want, err := reference.Migration(files, reference.Released)
	require.NoError(t, err)
	require.Equal(t, want, files[name], "%s differs from the layouts: run go generate ./reference", name)
}

func TestTheDictionaryIsUpToDate(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash("../docs/dictionary.md"))
	require.NoError(t, err)
	require.Equal(t, reference.Dictionary(), string(text), "run go generate ./reference")
}

func TestStatutoryTablesArePartitionedByYear(t *testing.T) {
	_, ddl, err := reference.Migration(nil, 0)
	require.NoError(t, err)
	require.Contains(t, ddl, "create table research.cin_cin_details_2021 partition of research.cin_cin_details for values in (2021);")
	require.NotContains(t, ddl, "research.ssda903_dolo_2026", "there was no such table in 2026")
	require.NotContains(t, ddl, " nhs_number ", "the number is identity; its status is a fact")
	require.Equal(t, len(reference.FactTables()), strings.Count(ddl, "partition by list"))
}

// Once everything is released, nothing is left to make, and a released migration
// is never written again.
func TestReleasedMigrationsAreHistory(t *testing.T) {
	name, ddl, err := reference.Migration(nil, 0)
	require.NoError(t, err)
	require.Equal(t, "0001_statutory.sql", name)

	name, text, err := reference.Migration(map[string]string{"0010_statutory.sql": ddl, "0042_other.sql": ""}, 42)
	require.NoError(t, err)
	require.Empty(t, text)
	require.Equal(t, "0043_statutory.sql", name)
}

// TestANewYearIsALayoutFileAndAGeneratedMigration takes a table, a column and a
// year out of the first migration, as if they had come to the layouts after it.
func TestANewYearIsALayoutFileAndAGeneratedMigration(t *testing.T) {
	_, ddl, err := reference.Migration(nil, 0)
	require.NoError(t, err)
	from := strings.Index(ddl, "-- Deprivation of liberty orders\n")
	require.Positive(t, from)
	dolo := ddl[from : from+strings.Index(ddl[from:], "\n\n")+2]
	year := "create table research.ssda903_ad1_2027 partition of research.ssda903_ad1 for values in (2027);\n"
	column := "    sdq_reason            text,\n"
	old := ddl
	for _, piece := range []string{dolo, year, column} {
		require.Equal(t, 1, strings.Count(old, piece), piece)
		old = strings.Replace(old, piece, "", 1)
	}

	name, text, err := reference.Migration(map[string]string{"0010_statutory.sql": old, "0017_other.sql": "select 1"}, 17)
	require.NoError(t, err)
	require.Equal(t, "0018_statutory.sql", name)
	_, text, _ = strings.Cut(text, "\n\n")
	require.Equal(t, "-- Children looked after for twelve months\nalter table research.ssda903_oc2 add column sdq_reason text;\n\n"+
		"-- Adoptions\n"+year+"\n"+dolo, text)

	both := map[string]string{"0010_statutory.sql": old, "0018_statutory.sql": text}
	_, again, err := reference.Migration(both, 18)
	require.NoError(t, err)
	require.Empty(t, again, "the two together make everything")
	_, again, err = reference.Migration(both, 17)
	require.NoError(t, err)
	require.Contains(t, again, text, "until it is released, the second is written anew")
}

func TestAColumnDoesNotChangeItsTypeByItself(t *testing.T) {
	_, ddl, err := reference.Migration(nil, 0)
	require.NoError(t, err)
	old := strings.Replace(ddl, "    sdq_score             bigint,", "    sdq_score             text,", 1)
	require.NotEqual(t, ddl, old)
	_, _, err = reference.Migration(map[string]string{"0010_statutory.sql": old}, 10)
	require.EqualError(t, err, "research.ssda903_oc2.sdq_score is text in released migrations and bigint in the layouts: write that change by hand")

	byHand := "alter table research.ssda903_oc2 alter column sdq_score type bigint using sdq_score::bigint;\n"
	_, text, err := reference.Migration(map[string]string{"0010_statutory.sql": old, "0011_statutory_scores.sql": byHand}, 11)
	require.NoError(t, err)
	require.Empty(t, text)
}
