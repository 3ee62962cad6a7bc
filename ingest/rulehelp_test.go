package ingest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset/reference"
)

func TestOneOfMatchesWholeCodesOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOf(rapid.StringMatching(`[AT]{1,2}[1-2]?`)).Draw(t, "codes")
		code := rapid.StringMatching(`[AT]{0,2}[1-2]?`).Draw(t, "code")
		want := false
		for _, c := range codes {
			want = want || c == code
		}
		require.Equal(t, want, oneOf(code, strings.Join(codes, " ")))
	})
}

func TestWorkingDaysPassOverWeekendsAndBankHolidays(t *testing.T) {
	easter2024 := civilDay(2024, 4, 1) // Easter Monday, after Good Friday
	require.Equal(t, "2024-03-28", workingDays(easter2024, -1).String())
	require.Equal(t, "2024-04-02", workingDays(civilDay(2024, 3, 28), 1).String())
	require.Equal(t, "2025-03-10", workingDays(civilDay(2025, 3, 31), -15).String())
	for _, holiday := range []string{"2022-06-03", "2022-09-19", "2023-05-08", "2024-12-26", "2022-01-03", "2021-12-28", "2025-08-25", "2026-04-03"} {
		d, ok := parseISO(holiday)
		require.True(t, ok)
		require.True(t, reference.BankHoliday(d.time()), holiday)
	}
	for _, day := range []string{"2022-05-30", "2024-12-27", "2025-01-02"} {
		d, _ := parseISO(day)
		require.False(t, reference.BankHoliday(d.time()), day)
	}
}

func TestEveryRuleCanPointAtItsRows(t *testing.T) {
	for name, rules := range registry() {
		for _, r := range rules {
			require.NotEmpty(t, r.message, r.code)
			if r.cin != nil || r.care != nil {
				require.NotEmpty(t, r.fields, "%s %s", name, r.code)
			}
			for field := range strings.FieldsSeq(r.fields) {
				table, column, ok := strings.Cut(field, ".")
				require.True(t, ok, field)
				found := false
				for _, l := range reference.Layouts() {
					if tb := l.Table(table); l.Return == name && tb != nil && tb.Index(column) >= 0 {
						found = true
					}
				}
				require.True(t, found, "%s: no layout has %s", r.code, field)
			}
		}
	}
}
