package ingest_test

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

func TestListsOfPostcodesAndProvidersAreToldByTheirColumns(t *testing.T) {
	sets, passedOver, err := ingest.ReadReference([]ingest.File{
		file("a.csv", "URN,Placement code,Placement provider code,Setting postcode,Deregistration date\nSC1,\"K2,K1\",PR1,SW1A 1AA,31/01/2024\n,K2,,,\nSC2,U4,PR4,ZZ1 1ZZ,-\n"),
		file("b.csv", "pcds,oslaua,oseast1m,osnrth1m,other\nSW1A 1AA,E09000033,529090,179645,x\nJE1 0BD,L99999999,,,\n"),
		file("c.txt", "nothing that is known\n1\n"),
	}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"c.txt"}, passedOver)
	place, known := sets.Postcodes.Find("sw1a1aa")
	require.True(t, known)
	require.Equal(t, reference.Place{District: "E09000033", Easting: 529090, Northing: 179645, OnGrid: true}, place)
	place, known = sets.Postcodes.Find("JE1 0BD")
	require.True(t, known)
	require.False(t, place.OnGrid)
	require.Equal(t, []reference.Provider{{
		URN: "SC1", Places: "K2,K1", Providers: "PR1", Postcode: "SW1A 1AA", Authority: "213", Closed: time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC),
	}}, sets.Providers.Find("SC1"))
	require.Len(t, sets.Providers.Find("SC2"), 1)
	require.Equal(t, 2, sets.Providers.Len())
}

func TestASetThatNoFileHoldsIsAbsent(t *testing.T) {
	sets, _, err := ingest.ReadReference(nil, nil)
	require.NoError(t, err)
	require.Nil(t, sets.Postcodes)
	require.Nil(t, sets.Providers)
	_, _, err = ingest.ReadReference([]ingest.File{file("postcodes_A.msgpack.br", "not packed")}, nil)
	require.ErrorContains(t, err, "postcodes_A.msgpack.br")
}

func TestPublicListsOfProvidersAreRead(t *testing.T) {
	for _, path := range glob(t, filepath.Join(shared(t, "returns/samples/ssda903/fake_xlsx"), "*.xlsx")) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			sets, passedOver, err := ingest.ReadReference(read(t, path), nil)
			require.NoError(t, err)
			require.Empty(t, passedOver)
			require.Positive(t, sets.Providers.Len())
			for v := range sets.Providers.All {
				require.NotEmpty(t, v.Postcode, v.URN)
				require.NotEmpty(t, v.Places, v.URN)
			}
		})
	}
}

func TestEveryPublicPostcodeIsRead(t *testing.T) {
	sets := packedPostcodes(t)
	require.Equal(t, 2720556, sets.Postcodes.Len())
}

// packedPostcodes is the whole directory, as its letters are published.
func packedPostcodes(tb testing.TB) *reference.Sets {
	tb.Helper()
	sets, _, err := ingest.ReadReference(read(tb, glob(tb, filepath.Join(shared(tb, "returns/samples/reference/postcodes"), "*.br"))...), nil)
	require.NoError(tb, err)
	return sets
}

func FuzzAPackedListNeverBringsTheReaderDown(f *testing.F) {
	f.Add("\x82\xa7columns\x90\xa4data\x80")
	f.Add("\x81\xa4data\x84\xa3pcd\xdd\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, text string) {
		_, _, _ = ingest.ReadReference([]ingest.File{file("x.msgpack.br", packed(t, text))}, nil)
	})
}

func packed(tb testing.TB, text string) string {
	tb.Helper()
	var b bytes.Buffer
	w := brotli.NewWriter(&b)
	_, err := w.Write([]byte(text))
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return b.String()
}
