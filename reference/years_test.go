package reference_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// allows reports whether the field's list has the code in that year's layout;
// false too where the layout has no such field.
func allows(t *testing.T, name goldset.ReturnName, year goldset.CollectionYear, table, field, code string) bool {
	t.Helper()
	l, err := reference.Layout(name, year, "")
	require.NoError(t, err)
	if l.Table(table) == nil || l.Table(table).Index(field) < 0 {
		return false
	}
	list, ok := reference.Codes(l.Table(table).Fields[l.Table(table).Index(field)].Codes)
	require.True(t, ok)
	return list.Has(code)
}

func TestCodesComeAndGoWithTheCollectionYear(t *testing.T) {
	for _, c := range []struct {
		name         string
		ret          goldset.ReturnName
		table, field string
		code         string
		first, last  goldset.CollectionYear
	}{
		{"physical abuse by another child is told apart from 2021", goldset.CINCensus, "AssessmentFactorsList", "AssessmentFactor", "18B", 2021, 2026},
		{"sexual abuse by an adult is told apart from 2021", goldset.CINCensus, "AssessmentFactorsList", "AssessmentFactor", "19C", 2021, 2026},
		{"child criminal exploitation is a factor from 2022", goldset.CINCensus, "AssessmentFactorsList", "AssessmentFactor", "24A", 2022, 2026},
		{"early help refers from 2023", goldset.CINCensus, "CINdetails", "ReferralSource", "5D", 2023, 2026},
		{"a case is closed to early help from 2023", goldset.CINCensus, "CINdetails", "ReasonForClosure", "RC9", 2023, 2026},
		{"gender is a number to 2024", goldset.CINCensus, "ChildIdentifiers", "GenderCurrent", "1", 2021, 2024},
		{"sex is a letter from 2025", goldset.CINCensus, "ChildIdentifiers", "Sex", "F", 2025, 2026},
		{"sex of a child in care is a number to 2024", goldset.SSDA903, "Header", "SEX", "1", 2023, 2024},
		{"sex of a child in care is a letter from 2025", goldset.SSDA903, "Header", "SEX", "F", 2025, 2027},
		{"supported accommodation is K3 from 2025", goldset.SSDA903, "Episodes", "PLACE", "K3", 2025, 2027},
		{"semi-independent living is H5 to 2025", goldset.SSDA903, "Episodes", "PLACE", "H5", 2023, 2025},
		{"independent living is P2 to 2025", goldset.SSDA903, "Episodes", "PLACE", "P2", 2023, 2025},
		{"other placements are Z1 to 2025", goldset.SSDA903, "Episodes", "PLACE", "Z1", 2023, 2025},
		{"temporary placements of other kinds begin in 2026", goldset.SSDA903, "Episodes", "PLACE", "Z11", 2026, 2027},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, l := range reference.Layouts() {
				if l.Return == c.ret {
					require.Equal(t, l.Year >= c.first && l.Year <= c.last, allows(t, c.ret, l.Year, c.table, c.field, c.code), "%d", l.Year)
				}
			}
		})
	}
}

func TestTablesBeginWithTheirCollectionYear(t *testing.T) {
	for _, c := range []struct {
		ret   goldset.ReturnName
		table string
		first goldset.CollectionYear
	}{
		{goldset.CINCensus, "CINplanDates", 2022},
		{goldset.CINCensus, "PreProceedingsandFGDM", 2026},
		{goldset.SSDA903, "SWEpisodes", 2024},
		{goldset.SSDA903, "DoLo", 2027},
	} {
		t.Run(c.table, func(t *testing.T) {
			for _, l := range reference.Layouts() {
				if l.Return == c.ret {
					require.Equal(t, l.Year >= c.first, l.Table(c.table) != nil, "%d", l.Year)
				}
			}
		})
	}
}

func TestANewTableStandsWhereTheGuideHasIt(t *testing.T) {
	l, err := reference.Layout(goldset.CINCensus, 2022, "")
	require.NoError(t, err)
	at := slices.IndexFunc(l.Tables, func(t goldset.Table) bool { return t.Name == "CINplanDates" })
	require.Equal(t, "AssessmentFactorsList", l.Tables[at-1].Name)
	require.Equal(t, "Section47", l.Tables[at+1].Name)
}
