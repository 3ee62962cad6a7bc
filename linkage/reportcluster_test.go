package linkage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheReportDrawsClustersAndSaysWhyLinksWereCut(t *testing.T) {
	m := readModelText(t, xyModel)
	b := NewBuilder([]string{"x", "y", "name", "twin", "barrier"}, nil)
	for _, row := range []string{
		"a care 1 - ann", "b care 1 - ann", "c care 1 5 ann", "d care 2 5 -", "e care 2 - bob", "f care 2 - bob", "g care 2 - bob",
		"s 1/school 9 - sue", "t 1/school 9 - sue", "u care 7 - una", "v care 8 - val", "w care 8 - val",
	} {
		f := strings.Split(strings.ReplaceAll(row, "-", ""), " ")
		b.Add(f[1], "id-"+f[0], f[2:]...)
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	reviews := []Decision{reviewed("id-u", "id-v", true), reviewed("id-v", "id-w", true), reviewed("id-u", "id-w", false)}
	r, err := Run(t.Context(), m, data, Options{Decisions: reviews})
	require.NoError(t, err)
	c, err := r.Clusters(.9)
	require.NoError(t, err)
	page := func(mask bool) string {
		var out strings.Builder
		require.NoError(t, r.WriteReport(&out, ReportOptions{
			Clusters: c, Threshold: .9, Mask: mask, Pairs: []Pair{{0, 1}},
			Groups: map[string][]GroupQuality{"town": {{Group: "Leeds", Records: 7}}},
		}))
		return out.String()
	}
	text := page(false)
	for _, want := range []string{
		"cut: weak bridge, the records on both sides together weigh", "cut: one record per source", "cut: " + WhyConflict,
		"2 other reviews tie them together", "Chosen pairs", "Quality by town", "Leeds", "Records that join others, by source",
		"id-d", "stroke-dasharray", "x: exact(x)",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "ZgotmplZ")
	require.NotContains(t, text, "<script")
	require.NotContains(t, page(true), "id-", "a masked report names nobody")
	require.Contains(t, page(true), "record 1")
}
