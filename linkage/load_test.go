package linkage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFilesThatCannotBeReadAreRefusedInWords(t *testing.T) {
	cases := []struct{ name, file, message string }{
		{"an empty file", "", "the file is empty"},
		{"a missing column", "id,first,last\n1,a,b\n", `column "phones"`},
		{"no id", "first,last,town,phones\n", "id column"},
		{"a broken quote", "id,first,last,town,phones\n1,\"a,b,c,d\n2,x", "line 2"},
		{"a row too short", "id,first,last,town,phones\n1,a\n", "line 2"},
		{"the same id twice", "id,first,last,town,phones\n1,a,b,c,\n1,a,b,c,\n", "same id"},
		{"no id in a row", "id,first,last,town,phones\n1,a,b,c,\n ,a,b,c,\n", "people: record 2 has no id"},
		{"a column twice", "id,first,first,last,town,phones\n1,a,a,b,c,\n", `column "first" stands twice`},
		{"Latin-1", "id,first,last,town,phones\n1,a,b,c,\n2,Zo\xeb,b,c,\n", "line 3: the text is not UTF-8"},
		{"UTF-16", "\xff\xfei\x00d\x00,\x00", "UTF-16"},
		{"no rows", "id,first,last,town,phones\n", "no records"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := NewLoader(readModelText(t, twoNames))
			err := l.ReadCSV("people", strings.NewReader(c.file))
			if err == nil {
				_, err = l.Dataset()
			}
			require.ErrorContains(t, err, c.message)
		})
	}
}

func TestOddColumnsGiveCorrectResultsOrAnError(t *testing.T) {
	run := func(rows []string) (*Result, error) {
		l := NewLoader(readModelText(t, twoNames))
		require.NoError(t, l.ReadCSV("people", strings.NewReader("id,first,last,town,phones\n"+strings.Join(rows, "\n"))))
		data, err := l.Dataset()
		require.NoError(t, err)
		return Run(t.Context(), readModelText(t, twoNames), data, Options{})
	}
	t.Run("a column without any value", func(t *testing.T) {
		r, err := run([]string{"1,anna,smith,,", "2,anna,smith,,", "3,john,brown,,"})
		require.NoError(t, err)
		require.Contains(t, strings.Join(r.Fit.Warnings, "\n"), "comparison town: level 2")
	})
	t.Run("a single record", func(t *testing.T) {
		_, err := run([]string{"1,anna,smith,leeds,"})
		require.ErrorContains(t, err, "no pair of records")
	})
	t.Run("text beyond 64 characters, combining characters, right to left", func(t *testing.T) {
		long := strings.Repeat("ab", 60)
		r, err := run([]string{"1," + long + ",محمد,leeds,", "2," + long + "b,محمود,leeds,", "3,Ame\u0301lie,x,york,", "4,Ame\u0301lie,x,york,"})
		require.NoError(t, err)
		require.Equal(t, 4, r.Summary.Records)
	})
	t.Run("many equal keys", func(t *testing.T) {
		rows := make([]string, 3000)
		for i := range rows {
			rows[i] = fmt.Sprintf("%d,anna,smith,leeds,%d", i, i)
		}
		l := NewLoader(readModelText(t, twoNames))
		require.NoError(t, l.ReadCSV("people", strings.NewReader("id,first,last,town,phones\n"+strings.Join(rows, "\n"))))
		data, err := l.Dataset()
		require.NoError(t, err)
		_, err = Run(t.Context(), readModelText(t, twoNames), data, Options{MaxPairs: 1_000_000})
		require.ErrorIs(t, err, ErrTooManyPairs)
		counts, err := CountBlocks(readModelText(t, twoNames), data)
		require.NoError(t, err)
		require.EqualValues(t, 3000*2999/2, counts[0].Pairs)
		require.EqualValues(t, 3000, counts[0].Largest)
	})
}

func TestReportNeedsNothingElseAndMasksIdentifiers(t *testing.T) {
	r, err := Run(t.Context(), readModelText(t, twoNames), someRecords(t, 400, 1), Options{Minimum: .01})
	require.NoError(t, err)
	c, err := r.Clusters(.5)
	require.NoError(t, err)
	var plain, masked strings.Builder
	require.NoError(t, r.WriteReport(&plain, ReportOptions{Clusters: c, Threshold: .5}))
	require.NoError(t, r.WriteReport(&masked, ReportOptions{Clusters: c, Threshold: .5, Mask: true}))
	require.NotContains(t, plain.String(), "<script")
	require.NotContains(t, plain.String(), "http")
	require.Contains(t, plain.String(), "Doubtful pairs")
	require.Regexp(t, `s[01] r\d{4} and`, plain.String())
	require.NotRegexp(t, `r\d{4}`, masked.String())
	require.NotContains(t, plain.String(), "ZgotmplZ")
}

func TestEvaluationCountsPairsAndRecords(t *testing.T) {
	entity := []string{"p", "p", "p", "q", "q", ""}
	clusters := []int32{0, 0, 2, 2, 4, 4}
	q := Evaluate(entity, clusters)
	require.EqualValues(t, 4, q.TruePairs)
	require.EqualValues(t, 2, q.FoundPairs)
	require.EqualValues(t, 1, q.CorrectPairs)
	require.InDelta(t, .5, q.Precision, 1e-12)
	require.InDelta(t, .25, q.Recall, 1e-12)
	require.InDelta(t, (1+1+.5+.5+1)/5.0, q.BPrecision, 1e-12)
	require.InDelta(t, (2.0/3+2.0/3+1.0/3+.5+.5)/5, q.BRecall, 1e-12)
	pairs := EvaluatePairs(entity, []Pair{{0, 1}, {2, 3}, {4, 5}})
	require.Equal(t, []int64{4, 2, 1}, []int64{pairs.TruePairs, pairs.FoundPairs, pairs.CorrectPairs})
	groups := EvaluateGroups(entity, clusters, []string{"x", "x", "y", "y", "y", "y"})
	require.Equal(t, "x", groups[0].Group)
	require.EqualValues(t, 3, groups[0].TruePairs)
	require.InDelta(t, 1.0/3, groups[0].Recall.Value, 1e-12)
	require.Less(t, groups[0].Recall.Lower, groups[0].Recall.Value)
	parts := Identifiable(entity, func(a, b int) bool { return a+b == 1 || a+b == 7 })
	require.Equal(t, parts[0], parts[1])
	require.NotEqual(t, parts[0], parts[2])
	require.Equal(t, parts[3], parts[4])
	require.Empty(t, parts[5])
}

func TestAFileMayLackAColumnThatTheModelCallsOptional(t *testing.T) {
	header := strings.ReplaceAll(strings.Join(childColumns, ","), ",death_date", "")
	l := NewLoader(ChildrenModel())
	require.NoError(t, l.ReadCSV("school", strings.NewReader("id,"+header+"\n1,ann"+strings.Repeat(",", 11)+"\n")))
	data, err := l.Dataset()
	require.NoError(t, err)
	require.Empty(t, data.Value(0, "death_date"))
	require.Equal(t, "ann", data.Value(0, "forename"))
	err = NewLoader(ChildrenModel()).ReadCSV("school", strings.NewReader("id,forename\n1,ann\n"))
	require.ErrorIs(t, err, ErrNoColumn)
}
