package synthetic

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
)

// zipped writes a zip of CSV files, one table after another.
type zipped struct {
	zip *zip.Writer
	err error
}

func newZipped(w io.Writer) *zipped {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestSpeed)
	})
	return &zipped{zip: z}
}

// table writes one CSV file with the rows that fill adds. Files carry no time, so
// that the same rows give the same bytes.
func (z *zipped) table(name, header string, fill func(*rowWriter)) {
	if z.err != nil {
		return
	}
	w, err := z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		z.err = fmt.Errorf("add %s: %w", name, err)
		return
	}
	out := newRowWriter(w, header)
	fill(out)
	if err := out.close(); err != nil {
		z.err = fmt.Errorf("add %s: %w", name, err)
	}
}

func (z *zipped) close() error {
	if z.err != nil {
		return z.err
	}
	return z.zip.Close()
}
