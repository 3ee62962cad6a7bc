package linkage

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// readPages reads records as ReadCSV does, in pages of the given size.
func readPages(text string, size, width int) ([][]string, error) {
	var out [][]string
	h := &header{id: width - 1, source: -1, width: width}
	for i := range width - 1 {
		h.columns = append(h.columns, i)
	}
	pages := &pager{r: strings.NewReader(text), size: size, line: 1}
	for {
		p, err := pages.next()
		if err != nil || p.text == "" {
			return out, err
		}
		if p.split(h.fields(), width); p.err != nil {
			return nil, p.err
		}
		from := len(out)
		p.each(0, func(string) { out = append(out, make([]string, width)) })
		for i := range width {
			row := from
			p.each(i, func(text string) { out[row][i] = text; row++ })
		}
	}
}

// readPlainly reads them with encoding/csv.
func readPlainly(text string, width int) ([][]string, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.TrimLeadingSpace, reader.FieldsPerRecord = true, width
	records, err := reader.ReadAll()
	for _, record := range records {
		for i := range record {
			record[i] = strings.TrimSpace(record[i])
		}
	}
	return records, err
}

func samePages(t require.TestingT, text string, size, width int) {
	want, wantErr := readPlainly(text, width)
	got, err := readPages(text, size, width)
	if wantErr != nil {
		require.EqualError(t, err, wantErr.Error(), "%q", text)
		return
	}
	require.NoError(t, err, "%q", text)
	require.Equal(t, want, got, "%q", text)
}

func TestPagesReadAsEncodingCSVReads(t *testing.T) {
	cell := rapid.SampledFrom([]string{"", "a", "b c", " d ", `"e"`, `"f, g"`, "\"h\ni\"", `"j""k"`, `l"m`, "\u00a0n", "o\r", `"p`})
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 3).Draw(t, "width")
		var text strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "records") {
			n := width
			if rapid.IntRange(0, 30).Draw(t, "ragged") == 0 {
				n = rapid.IntRange(0, 4).Draw(t, "fields")
			}
			text.WriteString(strings.Join(rapid.SliceOfN(cell, n, n).Draw(t, "cells"), ","))
			text.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "\n\n"}).Draw(t, "end"))
		}
		samePages(t, strings.TrimSuffix(text.String(), "\n"), rapid.IntRange(1, 40).Draw(t, "size"), width)
	})
}

func FuzzPagesReadAsEncodingCSVReads(f *testing.F) {
	f.Add("a,b\n\"c\n\",d\r\n", 3)
	f.Add("a,b\r", 1)
	f.Fuzz(func(t *testing.T, text string, size int) {
		if size < 1 || size > 100 || !utf8.ValidString(text) {
			t.Skip("pages of some bytes, of UTF-8")
		}
		samePages(t, text, size, 2)
	})
}

func TestRecordsDoNotDependOnHowTheFileIsRead(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,first,last,town,phones,source\n")
	for i := range 50_000 {
		fmt.Fprintf(&text, "%d,name %d, surname %d ,\"town, %d\",%d|%d,s%d\n", i*7919%50_000, i%97, i%1009, i%13, i%5, i%3, i%2)
	}
	m := readModelText(t, strings.Replace(twoNames, "shares(phones)", "shares(phones) or exact(absent)", 1))
	m.Optional = []string{"absent"}
	m.SourceColumn = "source"
	read := func(threads int) *Dataset {
		l := NewLoader(m)
		l.Threads = threads
		require.NoError(t, l.ReadCSV("people", strings.NewReader(text.String())))
		data, err := l.Dataset()
		require.NoError(t, err)
		return data
	}
	one := read(1)
	require.Equal(t, 50_000, one.Len())
	require.Equal(t, []string{"s0", "s1"}, one.Sources())
	row, ok := one.Find("s1", "7919")
	require.True(t, ok)
	require.Equal(t, "name 1", one.Value(row, "first"))
	require.Equal(t, "town, 1", one.Value(row, "town"))
	require.Empty(t, one.Value(row, "absent"))
	two := read(2)
	require.Equal(t, one.ids, two.ids)
	require.Equal(t, one.source, two.source)
	require.Equal(t, one.columns, two.columns)
}
