package portal_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// manyFindings is what a return with a systematic mistake brings.
const manyFindings = 100_000

// BenchmarkPagesOfAReturnFullOfErrors opens the two pages that read all findings of
// a return, or the last of them.
func BenchmarkPagesOfAReturnFullOfErrors(b *testing.B) {
	h := newHouse(b)
	err := store.AsSupplier(b.Context(), h.zones.Intake, h.camden, func(tx pgx.Tx) error {
		w, err := store.ReplaceFindings(b.Context(), tx, h.camden, h.submission)
		if err != nil {
			return err
		}
		for i := range manyFindings {
			f := goldset.Finding{
				Rule: strconv.Itoa(8500 + i%20), Severity: goldset.SeverityQuery, Table: "Children", Row: i, Line: i + 2, Fields: []string{"UPN"},
				Message: "UPN invalid", AnswerTo: fmt.Append(nil, "a", i), Child: fmt.Append(nil, "c", i/4),
			}
			if err := w.Add(b.Context(), f); err != nil {
				return err
			}
		}
		return w.Flush(b.Context())
	})
	require.NoError(b, err)
	officer := h.as(store.RoleProvider)
	sub := fmt.Sprintf("/submissions/%d", h.submission)
	for _, page := range []string{"/findings", "/rules/8500?page=100", "/children?page=400"} {
		b.Run(page[1:6], func(b *testing.B) {
			for b.Loop() {
				require.Equal(b, http.StatusOK, officer.get(sub+page).status)
			}
		})
	}
}
