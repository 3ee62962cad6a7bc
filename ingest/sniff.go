package ingest

import (
	"bytes"
	"unicode/utf16"
)

// kind is what a file is by its first bytes.
type kind int

const (
	kindText kind = iota
	kindXML
	kindJSON
	kindZip
	kindOLE
	kindOther
)

// magic lists the first bytes of what is sent by mistake, and what it is called.
var magic = []struct {
	prefix string
	name   string
}{
	{"%PDF", "a PDF"},
	{"\x1f\x8b", "a gzip archive"},
	{"7z\xbc\xaf", "a 7-Zip archive"},
	{"Rar!", "a RAR archive"},
	{"\x89PNG", "a picture"},
	{"\xff\xd8\xff", "a picture"},
	{"GIF8", "a picture"},
	{"{\\rtf", "a Rich Text document"},
	{"SQLite format 3", "a database"},
	{"PAR1", "a Parquet file"},
	{"MZ", "a program"},
	{"\x7fELF", "a program"},
}

func kindOf(head []byte) kind {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return kindZip
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return kindOLE
	}
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return kindOther
		}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte{0xEF, 0xBB, 0xBF}), " \t\r\n")
	if bytes.HasPrefix(text, []byte("<")) || bytes.HasPrefix(head, utf16Bytes("<", false)) || bytes.HasPrefix(head, utf16Bytes("<", true)) {
		return kindXML
	}
	if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) {
		return kindJSON
	}
	return kindText
}

// utf16Bytes is a byte order mark and text in UTF-16.
func utf16Bytes(text string, bigEndian bool) []byte {
	var b []byte
	for _, u := range append([]uint16{0xFEFF}, utf16.Encode([]rune(text))...) {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

// refuseKind says what a file is that no return can be.
func refuseKind(name string, head []byte) *Refused {
	const cure = "An XML file, CSV files, an XLSX workbook or a zip of them passes"
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return refuse("wrong-type", name, cure, "the file is %s", m.name)
		}
	}
	return refuse("wrong-type", name, cure, "the file is not text")
}

// refuseOLE tells a workbook with a password from an old one: both start alike.
func refuseOLE(b blob) error {
	text, err := b.head(1 << 20)
	if err != nil {
		return err
	}
	if bytes.Contains(text, utf16Bytes("EncryptedPackage", false)[2:]) {
		return refuse("encrypted", b.name, "Save the workbook without a password: the upload itself is encrypted", "the workbook is protected with a password")
	}
	return refuse("old-excel", b.name, "Save it as an Excel workbook (.xlsx) and send that", "the file is in the old Excel or Office format")
}
