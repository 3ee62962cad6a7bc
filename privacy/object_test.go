package privacy_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset/privacy"
)

const (
	segmentSize = 64 << 10
	sealedSize  = segmentSize + 16
	headerSize  = 32
)

func sealObject(tb testing.TB, key *privacy.DataKey, object privacy.ObjectID, plain []byte) []byte {
	tb.Helper()
	var sealed bytes.Buffer
	w, err := privacy.NewObjectWriter(&sealed, key, object)
	require.NoError(tb, err)
	_, err = w.Write(plain)
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return sealed.Bytes()
}

func openObject(sealed []byte, key *privacy.DataKey, object privacy.ObjectID) ([]byte, error) {
	r, err := privacy.OpenObject(bytes.NewReader(sealed), int64(len(sealed)), key, object)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(b)
	return b
}

func TestObjectsOfEverySizeComeBack(t *testing.T) {
	key, object := newDataKey(t)
	for _, n := range []int{0, 1, segmentSize - 1, segmentSize, segmentSize + 1, 2 * segmentSize, 20*segmentSize + 7} {
		plain := randomBytes(n)
		got, err := openObject(sealObject(t, key, object, plain), key, object)
		require.NoError(t, err, "%d bytes", n)
		require.True(t, bytes.Equal(plain, got), "%d bytes", n)
	}
}

func TestObjectsAreReadAtAnyOffsetHoweverTheyWereWritten(t *testing.T) {
	key, object := newDataKey(t)
	plain := randomBytes(3*segmentSize + 100)
	rapid.Check(t, func(t *rapid.T) {
		var sealed bytes.Buffer
		w, err := privacy.NewObjectWriter(&sealed, key, object)
		require.NoError(t, err)
		for rest := plain; len(rest) > 0; {
			n := min(len(rest), rapid.IntRange(1, 100_000).Draw(t, "write"))
			_, err = w.Write(rest[:n])
			require.NoError(t, err)
			rest = rest[n:]
		}
		require.NoError(t, w.Close())
		r, err := privacy.OpenObject(bytes.NewReader(sealed.Bytes()), int64(sealed.Len()), key, object)
		require.NoError(t, err)
		off := rapid.IntRange(0, len(plain)+10).Draw(t, "offset")
		part := make([]byte, rapid.IntRange(0, 100_000).Draw(t, "length"))
		n, err := r.ReadAt(part, int64(off))
		want, wantErr := bytes.NewReader(plain).ReadAt(make([]byte, len(part)), int64(off))
		require.Equal(t, want, n)
		if len(part) > 0 {
			require.Equal(t, wantErr, err)
		}
		require.True(t, bytes.Equal(plain[min(off, len(plain)):min(off, len(plain))+n], part[:n]))
	})
}

func TestDamagedObjectsDoNotOpen(t *testing.T) {
	key, object := newDataKey(t)
	other, otherObject := newDataKey(t)
	whole := sealObject(t, key, object, randomBytes(3*segmentSize+100))
	segment := func(i int) []byte { return whole[headerSize+i*sealedSize : headerSize+(i+1)*sealedSize] }
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	again := sealObject(t, key, object, randomBytes(3*segmentSize+100))
	cases := []struct {
		name   string
		sealed []byte
	}{
		{"nothing at all", nil},
		{"a header only", whole[:headerSize]},
		{"cut inside the header", whole[:10]},
		{"cut by one byte", whole[:len(whole)-1]},
		{"cut at a segment's end", whole[:headerSize+2*sealedSize]},
		{"cut inside the first segment", whole[:headerSize+100]},
		{"cut to less than a seal", whole[:headerSize+sealedSize+5]},
		{"two segments swapped", join(whole[:headerSize], segment(1), segment(0), whole[headerSize+2*sealedSize:])},
		{"a segment repeated", join(whole[:headerSize+sealedSize], segment(0), whole[headerSize+sealedSize:])},
		{"a segment left out", join(whole[:headerSize], whole[headerSize+sealedSize:])},
		{"a byte more", join(whole, []byte{0})},
		{"a changed magic", join([]byte("GSV2"), whole[4:])},
		{"a changed salt", join(whole[:5], []byte{whole[5] ^ 1}, whole[6:])},
		{"a segment of another sealing of the same object", join(whole[:headerSize], again[headerSize:headerSize+sealedSize], whole[headerSize+sealedSize:])},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := openObject(c.sealed, key, object)
			require.ErrorIs(t, err, privacy.ErrSealBroken)
		})
	}
	_, err := openObject(whole, key, otherObject)
	require.ErrorIs(t, err, privacy.ErrSealBroken, "under another object's name")
	_, err = openObject(whole, other, object)
	require.ErrorIs(t, err, privacy.ErrSealBroken, "with another key")
}

func TestAnyChangedByteOfAnObjectIsNoticed(t *testing.T) {
	key, object := newDataKey(t)
	whole := sealObject(t, key, object, randomBytes(segmentSize+50))
	rapid.Check(t, func(t *rapid.T) {
		changed := bytes.Clone(whole)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		_, err := openObject(changed, key, object)
		require.ErrorIs(t, err, privacy.ErrSealBroken)
	})
}

func TestAnObjectThatWasNotClosedDoesNotOpen(t *testing.T) {
	key, object := newDataKey(t)
	var sealed bytes.Buffer
	w, err := privacy.NewObjectWriter(&sealed, key, object)
	require.NoError(t, err)
	_, err = w.Write(randomBytes(2*segmentSize + 1))
	require.NoError(t, err)
	_, err = openObject(sealed.Bytes(), key, object)
	require.ErrorIs(t, err, privacy.ErrSealBroken)
	require.NoError(t, w.Close())
	_, err = w.Write([]byte("late"))
	require.Error(t, err)
}

type brokenDisk struct{}

var errDisk = errors.New("input/output error")

func (brokenDisk) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func TestABrokenDiskIsNotMistakenForABrokenSeal(t *testing.T) {
	key, object := newDataKey(t)
	_, err := privacy.OpenObject(brokenDisk{}, 1000, key, object)
	require.ErrorIs(t, err, errDisk)
	require.NotErrorIs(t, err, privacy.ErrSealBroken)
}

func TestAZipIsReadStraightFromTheVault(t *testing.T) {
	key, object := newDataKey(t)
	var archive bytes.Buffer
	zw := zip.NewWriter(&archive)
	for _, name := range []string{"header.csv", "episodes.csv"} {
		entry, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		require.NoError(t, err)
		_, err = entry.Write(bytes.Repeat([]byte(name), 100_000))
		require.NoError(t, err)
	}
	require.NoError(t, zw.Close())
	sealed := sealObject(t, key, object, archive.Bytes())
	r, err := privacy.OpenObject(bytes.NewReader(sealed), int64(len(sealed)), key, object)
	require.NoError(t, err)
	zr, err := zip.NewReader(r, r.Size())
	require.NoError(t, err)
	for _, file := range zr.File {
		entry, err := file.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(entry)
		require.NoError(t, err)
		require.Equal(t, bytes.Repeat([]byte(file.Name), 100_000), text)
	}
}

func FuzzOpenObject(f *testing.F) {
	key, object := newDataKey(f)
	plain := randomBytes(segmentSize + 10)
	f.Add(sealObject(f, key, object, plain))
	f.Add(sealObject(f, key, object, nil))
	f.Add([]byte("GSV1"))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		got, err := openObject(sealed, key, object)
		if err == nil && len(got) > 0 {
			require.True(t, bytes.Equal(plain, got), "something nobody sealed was opened")
		}
	})
}

func BenchmarkSealObject(b *testing.B) {
	key, object := newDataKey(b)
	plain := randomBytes(1 << 20)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		w, err := privacy.NewObjectWriter(io.Discard, key, object)
		require.NoError(b, err)
		_, err = w.Write(plain)
		require.NoError(b, err)
		require.NoError(b, w.Close())
	}
}

func BenchmarkOpenObject(b *testing.B) {
	key, object := newDataKey(b)
	sealed := sealObject(b, key, object, randomBytes(4<<20))
	buffer := make([]byte, 32<<10)
	b.SetBytes(4 << 20)
	for b.Loop() {
		r, err := privacy.OpenObject(bytes.NewReader(sealed), int64(len(sealed)), key, object)
		require.NoError(b, err)
		_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, io.NewSectionReader(r, 0, r.Size()), buffer)
		require.NoError(b, err)
	}
}
