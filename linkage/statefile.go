package linkage

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// octets is text that JSON may not be able to hold, such as a subject's id: what is
// no UTF-8 is written in base64, marked by a character that text does not begin with.
type octets string

const octetsMark = "\x00"

// MarshalText implements encoding.TextMarshaler.
func (o octets) MarshalText() ([]byte, error) {
	if utf8.ValidString(string(o)) && !strings.HasPrefix(string(o), octetsMark) {
		return []byte(o), nil
	}
	return []byte(octetsMark + base64.StdEncoding.EncodeToString([]byte(o))), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *octets) UnmarshalText(text []byte) error {
	encoded, is := strings.CutPrefix(string(text), octetsMark)
	if !is {
		*o = octets(text)
		return nil
	}
	plain, err := base64.StdEncoding.DecodeString(encoded)
	*o = octets(plain)
	return err
}

type (
	stateFile struct {
		Model       *Model          `json:"model"`
		Minimum     float64         `json:"minimum"`
		Threshold   float64         `json:"threshold"`
		Frequencies []fileFrequency `json:"frequencies"`
		Records     []fileRecord    `json:"records"`
		Links       [][2]int32      `json:"links"`
		Decisions   []fileDecision  `json:"decisions,omitempty"`
	}
	fileFrequency struct {
		Part   string      `json:"part"`
		Rare   float64     `json:"rare"`
		Values []fileShare `json:"values"`
	}
	fileShare struct {
		Value octets  `json:"value"`
		Share float64 `json:"share"`
	}
	fileRecord struct {
		Source  octets `json:"source"`
		ID      octets `json:"id"`
		Said    []byte `json:"said"`
		Cluster int32  `json:"cluster"`
	}
	fileDecision struct {
		Left  [2]octets `json:"left"` // source and id
		Right [2]octets `json:"right"`
		Same  bool      `json:"same"`
		Basis string    `json:"basis,omitempty"`
	}
)

// Write writes the state as JSON that ReadState reads back to the bit.
func (s *State) Write(w io.Writer) error {
	f := stateFile{Model: s.Model, Minimum: s.Minimum, Threshold: s.Threshold}
	for _, part := range slices.Sorted(maps.Keys(s.Frequencies)) {
		of := fileFrequency{Part: part, Rare: s.Frequencies[part].Rare}
		for _, value := range slices.Sorted(maps.Keys(s.Frequencies[part].Share)) {
			of.Values = append(of.Values, fileShare{octets(value), s.Frequencies[part].Share[value]})
		}
		f.Frequencies = append(f.Frequencies, of)
	}
	for i := range s.Records {
		r := &s.Records[i]
		f.Records = append(f.Records, fileRecord{octets(r.Source), octets(r.ID), r.Said[:], r.Cluster})
	}
	for _, l := range s.Links {
		f.Links = append(f.Links, [2]int32{l.L, l.R})
	}
	for _, d := range s.Decisions {
		f.Decisions = append(f.Decisions, fileDecision{
			[2]octets{octets(d.SourceL), octets(d.IDL)}, [2]octets{octets(d.SourceR), octets(d.IDR)}, d.Same, d.Basis,
		})
	}
	return json.NewEncoder(w).Encode(f)
}

// ReadState reads a state. The error names what in it does not hold together.
func ReadState(r io.Reader) (*State, error) {
	var f stateFile
	if err := json.NewDecoder(r).Decode(&f); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	if f.Model == nil || !f.Model.Trained() {
		return nil, fmt.Errorf("state: %w", ErrNotTrained)
	}
	if err := f.Model.Validate(); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	s := &State{Model: f.Model, Minimum: f.Minimum, Threshold: f.Threshold, Frequencies: map[string]*Frequencies{}}
	for _, of := range f.Frequencies {
		known := &Frequencies{Share: make(map[string]float64, len(of.Values)), Rare: of.Rare}
		for _, v := range of.Values {
			known.Share[string(v.Value)] = v.Share
		}
		s.Frequencies[of.Part] = known
	}
	for _, d := range f.Decisions {
		s.Decisions = append(s.Decisions, Decision{
			string(d.Left[0]), string(d.Left[1]), string(d.Right[0]), string(d.Right[1]), d.Same, d.Basis,
		})
	}
	return s, s.takeRecords(&f)
}

// takeRecords takes over records and links, whose places are checked.
func (s *State) takeRecords(f *stateFile) error {
	n := int32(len(f.Records))
	for i, r := range f.Records {
		if r.Cluster < 0 || r.Cluster >= n {
			return fmt.Errorf("state: record %d: its cluster is none of the %d records", i+1, n)
		}
		if len(r.Said) != 16 {
			return fmt.Errorf("state: record %d: the digest of what it says has %d bytes and not 16", i+1, len(r.Said))
		}
		record := StateRecord{string(r.Source), string(r.ID), [16]byte(r.Said), r.Cluster}
		if i > 0 && cmp.Or(cmp.Compare(s.Records[i-1].Source, record.Source), cmp.Compare(s.Records[i-1].ID, record.ID)) >= 0 {
			return fmt.Errorf("state: record %d: records stand in ascending order of source and id, and it does not", i+1)
		}
		s.Records = append(s.Records, record)
	}
	for i, l := range f.Links {
		if l[0] < 0 || l[0] >= l[1] || l[1] >= n {
			return fmt.Errorf("state: link %d: it joins no two of the %d records", i+1, n)
		}
		s.Links = append(s.Links, Pair{l[0], l[1]})
	}
	return nil
}
