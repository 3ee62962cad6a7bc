package feedback_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

func TestWhatCouldBeAFormulaGetsAnApostrophe(t *testing.T) {
	for _, text := range []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "+"} {
		require.Equal(t, "'"+text, feedback.Safe(text))
	}
	for _, text := range []string{"", "-1.5", "+44", "a=1", "1-2", "'=1", "2024-01-01"} {
		require.Equal(t, text, feedback.Safe(text))
	}
}

func TestAReportOfAReturnThatIsWrongThroughoutSaysThatItIsCut(t *testing.T) {
	text := identifierHeader + strings.Repeat("A1,,,,,never,,Q,Q,Q,,Q,Q,Q,Q\n", 70_000)
	r, err := ingest.Open([]ingest.File{file("children.csv", text)}, ingest.Expected{})
	require.NoError(t, err)
	told := 0
	report, err := feedback.Check(r, func(goldset.Finding) { told++ })
	require.NoError(t, err)
	require.Greater(t, told, 500_000)
	require.Len(t, report.Findings, 500_000)
	require.Equal(t, []string{fmt.Sprintf("Only the first 500000 of %d findings are here: the return may be wrong as a whole", told)}, report.Notes)
}
