package jobs

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPanicIsToldByItsPlaceAlone(t *testing.T) {
	w := &worker[Pull]{work: func(context.Context, *hold[Pull]) error { panic("Jane Doe") }}
	err := w.run(t.Context(), nil)
	require.ErrorIs(t, err, errPanic)
	require.Contains(t, err.Error(), "jobs.TestAPanicIsToldByItsPlaceAlone")
	require.NotContains(t, err.Error(), "Jane")
}
