package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

// MaxUpload is the most one submission may hold, in bytes over all its files.
const MaxUpload = 4 << 30

// submission is an upload and the supplier that sent it.
type submission struct {
	store.Submission
	code string // the supplier's
	kind string // authority, department or health

	description *reference.Description // of the request, where it is described on site
}

func (h *House) submission(ctx context.Context, id int64) (submission, error) {
	s, err := store.ReadSubmission(ctx, h.Zones.Work, id)
	if err != nil {
		return submission{}, err
	}
	from, err := store.SupplierByID(ctx, h.Zones.Work, s.Supplier)
	if err != nil {
		return submission{}, err
	}
	sub := submission{Submission: s, code: from.Code, kind: from.Kind}
	if reference.Standing(s.Return, s.Year) == nil {
		sub.description, err = store.DescriptionFor(ctx, h.Zones.Work, s.Return, s.Year)
	}
	if errors.Is(err, store.ErrNotFound) {
		err = nil // a statutory return
	}
	return sub, err
}

// authority is the code that the return must carry; only authorities send their own.
func (s *submission) authority() string {
	if s.kind == "authority" {
		return s.code
	}
	return ""
}

// openReturn opens the submission's bytes where they lie, sealed, and recognises
// them. An *ingest.Refused error says why the file cannot be taken.
func (h *House) openReturn(s submission) (*ingest.Return, io.Closer, error) {
	files, closer, err := h.openFiles(s, true)
	if err != nil {
		return nil, nil, err
	}
	ret, err := ingest.Open(files, s.expected())
	if err != nil {
		return nil, nil, errors.Join(err, closer.Close())
	}
	return ret, closer, nil
}

// openFiles opens the submission's files where they lie, sealed: under plain names,
// entries of a zip too, or under their own for the supplier's eyes.
func (h *House) openFiles(s submission, plain bool) ([]ingest.File, io.Closer, error) {
	sealed, err := h.Vault.Open(s.VaultObject, s.WrappedKey)
	if err != nil {
		return nil, nil, fmt.Errorf("submission %d: %w", s.ID, err)
	}
	files := make([]ingest.File, len(sealed.Files))
	for i, f := range sealed.Files {
		files[i] = ingest.File{Name: f.Name, Data: sealed.File(i), Size: f.Size}
		if plain {
			files[i].Name, files[i].Members = plainName(i, f.Name), plainName
		}
	}
	return files, sealed, nil
}

// expected is what the request asked for.
func (s *submission) expected() ingest.Expected {
	return ingest.Expected{Return: s.Return, Year: s.Year, Term: s.Term, Authority: s.authority(), Description: s.description}
}

// plainName stands for a file outside the vault: its place and, if it is one of the
// usual ones, its ending. What an officer called the file may name a child.
func plainName(i int, name string) string {
	ending := strings.ToLower(filepath.Ext(name))
	if !slices.Contains([]string{".csv", ".xml", ".xlsx", ".xlsm", ".zip", ".txt", ".json", ".ods"}, ending) {
		ending = ""
	}
	return fmt.Sprintf("file %d%s", i+1, ending)
}

// Upload is one file of a submission, read once.
type Upload struct {
	Name string
	Data io.Reader
}

// Door is where a submission comes in: who sends it, and for which request.
type Door struct {
	Supplier int64
	Request  int64
	Account  int64 // 0 when a job pulled it
}

// Submit keeps the bytes first and then records them: when it returns, the
// submission survives a loss of power and its check is queued. The same bytes for
// the same request are the same submission, and again is set. Files are taken
// one after another, so a form can be streamed.
func (h *House) Submit(ctx context.Context, door Door, next func() (Upload, error)) (id int64, again bool, err error) {
	object, err := h.keep(next)
	if err != nil {
		return 0, false, err
	}
	failpoint("submit:kept")
	err = store.AsSupplier(ctx, h.Zones.Intake, door.Supplier, func(tx pgx.Tx) error {
		names := make([]string, len(object.Files))
		for i, f := range object.Files {
			names[i] = plainName(i, f.Name)
		}
		id, again, err = store.AddSubmission(ctx, tx, store.Submission{
			Supplier: door.Supplier, Request: door.Request, FileNames: names, VaultObject: object.ID, WrappedKey: object.Wrapped,
			SHA256: object.SHA256, Bytes: object.Bytes, UploadedBy: door.Account, UploadedAt: h.Now(),
		})
		if err != nil || again {
			return err
		}
		_, err = h.enqueue(ctx, tx, Check{Submission: id})
		return err
	})
	if err != nil || again {
		// An object that no row names is an orphan; the sweep would find it too.
		return id, again, errors.Join(err, h.Vault.Remove(object.ID))
	}
	failpoint("submit:recorded")
	return id, false, nil
}

// ErrNoFile says that a submission came without a file.
var ErrNoFile = errors.New("choose at least one file")

func (h *House) keep(next func() (Upload, error)) (store.VaultObject, error) {
	w, err := h.Vault.Create(MaxUpload)
	if err != nil {
		return store.VaultObject{}, err
	}
	files := 0
	for {
		upload, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			_, err = w.Add(upload.Name, upload.Data)
		}
		if err != nil {
			w.Abort()
			return store.VaultObject{}, err
		}
		files++
	}
	if files == 0 {
		w.Abort()
		return store.VaultObject{}, ErrNoFile
	}
	return w.Commit()
}
