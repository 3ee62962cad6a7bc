package jobs

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/store"
)

// DriversReport is the scheduled report on what drives need.
const DriversReport = "drivers-of-need"

const driversTitle = "What drives need among children in care and in need"

// measure fixes a dataset version, measures everything on it, and enters the true
// cells in the ledger as a draft report. Releasing it is the next job's.
func measure(ctx context.Context, h *hold[Measure]) error {
	sources, err := store.LoadedReturns(ctx, h.house.Zones.Work)
	if err != nil {
		return err
	}
	if err := h.house.permit(ctx, h.house.Zones.Release, store.PurposeMeasure, sources...); err != nil {
		return err
	}
	var dataset store.DatasetVersion
	err = h.commit(ctx, h.house.Zones.Release, func(tx pgx.Tx) (err error) {
		dataset, err = store.MakeDatasetVersion(ctx, tx, definitions())
		return err
	})
	if err != nil {
		return err
	}
	done, err := store.HasReport(ctx, h.house.Zones.Release, h.job.Args.Report, dataset.ID)
	if err != nil || done {
		return err // nothing is new since the last report
	}
	h.progress(ctx, "gathering statistics", 0, 0)
	if err := store.RefreshStatistics(ctx, h.house.Zones.Research); err != nil {
		return err
	}
	cells, err := h.house.measureAll(ctx, h.progress, dataset.ID)
	if err != nil {
		return err
	}
	h.progress(ctx, "entering cells in the ledger", 0, int64(len(cells)))
	return h.finish(ctx, h.house.Zones.Release, func(tx pgx.Tx) error {
		now := h.house.Now()
		report, err := store.AddReport(ctx, tx, store.Report{
			Name: h.job.Args.Report, Title: driversTitle, DatasetVersion: dataset.ID, Policy: releasePolicy, ScheduledFor: &now,
		})
		if err != nil {
			return err
		}
		if _, err := store.AddCells(ctx, tx, report, dataset.ID, definitions(), cells); err != nil {
			return err
		}
		_, err = h.house.enqueue(ctx, tx, Release{Report: report})
		return err
	})
}

// definitions are the definition versions that a dataset version fixes.
func definitions() map[string]string {
	versions := map[string]string{}
	for _, m := range analysis.Measures() {
		versions[m.Name] = m.DefinitionVersion
	}
	return versions
}

// measureAll runs each measure as the research login, in one snapshot that cannot write.
func (h *House) measureAll(ctx context.Context, progress watch, dataset int64) ([]goldset.Cell, error) {
	years, err := h.years(ctx, dataset)
	if err != nil {
		return nil, err
	}
	var cells []goldset.Cell
	all := analysis.Measures()
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, h.Zones.Research, snapshot, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, analysis.Session); err != nil {
			return fmt.Errorf("measure: %w", err)
		}
		for i, m := range all {
			progress(ctx, "measuring "+m.Title, int64(i), int64(len(all)))
			raws, err := store.QueryMeasure(ctx, tx, m, dataset, years)
			if err != nil {
				return err
			}
			measured, err := m.Cells(raws)
			if err != nil {
				return fmt.Errorf("dataset version %d: %w", dataset, err)
			}
			cells = append(cells, measured...)
		}
		return nil
	})
	return cells, err
}

// years are the collection years that a dataset version has returns for.
func (h *House) years(ctx context.Context, dataset int64) ([]goldset.CollectionYear, error) {
	submissions, err := store.DatasetSubmissions(ctx, h.Zones.Release, dataset)
	if err != nil {
		return nil, err
	}
	var years []goldset.CollectionYear
	for _, s := range submissions {
		years = append(years, s.Year)
	}
	slices.Sort(years)
	return slices.Compact(years), nil
}
