package portal

import (
	"net/http"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

// dispensation is what the office is asked to let stand: a rule's open errors in one
// submission.
type dispensation struct {
	store.Dispensable
	Reason string // as typed
}

func (p *Portal) dispensations(v *visit) error {
	open, err := store.Dispensables(v.r.Context(), p.Office)
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "dispensations", page{Title: "Dispensations", Wide: true, Done: done(v), Data: open})
	return nil
}

// readDispensation finds the open errors that the address names.
func (p *Portal) readDispensation(v *visit) (dispensation, error) {
	id, err := v.number("submission")
	if err != nil {
		return dispensation{}, err
	}
	open, err := store.Dispensables(v.r.Context(), p.Office)
	if err != nil {
		return dispensation{}, err
	}
	for _, d := range open {
		if d.Submission == id && d.Rule == v.r.PathValue("rule") {
			return dispensation{Dispensable: d, Reason: v.field("reason")}, nil
		}
	}
	return dispensation{}, errNotFound
}

func (p *Portal) dispensePage(v *visit) error {
	d, err := p.readDispensation(v)
	if err != nil {
		return err
	}
	p.drawDispense(v, http.StatusOK, d)
	return nil
}

func (p *Portal) drawDispense(v *visit, status int, d dispensation, wrong ...fieldError) {
	p.render(v, status, "dispense", page{Title: "Let these errors stand", Back: "/dispensations", Errors: wrong, Data: d})
}

// dispense grants a dispensation and tells the supplier.
func (p *Portal) dispense(v *visit) error {
	d, err := p.readDispensation(v)
	if err != nil {
		return err
	}
	wrong := tooLong("reason", d.Reason)
	if d.Reason == "" {
		wrong = append(wrong, fieldError{"reason", "Enter why these errors may stand"})
	}
	if len(wrong) > 0 {
		p.drawDispense(v, http.StatusUnprocessableEntity, d, wrong...)
		return nil
	}
	ctx := v.r.Context()
	err = pgx.BeginFunc(ctx, p.Office, func(tx pgx.Tx) error {
		n, err := store.Dispense(ctx, tx, d.Submission, d.Rule, d.Reason, v.who().ID, v.now)
		if err != nil {
			return err
		}
		title := returnTitle(d.Return, d.Year, d.Term)
		return store.TellSupplier(ctx, tx, d.Supplier, "Dispensation: "+title,
			"The Commissioner’s office lets "+plural(n, "error", "errors")+" under rule "+d.Rule+" stand in "+title+". Sign in to see why.\n")
	})
	if err != nil {
		return err
	}
	return v.see("/dispensations?done=dispensed")
}
