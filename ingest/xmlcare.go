package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// careMessage is an SSDA903 return in XML: an <EXPSSDA903> of <CHILD>, each with one
// <HEADER> and any number of <EPISODE>. What the CSV set has in other tables stands
// in the header, either as groups of its own (<AREVIEW>, <AMISSING>, <OC2> ...) or,
// for UASC, OC3 and AD1, as elements among the header's. The layout's paths say
// which. The rows are those of the CSV set, child by child.
type careMessage struct {
	blob    blob
	text    decoding
	layout  *goldset.Layout
	groups  map[string]int    // element -> table with a row for each
	inHead  []int             // tables whose fields stand in the header itself
	fields  []map[string]int  // by table: element -> field
	own     []map[string]bool // by table in the header: the elements that no other such table has
	guessed map[string]int    // element of another name -> the table it was read as
	unknown map[string]int    // elements beside the children, by count
}

// An SSDA903 message begins with careRoot, and each child with careChildElement.
const (
	careRoot         = "EXPSSDA903"
	careChildElement = "CHILD"
)

func newCareMessage(b blob, d decoding, l *goldset.Layout) *careMessage {
	l = withStatus(l)
	m := &careMessage{
		blob: b, text: d, layout: l, groups: map[string]int{}, guessed: map[string]int{}, unknown: map[string]int{},
		own: make([]map[string]bool, len(l.Tables)),
	}
	uses := map[string]int{} // of an element, by tables in the header
	for i := range l.Tables {
		t := &l.Tables[i]
		m.fields = append(m.fields, elementsOf(t))
		if t.From != l.Tables[0].From {
			m.groups[t.From[strings.LastIndexByte(t.From, '/')+1:]] = i
			continue
		}
		m.inHead = append(m.inHead, i)
		for element := range m.fields[i] {
			uses[element]++
		}
	}
	for _, i := range m.inHead {
		m.own[i] = map[string]bool{}
		for element := range m.fields[i] {
			m.own[i][element] = uses[element] == 1
		}
	}
	return m
}

// withStatus is the layout with what a message says and the CSV set leaves to the
// table of that name: whether the child is an unaccompanied asylum-seeking child.
func withStatus(l *goldset.Layout) *goldset.Layout {
	with := *l
	with.Tables = slices.Clone(l.Tables)
	with.Tables[0].Fields = append(slices.Clip(with.Tables[0].Fields), goldset.Field{
		Name: "UASC", Title: "Unaccompanied asylum-seeking child", Type: goldset.TypeText, Class: goldset.ClassDrop,
	})
	return &with
}

// elementsOf maps the elements of a table's row to its fields.
func elementsOf(t *goldset.Table) map[string]int {
	elements := map[string]int{}
	for i, f := range t.Fields {
		name := f.Name
		if f.From != "" {
			name = f.From
		}
		elements[name] = i
	}
	return elements
}

// group is the table whose rows an element makes, or -1. An element under a name
// that is not known makes rows of the one table that has all it holds: the names of
// the groups for social workers and deprivation of liberty are not published.
func (m *careMessage) group(name string, holds []string) int {
	if i, ok := m.groups[name]; ok {
		return i
	}
	for i := range m.layout.Tables {
		if !slices.Contains(m.inHead, i) && m.fits(i, holds) {
			m.guessed[name] = i
			return i
		}
	}
	return -1
}

// fits reports that a table has every element, and that one of them is its own.
func (m *careMessage) fits(table int, elements []string) bool {
	own := 0
	for _, name := range elements {
		if _, ok := m.fields[table][name]; !ok {
			return false
		}
		if _, ok := m.fields[0][name]; !ok && name != "CHILD" {
			own++
		}
	}
	return own > 0
}

// file is the message's name.
func (m *careMessage) file() string { return m.blob.name }

// rows reads the message child by child.
func (m *careMessage) rows(yield func(*record) bool) error {
	c := careChildParser{m: m, yield: yield, numbers: make([]int, len(m.layout.Tables))}
	return m.children(func(child *xmlNode) bool { return child.name != careChildElement || c.child(child) })
}

// count reads the message by itself and counts what makes a row, without making any.
func (m *careMessage) count() ([]int, error) {
	counts := make([]int, len(m.layout.Tables))
	m.unknown = map[string]int{}
	err := m.children(func(child *xmlNode) bool {
		if child.name != careChildElement {
			if len(m.unknown) < maxUnknown || m.unknown[child.name] > 0 {
				m.unknown[child.name]++
			}
			return true
		}
		for _, n := range child.kids {
			if n.name != m.layout.Tables[0].From {
				m.countGroup(n, counts)
				continue
			}
			counts[0]++
			for _, i := range m.inHead[1:] {
				if slices.ContainsFunc(n.kids, func(k *xmlNode) bool { return k.text != "" && m.own[i][k.name] || m.says(i, k) }) {
					counts[i]++
				}
			}
			for _, k := range n.kids {
				m.countGroup(k, counts)
			}
		}
		return true
	})
	return counts, err
}

func (m *careMessage) countGroup(n *xmlNode, counts []int) {
	if i := m.group(n.name, n.holds()); i >= 0 && !n.blank() {
		counts[i]++
	}
}

// says reports the element that gives the child a row of a table although it is no
// field of it: <UASC>1</UASC>.
func (m *careMessage) says(table int, n *xmlNode) bool {
	yes, _, p := readBool(n.text)
	return n.name == m.layout.Tables[table].Name && p == problemNone && yes == "1"
}

// tolerances lists what was left out of the message or read by what it holds, in
// order of name.
func (m *careMessage) tolerances() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(m.unknown)) {
		list = append(list, fmt.Sprintf("<%s> is not part of the SSDA903 of %d: left out %d times", name, m.layout.Year, m.unknown[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(m.guessed)) {
		list = append(list, fmt.Sprintf("<%s> read as %s, by the elements in it", name, m.layout.Tables[m.guessed[name]].Name))
	}
	return list
}

// whole reports a message with at least one child's header and one episode.
func (m *careMessage) whole() (bool, error) {
	found := map[string]bool{}
	err := m.children(func(child *xmlNode) bool {
		for _, n := range child.kids {
			found[n.name] = true
		}
		return !found[m.layout.Tables[0].From] || !found[m.layout.Tables[1].From]
	})
	return found[m.layout.Tables[0].From] && found[m.layout.Tables[1].From], err
}
