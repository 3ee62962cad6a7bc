package ingest

import (
	"bytes"
	"io"
)

// scanTags calls tag with the name of each start tag in r, knowing nothing of XML
// but comments, CDATA and where a tag begins.
func scanTags(r io.Reader, tag func(name []byte)) error {
	s := tagScanner{r: r, buf: make([]byte, 64<<10)}
	for {
		name, err := s.next()
		if err != nil || name == nil {
			return err
		}
		tag(name)
	}
}

type tagScanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
}

// fill makes at least n bytes available, unless the text ends before.
func (s *tagScanner) fill(n int) error {
	for s.end-s.pos < n && !s.eof {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
		got, err := s.r.Read(s.buf[s.end:])
		s.end += got
		if err == io.EOF {
			s.eof = true
		} else if err != nil {
			return err
		}
	}
	return nil
}

// next is the name of the next start tag; nil at the end.
func (s *tagScanner) next() ([]byte, error) {
	for {
		if err := s.to("<"); err != nil || s.end == s.pos {
			return nil, err
		}
		if err := s.fill(256); err != nil {
			return nil, err
		}
		rest := s.buf[s.pos+1 : s.end]
		skip := ""
		switch {
		case len(rest) > 0 && rest[0] != '!' && rest[0] != '?': // a tag, as nearly always
		case bytes.HasPrefix(rest, []byte("!--")):
			skip = "-->"
			s.pos += 4
		case bytes.HasPrefix(rest, []byte("![CDATA[")):
			skip = "]]>"
			s.pos += 9
		case bytes.HasPrefix(rest, []byte("?")):
			skip = "?>"
		}
		if skip != "" {
			if err := s.to(skip); err != nil {
				return nil, err
			}
			s.pos = min(s.pos+len(skip), s.end)
			continue
		}
		n := nameLen(rest)
		s.pos += 1 + n
		if n > 0 {
			return local(rest[:n]), nil
		}
	}
}

// to moves to where sep starts, or to the end.
func (s *tagScanner) to(sep string) error {
	for {
		if i := bytes.Index(s.buf[s.pos:s.end], []byte(sep)); i >= 0 {
			s.pos += i
			return nil
		}
		if s.eof {
			s.pos = s.end
			return nil
		}
		s.pos = max(s.pos, s.end-len(sep)+1)
		if err := s.fill(s.end - s.pos + 1); err != nil {
			return err
		}
	}
}

// filled reports whether text follows the start tag that next named.
func (s *tagScanner) filled() (bool, error) {
	if err := s.to(">"); err != nil {
		return false, err
	}
	if s.pos > 0 && s.buf[s.pos-1] == '/' {
		return false, nil
	}
	for s.pos++; ; s.pos++ {
		if err := s.fill(1); err != nil || s.pos >= s.end {
			return false, err
		}
		if c := s.buf[s.pos]; !isSpace(c) {
			return c != '<', nil
		}
	}
}
