package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

var reviewHour = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// withPairs is a warehouse whose linkage left two pairs in doubt.
func withPairs(t *testing.T) (*warehouse, []store.SubjectRecord) {
	t.Helper()
	w := newWarehouse(t)
	file := layoutOf(t, goldset.Identifiers, 2025)
	w.load(t, "301", file, []goldset.Row{
		identifierRow(t, file, 0, map[string]string{"LAchildID": "A", "Surname": "Okafor", "Forename": "Asha"}),
		identifierRow(t, file, 1, map[string]string{"LAchildID": "B", "Surname": "Okafor", "Forename": "Aisha"}),
		identifierRow(t, file, 2, map[string]string{"LAchildID": "C", "Surname": "Okafor", "Forename": "Ash"}),
	})
	subjects := w.subjects(t)
	m := onePerson(subjects, nil)
	m.Pairs = []store.DoubtfulPair{
		{Left: subjects[1].Subject, Right: subjects[0].Subject, Weight: 3, Probability: 0.9, Pattern: "2,1"},
		{Left: subjects[1].Subject, Right: subjects[2].Subject, Weight: 1, Probability: 0.55, Pattern: "1,1"},
	}
	_, err := store.CommitMap(t.Context(), w.tx, m)
	require.NoError(t, err)
	storetest.As(t, w.tx, string(store.LoginReview))
	return w, subjects
}

func TestAReviewerSeesOnePairAtATimeMostInDoubtFirst(t *testing.T) {
	w, subjects := withPairs(t)
	until := reviewHour.Add(15 * time.Minute)
	pair, err := store.LeasePair(t.Context(), w.tx, w.keys, 5, reviewHour, until)
	require.NoError(t, err)
	require.InDelta(t, 0.55, pair.Probability, 1e-9)
	require.ElementsMatch(t, []string{subjects[1].Forename, subjects[2].Forename}, []string{pair.Left.Forename, pair.Right.Forename})

	again, err := store.LeasePair(t.Context(), w.tx, w.keys, 5, reviewHour, until)
	require.NoError(t, err)
	require.Equal(t, pair.ID, again.ID, "she gets no second pair before she has decided")
	other, err := store.LeasePair(t.Context(), w.tx, w.keys, 6, reviewHour, until)
	require.NoError(t, err)
	require.NotEqual(t, pair.ID, other.ID)
	_, err = store.LeasePair(t.Context(), w.tx, w.keys, 7, reviewHour, until)
	require.ErrorIs(t, err, store.ErrNoPair)

	_, err = w.tx.Exec(t.Context(), "reset role")
	require.NoError(t, err)
	require.EqualValues(t, 3, w.one(t, "select count(*) from audit.event where action = 'show pair'"), "every view is on record")
	require.Zero(t, w.one(t, "select count(*) from audit.event where detail::text ~ 'Okafor' or object ~ 'Okafor'"))
}

func TestADecisionNeedsALiveLease(t *testing.T) {
	w, _ := withPairs(t)
	pair, err := store.LeasePair(t.Context(), w.tx, w.keys, 5, reviewHour, reviewHour.Add(time.Minute))
	require.NoError(t, err)
	late := reviewHour.Add(time.Hour)
	require.ErrorIs(t, store.DecidePair(t.Context(), w.tx, pair.ID, 6, store.DecidedSame, "same school", reviewHour), store.ErrLeaseEnded)
	require.ErrorIs(t, store.DecidePair(t.Context(), w.tx, pair.ID, 5, store.DecidedSame, "same school", late), store.ErrLeaseEnded)
	require.NoError(t, store.DecidePair(t.Context(), w.tx, pair.ID, 5, store.DecidedDifferent, "twins", reviewHour))
	require.ErrorIs(t, store.DecidePair(t.Context(), w.tx, pair.ID, 5, store.DecidedSame, "again", reviewHour), store.ErrLeaseEnded)
}

func TestADecisionOutlivesTheNextMap(t *testing.T) {
	w, subjects := withPairs(t)
	pair, err := store.LeasePair(t.Context(), w.tx, w.keys, 5, reviewHour, reviewHour.Add(time.Minute))
	require.NoError(t, err)
	require.NoError(t, store.DecidePair(t.Context(), w.tx, pair.ID, 5, store.DecidedDifferent, "twins", reviewHour))
	_, err = w.tx.Exec(t.Context(), "reset role")
	require.NoError(t, err)
	storetest.As(t, w.tx, string(store.LoginLink))
	_, err = store.CommitMap(t.Context(), w.tx, onePerson(subjects, nil))
	require.NoError(t, err)
	decided, err := store.DecidedPairs(t.Context(), w.tx)
	require.NoError(t, err)
	require.Len(t, decided, 1)
	require.Equal(t, store.DecidedDifferent, decided[0].Decision)
	require.EqualValues(t, 1, w.one(t, "select count(*) from identity.pair"), "the pair no longer in doubt is gone")
}
