package main

import (
	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/report/feedback"
)

// lookBeyond holds each return against the others of its authority that came with
// it, against last year's, and against published counts.
func lookBeyond(results, last []*validated) error {
	only := onlyAuthority(results)
	standings := map[*validated]*ingest.Standing{}
	for _, r := range results {
		if r.ret == nil {
			continue
		}
		if err := r.beside(others(r, results, last, only), standings); err != nil {
			return err
		}
		r.plausible(others(r, results, last, only), only)
		if err := r.locateBeyond(); err != nil {
			return err
		}
	}
	return nil
}

// onlyAuthority is the authority of all returns that say theirs, "" where none does
// or two differ.
func onlyAuthority(results []*validated) string {
	only := ""
	for _, r := range results {
		if r.ret == nil || r.Authority == "" {
			continue
		}
		if only != "" && r.Authority != only {
			return ""
		}
		only = r.Authority
	}
	return only
}

// others are the returns of the same authority. One that does not say whose it is
// goes with the others only while they have one authority between them.
func others(r *validated, results, last []*validated, only string) (list []*validated) {
	mine := orOnly(r.Authority, only)
	for _, other := range append(append([]*validated{}, results...), last...) {
		theirs := orOnly(other.Authority, only)
		alone := mine == "" && theirs == "" && !twoAuthorities(results)
		if other != r && other.ret != nil && (alone || mine != "" && mine == theirs) {
			list = append(list, other)
		}
	}
	return list
}

func orOnly(authority, only string) string {
	if authority != "" {
		return authority
	}
	return only
}

func twoAuthorities(results []*validated) bool {
	seen := ""
	for _, r := range results {
		if r.Authority != "" && seen != "" && r.Authority != seen {
			return true
		}
		seen = orOnly(r.Authority, seen)
	}
	return false
}

// beside runs the checks across an authority's own returns.
func (v *validated) beside(others []*validated, known map[*validated]*ingest.Standing) error {
	if !ingest.HasStanding(v.Return) {
		return nil
	}
	var there []ingest.Beside
	for _, other := range others {
		if !ingest.HasStanding(other.Return) || other.Return == v.Return && other.Year != v.Year-1 {
			continue
		}
		this, err := v.standing(known)
		if err != nil {
			return err
		}
		that, err := other.standing(known)
		if err != nil {
			return err
		}
		there = append(there, ingest.Beside{Return: other.Return, Year: other.Year})
		ingest.Contradict(this, that, v.addBeyond)
	}
	v.BeyondNotRun = append(v.BeyondNotRun, ingest.ContradictionsNotRun(v.Return, v.Year, there)...)
	return nil
}

// standing reads what the return says of its children, once.
func (v *validated) standing(known map[*validated]*ingest.Standing) (*ingest.Standing, error) {
	if known[v] == nil {
		s, err := v.ret.Standing()
		if err != nil {
			return nil, err
		}
		known[v] = s
	}
	return known[v], nil
}

// plausible holds the return's counts against last year's and published ones.
func (v *validated) plausible(others []*validated, only string) {
	known := ingest.Known{Authority: orOnly(v.Authority, only), Year: v.Year, Published: true}
	for _, other := range others {
		if other.Return == v.Return && other.Year == v.Year-1 {
			known.LastYear = other.Summary
		}
	}
	v.BeyondNotRun = append(v.BeyondNotRun, ingest.PlausibleNotRun(v.Summary, known)...)
	ingest.Plausible(v.Summary, known, v.addBeyond)
}

func (v *validated) addBeyond(f goldset.Finding, e ingest.Evidence) {
	v.Beyond.add(&f)
	if v.report != nil {
		v.report.Findings = append(v.report.Findings, feedback.Finding{Finding: f, Child: e.Child})
	}
}

// locateBeyond puts the places and values beside what was found beyond the return.
func (v *validated) locateBeyond() error {
	v.Beyond.sort()
	if v.report == nil || len(v.Beyond) == 0 {
		return nil
	}
	return v.report.Locate(v.ret)
}
