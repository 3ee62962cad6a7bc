package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

// DoubtfulPair is two subjects that linkage could not decide about.
type DoubtfulPair struct {
	Left, Right goldset.SubjectID
	Weight      float64 // match weight, log2
	Probability float64
	Pattern     string // the agreement pattern, in levels, without values
}

// A pair that was decided keeps its decision; one that was not takes the newest
// weight. Those that are no longer in doubt and that nobody decided go.
const (
	forgetPairsSQL = `
delete from identity.pair
where decided_at is null and map_version < $1 and (leased_until is null or leased_until < now())`
	addPairSQL = `
insert into identity.pair (map_version, left_id, right_id, weight, probability, pattern)
select @map, p.l, p.r, p.weight, p.probability, p.pattern
from unnest(@lefts::uuid[], @rights::uuid[], @weights::float8[], @probabilities::float8[], @patterns::text[])
    p (l, r, weight, probability, pattern)
on conflict (left_id, right_id) do update
set map_version = excluded.map_version, weight = excluded.weight, probability = excluded.probability, pattern = excluded.pattern
where identity.pair.decided_at is null`
)

func addPairs(ctx context.Context, tx pgx.Tx, mapVersion int64, pairs []DoubtfulPair) error {
	var lefts, rights [][16]byte
	var weights, probabilities []float64
	var patterns []string
	for _, p := range pairs {
		if slices.Compare(p.Left[:], p.Right[:]) > 0 {
			p.Left, p.Right = p.Right, p.Left
		}
		lefts, rights = append(lefts, p.Left), append(rights, p.Right)
		weights, probabilities = append(weights, p.Weight), append(probabilities, p.Probability)
		patterns = append(patterns, p.Pattern)
	}
	_, err := tx.Exec(ctx, addPairSQL, pgx.StrictNamedArgs{
		"map": mapVersion, "lefts": lefts, "rights": rights, "weights": weights,
		"probabilities": probabilities, "patterns": patterns,
	})
	if err != nil {
		return fmt.Errorf("doubtful pairs: %w", err)
	}
	if _, err := tx.Exec(ctx, forgetPairsSQL, mapVersion); err != nil {
		return fmt.Errorf("doubtful pairs: %w", err)
	}
	return nil
}

// Decision is what a reviewer says about a pair.
type Decision string

// The decisions.
const (
	DecidedSame      Decision = "same"
	DecidedDifferent Decision = "different"
	DecidedUnsure    Decision = "cannot tell"
)

// LeasedPair is a pair as its one reviewer sees it, while the lease lasts.
type LeasedPair struct {
	ID          int64
	Weight      float64
	Probability float64
	Pattern     string
	Until       time.Time
	Left, Right privacy.Identifiers
}

// What can be wrong with a review.
var (
	ErrNoPair     = errors.New("no pair is waiting for review")
	ErrLeaseEnded = errors.New("the lease on this pair has ended; take the next one")
)

const leasePairSQL = `
update identity.pair
set leased_to = @reviewer, leased_until = @until
where id = (
    select id from identity.pair
    where decided_at is null and (leased_until is null or leased_until < @now or leased_to = @reviewer)
    order by leased_to is distinct from @reviewer, abs(probability - 0.5), id
    limit 1
    for update skip locked
)
returning id, weight, probability, pattern, left_id, right_id`

// LeasePair gives the reviewer the pair that is most in doubt, until the given time,
// and records in the same transaction that it was shown. tx is the review login's.
func LeasePair(ctx context.Context, tx pgx.Tx, keys *privacy.Keys, reviewer int64, now, until time.Time) (LeasedPair, error) {
	pair := LeasedPair{Until: until}
	var left, right [16]byte
	into := []any{&pair.ID, &pair.Weight, &pair.Probability, &pair.Pattern, &left, &right}
	err := forEach(ctx, tx, into, func() error { return nil },
		leasePairSQL, pgx.StrictNamedArgs{"reviewer": reviewer, "now": now, "until": until})
	if err != nil {
		return LeasedPair{}, fmt.Errorf("lease pair: %w", err)
	}
	if pair.ID == 0 {
		return LeasedPair{}, ErrNoPair
	}
	if pair.Left, err = readIdentifiers(ctx, tx, keys, left); err != nil {
		return LeasedPair{}, err
	}
	if pair.Right, err = readIdentifiers(ctx, tx, keys, right); err != nil {
		return LeasedPair{}, err
	}
	return pair, Audit(ctx, tx, fmt.Sprintf("account %d", reviewer), "show pair", fmt.Sprintf("pair %d", pair.ID), nil)
}

const oneSubjectSQL = `
select i.submission_id, i.part, i.sealed, k.object, k.wrapped
from identity.identifier i
join identity.data_key k on k.submission_id = i.submission_id
where i.subject_id = $1
order by i.submission_id desc, i.part desc`

// readIdentifiers decrypts what all submissions say of one subject.
func readIdentifiers(ctx context.Context, tx pgx.Tx, keys *privacy.Keys, subject goldset.SubjectID) (privacy.Identifiers, error) {
	var all privacy.Identifiers
	var submission int64
	var part int
	var sealed, wrapped []byte
	var object [16]byte
	err := forEach(ctx, tx, []any{&submission, &part, &sealed, &object, &wrapped}, func() error {
		key, err := keys.UnwrapDataKey(object, wrapped)
		if err != nil {
			return err
		}
		plain, err := key.Open(nil, sealed, identifierPlace(submission, subject, part))
		if err != nil {
			return err
		}
		id, err := privacy.ParseIdentifiers(plain)
		if err != nil {
			return err
		}
		all.Merge(&id)
		return nil
	}, oneSubjectSQL, [16]byte(subject))
	if err != nil {
		return privacy.Identifiers{}, fmt.Errorf("read a subject's identifiers: %w", err)
	}
	return all, nil
}

const decidePairSQL = `
update identity.pair
set decided_at = @now, leased_to = null, leased_until = null
where id = @pair and leased_to = @reviewer and leased_until >= @now and decided_at is null`

const addDecisionSQL = `
insert into identity.decision (pair_id, account_id, decision, reason, at)
values (@pair, @reviewer, @decision, @reason, @now)`

// DecidePair records what the reviewer who holds the lease decided, and why.
func DecidePair(ctx context.Context, tx pgx.Tx, pair, reviewer int64, d Decision, reason string, now time.Time) error {
	tag, err := tx.Exec(ctx, decidePairSQL, pgx.StrictNamedArgs{"pair": pair, "reviewer": reviewer, "now": now})
	if err != nil {
		return fmt.Errorf("decide pair %d: %w", pair, err)
	}
	if tag.RowsAffected() == 0 {
		return ErrLeaseEnded
	}
	_, err = tx.Exec(ctx, addDecisionSQL, pgx.StrictNamedArgs{
		"pair": pair, "reviewer": reviewer, "decision": d, "reason": reason, "now": now,
	})
	if err != nil {
		return fmt.Errorf("decide pair %d: %w", pair, err)
	}
	return Audit(ctx, tx, fmt.Sprintf("account %d", reviewer), "decide pair", fmt.Sprintf("pair %d", pair), map[string]any{"decision": d})
}

// DecidedPair is a pair whose latest decision linkage must follow.
type DecidedPair struct {
	Left, Right goldset.SubjectID
	Decision    Decision
}

const decidedPairsSQL = `
select distinct on (p.id) p.left_id, p.right_id, d.decision
from identity.pair p
join identity.decision d on d.pair_id = p.id
where p.decided_at is not null
order by p.id, d.id desc`

// DecidedPairs are all pairs that reviewers decided. db is the link login's.
func DecidedPairs(ctx context.Context, db DB) ([]DecidedPair, error) {
	rows, _ := db.Query(ctx, decidedPairsSQL)
	pairs, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (DecidedPair, error) {
		var p DecidedPair
		var left, right [16]byte
		err := row.Scan(&left, &right, &p.Decision)
		p.Left, p.Right = left, right
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("decided pairs: %w", err)
	}
	return pairs, nil
}
