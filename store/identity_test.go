package store_test

import (
	"errors"
	"iter"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

// identifierRow is a row of the authority's identifier file.
func identifierRow(tb testing.TB, layout *goldset.Layout, number int, values map[string]string) goldset.Row {
	tb.Helper()
	return rowOf(tb, layout, layout.Tables[0].Name, values["LAchildID"], number, values)
}

func (w *warehouse) subjects(tb testing.TB) []store.SubjectRecord {
	tb.Helper()
	var all []store.SubjectRecord
	for record, err := range store.ReadSubjects(tb.Context(), w.tx, w.keys) {
		require.NoError(tb, err)
		all = append(all, *record)
	}
	return all
}

func TestASubjectIsReadAsAllItsCurrentSubmissionsDescribeIt(t *testing.T) {
	w := newWarehouse(t)
	file := layoutOf(t, goldset.Identifiers, 2024)
	w.load(t, "301", file, []goldset.Row{identifierRow(t, file, 0, map[string]string{
		"LAchildID": "A1", "Forename": "Asha", "Surname": "Okafor", "BirthDate": "2015-07-14",
		"UPN": "A820200120001", "Postcode": "RM8 1AA", "IdentityBarrier": "N",
	})})
	file = layoutOf(t, goldset.Identifiers, 2025)
	w.load(t, "301", file, []goldset.Row{identifierRow(t, file, 0, map[string]string{
		"LAchildID": "a1", "Forename": "Asha", "Surname": "Bello", "UPN": "B820200120002", "Postcode": "E1 1AA",
	})})
	cin := layoutOf(t, goldset.CINCensus, 2025)
	id, _ := w.load(t, "301", cin, []goldset.Row{
		rowOf(t, cin, "ChildIdentifiers", "A1", 0, map[string]string{"LAchildID": "A1", "PersonBirthDate": "2015-07-14"}),
	})
	storetest.As(t, w.tx, string(store.LoginLink))
	subjects := w.subjects(t)
	require.Len(t, subjects, 1)
	s := subjects[0]
	require.Equal(t, []string{"301", "social_care", "N"}, []string{s.Supplier, s.Family, s.Barrier})
	require.Equal(t, store.SeenIn{Submission: id, Return: goldset.CINCensus, Year: 2025}, s.Seen[0], "the newest first")
	require.Len(t, s.Seen, 3)
	require.Equal(t, privacy.Identifiers{
		LocalID: "A1", Forename: "Asha", Surname: "Bello", FormerSurname: "Okafor", BirthDate: "2015-07-14",
		UPN: "B820200120002", FormerUPNs: []string{"A820200120001"}, Postcodes: []string{"E11AA", "RM81AA"}, Barrier: "N",
	}, s.Identifiers)
	require.Equal(t, w.keys.Pseudonym(s.Subject), s.Pseudonym)
}

func TestSubjectsAreReadInOrderAndEachOnce(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", layout, madeRows(layout, 3000, 1))
	w.load(t, "302", layout, madeRows(layout, 100, 1))
	subjects := w.subjects(t)
	require.Len(t, subjects, 3100)
	for i := range subjects[1:] {
		require.Less(t, string(subjects[i].Subject[:]), string(subjects[i+1].Subject[:]))
	}
}

func TestReadingMayStopEarlyAndTheTransactionGoesOn(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", layout, madeRows(layout, 5000, 1))
	for _, err := range store.ReadSubjects(t.Context(), w.tx, w.keys) {
		require.NoError(t, err)
		break
	}
	require.EqualValues(t, 5000, w.one(t, "select count(*) from identity.subject"))
}

func TestARecordMovedToAnotherSubjectDoesNotOpen(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", layout, madeRows(layout, 2, 1))
	_, err := w.tx.Exec(t.Context(), `
update identity.identifier i
set sealed = (select sealed from identity.identifier o where o.subject_id <> i.subject_id)`)
	require.NoError(t, err)
	var failure error
	for _, err := range store.ReadSubjects(t.Context(), w.tx, w.keys) {
		failure = err
	}
	require.ErrorIs(t, failure, privacy.ErrSealBroken)
}

func TestOtherKeysReadNobody(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", layout, madeRows(layout, 2, 1))
	other, err := privacy.NewKeys()
	require.NoError(t, err)
	for _, err := range store.ReadSubjects(t.Context(), w.tx, other) {
		require.ErrorIs(t, err, privacy.ErrSealBroken)
	}
}

// onePerson maps every subject to the person that who names, by default itself.
func onePerson(subjects []store.SubjectRecord, who map[string]goldset.PersonID) store.PersonMap {
	persons := make(map[goldset.Pseudonym]goldset.PersonID)
	m := store.PersonMap{Tiers: make(map[goldset.Tier]iter.Seq2[goldset.Pseudonym, goldset.PersonID])}
	for _, s := range subjects {
		persons[s.Pseudonym] = goldset.PersonID(s.Subject)
		if person, ok := who[s.LocalID]; ok {
			persons[s.Pseudonym] = person
		}
		for _, seen := range s.Seen {
			m.Submissions = append(m.Submissions, seen.Submission)
		}
	}
	for _, tier := range []goldset.Tier{goldset.TierStrict, goldset.TierBase, goldset.TierLoose} {
		m.Tiers[tier] = maps.All(persons)
	}
	return m
}

func TestAMapIsCommittedWithAllItsTiersAndTakesTheLastOnesPlace(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	id, _ := w.load(t, "301", layout, madeRows(layout, 5, 1))
	subjects := w.subjects(t)
	storetest.As(t, w.tx, string(store.LoginLink))
	_, err := store.CurrentMap(t.Context(), w.tx)
	require.ErrorIs(t, err, store.ErrNotFound)

	first := onePerson(subjects, nil)
	first.Unlinked = func(yield func(goldset.Pseudonym, string) bool) { yield(subjects[0].Pseudonym, "no shared identifier") }
	one, err := store.CommitMap(t.Context(), w.tx, first)
	require.NoError(t, err)
	second := onePerson(subjects, map[string]goldset.PersonID{"0000001": {7}, "0000002": {7}})
	second.History = []store.MapChange{{Change: "merge", Person: goldset.PersonID{7}, Other: goldset.PersonID{8}, Cause: "a new return"}}
	two, err := store.CommitMap(t.Context(), w.tx, second)
	require.NoError(t, err)

	current, err := store.CurrentMap(t.Context(), w.tx)
	require.NoError(t, err)
	require.Equal(t, two, current.ID)
	require.Equal(t, one, current.Previous)
	require.Contains(t, current.Submissions, id)
	for _, tier := range []goldset.Tier{goldset.TierStrict, goldset.TierBase, goldset.TierLoose} {
		persons, err := store.ReadPersonMap(t.Context(), w.tx, two, tier)
		require.NoError(t, err)
		require.Equal(t, maps.Collect(second.Tiers[tier]), persons)
	}
	require.EqualValues(t, 1, w.one(t, "select count(*) from research.map_history where map_version = $1 and change = 'merge'", two))
	require.EqualValues(t, 1, w.one(t, "select count(*) from research.unlinked where map_version = $1", one))
}

func TestAMapThatCrossesABarrierIsRefused(t *testing.T) {
	w := newWarehouse(t)
	file := layoutOf(t, goldset.Identifiers, 2025)
	w.load(t, "301", file, []goldset.Row{
		identifierRow(t, file, 0, map[string]string{"LAchildID": "BEFORE", "Surname": "Okafor", "IdentityBarrier": "C"}),
		identifierRow(t, file, 1, map[string]string{"LAchildID": "AFTER", "Surname": "Smith", "IdentityBarrier": "N"}),
		identifierRow(t, file, 2, map[string]string{"LAchildID": "OTHER", "Surname": "Smith"}),
	})
	subjects := w.subjects(t)
	storetest.As(t, w.tx, string(store.LoginLink))
	person := goldset.PersonID{7}
	_, err := store.CommitMap(t.Context(), w.tx, onePerson(subjects, map[string]goldset.PersonID{"AFTER": person, "OTHER": person}))
	require.NoError(t, err)
	_, err = store.CommitMap(t.Context(), w.tx, onePerson(subjects, map[string]goldset.PersonID{"BEFORE": person, "AFTER": person}))
	require.ErrorIs(t, err, store.ErrBarrierCrossed)
}

func TestAMapWithoutATierIsRefused(t *testing.T) {
	w := newWarehouse(t)
	m := onePerson(nil, nil)
	delete(m.Tiers, goldset.TierLoose)
	_, err := store.CommitMap(t.Context(), w.tx, m)
	require.ErrorContains(t, err, "tier loose")
}

func TestADatabaseThatGoesAwayWhileReadingIsAnError(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", layout, madeRows(layout, 10, 1))
	_, err := w.tx.Exec(t.Context(), "select 1/0")
	require.Error(t, err)
	var failure error
	for _, err := range store.ReadSubjects(t.Context(), w.tx, w.keys) {
		failure = errors.Join(failure, err)
	}
	require.Error(t, failure)
	require.NotErrorIs(t, failure, pgx.ErrNoRows)
}
