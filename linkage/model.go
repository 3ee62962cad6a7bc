package linkage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// MatchWeight is evidence for a match on a log2 scale: each unit doubles the odds.
type MatchWeight float64

// Probability converts w. The two branches keep Exp2 from overflowing.
func (w MatchWeight) Probability() float64 {
	if w >= 0 {
		return 1 / (1 + math.Exp2(-float64(w)))
	}
	odds := math.Exp2(float64(w))
	return odds / (1 + odds)
}

// WeightOf is the match weight of a probability strictly between 0 and 1.
func WeightOf(probability float64) MatchWeight {
	return MatchWeight(math.Log2(probability / (1 - probability)))
}

// LinkType says which records may be compared.
type LinkType string

// The link types.
const (
	Dedupe        LinkType = "dedupe"          // all records, one source
	Link          LinkType = "link"            // only records of different sources
	LinkAndDedupe LinkType = "link_and_dedupe" // all records, several sources
)

// Class is what a pair of records is.
type Class int

// The classes. A model of two has no Household.
const (
	Match Class = iota
	Household
	Unrelated
	classes
)

// Model says how records are compared, which pairs are worth it and, once
// trained, what each agreement is worth.
type Model struct {
	Name         string            `json:"name,omitempty"`
	Description  string            `json:"description,omitempty"`
	LinkType     LinkType          `json:"link_type"`
	Classes      int               `json:"classes"`           // 2: match, unrelated; 3: match, same household, unrelated
	Strings      string            `json:"strings,omitempty"` // "characters" (default), or "bytes" as DuckDB compares
	IDColumn     string            `json:"id_column,omitempty"`
	SourceColumn string            `json:"source_column,omitempty"` // "" takes a file's base name for its source
	SourceKind   string            `json:"source_kind,omitempty"`   // "" pools all; "source"; "family": a source's name after its last slash
	Sets         map[string]string `json:"sets,omitempty"`          // columns that hold sets, and what separates their members
	Optional     []string          `json:"optional,omitempty"`      // columns that a file may lack; its records have no value then
	Prior        float64           `json:"prior,omitempty"`         // share of all pairs that match (lambda); 0 until trained
	Household    float64           `json:"household_prior,omitempty"`
	Strata       []Stratum         `json:"strata,omitempty"` // priors by kinds of source, from training
	Comparisons  []*Comparison     `json:"comparisons"`
	Blocking     []*BlockingRule   `json:"blocking"`
	Training     []*BlockingRule   `json:"training,omitempty"`  // the sessions of EM; absent: the blocking rules
	Certain      *CertainRules     `json:"certain,omitempty"`   // gives lambda instead of the fit
	TFTables     map[string]string `json:"tf_tables,omitempty"` // by part: file with its term frequencies, beside the model
	Clusters     ClusterPolicy     `json:"clusters,omitzero"`
}

// CertainRules say how many matches there are: the pairs that agree on all the parts
// of any rule, over the share of matches that do so.
type CertainRules struct {
	Rules  []*BlockingRule `json:"rules"`
	Recall float64         `json:"recall"`
}

// Stratum is the pairs between two kinds of source and the share of each class
// among them.
type Stratum struct {
	Kinds     [2]string `json:"kinds"`  // ascending
	Within    bool      `json:"within"` // both records come from one source
	Pairs     int64     `json:"pairs"`  // all pairs, compared or not
	Prior     float64   `json:"prior"`
	Household float64   `json:"household_prior,omitempty"`
}

// Comparison compares one property of two records.
type Comparison struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Shared      bool     `json:"shared,omitempty"`      // members of one household tend to share it
	PriorPairs  float64  `json:"prior_pairs,omitempty"` // how many pairs the levels' prior_m and prior_h count for; 0 is 4
	Levels      []*Level `json:"levels"`                // best first; the first whose condition holds counts
}

// Level is one degree of agreement.
type Level struct {
	Name   string         `json:"name,omitempty"`
	When   string         `json:"when"`           // a condition, see ParseCondition
	Null   bool           `json:"null,omitempty"` // says nothing either way
	M      *float64       `json:"m,omitempty"`    // probability among matches
	U      *float64       `json:"u,omitempty"`    // among unrelated pairs
	H      *float64       `json:"h,omitempty"`    // among pairs of one household; 3 classes only
	PriorM float64        `json:"prior_m,omitempty"`
	PriorH float64        `json:"prior_h,omitempty"`
	FixM   bool           `json:"fix_m,omitempty"` // training leaves M as it is
	FixU   bool           `json:"fix_u,omitempty"`
	TF     *TermFrequency `json:"tf,omitempty"`

	condition *Condition
}

// TermFrequency makes agreement on a rare value count for more.
type TermFrequency struct {
	Part   string  `json:"part"`            // whose values are counted
	Weight float64 `json:"weight"`          // 1 applies it in full
	Floor  float64 `json:"floor,omitempty"` // frequencies below count as this much
	OwnU   bool    `json:"own_u,omitempty"` // compare with this level's u instead of the exact level's

	part Part
}

// BlockingRule pairs the records that agree on all its parts.
type BlockingRule struct {
	Name string   `json:"name,omitempty"`
	On   []string `json:"on"`             // parts, see ParsePart; a set explodes: any member in common agrees
	Also string   `json:"also,omitempty"` // a further condition on the pairs found, see ParseCondition
	SQL  string   `json:"-"`              // as imported
	Max  int64    `json:"max,omitempty"`  // most pairs the rule may give; 0 leaves it to Options.MaxPairs

	parts []Part
	also  *Condition
}

// String names the rule, by its parts when it has no name.
func (r *BlockingRule) String() string {
	if r.Name != "" {
		return r.Name
	}
	var b bytes.Buffer
	for i, part := range r.On {
		if i > 0 {
			b.WriteString(" + ")
		}
		b.WriteString(part)
	}
	return b.String()
}

// ReadModel reads a model's JSON and validates it.
func ReadModel(r io.Reader) (*Model, error) {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	m := &Model{}
	if err := decoder.Decode(m); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return m, m.Validate()
}

// Write writes the model as indented JSON that ReadModel reads back to the bit.
func (m *Model) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(m)
}

// Clone is a deep copy, so that training leaves the original as it was.
func (m *Model) Clone() *Model {
	text, err := json.Marshal(m)
	if err != nil {
		panic("a model is plain data: " + err.Error())
	}
	c := &Model{}
	if err := json.Unmarshal(text, c); err != nil {
		panic("a model's JSON reads back: " + err.Error())
	}
	if err := c.Validate(); err != nil {
		panic("a validated model stays valid: " + err.Error())
	}
	return c
}

// Trained reports whether every level carries what scoring needs.
func (m *Model) Trained() bool {
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			if !l.Null && (l.M == nil || l.U == nil || m.Classes == 3 && l.H == nil) {
				return false
			}
		}
	}
	return m.Prior > 0
}

// Retrain forgets what training found, so that the next run fits the model anew
// with two or three classes.
func (m *Model) Retrain(classes int) {
	m.Classes, m.Prior, m.Household, m.Strata = classes, 0, 0, nil
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			l.M, l.U, l.H = nil, nil, nil
		}
	}
}
