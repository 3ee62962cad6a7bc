package privacy

import (
	"bytes"
	"fmt"
	"maps"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/signature"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keys holds a key set for every purpose. It is safe for concurrent use.
type Keys struct {
	handles    map[Purpose]*keyset.Handle
	tokens     *macs
	pseudonyms *macs
	answers    *macs
	wrapping   tink.AEAD
	signer     tink.Signer
	verifier   tink.Verifier
}

func newKeys(handles map[Purpose]*keyset.Handle) (*Keys, error) {
	k := &Keys{handles: handles}
	var err error
	for p, set := range map[Purpose]**macs{PurposeToken: &k.tokens, PurposePseudonym: &k.pseudonyms, PurposeAnswer: &k.answers} {
		if *set, err = newMACs(p, handles[p]); err != nil {
			return nil, err
		}
	}
	if k.wrapping, err = aead.New(handles[PurposeEncryption]); err != nil {
		return nil, fmt.Errorf("%s keys: %w", PurposeEncryption, err)
	}
	if k.signer, err = signature.NewSigner(handles[PurposeAudit]); err != nil {
		return nil, fmt.Errorf("%s keys: %w", PurposeAudit, err)
	}
	public, err := handles[PurposeAudit].Public()
	if err != nil {
		return nil, fmt.Errorf("%s keys: %w", PurposeAudit, err)
	}
	if k.verifier, err = signature.NewVerifier(public); err != nil {
		return nil, fmt.Errorf("%s keys: %w", PurposeAudit, err)
	}
	return k, nil
}

// Rotate returns keys whose set for one purpose has a new primary key; the older
// ones stay, to find and open what was made with them.
func (k *Keys) Rotate(p Purpose) (*Keys, error) {
	manager := keyset.NewManagerFromHandle(k.handles[p])
	id, err := manager.Add(p.template())
	if err != nil {
		return nil, fmt.Errorf("rotate %s keys: %w", p, err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("rotate %s keys: %w", p, err)
	}
	return k.with(p, manager)
}

// Retire returns keys without the older ones of a purpose: what was made with them
// is out of reach from then on. Rewrap or make new tokens first.
func (k *Keys) Retire(p Purpose) (*Keys, error) {
	manager := keyset.NewManagerFromHandle(k.handles[p])
	info := k.handles[p].KeysetInfo()
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() == info.GetPrimaryKeyId() {
			continue
		}
		if err := manager.Delete(key.GetKeyId()); err != nil {
			return nil, fmt.Errorf("retire %s key: %w", p, err)
		}
	}
	return k.with(p, manager)
}

func (k *Keys) with(p Purpose, manager *keyset.Manager) (*Keys, error) {
	handle, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("%s keys: %w", p, err)
	}
	handles := maps.Clone(k.handles)
	handles[p] = handle
	return newKeys(handles)
}

// KeyIDs lists the ids of a purpose's keys, the primary first.
func (k *Keys) KeyIDs(p Purpose) []uint32 {
	info := k.handles[p].KeysetInfo()
	ids := []uint32{info.GetPrimaryKeyId()}
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() != info.GetPrimaryKeyId() {
			ids = append(ids, key.GetKeyId())
		}
	}
	return ids
}

// Sign signs the head of the audit chain with the primary audit key (Ed25519).
func (k *Keys) Sign(head []byte) ([]byte, error) {
	signed, err := k.signer.Sign(head)
	if err != nil {
		return nil, fmt.Errorf("sign audit head: %w", err)
	}
	return signed, nil
}

// Verifier checks signatures of audit heads. It holds public keys only, so an
// auditor can have one without the key file.
type Verifier struct{ verifier tink.Verifier }

// Verifier checks what Sign signed.
func (k *Keys) Verifier() *Verifier { return &Verifier{k.verifier} }

// Verify reports an error when signed is no signature of head by one of the keys.
func (v *Verifier) Verify(head, signed []byte) error {
	if err := v.verifier.Verify(signed, head); err != nil {
		return fmt.Errorf("verify audit head: %w", err)
	}
	return nil
}

// AuditPublicKeys is the text from which NewVerifier makes a Verifier.
func (k *Keys) AuditPublicKeys() ([]byte, error) {
	public, err := k.handles[PurposeAudit].Public()
	if err != nil {
		return nil, fmt.Errorf("audit public keys: %w", err)
	}
	var text bytes.Buffer
	if err := public.WriteWithNoSecrets(keyset.NewJSONWriter(&text)); err != nil {
		return nil, fmt.Errorf("audit public keys: %w", err)
	}
	return text.Bytes(), nil
}

// NewVerifier reads the text that AuditPublicKeys wrote.
func NewVerifier(publicKeys []byte) (*Verifier, error) {
	public, err := keyset.ReadWithNoSecrets(keyset.NewJSONReader(bytes.NewReader(publicKeys)))
	if err != nil {
		return nil, fmt.Errorf("audit public keys: %w", err)
	}
	verifier, err := signature.NewVerifier(public)
	if err != nil {
		return nil, fmt.Errorf("audit public keys: %w", err)
	}
	return &Verifier{verifier}, nil
}
