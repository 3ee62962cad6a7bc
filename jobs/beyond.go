package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

// beyond runs the published rules that look further than the return itself: at the
// supplier's accepted return of the year before, and at what was imported about
// postcodes and placement providers. Both may change while the return waits, so
// these findings are no part of what a signature covers. It gives what even so was
// not run; nil where nothing more is known than the return itself.
func (h *House) beyond(ctx context.Context, sub *submission, add func(context.Context, goldset.Finding) error) ([]ingest.NotRun, error) {
	if sub.Return != goldset.SSDA903 {
		return nil, nil
	}
	want := sub.expected()
	last, err := h.lastYear(ctx, sub, &want)
	if err != nil {
		return nil, err
	}
	defer last.Close()
	if want.Reference, err = h.places.sets(ctx, h.Zones.Load); err != nil {
		return nil, err
	}
	if want.Previous == nil && want.Reference.Postcodes == nil && want.Reference.Providers == nil {
		return nil, nil
	}
	files, closer, err := h.openFiles(*sub, true)
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	ret, err := ingest.Open(files, want)
	if err != nil {
		return nil, fmt.Errorf("open submission %d beside the year before: %w", sub.ID, err)
	}
	further := func(ctx context.Context, f goldset.Finding) error {
		if !ret.LooksBeyond(f.Rule) {
			return nil
		}
		return add(ctx, f)
	}
	for _, err := range h.checkedRows(ctx, ret, newDigest(), further) {
		if err != nil {
			return nil, fmt.Errorf("check submission %d beside the year before: %w", sub.ID, err)
		}
	}
	return slices.DeleteFunc(ret.NotRun(), func(n ingest.NotRun) bool { return !ret.LooksBeyond(n.Rule) }), nil
}

// lastYear puts the supplier's accepted return of the year before beside what is
// expected, where there is one that can be read.
func (h *House) lastYear(ctx context.Context, sub *submission, want *ingest.Expected) (io.Closer, error) {
	none := io.NopCloser(nil)
	others, err := store.AcceptedBeside(ctx, h.Zones.Work, &sub.Submission)
	if err != nil {
		return none, err
	}
	for _, other := range others {
		if other.Return != sub.Return || other.Year != sub.Year-1 {
			continue
		}
		files, closer, err := h.openFiles(submission{Submission: other, code: sub.code, kind: sub.kind}, true)
		if err != nil {
			return none, err
		}
		if _, err = ingest.Open(files, ingest.Expected{Return: other.Return, Year: other.Year}); err != nil {
			err = errors.Join(err, closer.Close())
			if _, refused := errors.AsType[*ingest.Refused](err); refused {
				return none, nil // an older reading took it and this one does not: those rules are not run
			}
			return none, err
		}
		want.Previous = files
		return closer, nil
	}
	return none, nil
}

// insteadOf lists what a check did not run, once more was known: of the rules that
// look beyond the return, what even then was not.
func insteadOf(ret *ingest.Return, beyond []ingest.NotRun) []ingest.NotRun {
	list := ret.NotRun()
	if beyond == nil {
		return list
	}
	return append(slices.DeleteFunc(list, func(n ingest.NotRun) bool { return ret.LooksBeyond(n.Rule) }), beyond...)
}

// places keeps the imported sets, which are large, until others are imported.
type places struct {
	mu   sync.Mutex
	sum  []byte
	held *reference.Sets
}

func (p *places) sets(ctx context.Context, db store.DB) (*reference.Sets, error) {
	imported, err := store.ReferenceSets(ctx, db)
	if err != nil {
		return nil, err
	}
	var sum []byte
	for _, s := range imported {
		if s.Name == store.SetPostcodes || s.Name == store.SetProviders {
			sum = append(sum, s.SHA256...)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil && bytes.Equal(p.sum, sum) {
		return p.held, nil
	}
	p.held, p.sum = &reference.Sets{}, sum
	if len(sum) > 0 {
		p.held, err = store.Places(ctx, db)
	}
	return p.held, err
}
