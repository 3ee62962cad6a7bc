package feedback_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/report/feedback"
)

func found(rule string, severity goldset.Severity, row int, own bool, fields ...string) feedback.Finding {
	return feedback.Finding{Finding: goldset.Finding{Rule: rule, Severity: severity, Table: "Referrals", Row: row, Own: own, Fields: fields}}
}

func TestConsequencesOfOneCellStandUnderItsOwnFinding(t *testing.T) {
	const e, q, u = goldset.SeverityError, goldset.SeverityQuery, goldset.SeverityUnsaid
	for _, c := range []struct {
		name string
		in   []feedback.Finding
		kept []string
		also []string // of the first kept
	}{
		{"another rule on the blank cell is folded", []feedback.Finding{found("lead", e, 1, true, "DOB"), found("x", e, 1, false, "DOB")}, []string{"lead"}, []string{"x"}},
		{"it may have been found before", []feedback.Finding{found("x", q, 1, false, "DOB"), found("lead", e, 1, true, "DOB")}, []string{"lead"}, []string{"x"}},
		{"a rule that points at a sound cell too stays", []feedback.Finding{found("lead", e, 1, true, "DOB"), found("x", e, 1, false, "DOB", "DECOM")}, []string{"lead", "x"}, nil},
		{"a rule over two blank cells is told once", []feedback.Finding{found("a", e, 1, true, "DOB"), found("b", e, 1, true, "DECOM"), found("x", e, 1, false, "DOB", "DECOM")}, []string{"a", "b"}, []string{"x"}},
		{"another row is another matter", []feedback.Finding{found("lead", e, 1, true, "DOB"), found("x", e, 2, false, "DOB")}, []string{"lead", "x"}, nil},
		{"an error is not hidden under what needs no answer", []feedback.Finding{found("lead", u, 1, true, "DOB"), found("x", e, 1, false, "DOB")}, []string{"lead", "x"}, nil},
		{"a finding about no field stays", []feedback.Finding{found("lead", e, 1, true, "DOB"), found("x", e, 1, false)}, []string{"lead", "x"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			kept := feedback.Fold(c.in)
			var rules, also []string
			for _, f := range kept {
				rules = append(rules, f.Rule)
			}
			for _, f := range kept[0].Also {
				also = append(also, f.Rule)
			}
			require.Equal(t, c.kept, rules)
			require.Equal(t, c.also, also)
		})
	}
}
