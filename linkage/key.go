package linkage

import (
	"fmt"
	"slices"
	"strings"
)

// tuple is the key of a comparison: a code for each distinct combination of values.
type tuple struct {
	columns  []string
	codes    []uint32   // one per record
	distinct int        // codes are below it
	of       [][]uint32 // by column: key -> code in the column
}

func (c *compiler) key(columns []string) (*tuple, error) {
	t := &tuple{columns: columns}
	for _, name := range columns {
		if c.data.Column(name) == nil {
			return nil, fmt.Errorf("the data have no column %q; they have %s", name, strings.Join(c.data.names, ", "))
		}
	}
	if len(columns) == 1 {
		column := c.data.Column(columns[0])
		t.codes, t.distinct, t.of = column.Codes, len(column.Values), [][]uint32{nil}
		return t, nil
	}
	t.of = make([][]uint32, len(columns))
	seen := map[string]uint32{}
	t.codes = make([]uint32, c.data.Len())
	text := make([]byte, 0, 4*len(columns))
	for row := range t.codes {
		text = text[:0]
		for _, name := range columns {
			code := c.data.Column(name).Codes[row]
			text = append(text, byte(code), byte(code>>8), byte(code>>16), byte(code>>24))
		}
		code, ok := seen[string(text)]
		if !ok {
			code = uint32(t.distinct)
			seen[string(text)] = code
			t.distinct++
			for i, name := range columns {
				t.of[i] = append(t.of[i], c.data.Column(name).Codes[row])
			}
		}
		t.codes[row] = code
	}
	return t, nil
}

// operand is a part of one record, by the comparison's key.
type operand struct {
	side  side
	code  []uint32 // key -> code in part
	parts *derived
}

func (c *compiler) operand(o Operand, key *tuple) (operand, error) {
	d, err := c.derive(o.Part)
	if err != nil {
		return operand{}, err
	}
	column := slices.Index(key.columns, o.Part.Column)
	if key.of[column] == nil {
		return operand{o.Side, d.of, d}, nil
	}
	code := make([]uint32, key.distinct)
	for k, v := range key.of[column] {
		code[k] = d.of[v]
	}
	return operand{o.Side, code, d}, nil
}

// pick chooses the operand's record.
func (o *operand) pick(a, b uint32) uint32 {
	if o.side == right {
		return o.code[b]
	}
	return o.code[a]
}
