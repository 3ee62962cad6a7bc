package linkage

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
)

// Index holds records ready to be searched for matches of one record at a time, in
// the time that its candidates take. It is safe for concurrent use.
type Index struct {
	model       *Model
	data        *Dataset
	frequencies map[string]*Frequencies
	columns     []string
	rules       []*indexRule
}

// indexRule lists the records of each key of a blocking rule by the key's hash.
// Records that only share a hash are told apart when they are compared.
type indexRule struct {
	parts  []indexPart
	hashes []uint64 // ascending; one for each record and key
	rows   []int32
}

// indexPart makes a part of one text.
type indexPart struct {
	column    string
	separator string
	apply     func(string) string
}

// hashText leaves 48 bits, which sort in fewer passes.
func hashText(text string) uint64 { return maphash.String(hashSeed, text) >> 16 }

func hashPair(a, b uint64) uint64 { return mix(a<<1^b) >> 16 }

// NewIndex makes an index of the records. frequencies are those of the data that the
// model was trained on; nil counts them among the records. The error is ErrNotTrained
// when the model is not.
func NewIndex(model *Model, data *Dataset, frequencies map[string]*Frequencies) (*Index, error) {
	if !model.Trained() {
		return nil, ErrNotTrained
	}
	x := &Index{model: model.Clone(), data: data, frequencies: frequencies, columns: model.Columns()}
	var err error
	if x.frequencies == nil {
		if x.frequencies, err = CountFrequencies(x.model, data); err != nil {
			return nil, err
		}
	}
	c := newCompiler(x.model, data)
	for _, from := range x.model.Blocking {
		r, err := newIndexRule(c, from)
		if err != nil {
			return nil, fmt.Errorf("blocking rule %s: %w", from, err)
		}
		x.rules = append(x.rules, r)
	}
	return x, nil
}

func newIndexRule(c *compiler, from *BlockingRule) (*indexRule, error) {
	r := &indexRule{}
	hashes, columns := make([][][]uint64, len(from.parts)), make([]*Column, len(from.parts))
	for i, p := range from.parts {
		d, err := c.derive(p)
		if err != nil {
			return nil, err
		}
		apply, err := pipeline(p.Steps)
		if err != nil {
			return nil, err
		}
		columns[i] = c.data.Column(p.Column)
		r.parts = append(r.parts, indexPart{p.Column, d.separator, apply})
		hashes[i] = make([][]uint64, len(d.values))
		for code, text := range d.values {
			hashes[i][code] = hashMembers(text, d.separator)
		}
		of := make([][]uint64, len(columns[i].Values)) // by code in the column
		for code := range of {
			of[code] = hashes[i][d.of[code]]
		}
		hashes[i] = of
	}
	s, keys := newSorter(c.data.Len()), make([][]uint64, len(hashes))
	for row := range c.data.Len() {
		for i := range hashes {
			keys[i] = hashes[i][columns[i].Codes[row]]
		}
		for _, key := range product(keys) {
			s.add(key, int32(row))
		}
	}
	s.sort()
	r.hashes, r.rows = s.keys, s.rows
	return r, nil
}

// hashMembers hashes the members of a set, or the one value of a column that is none.
func hashMembers(text, separator string) []uint64 {
	members := membersOf(text, separator)
	out := make([]uint64, len(members))
	for i, m := range members {
		out[i] = hashText(m)
	}
	return out
}

// product folds one member of each part into a key, for every choice; none when a
// part has no member.
func product(parts [][]uint64) []uint64 {
	keys := parts[0]
	for _, members := range parts[1:] {
		next := make([]uint64, 0, len(keys)*len(members))
		for _, a := range keys {
			for _, b := range members {
				next = append(next, hashPair(a, b))
			}
		}
		keys = next
	}
	return keys
}

// Columns lists the columns that a record is asked for.
func (x *Index) Columns() []string { return x.columns }

// Len is the number of records in the index.
func (x *Index) Len() int { return x.data.Len() }

// candidates are the records that share a key with the probe, in order, by hash.
func (x *Index) candidates(p *Probe) []int32 {
	var out []int32
	for _, r := range x.rules {
		keys := make([][]uint64, len(r.parts))
		for i, part := range r.parts {
			keys[i] = hashMembers(applyToMembers(part.apply, p.text(part.column, part.separator), part.separator), part.separator)
		}
		for _, key := range product(keys) {
			at, _ := slices.BinarySearch(r.hashes, key)
			for ; at < len(r.hashes) && r.hashes[at] == key; at++ {
				out = append(out, r.rows[at])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Probe is a record that need not stand in any dataset: its values by column. A
// column that is not named is missing; members of a set are apart by the model's
// separator.
type Probe struct {
	Source string
	ID     string
	Values map[string]string
}

// text is the probe's value of a column, as a dataset would hold it.
func (p *Probe) text(column, separator string) string {
	text := strings.TrimSpace(p.Values[column])
	if separator != "" {
		text = canonicalSet(text, separator)
	}
	return text
}
