package linkage

import (
	"slices"
	"strconv"
	"strings"
)

// Ties says which records of one person their own fields can tie together: two
// records are tied when no other person has a record that agrees with both of them
// on every field on which they agree with each other. A unique number in common
// ties, as does any set of fields that singles the person out in these data; a
// birth date and a sex tie nobody, nor does all that twins of one sex share.
type Ties struct {
	entity []int32 // -1: unknown
	fields []tieField
}

// tieField is one column: the values of each record, and the records of each value.
type tieField struct {
	values [][]string
	rows   map[string][]int32
}

// NewTies reads the named columns, a set by its members; entity names each record's
// person.
func NewTies(data *Dataset, entity []string, columns ...string) *Ties {
	t := &Ties{}
	t.entity, _ = numberEntities(entity)
	for _, name := range columns {
		f := tieField{make([][]string, data.Len()), map[string][]int32{}}
		column := data.Column(name)
		for row := range f.values {
			f.values[row] = membersOf(data.Value(row, name), column.Separator)
			for _, v := range f.values[row] {
				f.rows[v] = append(f.rows[v], int32(row))
			}
		}
		t.fields = append(t.fields, f)
	}
	return t
}

// membersOf lists the members of a set, or the one value of a column that is none.
func membersOf(text, separator string) []string {
	switch {
	case text == "":
		return nil
	case separator == "":
		return []string{text}
	}
	return strings.Split(text, separator)
}

// shared lists the values of field k that two records have in common.
func (t *Ties) shared(k int, a, b int32) []string {
	var out []string
	for _, v := range t.fields[k].values[a] {
		if slices.Contains(t.fields[k].values[b], v) {
			out = append(out, v)
		}
	}
	return out
}

// Tied reports whether the records a and b, of one person, are tied.
func (t *Ties) Tied(a, b int) bool {
	agreed := make([][]string, len(t.fields))
	rarest, fewest := -1, 0
	for k := range t.fields {
		if agreed[k] = t.shared(k, int32(a), int32(b)); agreed[k] == nil {
			continue
		}
		n := 0
		for _, v := range agreed[k] {
			n += len(t.fields[k].rows[v])
		}
		if rarest < 0 || n < fewest {
			rarest, fewest = k, n
		}
	}
	if rarest < 0 {
		return false // they agree on nothing
	}
	for _, v := range agreed[rarest] {
		for _, row := range t.fields[rarest].rows[v] {
			if t.entity[row] != t.entity[a] && t.agrees(row, agreed) {
				return false
			}
		}
	}
	return true
}

// agrees reports whether the record has one of the agreed values of every field.
func (t *Ties) agrees(row int32, agreed [][]string) bool {
	for k, values := range agreed {
		held := t.fields[k].values[row]
		if values != nil && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(held, v) }) {
			return false
		}
	}
	return true
}

// Identifiable splits each person into parts whose records shared fields can tie
// together: two records are tied when tie says that both carry enough of the same
// fields, and what is tied to one record is tied to the others. Evaluating against
// the parts asks of linkage only what the data allow.
func Identifiable(entity []string, tie func(a, b int) bool) []string {
	rows := map[string][]int{}
	for row, e := range entity {
		if e != "" {
			rows[e] = append(rows[e], row)
		}
	}
	whole := newForest(len(entity))
	for _, members := range rows {
		for i, a := range members {
			for _, b := range members[i+1:] {
				if tie(a, b) {
					whole.join(int32(a), int32(b))
				}
			}
		}
	}
	out := make([]string, len(entity))
	for row, e := range entity {
		if e != "" {
			out[row] = e + "\x00" + strconv.Itoa(int(whole.root(int32(row))))
		}
	}
	return out
}
