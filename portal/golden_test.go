package portal_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/store"
)

var update = flag.Bool("update", false, "write the golden pages anew")

// What differs from run to run: the session's token, and asset names that follow
// their content.
var (
	tokenValue = regexp.MustCompile(`(name="token" value=")[^"]+`)
	assetName  = regexp.MustCompile(`(/assets/\w+-)[0-9a-f]+`)
)

func TestPagesReadAsTheyDid(t *testing.T) {
	h := newHouse(t)
	signed := h.signedSubmission()
	for _, page := range []struct {
		name string
		role store.Role
		path string
	}{
		{"requests", store.RoleProvider, "/requests"},
		{"rule", store.RoleProvider, fmt.Sprintf("/submissions/%d/rules/8540", h.submission)},
		{"receipt", store.RoleSignatory, fmt.Sprintf("/submissions/%d/receipt", signed)},
	} {
		t.Run(page.name, func(t *testing.T) {
			got := h.as(page.role).get(page.path).body
			got = tokenValue.ReplaceAllString(got, "${1}TOKEN")
			got = assetName.ReplaceAllString(got, "${1}DIGEST")
			file := filepath.Join("testdata", page.name+".html")
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}
