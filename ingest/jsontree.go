package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// jsonNode is one JSON value, with its members in the order they came: a member
// that is given twice stands twice, since a map would lose one without a word.
type jsonNode struct {
	kind    byte // '{', '[', or 's' for a scalar, 0 for null
	text    string
	members []jsonMember
	items   []*jsonNode
}

type jsonMember struct {
	name  string
	value *jsonNode
}

// named lists the values of all members of a name.
func (n *jsonNode) named(name string) []*jsonNode {
	var list []*jsonNode
	for _, m := range n.members {
		if m.name == name {
			list = append(list, m.value)
		}
	}
	return list
}

// jsonReader reads JSON value by value, knows its line, and stops where one value
// grows beyond maxChildBytes.
type jsonReader struct {
	dec    *json.Decoder
	source *countedReader
	nodes  int // of the child so far
}

func newJSONReader(r io.Reader) *jsonReader {
	c := &countedReader{r: r, left: maxChildBytes}
	dec := json.NewDecoder(c)
	dec.UseNumber()
	return &jsonReader{dec: dec, source: c}
}

// line is the line the reader stands on, from 1.
func (r *jsonReader) line() int { return r.source.line(r.dec.InputOffset()) }

// refresh allows another child.
func (r *jsonReader) refresh() {
	r.line() // forgets the line ends that are passed
	r.source.left, r.nodes = maxChildBytes, 0
}

// maxNodes bounds the values of one child, each of which takes fifty times the two
// bytes that it may be written in.
const maxNodes = 200_000

// maxDepth bounds how far values stand inside one another: a payload needs six.
const maxDepth = 40

// node reads one value whose first token is t.
func (r *jsonReader) node(t json.Token, depth int) (*jsonNode, error) {
	if r.nodes++; r.nodes > maxNodes {
		return nil, errTooMany
	}
	switch t := t.(type) {
	case nil:
		return &jsonNode{}, nil
	case json.Delim:
		if depth == maxDepth {
			return nil, errTooDeep
		}
		n := &jsonNode{kind: byte(t)}
		for r.dec.More() {
			if err := r.part(n, depth+1); err != nil {
				return nil, err
			}
		}
		_, err := r.dec.Token()
		return n, err
	default:
		return &jsonNode{kind: 's', text: strings.TrimSpace(fmt.Sprint(t))}, nil
	}
}

// part reads a member of an object or an item of an array.
func (r *jsonReader) part(n *jsonNode, depth int) error {
	name := ""
	if n.kind == '{' {
		key, err := r.dec.Token()
		if err != nil {
			return err
		}
		name, _ = key.(string)
	}
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	value, err := r.node(t, depth)
	if err != nil {
		return err
	}
	if n.kind == '{' {
		n.members = append(n.members, jsonMember{name, value})
	} else {
		n.items = append(n.items, value)
	}
	return nil
}

var (
	errTooDeep  = errors.New("values stand more than 40 deep in one another")
	errTooMany  = fmt.Errorf("one child's record has more than %d values", maxNodes)
	errTooLarge = errors.New("one child's record is larger than 8 MB")
)

// countedReader counts lines, and stops after left bytes until that is renewed.
type countedReader struct {
	r     io.Reader
	left  int
	read  int64
	ends  []int64 // offsets of line ends, those before at passed
	at    int
	lines int // line ends passed
}

func (c *countedReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTooLarge
	}
	n, err := c.r.Read(p[:min(len(p), c.left)])
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.read+int64(i))
		}
	}
	c.read += int64(n)
	c.left -= n
	return n, err
}

func (c *countedReader) line(offset int64) int {
	passed, _ := slices.BinarySearch(c.ends[c.at:], offset)
	c.lines += passed
	if c.at += passed; c.at > len(c.ends)/2 { // use the room again
		c.ends = c.ends[:copy(c.ends, c.ends[c.at:])]
		c.at = 0
	}
	return c.lines + 1
}

// refuseJSON says where a text stops being JSON; errors of reading pass through.
func refuseJSON(name string, r *jsonReader, err error) error {
	var why string
	switch _, syntax := errors.AsType[*json.SyntaxError](err); {
	case errors.Is(err, errTooDeep), errors.Is(err, errTooMany), errors.Is(err, errTooLarge):
		why = err.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		why = "it ends in the middle of a value"
	case syntax:
		why = "a sign stands where JSON allows none"
	default:
		return err
	}
	return refuse("damaged-json", name, "Export the file again from your system", "the file is not whole JSON: line %d: %s", r.line(), why)
}
