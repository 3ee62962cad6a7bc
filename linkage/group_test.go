package linkage

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSorterSortsAndKeepsTheOrderOfEquals(t *testing.T) {
	var s sorter // used again, as the engine does
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.OneOf(rapid.Uint64Range(0, 5), rapid.Uint64Range(1<<20, 1<<23), rapid.Uint64())).Draw(t, "keys")
		s.reset(len(keys))
		want := make([]int32, len(keys))
		for row, key := range keys {
			s.add(key, int32(row))
			want[row] = int32(row)
		}
		slices.SortStableFunc(want, func(a, b int32) int {
			if keys[a] < keys[b] {
				return -1
			}
			if keys[a] > keys[b] {
				return 1
			}
			return 0
		})
		s.sort()
		require.Equal(t, want, append([]int32{}, s.rows...))
		last := 0
		s.runs(func(from, to int) {
			require.Equal(t, last, from)
			for _, key := range s.keys[from:to] {
				require.Equal(t, s.keys[from], key)
			}
			require.True(t, to == len(s.keys) || s.keys[to] != s.keys[from])
			last = to
		})
		require.Equal(t, len(keys), last)
	})
}

func TestBlocksAreTheRecordsThatAgreeOnEveryPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, width := rapid.IntRange(1, 30).Draw(t, "records"), rapid.IntRange(1, 4).Draw(t, "parts")
		size := rapid.SampledFrom([]int{3, 1 << 20, 1 << 31}).Draw(t, "values") // the largest have to be numbered anew
		parts, columns := make([]*derived, width), make([]*Column, width)
		for i := range parts {
			columns[i] = &Column{Codes: rapid.SliceOfN(rapid.Uint32Range(0, 2), n, n).Draw(t, "codes")}
			parts[i] = &derived{values: make([]string, 0), of: []uint32{0, 1, uint32(size - 1)}}
		}
		var s sorter
		sizes := make([]uint64, width)
		for i := range sizes {
			sizes[i] = uint64(size)
		}
		combineSized(&s, parts, columns, sizes)
		want := map[[4]uint32][]int32{}
		for row := range n {
			var key [4]uint32
			whole := true
			for i, c := range columns {
				key[i] = parts[i].of[c.Codes[row]]
				whole = whole && key[i] != missing
			}
			if whole {
				want[key] = append(want[key], int32(row))
			}
		}
		s.sort()
		blocks := 0
		s.runs(func(from, to int) {
			blocks++
			var key [4]uint32
			for i, c := range columns {
				key[i] = parts[i].of[c.Codes[s.rows[from]]]
			}
			require.Equal(t, want[key], slices.Clone(s.rows[from:to]))
		})
		require.Len(t, want, blocks)
	})
}

func TestABlockOfAMillionEqualKeysIsCountedAndRefusedByName(t *testing.T) {
	b := NewBuilder([]string{"first", "last", "town", "phones"}, nil)
	for i := range 1_000_000 {
		var id [4]byte
		id[0], id[1], id[2], id[3] = byte(i>>24), byte(i>>16), byte(i>>8), byte(i)
		b.Add("people", string(id[:]), "anna", "smith", "leeds", "")
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	m := readModelText(t, twoNames)
	counts, err := CountBlocks(m, data)
	require.NoError(t, err)
	require.Equal(t, BlockCount{Rule: counts[0].Rule, Pairs: 1_000_000 * 999_999 / 2, Blocks: 1, Largest: 1_000_000}, counts[0])
	_, err = Run(t.Context(), m, data, Options{})
	require.ErrorIs(t, err, ErrTooManyPairs)
	require.ErrorContains(t, err, "first + town")
}
