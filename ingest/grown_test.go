package ingest_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// grown lists files made to cost more than their bytes, by what they are, each with
// the reason for which it is refused ("": it is taken).
func grown(tb testing.TB) []struct{ name, file, text, rule string } {
	tb.Helper()
	const million = 1_000_000
	open, end, _ := strings.Cut(census(1), "</CINdetails>")
	end = "</CINdetails>" + end
	shared := func(texts string) string {
		return pack(tb, append(workbookParts(camhsRows(3)), "xl/sharedStrings.xml", "<sst>"+texts+"</sst>")...)
	}
	const episodes = "<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID></HEADER><EPISODE/>%</CHILD></EXPSSDA903>"
	care := func(inside string) string { return strings.Replace(episodes, "%", inside, 1) }
	return []struct{ name, file, text, rule string }{
		{"a million texts shared by nobody", "a.xlsx", shared(strings.Repeat("<si><t>abc</t></si>", million/2)), ""},
		{"millions of empty texts", "a.xlsx", shared(strings.Repeat("<si/>", 3*million)), ""},
		{"a sheet that says it is as large as can be", "a.xlsx", workbook(tb, `</sheetData><dimension ref="A1:XFD1048576"/><sheetData>`+camhsRows(3)), ""},
		{"a filled row a million times", "a.ods", odsBook(tb, odsRow(camhsColumns...)+`<table-row number-rows-repeated="1000000"><table-cell number-columns-repeated="1000"><p>a</p></table-cell></table-row>`), "damaged-workbook"},
		{"empty columns and rows a thousand million times", "a.ods", odsBook(tb, odsReferrals(3)+`<table-row number-rows-repeated="1000000000"><table-cell number-columns-repeated="1000000000"/></table-row>`), ""},
		{"a child of nothing but unknown elements", "a.xml", open + strings.Repeat("<x/>", 4*million) + end, "damaged-xml"},
		{"a child of nothing but rows", "a.xml", open + end[:13] + strings.Repeat("<CINdetails/>", million) + end[13:], "damaged-xml"},
		{"a child without an id, of nothing but rows", "a.xml", strings.Replace(census(0), "<Children>", "<Children><Child>"+strings.Repeat("<CINdetails/>", million)+"</Child>", 1), "damaged-xml"},
		{"a child with three thousand plans", "a.xml", open + strings.Repeat("<CINPlanDates/>", 3000) + end, "one-child"},
		{"text in a million pieces", "a.xml", open + strings.Repeat("a<!---->", million) + end, "damaged-xml"},
		{"a header in a million pieces", "a.xml", strings.Replace(census(1), "<Year>", "<Year>"+strings.Repeat("a<!---->", million), 1), ""},
		{"a million attributes", "a.xml", strings.Replace(census(1), "<Child>", "<Child"+strings.Repeat(` a="1"`, million)+">", 1), "damaged-xml"},
		{"an element of a return in care in a million pieces", "a.xml", care("<UASC>" + strings.Repeat("a<!---->", million) + "</UASC>"), ""},
		{"an element of a return in care that holds a hundred thousand", "a.xml", care("<q>" + strings.Repeat("<a/><b/>", 40_000) + "</q>"), ""},
		{"a child with three thousand episodes", "a.xml", care(strings.Repeat("<EPISODE><RNE>S</RNE></EPISODE>", 3000)), "one-child"},
		{"a row of a million cells", "a.csv", identifierHeader + strings.Repeat(",", million) + "x\n", ""},
		{"a row that never ends", "a.csv", identifierHeader + strings.Repeat("x", 32<<20), "row-too-long"},
		{"millions of rows of one letter", "a.csv", identifierHeader + strings.Repeat("x\n", 3*million), "too-many-findings"},
		{"a child of millions of values", "a.json", `[{"la_child_id":"1","a":[` + strings.Repeat("0,", 3*million) + "0]}]", "damaged-json"},
		{"a child of millions of members", "a.json", `[{"la_child_id":"1"` + strings.Repeat(`,"a":1`, million) + "}]", "damaged-json"},
		{"millions of empty lines", "a.json", "[" + strings.Repeat(child("1", "", "")+","+strings.Repeat("\n", 4*million), 4) + child("1", "", "") + "]", ""},
		{"a number of a million digits", "a.json", `[{"la_child_id":` + strings.Repeat("9", million) + "}]", ""},
		{"a pit without a bottom", "a.json", strings.Repeat("[", 4*million), "damaged-json"},
	}
}

// The bound is on all that was ever allocated, so that it also catches what is copied
// over and over; what is in use at one time is less.
func TestWhatIsMadeToGrowIsHeldInBounds(t *testing.T) {
	for _, c := range grown(t) {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := ingest.Open([]ingest.File{file(c.file, c.text)}, ingest.Expected{})
			if err == nil {
				for _, err = range r.Check(func(goldset.Finding, ingest.Evidence) {}) {
					if err != nil {
						break
					}
				}
			}
			runtime.ReadMemStats(&after)
			refused, _ := errors.AsType[*ingest.Refused](err)
			if c.rule == "" {
				require.NoError(t, err)
			} else {
				require.NotNil(t, refused, "%v", err)
				require.Equal(t, c.rule, refused.Rule)
			}
			allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%d MB from %d kB", allocated, len(c.text)>>10)
			require.Less(t, allocated, uint64(700), "megabytes")
		})
	}
}

func TestACellWithANulIsTold(t *testing.T) {
	r, err := ingest.Open([]ingest.File{file("a.csv", identifierHeader+strings.Replace(identifierRow, "Zoë", "Z\x00e", 1))}, ingest.Expected{Year: 2025})
	require.NoError(t, err)
	found := checked(t, r)
	require.Len(t, found["unreadable"], 1, "Postgres takes no text with a NUL")
	require.Equal(t, []string{"Forename"}, found["unreadable"][0].Fields)
}
