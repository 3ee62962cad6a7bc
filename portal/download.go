package portal

import (
	"archive/zip"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

// Media types of what a provider takes home.
const (
	mediaCSV  = "text/csv; charset=utf-8"
	mediaHTML = "text/html; charset=utf-8"
	mediaJSON = "application/json"
	mediaZip  = "application/zip"
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

func (p *Portal) findingsCSV(v *visit) error {
	return p.download(v, "csv", mediaCSV, (*feedback.Report).WriteCSV)
}

func (p *Portal) findingsPage(v *visit) error {
	return p.download(v, "html", mediaHTML, (*feedback.Report).WriteHTML)
}

func (p *Portal) findingsJSON(v *visit) error {
	return p.download(v, "json", mediaJSON, (*feedback.Report).WriteJSON)
}

// download sends the findings as a file, drawn while it is sent and kept nowhere.
func (p *Portal) download(v *visit, ending, media string, draw func(*feedback.Report, io.Writer) error) error {
	id, err := v.number("submission")
	if err != nil {
		return err
	}
	return p.Work.Feedback(v.r.Context(), v.who().Supplier, id, func(r *feedback.Report, _ []ingest.File) error {
		attach(v.w, fmt.Sprintf("findings-%d.%s", id, ending), media)
		return p.sent(v, draw(r, v.w))
	})
}

// annotated sends the supplier's own files with the findings marked in them: a
// workbook as it is, anything else in a zip.
func (p *Portal) annotated(v *visit) error {
	id, err := v.number("submission")
	if err != nil {
		return err
	}
	return p.Work.Feedback(v.r.Context(), v.who().Supplier, id, func(r *feedback.Report, files []ingest.File) error {
		return p.sendMarked(v, r, files, fmt.Sprintf("return-%d-checked.zip", id))
	})
}

func (p *Portal) sendMarked(v *visit, r *feedback.Report, files []ingest.File, name string) error {
	if r.OneWorkbook(files) {
		return p.sent(v, r.Annotated(files, func(name string) (io.WriteCloser, error) {
			attach(v.w, name, mediaXLSX)
			return stays{v.w}, nil
		}))
	}
	attach(v.w, name, mediaZip)
	z := zip.NewWriter(v.w)
	err := r.Annotated(files, func(name string) (io.WriteCloser, error) {
		w, err := z.Create(name)
		return stays{w}, err
	})
	if err == nil {
		err = z.Close()
	}
	return p.sent(v, err)
}

// attach says that what follows is a file to keep, not a page to show: a page from
// here would run under the portal's own address.
func attach(w http.ResponseWriter, name, media string) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("X-Content-Type-Options", "nosniff")
}

// sent notes what went wrong while a file was sent, when no page can tell it any
// more, and breaks the connection off: half a file must not pass for a whole one.
func (p *Portal) sent(v *visit, err error) error {
	if err != nil {
		p.Logger.ErrorContext(v.r.Context(), "file not sent whole", "request", v.id)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// stays is a writer that has more to write when one document is done.
type stays struct{ io.Writer }

// Close does nothing.
func (stays) Close() error { return nil }
