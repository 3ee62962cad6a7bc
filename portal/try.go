package portal

import (
	"errors"
	"net/http"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

// What somebody who only wants a check can have back.
const (
	wantPage   = "page"
	wantMarked = "marked"
	wantList   = "list"
)

func (p *Portal) tryPage(v *visit) error {
	p.drawTry(v, http.StatusOK)
	return nil
}

func (p *Portal) drawTry(v *visit, status int, wrong ...fieldError) {
	p.render(v, status, "try", page{Title: "Check a file without sending it", Errors: wrong, Data: p.MaxUpload})
}

// try checks files as an upload would be checked, gives back what was found, and
// keeps nothing.
func (p *Portal) try(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, p.MaxUpload+formLimit)
	form, err := v.r.MultipartReader()
	if err != nil {
		return errForm
	}
	if err = p.firstPart(v, form); err != nil {
		return err
	}
	want := v.r.PathValue("want")
	if want != wantPage && want != wantMarked && want != wantList {
		return errNotFound
	}
	files := uploadedFiles{form: form}
	err = p.Work.Try(v.r.Context(), Upload{Supplier: v.who().Supplier, Files: files.all()}, func(r *feedback.Report, originals []ingest.File) error {
		switch want {
		case wantMarked:
			return p.sendMarked(v, r, originals, "return-checked.zip")
		case wantList:
			attach(v.w, "findings.csv", mediaCSV)
			return p.sent(v, r.WriteCSV(v.w))
		default:
			documentHead(v, mediaHTML)
			return p.sent(v, r.WriteHTML(v.w))
		}
	})
	refused, isRefused := errors.AsType[*ingest.Refused](err)
	switch {
	case files.wrong != nil:
		_, text := p.uploadProblem(v, files.wrong)
		p.drawTry(v, http.StatusUnprocessableEntity, fieldError{"files", text})
		return nil //nolint:nilerr // the page tells what was wrong with the upload
	case isRefused:
		p.drawTry(v, http.StatusUnprocessableEntity, fieldError{"files", refused.Error()})
		return nil
	}
	return err
}
