package store_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

func newVault(tb testing.TB) (*store.Vault, string) {
	tb.Helper()
	keys, err := privacy.NewKeys()
	require.NoError(tb, err)
	dir := tb.TempDir()
	vault, err := store.OpenVault(dir, keys)
	require.NoError(tb, err)
	return vault, dir
}

func put(tb testing.TB, vault *store.Vault, files ...string) store.VaultObject {
	tb.Helper()
	w, err := vault.Create(1 << 20)
	require.NoError(tb, err)
	for i, text := range files {
		_, err = w.Add(fmt.Sprintf("%d.csv", i), strings.NewReader(text))
		require.NoError(tb, err)
	}
	object, err := w.Commit()
	require.NoError(tb, err)
	return object
}

func sealedFiles(tb testing.TB, dir string) []string {
	tb.Helper()
	var files []string
	require.NoError(tb, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	}))
	return files
}

func TestFilesComeBackFromTheVaultAsTheyCame(t *testing.T) {
	vault, dir := newVault(t)
	object := put(t, vault, "CHILD,DOB\nCANARY,2015-07-14\n", "", strings.Repeat("x", 200_000))
	sealed, err := vault.Open(object.ID, object.Wrapped)
	require.NoError(t, err)
	defer sealed.Close()
	require.Equal(t, object.Files, sealed.Files)
	for i, want := range []string{"CHILD,DOB\nCANARY,2015-07-14\n", "", strings.Repeat("x", 200_000)} {
		got, err := io.ReadAll(sealed.File(i))
		require.NoError(t, err)
		require.Equal(t, want, string(got))
		require.EqualValues(t, len(want), sealed.Files[i].Size)
	}
	for _, path := range sealedFiles(t, dir) {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotContains(t, string(raw), "CANARY")
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}

func TestAReceiptsDigestIsOneThatTheSupplierCanCompute(t *testing.T) {
	vault, _ := newVault(t)
	one := sha256.Sum256([]byte("a"))
	require.Equal(t, one[:], put(t, vault, "a").SHA256)
	two := sha256.Sum256([]byte("b"))
	lines := sha256.Sum256(fmt.Appendf(nil, "%x  0.csv\n%x  1.csv\n", one, two)) // sha256sum *.csv | sha256sum
	require.Equal(t, lines[:], put(t, vault, "a", "b").SHA256)
}

func TestTheVaultTakesNoMoreThanItsLimit(t *testing.T) {
	vault, dir := newVault(t)
	w, err := vault.Create(10)
	require.NoError(t, err)
	_, err = w.Add("a", strings.NewReader("12345"))
	require.NoError(t, err)
	_, err = w.Add("b", strings.NewReader("123456"))
	require.ErrorIs(t, err, store.ErrVaultTooLarge)
	w.Abort()
	require.Empty(t, sealedFiles(t, dir))
}

func TestFoldersInUploadedNamesAreDropped(t *testing.T) {
	vault, dir := newVault(t)
	w, err := vault.Create(100)
	require.NoError(t, err)
	for _, name := range []string{"../../etc/passwd", `C:\returns\passwd`} {
		file, failed := w.Add(name, strings.NewReader("x"))
		require.NoError(t, failed)
		require.Equal(t, "passwd", file.Name)
	}
	_, err = w.Commit()
	require.NoError(t, err)
	require.Len(t, sealedFiles(t, dir), 1)
}

func TestAnObjectOpensOnlyWithItsOwnKey(t *testing.T) {
	vault, dir := newVault(t)
	one, two := put(t, vault, "one"), put(t, vault, "two")
	_, err := vault.Open(one.ID, two.Wrapped)
	require.ErrorIs(t, err, privacy.ErrSealBroken)
	files := sealedFiles(t, dir)
	require.Len(t, files, 2)
	require.NoError(t, os.Rename(files[0], files[1]))
	for _, object := range []store.VaultObject{one, two} {
		_, err = vault.Open(object.ID, object.Wrapped)
		require.Error(t, err)
	}
}

func TestARemovedObjectIsSaidToBeMissing(t *testing.T) {
	vault, _ := newVault(t)
	object := put(t, vault, "one")
	require.NoError(t, vault.Remove(object.ID))
	require.NoError(t, vault.Remove(object.ID))
	_, err := vault.Open(object.ID, object.Wrapped)
	require.ErrorIs(t, err, store.ErrVaultMissing)
}

func TestTheSweepRemovesWhatNoSubmissionKnowsOnceItIsOld(t *testing.T) {
	w := newWarehouse(t)
	dir := t.TempDir()
	vault, err := store.OpenVault(dir, w.keys)
	require.NoError(t, err)
	known, orphan := put(t, vault, "known"), put(t, vault, "orphan")
	half, err := vault.Create(100)
	require.NoError(t, err)
	_, err = half.Add("a", bytes.NewReader([]byte("half")))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "README"), nil, 0o600))
	id := w.submission(t, "301", layoutOf(t, "cin", 2025))
	_, err = w.tx.Exec(t.Context(), "update intake.submission set vault_object = $1 where id = $2", [16]byte(known.ID), id)
	require.NoError(t, err)

	removed, err := vault.Sweep(t.Context(), w.tx, time.Now().Add(-24*time.Hour))
	require.NoError(t, err)
	require.Zero(t, removed, "nothing is a day old")
	removed, err = vault.Sweep(t.Context(), w.tx, time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, 2, removed)
	_, err = vault.Open(orphan.ID, orphan.Wrapped)
	require.ErrorIs(t, err, store.ErrVaultMissing)
	sealed, err := vault.Open(known.ID, known.Wrapped)
	require.NoError(t, err)
	require.NoError(t, sealed.Close())
	require.FileExists(t, filepath.Join(dir, "README"))
}
