package ingest

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// Limits that keep an analyst's expression from holding up a check. The cost is
// CEL's own count of steps; a rule over a row costs some ten.
const (
	maxExpression = 4000    // characters
	maxNesting    = 50      // parentheses within parentheses
	maxCost       = 100_000 // steps for one row or child: some ten milliseconds
)

// What an expression may name beside the tables.
const (
	rowName       = "row"            // the row being judged
	startName     = "period_start"   // first day of the return's period
	referenceName = "reference_date" // its last day
)

// expression is a rule of a described request, ready to run.
type expression struct {
	*reference.DescribedRule
	program  cel.Program
	reads    []reference.DescribedField // what it looks at
	children bool                       // it looks at the child's other rows
}

// CompileRules understands the rules of a description: each is an expression in CEL,
// typed against the tables. The error is reference.Faults with the line of each
// rule that names what is not there, compares what cannot be compared, or is not
// true or false.
func CompileRules(d *reference.Description) error {
	_, err := compileRules(d)
	return err
}

func compileRules(d *reference.Description) (*ruleSet, error) {
	set := newRuleSet(d)
	environment, err := set.environment()
	if err != nil {
		return nil, fmt.Errorf("rules of %s: %w", d.Return, err)
	}
	var faults reference.Faults
	for i := range d.Rules {
		e, wrong := set.compile(environment, &d.Rules[i])
		faults = append(faults, wrong...)
		set.expressions = append(set.expressions, e)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	set.use()
	return set, nil
}

// environment says what expressions may name and call. There is no clock in CEL, and
// no dyn, with which a date could be compared with a text after all.
func (s *ruleSet) environment() (*cel.Env, error) {
	without := &env.LibrarySubset{ExcludeFunctions: []*env.Function{{Name: "dyn"}, {Name: "type"}}}
	options := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(without)),
		cel.CustomTypeProvider(s),
		cel.CrossTypeNumericComparisons(true),
		cel.DefaultUTCTimeZone(true),
		cel.ParserExpressionSizeLimit(maxExpression),
		cel.ParserRecursionLimit(maxNesting),
		cel.Variable(startName, cel.TimestampType),
		cel.Variable(referenceName, cel.TimestampType),
	}
	for _, t := range s.tables {
		options = append(options, cel.Variable(t.Name, cel.ListType(t.kind)))
	}
	return cel.NewCustomEnv(append(options, dateFunctions()...)...)
}

// compile understands one rule.
func (s *ruleSet) compile(environment *cel.Env, rule *reference.DescribedRule) (*expression, reference.Faults) {
	e := &expression{DescribedRule: rule}
	if rule.Table != "" {
		var err error
		if environment, err = environment.Extend(cel.Variable(rowName, s.table(rule.Table).kind)); err != nil {
			return nil, reference.Faults{{Line: rule.Line, Message: "rule " + rule.Code + ": " + err.Error()}}
		}
	}
	checked, issues := environment.Compile(rule.Check)
	if issues.Err() != nil {
		var faults reference.Faults
		for _, issue := range issues.Errors() {
			faults = append(faults, reference.Fault{
				Line: rule.Line + issue.Location.Line() - 1, Message: fmt.Sprintf("rule %s: %s", rule.Code, plainFault(issue.Message)),
			})
		}
		return nil, faults
	}
	fault := func(text string, args ...any) reference.Faults {
		return reference.Faults{{Line: rule.Line, Message: "rule " + rule.Code + ": " + fmt.Sprintf(text, args...)}}
	}
	if checked.OutputType() != cel.BoolType {
		return nil, fault("it gives %s, and not whether a row passes", typeWord(checked.OutputType().String()))
	}
	if wrong := s.look(e, checked.NativeRep()); wrong != "" {
		return nil, fault("%s", wrong)
	}
	program, err := environment.Program(checked, cel.CostLimit(maxCost))
	if err != nil {
		return nil, fault("%v", err)
	}
	e.program = program
	if len(e.Fields) == 0 {
		pointed := *rule
		pointed.Fields = slices.DeleteFunc(slices.Clone(e.reads), func(f reference.DescribedField) bool { return f.Table != rule.Table })
		e.DescribedRule = &pointed
	}
	return e, nil
}

// look finds what an expression reads, and codes that no list has: the rule that
// compares with one can never be broken, or never be kept.
func (s *ruleSet) look(e *expression, tree *celast.AST) (wrong string) {
	visit := func(n celast.Expr) {
		switch n.Kind() {
		case celast.IdentKind:
			if s.table(n.AsIdent()) != nil {
				e.children = true
			}
		case celast.SelectKind:
			if f := s.fieldOf(n, tree); f.Field != "" && !slices.Contains(e.reads, f) {
				e.reads = append(e.reads, f)
			}
		case celast.CallKind:
			if code := s.unlisted(n, tree); code != "" && wrong == "" {
				wrong = code
			}
		default:
		}
	}
	celast.PreOrderVisit(tree.Expr(), celast.NewExprVisitor(visit))
	return wrong
}

// fieldOf is the field of a table that a node selects, if it does.
func (s *ruleSet) fieldOf(n celast.Expr, tree *celast.AST) reference.DescribedField {
	if n.Kind() != celast.SelectKind {
		return reference.DescribedField{}
	}
	kind := tree.GetType(n.AsSelect().Operand().ID())
	if kind == nil || !strings.HasPrefix(kind.TypeName(), typePrefix) {
		return reference.DescribedField{}
	}
	return reference.DescribedField{Table: strings.TrimPrefix(kind.TypeName(), typePrefix), Field: n.AsSelect().FieldName()}
}

// unlisted words a comparison of a code field with a text that is none of its codes.
func (s *ruleSet) unlisted(n celast.Expr, tree *celast.AST) string {
	call := n.AsCall()
	if name := call.FunctionName(); name != operators.Equals && name != operators.NotEquals && name != operators.In || len(call.Args()) != 2 {
		return ""
	}
	for i, arg := range call.Args() {
		f := s.fieldOf(arg, tree)
		t := s.table(f.Table)
		if t == nil {
			continue
		}
		field := t.Fields[t.Index(f.Field)]
		if field.Type != goldset.TypeCode {
			continue
		}
		list, _ := s.description.Codes(field.Codes)
		for _, text := range literals(call.Args()[1-i]) {
			if !list.Has(text) {
				return fmt.Sprintf("%s is none of the codes of %s", text, f)
			}
		}
	}
	return ""
}

// literals are the texts written in a node: one, or those of a list.
func literals(n celast.Expr) []string {
	nodes := []celast.Expr{n}
	if n.Kind() == celast.ListKind {
		nodes = n.AsList().Elements()
	}
	var texts []string
	for _, node := range nodes {
		if node.Kind() == celast.LiteralKind {
			if text, ok := node.AsLiteral().Value().(string); ok {
				texts = append(texts, text)
			}
		}
	}
	return texts
}
