package reference_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

func TestEveryLayoutLoadsAndEveryFieldHasAClass(t *testing.T) {
	for _, l := range reference.Layouts() {
		require.NoError(t, l.Validate())
		require.NotEmpty(t, l.Version)
		for _, table := range l.Tables {
			for _, f := range table.Fields {
				require.NotEmpty(t, f.Title, "%s %d %s.%s", l.Return, l.Year, table.Name, f.Name)
			}
		}
	}
}

func TestEveryCollectionYearOfAStatutoryReturnHasItsLayout(t *testing.T) {
	years := map[goldset.ReturnName][]goldset.CollectionYear{}
	for _, l := range reference.Layouts() {
		years[l.Return] = append(years[l.Return], l.Year)
	}
	require.Equal(t, []goldset.CollectionYear{2021, 2022, 2023, 2024, 2025, 2026}, years[goldset.CINCensus])
	require.Equal(t, []goldset.CollectionYear{2023, 2024, 2025, 2026, 2027}, years[goldset.SSDA903])
	require.Equal(t, []goldset.CollectionYear{2024, 2024, 2024, 2025, 2025, 2025, 2026, 2026, 2026}, years[goldset.SchoolCensus], "three terms a year")
}

func TestAYearHoldsOnlyWhatChanges(t *testing.T) {
	old, err := reference.Layout(goldset.CINCensus, 2024, "")
	require.NoError(t, err)
	now, err := reference.Layout(goldset.CINCensus, 2026, "")
	require.NoError(t, err)

	require.GreaterOrEqual(t, old.Table("ChildIdentifiers").Index("GenderCurrent"), 0)
	require.Equal(t, -1, old.Table("ChildIdentifiers").Index("Sex"))
	require.Nil(t, old.Table("PreProceedingsandFGDM"))

	require.Equal(t, -1, now.Table("ChildIdentifiers").Index("GenderCurrent"))
	require.Equal(t, 6, now.Table("ChildIdentifiers").Index("Sex"), "it stands where gender stood")
	require.Len(t, now.Table("PreProceedingsandFGDM").Fields, 10)
	require.Equal(t, old.Table("Assessments"), now.Table("Assessments"))
}

func TestAMissingYearIsToldWithTheYearsThereAre(t *testing.T) {
	_, err := reference.Layout(goldset.SSDA903, 2018, "")
	require.EqualError(t, err, "no layout of ssda903 for 2018: there are layouts for 2023, 2024, 2025, 2026, 2027")
	_, err = reference.Layout("census_of_hats", 2024, "")
	require.EqualError(t, err, "no layout of census_of_hats for 2024: there are layouts for no year")
}

func TestNoIdentityReachesAFactTable(t *testing.T) {
	for _, table := range reference.FactTables() {
		for _, c := range table.Columns {
			require.Contains(t, []goldset.FieldClass{goldset.ClassFact, goldset.ClassQuasiIdentifier}, c.Field.Class)
			require.NotEqual(t, goldset.TypeUPN, c.Field.Type, "%s.%s", table.Name, c.Name)
			require.NotContains(t, []goldset.Identifier{
				goldset.IdentifierLocalID, goldset.IdentifierForename, goldset.IdentifierSurname, goldset.IdentifierNHSNumber,
			}, c.Field.Identifier, "%s.%s", table.Name, c.Name)
		}
	}
}

func TestAuthoritiesAreThe153OfTodayWithTheirRegions(t *testing.T) {
	list := reference.Authorities()
	require.Len(t, list, 153)
	regions := map[string]bool{}
	for _, a := range list {
		require.Len(t, a.Code, 3)
		require.Len(t, a.ONS, 9)
		regions[a.RegionCode] = true
	}
	require.Len(t, regions, 9)
	barking, ok := reference.FindAuthority("E09000002")
	require.True(t, ok)
	require.Equal(t, "301", barking.Code)
	_, ok = reference.FindAuthority("909")
	require.False(t, ok, "Cumbria is no more")
}

func TestPeriodsEndOnTheReferenceDate(t *testing.T) {
	for _, c := range []struct {
		name       string
		ret        goldset.ReturnName
		term       string
		start, end string
	}{
		{"social care runs from April to March", goldset.CINCensus, "", "2024-04-01", "2025-03-31"},
		{"autumn census is the first Thursday in October", goldset.SchoolCensus, "autumn", "2025-05-16", "2025-10-02"},
		{"spring census is the third Thursday in January", goldset.SchoolCensus, "spring", "2024-10-04", "2025-01-16"},
		{"summer census is the third Thursday in May", goldset.SchoolCensus, "summer", "2025-01-17", "2025-05-15"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start, end := reference.Period(c.ret, 2025, c.term)
			require.Equal(t, c.start, start.Format(time.DateOnly))
			require.Equal(t, c.end, end.Format(time.DateOnly))
		})
	}
}

func TestCodesAnswerForThemselves(t *testing.T) {
	l, ok := reference.Codes("cin_primary_need")
	require.True(t, ok)
	require.True(t, l.Has("N1"))
	require.False(t, l.Has("n1"))
	require.Equal(t, "Abuse or neglect", l.Name("N1"))
	require.Equal(t, "N99", l.Name("N99"))
	_, ok = reference.Codes("no_such_list")
	require.False(t, ok)
}
