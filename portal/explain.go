package portal

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/report/feedback"
	"github.com/goldset/goldset/store"
)

// explanation is the form that answers one finding, or all open ones of a rule.
type explanation struct {
	submissionView
	Group   store.FindingGroup // all of a rule
	Finding *shownFinding      // or one
	Action  string
	Reason  string
	Note    string
}

func (e explanation) check() (wrong []fieldError) {
	if !knownReason(e.Reason) {
		wrong = append(wrong, fieldError{"reason", "Select a reason"})
	}
	if e.Note == "" {
		wrong = append(wrong, fieldError{"note", "Enter a note that explains why"})
	}
	return append(wrong, tooLong("note", e.Note)...)
}

func knownReason(code string) bool {
	return slices.ContainsFunc(feedback.Reasons(), func(r feedback.Reason) bool { return r.Code == code })
}

func (p *Portal) drawExplanation(v *visit, status int, e explanation, back string, wrong ...fieldError) {
	title := "Explain all open findings of rule " + e.Group.Rule
	if e.Finding != nil {
		title = "Explain this finding"
	}
	p.render(v, status, "explain", page{Title: title, Back: back, Errors: wrong, Data: e})
}

func (p *Portal) explainRulePage(v *visit) error {
	e, err := p.ruleExplanation(v)
	if err != nil {
		return err
	}
	p.drawExplanation(v, http.StatusOK, e, e.RuleLink(e.Group.Rule))
	return nil
}

func (p *Portal) ruleExplanation(v *visit) (explanation, error) {
	list, err := p.readRule(v)
	if err != nil {
		return explanation{}, err
	}
	return explanation{
		submissionView: list.submissionView, Group: list.Group, Action: list.RuleLink(list.Group.Rule) + "/explain",
		Reason: v.field("reason"), Note: v.field("note"),
	}, nil
}

func (p *Portal) explainRule(v *visit) error {
	e, err := p.ruleExplanation(v)
	if err != nil {
		return err
	}
	back := e.RuleLink(e.Group.Rule)
	if wrong := e.check(); len(wrong) > 0 {
		p.drawExplanation(v, http.StatusUnprocessableEntity, e, back, wrong...)
		return nil
	}
	return p.recordExplanation(v, e, store.Answer{Submission: e.ID, Rule: e.Group.Rule}, back)
}

func (p *Portal) explainFindingPage(v *visit) error {
	e, back, err := p.findingExplanation(v)
	if err != nil {
		return err
	}
	e.Reason, e.Note = e.Finding.Reason, e.Finding.Note
	if earlier := e.Finding.Earlier; earlier != nil { // offered, to be confirmed or changed
		e.Reason, e.Note = earlier.Reason, earlier.Note
	}
	p.drawExplanation(v, http.StatusOK, e, back)
	return nil
}

func (p *Portal) findingExplanation(v *visit) (e explanation, back string, err error) {
	view, f, err := p.readFinding(v)
	if err != nil {
		return e, "", err
	}
	if !f.MustBeMet() || len(f.AnswerTo) == 0 {
		return e, "", errNotFound // a notice needs no answer
	}
	shown, err := p.withValues(v, view.ID, []store.Finding{f})
	if err != nil {
		return e, "", err
	}
	return explanation{
		submissionView: view, Finding: &shown[0], Action: fmt.Sprintf("%s/findings/%d/explain", view.Link(), f.ID),
		Reason: v.field("reason"), Note: v.field("note"),
	}, view.RuleLink(f.Rule), nil
}

func (p *Portal) explainFinding(v *visit) error {
	e, back, err := p.findingExplanation(v)
	if err != nil {
		return err
	}
	if wrong := e.check(); len(wrong) > 0 {
		p.drawExplanation(v, http.StatusUnprocessableEntity, e, back, wrong...)
		return nil
	}
	return p.recordExplanation(v, e, store.Answer{Submission: e.ID, Finding: e.Finding.ID}, back)
}

// recordExplanation keeps an answer and goes back to the rule it is about, or to
// the submission once nothing is left open.
func (p *Portal) recordExplanation(v *visit, e explanation, a store.Answer, back string) error {
	cause := e.Group.Cause
	if e.Finding != nil {
		cause = e.Finding.Cause
	}
	if !e.MayAnswer(cause) {
		return errConflict
	}
	a.Reason, a.Note, a.Account, a.At = e.Reason, e.Note, v.who().ID, v.now
	var after store.Submission
	err := p.asSupplier(v, func(tx pgx.Tx) (err error) {
		if _, err = store.Explain(v.r.Context(), tx, a); err != nil {
			return err
		}
		after, err = store.ReadSubmission(v.r.Context(), tx, e.ID)
		return err
	})
	if err != nil {
		return err
	}
	if after.State == store.StateReady {
		back = e.Link()
	}
	return v.see(back + "?done=told")
}
