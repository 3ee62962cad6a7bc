package portal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/report"
	"github.com/goldset/goldset/store"
)

// described is the description of a supplier's request; store.ErrNotFound when the
// request is for a return that is not described here.
func (p *Portal) described(v *visit) (requestView, *reference.Description, error) {
	view, err := p.readRequest(v)
	if err != nil {
		return view, nil, err
	}
	var d *reference.Description
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		d, err = store.DescriptionFor(v.r.Context(), tx, view.Return, view.Year)
		return err
	})
	return view, d, err
}

// dictionary shows what a request asks for, field by field.
func (p *Portal) dictionary(v *visit) error {
	view, d, err := p.described(v)
	if err != nil {
		return err
	}
	html, err := report.NewRequestDictionary(d, view.Year).HTML()
	if err != nil {
		return err
	}
	writeDocument(v, mediaHTML, html)
	return nil
}

// template sends the workbook that a supplier fills in.
func (p *Portal) template(v *visit) error {
	view, d, err := p.described(v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := report.WriteRequestTemplate(&b, d, view.Year); err != nil {
		return err
	}
	attach(v.w, fmt.Sprintf("%s_%d.xlsx", d.Return, view.Year), mediaXLSX)
	_, err = b.WriteTo(v.w)
	return p.sent(v, err)
}

// describedHere reports whether a request has a template and a dictionary.
func describedHere(ctx context.Context, tx pgx.Tx, r store.Request) (bool, error) {
	_, err := store.DescriptionFor(ctx, tx, r.Return, r.Year)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// descriptionsView lists the requests described on site, and what is wrong with the
// description that was sent.
type descriptionsView struct {
	Registered []store.Registered
	Faults     []string
	More       int
}

func (p *Portal) descriptions(v *visit) error { return p.drawDescriptions(v, http.StatusOK, nil) }

func (p *Portal) drawDescriptions(v *visit, status int, faults []string, wrong ...fieldError) error {
	list, err := store.Descriptions(v.r.Context(), p.Office)
	if err != nil {
		return err
	}
	shown := faults[:min(len(faults), maxTold)]
	p.render(v, status, "descriptions", page{
		Title: "Described requests", Done: done(v), Errors: wrong,
		Data: descriptionsView{Registered: list, Faults: shown, More: len(faults) - len(shown)},
	})
	return nil
}

// describe registers the description that is sent: all of it, or nothing.
func (p *Portal) describe(v *visit) error {
	text, err := p.descriptionFile(v)
	switch {
	case isTooLarge(err):
		v.w.Header().Set("Connection", "close") // the rest of the body is not read
		return p.drawDescriptions(v, http.StatusUnprocessableEntity, nil, fieldError{"description", "The selected file must be smaller than " + fileSize(reference.MaxDescription)})
	case err != nil:
		return err
	case len(text) == 0:
		return p.drawDescriptions(v, http.StatusUnprocessableEntity, nil, fieldError{"description", "Select a file"})
	}
	d, err := reference.ReadDescription(text)
	if err == nil {
		err = ingest.CompileRules(d)
	}
	if faults, ok := errors.AsType[reference.Faults](err); ok {
		told := make([]string, len(faults))
		for i, f := range faults {
			told[i] = reference.Faults{f}.Error()
		}
		return p.drawDescriptions(v, http.StatusUnprocessableEntity, told,
			fieldError{"description", "Nothing was registered: the file has " + plural(int64(len(faults)), "fault", "faults")})
	}
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(v.r.Context(), p.Office, func(tx pgx.Tx) error {
		return store.RegisterDescription(v.r.Context(), tx, d, v.who().ID)
	})
	if problem := registerProblem(err); problem != "" {
		return p.drawDescriptions(v, http.StatusUnprocessableEntity, nil, fieldError{"description", problem})
	}
	if err != nil {
		return err
	}
	return v.see("/descriptions?done=described")
}

// registerProblem words what keeps a sound description from being registered.
func registerProblem(err error) string {
	switch {
	case errors.Is(err, store.ErrReturnTaken):
		return "A return of this name ships with the service. Give the request another name"
	case errors.Is(err, store.ErrSameVersion):
		return "This version is registered with another text. Raise the version"
	case errors.Is(err, store.ErrOldVersion):
		return "A later version is registered. Raise the version"
	}
	return ""
}

// descriptionFile is the file of the form.
func (p *Portal) descriptionFile(v *visit) ([]byte, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, reference.MaxDescription+formLimit)
	form, err := v.r.MultipartReader()
	if err != nil {
		return nil, errForm
	}
	if err = p.firstPart(v, form); err != nil {
		return nil, err
	}
	part, err := form.NextPart()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	var text []byte
	if err == nil {
		text, err = io.ReadAll(part)
	}
	if err != nil && !isTooLarge(err) {
		return nil, errForm
	}
	return text, err
}
