package feedback_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

// BenchmarkMarkWorkbook marks a return of 20,000 referrals, a quarter of them with a
// date that cannot be read.
func BenchmarkMarkWorkbook(b *testing.B) {
	f := excelize.NewFile()
	require.NoError(b, f.SetSheetName("Sheet1", "Referrals"))
	out, err := f.NewStreamWriter("Referrals")
	require.NoError(b, err)
	row := make([]any, len(columns))
	for i, c := range columns {
		row[i] = c
	}
	require.NoError(b, out.SetRow("A1", row))
	for i := range 20_000 {
		born := "2010-01-01"
		if i%4 == 0 {
			born = "last spring"
		}
		row = []any{fmt.Sprintf("P%d", i), "", "Ann", "Lee", born, "F", "SW1A 1AA", fmt.Sprintf("R%d", i), "2025-01-01", "GP", "Y", "", "2025-02-01", "", ""}
		require.NoError(b, out.SetRow(fmt.Sprintf("A%d", i+2), row))
	}
	require.NoError(b, out.Flush())
	var book bytes.Buffer
	require.NoError(b, f.Write(&book))
	files := []ingest.File{file("camhs.xlsx", book.String())}
	for b.Loop() {
		r, err := ingest.Open(files, ingest.Expected{})
		require.NoError(b, err)
		report, err := feedback.Check(r, nil)
		require.NoError(b, err)
		require.Len(b, report.Findings, 5000)
		require.NoError(b, report.Annotated(files, func(string) (io.WriteCloser, error) { return document{&bytes.Buffer{}}, nil }))
	}
}
