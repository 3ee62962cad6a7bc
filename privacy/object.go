package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed object is a header and segments. Segments hold 64 KiB of plaintext but
// the last, which may be shorter or, in an empty object, empty:
//
//	header   "GSV1", 28 random bytes that salt the object's own key
//	segment  AES-256-GCM, 16 bytes more than its plaintext; nonce and associated
//	         data say the object, the segment's number and whether it is the last
//
// A key seals one object only, so counting nonces never repeats.
const (
	objectMagic  = "GSV1"
	objectSalt   = 28
	objectHeader = len(objectMagic) + objectSalt
	segmentSize  = 64 << 10
	sealOverhead = 16
	sealedSize   = segmentSize + sealOverhead
	maxSegments  = 1 << 32
)

// segments seals and opens the segments of one object.
type segments struct {
	aead   cipher.AEAD
	object ObjectID
}

func (d *DataKey) segments(object ObjectID, salt []byte) (segments, error) {
	key, err := d.derive(salt, "goldset/object/v1/"+object.String())
	if err != nil {
		return segments{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return segments{}, fmt.Errorf("object key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return segments{}, fmt.Errorf("object key: %w", err)
	}
	return segments{aead: aead, object: object}, nil
}

// place is a segment's nonce and associated data.
func (s *segments) place(number int64, last bool) (nonce [12]byte, data [25]byte) {
	binary.BigEndian.PutUint64(nonce[3:11], uint64(number))
	if last {
		nonce[11] = 1
	}
	copy(data[:16], s.object[:])
	copy(data[16:], nonce[3:])
	return nonce, data
}

func (s *segments) seal(dst, plaintext []byte, number int64, last bool) []byte {
	nonce, data := s.place(number, last)
	return s.aead.Seal(dst, nonce[:], plaintext, data[:])
}

func (s *segments) open(dst, sealed []byte, number int64, last bool) ([]byte, error) {
	nonce, data := s.place(number, last)
	plaintext, err := s.aead.Open(dst, nonce[:], sealed, data[:])
	if err != nil {
		return nil, ErrSealBroken
	}
	return plaintext, nil
}

// ObjectWriter seals a stream of bytes as an object of the vault.
type ObjectWriter struct {
	out     io.Writer
	seg     segments
	pending []byte // plaintext of the segment under way; full ones wait, since the last is marked
	sealed  []byte
	number  int64
	err     error
}

// NewObjectWriter writes the header to w. Without Close, what was written does not open.
func NewObjectWriter(w io.Writer, key *DataKey, object ObjectID) (*ObjectWriter, error) {
	header := make([]byte, objectHeader)
	copy(header, objectMagic)
	rand.Read(header[len(objectMagic):])
	seg, err := key.segments(object, header[len(objectMagic):])
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(header); err != nil {
		return nil, fmt.Errorf("seal object: %w", err)
	}
	return &ObjectWriter{
		out: w, seg: seg,
		pending: make([]byte, 0, segmentSize), sealed: make([]byte, 0, sealedSize),
	}, nil
}

// Write seals p. It keeps up to one segment back.
func (o *ObjectWriter) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 && o.err == nil {
		if len(o.pending) == segmentSize {
			o.flush(false)
			continue
		}
		n := min(len(p), segmentSize-len(o.pending))
		o.pending = append(o.pending, p[:n]...)
		p, written = p[n:], written+n
	}
	return written, o.err
}

var errObjectClosed = errors.New("seal object: it is closed")

// Close seals the last segment and marks it as such. It does not close the
// underlying writer.
func (o *ObjectWriter) Close() error {
	if o.err != nil {
		return o.err
	}
	o.flush(true)
	if o.err != nil {
		return o.err
	}
	o.err = errObjectClosed
	return nil
}

func (o *ObjectWriter) flush(last bool) {
	if o.number >= maxSegments {
		o.err = errors.New("seal object: too large")
		return
	}
	o.sealed = o.seg.seal(o.sealed[:0], o.pending, o.number, last)
	if _, err := o.out.Write(o.sealed); err != nil {
		o.err = fmt.Errorf("seal object: %w", err)
	}
	clear(o.pending)
	o.pending = o.pending[:0]
	o.number++
}
