package disclosure

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTablesReadTogetherShareTheirMargins(t *testing.T) {
	one, err := ReadTable("sex.csv", strings.NewReader("region,sex,count\nNorth,Total,40\nNorth,F,3\nNorth,M,37\n"))
	require.NoError(t, err)
	two, err := ReadTable("age.csv", strings.NewReader("\ufeffregion,age,count\nNorth,TOTAL,40\nNorth,0-4,10\nNorth,5-17,30\n"))
	require.NoError(t, err)
	p, err := Protect(append(one.Cells, two.Cells...), strict, nil)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, one.Write(&out, p.Cells[:3]))
	require.Equal(t, "region,sex,count\nNorth,Total,40\nNorth,F,c\nNorth,M,c\n", out.String())
}

func TestTableErrorsNameRowAndColumnAndNoValue(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"an empty file", "", "t.csv: the file is empty"},
		{"no counts", "sex\nF\n", "no column called count"},
		{"a count that is none", "sex,count\nF,3\nM,Smith\n", "row 3: column count"},
		{"a count below zero", "sex,count\nF,-3\n", "row 2: column count"},
		{"a ragged row", "sex,count\nF\n", "line 2"},
		{"a count too large", "sex,count\nF,99999999999999999999\n", "row 2: column count"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadTable("t.csv", strings.NewReader(test.text))
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "Smith")
		})
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("sex,count\nF,3\n")
	f.Add("a,b,count,denominator\n1,2,3,4\n\"x\ny\",,5,\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ReadTable("t.csv", strings.NewReader(text))
		if err != nil {
			return
		}
		require.Len(t, table.Cells, len(table.Rows))
		for i := range table.Cells {
			require.GreaterOrEqual(t, table.Cells[i].Numerator, int64(0))
		}
	})
}
