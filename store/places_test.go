package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

func text(name, content string) []ingest.File {
	return []ingest.File{{Name: name, Data: strings.NewReader(content), Size: int64(len(content))}}
}

func TestPlacesComeBackAsTheyWereImported(t *testing.T) {
	w := newWarehouse(t)
	storetest.As(t, w.tx, string(store.LoginLoad))
	sets, err := store.Places(t.Context(), w.tx)
	require.NoError(t, err)
	require.Equal(t, &reference.Sets{}, sets, "a set that was never imported is absent")

	for range 2 { // an import replaces the last
		set, err := store.ImportPlaces(t.Context(), w.tx, store.SetPostcodes, text("p.csv", "pcd,laua,oseast1m,osnrth1m\nSW1A 1AA,E09000033,529090,179645\nJE1 0BD,L99999999,,\n"), nil)
		require.NoError(t, err)
		require.EqualValues(t, 2, set.Rows)
	}
	sets, err = store.Places(t.Context(), w.tx)
	require.NoError(t, err)
	_, err = store.ImportPlaces(t.Context(), w.tx, store.SetProviders, text("o.csv", "URN,Placement code,Placement provider code,Setting postcode,Deregistration date\nSC1,\"K2,K1\",PR1,SW1A 1AA,31/01/2024\nSC2,U4,PR4,SW1A 1AA,-\n"), sets)
	require.NoError(t, err)

	sets, err = store.Places(t.Context(), w.tx)
	require.NoError(t, err)
	require.Equal(t, 2, sets.Postcodes.Len())
	place, known := sets.Postcodes.Find("SW1A1AA")
	require.True(t, known)
	require.Equal(t, reference.Place{District: "E09000033", Easting: 529090, Northing: 179645, OnGrid: true}, place)
	require.Equal(t, []reference.Provider{{URN: "SC1", Places: "K2,K1", Providers: "PR1", Postcode: "SW1A 1AA", Authority: "213", Closed: time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC)}}, sets.Providers.Find("SC1"))
	require.True(t, sets.Providers.Find("SC2")[0].Closed.IsZero())
	recorded, err := store.ReferenceSets(t.Context(), w.tx)
	require.NoError(t, err)
	require.Len(t, recorded, 2)
}

func TestAFileOfAnotherKindIsNoSetOfPlaces(t *testing.T) {
	w := newWarehouse(t)
	storetest.As(t, w.tx, string(store.LoginLoad))
	for name, file := range map[string]string{store.SetPostcodes: "URN,Placement code\nSC1,K2\n", store.SetProviders: "postcode,small_area\nA,B\n", "anything": ""} {
		_, err := store.ImportPlaces(t.Context(), w.tx, name, text("x.csv", file), nil)
		require.ErrorIs(t, err, store.ErrReferenceFormat, name)
	}
}
