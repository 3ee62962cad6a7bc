package portal

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
)

func (p *Portal) uploadPage(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	p.drawUpload(v, http.StatusOK, view)
	return nil
}

func (p *Portal) drawUpload(v *visit, status int, view requestView, wrong ...fieldError) {
	p.render(v, status, "upload", page{
		Title: "Upload your return", Back: view.Link(), Errors: wrong,
		Data: struct {
			requestView
			Limit int64
		}{view, p.MaxUpload},
	})
}

// upload streams the files into the vault. Nothing is kept in a temporary file,
// and nothing in memory but a buffer.
func (p *Portal) upload(v *visit) error {
	view, err := p.readRequest(v)
	if err != nil {
		return err
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, p.MaxUpload+formLimit)
	form, err := v.r.MultipartReader()
	if err != nil {
		return errForm
	}
	if err = p.firstPart(v, form); err != nil {
		return err
	}
	files := uploadedFiles{form: form}
	kept, err := p.Work.Receive(v.r.Context(), Upload{
		Supplier: v.who().Supplier, Request: view.ID, Account: v.who().ID, Files: files.all(),
	})
	p.metrics.bytes.Add(float64(files.bytes))
	switch {
	case files.wrong != nil:
		return p.uploadAgain(v, view, files.wrong)
	case err != nil:
		p.metrics.uploads.WithLabelValues(uploadFailed).Inc()
		return err
	case kept.Again:
		p.metrics.uploads.WithLabelValues(uploadAgain).Inc()
		return v.see("/submissions/" + strconv.FormatInt(kept.Submission, 10) + "?done=same")
	}
	p.metrics.uploads.WithLabelValues(uploadKept).Inc()
	return v.see("/submissions/" + strconv.FormatInt(kept.Submission, 10))
}

// firstPart checks the form's token, which the page puts before the files: nothing
// is read of a file that was not asked for.
func (p *Portal) firstPart(v *visit, form *multipart.Reader) error {
	part, err := form.NextPart()
	if err == nil && part.FormName() == tokenField {
		var token []byte
		if token, err = io.ReadAll(io.LimitReader(part, 256)); err == nil {
			err = v.checkToken(string(token))
		}
	} else {
		err = errForm
	}
	if err != nil {
		p.metrics.denied.WithLabelValues(deniedForm).Inc()
		return errForm
	}
	return nil
}

func (p *Portal) uploadAgain(v *visit, view requestView, wrong error) error {
	reason, text := p.uploadProblem(v, wrong)
	p.metrics.uploads.WithLabelValues(reason).Inc()
	p.drawUpload(v, http.StatusUnprocessableEntity, view, fieldError{"files", text})
	return nil
}

// uploadProblem names what is wrong with the files of a form, for the count and for
// the page.
func (p *Portal) uploadProblem(v *visit, wrong error) (reason, text string) {
	reason, text = uploadFailed, "The selected file could not be uploaded. Try again"
	switch {
	case errors.Is(wrong, errNoFile):
		reason, text = uploadEmpty, "Select a file"
	case errors.Is(wrong, errEmptyFile):
		reason, text = uploadEmpty, "The selected file is empty"
	case isTooLarge(wrong):
		reason, text = uploadTooLarge, "The selected files must be smaller than "+fileSize(p.MaxUpload)+" together"
		v.w.Header().Set("Connection", "close") // the rest of the body is not read
	}
	return reason, text
}

func isTooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}

var (
	errNoFile    = errors.New("no file was selected")
	errEmptyFile = errors.New("a selected file is empty")
)

// uploadedFiles hands on the files of a form one by one, and remembers what was
// wrong with them, whoever reads them.
type uploadedFiles struct {
	form  *multipart.Reader
	bytes int64
	wrong error
}

func (u *uploadedFiles) all() iter.Seq2[UploadedFile, error] {
	return func(yield func(UploadedFile, error) bool) {
		files := 0
		for {
			part, err := u.form.NextPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				u.stop(err, yield)
				return
			}
			if part.FileName() == "" {
				continue // a field, or an input that was left empty
			}
			file, err := u.open(part)
			if err != nil {
				u.stop(err, yield)
				return
			}
			if files++; !yield(file, nil) {
				return
			}
		}
		if files == 0 {
			u.stop(errNoFile, yield)
		}
	}
}

func (u *uploadedFiles) stop(err error, yield func(UploadedFile, error) bool) {
	u.wrong = err
	yield(UploadedFile{}, err)
}

// open looks whether the file holds anything at all.
func (u *uploadedFiles) open(part *multipart.Part) (UploadedFile, error) {
	data := bufio.NewReaderSize(&watched{part, u}, 64<<10)
	if _, err := data.Peek(1); errors.Is(err, io.EOF) {
		return UploadedFile{}, errEmptyFile
	} else if err != nil {
		return UploadedFile{}, err
	}
	return UploadedFile{Name: baseName(part.FileName()), Data: data}, nil
}

// baseName is a file's name without folders, in either system's spelling.
func baseName(name string) string {
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

// watched counts bytes and remembers why reading ended early.
type watched struct {
	from io.Reader
	to   *uploadedFiles
}

// Read reads from the form.
func (w *watched) Read(b []byte) (int, error) {
	n, err := w.from.Read(b)
	w.to.bytes += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		w.to.wrong = err
	}
	return n, err
}
