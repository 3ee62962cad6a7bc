package ingest

import (
	"bytes"
	"slices"
)

// xmlNode is one element of a child's record: its text where it has any, and the
// elements in it.
type xmlNode struct {
	name string
	text string
	line int
	kids []*xmlNode
	// between says that text stands beside the elements.
	between bool
}

// holds names the elements in a node.
func (n *xmlNode) holds() []string {
	names := make([]string, len(n.kids))
	for i, k := range n.kids {
		names[i] = k.name
	}
	return names
}

// blank reports a node with no text anywhere in it.
func (n *xmlNode) blank() bool {
	return n.text == "" && !slices.ContainsFunc(n.kids, func(k *xmlNode) bool { return !k.blank() })
}

// first is the text of the first element of a name in a node, or "".
func (n *xmlNode) first(name string) string {
	for _, k := range n.kids {
		if k.name == name {
			return k.text
		}
	}
	return ""
}

// children reads the message and visits each <CHILD>, whole, until visit says stop.
func (m *careMessage) children(visit func(child *xmlNode) bool) error {
	r, err := m.text.text(m.blob)
	if err != nil {
		return err
	}
	defer r.Close()
	b := treeBuilder{x: newXMLReader(r)}
	for {
		child, err := b.next()
		switch {
		case err != nil:
			return refuseXML(m.blob.name, err)
		case child == nil:
			return nil
		case b.size > maxChildBytes:
			return refuse("damaged-xml", m.blob.name, "Export the file again from your system", "line %d: one child's record is larger than 8 MB", child.line)
		case !visit(child):
			return nil
		}
	}
}

// treeBuilder makes a tree of each child's record, one at a time. The nodes are
// used again for the next child.
type treeBuilder struct {
	x     *xmlReader
	depth int // of open elements, the root's among them
	stack []*xmlNode
	nodes []*xmlNode
	used  int
	text  []byte            // of the innermost element so far, while it holds no other
	names map[string]string // names seen, so that a name is one string
	size  int               // bytes the child holds so far
}

// xmlSpace is what XML takes for space.
const xmlSpace = " \t\r\n"

// nodeSize is about what a node takes beside its text.
const nodeSize = 96

// next is the next element below the root, whole, or nil at the end. It stops early
// when the child grows too large, for the caller to see its size.
func (b *treeBuilder) next() (*xmlNode, error) {
	b.size, b.used = 0, 0
	for {
		kind, err := b.x.next()
		if err != nil || kind == xmlEOF {
			return nil, err
		}
		switch kind {
		case xmlStart:
			if b.depth++; b.depth > 1 {
				b.open()
			}
		case xmlText:
			b.gather()
		case xmlEOF: // returned above
		case xmlEnd:
			b.depth--
			if child := b.close(); child != nil {
				return child, nil
			}
		}
		if b.size > maxChildBytes {
			return b.stack[0], nil
		}
	}
}

func (b *treeBuilder) open() {
	if b.used == len(b.nodes) {
		b.nodes = append(b.nodes, &xmlNode{})
	}
	n := b.nodes[b.used]
	b.used++
	*n = xmlNode{name: b.intern(b.x.name), line: b.x.line, kids: n.kids[:0]}
	if len(b.stack) > 0 {
		parent := b.stack[len(b.stack)-1]
		parent.kids = append(parent.kids, n)
		parent.between = parent.between || len(bytes.Trim(b.text, xmlSpace)) > 0
	}
	b.text = b.text[:0]
	b.stack = append(b.stack, n)
	b.size += nodeSize
}

// maxNames bounds how many names are kept; a message has about sixty.
const maxNames = 1000

func (b *treeBuilder) intern(name []byte) string {
	if s, ok := b.names[string(name)]; ok {
		return s
	}
	s := string(name)
	if b.names == nil {
		b.names = map[string]string{}
	}
	if len(b.names) < maxNames {
		b.names[s] = s
	}
	return s
}

func (b *treeBuilder) gather() {
	if len(b.stack) == 0 {
		return
	}
	top := b.stack[len(b.stack)-1]
	if len(top.kids) > 0 {
		top.between = top.between || len(bytes.TrimSpace(b.x.text)) > 0
		return
	}
	b.text = append(b.text, b.x.text...)
	b.size += len(b.x.text)
}

// close ends an element and gives it back where it is a child of the root.
func (b *treeBuilder) close() *xmlNode {
	if len(b.stack) == 0 {
		return nil
	}
	n := b.stack[len(b.stack)-1]
	if len(n.kids) == 0 {
		n.text = string(bytes.Trim(b.text, xmlSpace))
	}
	b.text = b.text[:0]
	b.stack = b.stack[:len(b.stack)-1]
	if len(b.stack) > 0 {
		return nil
	}
	return n
}
