package reference

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goldset/goldset"
)

//go:embed data
var data embed.FS

// layoutFile is a layout as written down: whole, or the changes to the year it inherits.
type layoutFile struct {
	Return   goldset.ReturnName     `json:"return"`
	Year     goldset.CollectionYear `json:"year"`
	Term     string                 `json:"term"`
	Title    string                 `json:"title"`
	Version  string                 `json:"version"`
	Inherits goldset.CollectionYear `json:"inherits"`
	Remove   []struct {
		Table string `json:"table"`
		Field string `json:"field"`
	} `json:"remove"`
	Blanks []string      `json:"blanks"`
	Tables []tableChange `json:"tables"`
}

type tableChange struct {
	goldset.Table
	After  string        `json:"after"` // a new table stands after this one; at the end when empty
	Fields []fieldChange `json:"fields"`
}

type fieldChange struct {
	goldset.Field
	After string `json:"after"` // a new field stands after this one; at the end when empty
}

type layoutKey struct {
	name goldset.ReturnName
	year goldset.CollectionYear
	term string
}

// layoutReaders read each layout when it is first asked for, and once.
type layoutReaders map[layoutKey]func() (*goldset.Layout, error)

// layouts has a reader for each statutory layout: a check needs one of forty. The
// files are part of the binary, so a fault in them is a fault of the build, and the
// tests load them all.
var layouts = sync.OnceValues(func() (layoutReaders, error) {
	names, err := data.ReadDir("data/layouts")
	if err != nil {
		return nil, fmt.Errorf("read layouts: %w", err)
	}
	byKey := layoutReaders{}
	for _, entry := range names {
		key := keyOf(strings.TrimSuffix(entry.Name(), ".json"))
		byKey[key] = sync.OnceValues(func() (*goldset.Layout, error) { return byKey.read(entry.Name(), key) })
	}
	return byKey, nil
})

// keyOf reads which layout a file holds from its name: school_census_2025_autumn.
func keyOf(name string) layoutKey {
	k := layoutKey{name: goldset.ReturnName(name)}
	if i := strings.LastIndexByte(name, '_'); i > 0 {
		if year, err := strconv.Atoi(name[i+1:]); err == nil {
			k.name, k.year = goldset.ReturnName(name[:i]), goldset.CollectionYear(year)
			return k
		}
		k = keyOf(name[:i])
		k.term = name[i+1:]
	}
	return k
}

// read reads one file and what it inherits.
func (r layoutReaders) read(file string, key layoutKey) (*goldset.Layout, error) {
	var f layoutFile
	if err := readJSON(path.Join("data/layouts", file), &f); err != nil {
		return nil, err
	}
	if got := (layoutKey{f.Return, f.Year, f.Term}); got != key {
		return nil, fmt.Errorf("layout %s: it says it is of %s for %d %s", file, f.Return, f.Year, f.Term)
	}
	layout, err := f.resolve(r)
	if err != nil {
		return nil, fmt.Errorf("layout %s: %w", file, err)
	}
	return layout, nil
}

// findLayout is the layout of a key, nil when there is none.
func findLayout(key layoutKey) (*goldset.Layout, error) {
	if slices.Contains(standing, key.name) {
		all, err := standingLayouts()
		return all[key], err
	}
	all, err := layouts()
	if err != nil || all[key] == nil {
		return nil, err
	}
	return all[key]()
}

func readJSON(name string, into any) error {
	text, err := data.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// Layout is the shape of the named return for a collection year, and a term
// ("autumn", "spring", "summer") for the school census. It is shared: do not
// modify it.
func Layout(name goldset.ReturnName, year goldset.CollectionYear, term string) (*goldset.Layout, error) {
	l, err := findLayout(layoutKey{name, year, term})
	if l != nil || err != nil {
		return l, err
	}
	return nil, fmt.Errorf("no layout of %s for %s: there are layouts for %s",
		name, strings.TrimSpace(fmt.Sprintf("%d %s", year, term)), strings.Join(known(name), ", "))
}

// known lists the years (and terms) a return has layouts for.
func known(name goldset.ReturnName) []string {
	var years []string
	for _, l := range Layouts() {
		if l.Return == name {
			years = append(years, strings.TrimSpace(fmt.Sprintf("%d %s", l.Year, l.Term)))
		}
	}
	if years == nil {
		return []string{"no year"}
	}
	return years
}

// Layouts lists every layout, by return, year and term. They are shared: do not
// modify them.
func Layouts() []*goldset.Layout {
	all, err := layouts()
	if err != nil {
		return nil
	}
	described, err := standingLayouts()
	if err != nil {
		return nil
	}
	list := slices.Collect(maps.Values(described))
	for _, read := range all {
		l, err := read()
		if err != nil {
			return nil
		}
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b *goldset.Layout) int {
		return cmp.Or(cmp.Compare(a.Return, b.Return), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Term, b.Term))
	})
	return list
}

// resolve is the whole layout: the inherited one, less what the file removes,
// with what it changes or adds.
func (f *layoutFile) resolve(known layoutReaders) (*goldset.Layout, error) {
	layout := &goldset.Layout{Return: f.Return, Year: f.Year, Term: f.Term, Title: f.Title, Version: f.Version, Blanks: f.Blanks}
	if f.Inherits != 0 {
		read := known[layoutKey{f.Return, f.Inherits, f.Term}]
		if read == nil || f.Inherits >= f.Year {
			return nil, fmt.Errorf("inherits %d, which is not there", f.Inherits)
		}
		parent, err := read()
		if err != nil {
			return nil, err
		}
		for _, t := range parent.Tables {
			t.Fields = slices.Clone(t.Fields)
			layout.Tables = append(layout.Tables, t)
		}
		if layout.Blanks == nil {
			layout.Blanks = parent.Blanks
		}
	}
	for _, r := range f.Remove {
		if err := removeField(layout, r.Table, r.Field); err != nil {
			return nil, err
		}
	}
	for i := range f.Tables {
		if err := f.Tables[i].apply(layout); err != nil {
			return nil, err
		}
	}
	return layout, check(layout)
}

func removeField(l *goldset.Layout, table, field string) error {
	t := l.Table(table)
	if t == nil || t.Index(field) < 0 {
		return fmt.Errorf("removes %s.%s, which is not there", table, field)
	}
	i := t.Index(field)
	t.Fields = slices.Delete(t.Fields, i, i+1)
	return nil
}

func (c *tableChange) apply(l *goldset.Layout) error {
	t, err := c.table(l)
	if err != nil {
		return err
	}
	for _, f := range c.Fields {
		at := len(t.Fields)
		switch existing := t.Index(f.Name); {
		case existing >= 0:
			t.Fields[existing] = f.Field
			continue
		case f.After != "":
			if at = t.Index(f.After) + 1; at == 0 {
				return fmt.Errorf("puts %s.%s after %s, which is not there", c.Name, f.Name, f.After)
			}
		}
		t.Fields = slices.Insert(t.Fields, at, f.Field)
	}
	return nil
}

// table is the table that changes, added where it is new.
func (c *tableChange) table(l *goldset.Layout) (*goldset.Table, error) {
	if t := l.Table(c.Name); t != nil {
		return t, nil
	}
	at := len(l.Tables)
	if c.After != "" {
		if at = slices.IndexFunc(l.Tables, func(t goldset.Table) bool { return t.Name == c.After }) + 1; at == 0 {
			return nil, fmt.Errorf("puts %s after %s, which is not there", c.Name, c.After)
		}
	}
	l.Tables = slices.Insert(l.Tables, at, c.Table)
	return &l.Tables[at], nil
}

// check holds a layout against itself and against the code lists.
func check(l *goldset.Layout) error {
	if err := l.Validate(); err != nil {
		return err
	}
	for i := range l.Tables {
		t := &l.Tables[i]
		if t.Parent != "" && l.Table(t.Parent) == nil {
			return fmt.Errorf("table %s: its parent %s is not there", t.Name, t.Parent)
		}
		for _, name := range t.Key {
			if t.Index(name) < 0 {
				return fmt.Errorf("table %s: its key %s is no field of it", t.Name, name)
			}
		}
		for _, f := range t.Fields {
			if _, ok := Codes(f.Codes); f.Codes != "" && !ok {
				return fmt.Errorf("field %s.%s: there is no code list %s", t.Name, f.Name, f.Codes)
			}
		}
	}
	return nil
}
