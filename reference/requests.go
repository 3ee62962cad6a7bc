package reference

import (
	"fmt"
	"path"
	"slices"
	"sync"

	"github.com/goldset/goldset"
)

// standing are the described requests whose answers canonical tables read. They have
// tables of their own in the warehouse, generated as those of statutory returns are;
// every other request is registered on site and its answers are kept as JSON.
var standing = []goldset.ReturnName{goldset.CAMHS}

// descriptions reads the requests that ship with Goldset, once. They are part of the
// binary, so a fault in one is a fault of the build.
var descriptions = sync.OnceValues(func() ([]*Description, error) {
	files, err := data.ReadDir("data/requests")
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	var list []*Description
	for _, f := range files {
		text, err := data.ReadFile(path.Join("data/requests", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("read request %s: %w", f.Name(), err)
		}
		d, err := ReadDescription(text)
		if err != nil {
			return nil, fmt.Errorf("request %s: %w", f.Name(), err)
		}
		list = append(list, d)
	}
	return list, nil
})

// Descriptions lists the described requests that ship with Goldset. They are shared:
// do not modify them.
func Descriptions() []*Description {
	list, err := descriptions()
	if err != nil {
		return nil
	}
	return list
}

// Standing is the description of a request that has tables of its own, or nil.
func Standing(name goldset.ReturnName, year goldset.CollectionYear) *Description {
	if !slices.Contains(standing, name) {
		return nil
	}
	for _, d := range Descriptions() {
		if d.Return == name && slices.Contains(d.Years, year) {
			return d
		}
	}
	return nil
}

// addStanding adds the layouts of standing requests to those of statutory returns.
func addStanding(byKey map[layoutKey]*goldset.Layout) error {
	all, err := descriptions()
	if err != nil {
		return err
	}
	for _, d := range all {
		if !slices.Contains(standing, d.Return) {
			continue
		}
		for _, year := range d.Years {
			layout := d.Layout(year)
			layout.Described = 0
			if err := check(layout); err != nil {
				return fmt.Errorf("request %s: %w", d.Return, err)
			}
			byKey[layoutKey{d.Return, year, ""}] = layout
		}
	}
	return nil
}
