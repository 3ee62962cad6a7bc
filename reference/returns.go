package reference

import (
	"slices"
	"strings"
	"sync"

	"github.com/goldset/goldset"
)

// Return is what a collection is called.
type Return struct {
	Name   goldset.ReturnName `json:"return"`
	Title  string             `json:"title"`  // at the head of a page: School census
	Spoken string             `json:"spoken"` // inside a sentence: the school census
}

var returns = sync.OnceValues(func() ([]Return, error) {
	var list []Return
	err := readJSON("data/returns.json", &list)
	return list, err
})

// Returns lists the collections that have layouts. The list is shared: do not
// modify it.
func Returns() []Return {
	list, err := returns()
	if err != nil {
		return nil
	}
	return list
}

// ReturnNames are the names of all returns that have layouts, in order. It reads no
// layout.
func ReturnNames() []goldset.ReturnName {
	all, err := layouts()
	if err != nil {
		return nil
	}
	names := slices.Clone(standing)
	for key := range all {
		names = append(names, key.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// FindReturn is the named collection. A request described on site is called by its
// description's title where it ships with Goldset, else by its name.
func FindReturn(name goldset.ReturnName) Return {
	for _, r := range Returns() {
		if r.Name == name {
			return r
		}
	}
	for _, d := range Descriptions() {
		if d.Return == name {
			return Return{Name: name, Title: d.Title, Spoken: "the request " + d.Title}
		}
	}
	words := strings.ReplaceAll(string(name), "_", " ")
	if words == "" {
		return Return{}
	}
	return Return{Name: name, Title: strings.ToUpper(words[:1]) + words[1:], Spoken: "the request " + words}
}
