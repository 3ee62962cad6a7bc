package privacy_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset/privacy"
)

func newDataKey(tb testing.TB) (*privacy.DataKey, privacy.ObjectID) {
	tb.Helper()
	object := privacy.NewObjectID()
	key, _, err := newKeys(tb).NewDataKey(object)
	require.NoError(tb, err)
	return key, object
}

func TestASealedRecordOpensOnlyInItsPlace(t *testing.T) {
	key, _ := newDataKey(t)
	other, _ := newDataKey(t)
	at := privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed", ID: []byte("subject 1")}
	sealed := key.Seal(nil, []byte("Asha Okafor"), at)
	plain, err := key.Open(nil, sealed, at)
	require.NoError(t, err)
	require.Equal(t, "Asha Okafor", string(plain))

	cases := []struct {
		name string
		key  *privacy.DataKey
		at   privacy.Place
	}{
		{"another row", key, privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed", ID: []byte("subject 2")}},
		{"another column", key, privacy.Place{Zone: "identity", Table: "identifier", Column: "note", ID: []byte("subject 1")}},
		{"another table", key, privacy.Place{Zone: "identity", Table: "pair", Column: "sealed", ID: []byte("subject 1")}},
		{"another zone", key, privacy.Place{Zone: "research", Table: "identifier", Column: "sealed", ID: []byte("subject 1")}},
		{"names cut differently", key, privacy.Place{Zone: "identityi", Table: "dentifier", Column: "sealed", ID: []byte("subject 1")}},
		{"another submission's key", other, at},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.key.Open(nil, sealed, c.at)
			require.ErrorIs(t, err, privacy.ErrSealBroken)
		})
	}
}

func TestAnyChangedBitBreaksASeal(t *testing.T) {
	key, _ := newDataKey(t)
	at := privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed"}
	sealed := key.Seal(nil, []byte("Asha"), at)
	for i := range len(sealed) * 8 {
		changed := bytes.Clone(sealed)
		changed[i/8] ^= 1 << (i % 8)
		_, err := key.Open(nil, changed, at)
		require.ErrorIs(t, err, privacy.ErrSealBroken, "bit %d", i)
	}
	for n := range sealed {
		_, err := key.Open(nil, sealed[:n], at)
		require.ErrorIs(t, err, privacy.ErrSealBroken, "cut to %d", n)
	}
}

func TestAWrappedKeyServesItsObjectOnly(t *testing.T) {
	keys := newKeys(t)
	one, two := privacy.NewObjectID(), privacy.NewObjectID()
	_, wrapped, err := keys.NewDataKey(one)
	require.NoError(t, err)
	_, err = keys.UnwrapDataKey(two, wrapped)
	require.ErrorIs(t, err, privacy.ErrSealBroken)
	_, err = newKeys(t).UnwrapDataKey(one, wrapped)
	require.ErrorIs(t, err, privacy.ErrSealBroken)
	_, err = keys.RewrapDataKey(two, wrapped)
	require.ErrorIs(t, err, privacy.ErrSealBroken)
}

func TestSealingTwiceNeverGivesTheSameBytes(t *testing.T) {
	key, _ := newDataKey(t)
	at := privacy.Place{Zone: "identity"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		one, two := key.Seal(nil, text, at), key.Seal(nil, text, at)
		require.NotEqual(t, one, two)
		plain, err := key.Open([]byte("kept"), one, at)
		require.NoError(t, err)
		require.Equal(t, append([]byte("kept"), text...), plain)
	})
}

func FuzzOpenRecord(f *testing.F) {
	key, _ := newDataKey(f)
	at := privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed"}
	f.Add(key.Seal(nil, []byte("Asha"), at))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		plain, err := key.Open(nil, sealed, at)
		if err == nil {
			require.Equal(t, "Asha", string(plain), "something nobody sealed was opened")
		}
	})
}

func BenchmarkSealRecord(b *testing.B) {
	key, _ := newDataKey(b)
	at := privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed", ID: make([]byte, 24)}
	plain := make([]byte, 120)
	var sealed []byte
	b.ReportAllocs()
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		sealed = key.Seal(sealed[:0], plain, at)
	}
}

func BenchmarkOpenRecord(b *testing.B) {
	key, _ := newDataKey(b)
	at := privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed", ID: make([]byte, 24)}
	sealed := key.Seal(nil, make([]byte, 120), at)
	var plain []byte
	b.ReportAllocs()
	for b.Loop() {
		plain, _ = key.Open(plain[:0], sealed, at)
	}
}
