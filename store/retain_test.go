package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

func TestPupilsWhoMatchNobodyInNeedAreForgotten(t *testing.T) {
	w := newWarehouse(t)
	file, census := layoutOf(t, goldset.Identifiers, 2025), layoutOf(t, goldset.SchoolCensus, 2025)
	w.load(t, "301", file, []goldset.Row{identifierRow(t, file, 0, map[string]string{"LAchildID": "NEED", "UPN": "A1"})})
	w.load(t, "DFE", census, []goldset.Row{
		rowOf(t, census, "pupilonroll", "A1", 0, nil),
		rowOf(t, census, "pupilonroll", "A2", 1, nil),
		rowOf(t, census, "pupilonroll", "A3", 2, nil),
	})
	subjects := w.subjects(t)
	byID := make(map[string]store.SubjectRecord)
	for _, s := range subjects {
		byID[s.LocalID] = s
	}
	m := onePerson(subjects, map[string]goldset.PersonID{"NEED": {7}, "A1": {7}})
	m.Pairs = []store.DoubtfulPair{{Left: byID["NEED"].Subject, Right: byID["A3"].Subject, Probability: 0.5}}
	storetest.As(t, w.tx, string(store.LoginLink))
	version, err := store.CommitMap(t.Context(), w.tx, m)
	require.NoError(t, err)
	forgotten, err := store.ForgetPupils(t.Context(), w.tx, version)
	require.NoError(t, err)
	require.EqualValues(t, 1, forgotten)
	var left []string
	for _, s := range w.subjects(t) {
		left = append(left, s.LocalID)
	}
	require.ElementsMatch(t, []string{"NEED", "A1", "A3"}, left, "one matches, one is in doubt, one is in need")
	again, err := store.ForgetPupils(t.Context(), w.tx, version)
	require.NoError(t, err)
	require.Zero(t, again)
}

func TestAnErasedChildStaysErased(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	rows := madeRows(layout, 3, 1)
	w.load(t, "301", layout, rows)
	var dump []byte // what a backup would bring back
	require.NoError(t, w.tx.QueryRow(t.Context(), "select convert_to(json_agg(s)::text, 'UTF8') from identity.subject s").Scan(&dump))
	storetest.As(t, w.tx, string(store.LoginLink))
	erased, err := store.Erase(t.Context(), w.tx, w.keys, "301", "social_care", "0000001", "objection upheld")
	require.NoError(t, err)
	require.True(t, erased)
	require.Len(t, w.subjects(t), 2)
	erased, err = store.Erase(t.Context(), w.tx, w.keys, "301", "social_care", "nobody", "objection upheld")
	require.NoError(t, err)
	require.False(t, erased)

	_, err = w.tx.Exec(t.Context(), "reset role")
	require.NoError(t, err)
	require.EqualValues(t, 3, w.one(t, "select count(distinct subject) from research.ssda903_header"), "facts stay, attached to nobody")
	_, err = w.tx.Exec(t.Context(), `
insert into identity.subject select * from json_populate_recordset(null::identity.subject, convert_from($1, 'UTF8')::json)
on conflict do nothing`, dump)
	require.NoError(t, err)
	require.EqualValues(t, 3, w.one(t, "select count(*) from identity.subject"))
	storetest.As(t, w.tx, string(store.LoginLink))
	replayed, err := store.ReplayErasures(t.Context(), w.tx)
	require.NoError(t, err)
	require.EqualValues(t, 1, replayed)

	_, err = w.tx.Exec(t.Context(), "reset role")
	require.NoError(t, err)
	_, result := w.load(t, "301", layout, rows)
	require.EqualValues(t, 2, result.Subjects, "the next return does not bring the child back")
	require.NotZero(t, result.Erased)
}

func TestMapsThatNothingCitesArePruned(t *testing.T) {
	w := linked(t)
	cited := w.dataset(t)
	subjects := w.subjects(t)
	for range 3 {
		_, err := store.CommitMap(t.Context(), w.tx, onePerson(subjects, nil))
		require.NoError(t, err)
	}
	storetest.As(t, w.tx, string(store.LoginLink))
	pruned, err := store.PruneMaps(t.Context(), w.tx)
	require.NoError(t, err)
	require.EqualValues(t, 2, pruned)
	_, err = store.ReadMap(t.Context(), w.tx, cited.MapVersion)
	require.NoError(t, err)
	_, err = store.CurrentMap(t.Context(), w.tx)
	require.NoError(t, err)
	require.EqualValues(t, 2, w.one(t, "select count(distinct map_version) from research.person_map"))
}

func TestAfterRewrappingTheOldWrappingKeyIsNotNeeded(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", layout, madeRows(layout, 3, 1))
	rotated, err := w.keys.Rotate(privacy.PurposeEncryption)
	require.NoError(t, err)
	storetest.As(t, w.tx, string(store.LoginLink))
	n, err := store.RewrapDataKeys(t.Context(), w.tx, rotated)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	w.keys, err = rotated.Retire(privacy.PurposeEncryption)
	require.NoError(t, err)
	require.Len(t, w.subjects(t), 3)
}

func TestARotatedTokenKeyStillFindsItsSubjects(t *testing.T) {
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "301", layout, madeRows(layout, 3, 1))
	rotated, err := w.keys.Rotate(privacy.PurposeToken)
	require.NoError(t, err)
	w.keys = rotated
	_, result := w.load(t, "301", layout, madeRows(layout, 4, 1))
	require.EqualValues(t, 1, result.NewSubjects)

	storetest.As(t, w.tx, string(store.LoginLink))
	renewed, err := store.RenewTokens(t.Context(), w.tx, w.keys)
	require.NoError(t, err)
	require.EqualValues(t, 3, renewed)
	_, err = w.tx.Exec(t.Context(), "reset role")
	require.NoError(t, err)
	w.keys, err = rotated.Retire(privacy.PurposeToken)
	require.NoError(t, err)
	_, result = w.load(t, "301", layout, madeRows(layout, 4, 1))
	require.Zero(t, result.NewSubjects, "found by their new tokens alone")
}
