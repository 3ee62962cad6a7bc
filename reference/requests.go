package reference

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goldset/goldset"
)

// standing are the described requests whose answers canonical tables read. They have
// tables of their own in the warehouse, generated as those of statutory returns are;
// every other request is registered on site and its answers are kept as JSON.
var standing = []goldset.ReturnName{goldset.CAMHS}

// descriptions has a reader for each request that ships with Goldset, by its name,
// which its file bears. They are part of the binary, so a fault in one is a fault of
// the build.
var descriptions = sync.OnceValues(func() (map[goldset.ReturnName]func() (*Description, error), error) {
	files, err := data.ReadDir("data/requests")
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	byName := map[goldset.ReturnName]func() (*Description, error){}
	for _, f := range files {
		name := goldset.ReturnName(strings.TrimSuffix(f.Name(), ".yaml"))
		byName[name] = sync.OnceValues(func() (*Description, error) { return readRequest(f.Name(), name) })
	}
	return byName, nil
})

func readRequest(file string, name goldset.ReturnName) (*Description, error) {
	text, err := data.ReadFile(path.Join("data/requests", file))
	if err != nil {
		return nil, fmt.Errorf("read request %s: %w", file, err)
	}
	d, err := ReadDescription(text)
	if err != nil {
		return nil, fmt.Errorf("request %s: %w", file, err)
	}
	if d.Return != name {
		return nil, fmt.Errorf("request %s: it says it is %s", file, d.Return)
	}
	return d, nil
}

// findDescription is the request of a name, nil when none ships with Goldset.
func findDescription(name goldset.ReturnName) (*Description, error) {
	all, err := descriptions()
	if err != nil || all[name] == nil {
		return nil, err
	}
	return all[name]()
}

// Descriptions lists the described requests that ship with Goldset. They are shared:
// do not modify them.
func Descriptions() []*Description {
	all, err := descriptions()
	if err != nil {
		return nil
	}
	var list []*Description
	for _, name := range slices.Sorted(maps.Keys(all)) {
		d, err := all[name]()
		if err != nil {
			return nil
		}
		list = append(list, d)
	}
	return list
}

// Described is the description of a request that ships with Goldset, or nil.
func Described(name goldset.ReturnName, year goldset.CollectionYear) *Description {
	d, err := findDescription(name)
	if err != nil || d == nil || !slices.Contains(d.Years, year) {
		return nil
	}
	return d
}

// Standing is the description of a request that has tables of its own, or nil.
func Standing(name goldset.ReturnName, year goldset.CollectionYear) *Description {
	if !slices.Contains(standing, name) {
		return nil
	}
	return Described(name, year)
}

// standingLayouts are the layouts of standing requests.
var standingLayouts = sync.OnceValues(func() (map[layoutKey]*goldset.Layout, error) {
	byKey := map[layoutKey]*goldset.Layout{}
	for _, name := range standing {
		d, err := findDescription(name)
		if err != nil {
			return nil, err
		}
		for _, year := range d.Years {
			layout := d.Layout(year)
			layout.Described = 0
			if err := check(layout); err != nil {
				return nil, fmt.Errorf("request %s: %w", name, err)
			}
			byKey[layoutKey{name, year, ""}] = layout
		}
	}
	return byKey, nil
})
