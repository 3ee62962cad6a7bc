package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset/privacy"
)

// ErrReferenceFormat says that an imported reference file is not as it should be.
var ErrReferenceFormat = errors.New("the reference file is not in its format")

// ReferenceSet is an imported set: a dataset version fixes its digest.
type ReferenceSet struct {
	Name   string
	Rows   int64
	SHA256 []byte
}

// The names of the sets.
const (
	SetSmallAreas = "small_areas"
	SetPopulation = "population"
)

// ImportSmallAreas replaces the map from postcodes to small areas by a CSV file
// with the columns postcode, small_area and idaci_decile (1 the most deprived).
func ImportSmallAreas(ctx context.Context, tx pgx.Tx, file io.Reader) (ReferenceSet, error) {
	set := ReferenceSet{Name: SetSmallAreas}
	deciles := make(map[string]int)
	var postcodes [][]any
	sum, err := readReference(file, []string{"postcode", "small_area", "idaci_decile"}, func(row []string) error {
		decile, err := strconv.Atoi(row[2])
		if known, ok := deciles[row[1]]; err != nil || decile < 1 || decile > 10 || ok && known != decile {
			return errors.New("idaci_decile is a number from 1 to 10, one for each small area")
		}
		area := strings.Clone(row[1])
		deciles[area] = decile
		postcodes = append(postcodes, []any{privacy.NormalisePostcode(row[0]), area})
		return nil
	})
	if err != nil {
		return set, err
	}
	areas := make([][]any, 0, len(deciles))
	for area, decile := range deciles {
		areas = append(areas, []any{area, decile})
	}
	set.Rows, set.SHA256 = int64(len(postcodes)), sum
	err = errors.Join(
		replaceTable(ctx, tx, "small_area", []string{"small_area", "idaci_decile"}, areas),
		replaceTable(ctx, tx, "postcode", []string{"postcode", "small_area"}, postcodes),
		recordSet(ctx, tx, set))
	return set, err
}

// ImportPopulation replaces the mid-year estimates by a CSV file with the columns
// authority (three-figure code), year (the collection year they serve), age, sex
// and count.
func ImportPopulation(ctx context.Context, tx pgx.Tx, file io.Reader) (ReferenceSet, error) {
	set := ReferenceSet{Name: SetPopulation}
	var people [][]any
	sum, err := readReference(file, []string{"authority", "year", "age", "sex", "count"}, func(row []string) error {
		values := []any{strings.Clone(row[0]), 0, 0, strings.Clone(row[3]), 0}
		for _, i := range []int{1, 2, 4} {
			n, err := strconv.Atoi(row[i])
			if err != nil || n < 0 {
				return errors.New("year, age and count are whole numbers")
			}
			values[i] = n
		}
		people = append(people, values)
		return nil
	})
	if err != nil {
		return set, err
	}
	set.Rows, set.SHA256 = int64(len(people)), sum
	err = errors.Join(
		replaceTable(ctx, tx, "population", []string{"authority", "year", "age", "sex", "count"}, people),
		recordSet(ctx, tx, set))
	return set, err
}

// readReference reads a CSV file with the given header, in any order of columns and
// with any others beside them, and returns the SHA-256 of its bytes.
func readReference(file io.Reader, header []string, take func(row []string) error) ([]byte, error) {
	sum := sha256.New()
	in := csv.NewReader(io.TeeReader(file, sum))
	in.ReuseRecord = true
	first, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: it has no header", ErrReferenceFormat)
	}
	places := make([]int, len(header))
	for i, name := range header {
		places[i] = slices.IndexFunc(first, func(given string) bool {
			return strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(given, "\ufeff")), name)
		})
		if places[i] < 0 {
			return nil, fmt.Errorf("%w: its header has no column %s", ErrReferenceFormat, name)
		}
	}
	row := make([]string, len(header))
	for line := 2; ; line++ {
		given, err := in.Read()
		if errors.Is(err, io.EOF) {
			return sum.Sum(nil), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrReferenceFormat, line, err)
		}
		for i, place := range places {
			row[i] = given[place]
		}
		if err := take(row); err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrReferenceFormat, line, err)
		}
	}
}

func replaceTable(ctx context.Context, tx pgx.Tx, table string, columns []string, rows [][]any) error {
	name := pgx.Identifier{"research", table}
	if _, err := tx.Exec(ctx, "delete from "+name.Sanitize()); err != nil {
		return fmt.Errorf("replace %s: %w", table, err)
	}
	if _, err := tx.CopyFrom(ctx, name, columns, pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("replace %s: %w", table, err)
	}
	return nil
}

const recordSetSQL = `
insert into research.reference_set (name, rows, sha256)
values (@name, @rows, @sum)
on conflict (name) do update set rows = excluded.rows, sha256 = excluded.sha256, imported_at = now()`

func recordSet(ctx context.Context, tx pgx.Tx, set ReferenceSet) error {
	_, err := tx.Exec(ctx, recordSetSQL, pgx.StrictNamedArgs{"name": set.Name, "rows": set.Rows, "sum": set.SHA256})
	if err != nil {
		return fmt.Errorf("record reference set %s: %w", set.Name, err)
	}
	return nil
}

// ReferenceSets lists the imported sets by name.
func ReferenceSets(ctx context.Context, db DB) ([]ReferenceSet, error) {
	rows, _ := db.Query(ctx, "select name, rows, sha256 from research.reference_set order by name")
	sets, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReferenceSet])
	if err != nil {
		return nil, fmt.Errorf("reference sets: %w", err)
	}
	return sets, nil
}

// postcodeArea is a postcode, packed so that their order is kept, and the index of
// its area: all of England's 1.7 million take 28 MB.
type postcodeArea struct {
	postcode [8]byte
	area     uint32
}

// Areas reads which small area a postcode lies in, to coarsen postcodes with.
func Areas(ctx context.Context, db DB) (privacy.AreaOf, error) {
	var names []string
	var places []postcodeArea
	index := make(map[string]uint32)
	var postcode, area string
	err := forEach(ctx, db, []any{&postcode, &area}, func() error {
		i, ok := index[area]
		if !ok {
			i = uint32(len(names))
			index[area] = i
			names = append(names, area)
		}
		places = append(places, postcodeArea{packPostcode(postcode), i})
		return nil
	}, `select postcode, small_area from research.postcode order by postcode collate "C"`)
	if err != nil {
		return nil, fmt.Errorf("small areas: %w", err)
	}
	return func(postcode string) string {
		want := packPostcode(postcode)
		i, found := slices.BinarySearchFunc(places, want, func(p postcodeArea, w [8]byte) int {
			a, b := binary.BigEndian.Uint64(p.postcode[:]), binary.BigEndian.Uint64(w[:])
			switch {
			case a < b:
				return -1
			case a > b:
				return 1
			default:
				return 0
			}
		})
		if !found || len(postcode) > len(want) {
			return ""
		}
		return names[places[i].area]
	}, nil
}

// packPostcode keeps the first eight bytes; a postcode has seven at most.
func packPostcode(postcode string) (packed [8]byte) {
	copy(packed[:], postcode)
	return packed
}
