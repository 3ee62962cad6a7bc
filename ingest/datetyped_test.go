package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// ofDates are identifier files whose children were born on the given dates.
func ofDates(dates ...string) []ingest.File {
	var rows strings.Builder
	for i, d := range dates {
		fmt.Fprintf(&rows, "A%d,Ann,,Lee,,%s,,F,WBRI,,,,SW1A 1AA,,\n", i, d)
	}
	return []ingest.File{file("i.csv", identifierHeader+rows.String())}
}

func TestDatesAreReadAsPeopleTypeThem(t *testing.T) {
	for text, reads := range map[string]bool{
		"2015-05-01": true, "01/05/2015": true, "1/5/2015": true, "01-05-2015": true, "1.5.2015": true,
		"01/05/2015 00:00": true, "01/05/2015 00:00:00": true, "2015-05-01T00:00:00": true, "2015-05-01T00:00:00.000Z": true,
		"1-May-2015": true, "01 May 2015": true, "1 september 2015": true, "31/05/2015": true,
		"01/05/15": false, "32/05/2015": false, "31/04/2015": false, "1 Mayday and more 2015": false, "May 2015": false,
		"1/5/20155": false, "001/5/2015": false, "2015": false, "1/x/2015": false, "": true,
	} {
		t.Run(text, func(t *testing.T) {
			r, err := ingest.Open(ofDates(text), ingest.Expected{})
			require.NoError(t, err)
			require.Equal(t, reads, len(checked(t, r)["unreadable"]) == 0)
			for row, err := range r.Check(func(_ goldset.Finding, _ ingest.Evidence) {}) {
				require.NoError(t, err)
				if reads && text != "" {
					require.Contains(t, []string{"2015-05-01", "2015-05-31", "2015-09-01"}, row.Values[row.Table.Index("BirthDate")])
				}
			}
		})
	}
}

func TestDatesOfAMessageAreReadAsDeclaredAlone(t *testing.T) {
	r, err := ingest.Open([]ingest.File{file("c.xml", strings.ReplaceAll(censusOf(2025, ""), "2015-07-14", "14/07/2015"))}, ingest.Expected{})
	require.NoError(t, err)
	require.Len(t, checked(t, r)["unreadable"], 1)
}

func TestDatesWithTheMonthFirstAreRefusedAndNotGuessed(t *testing.T) {
	r, err := ingest.Open(ofDates("03/25/2015", "03/04/2015", "12/11/2014", "07/04/2013"), ingest.Expected{})
	require.NoError(t, err)
	found := checked(t, r)
	require.Len(t, found["unreadable"], 4, "3 April is not told from 4 March")
	require.Len(t, found["month-first"], 1)
	require.Equal(t, -1, found["month-first"][0].Row)

	r, err = ingest.Open(ofDates("03/25/2015", "25/04/2015", "12/11/2014", "07/04/2013"), ingest.Expected{})
	require.NoError(t, err)
	found = checked(t, r)
	require.Len(t, found["unreadable"], 1, "a slip of the keys among dates with the day first")
	require.NotContains(t, found, "month-first")
}

func TestAColumnThatDoesNotTellFollowsTheOthersOfItsTable(t *testing.T) {
	const row = "A%d,Ann,,Lee,,%s,03/04/2026,F,WBRI,,,,SW1A 1AA,,\n"
	text := identifierHeader + fmt.Sprintf(row, 0, "03/25/2015") + fmt.Sprintf(row, 1, "03/26/2015")
	r, err := ingest.Open([]ingest.File{file("i.csv", text)}, ingest.Expected{})
	require.NoError(t, err)
	found := checked(t, r)
	require.Len(t, found["month-first"], 2)
	require.Len(t, found["unreadable"], 4)
}

func TestTextThatCountsDaysAsAWorkbookDoesIsReadWhereTheColumnDoes(t *testing.T) {
	r, err := ingest.Open(ofDates("42125", "42126", "42127"), ingest.Expected{})
	require.NoError(t, err)
	require.NotContains(t, checked(t, r), "unreadable")
	require.Contains(t, strings.Join(r.Tolerances, "\n"), "Identifiers.BirthDate: 3 cells were read although not written as asked for")
	r, err = ingest.Open(ofDates("42125", "2015-05-01", "2015-05-02"), ingest.Expected{})
	require.NoError(t, err)
	require.Len(t, checked(t, r)["unreadable"], 1, "one number among dates is a slip")
}

func TestFilesOfOneTableAreTakenOnceWhereTheyAreTheSame(t *testing.T) {
	one := ofDates("2015-05-01")[0]
	two, other := ofDates("2015-05-01")[0], ofDates("2015-05-02")[0]
	two.Name, other.Name = "i copy.csv", "i copy.csv"
	r, err := ingest.Open([]ingest.File{one, two}, ingest.Expected{})
	require.NoError(t, err)
	require.Contains(t, r.Tolerances, "i copy.csv: the same as i.csv, letter for letter: left out")
	_, err = ingest.Open([]ingest.File{one, other}, ingest.Expected{})
	require.ErrorContains(t, err, "both hold Identifiers")
}

func TestFilesWithoutRowsAreNotPassedOver(t *testing.T) {
	r, err := ingest.Open([]ingest.File{file("i.csv", identifierHeader)}, ingest.Expected{})
	require.NoError(t, err)
	require.Len(t, checked(t, r)["no-rows"], 1)
}
