package ingest

import (
	"bytes"
	"fmt"
	"io"
)

// Limits on an XML file. A census message is six levels deep.
const (
	maxXMLDepth = 32
	maxXMLToken = 1 << 20 // bytes of one tag or one text
	xmlChunk    = 64 << 10
)

// xmlKind is what xmlReader.next found.
type xmlKind int

const (
	xmlEOF xmlKind = iota
	xmlStart
	xmlEnd
	xmlText
)

// xmlReader is a tokeniser for the XML that returns use: elements, attributes,
// text, CDATA, comments, the five entities and character references. It knows no
// DTD, and a DOCTYPE is an error, so nothing can be expanded or fetched. It
// allocates nothing per token, which is what encoding/xml spends its time on.
type xmlReader struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	line     int // of what was last returned
	lines    int // newlines consumed
	name     []byte
	attrs    []byte
	text     []byte
	scratch  []byte
	closing  bool   // the last start tag was <a/>: its end is due
	open     []byte // names of the open elements, one after the other
	starts   []int  // where each begins in open
	rooted   bool   // a root element was seen
}

func newXMLReader(r io.Reader) *xmlReader {
	return &xmlReader{r: r, buf: make([]byte, xmlChunk)}
}

// xmlError says on which line the text stops being XML.
type xmlError struct {
	line int
	what string
}

func (e *xmlError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.what) }

func (x *xmlReader) fail(what string) error { return &xmlError{x.lines + 1, what} }

// next finds the next token. x.name, x.attrs and x.text are valid until the call
// after. Text comes decoded; a run of text may come in more than one piece.
func (x *xmlReader) next() (xmlKind, error) {
	if x.closing {
		x.closing = false
		return xmlEnd, x.pop()
	}
	for {
		x.line = x.lines + 1
		if x.pos == x.end {
			if err := x.more(); err == io.EOF { //nolint:errorlint // more returns it bare
				return xmlEOF, x.finished()
			} else if err != nil {
				return xmlEOF, err
			}
		}
		if x.buf[x.pos] != '<' {
			return xmlText, x.readText()
		}
		kind, skip, err := x.markup()
		if err != nil || !skip {
			return kind, err
		}
	}
}

func (x *xmlReader) finished() error {
	switch {
	case len(x.starts) > 0:
		return x.fail("the file ends inside <" + string(x.open[x.starts[len(x.starts)-1]:]) + ">: it was cut short")
	case !x.rooted:
		return x.fail("the file holds no XML element")
	}
	return nil
}

// more reads on, keeping what has not been consumed.
func (x *xmlReader) more() error {
	if x.eof {
		return io.EOF
	}
	if x.pos > 0 {
		x.end = copy(x.buf, x.buf[x.pos:x.end])
		x.pos = 0
	}
	if x.end == len(x.buf) {
		if len(x.buf) >= maxXMLToken {
			return x.fail("a tag or text is longer than 1 MB")
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for {
		n, err := x.r.Read(x.buf[x.end:])
		x.end += n
		if err == io.EOF {
			x.eof = true
			if n > 0 {
				return nil
			}
			return io.EOF
		}
		if err != nil || n > 0 {
			return err
		}
	}
}

// take consumes n bytes, counting lines.
func (x *xmlReader) take(n int) []byte {
	p := x.buf[x.pos : x.pos+n]
	x.pos += n
	x.lines += bytes.Count(p, []byte{'\n'})
	return p
}

// find is where sep starts, from offset on, reading as far as it takes; -1 at the end.
func (x *xmlReader) find(sep string, from int) (int, error) {
	for {
		if i := bytes.Index(x.buf[x.pos+from:x.end], []byte(sep)); i >= 0 {
			return from + i, nil
		}
		from = max(from, x.end-x.pos-len(sep)+1)
		if err := x.more(); err == io.EOF { //nolint:errorlint // more returns it bare
			return -1, nil
		} else if err != nil {
			return -1, err
		}
	}
}

func (x *xmlReader) readText() error {
	at := bytes.IndexByte(x.buf[x.pos:x.end], '<')
	if at < 0 {
		at = x.end - x.pos
		if amp := bytes.LastIndexByte(x.buf[x.pos:x.end], '&'); amp >= 0 && !x.eof { // an entity may be cut by the end of the buffer
			n, err := x.find("<", amp)
			if err != nil {
				return err
			}
			if at = n; n < 0 {
				at = x.end - x.pos
			}
		}
	}
	text, err := x.decode(x.take(at))
	x.text = text
	if err == nil && len(x.starts) == 0 && len(bytes.TrimSpace(text)) > 0 && !bytes.Equal(text, []byte("\ufeff")) {
		return x.fail("there is text outside the XML")
	}
	return err
}

// markup reads what begins with '<'. skip is true for what says nothing about
// the return: comments and processing instructions.
func (x *xmlReader) markup() (kind xmlKind, skip bool, err error) {
	for x.end-x.pos < 9 && !x.eof { // as long as <![CDATA[
		if err = x.more(); err != nil && err != io.EOF { //nolint:errorlint // more returns it bare
			return xmlEOF, false, err
		}
	}
	rest := x.buf[x.pos:x.end]
	switch {
	case len(rest) > 1 && rest[1] != '!' && rest[1] != '?': // a tag, as nearly always
	case bytes.HasPrefix(rest, []byte("<!--")):
		return xmlEOF, true, x.skipTo("-->", 4, "a comment that never ends")
	case bytes.HasPrefix(rest, []byte("<?")):
		return xmlEOF, true, x.skipTo("?>", 2, "an instruction that never ends")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return xmlText, false, x.cdata()
	case bytes.HasPrefix(rest, []byte("<!")):
		return xmlEOF, false, errDoctype
	}
	n, err := x.tagEnd()
	if err != nil {
		return xmlEOF, false, err
	}
	tag := x.take(n + 1)
	if len(tag) > 2 && tag[1] == '/' {
		return xmlEnd, false, x.endTag(bytes.TrimRight(tag[2:n], " \t\r\n"))
	}
	return xmlStart, false, x.startTag(tag[1:n])
}

// errDoctype is refused with words of its own.
var errDoctype = &xmlError{1, "a DOCTYPE"}

func (x *xmlReader) skipTo(sep string, from int, never string) error {
	n, err := x.find(sep, from)
	if err != nil {
		return err
	}
	if n < 0 {
		return x.fail(never)
	}
	x.take(n + len(sep))
	return nil
}

func (x *xmlReader) cdata() error {
	n, err := x.find("]]>", 9)
	if err != nil {
		return err
	}
	if n < 0 || len(x.starts) == 0 {
		return x.fail("a CDATA section that never ends, or outside the XML")
	}
	x.text = x.take(n + 3)[9:n]
	return nil
}

// oddTag reports a tag, up to its first '>', whose end has to be looked for byte by
// byte: that '>' may stand in quotes, or a '<' within.
func oddTag(p []byte) bool {
	return bytes.IndexByte(p, '<') >= 0 || bytes.IndexByte(p, '\'') >= 0 || bytes.Count(p, []byte{'"'})%2 == 1
}

// tagEnd is where the '>' of a tag stands; one in quotes does not count.
func (x *xmlReader) tagEnd() (int, error) {
	if at := bytes.IndexByte(x.buf[x.pos+1:x.end], '>'); at >= 0 && !oddTag(x.buf[x.pos+1:x.pos+1+at]) {
		return at + 1, nil
	}
	quote := byte(0)
	for i := 1; ; i++ {
		if x.pos+i == x.end {
			if err := x.more(); err == io.EOF { //nolint:errorlint // more returns it bare
				return 0, x.fail("the file ends inside a tag: it was cut short")
			} else if err != nil {
				return 0, err
			}
		}
		switch c := x.buf[x.pos+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i, nil
		case c == '<':
			return 0, x.fail("a < inside a tag")
		}
	}
}

func (x *xmlReader) startTag(tag []byte) error {
	if len(tag) > 0 && tag[len(tag)-1] == '/' {
		x.closing = true
		tag = tag[:len(tag)-1]
	}
	n := nameLen(tag)
	if n == 0 || n < len(tag) && !isSpace(tag[n]) {
		return x.fail("a tag without a name")
	}
	if !attributes(tag[n:]) {
		return x.fail("an attribute that is not written name=\"value\"")
	}
	if len(x.starts) == 0 && x.rooted {
		return x.fail("a second element after the end of the first")
	}
	if len(x.starts) >= maxXMLDepth {
		return x.fail("elements are nested more than 32 deep")
	}
	x.rooted = true
	x.starts = append(x.starts, len(x.open))
	x.open = append(x.open, tag[:n]...)
	x.name, x.attrs = local(tag[:n]), tag[n:]
	return nil
}

func (x *xmlReader) endTag(name []byte) error {
	if len(x.starts) == 0 || !bytes.Equal(name, x.open[x.starts[len(x.starts)-1]:]) {
		return x.fail("an end tag that closes nothing open")
	}
	return x.pop()
}

// pop closes the innermost element and names it.
func (x *xmlReader) pop() error {
	last := len(x.starts) - 1
	x.scratch = append(x.scratch[:0], x.open[x.starts[last]:]...)
	x.name = local(x.scratch)
	x.open = x.open[:x.starts[last]]
	x.starts = x.starts[:last]
	return nil
}

// local is a name without its namespace prefix.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i > 0 && i < len(name)-1 {
		return name[i+1:]
	}
	return name
}

func nameLen(p []byte) int {
	for i, c := range p {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
		digit := c >= '0' && c <= '9' || c == '-' || c == '.'
		if !letter && (!digit || i == 0) {
			return i
		}
	}
	return len(p)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
