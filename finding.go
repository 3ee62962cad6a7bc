package goldset

// Severity says what a finding stops.
type Severity string

// The severities, worst first.
const (
	SeverityReject Severity = "reject"     // the file is refused
	SeverityError  Severity = "error"      // must be fixed, explained or dispensed before sign-off
	SeverityQuery  Severity = "query"      // must be confirmed or explained before sign-off
	SeverityNotice Severity = "notice"     // for information, tolerances among them
	SeverityNotRun Severity = "not run"    // a rule that could not judge these rows, and why
	SeverityUnsaid Severity = "not stated" // the publisher of the rule gave no severity
)

// Finding is one thing wrong with a return. It holds where, never what: values
// are read from the vault when a page is shown.
type Finding struct {
	Rule     string   `json:"rule"` // the DfE's rule number where there is one
	Severity Severity `json:"severity"`
	Table    string   `json:"table,omitempty"`
	Row      int      `json:"row"` // Row.Number, or -1 when the finding is about a table or the return
	Line     int      `json:"line,omitempty"`
	Fields   []string `json:"fields,omitempty"`
	Message  string   `json:"message"`         // what is wrong, in the rule's wording where it is published
	Passes   string   `json:"passes"`          // what would pass
	AnswerTo []byte   `json:"-"`               // HMAC(rule, child, values): the answer to this finding carries over
	Child    []byte   `json:"-"`               // HMAC(child): gathers the findings about one child; empty when there is none
	Cause    string   `json:"cause,omitempty"` // for "not run": the reason
	Own      bool     `json:"-"`               // of the cell alone: missing, unreadable, not in its code list
	Under    string   `json:"-"`               // rule of the cell's own finding that this is only a consequence of
}
