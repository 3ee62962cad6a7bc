package ingest

import (
	"bytes"
	"slices"

	"github.com/goldset/goldset"
)

// span is a piece of a child's text: cell i of a row is arena[from:to].
type span struct{ from, to int32 }

// pending is a row of the child being read.
type pending struct {
	table, parent int // parent is the position in childParser.rows, or -1
	number, line  int
	cells         int // where its cells start in childParser.cells
	fault         *fault
	strays        []fault // what stands in it and has no place in the layout
}

// childParser holds one child at a time: its text in one arena, its rows and
// cells as positions, so that a cell costs no allocation and a child costs one.
type childParser struct {
	m       *message
	x       *xmlReader
	names   map[string]int // row elements, to know a misplaced one
	stack   []*element     // open elements below <Child>; nil for one that is not known
	rowOf   []int          // for each, the innermost row
	inChild bool
	depth   int
	arena   []byte
	rows    []pending
	cells   []span
	numbers []int   // rows of each table so far
	loose   []fault // strays outside any row, told at the child's identifiers
	leaf    int     // where the text of the open leaf starts in the arena, or -1
	own     int     // the first row of the child's identifiers, or -1
	held    int     // bytes that the child's rows and strays take beside its text
	out     record
	values  []string
}

func newChildParser(m *message, x *xmlReader) *childParser {
	width := 0
	for i := range m.layout.Tables {
		width = max(width, len(m.layout.Tables[i].Fields))
	}
	return &childParser{
		m: m, x: x, names: m.rowNames(), numbers: make([]int, len(m.layout.Tables)), leaf: -1, own: -1, values: make([]string, width),
	}
}

func (p *childParser) start() error {
	if !p.inChild {
		p.depth++
		switch i, isRow := p.names[string(p.x.name)]; {
		case string(p.x.name) == "Child" && p.depth == 3:
			p.inChild = true
			p.stack, p.rowOf = append(p.stack[:0], p.m.child), append(p.rowOf[:0], -1)
		case isRow: // outside any child
			p.begin(i, -1, stray(string(p.x.name)))
		}
		return nil
	}
	var e *element
	if top := p.stack[len(p.stack)-1]; top != nil {
		e = top.kid(p.x.name)
	}
	row := p.rowOf[len(p.rowOf)-1]
	if i, isRow := p.names[string(p.x.name)]; isRow && (e == nil || e.table != i) {
		p.begin(i, row, stray(string(p.x.name)))
		e = nil
	} else if e == nil && p.stack[len(p.stack)-1] != nil {
		p.stray(row, unknown(string(p.x.name), p.m.layout))
	}
	if e != nil && e.table >= 0 {
		row = p.begin(e.table, row, nil)
	}
	if e != nil && e.field >= 0 {
		p.leaf = len(p.arena)
	}
	p.stack, p.rowOf = append(p.stack, e), append(p.rowOf, row)
	return nil
}

// begin adds an empty row.
func (p *childParser) begin(table, parent int, f *fault) int {
	n := len(p.m.layout.Tables[table].Fields)
	p.rows = append(p.rows, pending{table: table, parent: p.enclosing(table, parent), number: p.numbers[table], line: p.x.line, cells: len(p.cells), fault: f})
	p.numbers[table]++
	if table == p.m.ids && p.own < 0 {
		p.own = len(p.rows) - 1
	}
	p.held += faultSize + n*spanSize
	for range n {
		p.cells = append(p.cells, span{})
	}
	return len(p.rows) - 1
}

// enclosing is the row of the table's parent: the row around it, or, for what
// stands beside the child's identifiers, the child's own row.
func (p *childParser) enclosing(table, around int) int {
	want := p.m.parents[table]
	for at := around; at >= 0; at = p.rows[at].parent {
		if p.rows[at].table == want {
			return at
		}
	}
	if want == p.m.ids {
		return p.own
	}
	return -1
}

// About what a row, or what is told of a stray, and a cell take while they are held.
const (
	faultSize = 128
	spanSize  = 8
)

// stray notes what stands in a row, or in the child where row is -1, and is left out.
func (p *childParser) stray(row int, f fault) {
	p.held += faultSize
	if row < 0 {
		p.loose = append(p.loose, f)
		return
	}
	p.rows[row].strays = append(p.rows[row].strays, f)
}

// gather keeps the text of a leaf. Text between elements belongs to nothing.
func (p *childParser) gather() {
	switch {
	case p.leaf >= 0:
		p.arena = append(p.arena, p.x.text...)
	case p.inChild && p.stack[len(p.stack)-1] != nil && len(bytes.TrimSpace(p.x.text)) > 0:
		p.stray(p.rowOf[len(p.rowOf)-1], betweenElements)
	}
}

// end closes an element, and reports whether it was the child.
func (p *childParser) end() bool {
	if !p.inChild {
		p.depth--
		return len(p.rows) > 0
	}
	last := len(p.stack) - 1
	e, row := p.stack[last], p.rowOf[last]
	p.stack, p.rowOf = p.stack[:last], p.rowOf[:last]
	if e != nil && e.field >= 0 && p.leaf >= 0 {
		p.set(row, e)
	}
	if last > 0 {
		return false
	}
	p.inChild = false
	p.depth--
	return true
}

func (p *childParser) set(row int, e *element) {
	text := p.arena[p.leaf:]
	from := p.leaf + len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
	to := p.leaf + len(bytes.TrimRight(text, " \t\r\n"))
	p.leaf = -1
	if row < 0 || to <= from {
		return
	}
	cell := &p.cells[p.rows[row].cells+e.field]
	if cell.to > cell.from {
		field := p.m.layout.Tables[p.rows[row].table].Fields[e.field].Name
		p.rows[row].fault = &fault{rule: "repeated", fields: []string{field}, message: field + " is given more than once in one record", cure: "Give it once"}
		return
	}
	*cell = span{int32(from), int32(to)}
}

// flush yields the child's rows, table by table, and forgets the child. Yielded
// values are pieces of one string made for this child.
func (p *childParser) flush(yield func(*record) bool) bool {
	text := string(p.arena)
	id := p.localID(text)
	p.attachLoose()
	goOn := true
	for table := 0; goOn && table < len(p.m.layout.Tables); table++ {
		for i := range p.rows {
			if p.rows[i].table != table {
				continue
			}
			if goOn = p.emit(&p.rows[i], text, id, yield); !goOn {
				break
			}
		}
	}
	p.arena, p.rows, p.cells, p.own, p.held = p.arena[:0], p.rows[:0], p.cells[:0], -1, 0
	return goOn
}

// attachLoose gives what stood outside any row to the child's own row, or to its
// first. A child with no row at all is counted among the unknown elements only.
func (p *childParser) attachLoose() {
	if len(p.loose) == 0 || len(p.rows) == 0 {
		p.loose = p.loose[:0]
		return
	}
	at := max(0, slices.IndexFunc(p.rows, func(r pending) bool { return r.table == p.m.ids }))
	p.rows[at].strays = append(p.rows[at].strays, p.loose...)
	p.loose = p.loose[:0]
}

func (p *childParser) localID(text string) string {
	for i := range p.rows {
		if p.rows[i].table == p.m.ids && (p.rows[i].fault == nil || !p.rows[i].fault.refuse) {
			c := p.cells[p.rows[i].cells+p.m.idField]
			return text[c.from:c.to]
		}
	}
	return ""
}

func (p *childParser) emit(row *pending, text, id string, yield func(*record) bool) bool {
	t := &p.m.layout.Tables[row.table]
	values := p.values[:len(t.Fields)]
	for i := range values {
		c := p.cells[row.cells+i]
		values[i] = text[c.from:c.to]
	}
	parent := -1
	if row.parent >= 0 {
		parent = p.rows[row.parent].number
	}
	p.out = record{
		Row:   goldset.Row{Table: t, Number: row.number, Line: row.line, Parent: parent, LocalID: id, Values: values},
		table: row.table, fault: row.fault, strays: row.strays,
	}
	p.out.Refuse = row.fault != nil && row.fault.refuse
	return yield(&p.out)
}
