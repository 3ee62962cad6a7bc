package ingest

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// attr is the value of an attribute of the last start tag, as written, or nil.
func (x *xmlReader) attr(name string) []byte {
	for rest := x.attrs; ; {
		key, value, after, ok := attribute(rest)
		if !ok {
			return nil
		}
		if string(local(key)) == name {
			return value
		}
		rest = after
	}
}

// attrPair is attr of two names at once, for the cells of a sheet.
func (x *xmlReader) attrPair(first, second string) (a, b []byte) {
	for rest := x.attrs; ; {
		key, value, after, ok := attribute(rest)
		switch {
		case !ok:
			return a, b
		case a == nil && string(local(key)) == first:
			a = value
		case b == nil && string(local(key)) == second:
			b = value
		}
		rest = after
	}
}

// attributes reports whether p is nothing but attributes. One with a quote too
// many would swallow what follows.
func attributes(p []byte) bool {
	for {
		if p = trimSpace(p); len(p) == 0 {
			return true
		}
		_, _, after, ok := attribute(p)
		if !ok {
			return false
		}
		p = after
	}
}

// attribute splits the first attribute off p.
func attribute(p []byte) (key, value, rest []byte, ok bool) {
	p = trimSpace(p)
	n := nameLen(p)
	if n == 0 {
		return nil, nil, nil, false
	}
	key, p = p[:n], trimSpace(p[n:])
	if len(p) < 2 || p[0] != '=' {
		return nil, nil, nil, false
	}
	p = trimSpace(p[1:])
	if len(p) < 2 || p[0] != '"' && p[0] != '\'' {
		return nil, nil, nil, false
	}
	end := bytes.IndexByte(p[1:], p[0])
	if end < 0 {
		return nil, nil, nil, false
	}
	return key, p[1 : 1+end], p[end+2:], true
}

func trimSpace(p []byte) []byte {
	for len(p) > 0 && isSpace(p[0]) {
		p = p[1:]
	}
	return p
}

// decode replaces entities and character references.
func (x *xmlReader) decode(p []byte) ([]byte, error) {
	amp := bytes.IndexByte(p, '&')
	if amp < 0 {
		return p, nil
	}
	out := make([]byte, 0, len(p))
	for amp >= 0 {
		out = append(out, p[:amp]...)
		semi := bytes.IndexByte(p[amp:], ';')
		if semi < 0 {
			return nil, x.fail("an & that is not written &amp;")
		}
		r, ok := entity(string(p[amp+1 : amp+semi]))
		if !ok {
			return nil, x.fail("an entity that XML does not know")
		}
		out = utf8.AppendRune(out, r)
		p = p[amp+semi+1:]
		amp = bytes.IndexByte(p, '&')
	}
	return append(out, p...), nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	base, digits := 10, name[1:]
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}
