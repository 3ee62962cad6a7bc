package ingest

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

// tokens lists what a text says as start, end and text, runs of text joined and
// line ends as \n.
type tokenList struct {
	list []string
	text strings.Builder
}

func (l *tokenList) flush() {
	if l.text.Len() > 0 {
		l.list = append(l.list, "text "+strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(l.text.String()))
	}
	l.text.Reset()
}

func ours(r io.Reader) ([]string, error) {
	x := newXMLReader(r)
	var l tokenList
	for {
		kind, err := x.next()
		if err != nil {
			return nil, err
		}
		switch kind {
		case xmlEOF:
			l.flush()
			return l.list, nil
		case xmlText:
			l.text.Write(x.text)
		case xmlStart:
			l.flush()
			l.list = append(l.list, "start "+string(x.name))
		case xmlEnd:
			l.flush()
			l.list = append(l.list, "end "+string(x.name))
		}
	}
}

func theirs(text string) ([]string, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	var l tokenList
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			l.flush()
			return l.list, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.CharData:
			l.text.Write(token)
		case xml.StartElement:
			l.flush()
			l.list = append(l.list, "start "+token.Name.Local)
		case xml.EndElement:
			l.flush()
			l.list = append(l.list, "end "+token.Name.Local)
		}
	}
}

var documents = []string{
	`<a><b c="1>2" d='x'/>text &amp; &#x41;&#66; <![CDATA[<raw>&amp;]]> <!-- <c> --><?pi <d> ?></a>`,
	`<?xml version="1.0"?>` + "\n<n:a xmlns:n='u'>\r\n<n:b>é</n:b >\r\n</n:a>\n",
	`<a`, `<a>`, `<a></b>`, `<a/><b/>`, `</a>`, `<a>&bogus;</a>`, `<a>&#x110000;</a>`, `text`, ``, `<a b='<'/>`, `<!DOCTYPE a><a/>`, `<a><!-- `, `<a>]]></a>`,
}

// Where the standard library reads a document, ours reads the same; what it
// refuses beside the rest (a DOCTYPE, text outside, depth) is refused on purpose.
func TestTheTokeniserReadsWhatTheStandardLibraryReads(t *testing.T) {
	for _, text := range documents[:2] {
		want, err := theirs(text)
		require.NoError(t, err)
		got, err := ours(strings.NewReader(text))
		require.NoError(t, err)
		require.Equal(t, want, got)
		bit, err := ours(iotest.OneByteReader(strings.NewReader(text)))
		require.NoError(t, err)
		require.Equal(t, want, bit, "read a byte at a time")
	}
}

func FuzzTokeniser(f *testing.F) {
	for _, text := range documents {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ours(strings.NewReader(text))
		bit, bitErr := ours(iotest.OneByteReader(strings.NewReader(text)))
		require.Equal(t, err == nil, bitErr == nil, "how the text arrives in pieces makes no difference")
		require.Equal(t, got, bit)
		if want, theirErr := theirs(text); err == nil && theirErr == nil {
			require.Equal(t, want, got)
		}
	})
}

func TestDatesAreReadAsTheTimePackageReadsThem(t *testing.T) {
	for d := day(1); d <= lastDay; d++ {
		iso := d.String()
		written := d.time().Format(time.DateOnly) == iso
		got, ok := parseISO(iso)
		require.True(t, written && ok && got == d, iso)
		got, ok = parseDay(d.time().Format("02/01/2006"), "02/01/2006")
		require.True(t, ok && got == d, iso)
		got, ok = parseDay(d.time().Format("2006-Jan-02 15:04:05"), "2006-Jan-02 15:04:05")
		require.True(t, ok && got == d, iso)
	}
	for _, text := range []string{"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "20240101", "0000-00-00", "31/04/2024", "1799-12-31", "2101-01-01"} {
		_, ok := parseISO(text)
		require.False(t, ok, text)
	}
}
