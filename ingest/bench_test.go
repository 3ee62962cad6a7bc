package ingest_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// benchmark opens and checks a return once a round, and reports rows a second,
// door to last finding.
func benchmark(b *testing.B, files []ingest.File, want ...ingest.Expected) {
	b.Helper()
	rows, bytes, expected := 0, int64(0), ingest.Expected{}
	if len(want) > 0 {
		expected = want[0]
	}
	for b.Loop() {
		r, err := ingest.Open(files, expected)
		require.NoError(b, err)
		for _, err := range r.Check(func(goldset.Finding, ingest.Evidence) {}) {
			if err != nil {
				b.Fatal(err)
			}
			rows++
		}
	}
	for _, f := range files {
		bytes += f.Size
	}
	b.SetBytes(bytes)
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// 5,000 children, 8 rows each, 5 MB, with every rule of the census.
func BenchmarkCensusWithEveryRule(b *testing.B) {
	benchmark(b, []ingest.File{file("census.xml", census(5000))})
}

func BenchmarkSSDA903WithEveryRule(b *testing.B) {
	header, episodes := strings.Builder{}, strings.Builder{}
	header.WriteString("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n")
	episodes.WriteString("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n")
	for i := range 5000 {
		fmt.Fprintf(&header, "K%d,M,01/05/2012,WBRI,UN3,,\n", i)
		for j := range 6 {
			fmt.Fprintf(&episodes, "K%d,%02d/05/2024,P,C2,N1,U6,PR1,%02d/05/2024,X1,CARPL,SW1A 1AA,SW1A 2AA,1234567\n", i, j+1, j+2)
		}
	}
	benchmark(b, []ingest.File{file("header.csv", header.String()), file("episodes.csv", episodes.String())})
}

// 20,000 rows of exactly 15 columns, 11 of them filled in, without rules over
// rows: what reading a workbook costs, with every row reconciled.
func BenchmarkSheetOfFifteenColumns(b *testing.B) {
	var rows strings.Builder
	sheetRow(&rows, 1, strings.Split(strings.TrimSpace(identifierHeader), ",")...)
	for i := range 20000 {
		sheetRow(&rows, i+2, fmt.Sprintf("A%d", i), "Zoe", "Ann", "Muller", "", "#40179", "", "F", "WBRI", "", "", "9434765919", "SW1A 1AA", "SW1A 2AA", "")
	}
	benchmark(b, []ingest.File{file("identifiers.xlsx", workbook(b, rows.String()))})
}

// 2,675 children, 17,000 rows, with the same number beside them as last year's.
func BenchmarkSSDA903WithLastYearBesideIt(b *testing.B) {
	files := read(b, glob(b, filepath.Join(shared(b, "returns/samples/ssda903/fake_csv"), "*.csv"))...)
	benchmark(b, files, ingest.Expected{RuleYear: 2026, Previous: files})
}

func BenchmarkWorkbook(b *testing.B) {
	benchmark(b, []ingest.File{file("camhs.xlsx", workbook(b, camhsRows(20000)))})
}
