package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/internal/storetest"
)

// TestEveryStatementPrepares reads this package's own source: every constant whose
// name ends in SQL must be one that Postgres can plan in the migrated database.
func TestEveryStatementPrepares(t *testing.T) {
	tx := storetest.Tx(t)
	statements := constantsEndingInSQL(t)
	require.Greater(t, len(statements), 40)
	for name, sql := range statements {
		t.Run(name, func(t *testing.T) {
			plain, _, err := pgx.NamedArgs{}.RewriteQuery(t.Context(), tx.Conn(), sql, nil)
			require.NoError(t, err)
			err = pgx.BeginFunc(t.Context(), tx, func(tx pgx.Tx) error {
				_, err := tx.Prepare(t.Context(), name, plain)
				return err
			})
			require.NoError(t, err)
		})
	}
}

func constantsEndingInSQL(tb testing.TB) map[string]string {
	tb.Helper()
	found := make(map[string]string)
	entries, err := os.ReadDir(".")
	require.NoError(tb, err)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.SkipObjectResolution)
		require.NoError(tb, err)
		ast.Inspect(file, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if !strings.HasSuffix(name.Name, "SQL") || i >= len(spec.Values) {
					continue
				}
				text, ok := spec.Values[i].(*ast.BasicLit)
				if ok && text.Kind == token.STRING && !strings.Contains(text.Value, "%s") { // a pattern is no statement yet
					sql, err := strconv.Unquote(text.Value)
					require.NoError(tb, err)
					found[name.Name] = sql
				}
			}
			return true
		})
	}
	return found
}
