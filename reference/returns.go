package reference

import (
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

// FindReturn is the named collection. One that is not listed, as a request
// described on site, is called by its name.
func FindReturn(name goldset.ReturnName) Return {
	for _, r := range Returns() {
		if r.Name == name {
			return r
		}
	}
	return Return{Name: name, Title: string(name), Spoken: string(name)}
}
