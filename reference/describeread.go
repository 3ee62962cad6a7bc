package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/goldset/goldset"
)

// MaxDescription is the most bytes a description may have.
const MaxDescription = 1 << 20

// ReadDescription reads the description of a request, in YAML. Settings that it does
// not know, and settings given twice, are faults. The error is Faults, one for each
// thing wrong. Rules are read here and understood in ingest.
func ReadDescription(text []byte) (*Description, error) {
	if len(text) > MaxDescription {
		return nil, Faults{{Message: "a description has at most 1 MiB"}}
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, Faults{{Message: "this is not YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}}
	}
	if len(document.Content) != 1 {
		return nil, Faults{{Message: "the description is empty"}}
	}
	r := describer{d: &Description{Text: text}}
	r.description(document.Content[0])
	if len(r.faults) == 0 {
		r.check()
	}
	if len(r.faults) > 0 {
		slices.SortStableFunc(r.faults, sortFaults)
		return nil, r.faults
	}
	return r.d, nil
}

// describer reads one description and gathers what is wrong with it.
type describer struct {
	d      *Description
	faults Faults
	years  int // line of the years
}

func (r *describer) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, Fault{Line: line, Message: fmt.Sprintf(format, args...)})
}

// settings are the keys of a mapping and what reads each one's value.
type settings map[string]func(*yaml.Node)

// object reads a mapping strictly. Those named needed must be there.
func (r *describer) object(n *yaml.Node, what string, known settings, needed ...string) {
	if n.Kind != yaml.MappingNode {
		r.fault(n.Line, "%s is written as settings, a name and a colon each", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read := known[key.Value]
		switch {
		case read == nil || key.Kind != yaml.ScalarNode:
			r.fault(key.Line, "%s has no setting %q; it has %s", what, key.Value, strings.Join(names(known), ", "))
		case seen[key.Value]:
			r.fault(key.Line, "%s gives %s twice", what, key.Value)
		default:
			read(value)
		}
		seen[key.Value] = true
		if value.Kind == yaml.ScalarNode && strings.TrimSpace(value.Value) == "" && slices.Contains(needed, key.Value) {
			r.fault(key.Line, "%s lacks %s: it stands there and is empty", what, key.Value)
		}
	}
	for _, name := range needed {
		if !seen[name] {
			r.fault(n.Line, "%s lacks %s", what, name)
		}
	}
}

func names(known settings) []string {
	list := make([]string, 0, len(known))
	for name := range known {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func (r *describer) each(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.fault(n.Line, "this is a list: a line for each, beginning with a dash")
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// text reads a scalar. Aliases are not followed: what stands somewhere is read there.
func (r *describer) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fault(n.Line, "a text stands here")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

func (r *describer) into(s *string) func(*yaml.Node) {
	return func(n *yaml.Node) { *s = r.text(n) }
}

func (r *describer) texts(list *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) { r.each(n, func(n *yaml.Node) { *list = append(*list, r.text(n)) }) }
}

func (r *describer) yes(b *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text := r.text(n)
		*b = text == "true" || text == "yes"
		if !*b && text != "false" && text != "no" {
			r.fault(n.Line, "yes or no stands here")
		}
	}
}

func (r *describer) whole(n *yaml.Node) int {
	number, err := strconv.Atoi(r.text(n))
	if err != nil {
		r.fault(n.Line, "a whole number stands here")
	}
	return number
}

func (r *describer) number(f **float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		number, err := strconv.ParseFloat(r.text(n), 64)
		if err != nil || number-number != 0 { // infinities and what is no number
			r.fault(n.Line, "a number stands here")
			return
		}
		*f = &number
	}
}

func (r *describer) date(t *time.Time) func(*yaml.Node) {
	return func(n *yaml.Node) {
		day, err := time.Parse(time.DateOnly, r.text(n))
		if err != nil {
			r.fault(n.Line, "a date such as 2026-03-31 stands here")
		}
		*t = day
	}
}

func (r *describer) place(f *DescribedField) func(*yaml.Node) {
	return func(n *yaml.Node) {
		table, field, ok := strings.Cut(r.text(n), ".")
		if !ok {
			r.fault(n.Line, "a field is named by its table, as in Referrals.ReferralDate")
		}
		*f = DescribedField{table, field}
	}
}

func (r *describer) description(n *yaml.Node) {
	d := r.d
	r.object(n, "a request", settings{
		"return":       func(n *yaml.Node) { d.Return = goldset.ReturnName(r.text(n)) },
		"version":      func(n *yaml.Node) { d.Version = r.whole(n) },
		"years":        r.yearsOf,
		"title":        r.into(&d.Title),
		"purpose":      r.into(&d.Purpose),
		"gateway":      r.into(&d.Gateway),
		"contact":      r.into(&d.Contact),
		"send":         r.into(&d.Send),
		"hypothetical": r.yes(&d.Hypothetical),
		"suppliers":    r.texts(&d.Suppliers),
		"children":     r.into(&d.Children),
		"period": func(n *yaml.Node) {
			r.object(n, "the period", settings{"from": r.date(&d.From), "to": r.date(&d.To)}, "from", "to")
		},
		"year_field": r.place(&d.YearField),
		"codes":      func(n *yaml.Node) { r.each(n, r.list) },
		"tables":     func(n *yaml.Node) { r.each(n, r.table) },
		"rules":      func(n *yaml.Node) { r.each(n, r.rule) },
	}, "return", "version", "years", "title", "purpose", "gateway", "suppliers", "tables")
}

func (r *describer) yearsOf(n *yaml.Node) {
	r.years = n.Line
	r.each(n, func(n *yaml.Node) { r.d.Years = append(r.d.Years, goldset.CollectionYear(r.whole(n))) })
}

func (r *describer) list(n *yaml.Node) {
	l := &CodeList{index: map[string]int{}}
	r.object(n, "a code list", settings{
		"list":  r.into(&l.List),
		"title": r.into(&l.Title),
		"codes": func(n *yaml.Node) {
			r.each(n, func(n *yaml.Node) {
				var c Code
				r.object(n, "a code", settings{"code": r.into(&c.Code), "name": r.into(&c.Name)}, "code", "name")
				if l.Has(c.Code) {
					r.fault(n.Line, "the list has the code %s twice", c.Code)
				}
				l.index[c.Code] = len(l.Codes)
				l.Codes = append(l.Codes, c)
			})
		},
	}, "list", "title", "codes")
	r.word(n.Line, "a code list", l.List)
	if len(l.Codes) == 0 {
		r.fault(n.Line, "the list has no codes")
	}
	l.List = r.listName(l.List)
	if _, known := r.d.Codes(l.List); known {
		r.fault(n.Line, "there are two code lists of this name")
	}
	r.d.Lists = append(r.d.Lists, l)
}

// listName is a list's name in the service, where every return has lists.
func (r *describer) listName(short string) string { return string(r.d.Return) + "_" + short }

func (r *describer) table(n *yaml.Node) {
	t := DescribedTable{Line: n.Line}
	var child, rows string
	r.object(n, "a table", settings{
		"name":     r.into(&t.Name),
		"title":    r.into(&t.Title),
		"note":     r.into(&t.Note),
		"child":    r.into(&child),
		"rows":     r.into(&rows),
		"key":      r.texts(&t.Key),
		"inside":   r.into(&t.Parent),
		"optional": r.yes(&t.Optional),
		"fields":   func(n *yaml.Node) { r.each(n, func(n *yaml.Node) { r.field(&t, n) }) },
	}, "name", "title", "fields")
	if t.One = rows == "one"; rows != "" && rows != "one" && rows != "many" {
		r.fault(n.Line, "rows is one or many for each child")
	}
	if child != "" {
		i := t.Index(child)
		if i < 0 {
			r.fault(n.Line, "table %s has no field %s to be the child's own id", t.Name, child)
			return
		}
		t.Fields[i].Identifier = goldset.IdentifierLocalID
		if t.One && t.Key == nil {
			t.Key = []string{child}
		}
	}
	r.d.Tables = append(r.d.Tables, t)
}

// classes are the words of a description for what a field may give away.
var classes = map[string]goldset.FieldClass{
	"identity": goldset.ClassIdentity, "quasi": goldset.ClassQuasiIdentifier, "fact": goldset.ClassFact, "drop": goldset.ClassDrop,
}

func (r *describer) field(t *DescribedTable, n *yaml.Node) {
	var f goldset.Field
	var note, class, kind, coarsen, identifier, codes string
	r.object(n, "a field", settings{
		"name": r.into(&f.Name), "title": r.into(&f.Title), "note": r.into(&note), "type": r.into(&kind), "class": r.into(&class),
		"coarsen": r.into(&coarsen), "identifier": r.into(&identifier), "required": r.yes(&f.Required), "codes": r.into(&codes),
		"pattern": r.into(&f.Pattern), "min": r.number(&f.Min), "max": r.number(&f.Max),
	}, "name", "title", "type", "class")
	f.Type, f.Class = goldset.FieldType(kind), classes[class]
	f.Coarsen, f.Identifier = goldset.Coarsen(coarsen), goldset.Identifier(identifier)
	if f.Class == "" && class != "" {
		r.fault(n.Line, "the class of a field is identity, quasi, fact or drop")
	}
	if codes != "" {
		f.Codes = r.listName(codes)
	}
	t.Fields = append(t.Fields, f)
	t.Notes = append(t.Notes, note)
	t.Lines = append(t.Lines, n.Line)
}

func (r *describer) rule(n *yaml.Node) {
	rule := DescribedRule{Line: n.Line}
	var severity string
	var fields []*yaml.Node
	r.object(n, "a rule", settings{
		"code": r.into(&rule.Code), "severity": r.into(&severity), "table": r.into(&rule.Table), "message": r.into(&rule.Message),
		"passes": r.into(&rule.Passes),
		"check": func(n *yaml.Node) {
			rule.Check, rule.Line = r.text(n), n.Line
			if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 { // it begins on the line below
				rule.Line++
			}
		},
		"fields": func(n *yaml.Node) { r.each(n, func(n *yaml.Node) { fields = append(fields, n) }) },
	}, "code", "severity", "check", "message", "passes")
	for _, n := range fields { // once the table is known, whose fields need not name it
		f := DescribedField{rule.Table, r.text(n)}
		if rule.Table == "" || strings.Contains(f.Field, ".") {
			r.place(&f)(n)
		}
		rule.Fields = append(rule.Fields, f)
	}
	rule.Severity = goldset.Severity(severity)
	r.d.Rules = append(r.d.Rules, rule)
}
