package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
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
			require.NoError(t, pgx.BeginFunc(t.Context(), tx, func(tx pgx.Tx) error {
				_, failed := tx.Prepare(t.Context(), name, plain)
				return failed
			}))
		})
	}
}

var statement = regexp.MustCompile(`^\s*(select|insert|update|delete|with)\b`)

func constantsEndingInSQL(tb testing.TB) map[string]string {
	tb.Helper()
	found, pieces := make(map[string]string), make(map[string]bool)
	entries, err := os.ReadDir(".")
	require.NoError(tb, err)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.SkipObjectResolution)
		require.NoError(tb, err)
		ast.Inspect(file, func(node ast.Node) bool {
			if sum, ok := node.(*ast.BinaryExpr); ok {
				for _, side := range []ast.Expr{sum.X, sum.Y} {
					if name, ok := side.(*ast.Ident); ok {
						pieces[name.Name] = true // of a longer statement
					}
				}
			}
			spec, ok := node.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if !strings.HasSuffix(name.Name, "SQL") || i >= len(spec.Values) {
					continue
				}
				text, ok := spec.Values[i].(*ast.BasicLit)
				if !ok || text.Kind != token.STRING {
					continue
				}
				sql, err := strconv.Unquote(text.Value)
				require.NoError(tb, err)
				if statement.MatchString(sql) && !strings.Contains(sql, "%s") {
					found[name.Name] = sql
				}
			}
			return true
		})
	}
	maps.DeleteFunc(found, func(name, _ string) bool { return pieces[name] })
	return found
}
