package privacy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/reference"
)

// TestNoLayoutLetsAnIdentifierIntoResearch marks every value of every table of every
// layout by its class and looks at what comes out on the research side.
func TestNoLayoutLetsAnIdentifierIntoResearch(t *testing.T) {
	layouts := reference.Layouts()
	require.NotEmpty(t, layouts)
	for _, layout := range layouts {
		for i := range layout.Tables {
			table := &layout.Tables[i]
			t.Run(fmt.Sprintf("%s %d %s %s", layout.Return, layout.Year, layout.Term, table.Name), func(t *testing.T) {
				row := goldset.Row{Table: table, LocalID: "CANARY", Values: make([]string, len(table.Fields))}
				for j, f := range table.Fields {
					row.Values[j] = markedValue(f)
				}
				s := privacy.NewSplitter(table, func(string) string { return "E01000001" })
				research := s.Split(&row, nil, nil)
				require.Len(t, s.Fields(), len(research))
				for j, value := range research {
					require.NotContains(t, value, "CANARY", s.Fields()[j].Name)
					require.NotContains(t, value, "-14", "%s keeps the day", s.Fields()[j].Name)
				}
			})
		}
	}
}

func markedValue(f goldset.Field) string {
	switch {
	case f.Class == goldset.ClassFact:
		return "fact"
	case f.Type == goldset.TypeDate:
		return "2015-07-14"
	default:
		return "CANARY"
	}
}

func TestEveryLayoutTellsItsChildrenApart(t *testing.T) {
	for _, layout := range reference.Layouts() {
		found := false
		for i := range layout.Tables {
			found = found || layout.Tables[i].IndexOf(goldset.IdentifierLocalID) >= 0 || layout.Tables[i].IndexOf(goldset.IdentifierUPN) >= 0
		}
		require.True(t, found, "%s %d", layout.Return, layout.Year)
	}
}

func TestACodeThatStandsForAMissingUPNIsNoIdentifier(t *testing.T) {
	layout, err := reference.Layout(goldset.SSDA903, 2025, "")
	require.NoError(t, err)
	table := layout.Table("Header")
	upn := table.Index("UPN")
	require.NotEmpty(t, table.Fields[upn].Codes)
	s := privacy.NewSplitter(table, nil)
	for _, given := range []string{"UN1", "UN5", "A820200120001"} {
		row := goldset.Row{Table: table, Values: make([]string, len(table.Fields))}
		row.Values[upn] = given
		var id privacy.Identifiers
		s.Split(&row, nil, &id)
		if strings.HasPrefix(given, "UN") {
			require.Empty(t, id.UPN)
			continue
		}
		require.Equal(t, given, id.UPN)
	}
}
