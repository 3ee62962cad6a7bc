package disclosure

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func mapKeys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }

func splitDims(dims string) []string {
	if dims == "" {
		return nil
	}
	return strings.Split(dims, dimSeparator)
}

// sumUp ties each total of a layer to its parts: over each breakdown, and England
// to its authorities.
func (t *tables) sumUp(l *layer) {
	t.total(t.byPlace[l])
}

// join does the same over a series' current release and every earlier one taken
// together, as far as they do not contradict each other: parts of one total told
// in different releases meet here, and bands cut differently.
func (t *tables) join() {
	for _, now := range t.layers {
		if now.release != "" {
			continue
		}
		all := maps.Clone(now.at)
		union := maps.Clone(t.byPlace[now])
		for _, before := range t.layers {
			if before.release != "" && now.series == before.series && agree(all, before.at) {
				maps.Copy(all, before.at)
				maps.Copy(union, t.byPlace[before])
			}
		}
		if len(union) > len(now.at) {
			t.total(union)
		}
	}
}

// agree reports whether no place has two counts.
func agree(a, b map[place]int64) bool {
	for p, n := range b {
		if m, both := a[p]; both && n != m {
			return false
		}
	}
	return true
}

// total binds parents to children among the places given.
func (t *tables) total(at map[place]int) {
	type whole struct {
		place place
		by    string
	}
	families := map[whole][]child{}
	for _, p := range slices.SortedFunc(maps.Keys(at), comparePlaces) {
		for _, up := range p.parents() {
			if _, there := at[up.place]; there {
				w := whole{up.place, up.by}
				families[w] = append(families[w], child{value: up.value, quantity: at[p]})
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(families), func(a, b whole) int {
		return cmp.Or(comparePlaces(a.place, b.place), cmp.Compare(a.by, b.by))
	})
	for _, w := range order {
		sets := [][]child{families[w]}
		if w.by != "authority" {
			sets = layers(families[w])
		}
		for _, set := range sets {
			t.whole(at[w.place], quantities(set), w.by == "authority")
		}
		outer, inner := within(sets)
		for i := range outer {
			t.whole(outer[i].quantity, quantities(inner[i]), false)
		}
	}
}

func quantities(set []child) []int {
	list := make([]int, len(set))
	for i := range set {
		list[i] = set[i].quantity
	}
	return list
}

// whole states that the parts lie in the total without overlap, if the numbers
// allow it: what they leave is a count too, though nobody publishes it. If they
// overlap, each part alone lies in the total.
func (t *tables) whole(total int, parts []int, overlapping bool) {
	var sum int64
	for _, p := range parts {
		sum += t.system.quantities[p].value
	}
	all := t.system.quantities[total].value
	switch {
	case sum <= all:
		t.bind(total, parts, all-sum)
	case !overlapping:
		for _, p := range parts {
			if n := t.system.quantities[p].value; 2*n > all && n <= all && len(parts) > 1 {
				t.bind(total, []int{p}, all-n)
			}
		}
	}
}

// bind adds the equation once, with what the parts leave as a quantity of its own.
func (t *tables) bind(total int, parts []int, left int64) {
	parts = slices.Sorted(slices.Values(parts))
	id := fmt.Sprint(total, parts)
	if t.equal[id] || len(parts) == 0 || slices.Contains(parts, total) {
		return
	}
	t.equal[id] = true
	if left != 0 {
		parts = append(parts, t.remainder(total, left))
	}
	t.system.bind(total, parts)
}

// remainder is what parts leave of a total. It is protected like any other count.
func (t *tables) remainder(total int, left int64) int {
	return t.system.add(quantity{
		name: "what the parts leave of " + t.system.quantities[total].name, value: left,
		low: 0, high: unbounded, state: hidden, fixed: true, remainder: true,
		sensitive: t.policy.Secondary && t.policy.TooSmall(left),
	})
}

// complement ties each share to its group: those counted and the rest make the denominator.
func (t *tables) complement(l *layer) {
	if l.figure != numerator {
		return
	}
	of := t.beside(l, denominator)
	if of == nil {
		return
	}
	for _, p := range slices.SortedFunc(maps.Keys(l.at), comparePlaces) {
		group, counted := t.byPlace[of][p], t.byPlace[l][p]
		rest := t.system.quantities[group].value - t.system.quantities[counted].value
		if rest >= 0 {
			t.rest(group, counted, rest)
		}
	}
}

func (t *tables) rest(group, counted int, rest int64) {
	before := len(t.system.quantities)
	t.bind(group, []int{counted}, rest)
	if len(t.system.quantities) > before {
		t.system.quantities[before].sensitive = t.policy.Secondary && t.policy.Complement && t.policy.TooSmall(rest)
	}
}

// addUp finds indicators of a measure that are the sum of two others in every
// place they share, and states it.
func (t *tables) addUp() {
	var distinct []*layer
	for _, l := range t.layers {
		if l.release == "" && t.roots[l.series] == l.series {
			distinct = append(distinct, l)
		}
	}
	for _, a := range distinct {
		for i, b := range distinct {
			for _, c := range distinct[i+1:] {
				if a == b || a == c || a.measure != b.measure || a.measure != c.measure || a.year != b.year || a.year != c.year {
					continue
				}
				t.sumOf(a, b, c)
			}
		}
	}
}

func (t *tables) sumOf(a, b, c *layer) {
	var shared []place
	for p, n := range a.at {
		m, hasB := b.at[p]
		k, hasC := c.at[p]
		if !hasB || !hasC {
			continue
		}
		if n != m+k {
			return
		}
		shared = append(shared, p)
	}
	slices.SortFunc(shared, comparePlaces)
	for _, p := range shared {
		t.bind(t.byPlace[a][p], []int{t.byPlace[b][p], t.byPlace[c][p]}, 0)
	}
}

// declare states the policy's own relations, in every release they appear in.
func (t *tables) declare() {
	for _, r := range t.policy.Relations {
		for _, l := range t.layers {
			if l.measure != r.Measure || l.indicator != r.Whole || l.figure != numerator {
				continue
			}
			for _, p := range slices.SortedFunc(maps.Keys(l.at), comparePlaces) {
				t.relate(&r, l, p)
			}
		}
	}
}

// relate states one relation at one place, where all its terms are given.
func (t *tables) relate(r *Relation, l *layer, at place) {
	whole, here := t.byPlace[l][at], at
	var parts []int
	if r.Along != "" {
		before, ok := previous(l, at, r.Along)
		if !ok {
			return
		}
		parts, whole = append(parts, whole), t.byPlace[l][before]
	}
	for _, name := range r.Parts {
		q, ok := t.term(l, name, here)
		if !ok {
			return
		}
		parts = append(parts, q)
	}
	t.whole(whole, parts, true)
}

// term finds "indicator" or "indicator[dim=value]" at a place.
func (t *tables) term(l *layer, name string, at place) (int, bool) {
	indicator, slice, sliced := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	if sliced {
		dims := append(splitDims(at.dims), slice)
		slices.Sort(dims)
		at.dims = strings.Join(dims, dimSeparator)
	}
	for _, other := range t.layers {
		if other.release == l.release && other.measure == l.measure && other.year == l.year && other.figure == numerator && other.indicator == indicator {
			q, ok := t.byPlace[other][at]
			return q, ok
		}
	}
	return 0, false
}

// previous is the place one step before at along the breakdown, whose values
// start with their step number.
func previous(l *layer, at place, along string) (place, bool) {
	dims := splitDims(at.dims)
	i := slices.IndexFunc(dims, func(d string) bool { return strings.HasPrefix(d, along+"=") })
	if i < 0 {
		return at, false
	}
	before := stepNumber(dims[i]) - 1
	for p := range l.at {
		others := splitDims(p.dims)
		if p.authority != at.authority || len(others) != len(dims) {
			continue
		}
		matches := true
		for j := range dims {
			matches = matches && (j == i && stepNumber(others[j]) == before && strings.HasPrefix(others[j], along+"=") || j != i && others[j] == dims[j])
		}
		if matches {
			return p, true
		}
	}
	return at, false
}

func stepNumber(dim string) int {
	_, value, _ := strings.Cut(dim, "=")
	number, _, _ := strings.Cut(value, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return -1
	}
	return n
}
