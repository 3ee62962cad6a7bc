package linkage

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
)

// State is what a run leaves for the next, so that new records join the persons that
// stand without linking everything again: the model and its term frequencies, frozen,
// and of each record what it said, whom it linked to and in which cluster it was. It
// holds no identifier but the records' ids.
type State struct {
	Model       *Model // trained
	Frequencies map[string]*Frequencies
	Minimum     float64       // least probability of a kept link
	Threshold   float64       // least probability of a link that joins clusters
	Records     []StateRecord // ordered by source and id
	Links       []Pair        // by place in Records
	Decisions   []Decision
}

// StateRecord is one record of an earlier run.
type StateRecord struct {
	Source  string
	ID      string
	Said    [16]byte // digest of its values
	Cluster int32    // place in Records of the first record of its cluster
}

// ErrOtherModel is the cause when a state was made under another model.
var ErrOtherModel = errors.New("the state's model reads columns that the records lack")

// State is what the run leaves behind, with its records gathered at a threshold.
// Term frequencies are counted once and kept, so that the weight of a pair does not
// depend on what arrives later.
func (r *Result) State(c *Clustering, threshold float64) (*State, error) {
	s := &State{Model: r.Model, Minimum: r.scorer.options.Minimum, Threshold: threshold, Decisions: r.decisions}
	var err error
	if s.Frequencies, err = CountFrequencies(r.Model, r.Data); err != nil {
		return nil, err
	}
	maps.Copy(s.Frequencies, r.scorer.options.Frequencies) // those that were given
	said := digests(r.Model, r.Data)
	for row, cluster := range c.Of {
		s.Records = append(s.Records, StateRecord{r.Data.Source(row), r.Data.ID(row), said[row], cluster})
	}
	s.Links = make([]Pair, len(r.Links))
	for i, l := range r.Links {
		s.Links[i] = l.Pair
	}
	return s, nil
}

// digests are of what each record says in the columns that the model reads.
func digests(model *Model, data *Dataset) [][16]byte {
	columns := model.Columns()
	slices.Sort(columns)
	out := make([][16]byte, data.Len())
	var text []byte
	for row := range out {
		text = text[:0]
		for _, name := range columns {
			text = append(append(text, data.Value(row, name)...), 0)
		}
		sum := sha256.Sum256(text)
		out[row] = [16]byte(sum[:16])
	}
	return out
}

// arrivals is how a state's records stand in a new dataset.
type arrivals struct {
	rows    []int32 // by the state's record: its row, -1 when it is gone
	fresh   []bool  // by row: new, or says something else than it did
	changed []bool  // by the state's record: gone, or says something else
}

// arrive compares the records of the state with those of the dataset. Both are
// ordered by source and id.
func (s *State) arrive(data *Dataset) arrivals {
	a := arrivals{make([]int32, len(s.Records)), make([]bool, data.Len()), make([]bool, len(s.Records))}
	said := digests(s.Model, data)
	for row := range a.fresh {
		a.fresh[row] = true
	}
	row := 0
	for i, record := range s.Records {
		for row < data.Len() && before(data, row, record) {
			row++
		}
		a.rows[i], a.changed[i] = -1, true
		if row < data.Len() && data.Source(row) == record.Source && data.ID(row) == record.ID {
			a.rows[i], a.changed[i] = int32(row), said[row] != record.Said
			a.fresh[row] = a.changed[i]
		}
	}
	return a
}

func before(data *Dataset, row int, record StateRecord) bool {
	return cmp.Or(cmp.Compare(data.Source(row), record.Source), cmp.Compare(data.ID(row), record.ID)) < 0
}
