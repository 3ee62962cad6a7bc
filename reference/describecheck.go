package reference

import (
	"regexp"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// Names are written into addresses, sheet names, SQL and expressions, so they are
// plain words. A sheet's name has at most 31 characters.
var (
	returnWord = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	plainWord  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	ruleWord   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)
)

const (
	maxWord = 31
	maxView = 63 // a name of Postgres
)

// taken are names that mean something else where tables and fields are named: in
// expressions, or beside the facts of the warehouse.
var taken = strings.Fields(`as break const continue else false for function if import in let loop namespace null package return true
	var void while row reference_date period_start date days years has all exists exists_one map filter
	submission_id collection_year row_no parent_no subject flagged readme codes lists`)

// types are what a described field may be.
var types = []goldset.FieldType{
	goldset.TypeText, goldset.TypeCode, goldset.TypeDate, goldset.TypeYear, goldset.TypeInteger, goldset.TypeDecimal, goldset.TypeBool,
	goldset.TypeUPN, goldset.TypeNHSNumber, goldset.TypeULN, goldset.TypePostcode,
}

// identifiers are what a described field may be to linkage.
var identifiers = []goldset.Identifier{
	goldset.IdentifierNone, goldset.IdentifierLocalID, goldset.IdentifierForename, goldset.IdentifierMiddleName, goldset.IdentifierSurname,
	goldset.IdentifierFormerSurname, goldset.IdentifierBirthDate, goldset.IdentifierSex, goldset.IdentifierUPN, goldset.IdentifierFormerUPN,
	goldset.IdentifierNHSNumber, goldset.IdentifierULN, goldset.IdentifierPostcode, goldset.IdentifierEthnicity,
}

func (r *describer) word(line int, what, name string) {
	if !plainWord.MatchString(name) || len(name) > maxWord {
		r.fault(line, "the name of %s is a word of at most %d letters, digits and underscores, beginning with a letter", what, maxWord)
	}
	if slices.Contains(taken, strings.ToLower(name)) {
		r.fault(line, "%s cannot be called %s: the word means something else", what, name)
	}
}

// check holds the description against itself.
func (r *describer) check() {
	d := r.d
	if !returnWord.MatchString(string(d.Return)) || len(d.Return) > maxWord {
		r.fault(1, "the return's name is a word of at most %d small letters, digits and underscores", maxWord)
	}
	list := Returns()
	if i := slices.IndexFunc(list, func(o Return) bool { return o.Name == d.Return }); i >= 0 && d.Return != goldset.CAMHS { // which is described itself
		r.fault(1, "the name %s is that of %s, which ships with Goldset: take another", d.Return, list[i].Spoken)
	}
	if d.Version < 1 {
		r.fault(1, "the version is a number from 1, raised with every change")
	}
	for _, kind := range d.Suppliers {
		if !slices.Contains([]string{"authority", "department", "health"}, kind) {
			r.fault(1, "suppliers are of the kinds authority, department or health")
		}
	}
	if d.Children != "" && d.Children != goldset.CINCensus.Family() {
		r.fault(1, "children is %s where the ids are those of the children in need census, and left out else", goldset.CINCensus.Family())
	}
	r.checkYears()
	if len(d.Tables) == 0 {
		r.fault(1, "a request has at least one table")
	}
	views := map[string]bool{}
	for i := range d.Tables {
		t := &d.Tables[i]
		r.checkTable(t, i)
		for _, year := range d.Years {
			view := d.Layout(year).FactTable(&t.Table)
			if len(view) > maxView {
				r.fault(t.Line, "the names of the return and the table are too long together: %s has more than %d letters", view, maxView)
			}
			if views[view] {
				r.fault(t.Line, "two tables have this name")
			}
			views[view] = true
		}
	}
	r.checkAlike()
	r.checkRules()
}

// checkAlike looks that tables differ: which is which is told by the columns.
func (r *describer) checkAlike() {
	seen := map[string]string{}
	for i := range r.d.Tables {
		t := &r.d.Tables[i]
		names := make([]string, len(t.Fields))
		for j, f := range t.Fields {
			names[j] = f.Name
		}
		slices.Sort(names)
		key := strings.Join(names, " ")
		if other := seen[key]; other != "" {
			r.fault(t.Line, "tables %s and %s have the same fields: a file could be either", other, t.Name)
		}
		seen[key] = t.Name
	}
}

func (r *describer) checkYears() {
	d := r.d
	for i, year := range d.Years {
		if year < 2000 || year > 2100 || i > 0 && year <= d.Years[i-1] {
			r.fault(r.years, "years are collection years from 2000 to 2100, each once, the earliest first")
		}
	}
	switch {
	case len(d.Years) == 0:
		r.fault(r.years, "a request is for at least one collection year")
	case !d.From.IsZero() && (len(d.Years) > 1 || !d.From.Before(d.To) || d.YearField != (DescribedField{})):
		r.fault(r.years, "a request with a period of its own is for one year, has no year_field, and its period begins before it ends")
	case d.YearField != (DescribedField{}) && !r.known(d.YearField, goldset.TypeDate):
		r.fault(1, "year_field %s is not a date of the request", d.YearField)
	}
}

// known reports whether there is such a field, of the given type if that is not empty.
func (r *describer) known(f DescribedField, kind goldset.FieldType) bool {
	t := r.d.Table(f.Table)
	return t != nil && t.Index(f.Field) >= 0 && (kind == "" || t.Fields[t.Index(f.Field)].Type == kind)
}

func (r *describer) checkTable(t *DescribedTable, number int) {
	r.word(t.Line, "a table", t.Name)
	if len(t.Fields) == 0 {
		r.fault(t.Line, "table %s has no fields", t.Name)
	}
	if t.Parent != "" {
		r.checkInside(t, number)
	} else if t.IndexOf(goldset.IdentifierLocalID) < 0 {
		r.fault(t.Line, "table %s does not say which field is the child's own id: child: FIELD", t.Name)
	}
	for _, name := range t.Key {
		if t.Index(name) < 0 {
			r.fault(t.Line, "table %s has no field %s to be its key", t.Name, name)
		}
	}
	columns := map[string]bool{}
	for i := range t.Fields {
		f := &t.Fields[i]
		r.checkField(f, t.Lines[i])
		if columns[f.Column()] {
			r.fault(t.Lines[i], "two fields of table %s have this name", t.Name)
		}
		columns[f.Column()] = true
	}
	if t.One && t.Parent != "" {
		r.fault(t.Line, "a table inside another has any number of rows for each child")
	}
}

// checkInside looks that rows of an enclosed table name the row around them.
func (r *describer) checkInside(t *DescribedTable, number int) {
	i := slices.IndexFunc(r.d.Tables[:number], func(p DescribedTable) bool { return p.Name == t.Parent })
	switch {
	case i < 0:
		r.fault(t.Line, "table %s is inside %s, which does not stand before it", t.Name, t.Parent)
	case len(r.d.Tables[i].Key) != 1:
		r.fault(t.Line, "table %s is inside %s, whose key is not one field", t.Name, t.Parent)
	case t.Index(r.d.Tables[i].Key[0]) < 0:
		r.fault(t.Line, "table %s is inside %s and does not have its key, the field %s", t.Name, t.Parent, r.d.Tables[i].Key[0])
	}
}

func (r *describer) checkField(f *goldset.Field, line int) {
	r.word(line, "a field", f.Name)
	if !slices.Contains(types, f.Type) {
		r.fault(line, "the type of a field is one of %s", joined(types))
		return
	}
	if !slices.Contains(identifiers, f.Identifier) {
		r.fault(line, "an identifier is one of %s", joined(identifiers[1:]))
	}
	if f.Identifier == goldset.IdentifierLocalID && f.Class != goldset.ClassIdentity {
		r.fault(line, "the child's own id is of class identity")
	}
	if f.Coarsen != goldset.CoarsenNone && f.Coarsen != goldset.CoarsenMonth && f.Coarsen != goldset.CoarsenArea {
		r.fault(line, "a field is coarsened to month or area")
	}
	if err := f.Validate(); err != nil {
		r.fault(line, "field %s: %v", f.Name, err)
	}
	r.checkBounds(f, line)
	r.checkFact(f, line)
}

// mayBeFact are the identifiers that a fact may be: those that many children share.
var mayBeFact = []goldset.Identifier{goldset.IdentifierNone, goldset.IdentifierSex, goldset.IdentifierEthnicity}

// checkFact looks that nothing is kept as a fact that could tell who a child is.
func (r *describer) checkFact(f *goldset.Field, line int) {
	if f.Class != goldset.ClassFact {
		return
	}
	switch f.Type {
	case goldset.TypeText:
		if f.Pattern == "" {
			r.fault(line, "field %s: a text that is kept as a fact has a pattern; free text may name a child and is of class drop", f.Name)
		}
	case goldset.TypeUPN, goldset.TypeNHSNumber, goldset.TypeULN, goldset.TypePostcode:
		r.fault(line, "field %s: a %s is no fact: it tells who or where a child is", f.Name, f.Type)
	default:
		if !slices.Contains(mayBeFact, f.Identifier) {
			r.fault(line, "field %s: a %s is no fact: it helps to tell who a child is", f.Name, f.Identifier)
		}
	}
}

func (r *describer) checkBounds(f *goldset.Field, line int) {
	numeric := f.Type == goldset.TypeInteger || f.Type == goldset.TypeDecimal || f.Type == goldset.TypeYear
	if !numeric && (f.Min != nil || f.Max != nil) {
		r.fault(line, "only a number has min and max")
	}
	if f.Min != nil && f.Max != nil && *f.Min > *f.Max {
		r.fault(line, "min is more than max")
	}
	if f.Codes != "" && f.Type != goldset.TypeCode {
		r.fault(line, "only a field of type code has codes")
	} else if _, ok := r.d.Codes(f.Codes); f.Codes != "" && !ok {
		r.fault(line, "there is no code list %s", strings.TrimPrefix(f.Codes, string(r.d.Return)+"_"))
	}
	if f.Pattern == "" {
		return
	}
	if f.Type != goldset.TypeText {
		r.fault(line, "only a text has a pattern")
	}
	if _, err := regexp.Compile("^(?:" + f.Pattern + ")$"); err != nil {
		r.fault(line, "the pattern is not a regular expression")
	}
}

func joined[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = string(item)
	}
	return strings.Join(texts, ", ")
}

// ownChecks are the codes of what every field is checked for.
var ownChecks = strings.Fields("missing unreadable unlisted range pattern check-digit duplicate no-child no-parent row-width missing-table month-first no-rows")

func (r *describer) checkRules() {
	seen := map[string]bool{}
	for _, rule := range r.d.Rules {
		if !ruleWord.MatchString(rule.Code) || len(rule.Code) > maxWord || slices.Contains(ownChecks, rule.Code) {
			r.fault(rule.Line, "a rule's code is a word of at most %d letters, digits and dashes, and not one of %s", maxWord, strings.Join(ownChecks, ", "))
		}
		if seen[rule.Code] {
			r.fault(rule.Line, "two rules have the code %s", rule.Code)
		}
		seen[rule.Code] = true
		if !slices.Contains([]goldset.Severity{goldset.SeverityError, goldset.SeverityQuery, goldset.SeverityNotice}, rule.Severity) {
			r.fault(rule.Line, "rule %s: the severity is error, query or notice", rule.Code)
		}
		if rule.Table != "" && r.d.Table(rule.Table) == nil {
			r.fault(rule.Line, "rule %s: there is no table %s", rule.Code, rule.Table)
		}
		for _, f := range rule.Fields {
			switch {
			case !r.known(f, ""):
				r.fault(rule.Line, "rule %s: there is no field %s", rule.Code, f)
			case rule.Table != "" && f.Table != rule.Table:
				r.fault(rule.Line, "rule %s is about rows of %s: its fields are of that table", rule.Code, rule.Table)
			}
		}
		if rule.Table == "" && len(rule.Fields) == 0 {
			r.fault(rule.Line, "rule %s is about a child as a whole: name the fields it points at", rule.Code)
		}
	}
}
