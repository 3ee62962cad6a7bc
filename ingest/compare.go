package ingest

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// Comparison says what a return adds, leaves out and changes beside an earlier one.
// It names children by the supplier's own ids and holds no other value.
type Comparison struct {
	Children Changed        `json:"children"`
	Tables   []TableChanged `json:"tables"`
	Changes  []Change       `json:"changes"` // by child, those of the later return first
}

// Changed counts children or rows.
type Changed struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
}

// TableChanged counts the rows of one table.
type TableChanged struct {
	Table string `json:"table"`
	Changed
}

// Change is one row that is not as it was.
type Change struct {
	Child  string   `json:"child"`
	Table  string   `json:"table"`
	Kind   string   `json:"kind"` // added, removed or changed
	Line   int      `json:"line"` // in the later return, or the earlier one for a removed row
	Row    int      `json:"row"`
	Fields []string `json:"fields,omitempty"` // that changed
}

// The kinds of a Change.
const (
	Added   = "added"
	Removed = "removed"
	Altered = "changed"
)

// rowPrint is a row without its values: digests under a key made for one comparison.
type rowPrint struct {
	key       uint64 // of the fields that tell rows apart; 0 when the layout names none
	whole     uint64
	fields    []uint64
	row, line int
}

// childPrints are a child's rows by table.
type childPrints struct {
	id   string
	rows map[string][]rowPrint
}

// Compare holds two returns of one layout family against each other. Rows are told
// apart by their table's key where the layout names one, else by all they say
// within their child; one row left on each side of a child's table has changed.
// Values are compared as checking reads them, so that another way of writing a
// date is no change.
func Compare(before, after *Return) (*Comparison, error) {
	seed := maphash.MakeSeed()
	was, err := before.prints(seed)
	if err != nil {
		return nil, err
	}
	is, err := after.prints(seed)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Tables: []TableChanged{}, Changes: []Change{}}
	tables := map[string]*Changed{}
	for _, key := range inOrder(was, is) {
		c.child(tables, after.Layout, was[key], is[key])
	}
	for _, name := range tableNames(after.Layout, before.Layout) {
		if t := tables[name]; t != nil {
			c.Tables = append(c.Tables, TableChanged{name, *t})
		}
	}
	return c, nil
}

// inOrder are the ids of both returns, those of the later first.
func inOrder(was, is map[string]*childPrints) []string {
	keys := slices.Collect(maps.Keys(is))
	for k := range was {
		if is[k] == nil {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(b2i(is[a] == nil), b2i(is[b] == nil)), cmp.Compare(a, b))
	})
	return keys
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func tableNames(layouts ...*goldset.Layout) (names []string) {
	for _, l := range layouts {
		for i := range l.Tables {
			if !slices.Contains(names, l.Tables[i].Name) {
				names = append(names, l.Tables[i].Name)
			}
		}
	}
	return names
}

// prints reads a return into digests.
func (r *Return) prints(seed maphash.Seed) (map[string]*childPrints, error) {
	var checks [][]*cellCheck
	for i := range r.Layout.Tables {
		checks = append(checks, compileTable(r, &r.Layout.Tables[i]))
	}
	all := map[string]*childPrints{}
	err := r.src.rows(func(rec *record) bool {
		key := ChildKey(rec.LocalID)
		c := all[key]
		if c == nil {
			c = &childPrints{id: strings.Clone(rec.LocalID), rows: map[string][]rowPrint{}}
			all[strings.Clone(key)] = c
		}
		c.rows[rec.Table.Name] = append(c.rows[rec.Table.Name], printRow(seed, rec, checks[rec.table]))
		return true
	})
	return all, err
}

func printRow(seed maphash.Seed, rec *record, checks []*cellCheck) rowPrint {
	p := rowPrint{row: rec.Number, line: rec.Line, fields: make([]uint64, len(rec.Values))}
	var h maphash.Hash
	h.SetSeed(seed)
	for i, text := range rec.Values {
		canonical, _, problem := checks[i].run(text)
		if problem != problemNone {
			canonical = text
		}
		p.fields[i] = maphash.String(seed, canonical)
		maphash.WriteComparable(&h, p.fields[i])
	}
	p.whole = h.Sum64()
	if len(rec.Table.Key) > 0 {
		h.Reset()
		for _, name := range rec.Table.Key {
			maphash.WriteComparable(&h, p.fields[rec.Table.Index(name)])
		}
		p.key = h.Sum64()
	}
	return p
}

// child compares the rows of one child; was or is may be nil.
func (c *Comparison) child(tables map[string]*Changed, l *goldset.Layout, was, is *childPrints) {
	differs := false
	id := ""
	rows := func(p *childPrints, table string) []rowPrint {
		if p == nil {
			return nil
		}
		id = p.id
		return p.rows[table]
	}
	names := map[string]bool{}
	for _, p := range []*childPrints{was, is} {
		if p != nil {
			for name := range p.rows {
				names[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if tables[name] == nil {
			tables[name] = &Changed{}
		}
		m := matchRows(rows(was, name), rows(is, name))
		c.tell(tables[name], l.Table(name), id, &m)
		differs = differs || len(m.added)+len(m.removed)+len(m.changed) > 0
	}
	switch {
	case was == nil:
		c.Children.Added++
	case is == nil:
		c.Children.Removed++
	case differs:
		c.Children.Changed++
	default:
		c.Children.Same++
	}
}

// tell counts and lists what became of one child's rows of a table.
func (c *Comparison) tell(n *Changed, t *goldset.Table, id string, m *matched) {
	n.Same += m.same
	n.Added += len(m.added)
	n.Removed += len(m.removed)
	n.Changed += len(m.changed)
	if t == nil { // a table that the later year does not have
		return
	}
	for _, p := range m.changed {
		change := Change{Child: id, Table: t.Name, Kind: Altered, Row: p[1].row, Line: p[1].line}
		for i := range min(len(p[0].fields), len(p[1].fields), len(t.Fields)) {
			if p[0].fields[i] != p[1].fields[i] {
				change.Fields = append(change.Fields, t.Fields[i].Name)
			}
		}
		c.Changes = append(c.Changes, change)
	}
	for _, p := range m.added {
		c.Changes = append(c.Changes, Change{Child: id, Table: t.Name, Kind: Added, Row: p.row, Line: p.line})
	}
	for _, p := range m.removed {
		c.Changes = append(c.Changes, Change{Child: id, Table: t.Name, Kind: Removed, Row: p.row, Line: p.line})
	}
}

// matched is what became of the rows of one child in one table.
type matched struct {
	same           int
	added, removed []rowPrint
	changed        [][2]rowPrint
}

// matchRows pairs rows that say the same, then rows of the same key, then the last
// one of each side.
func matchRows(was, is []rowPrint) (m matched) {
	was, is, same := without(was, is, func(p *rowPrint) uint64 { return p.whole })
	m.same = len(same)
	if len(was) > 0 && len(is) > 0 && was[0].key != 0 {
		was, is, m.changed = without(was, is, func(p *rowPrint) uint64 { return p.key })
	}
	if len(was) == 1 && len(is) == 1 {
		m.changed = append(m.changed, [2]rowPrint{was[0], is[0]})
		was, is = nil, nil
	}
	m.removed, m.added = was, is
	return m
}

// without takes out of both lists the rows that by pairs, one for one.
func without(was, is []rowPrint, by func(*rowPrint) uint64) (leftWas, leftIs []rowPrint, pairs [][2]rowPrint) {
	if len(was) == 0 || len(is) == 0 {
		return was, is, nil
	}
	waiting := map[uint64][]int{}
	for i := range was {
		waiting[by(&was[i])] = append(waiting[by(&was[i])], i)
	}
	taken := make([]bool, len(was))
	for i := range is {
		k := by(&is[i])
		if w := waiting[k]; len(w) > 0 {
			pairs = append(pairs, [2]rowPrint{was[w[0]], is[i]})
			taken[w[0]] = true
			waiting[k] = w[1:]
			continue
		}
		leftIs = append(leftIs, is[i])
	}
	for i := range was {
		if !taken[i] {
			leftWas = append(leftWas, was[i])
		}
	}
	return leftWas, leftIs, pairs
}
