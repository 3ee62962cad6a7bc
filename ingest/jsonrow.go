package ingest

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/goldset/goldset"
)

// row yields the row a node makes in a table, then the rows inside it.
func (w *payloadWalk) row(table int, n *jsonNode, parent int, purged bool) error {
	t := &w.layout.Tables[table]
	rec := &record{
		Row:   goldset.Row{Table: t, Number: w.numbers[table], Line: w.at, Parent: parent, Values: make([]string, len(t.Fields))},
		table: table,
	}
	w.numbers[table]++
	purged = purged || asksPurge(n)
	for i, f := range t.Fields {
		rec.Values[i] = w.field(rec, n, f, &purged)
	}
	if table == 0 {
		w.id = rec.Values[t.IndexOf(goldset.IdentifierLocalID)]
	}
	rec.LocalID = w.id
	if purged {
		rec.fault = &purgedBlock
	}
	rec.Refuse = rec.fault != nil
	if !w.yield(rec) {
		return errStopped
	}
	for _, inner := range w.inside[table] {
		if err := w.inner(inner, n, strings.Split(w.ways[inner], "/"), rec.Number, purged); err != nil {
			return err
		}
	}
	return nil
}

// inner walks down a path to the nodes that make rows of a table.
func (w *payloadWalk) inner(table int, n *jsonNode, way []string, parent int, purged bool) error {
	if n.kind == '[' {
		for _, item := range n.items {
			if err := w.inner(table, item, way, parent, purged); err != nil {
				return err
			}
		}
		return nil
	}
	if len(way) == 0 {
		if n.kind == 0 {
			return nil
		}
		return w.row(table, n, parent, purged)
	}
	for _, next := range n.named(way[0]) {
		if err := w.inner(table, next, way[1:], parent, purged || asksPurge(next)); err != nil {
			return err
		}
	}
	return nil
}

// field is the text of a field below its row's node.
func (w *payloadWalk) field(rec *record, n *jsonNode, f goldset.Field, purged *bool) string {
	at := []*jsonNode{n}
	if path := fieldPath(f); path != "" {
		for step := range strings.SplitSeq(path, "/") {
			var next []*jsonNode
			for _, node := range at {
				next = append(next, node.named(step)...)
			}
			at = next
			for _, node := range at {
				*purged = *purged || asksPurge(node)
			}
		}
	}
	switch {
	case len(at) == 0:
		return ""
	case len(at) > 1:
		rec.fault = &fault{rule: "repeated", fields: []string{f.Name}, message: f.Name + " is given more than once in one record", cure: "Give it once"}
	case at[0].kind == '{' || at[0].kind == '[':
		rec.fault = &fault{rule: "not-a-value", fields: []string{f.Name}, message: f.Name + " holds other members where one value is wanted", cure: "Give it one text, number, true or false"}
	default:
		return at[0].text
	}
	return ""
}

func asksPurge(n *jsonNode) bool {
	for _, p := range n.named("purge") {
		if p.text == "true" {
			return true
		}
	}
	return false
}

// purgedBlock is not the supplier's mistake, so that it is a notice.
var purgedBlock = fault{
	rule: "purged", severity: goldset.SeverityNotice, fields: []string{"purge"},
	message: "The payload asks for this block to be deleted", cure: "Nothing is needed: nothing of it is loaded",
}

// count walks the tokens and counts what makes rows, without the tree behind
// rows. It notes the authority, and members the layout has no place for.
func (p *payload) count() ([]int, error) {
	c := payloadCount{payload: p, counts: make([]int, len(p.layout.Tables))}
	p.unknown, p.la = map[string]int{}, ""
	for _, b := range p.batches {
		if err := b.read(func(r *jsonReader) error { c.r = r; return c.values() }); err != nil {
			return nil, err
		}
	}
	return c.counts, nil
}

type payloadCount struct {
	*payload
	counts []int
	r      *jsonReader
}

func (c *payloadCount) values() error {
	for {
		t, err := c.r.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = c.value(t, "", true, 0)
		}
		if err != nil {
			return err
		}
	}
}

// value counts one value at a path below a child; outer is above or at the child.
func (c *payloadCount) value(t json.Token, path string, outer bool, depth int) error {
	delim, nested := t.(json.Delim)
	if c.r.nodes++; c.r.nodes > maxNodes {
		return errTooMany
	}
	if nested && depth == maxDepth {
		return errTooDeep
	}
	if i, ok := c.tables[path]; ok && path != "" && t != nil && delim != '[' {
		c.counts[i]++
	}
	if !nested {
		return nil
	}
	isChild := false
	for c.r.dec.More() {
		at, above := path, outer
		if delim == '{' {
			key, err := c.r.dec.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			above = outer && strings.EqualFold(name, "children")
			if !above {
				at = below(path, name)
				isChild = isChild || outer && c.known[name]
				c.unplaced(at, name)
			}
		}
		v, err := c.r.dec.Token()
		if err != nil {
			return err
		}
		if at == "la_code" {
			c.code(v)
		}
		if err := c.value(v, at, above, depth+1); err != nil {
			return err
		}
	}
	if isChild {
		c.counts[0]++
	}
	if outer && delim == '{' {
		c.r.refresh()
	}
	_, err := c.r.dec.Token()
	return err
}

// below is the path of a member. A name that is empty or has a slash must not
// pass for another path.
func below(path, name string) string {
	if name == "" || strings.Contains(name, "/") {
		name = "\x00"
	}
	return strings.TrimPrefix(path+"/"+name, "/")
}

// unplaced notes a member that the layout has no place for. A name that is no word as
// the payload's own are is not told: some systems file children under their ids.
func (c *payloadCount) unplaced(path, name string) {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
		name = "..."
	}
	if !c.known[path] && path != "la_code" && (len(c.unknown) < maxUnknown || c.unknown[name] > 0) {
		c.unknown[name]++
	}
}

// code keeps the authority's code, when it is one value.
func (c *payloadCount) code(v json.Token) {
	switch v := v.(type) {
	case string:
		c.la = strings.TrimSpace(v)
	case json.Number:
		c.la = v.String()
	}
}
