package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

const (
	careHeader   = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nK1,M,01/05/2012,WBRI,UN3,,\n"
	careEpisodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" +
		"K1,01/05/%d,S,C2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,SC1\n"
)

func inYear(year int) string { return fmt.Sprintf(careEpisodes, year-1) }

// found lists offers as return and year, or the reason of a refusal.
func found(tb testing.TB, files []ingest.File, want ingest.Expected) (list []string) {
	tb.Helper()
	offers, err := ingest.OpenEach(files, want)
	require.NoError(tb, err)
	for _, o := range offers {
		if o.Refused != nil {
			list = append(list, o.Refused.Rule)
			continue
		}
		checked(tb, o.Return)
		words := []string{string(o.Return.Layout.Return), fmt.Sprint(o.Return.Layout.Year)}
		for _, c := range o.Return.Counts() {
			words = append(words, fmt.Sprintf("%s:%d", c.Table, c.In))
		}
		list = append(list, strings.Join(words, " "))
	}
	return list
}

func TestEachReturnAmongFilesIsFound(t *testing.T) {
	identifiers := identifierHeader + identifierRow
	for _, c := range []struct {
		name  string
		files []ingest.File
		want  ingest.Expected
		found []string
	}{
		{
			"three returns of one authority, under names that say nothing",
			[]ingest.File{file("1.txt", careHeader), file("2.bin", census(1)), file("3", inYear(2025)), file("4.dat", identifiers)},
			ingest.Expected{},
			[]string{"cin 2025", "ssda903 2025 Header:1 Episodes:1", "identifiers 2026 Identifiers:1"},
		},
		{
			"the same in one zip",
			[]ingest.File{file("all.zip", pack(t, "a/1.txt", careHeader, "b/2.bin", census(1), "a/3", inYear(2025), "4.dat", identifiers))},
			ingest.Expected{},
			[]string{"cin 2025", "ssda903 2025 Header:1 Episodes:1", "identifiers 2026 Identifiers:1"},
		},
		{
			"two years of one return, in folders",
			[]ingest.File{file("new/h.csv", careHeader), file("new/e.csv", inYear(2025)), file("old/h.csv", careHeader), file("old/e.csv", inYear(2024))},
			ingest.Expected{},
			[]string{"ssda903 2025 Header:1 Episodes:1", "ssda903 2024 Header:1 Episodes:1"},
		},
		{
			"two years of one return, told apart by what their names share",
			[]ingest.File{file("new header.csv", careHeader), file("old_episodes.csv", inYear(2024)), file("NEW episodes.csv", inYear(2025)), file("old_header.csv", careHeader)},
			ingest.Expected{},
			[]string{"ssda903 2025 Header:1 Episodes:1", "ssda903 2024 Header:1 Episodes:1"},
		},
		{
			"two versions that nothing tells apart",
			[]ingest.File{file("header.csv", careHeader), file("episodes.csv", inYear(2025)), file("episodes (2).csv", inYear(2025)+"\n")},
			ingest.Expected{},
			[]string{"two-versions"},
		},
		{
			"a workbook in a zip",
			[]ingest.File{file("w.zip", pack(t, "x", workbook(t, camhsRows(3))))},
			ingest.Expected{},
			[]string{"camhs 2026 Referrals:3"},
		},
		{
			"a file that is no return, beside one",
			[]ingest.File{file("notes.txt", "a note, with a comma\n"), file("2.xml", census(1)), file("guide.pdf", "%PDF-1.7"), file("feed.xml", "<rss/>")},
			ingest.Expected{},
			[]string{"cin 2025"},
		},
		{
			"a file that may hold a table but cannot be read, beside one",
			[]ingest.File{file("uasc.csv", ""), file("2.xml", census(1))},
			ingest.Expected{},
			[]string{"empty", "cin 2025"},
		},
		{
			"the one that was asked for",
			[]ingest.File{file("1.txt", careHeader), file("2.bin", census(1)), file("3", inYear(2025))},
			ingest.Expected{Return: goldset.SSDA903},
			[]string{"ssda903 2025 Header:1 Episodes:1"},
		},
		{
			"files of no return",
			[]ingest.File{file("a.txt", "a note, with a comma\n"), file("b.txt", "another, with one\n")},
			ingest.Expected{},
			[]string{"unknown-return"},
		},
		{"nothing", nil, ingest.Expected{}, []string{"empty"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := found(t, c.files, c.want)
			for i := range got {
				if strings.HasPrefix(got[i], "cin ") {
					got[i] = got[i][:len("cin 2025")]
				}
			}
			require.Equal(t, c.found, got)
		})
	}
}

func TestWhatIsLeftOutOfAnOfferIsTold(t *testing.T) {
	offers, err := ingest.OpenEach([]ingest.File{file("guide.pdf", "%PDF-1.7"), file("notes.txt", "a note, with a comma\n"), file("2.xml", census(1))}, ingest.Expected{})
	require.NoError(t, err)
	require.Len(t, offers, 1)
	require.Contains(t, offers[0].Return.Tolerances, "guide.pdf: the file is a PDF: left out")
	require.Contains(t, offers[0].Return.Tolerances, "notes.txt: no table of any return that is known has its columns: left out")
}

func TestOneTableIsCheckedByItselfAndTheRestIsNotRun(t *testing.T) {
	_, err := ingest.Open([]ingest.File{file("x", careHeader)}, ingest.Expected{RuleYear: 2026})
	require.ErrorContains(t, err, "lacks its table Episodes", "a return that is sent must be whole")
	r, err := ingest.Open([]ingest.File{file("x", strings.Replace(careHeader, ",M,", ",Q,", 1))}, ingest.Expected{RuleYear: 2026, Partial: true})
	require.NoError(t, err)
	rules := checked(t, r)
	require.Len(t, rules["101"], 1, "the sex of a child is judged by the header alone")
	require.Len(t, rules["missing-table"], 1)
	require.Equal(t, "Episodes", rules["missing-table"][0].Table)
	require.Empty(t, r.Summary(), "counts of a part would mislead")
	reasons := map[string]string{}
	for _, n := range r.NotRun() {
		reasons[n.Rule] = n.Reason
	}
	require.Equal(t, "the files have no table Episodes", reasons["141"])
	require.NotContains(t, reasons, "101")
	for _, p := range reference.Rules(goldset.SSDA903, 2026) {
		if len(rules[p.Code]) > 0 {
			require.NotContains(t, reasons, p.Code, "a rule either runs or is not run")
		}
	}
}

func TestARuleDoesNotTakeAnAbsentTableForMissingRows(t *testing.T) {
	const health = "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n"
	files := []ingest.File{file("h", careHeader), file("e", fmt.Sprintf(careEpisodes, 2023))}
	alone, err := ingest.Open(files, ingest.Expected{RuleYear: 2026})
	require.NoError(t, err)
	require.NotContains(t, checked(t, alone), "191")
	require.Contains(t, alone.NotRun(), ingest.NotRun{Rule: "191", Reason: "the files have no table OC2"})
	beside, err := ingest.Open(append(files, file("o", health)), ingest.Expected{RuleYear: 2026})
	require.NoError(t, err)
	require.Contains(t, checked(t, beside), "191", "the table is there and the child is not in it")
}

func TestTablesBelowOneThatIsAbsentAreCheckedToo(t *testing.T) {
	l, err := reference.Layout(goldset.SEN2, 2026, "")
	require.NoError(t, err)
	parent := ""
	for i := range l.Tables {
		if parent == "" && l.Tables[i].Parent != "" {
			parent = l.Tables[i].Parent
		}
	}
	files := csvSet(l)
	for i := range files {
		if files[i].Name == parent+".csv" {
			files = append(files[:i], files[i+1:]...)
			break
		}
	}
	r, err := ingest.Open(files, ingest.Expected{Partial: true, RuleYear: 2026})
	require.NoError(t, err)
	rules := checked(t, r)
	require.NotContains(t, rules, "no-parent")
	require.Len(t, rules["missing-table"], 1)
}

func TestCellsMayBeSeparatedByOtherSignsThanCommas(t *testing.T) {
	for sign, name := range map[string]string{";": "semicolons", "\t": "tabs", "|": "upright bars"} {
		r, err := ingest.Open([]ingest.File{file("i.csv", strings.ReplaceAll(identifierHeader+identifierRow, ",", sign))}, ingest.Expected{})
		require.NoError(t, err)
		checked(t, r)
		require.Contains(t, r.Tolerances, "i.csv: cells separated by "+name)
	}
}
