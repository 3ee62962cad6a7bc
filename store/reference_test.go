package store_test

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

const areasFile = "postcode,small_area,idaci_decile\nRM8 1AA,E01000001,1\nrm8 1ab,E01000001,1\nE1 1AA,E01000002,9\n"

func TestAPostcodeFindsItsSmallAreaHoweverItIsSpelt(t *testing.T) {
	w := newWarehouse(t)
	storetest.As(t, w.tx, string(store.LoginLoad))
	set, err := store.ImportSmallAreas(t.Context(), w.tx, strings.NewReader(areasFile))
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(areasFile))
	require.Equal(t, store.ReferenceSet{Name: store.SetSmallAreas, Rows: 3, SHA256: sum[:]}, set)
	areas, err := store.Areas(t.Context(), w.tx)
	require.NoError(t, err)
	for postcode, want := range map[string]string{
		"RM81AA": "E01000001", "RM81AB": "E01000001", "E11AA": "E01000002", "E11AB": "", "": "", "RM81AAAAA": "",
	} {
		require.Equal(t, want, areas(postcode), postcode)
	}
	sets, err := store.ReferenceSets(t.Context(), w.tx)
	require.NoError(t, err)
	require.Equal(t, []store.ReferenceSet{set}, sets)
}

func TestAnImportReplacesTheLast(t *testing.T) {
	w := newWarehouse(t)
	storetest.As(t, w.tx, string(store.LoginLoad))
	for _, file := range []string{"authority,year,age,sex,count\n301,2025,5,F,100\n301,2025,6,F,90\n", "\ufeffCount, Sex,age,year,authority,note\n80,M,5,2025,301,x\n"} {
		_, err := store.ImportPopulation(t.Context(), w.tx, strings.NewReader(file))
		require.NoError(t, err)
	}
	_, err := w.tx.Exec(t.Context(), "reset role")
	require.NoError(t, err)
	require.EqualValues(t, 80, w.one(t, "select sum(count)::bigint from research.population"))
}

func TestReferenceFilesThatAreNotInTheirFormatSayWhere(t *testing.T) {
	cases := []struct {
		name, file, says string
	}{
		{"nothing at all", "", "no header"},
		{"a column missing", "postcode,small_area\n", "no column idaci_decile"},
		{"a decile of eleven", "postcode,small_area,idaci_decile\nRM8 1AA,E01000001,11\n", "line 2"},
		{"an area in two deciles", "postcode,small_area,idaci_decile\nA,E01,1\nB,E01,2\n", "line 3"},
		{"a row too short", "postcode,small_area,idaci_decile\nA,E01\n", "line 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := store.ImportSmallAreas(t.Context(), newWarehouse(t).tx, strings.NewReader(c.file))
			require.ErrorIs(t, err, store.ErrReferenceFormat)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestAPermissionGatesByReturnPurposeDayAndColumns(t *testing.T) {
	w := newWarehouse(t)
	day := func(d int) time.Time { return time.Date(2026, time.April, d, 0, 0, 0, 0, time.UTC) }
	storetest.As(t, w.tx, string(store.LoginOffice))
	whole, err := store.AddPermission(t.Context(), w.tx, store.Permission{
		Return: goldset.CINCensus, Purpose: store.PurposeLoad, StartsOn: day(2), EndsOn: day(20), RetainUntil: day(30),
	})
	require.NoError(t, err)
	_, err = store.AddPermission(t.Context(), w.tx, store.Permission{
		Return: goldset.SSDA903, Purpose: store.PurposeLoad, Columns: []string{"Header.DOB"}, StartsOn: day(1), EndsOn: day(30), RetainUntil: day(30),
	})
	require.NoError(t, err)
	cases := []struct {
		name    string
		of      goldset.ReturnName
		purpose store.GovernedPurpose
		on      int
		want    bool
	}{
		{"before its first day", goldset.CINCensus, store.PurposeLoad, 1, false},
		{"on its first day", goldset.CINCensus, store.PurposeLoad, 2, true},
		{"on its last day", goldset.CINCensus, store.PurposeLoad, 20, true},
		{"after its last day", goldset.CINCensus, store.PurposeLoad, 21, false},
		{"for another purpose", goldset.CINCensus, store.PurposeLink, 10, false},
		{"for another return", goldset.CAMHS, store.PurposeLoad, 10, false},
		{"for some columns only", goldset.SSDA903, store.PurposeLoad, 10, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, failed := store.Permitted(t.Context(), w.tx, c.of, c.purpose, day(c.on))
			require.NoError(t, failed)
			require.Equal(t, c.want, got)
		})
	}
	require.NoError(t, store.EndPermission(t.Context(), w.tx, whole, day(9)))
	got, err := store.Permitted(t.Context(), w.tx, goldset.CINCensus, store.PurposeLoad, day(10))
	require.NoError(t, err)
	require.False(t, got, "it was ended")
	all, err := store.Permissions(t.Context(), w.tx)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.True(t, all[1].Allows("Header", "DOB"))
	require.False(t, all[1].Allows("Header", "SEX"))
}
