package jobs

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/disclosure"
	"github.com/goldset/goldset/report"
	"github.com/goldset/goldset/store"
)

// drawing is a release drawn: its files, and what they were drawn from.
type drawing struct {
	files    []report.File
	snapshot []byte
}

// draw draws a draft from what protection left of it. Nothing in it comes from the
// clock, so the same release is drawn again byte for byte.
func (h *House) draw(ctx context.Context, draft store.Report, cells []store.LedgerCell, protected *disclosure.Protected) (drawing, error) {
	db := h.Zones.Release
	dataset, err := store.ReadDatasetVersion(ctx, db, draft.DatasetVersion)
	if err != nil {
		return drawing{}, err
	}
	linked, err := store.ReadMap(ctx, db, dataset.MapVersion)
	if err != nil {
		return drawing{}, err
	}
	sources, err := store.ReleaseSources(ctx, db, dataset.ID)
	if err != nil {
		return drawing{}, err
	}
	r := &report.Release{
		Number: draft.ID, Name: draft.Name, Title: draft.Title, Publisher: publisher, Notice: h.Notice,
		DatasetVersion: dataset.ID, MapVersion: dataset.MapVersion, MadeAt: draft.MadeAt.UTC(),
	}
	for _, m := range analysis.Measures() {
		r.Measures = append(r.Measures, *m)
	}
	for _, s := range sources {
		r.Submissions = append(r.Submissions, report.Submission{
			Receipt: s.Receipt, Supplier: s.Supplier, Return: s.Return, Year: s.Year, Rows: s.Rows,
			SHA256: hex.EncodeToString(s.SHA256), Received: s.Received.UTC(),
		})
	}
	if r.Quality, err = quality(linked.Summary); err != nil {
		return drawing{}, fmt.Errorf("report %d: %w", draft.ID, err)
	}
	ids := make([]int64, len(cells))
	for i := range cells {
		ids[i] = cells[i].ID
	}
	r.Protected(protected, ids)
	var d drawing
	if d.files, err = r.Draw(); err != nil {
		return drawing{}, err
	}
	d.snapshot, err = r.Snapshot()
	return d, err
}

// publisher is who releases.
const publisher = "Children’s Commissioner for England"

// quality is what a map's summary says of how well each group links. Groups too
// small to show were masked when the summary was made.
func quality(summary json.RawMessage) ([]report.Quality, error) {
	var s LinkSummary
	if err := json.Unmarshal(summary, &s); err != nil {
		return nil, fmt.Errorf("summary of the person map: %w", err)
	}
	var all []report.Quality
	for _, t := range s.Tables {
		if t.Group == reasonGroup {
			continue
		}
		for _, row := range t.Rows {
			if row.Masked {
				continue
			}
			linked := row.Linked
			all = append(all, report.Quality{Link: "social care to another source", Group: t.Group + ": " + row.Group, Linked: &linked})
		}
	}
	return all, nil
}
