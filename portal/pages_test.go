package portal_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryPageIsDrawn opens every main page as the role it is for.
func TestEveryPageIsDrawn(t *testing.T) {
	h := newHouse(t)
	h.work.quality = someQuality()
	h.permission()
	for _, look := range looks(h) {
		t.Run(look.name, func(t *testing.T) {
			b := h.browser()
			if look.role != "" {
				b = h.as(look.role)
			}
			got := b.get(look.path)
			want := http.StatusOK
			if look.name == "missing" {
				want = http.StatusNotFound
			}
			require.Equal(t, want, got.status, "%s\n%s", got.body, h.log)
			require.Contains(t, got.body, "<h1")
			require.Contains(t, got.body, "</html>")
			require.NotContains(t, got.body, "<script")
		})
	}
}
