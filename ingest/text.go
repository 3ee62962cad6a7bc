package ingest

import (
	"bytes"
	"crypto/sha256"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// blob is one file, or one file in a zip: something that can be read from the
// start as often as needed.
type blob struct {
	name string
	size int64
	open func() (io.ReadCloser, error)
}

// blobOf reads a File.
func blobOf(f File) blob {
	return blob{name: f.Name, size: f.Size, open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(f.Data, 0, f.Size)), nil
	}}
}

// head is up to n bytes from the start of b.
func (b blob) head(n int) ([]byte, error) {
	r, err := b.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	buf := make([]byte, n)
	got, err := io.ReadFull(r, buf)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull returns these bare
		return nil, err
	}
	return buf[:got], nil
}

// digest is the SHA-256 of b.
func (b blob) digest() (sum [sha256.Size]byte, err error) {
	r, err := b.open()
	if err != nil {
		return sum, err
	}
	defer r.Close()
	h := sha256.New()
	_, err = io.Copy(h, r)
	return [sha256.Size]byte(h.Sum(nil)), err
}

// decoding says how the bytes of a text become UTF-8.
type decoding struct {
	enc       encoding.Encoding // nil when the text is UTF-8 already
	bom       int               // bytes of a UTF-8 byte order mark to skip
	tolerance string            // what to tell the supplier, if anything
}

// detect finds a text's encoding. A byte order mark decides; else bytes that are
// not UTF-8 are taken for Windows-1252, which Excel writes in Britain. It reads
// the whole text, which costs a tenth of parsing it.
func detect(b blob) (decoding, error) {
	head, err := b.head(3)
	if err != nil {
		return decoding{}, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return decoding{bom: 3, tolerance: b.name + ": byte order mark skipped"}, nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		return decoding{enc: utf16, tolerance: b.name + ": read as UTF-16"}, nil
	}
	ok, err := isUTF8(b)
	if err != nil || ok {
		return decoding{}, err
	}
	return decoding{enc: charmap.Windows1252, tolerance: b.name + ": read as Windows-1252, since it is not UTF-8"}, nil
}

// text opens b as UTF-8.
func (d decoding) text(b blob) (io.ReadCloser, error) {
	r, err := b.open()
	if err != nil {
		return nil, err
	}
	if d.bom > 0 {
		if _, err := io.CopyN(io.Discard, r, int64(d.bom)); err != nil {
			r.Close()
			return nil, err
		}
	}
	if d.enc == nil {
		return r, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{d.enc.NewDecoder().Reader(r), r}, nil
}

func isUTF8(b blob) (bool, error) {
	r, err := b.open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		chunk := buf[:kept+n]
		whole := len(chunk)
		if err == nil { // a character may be cut by the end of the chunk
			whole = lastWhole(chunk)
		}
		if !utf8.Valid(chunk[:whole]) {
			return false, nil
		}
		kept = copy(buf, chunk[whole:])
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// lastWhole is where the last, perhaps incomplete, character of p starts.
func lastWhole(p []byte) int {
	for i := len(p) - 1; i >= 0 && i >= len(p)-utf8.UTFMax; i-- {
		if utf8.RuneStart(p[i]) {
			if utf8.FullRune(p[i:]) {
				return len(p)
			}
			return i
		}
	}
	return len(p)
}
