package ingest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

func TestFindingsAreTheSameOnOneCoreAndOnMany(t *testing.T) {
	var header, episodes strings.Builder
	header.WriteString("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n")
	episodes.WriteString("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n")
	for i := range 250 {
		decided := fmt.Sprintf("%02d/05/2024", i%35) // some are no date, so that rules cannot judge
		fmt.Fprintf(&header, "K%d,M,01/05/%d,WBRI,UN3,,\n", i, 2000+i%25)
		fmt.Fprintf(&episodes, "K%d,01/05/2024,S,C2,N1,U6,PR1,%s,X1,CARPL,SW1A 1AA,SW1A 2AA,1234567\n", i, decided)
		fmt.Fprintf(&episodes, "K%d,%s,P,C2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,1234567\n", i, decided)
	}
	files := []ingest.File{file("header.csv", header.String()), file("episodes.csv", episodes.String())}
	check := func(cores int) (found []string, notRun []ingest.NotRun) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		r, err := ingest.Open(files, ingest.Expected{RuleYear: 2025, Previous: files, Partial: true})
		require.NoError(t, err)
		for _, err := range r.Check(func(f goldset.Finding, e ingest.Evidence) {
			found = append(found, fmt.Sprint(f.Rule, f.Table, f.Row, f.Fields, e))
		}) {
			require.NoError(t, err)
		}
		return found, r.NotRun()
	}
	one, notOne := check(1)
	many, notMany := check(7)
	require.NotEmpty(t, one)
	require.Equal(t, one, many, "in the same order too")
	require.Equal(t, notOne, notMany)
}
