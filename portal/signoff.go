package portal

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/store"
)

// checkReturn is the last page before a return is handed over: its counts.
func (p *Portal) checkReturn(v *visit) error {
	view, err := p.readCounted(v)
	if err != nil {
		return err
	}
	if !view.Checked() || view.State == store.StateRefused {
		return v.see(view.Link())
	}
	var signatories []store.Account
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		signatories, err = p.signatories(v, tx)
		return err
	})
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "check", page{
		Title: "Check your return before sending it to your signatory", Back: view.Link(),
		Data: struct {
			submissionView
			Signatories []store.Account
		}{view, signatories},
	})
	return nil
}

func (p *Portal) signatories(v *visit, tx pgx.Tx) (all []store.Account, err error) {
	people, err := store.SupplierAccounts(v.r.Context(), tx, v.who().Supplier)
	for _, a := range people {
		if a.Role == store.RoleSignatory {
			all = append(all, a)
		}
	}
	return all, err
}

// send hands the return to the supplier's signatories and tells them.
func (p *Portal) send(v *visit) error {
	view, err := p.readSubmission(v)
	if err != nil {
		return err
	}
	err = p.asSupplier(v, func(tx pgx.Tx) error {
		ctx := v.r.Context()
		if failed := store.SendForSignOff(ctx, tx, view.ID, v.who().ID, v.now); failed != nil {
			return failed
		}
		title := requestTitle(view.For.Request)
		return store.TellSupplier(ctx, tx, view.Supplier, "For your sign-off: "+title,
			title+" has been checked and waits for your sign-off.\n\nSign in to see its counts, and sign it off or send it back.\n",
			store.RoleSignatory)
	})
	if err != nil {
		return refusedToSign(err)
	}
	return v.see(view.Link() + "?done=sent")
}

// refusedToSign tells why a return was not sent or signed.
func refusedToSign(err error) error {
	for _, why := range []struct {
		err  error
		text string
	}{
		{store.ErrNotReady, "The return still has errors to fix or queries to explain."},
		{store.ErrNotSent, "The return has not been sent for sign-off. Whoever prepared it sends it from the page ‘Check your return’."},
		{store.ErrSamePerson, "You uploaded this return. A second person of your organisation signs it off."},
		{store.ErrNotSignatory, "Only a signatory of the organisation that sent the return signs it off."},
		{store.ErrSuperseded, "A later file has taken this one’s place. Open the request to see it."},
	} {
		if errors.Is(err, why.err) {
			return problemOf(http.StatusConflict, "not-signed", "This return cannot be signed off now", why.text)
		}
	}
	return err
}

func (p *Portal) signOffPage(v *visit) error {
	view, err := p.readCounted(v)
	if err != nil {
		return err
	}
	if view.State.Submitted() {
		return v.see(view.Link() + "/receipt")
	}
	p.drawSignOff(v, http.StatusOK, view)
	return nil
}

func (p *Portal) drawSignOff(v *visit, status int, view submissionView, wrong ...fieldError) {
	p.render(v, status, "signoff", page{Title: "Sign off this return", Back: view.Link(), Errors: wrong, Data: view})
}

func (p *Portal) signOff(v *visit) error {
	view, err := p.readCounted(v)
	if err != nil {
		return err
	}
	if v.field("declaration") != "yes" && !view.State.Submitted() {
		p.drawSignOff(v, http.StatusUnprocessableEntity, view,
			fieldError{"declaration", "Confirm that the return is complete and correct to the best of your knowledge"})
		return nil
	}
	if _, err := p.Work.SignOff(v.r.Context(), view.Supplier, view.ID, v.who().ID); err != nil {
		return refusedToSign(err)
	}
	return v.see(view.Link() + "/receipt")
}

func (p *Portal) declinePage(v *visit) error {
	view, err := p.readSubmission(v)
	if err != nil {
		return err
	}
	p.drawDecline(v, http.StatusOK, view, "")
	return nil
}

func (p *Portal) drawDecline(v *visit, status int, view submissionView, reason string, wrong ...fieldError) {
	p.render(v, status, "decline", page{
		Title: "Why are you declining sign-off?", Back: view.Link() + "/sign-off", Errors: wrong,
		Data: struct {
			submissionView
			Reason string
		}{view, reason},
	})
}

func (p *Portal) decline(v *visit) error {
	view, err := p.readSubmission(v)
	if err != nil {
		return err
	}
	reason := v.field("reason")
	wrong := tooLong("reason", reason)
	if reason == "" {
		wrong = append(wrong, fieldError{"reason", "Enter what has to change before you sign off"})
	}
	if len(wrong) > 0 {
		p.drawDecline(v, http.StatusUnprocessableEntity, view, reason, wrong...)
		return nil
	}
	err = p.asSupplier(v, func(tx pgx.Tx) error {
		ctx := v.r.Context()
		if failed := store.DeclineSignOff(ctx, tx, view.ID, v.who().ID, reason, v.now); failed != nil {
			return failed
		}
		title := requestTitle(view.For.Request)
		return store.TellSupplier(ctx, tx, view.Supplier, "Sent back: "+title,
			title+" was not signed off. Sign in to see why.\n", store.RoleProvider)
	})
	if err != nil {
		return refusedToSign(err)
	}
	return v.see(view.Link() + "?done=declined")
}

// readReceipt reads the receipt of the submission that the address names.
func (p *Portal) readReceipt(v *visit) (view submissionView, r store.Receipt, signature []byte, err error) {
	view, err = p.readSubmission(v)
	if err != nil {
		return view, r, nil, err
	}
	err = p.asSupplier(v, func(tx pgx.Tx) error {
		var failed error
		r, signature, failed = store.ReadReceipt(v.r.Context(), tx, view.ID)
		return failed
	})
	return view, r, signature, err
}

func (p *Portal) receipt(v *visit) error {
	view, r, signature, err := p.readReceipt(v)
	if err != nil {
		return err
	}
	p.render(v, http.StatusOK, "receipt", page{
		Title: "Return submitted", Back: view.For.Link(),
		Data: struct {
			submissionView
			Receipt   store.Receipt
			Signature string
		}{view, r, base64.StdEncoding.EncodeToString(signature)},
	})
	return nil
}

// signedReceipt is the receipt as a file. Payload is the very bytes that were
// signed, so that checking them needs no agreement on how JSON is written.
type signedReceipt struct {
	Receipt   store.Receipt `json:"receipt"`
	Payload   []byte        `json:"payload"`   // base64; the receipt's text
	Signature []byte        `json:"signature"` // base64; Ed25519 over payload
	Algorithm string        `json:"algorithm"`
}

func (p *Portal) receiptJSON(v *visit) error {
	_, r, signature, err := p.readReceipt(v)
	if err != nil {
		return err
	}
	text, err := r.Text()
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="receipt-`+r.Reference+`.json"`)
	enc := json.NewEncoder(v.w)
	enc.SetIndent("", "  ")
	return enc.Encode(signedReceipt{r, text, signature, "Ed25519"})
}
