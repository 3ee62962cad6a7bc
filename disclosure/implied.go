package disclosure

import (
	"cmp"
	"maps"
	"slices"
)

// orphans groups a layer's places by a breakdown whose own total is not there.
func (t *tables) orphans(at map[place]int) (wholes []parent, parts [][]place) {
	type whole struct {
		place place
		by    string
	}
	groups := map[whole][]place{}
	for _, p := range slices.SortedFunc(maps.Keys(at), comparePlaces) {
		for _, up := range p.parents() {
			if _, there := at[up.place]; !there {
				groups[whole{up.place, up.by}] = append(groups[whole{up.place, up.by}], p)
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(groups), func(a, b whole) int {
		return cmp.Or(comparePlaces(a.place, b.place), cmp.Compare(a.by, b.by))
	})
	for _, w := range order {
		wholes, parts = append(wholes, parent{place: w.place, by: w.by}), append(parts, groups[w])
	}
	return wholes, parts
}

// imply finds totals that stand somewhere else than at the breakdown's own place:
// at a place further up, as when a predictor's values add up to all children, or
// as the denominator of shares that make up the whole.
func (t *tables) imply(l *layer) {
	at := t.byPlace[l]
	wholes, parts := t.orphans(at)
	for i, w := range wholes {
		var sum int64
		list := make([]int, len(parts[i]))
		for j, p := range parts[i] {
			list[j] = at[p]
			sum += l.at[p]
		}
		for _, up := range w.place.parents() {
			if n, there := l.at[up.place]; there && n == sum && len(list) > 1 {
				t.bind(at[up.place], list, 0)
			}
		}
		if l.figure == numerator {
			t.shares(l, parts[i], list, sum)
		}
	}
}

// shares ties counts to the denominator they have in common, when they do not
// exceed it, and their denominators to each other.
func (t *tables) shares(l *layer, places []place, list []int, sum int64) {
	of := t.beside(l, denominator)
	if of == nil || len(places) < 2 {
		return
	}
	group := of.at[places[0]]
	for _, p := range places[1:] {
		if of.at[p] != group {
			return
		}
	}
	if sum > group {
		return
	}
	first := t.byPlace[of][places[0]]
	t.whole(first, list, true)
	for _, p := range places[1:] {
		t.bind(first, []int{t.byPlace[of][p]}, 0)
	}
}

// beside is another figure of the same indicator in the same release, or nil.
func (t *tables) beside(l *layer, f figure) *layer {
	for _, other := range t.layers {
		if other.figure == f && other.release == l.release && other.measure == l.measure && other.indicator == l.indicator && other.year == l.year {
			return other
		}
	}
	return nil
}
