package disclosure

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
)

// place is where a count stands within its indicator: an area and a breakdown.
type place struct {
	authority string // "" is England
	dims      string // name=value, sorted, totals left out, parted by "\x1f"
}

const dimSeparator = "\x1f"

func placeOf(c *goldset.Cell) place {
	var dims []string
	for _, d := range c.Dims {
		if d.Value != goldset.Total {
			dims = append(dims, d.Name+"="+d.Value)
		}
	}
	slices.Sort(dims)
	return place{authority: c.Authority, dims: strings.Join(dims, dimSeparator)}
}

// parent is the place that this one is a part of, for each breakdown it stands in
// and for its area; by names the breakdown, value its value there.
type parent struct {
	place     place
	by, value string
}

func (p place) parents() []parent {
	var list []parent
	if p.authority != "" {
		list = append(list, parent{place{"", p.dims}, "authority", p.authority})
	}
	if p.dims == "" {
		return list
	}
	dims := strings.Split(p.dims, dimSeparator)
	for i, d := range dims {
		name, value, _ := strings.Cut(d, "=")
		rest := slices.Delete(slices.Clone(dims), i, i+1)
		list = append(list, parent{place{p.authority, strings.Join(rest, dimSeparator)}, name, value})
	}
	return list
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.authority, b.authority), cmp.Compare(a.dims, b.dims))
}

// band is a breakdown value that is a range of whole numbers: "5-9", "16+", "under 1", "7".
type band struct{ low, high int }

func parseBand(value string) (b band, ok bool) {
	v := strings.TrimSpace(strings.ToLower(value))
	v = strings.TrimSuffix(strings.ReplaceAll(strings.ReplaceAll(v, "–", "-"), " to ", "-"), " years")
	const last = 1 << 20
	number := func(s string) int {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			ok = false
		}
		return n
	}
	ok = true
	switch low, high, ranged := strings.Cut(v, "-"); {
	case strings.HasPrefix(v, "under "):
		b = band{0, number(v[len("under "):]) - 1}
	case strings.HasSuffix(v, "+"):
		b = band{number(strings.TrimSuffix(v, "+")), last}
	case strings.HasSuffix(v, " and over"):
		b = band{number(strings.TrimSuffix(v, " and over")), last}
	case ranged:
		b = band{number(low), number(high)}
	default:
		n := number(v)
		b = band{n, n}
	}
	return b, ok && b.low <= b.high
}

// child is a part of some parent: its value in the breakdown and its quantity.
type child struct {
	value    string
	quantity int
	band     band
	banded   bool
}

// layers parts children into sets that do not overlap: one set as a rule, more
// when two releases cut ages differently. Values that are no bands go into every
// set, such as "not known".
func layers(children []child) [][]child {
	var plain, banded []child
	for _, c := range children {
		if c.band, c.banded = parseBand(c.value); c.banded {
			banded = append(banded, c)
		} else {
			plain = append(plain, c)
		}
	}
	slices.SortStableFunc(banded, func(a, b child) int {
		return cmp.Or(cmp.Compare(a.band.low, b.band.low), cmp.Compare(b.band.high, a.band.high))
	})
	var sets [][]child
	for len(banded) > 0 {
		var set, left []child
		next := -1
		for _, c := range banded {
			if c.band.low > next {
				set = append(set, c)
				next = c.band.high
			} else {
				left = append(left, c)
			}
		}
		sets, banded = append(sets, set), left
	}
	if len(sets) == 0 {
		return [][]child{plain}
	}
	for i := range sets {
		sets[i] = append(sets[i], plain...)
	}
	return sets
}

// within lists, for each banded child, the children whose bands lie inside its own.
func within(sets [][]child) (outer []child, inner [][]child) {
	for i := range sets {
		for _, c := range sets[i] {
			for j := range sets {
				var parts []child
				for _, d := range sets[j] {
					if i != j && c.banded && d.banded && d.band != c.band && d.band.low >= c.band.low && d.band.high <= c.band.high {
						parts = append(parts, d)
					}
				}
				if len(parts) > 0 {
					outer, inner = append(outer, c), append(inner, parts)
				}
			}
		}
	}
	return outer, inner
}
