package privacy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/privacy"
)

func newKeys(tb testing.TB) *privacy.Keys {
	tb.Helper()
	keys, err := privacy.NewKeys()
	require.NoError(tb, err)
	return keys
}

func TestKeysComeBackFromTheirFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	made, err := privacy.CreateKeyFile(path)
	require.NoError(t, err)
	read, err := privacy.OpenKeyFile(path)
	require.NoError(t, err)
	require.Equal(t, made.SubjectToken("301", "social_care", "A1"), read.SubjectToken("301", "social_care", "A1"))
	object := privacy.NewObjectID()
	_, wrapped, err := made.NewDataKey(object)
	require.NoError(t, err)
	_, err = read.UnwrapDataKey(object, wrapped)
	require.NoError(t, err)
	signed, err := made.Sign([]byte("head"))
	require.NoError(t, err)
	require.NoError(t, read.Verifier().Verify([]byte("head"), signed))
}

func TestKeyFileIsReadableByItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	_, err := privacy.CreateKeyFile(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o601} {
		require.NoError(t, os.Chmod(path, mode))
		_, err = privacy.OpenKeyFile(path)
		require.ErrorIs(t, err, privacy.ErrKeyFileExposed, "mode %o", mode)
	}
}

func TestKeyFileIsNeverOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	first, err := privacy.CreateKeyFile(path)
	require.NoError(t, err)
	_, err = privacy.CreateKeyFile(path)
	require.ErrorIs(t, err, privacy.ErrKeyFileExists)
	still, err := privacy.OpenKeyFile(path)
	require.NoError(t, err)
	require.Equal(t, first.KeyIDs(privacy.PurposeToken), still.KeyIDs(privacy.PurposeToken))
}

func TestDamagedKeyFilesAreRefusedWithoutQuotingThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	_, err := privacy.CreateKeyFile(path)
	require.NoError(t, err)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	cases := []struct {
		name string
		text []byte
	}{
		{"an empty file", nil},
		{"another format", []byte(`{"format":"other"}`)},
		{"a file cut in half", whole[:len(whole)/2]},
		{"one purpose renamed", bytes.Replace(whole, []byte(`"answer"`), []byte(`"other"`), 1)},
		{"a key set that is none", bytes.Replace(whole, []byte(`"key"`), []byte(`"kex"`), 1)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(path, c.text, 0o600))
			_, err := privacy.OpenKeyFile(path)
			require.ErrorIs(t, err, privacy.ErrKeyFileFormat)
			require.NotContains(t, err.Error(), "value", "the message quotes key material")
		})
	}
}

func TestRotatedKeysStillReadWhatOlderOnesMade(t *testing.T) {
	old := newKeys(t)
	object := privacy.NewObjectID()
	key, wrapped, err := old.NewDataKey(object)
	require.NoError(t, err)
	at := privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed", ID: []byte{1}}
	sealed := key.Seal(nil, []byte("Asha"), at)

	rotated := old
	for _, p := range privacy.Purposes() {
		rotated, err = rotated.Rotate(p)
		require.NoError(t, err)
		require.Len(t, rotated.KeyIDs(p), 2)
		require.Equal(t, old.KeyIDs(p)[0], rotated.KeyIDs(p)[1])
	}
	same, err := rotated.UnwrapDataKey(object, wrapped)
	require.NoError(t, err)
	plain, err := same.Open(nil, sealed, at)
	require.NoError(t, err)
	require.Equal(t, "Asha", string(plain))

	token := old.SubjectToken("301", "social_care", "A1")
	require.NotEqual(t, token, rotated.SubjectToken("301", "social_care", "A1"))
	require.Contains(t, rotated.SubjectTokens("301", "social_care", "A1"), token)

	signed, err := old.Sign([]byte("head"))
	require.NoError(t, err)
	require.NoError(t, rotated.Verifier().Verify([]byte("head"), signed))
}

func TestRewrappedDataKeyOutlivesTheOldWrappingKey(t *testing.T) {
	old := newKeys(t)
	object := privacy.NewObjectID()
	_, wrapped, err := old.NewDataKey(object)
	require.NoError(t, err)
	rotated, err := old.Rotate(privacy.PurposeEncryption)
	require.NoError(t, err)
	again, err := rotated.RewrapDataKey(object, wrapped)
	require.NoError(t, err)
	retired, err := rotated.Retire(privacy.PurposeEncryption)
	require.NoError(t, err)
	_, err = retired.UnwrapDataKey(object, again)
	require.NoError(t, err)
	_, err = retired.UnwrapDataKey(object, wrapped)
	require.ErrorIs(t, err, privacy.ErrSealBroken)
}

func TestRotatedKeysReplaceTheFileInOneStep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	keys, err := privacy.CreateKeyFile(path)
	require.NoError(t, err)
	rotated, err := keys.Rotate(privacy.PurposeToken)
	require.NoError(t, err)
	require.NoError(t, rotated.Save(path))
	read, err := privacy.OpenKeyFile(path)
	require.NoError(t, err)
	require.Equal(t, rotated.KeyIDs(privacy.PurposeToken), read.KeyIDs(privacy.PurposeToken))
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1)
}

func TestAnAuditorVerifiesWithPublicKeysOnly(t *testing.T) {
	keys := newKeys(t)
	public, err := keys.AuditPublicKeys()
	require.NoError(t, err)
	verifier, err := privacy.NewVerifier(public)
	require.NoError(t, err)
	signed, err := keys.Sign([]byte("head 7"))
	require.NoError(t, err)
	require.NoError(t, verifier.Verify([]byte("head 7"), signed))
	require.Error(t, verifier.Verify([]byte("head 8"), signed))
	other, err := newKeys(t).Sign([]byte("head 7"))
	require.NoError(t, err)
	require.Error(t, verifier.Verify([]byte("head 7"), other))
}
