package linkage

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// ladders are comparisons of every family, and their levels one by one.
var ladders = []string{
	"jaro_winkler(x) >= 0.92; jaro_winkler(x) >= 0.8", "jaro(x) > 0.6", "jaro_winkler(x) >= 0.7; jaro_winkler(x) > 0.2",
	"levenshtein(x) <= 1", "osa(x) <= 1", "damerau(x) < 2", "osa(x) <= 1; osa(x) < 3", "damerau(x) <= 2", "levenshtein(x) < 0",
}

func TestLaddersGiveTheLevelThatAskingEachLevelGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[ab']{1,4}`), rapid.StringMatching(`[ab']{1,9}`), rapid.StringMatching(`[a-e0-9]{1,12}`), rapid.StringMatching(`[a-cé]{28,70}`),
			rapid.StringMatching(`19[0-9]{2}-[01][0-9]-[0-3][0-9]`), rapid.String())
		b := NewBuilder([]string{"x"}, nil)
		for i, value := range rapid.SliceOfN(text, 2, 20).Draw(t, "values") {
			b.Add("s", strconv.Itoa(i), value)
		}
		data, err := b.Dataset()
		require.NoError(t, err)
		for _, levels := range ladders {
			from := &Comparison{Name: "x", Levels: []*Level{{When: "missing(x)", Null: true}, {When: "exact(x)"}}}
			for when := range strings.SplitSeq(levels, "; ") {
				from.Levels = append(from.Levels, &Level{When: when})
			}
			from.Levels = append(from.Levels, &Level{When: "else"})
			for _, l := range from.Levels {
				l.condition, err = ParseCondition(l.When)
				require.NoError(t, err)
			}
			c, err := newCompiler(&Model{}, data).comparison(from)
			require.NoError(t, err)
			require.NotNil(t, c.ladder, levels)
			ev := &evaluator{space: newSpace(false), measured: make([]float64, c.measures), known: make([]bool, c.measures)}
			var m memo
			row := rowsOf(t, c, ev)
			for x := range uint32(c.distinct) {
				for y := range uint32(c.distinct) {
					want := c.firstReached(ev, x, y)
					require.Equal(t, want, c.level(ev, x, y), "%s of %q and %q", levels, data.Column("x").Values[x], data.Column("x").Values[y])
					require.Equal(t, want, m.level(ev, c, x, y))
					require.Equal(t, want, m.level(ev, c, x, y), "remembered")
					require.Equal(t, want, row(x, y), "%s of %q and %q, in a row", levels, data.Column("x").Values[x], data.Column("x").Values[y])
				}
			}
		}
	})
}

// rowsOf gives the level of two keys as it comes out of a row of pairs with all keys.
func rowsOf(t *rapid.T, c *comparison, ev *evaluator) func(x, y uint32) int {
	keys := &words{width: 1}
	for key := range uint32(c.distinct) {
		keys.list = append(keys.list, key)
	}
	c.stride = 1
	p := &pairer{engine: &engine{comparisons: []*comparison{c}, words: keys}, ev: ev, wanted: []int{0}}
	p.memos, p.fixed, p.tile = make([]memo, 1), make([]bool, 1), newTile(1, 1)
	rows := make([]int32, c.distinct)
	for i := range rows {
		rows[i] = int32(i)
	}
	levels := make([][]uint64, c.distinct)
	p.give = func(left int32, rights []int32, codes []uint64) {
		require.Len(t, rights, len(codes))
		levels[left] = slices.Clone(codes)
	}
	p.lay(rows)
	for left := range rows {
		p.against(int32(left), p.tile.of(left), 0, len(rows), 0)
	}
	require.Equal(t, masks{}, ev.masks, "masks are cleared")
	return func(x, y uint32) int { return int(levels[x][y]) }
}
