package portal

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/store"
)

// against says in the address which earlier submission is meant.
const (
	againstAccepted = "accepted"
	againstUploaded = "uploaded"
)

// changesView is a submission beside an earlier one.
type changesView struct {
	submissionView
	Earlier  store.Earlier
	Against  string           // which of the two
	Other    store.Submission // the earlier one
	Found    *ingest.Comparison
	Findings []store.RuleChanged
	Changes  []ingest.Change // one page of Found's
	Pager    pager
}

// Fixed counts findings that are no more.
func (c changesView) Fixed() (n int64) {
	for _, f := range c.Findings {
		n += f.Fixed
	}
	return n
}

// New counts findings that were not there.
func (c changesView) New() (n int64) {
	for _, f := range c.Findings {
		n += f.New
	}
	return n
}

// readChanges compares the submission with the earlier one that the address names:
// the last upload unless the last accepted is asked for, or is all there is.
func (p *Portal) readChanges(v *visit) (view changesView, err error) {
	if view.submissionView, err = p.readSubmission(v); err != nil {
		return view, err
	}
	if !view.Checked() || view.State == store.StateRefused {
		return view, errNotFound
	}
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		ctx := v.r.Context()
		if view.Earlier, err = store.EarlierSubmissions(ctx, tx, view.ID); err != nil {
			return err
		}
		before := view.Earlier.Uploaded
		view.Against = againstUploaded
		if before == 0 || v.r.URL.Query().Get("against") == againstAccepted {
			before, view.Against = view.Earlier.Accepted, againstAccepted
		}
		if before == 0 {
			return errNotFound
		}
		if view.Other, err = store.ReadSubmission(ctx, tx, before); err != nil {
			return err
		}
		view.Findings, err = store.ChangedFindings(ctx, tx, before, view.ID)
		return err
	})
	if err != nil {
		return view, err
	}
	view.Found, err = p.Work.Compare(v.r.Context(), v.who().Supplier, view.Other.ID, view.ID)
	return view, err
}

// changes shows what is different from an earlier upload.
func (p *Portal) changes(v *visit) error {
	view, err := p.readChanges(v)
	if err != nil {
		return err
	}
	all := view.Found.Changes
	view.Pager = newPager(view.Link()+"/changes?against="+view.Against, v.page(), int64(len(all)))
	from := min(view.Pager.offset(), len(all))
	view.Changes = all[from:min(from+pageSize, len(all))]
	p.render(v, http.StatusOK, "changes", page{
		Title: "What has changed" + view.Pager.Suffix(), Back: view.Link(), Wide: true, Data: view,
	})
	return nil
}

// changesJSON is the same for the supplier's own system.
func (p *Portal) changesJSON(v *visit) error {
	view, err := p.readChanges(v)
	if err != nil {
		return err
	}
	attach(v.w, fmt.Sprintf("changes-%d.json", view.ID), mediaJSON)
	enc := json.NewEncoder(v.w)
	enc.SetIndent("", " ")
	return enc.Encode(struct {
		Submission int64 `json:"submission"`
		Before     int64 `json:"before"`
		*ingest.Comparison
		Findings []store.RuleChanged `json:"findings"`
	}{view.ID, view.Other.ID, view.Found, view.Findings})
}
