package reference_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

func TestEveryReturnWithALayoutHasATitle(t *testing.T) {
	require.NotEmpty(t, reference.Layouts())
	for _, l := range reference.Layouts() {
		r := reference.FindReturn(l.Return)
		require.NotEqual(t, string(l.Return), r.Title, "data/returns.json lacks %s", l.Return)
		require.NotEmpty(t, r.Spoken)
	}
}

func TestAReturnThatIsNotListedIsCalledByItsName(t *testing.T) {
	require.Equal(t, "monitor_2026", reference.FindReturn(goldset.ReturnName("monitor_2026")).Title)
}
