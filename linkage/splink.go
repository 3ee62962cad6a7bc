package linkage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// splinkSettings is Splink's settings file, versions 3 to 5. Keys that change no
// score are listed so that any other can be refused by name.
type splinkSettings struct {
	LinkType     string             `json:"link_type"`
	Prior        *float64           `json:"probability_two_random_records_match,omitempty"`
	UniqueID     string             `json:"unique_id_column_name,omitempty"`
	Source       string             `json:"source_dataset_column_name,omitempty"`
	Dialect      string             `json:"sql_dialect,omitempty"`
	Blocking     []splinkRule       `json:"blocking_rules_to_generate_predictions,omitempty"`
	Comparisons  []splinkComparison `json:"comparisons"`
	LinkerUID    any                `json:"linker_uid,omitempty"`
	Convergence  any                `json:"em_convergence,omitempty"`
	Iterations   any                `json:"max_iterations,omitempty"`
	Retain       any                `json:"retain_matching_columns,omitempty"`
	RetainSteps  any                `json:"retain_intermediate_calculation_columns,omitempty"`
	Additional   any                `json:"additional_columns_to_retain,omitempty"`
	PrefixBF     any                `json:"bayes_factor_column_prefix,omitempty"`
	PrefixMW     any                `json:"match_weight_column_prefix,omitempty"`
	PrefixTF     any                `json:"term_frequency_adjustment_column_prefix,omitempty"`
	PrefixGamma  any                `json:"comparison_vector_value_column_prefix,omitempty"`
	ColumnPrefix any                `json:"linker_name,omitempty"`
}

type splinkComparison struct {
	Name        string        `json:"output_column_name,omitempty"`
	Description string        `json:"comparison_description,omitempty"`
	Levels      []splinkLevel `json:"comparison_levels"`
}

type splinkLevel struct {
	SQL      string   `json:"sql_condition"`
	Label    string   `json:"label_for_charts,omitempty"`
	Null     bool     `json:"is_null_level,omitempty"`
	M        *float64 `json:"m_probability,omitempty"`
	U        *float64 `json:"u_probability,omitempty"`
	FixM     bool     `json:"fix_m_probability,omitempty"`
	FixU     bool     `json:"fix_u_probability,omitempty"`
	TFColumn string   `json:"tf_adjustment_column,omitempty"`
	TFWeight *float64 `json:"tf_adjustment_weight,omitempty"`
	TFFloor  *float64 `json:"tf_minimum_u_value,omitempty"`
	TFOwnU   bool     `json:"disable_tf_exact_match_detection,omitempty"`
}

// splinkRule is a blocking rule: bare SQL, or an object around it.
type splinkRule struct {
	SQL      string   `json:"blocking_rule"`
	Dialect  string   `json:"sql_dialect,omitempty"`
	Salting  any      `json:"salting_partitions,omitempty"`
	Exploded []string `json:"arrays_to_explode,omitempty"`
}

// UnmarshalJSON reads either form.
func (r *splinkRule) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, &r.SQL) == nil {
		return nil
	}
	type object splinkRule
	return json.Unmarshal(text, (*object)(r))
}

var splinkLinkTypes = map[string]LinkType{"dedupe_only": Dedupe, "link_only": Link, "link_and_dedupe": LinkAndDedupe}

// ReadSplink reads Splink's settings, trained or bare, into a model of two classes
// that scores as Splink on DuckDB does. Its SQL is read in a closed grammar; what
// lies outside it is refused with the level named. Splink keeps term frequencies
// out of the file, so they are counted from the data.
func ReadSplink(r io.Reader) (*Model, error) {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	var s splinkSettings
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("splink settings: %w", err)
	}
	linkType, ok := splinkLinkTypes[s.LinkType]
	if !ok {
		return nil, fmt.Errorf("splink settings: link_type %q is not dedupe_only, link_only or link_and_dedupe", s.LinkType)
	}
	m := &Model{LinkType: linkType, Classes: 2, Strings: "bytes", IDColumn: s.UniqueID, Description: "imported from Splink"}
	if linkType != Dedupe {
		m.SourceColumn = s.Source
	}
	if s.Prior != nil {
		m.Prior = *s.Prior
	}
	for i, c := range s.Comparisons {
		imported, err := c.read(i)
		if err != nil {
			return nil, fmt.Errorf("splink settings: %w", err)
		}
		m.Comparisons = append(m.Comparisons, imported)
	}
	for i, rule := range s.Blocking {
		imported, err := rule.read(m)
		if err != nil {
			return nil, fmt.Errorf("splink settings: blocking rule %d (%s): %w", i+1, rule.SQL, err)
		}
		m.Blocking = append(m.Blocking, imported)
	}
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m.findSets()
	return m, nil
}

// findSets declares the columns that functions of arrays read to hold sets.
func (m *Model) findSets() {
	note := func(c *Condition) {
		if c.Op == "shared" || c.Op == "shares" || c.Op == "subset" || strings.HasPrefix(c.Op, "best_") {
			for _, o := range c.operands() {
				m.addSet(o.Part.Column)
			}
		}
	}
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			l.condition.walk(note)
		}
	}
	for _, r := range m.Blocking {
		if r.also != nil {
			r.also.walk(note)
		}
	}
}

func (m *Model) addSet(column string) {
	if m.Sets == nil {
		m.Sets = map[string]string{}
	}
	m.Sets[column] = setSeparator
}

func (c *splinkComparison) read(place int) (*Comparison, error) {
	out := &Comparison{Name: c.Name, Description: c.Description}
	if out.Name == "" {
		out.Name = fmt.Sprintf("comparison_%d", place+1)
	}
	for i, l := range c.Levels {
		level, err := l.read()
		if err != nil {
			return nil, fmt.Errorf("comparison %s: level %d (%s): %w", out.Name, i+1, l.SQL, err)
		}
		out.Levels = append(out.Levels, level)
	}
	return out, nil
}

func (l *splinkLevel) read() (*Level, error) {
	c, err := parseSQL(l.SQL)
	if err != nil {
		return nil, err
	}
	out := &Level{Name: l.Label, When: c.String(), Null: l.Null, M: l.M, U: l.U, FixM: l.FixM, FixU: l.FixU}
	if l.Null {
		out.M, out.U = nil, nil
	}
	if l.TFColumn != "" {
		out.TF = &TermFrequency{Part: quoteName(l.TFColumn), Weight: 1, OwnU: l.TFOwnU}
		if l.TFWeight != nil {
			out.TF.Weight = *l.TFWeight
		}
		if l.TFFloor != nil {
			out.TF.Floor = *l.TFFloor
		}
	}
	return out, nil
}

// read splits a rule into the equalities that make blocks and what else it asks.
func (r *splinkRule) read(m *Model) (*BlockingRule, error) {
	c, err := parseSQL(r.SQL)
	if err != nil {
		return nil, err
	}
	out := &BlockingRule{}
	conjuncts := []*Condition{c}
	if c.Op == opAnd {
		conjuncts = flatten(c)
	}
	var rest []*Condition
	for _, c := range conjuncts {
		if c.Op == "exact" && c.symmetric() && c.Left.Side != c.Right.Side {
			out.On = append(out.On, c.Left.Part.String())
		} else {
			rest = append(rest, c)
		}
	}
	if len(out.On) == 0 {
		return nil, errors.New("it has no equality of the same column in both records, so it would compare every pair; write one rule for each side of an OR")
	}
	if len(rest) == 1 {
		out.Also = rest[0].String()
	} else if len(rest) > 1 {
		out.Also = (&Condition{Op: opAnd, Args: rest}).String()
	}
	for _, column := range r.Exploded {
		m.addSet(column)
	}
	return out, nil
}

// flatten lists the conjuncts of a nested and.
func flatten(c *Condition) []*Condition {
	if c.Op != opAnd {
		return []*Condition{c}
	}
	var out []*Condition
	for _, a := range c.Args {
		out = append(out, flatten(a)...)
	}
	return out
}

// WriteSplink writes a model of two classes as Splink 4 settings for DuckDB. The
// error names the level or rule that SQL cannot say.
func (m *Model) WriteSplink(w io.Writer) error {
	if m.Classes != 2 {
		return fmt.Errorf("splink settings: a model of %d classes has no counterpart in Splink; train it with two", m.Classes)
	}
	s := splinkSettings{UniqueID: m.IDColumn, Source: m.SourceColumn, Dialect: "duckdb"}
	for name, t := range splinkLinkTypes {
		if t == m.LinkType {
			s.LinkType = name
		}
	}
	if m.Prior > 0 {
		s.Prior = &m.Prior
	}
	for _, c := range m.Comparisons {
		exported, err := c.splink()
		if err != nil {
			return fmt.Errorf("splink settings: comparison %s: %w", c.Name, err)
		}
		s.Comparisons = append(s.Comparisons, exported)
	}
	for _, r := range m.Blocking {
		exported, err := r.splink(m)
		if err != nil {
			return fmt.Errorf("splink settings: blocking rule %s: %w", r, err)
		}
		s.Blocking = append(s.Blocking, exported)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "    ")
	return encoder.Encode(s)
}

func (c *Comparison) splink() (splinkComparison, error) {
	out := splinkComparison{Name: c.Name, Description: c.Description}
	for i, l := range c.Levels {
		sql, err := l.condition.sql()
		if err != nil {
			return out, fmt.Errorf("level %d (%s): %w", i+1, l, err)
		}
		level := splinkLevel{SQL: sql, Label: l.String(), Null: l.Null, M: l.M, U: l.U, FixM: l.FixM, FixU: l.FixU}
		if l.TF != nil {
			if len(l.TF.part.Steps) > 0 {
				return out, fmt.Errorf("level %d (%s): Splink counts term frequencies of whole columns, not of %s", i+1, l, l.TF.Part)
			}
			level.TFColumn, level.TFWeight, level.TFOwnU = l.TF.part.Column, &l.TF.Weight, l.TF.OwnU
			if l.TF.Floor > 0 {
				level.TFFloor = &l.TF.Floor
			}
		}
		out.Levels = append(out.Levels, level)
	}
	return out, nil
}

func (r *BlockingRule) splink(m *Model) (splinkRule, error) {
	out := splinkRule{Dialect: "duckdb"}
	all := &Condition{Op: opAnd}
	for _, part := range r.parts {
		all.Args = append(all.Args, &Condition{Op: "exact", Left: Operand{left, part}, Right: Operand{right, part}})
		if _, set := m.Sets[part.Column]; set && !slices.Contains(out.Exploded, part.Column) {
			out.Exploded = append(out.Exploded, part.Column)
		}
	}
	if r.also != nil {
		all.Args = append(all.Args, r.also)
	}
	sql, err := all.render(func(o Operand) (string, error) {
		return o.Part.sql(fmt.Sprintf("%c.%s", o.Side, sqlName(o.Part.Column)))
	})
	out.SQL = sql
	return out, err
}

// sqlBound is the bound as Splink writes it.
func (c *Condition) sqlBound() float64 {
	days := map[string]float64{"days": 1, "months": daysPerYear / 12, "years": daysPerYear}[c.Op]
	if days > 0 {
		return math.Round(c.Bound*days*secondsPerDay*1e6) / 1e6
	}
	return c.Bound
}
