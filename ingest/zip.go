package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// Limits on a zip. A census of the whole country packs to less; a bomb does not.
const (
	maxZipEntries  = 500
	maxZipUnpacked = 16 << 30 // bytes over all entries
	maxZipRatio    = 250      // unpacked to packed; child records pack 10 to 60 times
	ratioFrom      = 16 << 20 // bytes unpacked before the ratio counts
)

// openZip reads a zip's directory and holds it to the limits.
func openZip(f File) (*zip.Reader, error) {
	r, err := zip.NewReader(f.Data, f.Size)
	if err != nil {
		return nil, refuseDamaged(f)
	}
	var unpacked, packed uint64
	for _, e := range r.File {
		unpacked += e.UncompressedSize64
		packed += e.CompressedSize64
		if e.Flags&1 != 0 {
			return nil, refuse("encrypted", f.Name, "Send the files without a password: the upload itself is encrypted", "the zip is protected with a password")
		}
		if unsafeName(e.Name) {
			return nil, refuse("unsafe-zip", f.Name, "A zip of plain files passes", "the zip holds a file whose name leads outside its folder")
		}
	}
	if len(r.File) > maxZipEntries {
		return nil, refuse("zip-too-large", f.Name, "Send the files of one return", "the zip holds %d files, more than %d", len(r.File), maxZipEntries)
	}
	if unpacked > maxZipUnpacked || unpacked > ratioFrom && unpacked/maxZipRatio > packed {
		return nil, refuse("zip-too-large", f.Name, "Send the files of one return", "the zip would unpack to %d MB from %d MB, which no return does", unpacked>>20, f.Size>>20)
	}
	return r, nil
}

// refuseDamaged tells a damaged workbook, which is a zip inside, from a zip.
func refuseDamaged(f File) error {
	head, err := blobOf(f).head(4 << 10)
	if err != nil {
		return err
	}
	if bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("xl/")) {
		return refuse("damaged-workbook", f.Name, "Save the workbook again and send it whole", "the workbook is damaged or was cut short")
	}
	return refuse("damaged-zip", f.Name, "Make the zip again and send it whole", "the zip is damaged or was cut short")
}

// unsafeName reports a name that would leave the folder it is unpacked to.
func unsafeName(name string) bool {
	if strings.ContainsAny(name, "\\\x00") || path.IsAbs(name) || strings.Contains(name, ":") {
		return true
	}
	clean := path.Clean(name)
	return clean == ".." || strings.HasPrefix(clean, "../")
}

// members lists a zip's files, without what operating systems add.
func members(f File, r *zip.Reader) ([]blob, error) {
	var blobs []blob
	for _, e := range r.File {
		base := path.Base(e.Name)
		if strings.HasSuffix(e.Name, "/") || strings.HasPrefix(e.Name, "__MACOSX/") || base == ".DS_Store" || base == "Thumbs.db" {
			continue
		}
		if !e.Mode().IsRegular() {
			return nil, refuse("unsafe-zip", f.Name, "A zip of plain files passes", "the zip holds a link or device, not only files")
		}
		b := zipBlob(f.Name, e)
		if f.Members != nil {
			b = zipBlobAs(f.Name, f.Name+", "+f.Members(len(blobs), e.Name), e)
		}
		blobs = append(blobs, b)
	}
	return blobs, nil
}

// zipBlob reads one entry, refusing damage and more bytes than it declares.
func zipBlob(archive string, e *zip.File) blob { return zipBlobAs(archive, e.Name, e) }

// zipBlobAs calls the entry by another name than its own.
func zipBlobAs(archive, name string, e *zip.File) blob {
	return blob{name: name, size: int64(e.UncompressedSize64), open: func() (io.ReadCloser, error) {
		r, err := e.Open()
		if err != nil {
			return nil, damagedEntry(archive, name)
		}
		return &entryReader{r: r, archive: archive, name: name, left: int64(e.UncompressedSize64)}, nil
	}}
}

func damagedEntry(archive, name string) error {
	return refuse("damaged-zip", archive, "Make the zip again and send it whole", "%s in the zip is damaged", name)
}

// entryReader turns the zip reader's errors (a wrong CRC, broken compression)
// into a refusal, and stops an entry that unpacks to more than it declares.
type entryReader struct {
	r             io.ReadCloser
	archive, name string
	left          int64
}

func (e *entryReader) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.left -= int64(n)
	if e.left < 0 || err != nil && !errors.Is(err, io.EOF) {
		return n, damagedEntry(e.archive, e.name)
	}
	return n, err
}

func (e *entryReader) Close() error { return e.r.Close() }
