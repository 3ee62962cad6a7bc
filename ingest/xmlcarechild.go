package ingest

import (
	"fmt"
	"slices"

	"github.com/goldset/goldset"
)

// careChildParser makes the rows of one <CHILD> at a time.
type careChildParser struct {
	m       *careMessage
	yield   func(*record) bool
	numbers []int             // rows of each table so far
	person  map[string]string // the child's id, sex and birth date, as its header has them
	out     record
	values  []string
	loose   []fault // what stood beside the child's elements, told at its first row
	stopped bool
}

// child yields the rows of a child, and reports whether to go on.
func (p *careChildParser) child(child *xmlNode) bool {
	header := p.m.layout.Tables[0].From
	p.person, p.loose = map[string]string{}, nil
	for _, n := range child.kids {
		switch {
		case n.name == header && p.person["CHILD"] == "":
			p.person["CHILD"], p.person["DOB"], p.person["SEX"] = n.first("CHILDID"), n.first("DOB"), n.first("SEX")
		case n.name != header && p.m.group(n.name, n.holds()) < 0:
			p.loose = append(p.loose, p.m.unknownElement(n))
		}
	}
	for _, n := range child.kids {
		if n.name == header {
			p.header(n)
		} else {
			p.group(n)
		}
	}
	return !p.stopped
}

// header yields the rows that a header is or holds. What it holds and has no place
// for is told at its own row, which therefore comes first.
func (p *careChildParser) header(n *xmlNode) {
	var strays []fault
	for _, k := range n.kids {
		if p.m.group(k.name, k.holds()) < 0 && !p.inHeader(k.name) {
			strays = append(strays, p.m.unknownElement(k))
		}
	}
	p.row(0, n, strays)
	for _, i := range p.m.inHead[1:] {
		if slices.ContainsFunc(n.kids, func(k *xmlNode) bool { return k.text != "" && p.m.own[i][k.name] || p.m.says(i, k) }) {
			p.row(i, n, nil)
		}
	}
	for _, k := range n.kids {
		p.group(k)
	}
}

// inHeader reports an element that a table in the header reads, or that says the
// child has a row of one.
func (p *careChildParser) inHeader(name string) bool {
	return slices.ContainsFunc(p.m.inHead, func(i int) bool {
		_, ok := p.m.fields[i][name]
		return ok || name == p.m.layout.Tables[i].Name
	})
}

// group yields the row of an element that makes one. A group with nothing in it
// is how some systems write that there is none.
func (p *careChildParser) group(n *xmlNode) {
	table := p.m.group(n.name, n.holds())
	if table < 0 || n.blank() {
		return
	}
	var strays []fault
	for _, k := range n.kids {
		if _, ok := p.m.fields[table][k.name]; !ok {
			strays = append(strays, p.m.unknownElement(k))
		}
	}
	p.row(table, n, strays)
}

// row yields a row of a table, with the child's id, sex and birth date where the
// table repeats them.
func (p *careChildParser) row(table int, n *xmlNode, strays []fault) {
	if p.stopped {
		return
	}
	t := &p.m.layout.Tables[table]
	if len(p.values) < len(t.Fields) {
		p.values = make([]string, len(t.Fields))
	}
	clear(p.values)
	p.out = record{
		Row:   goldset.Row{Table: t, Number: p.numbers[table], Line: n.line, Parent: -1, LocalID: p.person["CHILD"], Values: p.values[:len(t.Fields)]},
		table: table, strays: slices.Concat(p.loose, strays),
	}
	out := &p.out
	p.loose = nil
	p.numbers[table]++
	if table != 0 {
		for i, f := range t.Fields {
			out.Values[i] = p.person[f.Name]
		}
	}
	for _, k := range n.kids {
		at, ok := p.m.fields[table][k.name]
		switch {
		case !ok || k.text == "":
		case out.Values[at] != "" && (table == 0 || p.person[t.Fields[at].Name] == ""):
			field := t.Fields[at].Name
			out.fault = &fault{rule: "repeated", fields: []string{field}, message: field + " is given more than once in one record", cure: "Give it once"}
		default:
			out.Values[at] = k.text
		}
	}
	if n.between || n.text != "" {
		out.strays = append(out.strays, betweenElements)
	}
	p.stopped = !p.yield(out)
}

// unknownElement is the fault of an element that an SSDA903 message has no place for.
func (m *careMessage) unknownElement(n *xmlNode) fault {
	return fault{
		rule: "unknown", message: fmt.Sprintf("<%s> is not part of the SSDA903 of %d here, and is left out", n.name, m.layout.Year),
		cure: "Leave it out, or put it where the guide of that year has it",
	}
}
