package linkage

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFieldsAreWrittenAsEncodingCSVWritesThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", `\.`, `a"b`, "c,d", "e\r\nf", " g", "\u00a0h", "ïj", `k\l`})), 2, 4).Draw(t, "fields")
		var want strings.Builder
		out := csv.NewWriter(&want)
		require.NoError(t, out.Write(fields))
		out.Flush()
		var got []byte
		for i, field := range fields {
			if i > 0 {
				got = append(got, ',')
			}
			got = appendField(got, []byte(field))
		}
		require.Equal(t, want.String(), string(append(got, '\n')))
	})
}

func TestLinksAndClustersAreWrittenTheSameOnAnyNumberOfThreads(t *testing.T) {
	b := NewBuilder([]string{"first", "last", "town", "phones"}, nil)
	for i := range 30_000 {
		b.Add("people, all", fmt.Sprintf("r\"%d", i), fmt.Sprintf("first%d", i/3%200), fmt.Sprintf("%c%c last %d", 'a'+i/3%26, 'a'+i/78%26, i/3), "leeds", "")
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	write := func(threads int) (links, clusters strings.Builder) {
		r, err := Run(t.Context(), readModelText(t, twoNames), data, Options{Threads: threads})
		require.NoError(t, err)
		c, err := r.Clusters(.9)
		require.NoError(t, err)
		require.NoError(t, r.WriteLinks(&links, .5, map[Pair]bool{r.Links[0].Pair: true}))
		require.NoError(t, r.WriteClusters(&clusters, c))
		rows, err := csv.NewReader(strings.NewReader(links.String())).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, len(r.Links)+1)
		for i, l := range r.Links {
			require.Equal(t, []string{
				"people, all", data.ID(int(l.L)), "people, all", data.ID(int(l.R)), strconv.FormatFloat(float64(l.Weight), 'f', 6, 64),
				strconv.FormatFloat(l.Probability(), 'g', 8, 64), r.Pattern(l), map[bool]string{true: "1", false: "0"}[i == 0],
			}, rows[i+1])
		}
		return links, clusters
	}
	links, clusters := write(1)
	links2, clusters2 := write(3)
	require.Equal(t, links.String(), links2.String())
	require.Equal(t, clusters.String(), clusters2.String())
	require.Greater(t, strings.Count(links.String(), "\n"), 20_000)
}
