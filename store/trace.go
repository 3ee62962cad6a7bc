package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// Trace is the way back from one published number.
type Trace struct {
	Cell    LedgerCell
	Report  Report // without its snapshot
	Dataset DatasetVersion
	Map     MapVersion
	Sources []TracedSource
}

// TracedSource is a submission behind a number, with the paper that goes with it.
type TracedSource struct {
	DatasetSubmission
	SupplierName   string
	SHA256         []byte
	LayoutVersion  string
	RulesetVersion string
	UploadedAt     time.Time
	SignedAt       *time.Time
	LoadedAt       *time.Time
	Receipt        string // its reference; "" when none was given
	Request        int64
	Purpose        string
	Function       string
	LawfulBasis    string
	IssuedOn       time.Time
}

const tracedSourcesSQL = `
select d.submission_id, d.supplier, d.return, d.year, d.term, p.name, s.sha256, coalesce(s.layout_version, ''),
       coalesce(s.ruleset_version, ''), s.uploaded_at, s.signed_at, s.loaded_at, coalesce(r.reference, ''), q.id, q.purpose,
       q.function, q.lawful_basis, q.issued_on
from research.dataset_submission d
join intake.submission s on s.id = d.submission_id
join intake.supplier p on p.id = s.supplier_id
join intake.request q on q.id = s.request_id
left join intake.receipt r on r.submission_id = s.id
where d.dataset_version = @dataset and (@authority = '' or d.supplier = @authority or p.kind <> 'authority')
order by d.return, d.year, d.term, d.supplier`

// TraceCell leads from a cell of a release to everything it rests on. The number of
// one authority rests on that authority's submissions and the national ones; other
// authorities' bear on it through linkage only. db is the release login's.
func TraceCell(ctx context.Context, db DB, cell int64) (Trace, error) {
	var t Trace
	var err error
	if t.Cell, err = ReadCell(ctx, db, cell); err != nil {
		return Trace{}, err
	}
	if t.Report, err = ReadReport(ctx, db, t.Cell.Report); err != nil {
		return Trace{}, err
	}
	t.Report.Snapshot = nil
	if t.Dataset, err = ReadDatasetVersion(ctx, db, t.Cell.DatasetVersion); err != nil {
		return Trace{}, err
	}
	if t.Map, err = ReadMap(ctx, db, t.Dataset.MapVersion); err != nil {
		return Trace{}, err
	}
	authority := ""
	if t.Cell.Level == goldset.LevelAuthority {
		authority = t.Cell.Authority
	}
	rows, _ := db.Query(ctx, tracedSourcesSQL, pgx.StrictNamedArgs{"dataset": t.Dataset.ID, "authority": authority})
	if t.Sources, err = pgx.CollectRows(rows, scanTracedSource); err != nil {
		return Trace{}, fmt.Errorf("trace cell %d: %w", cell, err)
	}
	return t, nil
}

func scanTracedSource(row pgx.CollectableRow) (TracedSource, error) {
	var s TracedSource
	err := row.Scan(&s.ID, &s.Supplier, &s.Return, &s.Year, &s.Term, &s.SupplierName, &s.SHA256, &s.LayoutVersion,
		&s.RulesetVersion, &s.UploadedAt, &s.SignedAt, &s.LoadedAt, &s.Receipt, &s.Request, &s.Purpose,
		&s.Function, &s.LawfulBasis, &s.IssuedOn)
	return s, err
}

// FindPublished lists the cells of published reports that show the given text, the
// newest report's first: a number as a reader quotes it leads to candidates.
func FindPublished(ctx context.Context, db DB, shown string) ([]LedgerCell, error) {
	return readLedger(ctx, db, ledgerSQL+`
join release.report p on p.id = c.report_id
where p.published_at is not null and r.mask = '' and replace(r.published, ',', '') = replace($1, ',', '')
order by c.id desc
limit 100`, shown)
}
