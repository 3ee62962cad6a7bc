package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

// DatasetVersion fixes everything a number rests on.
type DatasetVersion struct {
	ID          int64
	MadeAt      time.Time
	MapVersion  int64
	Definitions map[string]string // measure -> definition version
	Reference   map[string]string // reference set -> SHA-256 in hexadecimal
	Fingerprint []byte            // SHA-256 of the above and the submissions
}

// DatasetSubmission is a submission that a dataset version is made of.
type DatasetSubmission struct {
	ID       int64
	Supplier string // three-figure code, DFE or NHS
	Return   goldset.ReturnName
	Year     goldset.CollectionYear
	Term     string
}

// ErrNoMap says that nothing has been linked yet.
var ErrNoMap = errors.New("there is no person map yet")

const currentDatasetSQL = `
select s.id, p.code, s.return, s.year, s.term
from intake.submission s
join intake.supplier p on p.id = s.supplier_id
where s.current and s.id = any(@linked)
order by s.id`

const addDatasetSQL = `
insert into research.dataset_version (map_version, definitions, reference, fingerprint)
values (@map, @definitions, @reference, @fingerprint)
on conflict (fingerprint) do nothing
returning id`

const addDatasetSubmissionsSQL = `
insert into research.dataset_submission (dataset_version, submission_id, supplier, return, year, term)
select @dataset, s.id, p.code, s.return, s.year, s.term
from intake.submission s
join intake.supplier p on p.id = s.supplier_id
where s.id = any(@submissions)`

// MakeDatasetVersion fixes the current map, the current submissions that it was
// made of, the reference sets and the given definitions (measure -> definition
// version). What is the same as before gets the same version. tx is the link or
// the release login's.
func MakeDatasetVersion(ctx context.Context, tx pgx.Tx, definitions map[string]string) (DatasetVersion, error) {
	m, err := CurrentMap(ctx, tx)
	if errors.Is(err, ErrNotFound) {
		return DatasetVersion{}, ErrNoMap
	}
	if err != nil {
		return DatasetVersion{}, err
	}
	rows, _ := tx.Query(ctx, currentDatasetSQL, pgx.StrictNamedArgs{"linked": m.Submissions})
	submissions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DatasetSubmission])
	if err != nil {
		return DatasetVersion{}, fmt.Errorf("make dataset version: %w", err)
	}
	sets, err := ReferenceSets(ctx, tx)
	if err != nil {
		return DatasetVersion{}, err
	}
	v := DatasetVersion{MapVersion: m.ID, Definitions: definitions, Reference: make(map[string]string)}
	for _, set := range sets {
		v.Reference[set.Name] = hex.EncodeToString(set.SHA256)
	}
	v.Fingerprint = v.fingerprint(submissions)
	return addDataset(ctx, tx, v, submissions)
}

func addDataset(ctx context.Context, tx pgx.Tx, v DatasetVersion, submissions []DatasetSubmission) (DatasetVersion, error) {
	definitions, err1 := json.Marshal(v.Definitions)
	reference, err2 := json.Marshal(v.Reference)
	if err := errors.Join(err1, err2); err != nil {
		return DatasetVersion{}, fmt.Errorf("make dataset version: %w", err)
	}
	rows, _ := tx.Query(ctx, addDatasetSQL, pgx.StrictNamedArgs{
		"map": v.MapVersion, "definitions": definitions, "reference": reference, "fingerprint": v.Fingerprint,
	})
	added, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return DatasetVersion{}, fmt.Errorf("make dataset version: %w", err)
	}
	if len(added) == 0 {
		return readDataset(ctx, tx, "fingerprint = $1", v.Fingerprint)
	}
	ids := make([]int64, len(submissions))
	for i := range submissions {
		ids[i] = submissions[i].ID
	}
	_, err = tx.Exec(ctx, addDatasetSubmissionsSQL, pgx.StrictNamedArgs{"dataset": added[0], "submissions": ids})
	if err != nil {
		return DatasetVersion{}, fmt.Errorf("make dataset version: %w", err)
	}
	return ReadDatasetVersion(ctx, tx, added[0])
}

// fingerprint covers the version's content, each part preceded by its length.
func (v *DatasetVersion) fingerprint(submissions []DatasetSubmission) []byte {
	var b []byte
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	b = binary.AppendVarint(b, v.MapVersion)
	b = binary.AppendUvarint(b, uint64(len(submissions)))
	for _, s := range submissions {
		b = binary.AppendVarint(b, s.ID)
	}
	for _, part := range []map[string]string{v.Definitions, v.Reference} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		for _, name := range slices.SortedFunc(maps.Keys(part), cmp.Compare[string]) {
			text(name)
			text(part[name])
		}
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// ReadDatasetVersion is the dataset version with the given id.
func ReadDatasetVersion(ctx context.Context, db DB, id int64) (DatasetVersion, error) {
	return readDataset(ctx, db, "id = $1", id)
}

// NewestDatasetVersion is the one made last.
func NewestDatasetVersion(ctx context.Context, db DB) (DatasetVersion, error) {
	return readDataset(ctx, db, "id = (select max(id) from research.dataset_version)")
}

func readDataset(ctx context.Context, db DB, where string, args ...any) (DatasetVersion, error) {
	rows, _ := db.Query(ctx, "select id, made_at, map_version, definitions, reference, fingerprint from research.dataset_version where "+where, args...)
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[DatasetVersion])
	if err != nil {
		return DatasetVersion{}, fmt.Errorf("dataset version: %w", orNotFound(err))
	}
	return v, nil
}

// DatasetSubmissions are the submissions of a dataset version, in order.
func DatasetSubmissions(ctx context.Context, db DB, id int64) ([]DatasetSubmission, error) {
	rows, _ := db.Query(ctx, `
select submission_id, supplier, return, year, term
from research.dataset_submission
where dataset_version = $1
order by submission_id`, id)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DatasetSubmission])
	if err != nil {
		return nil, fmt.Errorf("submissions of dataset version %d: %w", id, err)
	}
	return all, nil
}

// QueryMeasure runs a measure's query on a dataset version for the given collection
// years, once for each linkage tier it needs. db is the research login's.
func QueryMeasure(ctx context.Context, db DB, m *analysis.Measure, dataset int64, years []goldset.CollectionYear) (map[goldset.Tier][]analysis.Raw, error) {
	wanted := make([]int32, len(years))
	for i, year := range years {
		wanted[i] = int32(year)
	}
	byTier := make(map[goldset.Tier][]analysis.Raw)
	for _, tier := range m.Tiers() {
		rows, _ := db.Query(ctx, m.SQL, pgx.StrictNamedArgs{"dataset_version": dataset, "tier": string(tier), "years": wanted})
		raws, err := pgx.CollectRows(rows, pgx.RowToStructByName[analysis.Raw])
		if err != nil {
			return nil, fmt.Errorf("measure %s, tier %s: %w", m.Name, tier, err)
		}
		byTier[tier] = raws
	}
	return byTier, nil
}
