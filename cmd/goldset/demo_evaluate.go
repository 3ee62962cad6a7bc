package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/synthetic"
	"github.com/goldset/goldset/privacy"
	"github.com/goldset/goldset/store"
)

// evaluate compares the person map with the truth, over pairs of subjects.
func (d *demo) evaluate(ctx context.Context, england *synthetic.England) error {
	var truth bytes.Buffer
	if err := england.Truth(&truth); err != nil {
		return err
	}
	linked, err := d.linkedPersons(ctx)
	if err != nil {
		return err
	}
	pairs, err := d.comparePairs(&truth, linked)
	if err != nil {
		return err
	}
	d.result.Precision = share(pairs.right, pairs.right+pairs.wrong)
	d.result.Recall = share(pairs.found, pairs.identifiable)
	d.result.RecallAll = share(pairs.right, pairs.all)
	return nil
}

// linkedPersons is who every subject is said to be, and what it carries to be found
// by, by its token.
func (d *demo) linkedPersons(ctx context.Context) (map[privacy.Token]member, error) {
	zones := d.service.zones
	current, err := store.CurrentMap(ctx, zones.Link)
	if err != nil {
		return nil, err
	}
	persons, err := store.ReadPersonMap(ctx, zones.Link, current.ID, goldset.TierBase)
	if err != nil {
		return nil, err
	}
	carries := map[goldset.Pseudonym]member{}
	distinct := map[goldset.PersonID]bool{}
	for s, err := range store.ReadSubjects(ctx, zones.Link, d.service.keys) {
		if err != nil {
			return nil, err
		}
		m := member{
			linked: persons[s.Pseudonym], upns: s.FormerUPNs, nhs: s.NHSNumber,
			named: s.Forename != "" && s.Surname != "" && s.BirthDate != "",
		}
		if s.UPN != "" {
			m.upns = append([]string{s.UPN}, m.upns...)
		}
		carries[s.Pseudonym] = m
		distinct[m.linked] = true
	}
	d.result.Subjects, d.result.Persons = int64(len(carries)), int64(len(distinct))
	rows, err := zones.Link.Query(ctx, "select token, pseudonym from identity.subject") //nolint:rowserrcheck // ForEachRow checks
	if err != nil {
		return nil, err
	}
	byToken := make(map[privacy.Token]member, len(carries))
	var token []byte
	var pseudonym [16]byte
	_, err = pgx.ForEachRow(rows, []any{&token, &pseudonym}, func() error {
		if m, ok := carries[pseudonym]; ok {
			byToken[privacy.Token(token)] = m
		}
		return nil
	})
	return byToken, err
}

// pairCounts counts pairs of subjects.
type pairCounts struct {
	all          int64 // that are one child
	identifiable int64 // of them, those that share enough for anybody to tell
	found        int64 // of those, linked
	right        int64 // linked, and one child
	wrong        int64 // linked, and two
}

// member is one subject of the truth that was loaded.
type member struct {
	linked goldset.PersonID
	true   string
	named  bool // it carries forename, surname and birth date
	upns   []string
	nhs    string
}

// identifiable reports whether anybody could tell from the two records that they
// are one child: both carry names and birth date, or they share a number.
func identifiable(a, b *member) bool {
	return a.named && b.named ||
		a.nhs != "" && a.nhs == b.nhs ||
		slices.ContainsFunc(a.upns, func(upn string) bool { return slices.Contains(b.upns, upn) })
}

func (d *demo) comparePairs(truth io.Reader, linked map[privacy.Token]member) (pairCounts, error) {
	in := csv.NewReader(truth)
	header, err := in.Read()
	if err != nil {
		return pairCounts{}, fmt.Errorf("read the truth: %w", err)
	}
	column := func(name string) int { return slices.Index(header, name) }
	source, id, person := column("source"), column("id"), column("linkable_person")
	byTruth, byLink := map[string][]member{}, map[goldset.PersonID][]member{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return countPairs(byTruth, byLink), nil
		}
		if err != nil {
			return pairCounts{}, fmt.Errorf("read the truth: %w", err)
		}
		supplier, family, _ := strings.Cut(row[source], "/")
		m, ok := linked[d.service.keys.SubjectToken(supplier, family, row[id])]
		if !ok {
			continue // never sent, or refused
		}
		m.true = row[person]
		byTruth[m.true] = append(byTruth[m.true], m)
		byLink[m.linked] = append(byLink[m.linked], m)
	}
}

func countPairs(byTruth map[string][]member, byLink map[goldset.PersonID][]member) pairCounts {
	var c pairCounts
	for _, members := range byTruth {
		eachPair(members, func(a, b *member) {
			c.all++
			together, tellable := a.linked == b.linked, identifiable(a, b)
			if together {
				c.right++
			}
			if tellable {
				c.identifiable++
			}
			if together && tellable {
				c.found++
			}
		})
	}
	for _, members := range byLink {
		eachPair(members, func(a, b *member) {
			if a.true != b.true {
				c.wrong++
			}
		})
	}
	return c
}

func eachPair(members []member, do func(a, b *member)) {
	for i := range members {
		for j := i + 1; j < len(members); j++ {
			do(&members[i], &members[j])
		}
	}
}

func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
