package reference

import (
	"slices"
	"sync"

	"github.com/goldset/goldset"
)

// PublishedRule is a validation rule of a statutory return, by number only. It
// lets a check say which published rules it did not run.
type PublishedRule struct {
	Return        goldset.ReturnName       `json:"return"`
	Code          string                   `json:"code"`
	Years         []goldset.CollectionYear `json:"years"`          // this version is in force
	PreviousYear  bool                     `json:"previous_year"`  // needs last year's return
	ReferenceData bool                     `json:"reference_data"` // needs postcodes, placement providers or the like
	Tables        []string                 `json:"tables"`         // that it reads, where it is said
}

var publishedRules = sync.OnceValues(func() ([]PublishedRule, error) {
	var list []PublishedRule
	err := readJSON("data/rules.json", &list)
	return list, err
})

// Rules lists the published rules of a return in force in a year, by number.
func Rules(name goldset.ReturnName, year goldset.CollectionYear) []PublishedRule {
	all, err := publishedRules()
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(all), func(r PublishedRule) bool {
		return r.Return != name || !slices.Contains(r.Years, year)
	})
}

// FirstRules is the earliest year whose rules of a return are published, or 0.
func FirstRules(name goldset.ReturnName) goldset.CollectionYear {
	all, err := publishedRules()
	if err != nil {
		return 0
	}
	first := goldset.CollectionYear(0)
	for _, r := range all {
		for _, year := range r.Years {
			if r.Return == name && (first == 0 || year < first) {
				first = year
			}
		}
	}
	return first
}
