package ingest

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// typePrefix stands before a table's name in the name of its rows' type.
const typePrefix = "goldset."

// ruleSet is the rules of a description, and the types that they are written in. To
// CEL it is the provider of the types.
type ruleSet struct {
	types.Provider

	description *reference.Description
	tables      []*ruleTable
	expressions []*expression
	children    bool // some rule looks at all rows of a child
}

// ruleTable is a table as expressions see it.
type ruleTable struct {
	*goldset.Table
	kind  *types.Type
	kinds []*types.Type         // by field
	codes []*reference.CodeList // by field; nil where it is no code
	used  []bool                // by field: some rule reads it or points at it
	rules []*expression         // judged for each row
}

func newRuleSet(d *reference.Description) *ruleSet {
	s := &ruleSet{Provider: types.NewEmptyRegistry(), description: d}
	for i := range d.Tables {
		t := &ruleTable{Table: &d.Tables[i].Table}
		t.kind = types.NewObjectType(typePrefix + t.Name)
		t.used = make([]bool, len(t.Fields))
		for _, f := range t.Fields {
			list, _ := d.Codes(f.Codes)
			t.kinds, t.codes = append(t.kinds, celType(f.Type)), append(t.codes, list)
		}
		s.tables = append(s.tables, t)
	}
	return s
}

// use notes which rules are judged for the rows of each table, and what they need.
func (s *ruleSet) use() {
	for _, e := range s.expressions {
		s.children = s.children || e.children || e.Table == ""
		if e.Table != "" {
			s.table(e.Table).rules = append(s.table(e.Table).rules, e)
		}
		for _, fields := range [][]reference.DescribedField{e.reads, e.Fields} {
			for _, f := range fields {
				t := s.table(f.Table)
				t.used[t.Index(f.Field)] = true
			}
		}
	}
}

func (s *ruleSet) table(name string) *ruleTable {
	for _, t := range s.tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

func celType(t goldset.FieldType) *types.Type {
	switch t {
	case goldset.TypeDate:
		return cel.TimestampType
	case goldset.TypeInteger, goldset.TypeYear:
		return cel.IntType
	case goldset.TypeDecimal:
		return cel.DoubleType
	case goldset.TypeBool:
		return cel.BoolType
	default:
		return cel.StringType
	}
}

// FindStructType implements types.Provider.
func (s *ruleSet) FindStructType(name string) (*types.Type, bool) {
	if t := s.table(strings.TrimPrefix(name, typePrefix)); t != nil {
		return types.NewTypeTypeWithParam(t.kind), true
	}
	return nil, false
}

// FindStructFieldNames implements types.Provider.
func (s *ruleSet) FindStructFieldNames(name string) ([]string, bool) {
	t := s.table(strings.TrimPrefix(name, typePrefix))
	if t == nil {
		return nil, false
	}
	names := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		names[i] = f.Name
	}
	return names, true
}

// FindStructFieldType implements types.Provider.
func (s *ruleSet) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	t := s.table(strings.TrimPrefix(name, typePrefix))
	if t == nil || t.Index(field) < 0 {
		return nil, false
	}
	i := t.Index(field)
	return &types.FieldType{
		Type:    t.kinds[i],
		IsSet:   func(target any) bool { return target.(*ruleRow).texts[i] != "" },
		GetFrom: func(target any) (any, error) { return target.(*ruleRow).get(i) },
	}, true
}

// NewValue implements types.Provider: an expression makes no rows.
func (s *ruleSet) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("%s cannot be made", name)
}

// ruleRow is one row as expressions see it. To CEL it is a value.
type ruleRow struct {
	table        *ruleTable
	number, line int
	texts        []string // by field; "" is missing, and fields that no rule uses
	values       []ref.Val
}

// absent is why a value cannot be had: nothing was given, or nothing that can be read.
type absent struct {
	field  string
	unread bool
}

func (a *absent) Error() string { return "no value in " + a.field }

// get is the value of a field. A missing value is an error, which CEL carries until
// something else decides (false && missing is false) or the rule is not run.
func (r *ruleRow) get(i int) (any, error) {
	if v := r.values[i]; v != nil {
		return v, nil
	}
	name := r.table.Fields[i].Name
	if r.texts[i] == "" {
		return nil, &absent{field: name}
	}
	v := r.read(i)
	if v == nil {
		return nil, &absent{field: name, unread: true}
	}
	r.values[i] = v
	return v, nil
}

// read is a field's text as its type says; nil when it is not of it.
func (r *ruleRow) read(i int) ref.Val {
	text := r.texts[i]
	switch r.table.kinds[i] {
	case cel.TimestampType:
		if d, ok := parseISO(text); ok {
			return types.Timestamp{Time: d.time()}
		}
	case cel.IntType:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return types.Int(n)
		}
	case cel.DoubleType:
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return types.Double(n)
		}
	case cel.BoolType:
		if text == "0" || text == "1" {
			return types.Bool(text == "1")
		}
	default:
		if list := r.table.codes[i]; list == nil || list.Has(text) {
			return types.String(text)
		}
	}
	return nil
}

// ConvertToNative implements ref.Val.
func (r *ruleRow) ConvertToNative(to reflect.Type) (any, error) {
	return nil, fmt.Errorf("a row is not a %s", to)
}

// ConvertToType implements ref.Val.
func (r *ruleRow) ConvertToType(ref.Type) ref.Val { return types.NewErr("a row is nothing else") }

// Equal implements ref.Val: a row is equal to itself alone.
func (r *ruleRow) Equal(other ref.Val) ref.Val { return types.Bool(r == other) }

// Type implements ref.Val.
func (r *ruleRow) Type() ref.Type { return r.table.kind }

// Value implements ref.Val.
func (r *ruleRow) Value() any { return r }

// dateFunctions are what dates need beyond CEL: a day written out, the days from one
// to another, and the birthdays between them.
func dateFunctions() []cel.EnvOption {
	between := func(count func(from, to time.Time) int) cel.OverloadOpt {
		return cel.BinaryBinding(func(from, to ref.Val) ref.Val {
			a, ok1 := from.(types.Timestamp)
			b, ok2 := to.(types.Timestamp)
			if !ok1 || !ok2 {
				return types.NewErr("not dates")
			}
			return types.Int(count(a.Time, b.Time))
		})
	}
	two := []*cel.Type{cel.TimestampType, cel.TimestampType}
	return []cel.EnvOption{
		cel.Function("date", cel.Overload("date_string", []*cel.Type{cel.StringType}, cel.TimestampType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			text, _ := v.(types.String)
			d, ok := parseISO(string(text))
			if !ok {
				return types.NewErr("not a date such as 2026-03-31")
			}
			return types.Timestamp{Time: d.time()}
		}))),
		cel.Function("days", cel.Overload("days_date_date", two, cel.IntType, between(daysBetween))),
		cel.Function("years", cel.Overload("years_date_date", two, cel.IntType, between(yearsBetween))),
	}
}

func daysBetween(from, to time.Time) int { return int(dayOf(to) - dayOf(from)) }

// yearsBetween is how old somebody born on one day is on another.
func yearsBetween(from, to time.Time) int {
	years := to.Year() - from.Year()
	if dayOf(to) < dayOf(from).addYears(years) {
		years--
	}
	return years
}
