package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// answerTable holds the answers to requests described on site.
const answerTable = "answer"

// describe makes t write its rows' facts as JSON, under the keys of the view that
// reads them. A value is held against its column's type all the same: one that the
// view could not read would break the view for everybody.
func (t *tableLoad) describe(layout *goldset.Layout, view string, types map[string]string) error {
	t.keys = []describedKey{} // there may be none, and that is told from nil
	for _, f := range t.fields {
		encoder, kind := encoders[types[f.Column()]], types[f.Column()]
		if encoder == nil {
			return fmt.Errorf("load table %s: research.%s has no column %s of a known type: register the description", t.name, view, f.Column())
		}
		key, err := json.Marshal(f.Column())
		if err != nil {
			return err
		}
		t.columns = append(t.columns, encoder)
		t.keys = append(t.keys, describedKey{text: append(key, ':'), kind: kind})
	}
	names := append(slices.Clip(systemColumns), "return", "version", "tbl", "facts")
	t.copySQL = copyStatement(pgx.Identifier{"research", answerTable}, names)
	t.head = binary.BigEndian.AppendUint16(nil, uint16(len(names)))
	t.term = appendBytes(appendInt4(appendBytes(nil, layout.Return), layout.Described), t.name)
	return nil
}

// describedKey is a fact's key in JSON, and its column's type.
type describedKey struct {
	text []byte // quoted, with the colon
	kind string
}

// appendFacts appends the row's values as one field of type jsonb. A missing value
// has no key.
func (t *tableLoad) appendFacts(b []byte, row *goldset.Row) ([]byte, error) {
	start := len(b)
	b = append(b, 0, 0, 0, 0, jsonbVersion, '{')
	first := true
	for i, value := range t.values {
		if value == "" {
			continue
		}
		whole := len(b)
		checked, err := t.columns[i](b, value)
		if err != nil {
			return b, &LoadError{Table: t.name, Column: t.fields[i].Name, Row: row.Number, Err: err}
		}
		b = checked[:whole] // its room may be used again
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, t.keys[i].text...)
		if b, err = appendJSON(b, t.keys[i].kind, value); err != nil {
			return b, &LoadError{Table: t.name, Column: t.fields[i].Name, Row: row.Number, Err: err}
		}
	}
	b = append(b, '}')
	binary.BigEndian.PutUint32(b[start:], uint32(len(b)-start-4))
	return b, nil
}

// jsonbVersion begins a jsonb value in the binary format.
const jsonbVersion = 1

// appendJSON appends a value that its column's encoder took.
func appendJSON(b []byte, kind, value string) ([]byte, error) {
	switch kind {
	case "boolean":
		return strconv.AppendBool(b, value == "1"), nil
	case "bigint", "double precision":
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return b, errNotNumber
		}
		if kind == "bigint" {
			whole, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return b, errNotInteger
			}
			return strconv.AppendInt(b, whole, 10), nil
		}
		return strconv.AppendFloat(b, n, 'g', -1, 64), nil
	}
	quoted, err := json.Marshal(value)
	if err != nil {
		return b, errNotText
	}
	return append(b, quoted...), nil
}
