package linkage

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/goldset/goldset"
)

// PriorPerson is one record's place in the person map of the run before.
type PriorPerson struct {
	Source, ID string
	Person     goldset.PersonID
	Since      int64 // when the person was first seen, in any unit; the oldest keeps its id in a tie
}

// PersonChange is one step of a person's history between two maps.
type PersonChange struct {
	Kind    string             `json:"kind"` // "new", "merge", "split" or "gone"
	Person  goldset.PersonID   `json:"person"`
	Others  []goldset.PersonID `json:"others,omitempty"` // merged into Person, or split off from it
	Records int                `json:"records"`          // that Person now has
	Cause   string             `json:"cause"`
}

// AssignPersons gives each cluster a person id. A cluster takes the id of the
// person with whom it shares most records; in a tie the oldest person, then the
// lowest id. An id goes to one cluster only, the one with the largest overlap. New
// ids derive from the cluster's first record. The result is one id per record and
// what changed, ordered by person.
func AssignPersons(data *Dataset, clusters []int32, previous []PriorPerson) ([]goldset.PersonID, []PersonChange) {
	a := newAssignment(data, clusters, previous)
	a.claim()
	a.name()
	persons := make([]goldset.PersonID, data.Len())
	for row, cluster := range clusters {
		persons[row] = a.person[cluster]
	}
	return persons, a.changes()
}

type overlap struct {
	cluster int32
	person  goldset.PersonID
	records int
	since   int64
}

type assignment struct {
	data     *Dataset
	size     map[int32]int
	overlaps []overlap
	before   map[goldset.PersonID]int // records in this dataset that the person had
	taken    map[goldset.PersonID]int32
	person   map[int32]goldset.PersonID
	fresh    map[int32]bool            // clusters with an id of their own
	known    map[int32]int             // records of the cluster that the last map had
	lost     map[goldset.PersonID]bool // some record of the person is not in this run
}

func newAssignment(data *Dataset, clusters []int32, previous []PriorPerson) *assignment {
	a := &assignment{
		data: data, size: map[int32]int{}, before: map[goldset.PersonID]int{},
		taken: map[goldset.PersonID]int32{}, person: map[int32]goldset.PersonID{}, fresh: map[int32]bool{},
		known: map[int32]int{}, lost: map[goldset.PersonID]bool{},
	}
	for _, cluster := range clusters {
		a.size[cluster]++
	}
	type key struct {
		cluster int32
		person  goldset.PersonID
	}
	counts, since := map[key]int{}, map[goldset.PersonID]int64{}
	for _, p := range previous {
		if s, ok := since[p.Person]; !ok || p.Since < s {
			since[p.Person] = p.Since
		}
		a.before[p.Person] += 0
		if row, ok := data.Find(p.Source, p.ID); ok {
			counts[key{clusters[row], p.Person}]++
			a.before[p.Person]++
			a.known[clusters[row]]++
		} else {
			a.lost[p.Person] = true
		}
	}
	for k, n := range counts {
		a.overlaps = append(a.overlaps, overlap{k.cluster, k.person, n, since[k.person]})
	}
	slices.SortFunc(a.overlaps, func(x, y overlap) int {
		return cmp.Or(cmp.Compare(y.records, x.records), cmp.Compare(x.since, y.since),
			comparePersons(x.person, y.person), cmp.Compare(x.cluster, y.cluster))
	})
	return a
}

func comparePersons(x, y goldset.PersonID) int { return slices.Compare(x[:], y[:]) }

// claim hands out the ids of the last map, largest overlap first.
func (a *assignment) claim() {
	for _, o := range a.overlaps {
		_, named := a.person[o.cluster]
		_, gone := a.taken[o.person]
		if !named && !gone {
			a.person[o.cluster] = o.person
			a.taken[o.person] = o.cluster
		}
	}
}

// name gives the other clusters ids of their own.
func (a *assignment) name() {
	clusters := make([]int32, 0, len(a.size))
	for cluster := range a.size {
		clusters = append(clusters, cluster)
	}
	slices.Sort(clusters)
	for _, cluster := range clusters {
		if _, ok := a.person[cluster]; ok {
			continue
		}
		for attempt := uint32(0); ; attempt++ {
			id := freshPerson(a.data.Source(int(cluster)), a.data.ID(int(cluster)), attempt)
			_, used := a.taken[id]
			_, known := a.before[id]
			if !used && !known {
				a.person[cluster], a.taken[id], a.fresh[cluster] = id, cluster, true
				break
			}
		}
	}
}

func freshPerson(source, id string, attempt uint32) goldset.PersonID {
	h := sha256.New()
	h.Write([]byte("goldset person\x00" + source + "\x00" + id + "\x00"))
	h.Write(binary.BigEndian.AppendUint32(nil, attempt))
	var out goldset.PersonID
	copy(out[:], h.Sum(nil))
	return out
}

// changes lists what became of persons between the maps.
func (a *assignment) changes() []PersonChange {
	merged, split := map[int32][]goldset.PersonID{}, map[goldset.PersonID][]goldset.PersonID{}
	fromOld := map[int32]bool{}
	for _, o := range a.overlaps {
		fromOld[o.cluster] = true
		if a.person[o.cluster] != o.person {
			if _, kept := a.taken[o.person]; !kept {
				merged[o.cluster] = append(merged[o.cluster], o.person)
			} else {
				split[o.person] = append(split[o.person], a.person[o.cluster])
			}
		}
	}
	var out []PersonChange
	for cluster, person := range a.person {
		switch {
		case len(merged[cluster]) > 0:
			out = append(out, PersonChange{"merge", person, sorted(merged[cluster]), a.size[cluster], a.whyMerged(cluster)})
		case a.fresh[cluster] && !fromOld[cluster]:
			out = append(out, PersonChange{"new", person, nil, a.size[cluster], "no record of it was known before"})
		}
		if len(split[person]) > 0 {
			out = append(out, PersonChange{"split", person, sorted(split[person]), a.size[cluster], a.whySplit(person)})
		}
	}
	for person, records := range a.before {
		if records == 0 {
			out = append(out, PersonChange{Kind: "gone", Person: person, Cause: "none of its records is in this run"})
		}
	}
	slices.SortFunc(out, func(x, y PersonChange) int {
		return cmp.Or(comparePersons(x.Person, y.Person), cmp.Compare(x.Kind, y.Kind))
	})
	return out
}

// whyMerged says what brought the persons of one cluster together.
func (a *assignment) whyMerged(cluster int32) string {
	if a.known[cluster] < a.size[cluster] {
		return "a record that is new links them"
	}
	return "evidence joins records that were apart"
}

// whySplit says what came between the records of a person.
func (a *assignment) whySplit(person goldset.PersonID) string {
	if a.lost[person] {
		return "a record that linked them is gone"
	}
	return "evidence no longer joins its records"
}

func sorted(ids []goldset.PersonID) []goldset.PersonID {
	slices.SortFunc(ids, comparePersons)
	return slices.Compact(ids)
}
