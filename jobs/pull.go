package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// PullSource is a place where a supplier leaves returns to be collected.
type PullSource interface {
	// Waiting lists what lies there.
	Waiting(ctx context.Context) ([]Parcel, error)
}

// Parcel is one submission that waits to be collected.
type Parcel struct {
	Supplier string // code
	Return   goldset.ReturnName
	Year     goldset.CollectionYear
	Term     string
	Open     func(context.Context) ([]io.ReadCloser, []string, error) // files and their names
	Done     func(submission int64) error                             // it is kept: put it away
}

// pull collects what suppliers left. A parcel that cannot be taken stays where it
// is, and the others go on.
func pull(ctx context.Context, h *hold[Pull]) error {
	var failed error
	for _, source := range h.house.Pull {
		parcels, err := source.Waiting(ctx)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		for _, p := range parcels {
			if err := h.house.collect(ctx, p); err != nil {
				failed = errors.Join(failed, fmt.Errorf("collect %s %s %d: %w", p.Supplier, p.Return, p.Year, err))
			}
		}
	}
	return failed
}

func (h *House) collect(ctx context.Context, p Parcel) error {
	from, err := store.SupplierByCode(ctx, h.Zones.Work, p.Supplier)
	if err != nil {
		return err
	}
	request, err := store.RequestFor(ctx, h.Zones.Work, from.ID, p.Return, p.Year, p.Term)
	if err != nil {
		return err
	}
	files, names, err := p.Open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	i := 0
	id, _, err := h.Submit(ctx, Door{Supplier: from.ID, Request: request.ID}, func() (Upload, error) {
		if i == len(files) {
			return Upload{}, io.EOF
		}
		i++
		return Upload{Name: names[i-1], Data: files[i-1]}, nil
	})
	if err != nil {
		return err
	}
	return p.Done(id)
}

// Folder is a drop folder: SUPPLIER/RETURN/YEAR or SUPPLIER/RETURN/YEAR-TERM holds
// the files of one submission. A supplier writes to another name and renames when
// done; what was collected is renamed to NAME.taken-SUBMISSION.
type Folder string

// Waiting lists the submissions that lie in the folder.
func (dir Folder) Waiting(context.Context) ([]Parcel, error) {
	paths, err := filepath.Glob(filepath.Join(string(dir), "*", "*", "*"))
	if err != nil {
		return nil, fmt.Errorf("look into the drop folder: %w", err)
	}
	var parcels []Parcel
	for _, path := range paths {
		if p, ok := folderParcel(path); ok {
			parcels = append(parcels, p)
		}
	}
	return parcels, nil
}

func folderParcel(path string) (Parcel, bool) {
	yearText, term, _ := strings.Cut(filepath.Base(path), "-")
	year, err := strconv.Atoi(yearText)
	if err != nil {
		return Parcel{}, false
	}
	above := filepath.Dir(path)
	return Parcel{
		Supplier: filepath.Base(filepath.Dir(above)),
		Return:   goldset.ReturnName(filepath.Base(above)),
		Year:     goldset.CollectionYear(year),
		Term:     term,
		Open:     func(context.Context) ([]io.ReadCloser, []string, error) { return openFolder(path) },
		Done: func(submission int64) error {
			return os.Rename(path, fmt.Sprintf("%s.taken-%d", path, submission))
		},
	}, true
}

func openFolder(path string) (files []io.ReadCloser, names []string, err error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read the drop folder: %w", err)
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		file, err := os.Open(filepath.Join(path, entry.Name()))
		if err != nil {
			for _, f := range files {
				f.Close()
			}
			return nil, nil, fmt.Errorf("read the drop folder: %w", err)
		}
		files, names = append(files, file), append(names, entry.Name())
	}
	return files, names, nil
}

// Address is a return that a supplier serves over HTTPS.
type Address struct {
	Supplier string                 `json:"supplier"`
	Return   goldset.ReturnName     `json:"return"`
	Year     goldset.CollectionYear `json:"year"`
	Term     string                 `json:"term,omitempty"`
	URL      string                 `json:"url"`
	Token    string                 `json:"token,omitempty"` // sent as a bearer token
	Client   *http.Client           `json:"-"`
}

// pullTimeout bounds one download.
const pullTimeout = 30 * time.Minute

// Waiting is always one submission: the same bytes as last time are the same
// submission, so asking again costs a download and nothing else.
func (a Address) Waiting(context.Context) ([]Parcel, error) {
	if !strings.HasPrefix(a.URL, "https://") {
		return nil, fmt.Errorf("the address of %s %s %d does not begin with https://", a.Supplier, a.Return, a.Year)
	}
	return []Parcel{{
		Supplier: a.Supplier, Return: a.Return, Year: a.Year, Term: a.Term,
		Open: a.open,
		Done: func(int64) error { return nil },
	}}, nil
}

func (a Address) open(ctx context.Context) ([]io.ReadCloser, []string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL, http.NoBody)
	if err != nil {
		return nil, nil, errors.New("the address cannot be read")
	}
	if a.Token != "" {
		request.Header.Set("Authorization", "Bearer "+a.Token)
	}
	client := a.Client
	if client == nil {
		client = &http.Client{Timeout: pullTimeout}
	}
	answer, err := client.Do(request)
	if err != nil {
		if at, ok := errors.AsType[*url.Error](err); ok {
			err = at.Err // without the address, which may hold a key
		}
		return nil, nil, fmt.Errorf("ask the supplier's server: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, nil, fmt.Errorf("the supplier's server answered %s", answer.Status)
	}
	return []io.ReadCloser{answer.Body}, []string{filepath.Base(request.URL.Path)}, nil
}
