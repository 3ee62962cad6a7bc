package ingest_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// census is a whole message of n sound children.
func census(n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year><ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>301</LEA></Source></Header><Children>`)
	for i := range n {
		fmt.Fprintf(&b, `<Child><ChildIdentifiers><LAchildID>C%d</LAchildID><UPNunknown>UN2</UPNunknown><PersonBirthDate>2015-05-01</PersonBirthDate><Sex>F</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability></Disabilities></ChildCharacteristics>
<CINdetails><CINreferralDate>2024-06-01</CINreferralDate><ReferralSource>6</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>
<Assessments><AssessmentActualStartDate>2024-06-01</AssessmentActualStartDate><AssessmentAuthorisationDate>2024-07-10</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment><AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>4B</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
<CINPlanDates><CINPlanStartDate>2024-07-11</CINPlanStartDate></CINPlanDates><ReferralNFA>0</ReferralNFA></CINdetails></Child>`+"\n", i)
	}
	b.WriteString(`</Children></Message>`)
	return b.String()
}

const identifierHeader = "LAchildID,Forename,MiddleName,Surname,FormerSurname,BirthDate,ExpectedBirthDate,Sex,Ethnicity,UPN,FormerUPN,NHSNumber,Postcode,PreviousPostcode,IdentityBarrier\n"

const identifierRow = "A1,Zoë,,Müller,,2015-05-01,,F,WBRI,,,,SW1A 1AA,,\n"

// pack makes a zip of name, text, name, text...
func pack(tb testing.TB, entries ...string) string {
	tb.Helper()
	b := &bytes.Buffer{}
	z := zip.NewWriter(b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		require.NoError(tb, err)
		_, err = w.Write([]byte(entries[i+1]))
		require.NoError(tb, err)
	}
	require.NoError(tb, z.Close())
	return b.String()
}

func inUTF16(text string) string {
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func inWindows1252(text string) string {
	return strings.NewReplacer("ë", "\xeb", "ü", "\xfc").Replace(text)
}

// careSet is a small SSDA903 CSV set of the year that ends in 2025.
func careSet(year int) map[string]string {
	header, episodes := &strings.Builder{}, &strings.Builder{}
	header.WriteString("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n")
	episodes.WriteString("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n")
	for i := range 20 {
		fmt.Fprintf(header, "K%d,M,01/05/2012,WBRI,UN3,,\n", i)
		fmt.Fprintf(episodes, "K%d,01/05/%d,S,C2,N1,U6,PR1,01/02/%d,E8,,SW1A 1AA,SW1A 2AA,1234567\n", i, year-1, year)
	}
	return map[string]string{"header.csv": header.String(), "episodes.csv": episodes.String()}
}

func filesOf(set map[string]string) []ingest.File {
	var files []ingest.File
	for name, text := range set {
		files = append(files, file(name, text))
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	return files
}

// hostile lists what comes in wrong, each with what was expected of it.
func hostile(tb testing.TB) []struct {
	name  string
	files []ingest.File
	want  ingest.Expected
} {
	tb.Helper()
	one := func(name, text string) []ingest.File { return []ingest.File{file(name, text)} }
	whole := pack(tb, "census.xml", census(200))
	book := workbook(tb, camhsRows(200))
	bomb := pack(tb, "census.xml", strings.Repeat(" ", 64<<20))
	odsContent := `<document-content><body><spreadsheet><table name="a">` + odsReferrals(40) + `</table></spreadsheet></body></document-content>`
	sheetText := `<worksheet><sheetData>` + camhsRows(40) + `</sheetData></worksheet>`
	halfSheet := pack(tb,
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="Referrals" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheetText[:len(sheetText)/2])
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
	encrypted := ole + inUTF16("EncryptedPackage")[2:] + strings.Repeat("\x00", 100)
	return []struct {
		name  string
		files []ingest.File
		want  ingest.Expected
	}{
		{"nothing at all", nil, ingest.Expected{}},
		{"an empty file", one("census.xml", ""), ingest.Expected{}},
		{"a PDF under the name of a census", one("census.xml", "%PDF-1.7 ..."), ingest.Expected{}},
		{"bytes that are no text", one("header.csv", "CHILD\x00\x01\x02,DOB\n1,2\n"), ingest.Expected{}},
		{"a workbook with a password", one("camhs.xlsx", encrypted), ingest.Expected{}},
		{"an old workbook", one("camhs.xls", ole), ingest.Expected{}},
		{"a workbook cut short", one("camhs.xlsx", book[:len(book)/2]), ingest.Expected{}},
		{"a zip cut short", one("census.zip", whole[:len(whole)/2]), ingest.Expected{}},
		{"a zip with a flipped byte", one("census.zip", flip(whole, 100)), ingest.Expected{}},
		{"a zip bomb", one("census.zip", bomb), ingest.Expected{}},
		{"a zip in a zip", one("census.zip", pack(tb, "inner.zip", whole)), ingest.Expected{}},
		{"a zip that climbs out of its folder", one("census.zip", pack(tb, "../../etc/census.xml", census(1))), ingest.Expected{}},
		{"a Word document", one("census.docx", pack(tb, "word/document.xml", "<a/>")), ingest.Expected{}},
		{"XML with a DOCTYPE", one("census.xml", `<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/passwd">]><Message>&a;</Message>`), ingest.Expected{}},
		{"XML cut short", one("census.xml", census(3)[:1500]), ingest.Expected{}},
		{"XML that is no return", one("feed.xml", `<rss version="2.0"/>`), ingest.Expected{}},
		{"an SSDA903 as XML", one("903.xml", `<EXPSSDA903><CHILD/></EXPSSDA903>`), ingest.Expected{}},
		{"elements nested a thousand deep", one("census.xml", "<Message>"+strings.Repeat("<a>", 1000)), ingest.Expected{}},
		{"a census without a year", one("census.xml", `<Message><Header/><Children/></Message>`), ingest.Expected{}},
		{"a census for another authority", one("census.xml", census(1)), ingest.Expected{Authority: "302"}},
		{"a census for another year", one("census.xml", census(1)), ingest.Expected{Year: 2026}},
		{"a census of a year without rules", one("census.xml", strings.ReplaceAll(census(1), "2025-03-31", "2012-03-31")), ingest.Expected{}},
		{"a census where an identifier file was asked for", one("census.xml", census(1)), ingest.Expected{Return: goldset.Identifiers}},
		{"two censuses at once", append(one("a.xml", census(1)), one("b.xml", census(1))...), ingest.Expected{}},
		{"an SSDA903 of another year", filesOf(careSet(2024)), ingest.Expected{Return: goldset.SSDA903, Year: 2025}},
		{"an SSDA903 without its episodes", one("header.csv", careSet(2025)["header.csv"]), ingest.Expected{}},
		{"an SSDA903 with a column lost", filesOf(map[string]string{"header.csv": careSet(2025)["header.csv"], "episodes.csv": strings.Replace(careSet(2025)["episodes.csv"], ",DEC,", ",", 1)}), ingest.Expected{}},
		{"two versions of one table", append(filesOf(careSet(2025)), file("episodes (2).csv", careSet(2025)["episodes.csv"]+" ")), ingest.Expected{}},
		{"columns of no return", one("stock.csv", "part,price,quantity\n1,2,3\n"), ingest.Expected{}},
		{"a million columns", one("wide.csv", strings.Repeat("a,", 1_000_000)+"a\n"), ingest.Expected{}},
		{"a quote that never closes", one("identifiers.csv", identifierHeader+`A1,"Ann,`+"\n"+identifierRow), ingest.Expected{}},
		{"a sheet with a cell in column XFD", one("camhs.xlsx", workbook(tb, `<row r="1"><c r="XFD1" t="inlineStr"><is><t>a</t></is></c></row>`)), ingest.Expected{}},
		{"an OpenDocument workbook cut in half", one("camhs.ods", pack(tb, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", odsContent[:len(odsContent)/2])), ingest.Expected{}},
		{"an OpenDocument workbook with a password", one("camhs.ods", pack(tb, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "\x8a\x01", "META-INF/manifest.xml", `<manifest><file-entry><encryption-data/></file-entry></manifest>`)), ingest.Expected{}},
		{"an OpenDocument sheet that repeats a filled row for ever", one("camhs.ods", odsBook(tb, odsRow(camhsColumns...)+`<table-row number-rows-repeated="999999999"><table-cell><p>a</p></table-cell></table-row>`)), ingest.Expected{Year: 2025}},
		{"an OpenDocument sheet with a million filled columns", one("camhs.ods", odsBook(tb, `<table-row><table-cell number-columns-repeated="1000000"><p>a</p></table-cell></table-row>`)), ingest.Expected{}},
		{"an OpenDocument text", one("letter.odt", pack(tb, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<a/>")), ingest.Expected{}},
		{"a workbook with an external entity", one("camhs.xlsx", pack(tb, "xl/workbook.xml", `<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>`, "xl/_rels/workbook.xml.rels", `<Relationships/>`)), ingest.Expected{}},
		{"a sheet cut in half", one("camhs.xlsx", halfSheet), ingest.Expected{}},
		{"a cell that refers to a text the workbook lacks", one("camhs.xlsx", workbook(tb, camhsRows(1)+`<row r="3"><c r="A3" t="s"><v>7</v></c></row>`)), ingest.Expected{}},
		{"an Excel workbook of the binary kind", one("camhs.xlsb", pack(tb, "xl/workbook.bin", "\x83\x01")), ingest.Expected{}},
		{"rows of a sheet that go backwards", one("camhs.xlsx", workbook(tb, camhsRows(3)+`<row r="2"><c r="A2"><v>1</v></c></row>`)), ingest.Expected{}},
		{"a row further down than a sheet goes", one("camhs.xlsx", workbook(tb, camhsRows(3)+`<row r="1048577"><c r="A1048577"><v>1</v></c></row>`)), ingest.Expected{}},
		{"two cells in one place", one("camhs.xlsx", workbook(tb, camhsRows(1)+`<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>2</v></c></row>`)), ingest.Expected{}},
		{"two sheets that are one", one("camhs.xlsx", twoSheetsOfOnePart(tb)), ingest.Expected{}},
		{"an OpenDocument workbook of a thousand sheets", one("camhs.ods", pack(tb, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<a>"+strings.Repeat(`<table name="a"/>`, 1000)+"</a>")), ingest.Expected{}},
		{"a zip whose files share their bytes", one("census.zip", lyingZip(tb, 1<<40, 100)), ingest.Expected{}},
		{"a zip whose sizes run over", one("census.zip", lyingZip(tb, 10, math.MaxInt64, math.MaxInt64, 2)), ingest.Expected{}},
		{"a zip of a hundred thousand files", one("census.zip", lyingZip(tb, 0, make([]uint64, 100_000)...)), ingest.Expected{}},
		{"a census as UTF-16 without a mark", one("census.xml", inUTF16(census(1))[2:]), ingest.Expected{}},
		{"a row without end", one("identifiers.csv", identifierHeader+identifierRow+"A2,"+strings.Repeat("x", 5<<20)), ingest.Expected{}},
		{"one child's id in three thousand rows", filesOf(oneChildOnly(3000)), ingest.Expected{}},
		{"a sheet that says it has more rows", one("camhs.xlsx", workbook(tb, `</sheetData><dimension ref="A1:O900"/><sheetData>`+camhsRows(5))), ingest.Expected{}},
	}
}

// lyingZip is a zip of entries of ten bytes that say of themselves what they are told.
func lyingZip(tb testing.TB, packed uint64, unpacked ...uint64) string {
	tb.Helper()
	b := &bytes.Buffer{}
	z := zip.NewWriter(b)
	for i, size := range unpacked {
		w, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("%d.xml", i), Method: zip.Deflate, CompressedSize64: packed, UncompressedSize64: size})
		require.NoError(tb, err)
		_, err = w.Write(make([]byte, min(packed, 10)))
		require.NoError(tb, err)
	}
	require.NoError(tb, z.Close())
	return b.String()
}

func twoSheetsOfOnePart(tb testing.TB) string {
	tb.Helper()
	parts := workbookParts(camhsRows(1))
	sheet := `<sheet name="Referrals" sheetId="1" r:id="rId1"/>`
	parts[3] = strings.Replace(parts[3], sheet, sheet+sheet, 1)
	return pack(tb, parts...)
}

// oneChildOnly is an SSDA903 CSV set whose rows all have one child's id.
func oneChildOnly(rows int) map[string]string {
	set := careSet(2025)
	lines := strings.SplitAfter(set["episodes.csv"], "\n")
	set["episodes.csv"] = lines[0] + strings.Repeat(lines[1], rows)
	return set
}

func flip(text string, at int) string {
	b := []byte(text)
	b[at] ^= 0xFF
	return string(b)
}

// Every message a supplier can get for a file that is not taken, in one place, so
// that a change of wording is seen. Run with -update to write it anew.
func TestWhatIsNotTakenIsToldInPlainWords(t *testing.T) {
	var b strings.Builder
	for _, c := range hostile(t) {
		r, err := ingest.Open(c.files, c.want)
		if err == nil {
			for _, err = range r.Check(func(goldset.Finding, ingest.Evidence) {}) {
				if err != nil {
					break
				}
			}
		}
		refused, ok := errors.AsType[*ingest.Refused](err)
		require.True(t, ok, "%s: %v", c.name, err)
		for _, word := range []string{"invalid", "please", "sorry", "error"} {
			require.NotContains(t, strings.ToLower(err.Error()), word)
		}
		fmt.Fprintf(&b, "%s\n  [%s] %s\n", c.name, refused.Rule, err)
	}
	const golden = "testdata/refusals.golden"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

func TestEncodingsAreToleratedAndTold(t *testing.T) {
	text := identifierHeader + identifierRow
	for name, c := range map[string]struct{ text, told string }{
		"UTF-8 without a mark": {text, ""},
		"UTF-8 with a mark":    {"\ufeff" + text, "byte order mark skipped"},
		"Windows-1252":         {inWindows1252(text), "read as Windows-1252"},
		"UTF-16":               {inUTF16(text), "read as UTF-16"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := ingest.Open([]ingest.File{file("a.csv", c.text)}, ingest.Expected{})
			require.NoError(t, err)
			require.Equal(t, goldset.Identifiers, r.Layout.Return)
			require.Contains(t, strings.Join(r.Tolerances, "; "), c.told)
			for row, err := range r.Rows() {
				require.NoError(t, err)
				require.Equal(t, "Zoë", row.Value("Forename"))
				require.Equal(t, "Müller", row.Value("Surname"))
			}
		})
	}
}
