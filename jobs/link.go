package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/linkage"
	"github.com/goldset/goldset/store"
)

// tierProbability is how sure a link must be to count in each tier.
var tierProbability = map[goldset.Tier]float64{
	goldset.TierStrict: 0.999,
	goldset.TierBase:   0.95,
	goldset.TierLoose:  0.50,
}

// link makes a new person map of all current subjects. There is one at a time; it
// waits for returns that are on their way in, and ends at once when nothing is new.
func link(ctx context.Context, h *hold[Link]) error {
	lock, free, err := store.TryLockName(ctx, h.house.Zones.Locks, "link")
	if err != nil {
		return err
	}
	if !free {
		return river.JobSnooze(retrySoon)
	}
	defer lock.Release() //nolint:contextcheck // a lock goes even when its context is over
	arriving, err := store.UnfinishedJobs(ctx, h.house.Zones.Work, Check{}.Kind(), Load{}.Kind())
	if err != nil {
		return err
	}
	if arriving > 0 {
		return river.JobSnooze(retrySoon)
	}
	sources, err := store.LoadedReturns(ctx, h.house.Zones.Work)
	if err != nil {
		return err
	}
	if err := h.house.permit(ctx, h.house.Zones.Link, store.PurposeLink, sources...); err != nil {
		return err
	}
	run, err := h.house.readForLinkage(ctx, h.progress)
	if err != nil || run == nil || !run.anew && !h.job.Args.Anew {
		return err
	}
	made, err := run.link(ctx, h.house.Threads, func(stage string, done, total int64) { h.progress(ctx, stage, done, total) })
	if err != nil {
		return err
	}
	h.house.Metrics.PairsScored.Add(float64(run.result.Summary.CandidatePairs))
	h.progress(ctx, "writing the person map", 0, 0)
	return h.finish(ctx, h.house.Zones.Link, func(tx pgx.Tx) error {
		version, err := store.CommitMap(ctx, tx, made)
		if err != nil {
			return err
		}
		err = store.Audit(ctx, tx, fmt.Sprintf("job %d", h.job.ID), "link", fmt.Sprintf("map %d", version), map[string]any{
			"subjects": len(run.people), "links": run.result.Summary.Links,
		})
		if err != nil {
			return err
		}
		_, err = h.house.enqueue(ctx, tx, Reconcile{Map: version})
		return err
	})
}

// linkageRun is one run over one state of the identity zone. Records are numbered
// by what they say rather than by their random ids, so that the same returns give
// the same map however often they are loaded.
type linkageRun struct {
	people      []person // in the order of their numbers
	submissions []int64
	anew        bool // the current map was made from other submissions or decisions
	decisions   []store.DecidedPair
	previous    map[goldset.Pseudonym]goldset.PersonID
	since       map[goldset.PersonID]int64

	data   *linkage.Dataset
	number []int // dataset row -> number
	result *linkage.Result

	contradictions int // reviews that cannot all hold
}

// person is one subject in the linkage worker's memory.
type person struct {
	id        goldset.SubjectID
	pseudonym goldset.Pseudonym
	source    string // supplier and family
	supplier  string
	family    string
	sex       string
	ethnicity string
	birthYear string
	why       string // reason, should it join nobody
	record    linkage.Record
}

// readForLinkage reads one state of the identity zone; nil when there is nobody.
func (h *House) readForLinkage(ctx context.Context, progress watch) (*linkageRun, error) {
	run := &linkageRun{}
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, h.Zones.Link, snapshot, func(tx pgx.Tx) error {
		if err := run.readBefore(ctx, tx); err != nil {
			return err
		}
		for s, err := range store.ReadSubjects(ctx, tx, h.Keys) {
			if err != nil {
				return err
			}
			run.people = append(run.people, newPerson(s))
			if n := int64(len(run.people)); n%progressEvery == 0 {
				progress(ctx, "reading subjects", n, 0)
			}
		}
		return nil
	})
	if err != nil || len(run.people) == 0 {
		return nil, err
	}
	slices.SortFunc(run.people, comparePeople)
	return run, nil
}

// readBefore reads what the last map was made from, and what it said.
func (r *linkageRun) readBefore(ctx context.Context, tx pgx.Tx) (err error) {
	if r.submissions, err = store.CurrentSubmissions(ctx, tx); err != nil {
		return err
	}
	if r.decisions, err = store.DecidedPairs(ctx, tx); err != nil {
		return err
	}
	current, err := store.CurrentMap(ctx, tx)
	if isNotFound(err) {
		r.anew = true
		return nil
	}
	if err != nil {
		return err
	}
	r.anew = !slices.Equal(current.Submissions, r.submissions)
	if r.previous, err = store.ReadPersonMap(ctx, tx, current.ID, goldset.TierBase); err != nil {
		return err
	}
	r.since, err = store.PersonsSince(ctx, tx)
	return err
}

// link runs the engine and gathers everything that the new map says.
func (r *linkageRun) link(ctx context.Context, threads int, progress func(string, int64, int64)) (store.PersonMap, error) {
	if err := r.build(); err != nil {
		return store.PersonMap{}, err
	}
	var err error
	r.result, err = linkage.Run(ctx, linkage.ChildrenModel(), r.data, linkage.Options{
		Threads: threads, Progress: progress, Decisions: r.reviewed(),
	})
	if err != nil {
		return store.PersonMap{}, fmt.Errorf("link: %w", err)
	}
	tiers := map[goldset.Tier][]goldset.PersonID{}
	var changes []store.MapChange
	for tier, probability := range tierProbability {
		progress("gathering persons, "+string(tier), 0, 0)
		clusters, err := r.result.Clusters(probability)
		if err != nil {
			return store.PersonMap{}, fmt.Errorf("link: tier %s: %w", tier, err)
		}
		persons, changed := linkage.AssignPersons(r.data, clusters.Of, r.prior())
		var renewed map[goldset.PersonID]goldset.PersonID
		tiers[tier], renewed = r.renew(persons)
		if tier == goldset.TierBase {
			changes = history(changed, renewed)
			r.contradictions = len(clusters.Conflicts)
		}
	}
	return r.personMap(tiers, changes)
}

// build numbers the records and hands them to the engine.
func (r *linkageRun) build() error {
	builder := linkage.NewChildBuilder()
	for i := range r.people {
		record := r.people[i].record
		record.ID = numbered(i)
		builder.Add(record)
	}
	var err error
	if r.data, err = builder.Dataset(); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	r.number = make([]int, r.data.Len())
	for row := range r.number {
		r.number[row] = numberOf(r.data.Subject(row))
	}
	return nil
}

func (r *linkageRun) personMap(tiers map[goldset.Tier][]goldset.PersonID, changes []store.MapChange) (store.PersonMap, error) {
	model, err := json.Marshal(r.result.Model)
	if err != nil {
		return store.PersonMap{}, fmt.Errorf("link: model: %w", err)
	}
	summary, err := json.Marshal(r.summarise(tiers))
	if err != nil {
		return store.PersonMap{}, fmt.Errorf("link: summary: %w", err)
	}
	made := store.PersonMap{
		Model: model, Summary: summary, Submissions: r.submissions,
		Tiers:    map[goldset.Tier]iter.Seq2[goldset.Pseudonym, goldset.PersonID]{},
		History:  changes,
		Unlinked: r.unlinked(tiers[goldset.TierBase]),
	}
	for tier, persons := range tiers {
		made.Tiers[tier] = r.assignments(persons)
	}
	for _, edge := range r.result.Doubtful() {
		made.Pairs = append(made.Pairs, store.DoubtfulPair{
			Left: r.people[r.number[edge.L]].id, Right: r.people[r.number[edge.R]].id,
			Weight: float64(edge.Weight), Probability: edge.Probability(), Pattern: r.result.Pattern(edge),
		})
	}
	return made, nil
}
