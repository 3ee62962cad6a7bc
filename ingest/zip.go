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
	maxZipList     = 4 << 20  // bytes read to learn what a zip holds
)

// openZip reads a zip's directory and holds it to the limits.
func openZip(f File) (*zip.Reader, error) {
	list := &listReader{r: f.Data, left: maxZipList}
	r, err := zip.NewReader(list, f.Size)
	switch {
	case list.left < 0:
		return nil, refuse("zip-too-large", f.Name, "Send the files of one return", "the zip holds more than %d files", maxZipEntries)
	case err != nil:
		return nil, refuseDamaged(f)
	case len(r.File) > maxZipEntries:
		return nil, refuse("zip-too-large", f.Name, "Send the files of one return", "the zip holds %d files, more than %d", len(r.File), maxZipEntries)
	}
	list.whole = true
	return r, holdZip(f, r)
}

// holdZip holds what a zip says of its files to the limits. The sizes are whatever
// its maker wrote: an entry unpacks to no more than it says (entryReader), and all of
// them together pack to no more than the zip has, unless they share bytes.
func holdZip(f File, r *zip.Reader) error {
	var unpacked, packed uint64
	for _, e := range r.File {
		unpacked += min(e.UncompressedSize64, maxZipUnpacked+1) // the sum must not run over
		packed += min(e.CompressedSize64, uint64(f.Size)+1)
		if e.Flags&1 != 0 {
			return refuse("encrypted", f.Name, "Send the files without a password: the upload itself is encrypted", "the zip is protected with a password")
		}
		if unsafeName(e.Name) {
			return refuse("unsafe-zip", f.Name, "A zip of plain files passes", "the zip holds a file whose name leads outside its folder")
		}
	}
	if packed > uint64(f.Size) {
		return refuse("unsafe-zip", f.Name, "Make the zip again and send it whole", "the files in the zip share their bytes, or are said to be larger than the zip")
	}
	if unpacked > maxZipUnpacked || unpacked > ratioFrom && unpacked/maxZipRatio > packed {
		return refuse("zip-too-large", f.Name, "Send the files of one return", "the zip would unpack to %d MB from %d MB, which no return does", unpacked>>20, f.Size>>20)
	}
	return nil
}

// listReader bounds what is read before a zip's list of files is known: the standard
// library holds the whole list, and a gigabyte can list twenty million files.
type listReader struct {
	r     io.ReaderAt
	left  int64
	whole bool // the list is read: no bound any more
}

// ReadAt implements io.ReaderAt.
func (l *listReader) ReadAt(p []byte, at int64) (int, error) {
	if !l.whole {
		if l.left -= int64(len(p)); l.left < 0 {
			return 0, io.ErrUnexpectedEOF
		}
	}
	return l.r.ReadAt(p, at)
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
