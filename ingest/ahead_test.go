package ingest

import (
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// numbered yields n rows of one cell, and then err.
func numbered(n int, err error) func(func(int, []string) bool) error {
	return func(yield func(int, []string) bool) error {
		cells := make([]string, 1)
		for i := range n {
			if cells[0] = strconv.Itoa(i); !yield(i, cells) {
				return errStop
			}
		}
		return err
	}
}

func TestRowsReadAheadComeInOrderAndWithTheirError(t *testing.T) {
	broken := errors.New("broken")
	for _, n := range []int{0, 1, aheadRows - 1, aheadRows, aheadRows + 1, 20*aheadRows + 7} {
		seen := 0
		err := ahead(numbered(n, broken), func(line int, cells []string) bool {
			require.Equal(t, seen, line)
			require.Equal(t, []string{strconv.Itoa(seen)}, cells)
			seen++
			return true
		})
		require.ErrorIs(t, err, broken)
		require.Equal(t, n, seen)
	}
}

func TestReadingAheadEndsWhenNobodyWantsMore(t *testing.T) {
	seen := 0
	require.NoError(t, ahead(numbered(1_000_000, nil), func(int, []string) bool {
		seen++
		return seen < 3
	}))
	require.Equal(t, 3, seen)
}

func TestAPanicWhileReadingAheadIsRaisedWhereTheRowsAreUsed(t *testing.T) {
	require.PanicsWithValue(t, "here", func() {
		_ = ahead(func(func(int, []string) bool) error { panic("here") }, func(int, []string) bool { return true })
	})
}
