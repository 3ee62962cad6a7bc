package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// The sets that rules about placements look up.
const (
	SetPostcodes = "postcodes" // where each postcode lies
	SetProviders = "providers" // Ofsted's placement providers
)

// ImportPlaces replaces the set of postcodes or of placement providers by what the
// files hold. Where a provider lies is told by the postcodes known, if any.
func ImportPlaces(ctx context.Context, tx pgx.Tx, name string, files []ingest.File, known *reference.Sets) (ReferenceSet, error) {
	set := ReferenceSet{Name: name}
	sum := sha256.New()
	for _, f := range files {
		if _, err := io.Copy(sum, io.NewSectionReader(f.Data, 0, f.Size)); err != nil {
			return set, fmt.Errorf("read %s: %w", f.Name, err)
		}
	}
	set.SHA256 = sum.Sum(nil)
	var postcodes *reference.Postcodes
	if known != nil {
		postcodes = known.Postcodes
	}
	sets, _, err := ingest.ReadReference(files, postcodes)
	if err != nil {
		return set, fmt.Errorf("%w: %w", ErrReferenceFormat, err)
	}
	switch {
	case name == SetPostcodes && sets.Postcodes != nil:
		set.Rows, err = replacePostcodes(ctx, tx, sets.Postcodes)
	case name == SetProviders && sets.Providers != nil:
		set.Rows, err = replaceProviders(ctx, tx, sets.Providers)
	default:
		return set, fmt.Errorf("%w: no file has the columns of a list of %s", ErrReferenceFormat, name)
	}
	if err != nil {
		return set, err
	}
	return set, recordSet(ctx, tx, set)
}

func replacePostcodes(ctx context.Context, tx pgx.Tx, postcodes *reference.Postcodes) (int64, error) {
	if _, err := tx.Exec(ctx, "delete from research.postcode_place"); err != nil {
		return 0, fmt.Errorf("replace postcodes: %w", err)
	}
	reader, writer := io.Pipe()
	go func() { // COPY reads while the set is walked: 2.7 million rows are never held twice
		var err error
		for postcode, at := range postcodes.All {
			if _, err = fmt.Fprintf(writer, "%s\t%s\t%d\t%d\n", postcode, at.District, at.Easting, at.Northing); err != nil {
				break
			}
		}
		writer.CloseWithError(err)
	}()
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, reader, "copy research.postcode_place (postcode, district, easting, northing) from stdin")
	if err != nil {
		return 0, fmt.Errorf("replace postcodes: %w", reader.CloseWithError(err))
	}
	return tag.RowsAffected(), nil
}

func replaceProviders(ctx context.Context, tx pgx.Tx, providers *reference.Providers) (int64, error) {
	rows := make([][]any, 0, providers.Len())
	for v := range providers.All {
		var closed *time.Time
		if !v.Closed.IsZero() {
			closed = &v.Closed
		}
		rows = append(rows, []any{v.URN, v.Places, v.Providers, v.Postcode, v.Authority, closed})
	}
	return int64(len(rows)), replaceTable(ctx, tx, "placement_provider", []string{"urn", "places", "providers", "postcode", "authority", "closed_on"}, rows)
}

// Places reads the sets that were imported. A set that was not is nil. The
// postcodes of the country take 33 MB.
func Places(ctx context.Context, db DB) (*reference.Sets, error) {
	sets := &reference.Sets{}
	postcodes, providers := reference.NewPostcodes(), reference.NewProviders()
	rows, _ := db.Query(ctx, //nolint:rowserrcheck // ForEachRow checks it
		"select postcode, district, easting, northing from research.postcode_place order by postcode")
	var postcode, district string
	var easting, northing int
	_, err := pgx.ForEachRow(rows, []any{&postcode, &district, &easting, &northing}, func() error {
		postcodes.Add(postcode, district, easting, northing)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("postcodes: %w", err)
	}
	rows, _ = db.Query(ctx, //nolint:rowserrcheck // ForEachRow checks it
		"select urn, places, providers, postcode, authority, closed_on from research.placement_provider order by urn")
	var v reference.Provider
	var closed *time.Time
	_, err = pgx.ForEachRow(rows, []any{&v.URN, &v.Places, &v.Providers, &v.Postcode, &v.Authority, &closed}, func() error {
		if v.Closed = (time.Time{}); closed != nil {
			v.Closed = closed.UTC()
		}
		providers.Add(v)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("placement providers: %w", err)
	}
	if postcodes.Len() > 0 {
		sets.Postcodes = postcodes
	}
	if providers.Len() > 0 {
		sets.Providers = providers
	}
	return sets, nil
}
