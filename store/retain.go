package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

// A pupil is known to need when any subject of the same person, at the loosest tier,
// comes from another family of returns than schools.
const forgetPupilsSQL = `
with in_need as (
    select distinct m.person
    from research.person_map m
    join identity.subject s on s.pseudonym = m.subject
    where m.map_version = @map and m.tier = 'loose' and s.family <> @family
),
kept as (
    select m.subject
    from research.person_map m
    join in_need n on n.person = m.person
    where m.map_version = @map and m.tier = 'loose'
),
doubtful as (
    select left_id as id from identity.pair where decided_at is null
    union all
    select right_id from identity.pair where decided_at is null
)
delete from identity.identifier i
using identity.subject s
where s.id = i.subject_id
  and s.family = @family
  and i.submission_id = any(@submissions)
  and not exists (select from kept k where k.subject = s.pseudonym)
  and not exists (select from doubtful d where d.id = s.id)`

// ForgetPupils destroys the identifiers of pupils who, in the given map, match nobody
// in need, not even loosely or in a pair that waits for review, and returns how many
// records went. What a later return says of them comes with its own identifiers. tx
// is the link login's.
func ForgetPupils(ctx context.Context, tx pgx.Tx, mapVersion int64) (int64, error) {
	m, err := ReadMap(ctx, tx, mapVersion)
	if err != nil {
		return 0, err
	}
	var tag pgconn.CommandTag
	err = withoutNestedLoops(ctx, tx, func() (err error) {
		tag, err = tx.Exec(ctx, forgetPupilsSQL, pgx.StrictNamedArgs{
			"family": goldset.SchoolCensus.Family(), "submissions": m.Submissions, "map": mapVersion,
		})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget pupils: %w", err)
	}
	return tag.RowsAffected(), Audit(ctx, tx, "", "forget pupils", fmt.Sprintf("map %d", mapVersion), map[string]any{"records": tag.RowsAffected()})
}

// withoutNestedLoops runs do so that joins of whole tables are hashed or merged. A
// planner without statistics, as after a first load, takes a large table for a small
// one and goes through it once for every row of another: minutes instead of a second.
func withoutNestedLoops(ctx context.Context, tx pgx.Tx, do func() error) error {
	if _, err := tx.Exec(ctx, "set local enable_nestloop = off"); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "set local enable_nestloop = on")
	return err
}

// Erase destroys what is known of a supplier's child: identifiers, token and the way
// from subject to pseudonym. Facts stay, attached to nobody. The token is kept on a
// list, so that neither a later return nor a restored backup brings the child back.
// It reports whether there was such a child. tx is the link login's.
func Erase(ctx context.Context, tx pgx.Tx, keys *privacy.Keys, supplier, family, localID, reason string) (bool, error) {
	var tokens [][]byte
	for _, token := range keys.SubjectTokens(supplier, family, localID) {
		tokens = append(tokens, token[:])
	}
	const listSQL = `
insert into identity.erasure (token, reason)
select t, $2 from unnest($1::bytea[]) t
on conflict (token) do nothing`
	if _, err := tx.Exec(ctx, listSQL, tokens, reason); err != nil {
		return false, fmt.Errorf("erase: %w", err)
	}
	erased, err := eraseListed(ctx, tx)
	if err != nil {
		return false, err
	}
	return erased > 0, nil
}

// ReplayErasures destroys again what the list says was erased: run it after a
// restore. It returns how many subjects went.
func ReplayErasures(ctx context.Context, tx pgx.Tx) (int64, error) { return eraseListed(ctx, tx) }

const (
	eraseIdentifiersSQL = `
delete from identity.identifier i
using identity.subject s, identity.erasure e
where i.subject_id = s.id and e.token = s.token`
	eraseSubjectsSQL = `
delete from identity.subject s
using identity.erasure e
where e.token = s.token`
)

func eraseListed(ctx context.Context, tx pgx.Tx) (int64, error) {
	if _, err := tx.Exec(ctx, eraseIdentifiersSQL); err != nil {
		return 0, fmt.Errorf("erase: %w", err)
	}
	tag, err := tx.Exec(ctx, eraseSubjectsSQL)
	if err != nil {
		return 0, fmt.Errorf("erase: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return 0, nil
	}
	return tag.RowsAffected(), Audit(ctx, tx, "", "erase", "subjects", map[string]any{"subjects": tag.RowsAffected()})
}

const uncitedMapsSQL = `
select id from research.map_version m
where not m.current
  and not exists (select from research.dataset_version d where d.map_version = m.id)
order by id`

// PruneMaps deletes map versions that are not current and that no dataset version
// cites, and returns how many went. tx is the link login's.
func PruneMaps(ctx context.Context, tx pgx.Tx) (int64, error) {
	rows, _ := tx.Query(ctx, uncitedMapsSQL)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("prune maps: %w", err)
	}
	for _, sql := range []string{
		"delete from research.person_map where map_version = any($1)",
		"delete from research.unlinked where map_version = any($1)",
		"update research.map_version set previous = null where previous = any($1)",
		"delete from research.map_version where id = any($1)",
	} {
		if _, err := tx.Exec(ctx, sql, ids); err != nil {
			return 0, fmt.Errorf("prune maps: %w", err)
		}
	}
	return int64(len(ids)), nil
}

// RewrapDataKeys wraps every data key of the identity zone with the primary key, and
// returns how many there were. tx is the link login's.
func RewrapDataKeys(ctx context.Context, tx pgx.Tx, keys *privacy.Keys) (int, error) {
	type stored struct {
		Submission int64
		Object     [16]byte
		Wrapped    []byte
	}
	rows, _ := tx.Query(ctx, "select submission_id, object, wrapped from identity.data_key order by submission_id")
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	if err != nil {
		return 0, fmt.Errorf("rewrap data keys: %w", err)
	}
	for _, k := range all {
		wrapped, err := keys.RewrapDataKey(k.Object, k.Wrapped)
		if err != nil {
			return 0, fmt.Errorf("data key of submission %d: %w", k.Submission, err)
		}
		if _, err := tx.Exec(ctx, "update identity.data_key set wrapped = $2 where submission_id = $1", k.Submission, wrapped); err != nil {
			return 0, fmt.Errorf("rewrap data keys: %w", err)
		}
	}
	return len(all), nil
}

const renewTokensSQL = `
update identity.subject s
set token = t.token
from unnest(@subjects::uuid[], @tokens::bytea[]) t (subject, token)
where s.id = t.subject and s.token <> t.token`

// RenewTokens gives every subject whose identifiers are kept its token under the
// primary key, and returns how many changed. Only then may the older token keys be
// retired; subjects whose identifiers were destroyed are not found again after that.
// tx is the link login's.
func RenewTokens(ctx context.Context, tx pgx.Tx, keys *privacy.Keys) (int64, error) {
	var subjects [][16]byte
	var tokens [][]byte
	for s, err := range ReadSubjects(ctx, tx, keys) {
		if err != nil {
			return 0, err
		}
		token := keys.SubjectToken(s.Supplier, s.Family, s.LocalID)
		subjects, tokens = append(subjects, s.Subject), append(tokens, token[:])
	}
	tag, err := tx.Exec(ctx, renewTokensSQL, pgx.StrictNamedArgs{"subjects": subjects, "tokens": tokens})
	if err != nil {
		return 0, fmt.Errorf("renew tokens: %w", err)
	}
	return tag.RowsAffected(), nil
}
