package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goldset/goldset/privacy"
)

// What can be wrong with a vault's object.
var (
	ErrVaultTooLarge = errors.New("the files are larger than the service takes")
	ErrVaultMissing  = errors.New("the vault has no such object")
)

// Vault keeps the bytes of submissions as they came, sealed, one object each:
// DIR/objects/ab/abcd... An object that is written is never changed.
type Vault struct {
	dir  string
	keys *privacy.Keys
}

// VaultFile is one file of an object.
type VaultFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 []byte `json:"sha256"`
}

// VaultObject is what the submission's row keeps of its object.
type VaultObject struct {
	ID      privacy.ObjectID
	Wrapped []byte // the data key, wrapped
	Files   []VaultFile
	Bytes   int64  // over all files
	SHA256  []byte // of the one file; of several, of the lines that sha256sum prints for them, sorted by name
}

// OpenVault uses the folder dir, which it makes if need be, for its owner only.
func OpenVault(dir string, keys *privacy.Keys) (*Vault, error) {
	for _, part := range []string{dir, filepath.Join(dir, "objects"), filepath.Join(dir, "new")} {
		if err := os.MkdirAll(part, 0o700); err != nil {
			return nil, fmt.Errorf("open vault: %w", err)
		}
	}
	return &Vault{dir: dir, keys: keys}, nil
}

// VaultWriter takes the files of one submission. It ends with Commit or Abort.
type VaultWriter struct {
	vault  *Vault
	object VaultObject
	file   *os.File
	sealed *privacy.ObjectWriter
	limit  int64
}

// Create begins an object that may hold up to limit bytes.
func (v *Vault) Create(limit int64) (*VaultWriter, error) {
	id := privacy.NewObjectID()
	key, wrapped, err := v.keys.NewDataKey(id)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(v.dir, "new", id.String()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create vault object: %w", err)
	}
	w := &VaultWriter{vault: v, file: file, limit: limit, object: VaultObject{ID: id, Wrapped: wrapped}}
	if w.sealed, err = privacy.NewObjectWriter(file, key, id); err != nil {
		w.Abort()
		return nil, err
	}
	return w, nil
}

// Add seals the bytes of r as a file of the object. The name's folders are dropped.
func (w *VaultWriter) Add(name string, r io.Reader) (VaultFile, error) {
	digest := sha256.New()
	room := w.limit - w.object.Bytes
	n, err := io.Copy(w.sealed, io.TeeReader(io.LimitReader(r, room+1), digest))
	if err != nil {
		return VaultFile{}, fmt.Errorf("write vault object: %w", err)
	}
	if n > room {
		return VaultFile{}, ErrVaultTooLarge
	}
	file := VaultFile{Name: baseName(name), Size: n, SHA256: digest.Sum(nil)}
	w.object.Files = append(w.object.Files, file)
	w.object.Bytes += n
	return file, nil
}

// baseName drops folders in the manner of both kinds of systems.
func baseName(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

// The files of an object follow one another; their list and its length, in eight
// hexadecimal digits, come last.
const trailerSize = 8

// Commit puts the object in its place. When it returns without an error the bytes
// survive a loss of power: file, folder and the folder above are synced.
func (w *VaultWriter) Commit() (VaultObject, error) {
	if err := w.finish(); err != nil {
		w.Abort()
		return VaultObject{}, fmt.Errorf("commit vault object: %w", err)
	}
	w.object.SHA256 = digestOf(w.object.Files)
	return w.object, nil
}

func (w *VaultWriter) finish() error {
	list, err := json.Marshal(w.object.Files)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w.sealed, "%s%08x", list, len(list)); err != nil {
		return err
	}
	if err := w.sealed.Close(); err != nil {
		return err
	}
	if err := errors.Join(w.file.Sync(), w.file.Close()); err != nil {
		return err
	}
	path := w.vault.path(w.object.ID)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(w.file.Name(), path); err != nil {
		return err
	}
	return errors.Join(syncDir(filepath.Dir(path)), syncDir(filepath.Join(w.vault.dir, "objects")))
}

// Abort forgets the object. It does nothing after a Commit.
func (w *VaultWriter) Abort() {
	_ = w.file.Close()
	_ = os.Remove(w.file.Name())
}

func digestOf(files []VaultFile) []byte {
	if len(files) == 1 {
		return files[0].SHA256
	}
	sorted := slices.SortedFunc(slices.Values(files), func(a, b VaultFile) int { return strings.Compare(a.Name, b.Name) })
	sum := sha256.New()
	for _, file := range sorted {
		sum.Write(fmt.Appendf(nil, "%s  %s\n", hex.EncodeToString(file.SHA256), file.Name))
	}
	return sum.Sum(nil)
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (v *Vault) path(id privacy.ObjectID) string {
	name := id.String()
	return filepath.Join(v.dir, "objects", name[:2], name)
}

// Sealed is an open object: its files, readable at any offset.
type Sealed struct {
	Files   []VaultFile
	file    *os.File
	object  *privacy.ObjectReader
	offsets []int64
}

// Open opens an object with its wrapped data key.
func (v *Vault) Open(id privacy.ObjectID, wrapped []byte) (*Sealed, error) {
	key, err := v.keys.UnwrapDataKey(id, wrapped)
	if err != nil {
		return nil, fmt.Errorf("open vault object %s: %w", id, err)
	}
	file, err := os.Open(v.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrVaultMissing, id)
	}
	if err != nil {
		return nil, fmt.Errorf("open vault object: %w", err)
	}
	s := &Sealed{file: file}
	if err := s.open(key, id); err != nil {
		return nil, errors.Join(fmt.Errorf("open vault object %s: %w", id, err), file.Close())
	}
	return s, nil
}

func (s *Sealed) open(key *privacy.DataKey, id privacy.ObjectID) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if s.object, err = privacy.OpenObject(s.file, info.Size(), key, id); err != nil {
		return err
	}
	return s.readList()
}

func (s *Sealed) readList() error {
	var length int64
	trailer := make([]byte, trailerSize)
	if _, err := s.object.ReadAt(trailer, s.object.Size()-trailerSize); err != nil {
		return err
	}
	if _, err := fmt.Sscanf(string(trailer), "%08x", &length); err != nil || length > s.object.Size()-trailerSize {
		return privacy.ErrSealBroken
	}
	list := make([]byte, length)
	if _, err := s.object.ReadAt(list, s.object.Size()-trailerSize-length); err != nil {
		return err
	}
	if err := json.Unmarshal(list, &s.Files); err != nil {
		return privacy.ErrSealBroken
	}
	var offset int64
	for _, file := range s.Files {
		s.offsets = append(s.offsets, offset)
		offset += file.Size
	}
	return nil
}

// File reads the i-th file.
func (s *Sealed) File(i int) *io.SectionReader {
	return io.NewSectionReader(s.object, s.offsets[i], s.Files[i].Size)
}

// Close ends reading.
func (s *Sealed) Close() error { return s.file.Close() }

// Remove destroys an object. Removing one that is gone is no error.
func (v *Vault) Remove(id privacy.ObjectID) error {
	err := os.Remove(v.path(id))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove vault object: %w", err)
	}
	return nil
}

// Sweep removes what no submission knows and was last written before the given
// time: objects whose transaction never came, and half-written ones. It returns
// how many it removed. Take before at least as far back as an upload may last.
func (v *Vault) Sweep(ctx context.Context, db DB, before time.Time) (int, error) {
	removed := 0
	err := filepath.WalkDir(v.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil || !info.ModTime().Before(before) {
			return ignoreGone(err)
		}
		known, err := v.known(ctx, db, path)
		if err != nil || known {
			return err
		}
		removed++
		return ignoreGone(os.Remove(path)) //nolint:gosec // the vault is its owner's alone (0700), so nobody swaps a folder for a link
	})
	if err != nil {
		return removed, fmt.Errorf("sweep vault: %w", err)
	}
	return removed, nil
}

// known reports whether a submission has the object at path. What stands under
// another name than an object's is left alone.
func (v *Vault) known(ctx context.Context, db DB, path string) (bool, error) {
	var id privacy.ObjectID
	name := filepath.Base(path)
	if n, err := hex.Decode(id[:], []byte(name[:min(len(name), 2*len(id))])); err != nil || n != len(id) || len(name) != 2*len(id) {
		return true, nil //nolint:nilerr // the name is no object's
	}
	if filepath.Dir(path) == filepath.Join(v.dir, "new") {
		return false, nil
	}
	var known bool
	err := db.QueryRow(ctx, "select exists (select from intake.submission where vault_object = $1)", [16]byte(id)).Scan(&known)
	return known, err
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
