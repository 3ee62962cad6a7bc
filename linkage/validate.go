package linkage

import (
	"errors"
	"fmt"
	"slices"
)

// Validate parses the model's conditions and parts. The error names the
// comparison and the level, or the blocking rule, and says what would pass.
func (m *Model) Validate() error {
	if err := m.validateHead(); err != nil {
		return fmt.Errorf("model: %w", err)
	}
	names := map[string]bool{}
	for i, c := range m.Comparisons {
		if c.Name == "" || names[c.Name] {
			return fmt.Errorf("model: comparison %d: it needs a name that no other has, not %q", i+1, c.Name)
		}
		names[c.Name] = true
		if err := c.validate(m.Classes); err != nil {
			return fmt.Errorf("model: comparison %s: %w", c.Name, err)
		}
	}
	for i, r := range m.Blocking {
		if err := r.validate(); err != nil {
			return fmt.Errorf("model: blocking rule %d (%s): %w", i+1, r, err)
		}
	}
	for i, r := range m.Training {
		if err := r.validate(); err != nil {
			return fmt.Errorf("model: training rule %d (%s): %w", i+1, r, err)
		}
	}
	if err := m.Certain.validate(); err != nil {
		return fmt.Errorf("model: certain: %w", err)
	}
	for text := range m.TFTables {
		if _, err := ParsePart(text); err != nil {
			return fmt.Errorf("model: tf_tables: %w", err)
		}
	}
	return m.Clusters.validate(m)
}

func (c *CertainRules) validate() error {
	if c == nil {
		return nil
	}
	if !(c.Recall > 0 && c.Recall <= 1) || len(c.Rules) == 0 {
		return fmt.Errorf("it needs rules and recall, the share of matches above 0 that they find, not %g", c.Recall)
	}
	for i, r := range c.Rules {
		if err := r.validate(); err != nil {
			return fmt.Errorf("rule %d (%s): %w", i+1, r, err)
		}
	}
	return nil
}

func (m *Model) validateHead() error {
	switch {
	case m.LinkType != Dedupe && m.LinkType != Link && m.LinkType != LinkAndDedupe:
		return fmt.Errorf("link_type %q is not dedupe, link or link_and_dedupe", m.LinkType)
	case m.Classes != 2 && m.Classes != 3:
		return fmt.Errorf("classes is 2 or 3, not %d", m.Classes)
	case m.Strings != "" && m.Strings != "characters" && m.Strings != "bytes":
		return fmt.Errorf("strings %q is not characters or bytes", m.Strings)
	case m.SourceKind != "" && m.SourceKind != "source" && m.SourceKind != "family":
		return fmt.Errorf("source_kind %q is not empty, source or family", m.SourceKind)
	case m.Prior < 0 || m.Prior >= 1 || m.Household < 0 || m.Prior+m.Household >= 1:
		return errors.New("prior and household_prior are shares of all pairs and leave some unrelated")
	case len(m.Comparisons) == 0:
		return errors.New("it compares nothing: comparisons is empty")
	}
	return nil
}

func (c *Comparison) validate(classes int) error {
	if len(c.Levels) < 2 {
		return fmt.Errorf("it has %d levels; it needs at least one condition and else", len(c.Levels))
	}
	if c.PriorPairs < 0 {
		return fmt.Errorf("prior_pairs is how many pairs the prior counts for, not %g", c.PriorPairs)
	}
	for i, l := range c.Levels {
		if err := l.validate(classes); err != nil {
			return fmt.Errorf("level %d (%s): %w", i+1, l, err)
		}
		if last := i == len(c.Levels)-1; (l.condition.Op == opElse) != last {
			return fmt.Errorf("level %d (%s): else stands last and nowhere else", i+1, l)
		}
	}
	return nil
}

func (l *Level) String() string {
	if l.Name != "" {
		return l.Name
	}
	return l.When
}

func (l *Level) validate(classes int) error {
	c, err := ParseCondition(l.When)
	if err != nil {
		return err
	}
	l.condition = c
	if err = checkOperands(c); err != nil {
		return err
	}
	for name, p := range map[string]*float64{"m": l.M, "u": l.U, "h": l.H, "prior_m": &l.PriorM, "prior_h": &l.PriorH} {
		if p != nil && !(*p >= 0 && *p <= 1) {
			return fmt.Errorf("%s is a probability from 0 to 1, not %g", name, *p)
		}
	}
	if l.H != nil && classes == 2 {
		return errors.New("h belongs to models of 3 classes")
	}
	if l.TF == nil {
		return nil
	}
	if l.TF.Weight < 0 || l.TF.Floor < 0 || l.TF.Floor > 1 {
		return errors.New("tf: weight is not negative and floor is a share from 0 to 1")
	}
	if l.TF.part, err = ParsePart(l.TF.Part); err != nil {
		return fmt.Errorf("tf: part: %w", err)
	}
	return nil
}

// checkOperands refuses a function of two records that reads only one.
func checkOperands(c *Condition) error {
	var err error
	c.walk(func(c *Condition) {
		if _, ok := functions[c.Op]; ok && c.Left.Side == c.Right.Side {
			err = fmt.Errorf("%s reads both its parts from record %c; one is l. and the other r", c, c.Left.Side)
		}
	})
	return err
}

func (r *BlockingRule) validate() error {
	if len(r.On) == 0 {
		return errors.New("it agrees on nothing, so it would pair every record with every other: list parts in on")
	}
	r.parts = nil
	for _, text := range r.On {
		part, err := ParsePart(text)
		if err != nil {
			return fmt.Errorf("part %s: %w", text, err)
		}
		r.parts = append(r.parts, part)
	}
	if r.Also == "" {
		return nil
	}
	c, err := ParseCondition(r.Also)
	if err != nil {
		return fmt.Errorf("also: %w", err)
	}
	r.also = c
	return checkOperands(c)
}

// columns lists the columns that a comparison reads.
func (c *Comparison) columns() []string {
	var seen []string
	for _, l := range c.Levels {
		seen = l.condition.columns(seen)
		if l.TF != nil && !slices.Contains(seen, l.TF.part.Column) {
			seen = append(seen, l.TF.part.Column)
		}
	}
	return seen
}
