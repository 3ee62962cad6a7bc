package reference_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

func TestEveryReturnWithALayoutHasATitle(t *testing.T) {
	require.NotEmpty(t, reference.Layouts())
	for _, l := range reference.Layouts() {
		i := slices.IndexFunc(reference.Returns(), func(r reference.Return) bool { return r.Name == l.Return })
		require.GreaterOrEqual(t, i, 0, "data/returns.json lacks %s", l.Return)
		require.NotEmpty(t, reference.Returns()[i].Spoken)
	}
}

func TestReturnNamesAreThoseOfTheLayouts(t *testing.T) {
	var names []goldset.ReturnName
	for _, l := range reference.Layouts() {
		names = append(names, l.Return)
	}
	require.Equal(t, slices.Compact(names), reference.ReturnNames())
}

func TestAReturnThatIsNotListedIsCalledByItsTitleOrName(t *testing.T) {
	require.Equal(t, "Children in Care Monitor", reference.FindReturn("care_monitor").Title)
	require.Equal(t, "Monitor 2026", reference.FindReturn(goldset.ReturnName("monitor_2026")).Title)
}
