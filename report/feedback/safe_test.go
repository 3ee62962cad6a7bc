package feedback_test

import (
	"testing"

	"github.com/stretchr/testify/require"

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
