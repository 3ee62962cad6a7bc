package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// episodesOf is an SSDA903 return of the given episodes, with a header for each child.
func episodesOf(t require.TestingT, rows ...string) *ingest.Return {
	lines := []string{"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"}
	var seen []string
	for _, r := range rows {
		id, _, _ := strings.Cut(r, ",")
		if !slices.Contains(seen, id) {
			seen = append(seen, id)
			lines = append(lines, id+",F,01/05/2015,WBRI,UN1,,")
		}
	}
	text := "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" + strings.Join(append(rows, ""), "\n")
	r, err := ingest.Open([]ingest.File{file("header.csv", strings.Join(append(lines, ""), "\n")), file("episodes.csv", text)}, ingest.Expected{Return: goldset.SSDA903, Year: 2025})
	require.NoError(t, err)
	return r
}

func careRow(child, decom, place string) string {
	return child + "," + decom + ",S,C2,N1," + place + ",PR1,,,,,,"
}

func compare(t require.TestingT, before, after *ingest.Return) *ingest.Comparison {
	c, err := ingest.Compare(before, after)
	require.NoError(t, err)
	return c
}

func TestWhatChangedSinceTheLastUpload(t *testing.T) {
	one, two := careRow("A1", "01/06/2024", "U1"), careRow("A1", "01/07/2024", "U1")
	for _, c := range []struct {
		name          string
		before, after []string
		children      ingest.Changed
		said          []string
	}{
		{"nothing, in another order", []string{one, two}, []string{two, one}, ingest.Changed{Same: 1}, nil},
		{"another way of writing a date", []string{one}, []string{strings.Replace(one, "01/06/2024", "2024-06-01", 1)}, ingest.Changed{Same: 1}, nil},
		{"a placement was corrected", []string{one, two}, []string{one, careRow("A1", "01/07/2024", "K2")}, ingest.Changed{Changed: 1}, []string{"changed A1 Episodes 1 PLACE"}},
		{"an episode came", []string{one}, []string{one, two}, ingest.Changed{Changed: 1}, []string{"added A1 Episodes 1 "}},
		{"a row given twice", []string{one}, []string{one, one}, ingest.Changed{Changed: 1}, []string{"added A1 Episodes 1 "}},
		{"another child", []string{one}, []string{one, careRow("B1", "01/06/2024", "U1")}, ingest.Changed{Added: 1, Same: 1}, []string{"added B1 Episodes 1 ", "added B1 Header 1 "}},
		{"a child left out", []string{one, careRow("B1", "01/06/2024", "U1")}, []string{one}, ingest.Changed{Removed: 1, Same: 1}, []string{"removed B1 Episodes 1 ", "removed B1 Header 1 "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := compare(t, episodesOf(t, c.before...), episodesOf(t, c.after...))
			var said []string
			for _, ch := range got.Changes {
				said = append(said, fmt.Sprintf("%s %s %s %d %s", ch.Kind, ch.Child, ch.Table, ch.Row, strings.Join(ch.Fields, ",")))
			}
			require.Equal(t, c.children, got.Children)
			require.Equal(t, c.said, said)
		})
	}
}

func TestEveryRowOfBothReturnsIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return careRow(rapid.SampledFrom([]string{"A1", "A2", "A3"}).Draw(t, "child"),
				rapid.SampledFrom([]string{"01/06/2024", "01/07/2024"}).Draw(t, "decom"), rapid.SampledFrom([]string{"U1", "K2"}).Draw(t, "place"))
		}), 0, 8)
		before, after := rows.Draw(t, "before"), rows.Draw(t, "after")
		there, back := compare(t, episodesOf(t, before...), episodesOf(t, after...)), compare(t, episodesOf(t, after...), episodesOf(t, before...))
		for i, table := range there.Tables {
			if table.Table == "Episodes" {
				require.Len(t, after, table.Same+table.Changed.Changed+table.Added)
				require.Len(t, before, table.Same+table.Changed.Changed+table.Removed)
				require.Equal(t, table.Added, back.Tables[i].Removed, "what one way adds, the other removes")
			}
		}
		require.Equal(t, there.Children.Same, back.Children.Same)
	})
}
