package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// part is one file that came in, or one within a zip: a message, a payload, a table
// of text, or a workbook with its sheets.
type part struct {
	place      string // the zip or folder it lies in, or the workbook itself
	name       string
	xml, json  []blob
	grids      []grid
	tolerances []string
}

// opener gathers what the files of one return turn out to be.
type opener struct {
	want       Expected
	xml        []blob
	json       []blob
	grids      []grid
	tolerances []string
	found      goldset.ReturnName // "" until the return is known
}

func (o *opener) take(parts ...part) {
	for i := range parts {
		p := &parts[i]
		o.xml, o.json, o.grids = append(o.xml, p.xml...), append(o.json, p.json...), append(o.grids, p.grids...)
		o.tolerances = append(o.tolerances, p.tolerances...)
	}
}

// partsOf finds out what each file is, in order.
func partsOf(files []File) ([]part, error) {
	var parts []part
	for _, f := range files {
		of, err := f.parts()
		if err != nil {
			return nil, err
		}
		parts = append(parts, of...)
	}
	return parts, nil
}

func (f File) parts() ([]part, error) {
	b := blobOf(f)
	head, err := b.head(64)
	if err != nil {
		return nil, err
	}
	if kindOf(head) != kindZip {
		p, err := plainPart(b, head)
		p.place = path.Dir(f.Name)
		return []part{p}, err
	}
	z, err := openZip(f)
	if err != nil {
		return nil, err
	}
	if officeKind(z) != "" {
		p, err := officePart(f, z)
		return []part{p}, err
	}
	blobs, err := members(f, z)
	if err != nil {
		return nil, err
	}
	parts := make([]part, len(blobs))
	left := int64(maxWorkbook)
	for i, m := range blobs {
		if parts[i], err = memberPart(f.Name, m, &left); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// memberPart is a file within a zip, which may be a workbook. left is how many bytes
// of workbooks the zip may still unpack to.
func memberPart(archive string, m blob, left *int64) (part, error) {
	head, err := m.head(64)
	if err != nil {
		return part{}, err
	}
	if kindOf(head) == kindZip {
		if *left -= m.size; *left < 0 {
			return part{}, refuse("workbook-too-large", archive, "Send CSV files, or the workbooks without a zip", "the workbooks in the zip have more than 200 MB")
		}
		f, err := unpacked(m)
		if err != nil {
			return part{}, err
		}
		z, err := openZip(f)
		if err != nil {
			return part{}, err
		}
		if officeKind(z) == "" {
			return part{}, refuse("nested-zip", archive, "Put the files of the return into one zip", "the zip holds another zip")
		}
		return officePart(f, z)
	}
	p, err := plainPart(m, head)
	p.place = archive + "/" + path.Dir(m.name)
	return p, err
}

// unpacked is a workbook taken out of a zip, in memory: its own parts must be found
// by place.
func unpacked(m blob) (File, error) {
	r, err := m.open()
	if err != nil {
		return File{}, err
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	return File{Name: m.name, Data: bytes.NewReader(text), Size: int64(len(text))}, err
}

// officePart is a workbook; other office documents are refused.
func officePart(f File, z *zip.Reader) (p part, err error) {
	p = part{place: f.Name, name: f.Name}
	switch kind := officeKind(z); {
	case kind == "xlsx":
		p.grids, err = openWorkbook(f, z)
		if hasMacros(z) {
			p.tolerances = append(p.tolerances, f.Name+": the workbook holds macros, which were not read or run")
		}
	case kind == "an OpenDocument file" && isODS(f, z):
		p.grids, err = openODS(f, z)
	default:
		err = refuse("wrong-type", f.Name, "Save it as an Excel workbook (.xlsx) and send that", "the file is %s", kind)
	}
	return p, err
}

// hasMacros reports a workbook with a program in it.
func hasMacros(z *zip.Reader) bool {
	return slices.ContainsFunc(z.File, func(e *zip.File) bool { return strings.EqualFold(path.Base(e.Name), "vbaProject.bin") })
}

// officeKind says which office document a zip is: "xlsx", another in words, or "".
func officeKind(z *zip.Reader) string {
	for _, f := range z.File {
		switch f.Name {
		case "xl/workbook.xml":
			return "xlsx"
		case "xl/workbook.bin":
			return "a binary Excel workbook"
		case "word/document.xml":
			return "a Word document"
		case "content.xml":
			return "an OpenDocument file"
		}
	}
	return ""
}

// plainPart is a file that is no archive.
func plainPart(b blob, head []byte) (part, error) {
	p := part{name: b.name}
	if len(head) == 0 {
		return p, refuse("empty", b.name, "Export the file again from your system", "the file is empty")
	}
	switch kindOf(head) {
	case kindXML:
		p.xml = []blob{b}
	case kindJSON:
		p.json = []blob{b}
	case kindText:
		g, err := openCSV(b)
		if err != nil {
			return p, err
		}
		p.tolerances, p.grids = g.told, []grid{g}
	case kindOLE:
		return p, refuseOLE(b)
	default:
		return p, refuseKind(b.name, head)
	}
	return p, nil
}
