package portal

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/goldset/goldset/store"
)

// reviewForm is the pair a reviewer holds and what they typed about it.
type reviewForm struct {
	Pair     Pair
	None     bool // nothing waits for review
	Decision string
	Reason   string
}

// decisions are what a reviewer may say of a pair.
var decisions = []struct{ Value, Text string }{
	{"same", "Same child"},
	{"different", "Different children"},
	{"cannot tell", "Cannot tell"},
}

func (p *Portal) reviewPage(v *visit) error {
	form, err := p.lease(v)
	if err != nil {
		return err
	}
	p.drawReview(v, http.StatusOK, form)
	return nil
}

func (p *Portal) lease(v *visit) (reviewForm, error) {
	if p.Reviews == nil {
		return reviewForm{None: true}, nil
	}
	pair, ok, err := p.Reviews.Lease(v.r.Context(), v.who().ID, v.now)
	return reviewForm{Pair: pair, None: !ok}, err
}

func (p *Portal) drawReview(v *visit, status int, form reviewForm, wrong ...fieldError) {
	title := "Are these records about the same child?"
	if form.None {
		title = "No pairs wait for review"
	}
	p.render(v, status, "review", page{Title: title, Errors: wrong, Done: done(v), Data: struct {
		reviewForm
		Choices any
	}{form, decisions}})
}

// review records a decision about the pair that the account holds. The form names
// the pair, so a page left open does not decide about the next one.
func (p *Portal) review(v *visit) error {
	if p.Reviews == nil {
		return errNotFound
	}
	id, err := strconv.ParseInt(v.field("pair"), 10, 64)
	if err != nil {
		return errConflict
	}
	form := reviewForm{Decision: v.field("decision"), Reason: v.field("reason")}
	if wrong := form.check(); len(wrong) > 0 {
		return p.reviewAgain(v, id, form, wrong)
	}
	err = p.Reviews.Decide(v.r.Context(), v.who().ID, id, form.Decision, form.Reason, v.now)
	if errors.Is(err, store.ErrLeaseEnded) {
		return errConflict
	}
	if err != nil {
		return err
	}
	return v.see("/review?done=decided")
}

// reviewAgain shows the pair once more with what is wrong with the form.
func (p *Portal) reviewAgain(v *visit, id int64, typed reviewForm, wrong []fieldError) error {
	form, err := p.lease(v)
	if err != nil {
		return err
	}
	if form.None || form.Pair.ID != id {
		return errConflict
	}
	form.Decision, form.Reason = typed.Decision, typed.Reason
	p.drawReview(v, http.StatusUnprocessableEntity, form, wrong...)
	return nil
}

func (f reviewForm) check() (wrong []fieldError) {
	known := false
	for _, d := range decisions {
		known = known || d.Value == f.Decision
	}
	if !known {
		wrong = append(wrong, fieldError{"decision", "Select whether the records are about the same child"})
	}
	if f.Reason == "" {
		wrong = append(wrong, fieldError{"reason", "Enter what decided it, without names or dates"})
	}
	return append(wrong, tooLong("reason", f.Reason)...)
}
