package ingest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// Header is what a census message says about itself.
type Header struct {
	Collection, Year, ReferenceDate, SourceLevel, LEA, SoftwareCode, Release, SerialNo, DateTime string
}

// maxChildBytes bounds one child's record, which is held while it is read.
const maxChildBytes = 8 << 20

// element is one element of a message, and what its text or its start makes.
type element struct {
	name  string
	kids  []*element
	table int // the table a row of which begins here, or -1
	field int // the field of the innermost row that the text is, or -1
}

func (e *element) kid(name []byte) *element {
	for _, k := range e.kids {
		if string(name) == k.name {
			return k
		}
	}
	return nil
}

func (e *element) at(path string) *element {
	for name := range strings.SplitSeq(path, "/") {
		k := e.kid([]byte(name))
		if k == nil {
			k = &element{name: name, table: -1, field: -1}
			e.kids = append(e.kids, k)
		}
		e = k
	}
	return e
}

// childElements builds the tree below <Child> from a layout's paths.
func childElements(l *goldset.Layout) *element {
	root := &element{name: "Child", table: -1, field: -1}
	for i := range l.Tables {
		row := root.at(l.Tables[i].From)
		row.table = i
		for j, f := range l.Tables[i].Fields {
			switch f.From {
			case ".":
				row.field = j
			case "":
				row.at(f.Name).field = j
			default:
				row.at(f.From).field = j
			}
		}
	}
	return root
}

// message is a children in need census in XML.
type message struct {
	blob    blob
	text    decoding
	layout  *goldset.Layout
	child   *element
	parents []int // by table, the position of its parent table; -1 for the child's own
	ids     int   // the table that holds the local id, and the field
	idField int
	unknown map[string]int // elements outside the layout, by count
}

func newMessage(b blob, d decoding, l *goldset.Layout) *message {
	m := &message{blob: b, text: d, layout: l, child: childElements(l)}
	for i := range l.Tables {
		m.parents = append(m.parents, slices.IndexFunc(l.Tables, func(t goldset.Table) bool { return t.Name == l.Tables[i].Parent }))
		if at := l.Tables[i].IndexOf(goldset.IdentifierLocalID); at >= 0 {
			m.ids, m.idField = i, at
		}
	}
	return m
}

// maxHeaderText is from where on the text of an element of the header is left out.
const maxHeaderText = 1000

// readHeader reads up to the first child.
func readHeader(b blob, d decoding) (*Header, error) {
	r, err := d.text(b)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	x := newXMLReader(r)
	h := &Header{}
	var path []string
	fields := map[string]*string{
		"Collection": &h.Collection, "Year": &h.Year, "ReferenceDate": &h.ReferenceDate, "SourceLevel": &h.SourceLevel, "LEA": &h.LEA,
		"SoftwareCode": &h.SoftwareCode, "Release": &h.Release, "SerialNo": &h.SerialNo, "DateTime": &h.DateTime,
	}
	for {
		kind, err := x.next()
		if err != nil {
			return nil, refuseXML(b.name, err)
		}
		switch kind {
		case xmlEOF:
			return h, nil
		case xmlStart:
			if len(path) == 0 && string(x.name) != "Message" {
				return nil, refuseRoot(b.name)
			}
			if string(x.name) == "Children" {
				return h, nil
			}
			path = append(path, string(x.name))
		case xmlEnd:
			path = path[:len(path)-1]
		case xmlText:
			if into := fields[path1(path)]; into != nil && len(path) == 4 && path[1] == "Header" && len(*into) < maxHeaderText {
				*into += strings.TrimSpace(string(x.text))
			}
		}
	}
}

func path1(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// rootName is the name of the element a message begins with.
func rootName(b blob, d decoding) (string, error) {
	r, err := d.text(b)
	if err != nil {
		return "", err
	}
	defer r.Close()
	x := newXMLReader(r)
	for {
		switch kind, err := x.next(); {
		case err != nil:
			return "", refuseXML(b.name, err)
		case kind == xmlStart:
			return string(x.name), nil
		case kind == xmlEOF:
			return "", nil
		}
	}
}

func refuseRoot(name string) error {
	return refuse("wrong-type", name, "A children in need census begins with <Message> and an SSDA903 return with <"+careRoot+">",
		"the file is XML, but no return that is known")
}

// refuseXML says where a text stops being XML; errors of reading pass through.
func refuseXML(name string, err error) error {
	if errors.Is(err, errDoctype) {
		return refuse("doctype", name, "Leave the DOCTYPE out: a census message needs none", "the file begins with a DOCTYPE, which could make it read other files")
	}
	if at, ok := errors.AsType[*xmlError](err); ok {
		return refuse("damaged-xml", name, "Export the file again from your system", "the file is not whole XML: %s", at.Error())
	}
	return err
}

// file is the message's name.
func (m *message) file() string { return m.blob.name }

// count scans for the start tags that make rows, without parsing, and notes what
// the layout has no place for.
func (m *message) count() ([]int, error) {
	r, err := m.text.text(m.blob)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rows, known := m.rowNames(), m.known()
	counts := make([]int, len(m.layout.Tables))
	m.unknown = map[string]int{}
	err = scanTags(r, func(name []byte) {
		if i, ok := rows[string(name)]; ok {
			counts[i]++
		} else if !known[string(name)] && (len(m.unknown) < maxUnknown || m.unknown[string(name)] > 0) {
			m.unknown[string(name)]++
		}
	})
	return counts, err
}

// maxUnknown bounds how many unknown elements are told by name.
const maxUnknown = 50

// known names every element a message may have.
func (m *message) known() map[string]bool {
	names := map[string]bool{
		"Message": true, "Header": true, "CollectionDetails": true, "Collection": true, "Year": true, "ReferenceDate": true, "Source": true,
		"SourceLevel": true, "LEA": true, "SoftwareCode": true, "Release": true, "SerialNo": true, "DateTime": true, "Children": true,
	}
	var walk func(e *element)
	walk = func(e *element) {
		names[e.name] = true
		for _, k := range e.kids {
			walk(k)
		}
	}
	walk(m.child)
	return names
}

// tolerances lists what was left out of the message, in order of name.
func (m *message) tolerances() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(m.unknown)) {
		list = append(list, fmt.Sprintf("<%s> is not part of the %d census: left out %d times", name, m.layout.Year, m.unknown[name]))
	}
	return list
}

// rowNames maps the element that makes a row to its table.
func (m *message) rowNames() map[string]int {
	names := map[string]int{}
	for i := range m.layout.Tables {
		from := m.layout.Tables[i].From
		names[from[strings.LastIndexByte(from, '/')+1:]] = i
	}
	return names
}

// rows reads the message child by child.
func (m *message) rows(yield func(*record) bool) error {
	r, err := m.text.text(m.blob)
	if err != nil {
		return err
	}
	defer r.Close()
	p := newChildParser(m, newXMLReader(r))
	for {
		kind, err := p.x.next()
		if err != nil {
			return refuseXML(m.blob.name, err)
		}
		switch kind {
		case xmlEOF:
			return nil
		case xmlStart:
			if err := p.start(); err != nil {
				return err
			}
		case xmlText:
			p.gather()
		case xmlEnd:
			if p.end() && !p.flush(yield) {
				return nil
			}
		}
		if len(p.arena)+p.held > maxChildBytes {
			return refuse("damaged-xml", m.blob.name, "Export the file again from your system", "line %d: one child's record is larger than 8 MB", p.x.line)
		}
	}
}

// stray is the fault of a row element where the layout has none.
func stray(name string) *fault {
	return &fault{
		rule: "misplaced", refuse: true, message: fmt.Sprintf("<%s> stands where the census has no place for it", name),
		cure: "Put it inside the element the census guide names",
	}
}

// unknown is the fault of an element that the year's layout has no place for.
func unknown(name string, l *goldset.Layout) fault {
	return fault{
		rule: "unknown", message: fmt.Sprintf("<%s> is not part of the %d census here, and is left out", name, l.Year),
		cure: "Leave it out, or put it where the guide of that year has it",
	}
}

// betweenElements is the fault of text that is the value of no element.
var betweenElements = fault{
	rule: "between-elements", message: "Text stands between the elements, and is left out",
	cure: "Put it inside the element it is the value of",
}
