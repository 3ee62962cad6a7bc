package analysis

import (
	"embed"
	"fmt"
	"sync"

	"github.com/goldset/goldset"
)

//go:embed measures/*/definition.json measures/*/cells.sql
var measureFiles embed.FS

// estimators are the measures whose query returns more than cells: what a curve
// or a model is estimated from.
var estimators = map[string]func([]Raw) ([]goldset.Cell, error){
	"camhs":      camhsCells,
	"first_need": firstNeedCells,
}

// order is that of a report: who is in need, what happens to them, what nobody
// else can see, and how far the numbers can be trusted.
var order = []string{
	"need_rates", "deprivation", "re_referrals", "stability", "camhs", "first_need", "beyond_boundaries", "flow",
}

var registry = sync.OnceValues(func() ([]*Measure, error) {
	all := make([]*Measure, 0, len(order))
	for _, name := range order {
		m, err := loadMeasure(name)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", name, err)
		}
		all = append(all, m)
	}
	return all, nil
})

func loadMeasure(name string) (*Measure, error) {
	definition, err := measureFiles.ReadFile("measures/" + name + "/definition.json")
	if err != nil {
		return nil, err
	}
	query, err := measureFiles.ReadFile("measures/" + name + "/cells.sql")
	if err != nil {
		return nil, err
	}
	m, err := parseMeasure(definition)
	if err != nil {
		return nil, err
	}
	if m.Name != name {
		return nil, fmt.Errorf("its definition calls it %q", m.Name)
	}
	m.SQL, m.estimate = string(query), estimators[name]
	return m, nil
}

// Measures are all measures, in the order of a report. Do not modify them.
func Measures() []*Measure {
	all, err := registry()
	if err != nil {
		panic(err) // the embedded definitions are wrong, which the package's tests rule out
	}
	return all
}

// Find is the named measure, and false when there is none.
func Find(name string) (*Measure, bool) {
	for _, m := range Measures() {
		if m.Name == name {
			return m, true
		}
	}
	return nil, false
}

// Indicator is the measure's named indicator, and false when it has none.
func (m *Measure) Indicator(name string) (Indicator, bool) {
	for _, i := range m.Indicators {
		if i.Name == name {
			return i, true
		}
	}
	return Indicator{}, false
}
