package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// ErrBarrierCrossed says that a map would join an identity from before adoption or
// protection with one from after it. Such a map is never committed.
var ErrBarrierCrossed = errors.New("the map joins identities that a barrier keeps apart")

// PersonMap is a finished linkage run, to be committed.
type PersonMap struct {
	Model       json.RawMessage // the trained model, numbers only
	Summary     json.RawMessage // counts, expected matches, quality by subgroup
	Submissions []int64         // that were current when identifiers were read
	Tiers       map[goldset.Tier]iter.Seq2[goldset.Pseudonym, goldset.PersonID]
	History     []MapChange
	Unlinked    iter.Seq2[goldset.Pseudonym, string] // why a subject joined nobody; may be nil
	Pairs       []DoubtfulPair
}

// MapChange is a merge of two persons into Person, or a split of Other from it.
type MapChange struct {
	Change string // "merge" or "split"
	Person goldset.PersonID
	Other  goldset.PersonID
	Cause  string
}

// MapVersion is a committed map.
type MapVersion struct {
	ID          int64
	MadeAt      time.Time
	Model       json.RawMessage
	Summary     json.RawMessage
	Previous    int64 // 0: the first
	Current     bool
	Submissions []int64
}

const addMapSQL = `
insert into research.map_version (model, summary, submissions, previous)
values (@model, @summary, @submissions, (select id from research.map_version where current))
returning id`

// CommitMap writes a map and makes it the current one. tx is the link login's.
func CommitMap(ctx context.Context, tx pgx.Tx, m PersonMap) (int64, error) {
	submissions := append([]int64{}, m.Submissions...) // none is not null
	slices.Sort(submissions)
	rows, _ := tx.Query(ctx, addMapSQL, pgx.StrictNamedArgs{
		"model": orEmpty(m.Model), "summary": orEmpty(m.Summary), "submissions": slices.Compact(submissions),
	})
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("commit map: %w", err)
	}
	for _, tier := range []goldset.Tier{goldset.TierStrict, goldset.TierBase, goldset.TierLoose} {
		if err = copyTier(ctx, tx, id, tier, m.Tiers[tier]); err != nil {
			return 0, fmt.Errorf("commit map: tier %s: %w", tier, err)
		}
	}
	if err = checkBarriers(ctx, tx, id); err != nil {
		return 0, err
	}
	err = errors.Join(
		addHistory(ctx, tx, id, m.History),
		addUnlinked(ctx, tx, id, m.Unlinked),
		addPairs(ctx, tx, id, m.Pairs))
	if err != nil {
		return 0, fmt.Errorf("commit map: %w", err)
	}
	// The old one first: an index allows one current map.
	if _, err := tx.Exec(ctx, "update research.map_version set current = false where current"); err != nil {
		return 0, fmt.Errorf("commit map: %w", err)
	}
	if _, err := tx.Exec(ctx, "update research.map_version set current = true where id = $1", id); err != nil {
		return 0, fmt.Errorf("commit map: %w", err)
	}
	return id, nil
}

func orEmpty(text json.RawMessage) json.RawMessage {
	if text == nil {
		return json.RawMessage("{}")
	}
	return text
}

var copyTierSQL = copyStatement(pgx.Identifier{"research", "person_map"}, []string{"map_version", "tier", "subject", "person"})

// copyTier copies one tier's assignments. Sorted by subject they fill the primary
// key's pages in order, which takes half the time; the caller need not sort them.
func copyTier(ctx context.Context, tx pgx.Tx, id int64, tier goldset.Tier, subjects iter.Seq2[goldset.Pseudonym, goldset.PersonID]) error {
	if subjects == nil {
		return errors.New("it is missing")
	}
	type pair struct {
		subject goldset.Pseudonym
		person  goldset.PersonID
	}
	var pairs []pair
	for subject, person := range subjects {
		pairs = append(pairs, pair{subject, person})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return slices.Compare(a.subject[:], b.subject[:]) })
	head := binary.BigEndian.AppendUint16(nil, 4)
	head = appendBytes(appendInt8(head, id), string(tier))
	return copyEncoded(ctx, tx, copyTierSQL, func(add func(row []byte) error) error {
		var row []byte
		for _, p := range pairs {
			row = append(row[:0], head...)
			row = appendUUID(appendUUID(row, p.subject), p.person)
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	})
}

const crossedBarriersSQL = `
select count(*)
from (
    select m.tier, m.person
    from research.person_map m
    join identity.subject s on s.pseudonym = m.subject
    where m.map_version = $1 and s.barrier <> ''
    group by m.tier, m.person
    having count(distinct s.barrier) > 1
) crossed`

func checkBarriers(ctx context.Context, tx pgx.Tx, id int64) error {
	var crossed int64
	err := withoutNestedLoops(ctx, tx, func() error { return tx.QueryRow(ctx, crossedBarriersSQL, id).Scan(&crossed) })
	if err != nil {
		return fmt.Errorf("commit map: check barriers: %w", err)
	}
	if crossed > 0 {
		return fmt.Errorf("%w: %d persons", ErrBarrierCrossed, crossed)
	}
	return nil
}

func addHistory(ctx context.Context, tx pgx.Tx, id int64, changes []MapChange) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"research", "map_history"},
		[]string{"map_version", "change", "person", "other", "cause"},
		pgx.CopyFromSlice(len(changes), func(i int) ([]any, error) {
			c := &changes[i]
			return []any{id, c.Change, [16]byte(c.Person), [16]byte(c.Other), c.Cause}, nil
		}))
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}

var copyUnlinkedSQL = copyStatement(pgx.Identifier{"research", "unlinked"}, []string{"map_version", "subject", "reason"})

func addUnlinked(ctx context.Context, tx pgx.Tx, id int64, unlinked iter.Seq2[goldset.Pseudonym, string]) error {
	if unlinked == nil {
		return nil
	}
	err := copyEncoded(ctx, tx, copyUnlinkedSQL, func(add func(row []byte) error) error {
		var row []byte
		for subject, reason := range unlinked {
			row = binary.BigEndian.AppendUint16(row[:0], 3)
			row = appendBytes(appendUUID(appendInt8(row, id), subject), reason)
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("unlinked: %w", err)
	}
	return nil
}

const mapVersionColumns = `
select id, made_at, model, summary, coalesce(previous, 0), current, submissions
from research.map_version`

// CurrentMap is the map in use; ErrNotFound before the first run.
func CurrentMap(ctx context.Context, db DB) (MapVersion, error) {
	return readMap(ctx, db, " where current")
}

// ReadMap is the map version with the given id.
func ReadMap(ctx context.Context, db DB, id int64) (MapVersion, error) {
	return readMap(ctx, db, " where id = $1", id)
}

func readMap(ctx context.Context, db DB, where string, args ...any) (MapVersion, error) {
	rows, _ := db.Query(ctx, mapVersionColumns+where, args...)
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[MapVersion])
	if err != nil {
		return MapVersion{}, fmt.Errorf("map version: %w", orNotFound(err))
	}
	return m, nil
}

// ReadPersonMap is who every subject is in one tier of a map version.
func ReadPersonMap(ctx context.Context, db DB, id int64, tier goldset.Tier) (map[goldset.Pseudonym]goldset.PersonID, error) {
	persons := make(map[goldset.Pseudonym]goldset.PersonID)
	var subject, person [16]byte
	err := forEach(ctx, db, []any{&subject, &person}, func() error {
		persons[subject] = person
		return nil
	}, "select subject, person from research.person_map where map_version = $1 and tier = $2", id, tier)
	if err != nil {
		return nil, fmt.Errorf("person map %d: %w", id, err)
	}
	return persons, nil
}

// CurrentSubmissions are the ids of the submissions whose rows are in the dataset,
// in order. Linkage has nothing to do while they are those of the current map.
func CurrentSubmissions(ctx context.Context, db DB) ([]int64, error) {
	rows, _ := db.Query(ctx, "select id from intake.submission where current order by id")
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("current submissions: %w", err)
	}
	return ids, nil
}
