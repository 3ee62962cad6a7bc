package disclosure

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

func release(t *testing.T, name string, p Policy, history []Released, cells ...goldset.Cell) []Released {
	t.Helper()
	out, err := Protect(cells, p, history)
	require.NoError(t, err)
	return append(history, out.Ledger(name, cells)...)
}

func TestALaterReleaseCannotShowWhatAnEarlierOneHid(t *testing.T) {
	sexes := []goldset.Cell{count("301", 60), count("301", 3, "sex", "U"), count("301", 27, "sex", "F"), count("301", 30, "sex", "M")}
	ledger := release(t, "first", strict, nil, sexes...)
	// The second release alone would be safe with another neighbour hidden; F is cheapest there too.
	again, err := Protect(sexes, strict, ledger)
	require.NoError(t, err)
	require.Equal(t, []string{"60", "c", "c", "30"}, texts(again))

	// Shown without its total, nothing in this release gives F's 27 away, but the first release does.
	_, err = Protect([]goldset.Cell{count("301", 27, "sex", "F")}, strict, ledger)
	require.NoError(t, err)
	part, err := Protect([]goldset.Cell{count("301", 27, "sex", "F")}, strict, ledger)
	require.NoError(t, err)
	require.Equal(t, []string{"c"}, texts(part))
}

func TestAReleaseIsRefusedWhenAnEarlierOneToldTooMuch(t *testing.T) {
	loose := strict
	loose.SuppressHigh, loose.Name = 0, "none"
	ledger := release(t, "autumn report", loose, nil, count("301", 60), count("301", 30, "sex", "F"))
	_, err := Protect([]goldset.Cell{count("301", 28, "sex", "M")}, strict, ledger)
	require.NoError(t, err, "30 and 28 of 60 leave 2, but M can be hidden")

	ledger = release(t, "winter report", loose, ledger, count("301", 28, "sex", "M"))
	_, err = Protect([]goldset.Cell{count("301", 2, "sex", "U")}, strict, ledger)
	require.ErrorIs(t, err, ErrRefused)
	require.ErrorContains(t, err, "autumn report, winter report")
	require.NotContains(t, err.Error(), "60")
}

func TestAgeBandsCutDifferentlyMeet(t *testing.T) {
	ledger := release(t, "first", strict, nil, count("301", 50, "age", "Total"), count("301", 20, "age", "5-9"), count("301", 30, "age", "10-17"))
	p := protect(t, []goldset.Cell{count("301", 50, "age", "Total"), count("301", 22, "age", "5-10"), count("301", 28, "age", "11-17")}, strict, ledger...)
	require.Equal(t, []string{"50", "c", "c"}, texts(p), "22 less 20 are the two aged 10")
}

func TestAQueryRepeatedWithOneChildMoreIsHidden(t *testing.T) {
	ledger := release(t, "first", strict, nil, count("301", 30))
	p := protect(t, []goldset.Cell{count("301", 31)}, strict, ledger...)
	require.Equal(t, []Decision{{0, "count", WhyDifference}}, p.Decisions)
	p = protect(t, []goldset.Cell{count("301", 36)}, strict, ledger...)
	require.Equal(t, []string{"36"}, texts(p))
}

func TestWhatWasToldRoundedIsKnownEvenWhereItIsHiddenNow(t *testing.T) {
	midpoint, err := Named("opensafely_midpoint6")
	require.NoError(t, err)
	cells := []goldset.Cell{count("301", 60), count("301", 28, "sex", "F"), count("301", 30, "sex", "M")}
	ledger := release(t, "first", midpoint, nil, cells...)
	policy := strict
	tab, err := newTables(cells, &policy, ledger)
	require.NoError(t, err)
	for _, of := range tab.cells {
		q := of[numerator]
		tab.system.hide(q)
		low, high := midpoint.Round[goldset.LevelAuthority].interval(tab.system.quantities[q].value)
		require.Equal(t, []int64{low, high}, []int64{tab.system.quantities[q].low, tab.system.quantities[q].high})
	}
	p := protect(t, cells, strict, ledger...)
	require.Equal(t, 1, p.Attack.Secondary, "28 and 30 of 60 leave 2")
}
