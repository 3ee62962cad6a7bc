package jobs

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/linkage"
	"github.com/goldset/goldset/store"
)

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

func newPerson(s *store.SubjectRecord) person {
	upns := s.FormerUPNs
	if s.UPN != "" {
		upns = append([]string{s.UPN}, upns...)
	}
	source := s.Supplier + "/" + s.Family
	p := person{
		id: s.Subject, pseudonym: s.Pseudonym, source: source, supplier: s.Supplier, family: s.Family,
		sex: sexOf(s.Sex), ethnicity: s.Ethnicity,
		record: linkage.Record{
			Source:   source,
			Forename: s.Forename, MiddleName: s.MiddleName, Surname: s.Surname, FormerSurname: s.FormerSurname,
			BirthDate: s.BirthDate, ExpectedBirthDate: s.ExpectedBirthDate, DeathDate: s.DeathDate, Sex: sexOf(s.Sex),
			Postcodes: s.Postcodes, UPNs: upns, NHSNumber: s.NHSNumber, Barrier: s.Barrier,
		},
	}
	for _, seen := range s.Seen {
		if seen.Return == goldset.SchoolCensus && !temporary(s.UPN) {
			p.record.RollDays = append(p.record.RollDays, fmt.Sprintf("%d %s", seen.Year, seen.Term))
		}
	}
	p.birthYear, _, _ = strings.Cut(cmp.Or(s.BirthDate, s.ExpectedBirthDate), "-")
	p.why = whyUnlinked(&p.record)
	return p
}

// temporary reports whether a UPN is one that a school gives until it learns the
// pupil's own: its last character is a letter (DfE, UPN guide). A pupil may hold one
// beside a permanent one on the same day.
func temporary(upn string) bool {
	return upn != "" && (upn[len(upn)-1] < '0' || upn[len(upn)-1] > '9')
}

// sexOf reads both spellings of the returns: M and F, and 1 and 2 as the children in
// need census and SSDA903 had it to 2024.
func sexOf(code string) string {
	switch code {
	case "1":
		return "M"
	case "2":
		return "F"
	default:
		return code
	}
}

// whyUnlinked is the most that can be said, without an identifier, about why a
// record might join nobody.
func whyUnlinked(r *linkage.Record) string {
	named := r.Forename != "" && r.Surname != ""
	numbered := len(r.UPNs) > 0 || r.NHSNumber != ""
	switch {
	case r.BirthDate == "" && r.ExpectedBirthDate != "":
		return "not yet born"
	case !named && !numbered:
		return "no name, UPN or NHS number"
	case !named:
		return "no name, and nobody else with the number"
	case r.BirthDate == "":
		return "no birth date"
	case !numbered:
		return "no UPN or NHS number, and nobody alike enough by name"
	default:
		return "nobody alike enough"
	}
}

// comparePeople orders by what the records say, and by the random id only where
// they say exactly the same.
func comparePeople(a, b person) int {
	x, y := &a.record, &b.record
	return cmp.Or(
		cmp.Compare(a.source, b.source),
		cmp.Compare(x.BirthDate, y.BirthDate),
		cmp.Compare(x.Surname, y.Surname),
		cmp.Compare(x.Forename, y.Forename),
		slices.Compare(x.UPNs, y.UPNs),
		cmp.Compare(x.NHSNumber, y.NHSNumber),
		slices.Compare(x.Postcodes, y.Postcodes),
		cmp.Compare(x.MiddleName, y.MiddleName),
		cmp.Compare(x.Sex, y.Sex),
		cmp.Compare(x.ExpectedBirthDate, y.ExpectedBirthDate),
		slices.Compare(x.RollDays, y.RollDays),
		cmp.Compare(x.DeathDate, y.DeathDate),
		slices.Compare(a.id[:], b.id[:]),
	)
}

// numbered is a record's number in the shape of a subject id; numbers sort as ids do.
func numbered(i int) (id goldset.SubjectID) {
	binary.BigEndian.PutUint64(id[8:], uint64(i))
	return id
}

func numberOf(id goldset.SubjectID) int { return int(binary.BigEndian.Uint64(id[8:])) }

// prior is the last map in the run's own numbers.
func (r *linkageRun) prior() []linkage.PriorPerson {
	var prior []linkage.PriorPerson
	for i := range r.people {
		if known, ok := r.previous[r.people[i].pseudonym]; ok {
			id := numbered(i)
			prior = append(prior, linkage.PriorPerson{
				Source: r.people[i].source, ID: string(id[:]), Person: known, Since: r.since[known],
			})
		}
	}
	return prior
}

// renew puts the persons in the order of the people, and gives those that are new
// an id of their own: the engine's derives from a number, which means another
// record in the next run. The map leads from the engine's ids to theirs.
func (r *linkageRun) renew(persons []goldset.PersonID) ([]goldset.PersonID, map[goldset.PersonID]goldset.PersonID) {
	kept := make(map[goldset.PersonID]bool, len(r.previous))
	for _, p := range r.previous {
		kept[p] = true
	}
	renewed := make([]goldset.PersonID, len(persons))
	fresh := map[goldset.PersonID]goldset.PersonID{}
	for row, p := range persons {
		n := r.number[row]
		if !kept[p] {
			if _, ok := fresh[p]; !ok {
				sum := sha256.Sum256(append([]byte("person"), r.people[n].id[:]...))
				fresh[p] = goldset.PersonID(sum[:16])
			}
			p = fresh[p]
		}
		renewed[n] = p
	}
	return renewed, fresh
}

func (r *linkageRun) assignments(persons []goldset.PersonID) iter.Seq2[goldset.Pseudonym, goldset.PersonID] {
	return func(yield func(goldset.Pseudonym, goldset.PersonID) bool) {
		for i := range r.people {
			if !yield(r.people[i].pseudonym, persons[i]) {
				return
			}
		}
	}
}

// unlinked are the subjects that joined nobody from another source, and why.
func (r *linkageRun) unlinked(persons []goldset.PersonID) iter.Seq2[goldset.Pseudonym, string] {
	members := make(map[goldset.PersonID]int, len(persons))
	for _, p := range persons {
		members[p]++
	}
	return func(yield func(goldset.Pseudonym, string) bool) {
		for i := range r.people {
			if members[persons[i]] == 1 && !yield(r.people[i].pseudonym, r.people[i].why) {
				return
			}
		}
	}
}

// reviewed are the reviewers' decisions in the run's own numbers.
func (r *linkageRun) reviewed() []linkage.Decision {
	if len(r.decisions) == 0 {
		return nil
	}
	at := make(map[goldset.SubjectID]int, len(r.people))
	for i := range r.people {
		at[r.people[i].id] = i
	}
	var all []linkage.Decision
	for _, d := range r.decisions {
		left, okLeft := at[d.Left]
		right, okRight := at[d.Right]
		if !okLeft || !okRight || d.Decision == store.DecidedUnsure {
			continue
		}
		l, rr := numbered(left), numbered(right)
		all = append(all, linkage.Decision{
			SourceL: r.people[left].source, IDL: string(l[:]),
			SourceR: r.people[right].source, IDR: string(rr[:]), Same: d.Decision == store.DecidedSame,
		})
	}
	return all
}

// history is what merged and split, in the ids that the map carries.
func history(changes []linkage.PersonChange, renewed map[goldset.PersonID]goldset.PersonID) []store.MapChange {
	idOf := func(p goldset.PersonID) goldset.PersonID {
		if own, ok := renewed[p]; ok {
			return own
		}
		return p
	}
	var all []store.MapChange
	for _, c := range changes {
		if c.Kind != "merge" && c.Kind != "split" {
			continue
		}
		for _, other := range c.Others {
			all = append(all, store.MapChange{Change: c.Kind, Person: idOf(c.Person), Other: idOf(other), Cause: c.Cause})
		}
	}
	return all
}
