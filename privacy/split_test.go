package privacy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

func pupilTable() *goldset.Table {
	return &goldset.Table{Name: "pupil", Fields: []goldset.Field{
		{Name: "UPN", Type: goldset.TypeUPN, Class: goldset.ClassIdentity, Identifier: goldset.IdentifierUPN},
		{Name: "Surname", Type: goldset.TypeText, Class: goldset.ClassIdentity, Identifier: goldset.IdentifierSurname},
		{Name: "Sex", Type: goldset.TypeText, Class: goldset.ClassFact, Identifier: goldset.IdentifierSex},
		{Name: "Born", Type: goldset.TypeDate, Class: goldset.ClassQuasiIdentifier, Coarsen: goldset.CoarsenMonth, Identifier: goldset.IdentifierBirthDate},
		{Name: "Home", Type: goldset.TypePostcode, Class: goldset.ClassQuasiIdentifier, Coarsen: goldset.CoarsenArea, Identifier: goldset.IdentifierPostcode},
		{Name: "Died", Type: goldset.TypeDate, Class: goldset.ClassQuasiIdentifier},
		{Name: "Notes", Type: goldset.TypeText, Class: goldset.ClassDrop, Identifier: goldset.IdentifierForename},
		{Name: "Started", Type: goldset.TypeDate, Class: goldset.ClassFact},
	}}
}

func areaOf(postcode string) string {
	if postcode == "RM81AA" {
		return "E01000001"
	}
	return ""
}

func TestSplitSendsEachFieldWhereItsClassSays(t *testing.T) {
	table := pupilTable()
	s := privacy.NewSplitter(table, areaOf)
	row := goldset.Row{Table: table, Values: []string{
		"A820200120001", "Okafor", "F", "2015-07-14", "rm8 1aa", "2024-01-02", "note", "2020-09-01",
	}}
	var id privacy.Identifiers
	research := s.Split(&row, nil, &id)
	require.Equal(t, []string{"F", "2015-07-01", "E01000001", "2020-09-01"}, research)
	require.Equal(t, privacy.Identifiers{
		UPN: "A820200120001", Surname: "Okafor", Sex: "F", BirthDate: "2015-07-14", Postcodes: []string{"RM81AA"},
	}, id)
	names := make([]string, len(s.Fields()))
	for i, f := range s.Fields() {
		names[i] = f.Name
	}
	require.Equal(t, []string{"Sex", "Born", "Home", "Started"}, names)
}

func TestWhatCannotBeCoarsenedIsLeftOut(t *testing.T) {
	cases := []struct {
		name, born, home string
	}{
		{"a date in another order", "14/07/2015", ""},
		{"a date with a time", "2015-07-14T10:00:00", ""},
		{"a name where the date should stand", "Okafor-abc", ""},
		{"letters in the shape of a date", "abcd-ef-gh", ""},
		{"a postcode nobody knows", "", "ZZ99 9ZZ"},
	}
	table := pupilTable()
	s := privacy.NewSplitter(table, areaOf)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			row := goldset.Row{Table: table, Values: []string{"", "", "", c.born, c.home, "", "", ""}}
			require.Equal(t, []string{"", "", "", ""}, s.Split(&row, nil, nil))
		})
	}
}

func TestIdentifiersSurviveTheReuseOfTheirRow(t *testing.T) {
	table := pupilTable()
	s := privacy.NewSplitter(table, areaOf)
	buffer := []byte("Okafor")
	row := goldset.Row{Table: table, Values: []string{"", string(buffer), "", "", "", "", "", ""}}
	var id privacy.Identifiers
	s.Split(&row, nil, &id)
	row.Values[1] = "Smith"
	require.Equal(t, "Okafor", id.Surname)
}

// TestNothingThatNamesAChildReachesResearch marks every identity, dropped and
// uncoarsened value, and looks for the marks on the research side.
func TestNothingThatNamesAChildReachesResearch(t *testing.T) {
	classes := []goldset.FieldClass{goldset.ClassIdentity, goldset.ClassQuasiIdentifier, goldset.ClassFact, goldset.ClassDrop}
	kinds := []goldset.Identifier{goldset.IdentifierNone, goldset.IdentifierSurname, goldset.IdentifierUPN, goldset.IdentifierPostcode, goldset.IdentifierBirthDate}
	rapid.Check(t, func(t *rapid.T) {
		var table goldset.Table
		var values []string
		for range rapid.IntRange(1, 20).Draw(t, "fields") {
			f := goldset.Field{Class: rapid.SampledFrom(classes).Draw(t, "class"), Identifier: rapid.SampledFrom(kinds).Draw(t, "identifier"), Type: goldset.TypeText}
			value := "fact"
			if f.Class == goldset.ClassQuasiIdentifier && rapid.Bool().Draw(t, "coarsened") {
				f.Coarsen = rapid.SampledFrom([]goldset.Coarsen{goldset.CoarsenMonth, goldset.CoarsenArea}).Draw(t, "coarsen")
			}
			if f.Class != goldset.ClassFact {
				value = rapid.SampledFrom([]string{"CANARY", "2015-CA-RY", "CANARY1 1AA"}).Draw(t, "value")
			}
			table.Fields = append(table.Fields, f)
			values = append(values, value)
		}
		var id privacy.Identifiers
		research := privacy.NewSplitter(&table, areaOf).Split(&goldset.Row{Table: &table, Values: values}, nil, &id)
		for _, value := range research {
			require.NotContains(t, value, "CA")
		}
		for i, f := range table.Fields {
			if f.Class == goldset.ClassDrop {
				table.Fields[i].Identifier = goldset.IdentifierNone
			}
		}
		var again privacy.Identifiers
		privacy.NewSplitter(&table, areaOf).Split(&goldset.Row{Table: &table, Values: values}, nil, &again)
		require.Equal(t, again, id, "a dropped field reached the identity side")
	})
}

func TestAChildWithoutALocalIDIsToldByUPNThenByDigest(t *testing.T) {
	table := pupilTable()
	s := privacy.NewSplitter(table, areaOf)
	values := func(upn, surname string) []string { return []string{upn, surname, "F", "2015-07-14", "", "", "", ""} }
	require.Equal(t, "77", s.LocalID(&goldset.Row{Table: table, LocalID: "77", Values: values("A1", "Okafor")}))
	require.Equal(t, "upn:A1", s.LocalID(&goldset.Row{Table: table, Values: values("A1", "Okafor")}))
	digest := s.LocalID(&goldset.Row{Table: table, Values: values("", "Okafor")})
	require.True(t, strings.HasPrefix(digest, "digest:"))
	require.Equal(t, digest, s.LocalID(&goldset.Row{Table: table, Values: values("", "Okafor")}))
	require.NotEqual(t, digest, s.LocalID(&goldset.Row{Table: table, Values: values("", "Smith")}))
	require.Empty(t, s.LocalID(&goldset.Row{Table: table, Values: make([]string, 8)}))
}

func BenchmarkSplit(b *testing.B) {
	table := pupilTable()
	s := privacy.NewSplitter(table, areaOf)
	row := goldset.Row{Table: table, Values: []string{"A820200120001", "Okafor", "F", "2015-07-14", "RM8 1AA", "", "note", "2020-09-01"}}
	var research []string
	var id privacy.Identifiers
	b.ReportAllocs()
	for b.Loop() {
		research = s.Split(&row, research[:0], &id)
	}
}
