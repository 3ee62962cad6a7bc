package disclosure

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
)

// linked makes a release as the measures make theirs: children of a few authorities,
// some of no known authority or age, counted in indicators that overlap, as shares
// of each other and by breakdowns whose parts do not make up the whole.
func linked(r *rand.Rand, authorities, children int) []goldset.Cell {
	type sums struct{ n, of int64 }
	counted, order := map[string]*sums{}, []goldset.Cell(nil)
	enter := func(c goldset.Cell, n int64) {
		if counted[c.Key()] == nil {
			counted[c.Key()] = &sums{}
			order = append(order, c)
		}
		counted[c.Key()].n += n
		counted[c.Key()].of++
	}
	for range children {
		authority := strconv.Itoa(301 + r.IntN(authorities))
		if r.IntN(40) == 0 {
			authority = "" // England's alone
		}
		age, sex := []string{"0", "1-4", "5-9", "10-15", "not known"}[min(4, r.IntN(40)/8+r.IntN(2)*r.IntN(2))], []string{"F", "M"}[r.IntN(2)]
		group := []string{"Looked after", "Protection plan", "In need only"}[r.IntN(10)/4]
		both := group == "Looked after" && r.IntN(20) == 0
		for _, area := range []string{"", authority}[:1+min(1, len(authority))] {
			for mask := range 4 {
				a, s := goldset.Total, goldset.Total
				if mask&1 == 1 {
					a = age
				}
				if mask&2 == 2 {
					s = sex
				}
				if a == "not known" {
					continue
				}
				for indicator, in := range map[string]bool{"children_in_need": true, "looked_after": group == "Looked after", "protection_plans": both || group == "Protection plan"} {
					if c := count(area, 0, "age", a, "sex", s); in {
						c.Measure, c.Indicator = "need_rates", indicator
						enter(c, 1)
					}
				}
				c := count(area, 0, "age", a, "group", group, "sex", s)
				c.Measure, c.Indicator = "need_rates", "need_group"
				enter(c, 1)
				c = share(area, 0, 1, "age", a, "sex", s)
				c.Measure = "flow"
				enter(c, int64(min(1, r.IntN(8))))
			}
		}
	}
	for i := range order {
		c, s := &order[i], counted[order[i].Key()]
		c.Numerator, c.Contributors = s.n, s.of
		if c.Unit == goldset.UnitPercent {
			c.Denominator = s.of
		}
	}
	return order
}

func TestALinkedReleaseWithoutHistoryIsNeverRefused(t *testing.T) {
	policy, err := Named("goldset")
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 5))
		cells := linked(r, rapid.IntRange(1, 2).Draw(rt, "authorities"), rapid.IntRange(5, 70).Draw(rt, "children"))
		p, err := Protect(cells, policy, nil)
		require.NoError(rt, err)
		if len(p.Attack.Bounds) > 0 {
			require.GreaterOrEqual(rt, p.Attack.Fewest, int64(minCandidates))
		}
		for i := range cells {
			require.False(rt, policy.TooSmall(cells[i].Numerator) && p.Cells[i].Count.Shown)
		}
	})
}

func TestOneChildIsOneHoweverManyTotalsItIsLeftIn(t *testing.T) {
	policy := strict
	policy.Insiders = true
	var cells []goldset.Cell
	for _, area := range []string{"", "301", "302"} {
		n := map[string]int64{"": 50, "301": 25, "302": 25}[area]
		left := map[string]int64{"": 1, "301": 1}[area] // of no known age
		cells = append(cells, count(area, 2*n+left), count(area, n, "age", "1-4"), count(area, n, "age", "5-9"))
	}
	tab, err := newTables(cells, &policy, nil)
	require.NoError(t, err)
	same := tab.system.sameChildren()
	require.Len(t, same, 2, "what is left of England and of 301")
	for _, list := range same {
		require.Len(t, list, 2)
	}
	p := protect(t, cells, policy)
	require.Zero(t, p.Attack.Insiders)
	require.Positive(t, p.Attack.Secondary)
}

func TestCountingEveryChildTwiceKeepsEverySum(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 6))
		tab, err := newTables(linked(r, 2, 40), &strict, nil)
		require.NoError(rt, err)
		s := &tab.system
		for _, target := range s.sensitive() {
			w := s.doubled(target)
			require.NotNil(rt, w)
			for i := range w.change {
				if s.canHide(i) {
					s.hide(i)
				}
			}
			require.True(rt, s.holds(w))
		}
	})
}

func TestTotalsOfAnAreaAreHiddenLast(t *testing.T) {
	// 60 less 58 would say that 2 on a plan are looked after too.
	cells := []goldset.Cell{count("301", 60), count("301", 58, "group", "Protection plan"), count("301", 90, "group", "In need only")}
	cells[0].Measure, cells[0].Indicator = "need_rates", "protection_plans"
	for i := range cells[1:] {
		cells[i+1].Measure, cells[i+1].Indicator = "need_rates", "need_group"
	}
	p := protect(t, cells, strict.With(Relation{Measure: "need_rates", Whole: "protection_plans", Parts: []string{"need_group[group=Protection plan]"}}))
	require.Equal(t, []string{"60", "c", "90"}, texts(p))
}
