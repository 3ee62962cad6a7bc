package ingest_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// sampleSet is the published sample as a CSV set. Two of its rows are of a child who
// has no header, which no message can say: they are given to the first child.
func sampleSet(t *testing.T) []ingest.File {
	t.Helper()
	folder := shared(t, "returns/samples/ssda903/fake_csv")
	header, err := os.ReadFile(filepath.Join(folder, "header.csv"))
	require.NoError(t, err)
	first := strings.Split(strings.Split(string(header), "\n")[1], ",")
	var files []ingest.File
	for _, path := range glob(t, filepath.Join(folder, "*.csv")) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		files = append(files, file(filepath.Base(path), strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "CHILD10,05/12/1993", first[0]+","+first[2])))
	}
	return files
}

// careXML writes a CSV set as the message an authority's system would.
func careXML(t *testing.T, files []ingest.File) string {
	t.Helper()
	tables := map[string]map[string][]map[string]string{} // child -> table -> rows
	var order []string
	layout, err := reference.Layout(goldset.SSDA903, 2027, "")
	require.NoError(t, err)
	for _, f := range files {
		rows, err := csv.NewReader(io.NewSectionReader(f.Data, 0, f.Size)).ReadAll()
		require.NoError(t, err)
		table := tableOf(layout, rows[0])
		require.NotEmpty(t, table, f.Name)
		for _, row := range rows[1:] {
			cells := map[string]string{}
			for i, name := range rows[0] {
				cells[name] = row[i]
			}
			id := cells["CHILD"]
			if tables[id] == nil {
				tables[id] = map[string][]map[string]string{}
				order = append(order, id)
			}
			tables[id][table] = append(tables[id][table], cells)
		}
	}
	var b strings.Builder
	b.WriteString("<?xml version='1.0' encoding='us-ascii'?>\n<EXPSSDA903>")
	for _, id := range order {
		writeChild(&b, tables[id])
	}
	b.WriteString("</EXPSSDA903>")
	return b.String()
}

func tableOf(l *goldset.Layout, header []string) string {
	for i := range l.Tables {
		t := &l.Tables[i]
		if len(t.Fields) == len(header) && !slices.ContainsFunc(header, func(name string) bool { return t.Index(name) < 0 }) {
			return t.Name
		}
	}
	return ""
}

func writeChild(b *strings.Builder, rows map[string][]map[string]string) {
	element := func(name, value string) {
		fmt.Fprintf(b, "<%s>%s</%[1]s>", name, strings.ReplaceAll(value, "&", "&amp;"))
	}
	elements := func(cells map[string]string, names string) {
		for name := range strings.FieldsSeq(names) {
			column, as, renamed := strings.Cut(name, ":")
			if !renamed {
				as = column
			}
			element(as, cells[column])
		}
	}
	group := func(name, table, names string) {
		for _, cells := range rows[table] {
			fmt.Fprintf(b, "<%s>", name)
			elements(cells, names)
			fmt.Fprintf(b, "</%s>\n", name)
		}
	}
	b.WriteString("<CHILD><HEADER>")
	for _, cells := range rows["Header"] {
		elements(cells, "CHILD:CHILDID UPN SEX DOB ETHNIC")
	}
	if len(rows["UASC"]) == 0 {
		element("UASC", "0")
	}
	for _, cells := range rows["UASC"] {
		element("UASC", "1")
		elements(cells, "DUC")
	}
	for _, cells := range rows["AD1"] {
		elements(cells, "DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR")
	}
	for _, cells := range rows["OC3"] {
		elements(cells, "IN_TOUCH ACTIV ACCOM")
	}
	group("AMISSING", "Missing", "MISSING MIS_START MIS_END")
	group("AREVIEW", "Reviews", "REVIEW REVIEW_CODE")
	for _, cells := range rows["Header"] {
		elements(cells, "MOTHER MC_DOB")
	}
	group("PERMANENCE", "PrevPerm", "PREV_PERM LA_PERM DATE_PERM")
	group("OC2", "OC2", "SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED")
	group("AD_PLACED", "PlacedAdoption", "DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED")
	group("SWEPISODE", "SWEpisodes", "SW_ID SW_DECOM SW_DEC SW_REASON")
	group("ORDER", "DoLo", "DOLO_START DOLO_END") // known by what it holds
	b.WriteString("</HEADER>\n")
	group("EPISODE", "Episodes", "DECOM RNE LS CIN PLACE:PL PL_POST HOME_POST URN PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE")
	b.WriteString("</CHILD>\n")
}

// contents is every row of a return as text, and every finding with the row it is
// about instead of its place, each in order.
func contents(t *testing.T, r *ingest.Return) (rows, findings []string) {
	t.Helper()
	texts := map[string]string{}
	var found []goldset.Finding
	for row, err := range r.Check(func(f goldset.Finding, _ ingest.Evidence) { found = append(found, f) }) {
		require.NoError(t, err)
		values := row.Values
		if row.Table.Name == "Header" {
			values = values[:7] // a message has the child's status beside them
		}
		text := row.Table.Name + " " + strings.Join(values, "|")
		rows = append(rows, text)
		texts[fmt.Sprint(row.Table.Name, row.Number)] = text
	}
	for _, f := range found {
		findings = append(findings, fmt.Sprint(f.Rule, f.Fields, texts[fmt.Sprint(f.Table, f.Row)]))
	}
	slices.Sort(rows)
	slices.Sort(findings)
	return rows, findings
}

func TestAMessageGivesTheRowsAndFindingsOfItsCSVSet(t *testing.T) {
	files := sampleSet(t)
	for _, year := range []goldset.CollectionYear{2024, 2027} {
		t.Run(fmt.Sprint(year), func(t *testing.T) {
			want := ingest.Expected{RuleYear: year}
			set, err := ingest.Open(files, want)
			require.NoError(t, err)
			message, err := ingest.Open([]ingest.File{file("903.xml", careXML(t, files))}, want)
			require.NoError(t, err)

			rows, findings := contents(t, set)
			again, found := contents(t, message)
			require.Equal(t, rows, again)
			require.Equal(t, findings, slices.DeleteFunc(found, func(f string) bool { return strings.HasPrefix(f, "unknown") }))
			require.Equal(t, set.Counts(), message.Counts())
			if year == 2027 {
				require.Contains(t, message.Tolerances, "<ORDER> read as DoLo, by the elements in it")
			}
		})
	}
}

func TestThePeersSampleMessageIsReadWhole(t *testing.T) {
	r, err := ingest.Open(read(t, shared(t, "returns/samples/ssda903/fake_more/fake_903.xml")), ingest.Expected{RuleYear: 2026})
	require.NoError(t, err)
	rules := checked(t, r)
	require.Empty(t, rules["unknown"])
	require.Len(t, rules["105"], 241, "the message says nothing of their status")
	require.Equal(t, "fake_903.xml", r.Sources()[0].File)
	in := map[string]int{}
	for _, c := range r.Counts() {
		in[c.Table] = c.In
	}
	require.Equal(t, map[string]int{
		"Header": 253, "Episodes": 459, "Reviews": 1206, "UASC": 12, "OC2": 253, "OC3": 6, "AD1": 3, "PlacedAdoption": 3, "PrevPerm": 253, "Missing": 6,
	}, in)
}

const careMessage = `<EXPSSDA903><CHILD><HEADER><CHILDID>C1</CHILDID><UPN>UN1</UPN><SEX>F</SEX><DOB>01/05/2012</DOB><ETHNIC>WBRI</ETHNIC><UASC>0</UASC>%s</HEADER>` +
	`<EPISODE><DECOM>03/06/2024</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U1</PL><DEC/><REC/></EPISODE>%s</CHILD></EXPSSDA903>`

func TestWhatAMessageHasNoPlaceForIsAFinding(t *testing.T) {
	for _, c := range []struct {
		name           string
		inHeader, next string
		rule           string
		message        string
	}{
		{"an element of the header that nobody knows", "<SHOE_SIZE>3</SHOE_SIZE>", "", "unknown", "<SHOE_SIZE> is not part of the SSDA903 of 2025 here, and is left out"},
		{"an element beside the episodes", "", "<PET><NAME>Rex</NAME></PET>", "unknown", "<PET> is not part of the SSDA903 of 2025 here, and is left out"},
		{"an order of liberty before 2027", "<DOLO><DOLO_START>01/06/2024</DOLO_START></DOLO>", "", "unknown", "<DOLO> is not part of the SSDA903 of 2025 here, and is left out"},
		{"an element of a group that is not its own", "<AREVIEW><REVIEW>01/07/2024</REVIEW><PLACE>U1</PLACE></AREVIEW>", "", "unknown", "<PLACE> is not part of the SSDA903 of 2025 here, and is left out"},
		{"a birth date given twice", "<DOB>01/05/2013</DOB>", "", "repeated", "DOB is given more than once in one record"},
		{"text between elements", "stray", "", "between-elements", "Text stands between the elements, and is left out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := ingest.Open([]ingest.File{file("903.xml", fmt.Sprintf(careMessage, c.inHeader, c.next))}, ingest.Expected{Year: 2025})
			require.NoError(t, err)
			rules := checked(t, r)
			require.Len(t, rules[c.rule], 1)
			require.Equal(t, c.message, rules[c.rule][0].Message)
		})
	}
}

func TestAGroupOfBlanksIsNoRow(t *testing.T) {
	r, err := ingest.Open([]ingest.File{file("903.xml", fmt.Sprintf(careMessage, "<AMISSING><MISSING/><MIS_START/></AMISSING><OC2/><DUC/><IN_TOUCH/>", ""))}, ingest.Expected{})
	require.NoError(t, err)
	checked(t, r)
	require.Equal(t, []goldset.Count{{Table: "Header", In: 1, Out: 1}, {Table: "Episodes", In: 1, Out: 1}}, r.Counts())
}

func TestTheYearOfAnSSDA903ComesFromItsDates(t *testing.T) {
	episodes := func(lines ...string) string {
		return "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n" + strings.Join(lines, "\n") + "\n"
	}
	ended := slices.Repeat([]string{"C1,03/06/2020,S,C2,N1,U1,PR1,04/02/2025,E8,,,,"}, 12)
	for _, c := range []struct {
		name  string
		lines []string
		want  ingest.Expected
		year  goldset.CollectionYear
		told  string
	}{
		{"most episodes that ended did so in it", ended, ingest.Expected{}, 2025, ""},
		{
			"few ended: the latest of all dates",
			[]string{"C1,03/06/2023,S,C2,N1,U1,PR1,,,,,,", "C1,03/06/2019,S,C2,N1,U1,PR1,,,,,,"},
			ingest.Expected{},
			2024, "read as the return of 2024, by the latest of its dates",
		},
		{"no date at all", []string{"C1,,S,C2,N1,U1,PR1,,,,,,"}, ingest.Expected{}, 2027, "the rows do not say which year they are for: read as 2027"},
		{"the year asked for stands where few dates speak against it", []string{"C1,03/06/2023,S,C2,N1,U1,PR1,,,,,,"}, ingest.Expected{Return: goldset.SSDA903, Year: 2026}, 2026, ""},
		{"the rules of another year, whatever the rows say", ended, ingest.Expected{RuleYear: 2026}, 2026, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := ingest.Open([]ingest.File{
				file("a.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nC1,F,01/05/2012,WBRI,UN3,,\n"), file("b.csv", episodes(c.lines...)),
			}, c.want)
			require.NoError(t, err)
			require.Equal(t, c.year, r.Layout.Year)
			if c.told == "" {
				require.NotContains(t, strings.Join(r.Tolerances, "\n"), "read as")
			} else {
				require.Contains(t, r.Tolerances, c.told)
			}
		})
	}
}
