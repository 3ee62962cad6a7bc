package main

import (
	"errors"

	"github.com/goldset/goldset/linkage"
)

// chosenPairs reads the pairs that the report is to explain.
func (o *linkOptions) chosenPairs(data *linkage.Dataset) ([]linkage.Pair, error) {
	if o.explain == "" {
		return nil, nil
	}
	var out []linkage.Pair
	err := eachRow(o.explain, []string{"source_l", "id_l", "source_r", "id_r"}, func(v []string) error {
		l, okL := data.Find(v[0], v[1])
		r, okR := data.Find(v[2], v[3])
		if !okL || !okR || l == r {
			return errors.New("the two records are not both among those that were linked")
		}
		out = append(out, linkage.Pair{L: int32(min(l, r)), R: int32(max(l, r))})
		return nil
	})
	return out, err
}
