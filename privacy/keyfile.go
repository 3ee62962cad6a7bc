package privacy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/signature"
)

// Purpose is what a key set is for. No key serves two.
type Purpose string

// The purposes.
const (
	PurposeToken      Purpose = "token"
	PurposePseudonym  Purpose = "pseudonym"
	PurposeAnswer     Purpose = "answer"
	PurposeEncryption Purpose = "encryption"
	PurposeAudit      Purpose = "audit"
)

// Purposes lists every purpose.
func Purposes() []Purpose {
	return []Purpose{PurposeToken, PurposePseudonym, PurposeAnswer, PurposeEncryption, PurposeAudit}
}

// What can be wrong with a key file.
var (
	ErrKeyFileExposed = errors.New("the key file can be read by others than its owner: set its mode to 0600")
	ErrKeyFileFormat  = errors.New("this is no Goldset key file")
	ErrKeyFileExists  = errors.New("a key file is already there; it is never overwritten")
)

const keyFileFormat = "goldset keys, version 1"

// keyFile is the file as stored: one Tink key set in the clear for each purpose.
type keyFile struct {
	Format  string                      `json:"format"`
	KeySets map[Purpose]json.RawMessage `json:"key_sets"`
}

func (p Purpose) template() *tinkpb.KeyTemplate {
	switch p {
	case PurposeEncryption:
		return aead.AES256GCMKeyTemplate()
	case PurposeAudit:
		return signature.ED25519KeyTemplate()
	default:
		return prf.HKDFSHA256PRFKeyTemplate()
	}
}

// NewKeys makes a fresh key set for every purpose, in memory only.
func NewKeys() (*Keys, error) {
	handles := make(map[Purpose]*keyset.Handle, len(Purposes()))
	for _, p := range Purposes() {
		handle, err := keyset.NewHandle(p.template())
		if err != nil {
			return nil, fmt.Errorf("make %s key: %w", p, err)
		}
		handles[p] = handle
	}
	return newKeys(handles)
}

// CreateKeyFile makes fresh keys and writes them to path with mode 0600. It never
// replaces a file: what was sealed with lost keys cannot be read again.
func CreateKeyFile(path string) (*Keys, error) {
	keys, err := NewKeys()
	if err != nil {
		return nil, err
	}
	text, err := keys.marshal()
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, ErrKeyFileExists
	}
	if err != nil {
		return nil, fmt.Errorf("create key file: %w", err)
	}
	if err := writeAndSync(file, text); err != nil {
		return nil, fmt.Errorf("write key file: %w", err)
	}
	return keys, nil
}

// OpenKeyFile reads the keys at path. A file that others may read is refused.
func OpenKeyFile(path string) (*Keys, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, ErrKeyFileFormat
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, ErrKeyFileExposed
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(file); err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	return parseKeyFile(text.Bytes())
}

// Save replaces the key file at path by k in one step, after a rotation.
func (k *Keys) Save(path string) error {
	text, err := k.marshal()
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600 by its contract
	if err != nil {
		return fmt.Errorf("save key file: %w", err)
	}
	defer os.Remove(file.Name()) //nolint:errcheck // gone already when the rename went well
	if err := writeAndSync(file, text); err != nil {
		return fmt.Errorf("save key file: %w", err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("save key file: %w", err)
	}
	return nil
}

func writeAndSync(file *os.File, text []byte) error {
	_, err := file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

func (k *Keys) marshal() ([]byte, error) {
	stored := keyFile{Format: keyFileFormat, KeySets: make(map[Purpose]json.RawMessage, len(k.handles))}
	for p, handle := range k.handles {
		var text bytes.Buffer
		if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
			return nil, fmt.Errorf("write %s keys: %w", p, err)
		}
		stored.KeySets[p] = text.Bytes()
	}
	text, err := json.MarshalIndent(stored, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write keys: %w", err)
	}
	return append(text, '\n'), nil
}

// parseKeyFile never quotes the text it fails on: it is made of keys.
func parseKeyFile(text []byte) (*Keys, error) {
	var stored keyFile
	if json.Unmarshal(text, &stored) != nil || stored.Format != keyFileFormat {
		return nil, ErrKeyFileFormat
	}
	handles := make(map[Purpose]*keyset.Handle, len(Purposes()))
	for _, p := range Purposes() {
		if stored.KeySets[p] == nil {
			return nil, fmt.Errorf("%w: it has no %s keys", ErrKeyFileFormat, p)
		}
		handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(stored.KeySets[p])))
		if err != nil {
			return nil, fmt.Errorf("%w: its %s keys cannot be read", ErrKeyFileFormat, p)
		}
		handles[p] = handle
	}
	return newKeys(handles)
}
