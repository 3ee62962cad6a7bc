package privacy_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

func drawIdentifiers(t *rapid.T) privacy.Identifiers {
	text := rapid.StringMatching(`[A-Za-zéß' -]{0,12}`)
	list := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z0-9]{1,7}`), 0, 4, rapid.ID[string])
	id := privacy.Identifiers{
		LocalID: text.Draw(t, "local"), Forename: text.Draw(t, "forename"), MiddleName: text.Draw(t, "middle"),
		Surname: text.Draw(t, "surname"), FormerSurname: text.Draw(t, "former"), BirthDate: text.Draw(t, "born"),
		ExpectedBirthDate: text.Draw(t, "expected"), Sex: text.Draw(t, "sex"), Ethnicity: text.Draw(t, "ethnicity"),
		UPN: text.Draw(t, "upn"), NHSNumber: text.Draw(t, "nhs"), ULN: text.Draw(t, "uln"), Barrier: text.Draw(t, "barrier"),
	}
	for _, to := range []*[]string{&id.FormerUPNs, &id.Postcodes, &id.Schools} {
		if values := list.Draw(t, "list"); len(values) > 0 {
			*to = values
		}
	}
	return id
}

func TestIdentifiersComeBackFromTheirEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := drawIdentifiers(t)
		encoded := id.Append(nil)
		got, err := privacy.ParseIdentifiers(encoded)
		require.NoError(t, err)
		require.Equal(t, id, got)
	})
}

func TestMergingNeverForgetsAPostcodeOrUPN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		newer, older := drawIdentifiers(t), drawIdentifiers(t)
		merged := newer
		merged.Merge(&older)
		for _, source := range []privacy.Identifiers{newer, older} {
			for _, postcode := range source.Postcodes {
				require.Contains(t, merged.Postcodes, postcode)
			}
			if source.UPN != "" {
				require.Contains(t, append(merged.FormerUPNs, merged.UPN), source.UPN)
			}
		}
		if newer.Forename != "" {
			require.Equal(t, newer.Forename, merged.Forename)
		}
		require.NotContains(t, merged.FormerUPNs, merged.UPN)
	})
}

func TestANewSurnameKeepsTheFormerOne(t *testing.T) {
	newer := privacy.Identifiers{Surname: "Bello", UPN: "B"}
	newer.Merge(&privacy.Identifiers{Surname: "Okafor", UPN: "A", BirthDate: "2015-07-14"})
	require.Equal(t, privacy.Identifiers{
		Surname: "Bello", FormerSurname: "Okafor", UPN: "B", FormerUPNs: []string{"A"}, BirthDate: "2015-07-14",
	}, newer)
}

func TestALaterUPNInAFileMakesTheEarlierAFormerOne(t *testing.T) {
	var id privacy.Identifiers
	id.Add(goldset.IdentifierUPN, "A")
	id.Add(goldset.IdentifierUPN, "")
	id.Add(goldset.IdentifierUPN, "B")
	id.Add(goldset.IdentifierPostcode, "rm8 1aa")
	id.Add(goldset.IdentifierPostcode, "RM81AA")
	require.Equal(t, privacy.Identifiers{UPN: "B", FormerUPNs: []string{"A"}, Postcodes: []string{"RM81AA"}}, id)
}

func TestRepeatedIdentifiersAreBounded(t *testing.T) {
	var id privacy.Identifiers
	for i := range 1000 {
		id.Add(goldset.IdentifierSchool, string(rune('a'+i)))
	}
	require.Len(t, id.Schools, 16)
	_, err := privacy.ParseIdentifiers(id.Append(nil))
	require.NoError(t, err)
}

func FuzzParseIdentifiers(f *testing.F) {
	id := privacy.Identifiers{Surname: "Okafor", Postcodes: []string{"RM81AA"}}
	f.Add(id.Append(nil))
	f.Add([]byte{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, encoded []byte) {
		id, err := privacy.ParseIdentifiers(encoded)
		if err != nil {
			require.Zero(t, id)
			return
		}
		again, err := privacy.ParseIdentifiers(id.Append(nil))
		require.NoError(t, err)
		require.Equal(t, id.Append(nil), again.Append(nil))
	})
}

func BenchmarkParseIdentifiers(b *testing.B) {
	id := privacy.Identifiers{
		LocalID: "1234567890", Forename: "Asha", Surname: "Okafor", BirthDate: "2015-07-14", Sex: "F",
		UPN: "A820200120001", NHSNumber: "9434765919", Postcodes: []string{"RM81AA", "E11AA"},
	}
	encoded := id.Append(nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := privacy.ParseIdentifiers(encoded); err != nil {
			b.Fatal(err)
		}
	}
}
