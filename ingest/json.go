package ingest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// payload is what an authority's system sends to the Department's children's
// social care API: JSON, one object for each child, in "Children" beside
// "la_code", in an array, or one after another. A block may ask to be deleted
// ("purge"): nothing of it is loaded. Batches may come as several files.
type payload struct {
	batches []batch
	layout  *goldset.Layout
	tables  map[string]int // path below a child -> table
	inside  [][]int        // by table, the tables it encloses
	ways    []string       // by table, the path from its parent's row
	known   map[string]bool
	la      string         // the la_code it names
	unknown map[string]int // members outside the layout, by count
}

type batch struct {
	blob blob
	text decoding
}

func newPayload(l *goldset.Layout) *payload {
	p := &payload{
		layout: l, tables: map[string]int{}, inside: make([][]int, len(l.Tables)),
		ways: make([]string, len(l.Tables)), known: map[string]bool{"": true},
	}
	for i := range l.Tables {
		t := &l.Tables[i]
		p.tables[t.From] = i
		p.learn(t.From)
		for _, f := range t.Fields {
			p.learn(strings.TrimPrefix(t.From+"/"+fieldPath(f), "/"))
		}
		if t.Parent == "" {
			continue
		}
		parent := slices.IndexFunc(l.Tables, func(q goldset.Table) bool { return q.Name == t.Parent })
		p.inside[parent] = append(p.inside[parent], i)
		p.ways[i] = strings.TrimPrefix(strings.TrimPrefix(t.From, l.Tables[parent].From), "/")
	}
	return p
}

// learn knows a path and every one above it; each may ask to be purged.
func (p *payload) learn(path string) {
	for path != "" {
		p.known[path] = true
		cut := strings.LastIndexByte(path, '/')
		path = path[:max(cut, 0)]
		p.known[strings.TrimPrefix(path+"/purge", "/")] = true
	}
}

// fieldPath is where a field stands below its row: "" for a row that is a scalar.
func fieldPath(f goldset.Field) string {
	switch f.From {
	case "":
		return f.Name
	case ".":
		return ""
	default:
		return f.From
	}
}

// openPayload recognises a payload: some object of it has members of a child.
func (o *opener) openPayload(files []blob) (*Return, error) {
	name := files[0].name
	layout, err := o.payloadLayout(name)
	if err != nil {
		return nil, err
	}
	p := newPayload(layout)
	for _, b := range files {
		d, err := detect(b)
		if err != nil {
			return nil, err
		}
		p.batches = append(p.batches, batch{b, d})
		if d.tolerance != "" {
			o.tolerances = append(o.tolerances, d.tolerance)
		}
	}
	counts, err := p.count()
	switch {
	case err != nil:
		return nil, err
	case counts[0] == 0:
		return nil, refuse("unknown-return", name, `A payload has an object for each child, with its "la_child_id"`, "the file is JSON, but no return that is known")
	case p.la != "" && o.want.Authority != "" && p.la != o.want.Authority:
		return nil, refuse("wrong-authority", name, `Its "la_code" is `+o.want.Authority, "the return says it is from authority %s and not from %s", named(p.la), o.want.Authority)
	}
	for _, name := range slices.Sorted(maps.Keys(p.unknown)) {
		o.tolerances = append(o.tolerances, fmt.Sprintf("%q is not part of the payload: left out %d times", name, p.unknown[name]))
	}
	return &Return{Layout: layout, Authority: cmp.Or(p.la, o.want.Authority), Tolerances: o.tolerances, src: p}, nil
}

// payloadLayout is the layout for the year asked for; a payload does not say its own.
func (o *opener) payloadLayout(name string) (*goldset.Layout, error) {
	if err := o.expectReturn(name, goldset.SocialCareAPI); err != nil {
		return nil, err
	}
	year := o.want.RuleYear
	if year == 0 {
		year = o.want.Year
	}
	var newest *goldset.Layout
	for _, l := range reference.Layouts() {
		if l.Return == goldset.SocialCareAPI && (year == 0 || l.Year == year) {
			newest = l
		}
	}
	if newest == nil {
		return nil, refuse("unknown-year", name, "Name the year whose layout to use", "there is no layout of the payload for %d", year)
	}
	if year == 0 {
		o.tolerances = append(o.tolerances, fmt.Sprintf("the payload does not say which year it is for: read as %d", newest.Year))
	}
	return newest, nil
}

// rows reads the payload child by child.
func (p *payload) rows(yield func(*record) bool) error {
	w := payloadWalk{payload: p, numbers: make([]int, len(p.layout.Tables)), yield: yield}
	for _, b := range p.batches {
		if err := b.read(func(r *jsonReader) error { w.r = r; return w.values() }); err != nil {
			if errors.Is(err, errStopped) {
				return nil
			}
			return err
		}
	}
	return nil
}

// read opens a batch for f, and says where it is no JSON.
func (b *batch) read(f func(*jsonReader) error) error {
	text, err := b.text.text(b.blob)
	if err != nil {
		return err
	}
	defer text.Close()
	r := newJSONReader(text)
	if err := f(r); err != nil {
		return refuseJSON(b.blob.name, r, err)
	}
	return nil
}

var errStopped = errors.New("stopped")

// payloadWalk is one pass over a payload.
type payloadWalk struct {
	*payload
	r       *jsonReader
	numbers []int // rows so far, by table
	yield   func(*record) bool
	id      string // of the child being walked
	at      int    // line the child begins on
}

// values reads every value of the file: objects, or arrays of them.
func (w *payloadWalk) values() error {
	for {
		t, err := w.r.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.value(t, 0); err != nil {
			return err
		}
	}
}

// value reads an array of values, or an object: a wrapper around children, whose
// members are read one by one, or else a child.
func (w *payloadWalk) value(t json.Token, depth int) error {
	delim, nested := t.(json.Delim)
	switch {
	case !nested:
		return nil // a bare number or word is nobody's
	case depth == maxDepth:
		return errTooDeep
	case delim == '{':
		return w.object(depth)
	}
	for w.r.dec.More() {
		if err := w.next(depth + 1); err != nil {
			return err
		}
	}
	_, err := w.r.dec.Token()
	return err
}

func (w *payloadWalk) next(depth int) error {
	t, err := w.r.dec.Token()
	if err != nil {
		return err
	}
	return w.value(t, depth)
}

func (w *payloadWalk) object(depth int) error {
	w.at = w.r.line()
	child, isChild := &jsonNode{kind: '{'}, false
	for w.r.dec.More() {
		key, err := w.r.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if strings.EqualFold(name, "children") {
			if err := w.next(depth + 1); err != nil {
				return err
			}
			continue
		}
		isChild = isChild || w.known[name]
		t, err := w.r.dec.Token()
		if err != nil {
			return err
		}
		value, err := w.r.node(t, depth+1)
		if err != nil {
			return err
		}
		child.members = append(child.members, jsonMember{name, value})
	}
	if _, err := w.r.dec.Token(); err != nil {
		return err
	}
	w.r.refresh()
	if !isChild {
		return nil
	}
	return w.row(0, child, -1, false)
}
