package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/goldset/goldset"
)

const (
	// fewAuthorities is the number below which a robust variance over authorities
	// cannot be trusted; each then gets an effect of its own (Cameron and Miller 2015).
	fewAuthorities = 30
	// eventsPerTerm is the fewest children with the outcome that a term of the model
	// needs (Peduzzi et al. 1996).
	eventsPerTerm = 10
)

// predictor is something that a pupil record says in the year before.
type predictor struct {
	name      string
	reference string
	values    []string // the others, in the order of a report
}

// predictors of first need, but for deprivation, which is one step a decile.
var predictors = []predictor{
	{"free school meals", "No", []string{"Yes"}},
	{"special needs", "None", []string{"Support", "Plan"}},
	{"persistent absence", "No", []string{"Yes"}},
	{"suspension or exclusion", "No", []string{"Yes"}},
	{"sex", "Female", []string{"Male"}},
	{"age", "5 to 10", []string{"11 to 15"}},
}

const deprivation = "deprivation decile"

// firstNeedCells gives rates of first need and, where there are enough of them,
// the odds ratios of a logistic model, year by year.
func firstNeedCells(raws []Raw) ([]goldset.Cell, error) {
	byYear := map[int][]Raw{}
	for i := range raws {
		byYear[raws[i].Year] = append(byYear[raws[i].Year], raws[i])
	}
	var cells []goldset.Cell
	for _, patterns := range byYear {
		o := newOnset(patterns)
		rates, err := o.rates()
		if err != nil {
			return nil, err
		}
		ratios, err := o.ratios()
		if err != nil {
			return nil, err
		}
		cells = append(append(cells, rates...), ratios...)
	}
	return cells, nil
}

// onset is one year's cohort, by authority and pattern.
type onset struct {
	prior    string // the years looked back on, "prior years=2"
	patterns []Raw
}

func newOnset(patterns []Raw) onset {
	slices.SortFunc(patterns, func(a, b Raw) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), slices.Compare(a.Dims, b.Dims))
	})
	return onset{prior: "prior years=" + patterns[0].dim("prior years"), patterns: patterns}
}

// rates are first needs per 10,000 pupils: of each authority, of all, and of all
// by each predictor.
func (o onset) rates() ([]goldset.Cell, error) {
	sums := map[string]*Raw{}
	add := func(of *Raw, authority string, dims ...string) {
		like := Raw{
			Indicator: "first_need", Year: of.Year, Level: string(goldset.LevelNational), Authority: authority,
			Dims: append([]string{o.prior}, dims...), Unit: string(goldset.UnitPer10000),
		}
		if authority != "" {
			like.Level = string(goldset.LevelAuthority)
		}
		key := fmt.Sprint(authority, dims)
		if sums[key] == nil {
			sums[key] = &like
		}
		sums[key].Numerator += of.Numerator
		sums[key].Denominator += of.Denominator
		sums[key].Contributors += of.Contributors
	}
	for i := range o.patterns {
		of := &o.patterns[i]
		total := "predictor=" + goldset.Total
		add(of, of.Authority, total, "value="+goldset.Total)
		add(of, "", total, "value="+goldset.Total)
		for _, p := range predictors {
			add(of, "", "predictor="+p.name, "value="+cmp.Or(of.dim(p.name), "Not known"))
		}
		add(of, "", "predictor="+deprivation, "value="+cmp.Or(of.dim(deprivation), "Not known"))
	}
	raws := make([]Raw, 0, len(sums))
	for _, sum := range sums {
		raws = append(raws, *sum)
	}
	return eachCell(raws)
}

// ratios are the adjusted odds ratios; none when there are too few children with
// a first need for the terms, or a term decides the outcome by itself.
func (o onset) ratios() ([]goldset.Cell, error) {
	complete := o.complete()
	if len(complete) == 0 {
		return nil, nil
	}
	terms := varying(complete)
	design, clusters := o.design(complete, terms)
	var events float64
	for _, e := range design.Events {
		events += e
	}
	if events < eventsPerTerm*float64(len(terms)) {
		return nil, nil
	}
	if clusters < fewAuthorities {
		design.Cluster = nil
	}
	fit, err := Logistic(design)
	if errors.Is(err, ErrNoOutcome) || errors.Is(err, ErrSeparated) || errors.Is(err, ErrCollinear) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("first need in %d: %w", complete[0].Year, err)
	}
	cells := make([]goldset.Cell, 0, len(terms))
	for j, t := range terms {
		cells = append(cells, o.ratio(complete, t, fit, j))
	}
	return cells, nil
}

// complete are the patterns that can be modelled: every predictor is known, and
// the authority has pupils with and without a first need. An authority with
// none says nothing about what first need goes with once it has its own effect.
func (o onset) complete() []Raw {
	events, pupils := map[string]int64{}, map[string]int64{}
	var known []Raw
	for i := range o.patterns {
		p := o.patterns[i]
		if p.dim("sex") == "" || p.dim(deprivation) == "" {
			continue
		}
		known = append(known, p)
		events[p.Authority] += p.Numerator
		pupils[p.Authority] += p.Denominator
	}
	return slices.DeleteFunc(known, func(p Raw) bool {
		return events[p.Authority] == 0 || events[p.Authority] == pupils[p.Authority]
	})
}

// term is one column of the model: a predictor's value against its reference, or
// a step of deprivation.
type term struct{ name, value string }

// at is the term's column in a pattern.
func (t term) at(p *Raw) float64 {
	value := p.dim(t.name)
	if t.name == deprivation {
		decile, err := strconv.Atoi(value)
		if err != nil {
			return 0 // complete patterns have a decile
		}
		return float64(10 - decile) // steps towards the most deprived, decile 1
	}
	if value == t.value {
		return 1
	}
	return 0
}

// varying are the terms that tell some patterns from others: a table that no
// school sent, suspensions say, makes a column of noughts.
func varying(patterns []Raw) []term {
	all := []term{}
	for _, p := range predictors {
		for _, v := range p.values {
			all = append(all, term{p.name, v})
		}
	}
	all = append(all, term{deprivation, "each decile more deprived"})
	return slices.DeleteFunc(all, func(t term) bool {
		first := t.at(&patterns[0])
		return !slices.ContainsFunc(patterns, func(p Raw) bool { return t.at(&p) != first })
	})
}

// design has the terms first, then the intercept or each authority's effect.
func (o onset) design(patterns []Raw, terms []term) (Design, int) {
	clusters := map[string]int{}
	for i := range patterns {
		if _, seen := clusters[patterns[i].Authority]; !seen {
			clusters[patterns[i].Authority] = len(clusters)
		}
	}
	effects := 1
	if len(clusters) < fewAuthorities {
		effects = len(clusters)
	}
	d := Design{}
	for _, t := range terms {
		d.Terms = append(d.Terms, t.name+"="+t.value)
	}
	for e := range effects {
		d.Terms = append(d.Terms, fmt.Sprintf("authority %d", e))
	}
	for i := range patterns {
		p := &patterns[i]
		row := make([]float64, len(d.Terms))
		for j, t := range terms {
			row[j] = t.at(p)
		}
		row[len(terms)+clusters[p.Authority]%effects] = 1
		d.X, d.Cluster = append(d.X, row), append(d.Cluster, clusters[p.Authority])
		d.Events, d.Trials = append(d.Events, float64(p.Numerator)), append(d.Trials, float64(p.Denominator))
	}
	return d, len(clusters)
}

// ratio is the cell of a term: its odds ratio, with the children who have the
// value and the first needs among them. A step of deprivation is about everybody.
func (o onset) ratio(patterns []Raw, t term, fit *Fit, column int) goldset.Cell {
	cell := goldset.Cell{
		Indicator: "odds_ratio", Year: goldset.CollectionYear(patterns[0].Year),
		Level: goldset.LevelNational, Unit: goldset.UnitOddsRatio,
		Dims: []goldset.Dim{
			{Name: "prior years", Value: patterns[0].dim("prior years")},
			{Name: "predictor", Value: t.name},
			{Name: "value", Value: t.value},
		},
	}
	for i := range patterns {
		if t.name == deprivation || t.at(&patterns[i]) == 1 {
			cell.Numerator += patterns[i].Numerator
			cell.Denominator += patterns[i].Denominator
		}
	}
	cell.Contributors = cell.Numerator
	ratio, interval := fit.OddsRatio(column, Z95)
	cell.Value, cell.Lower, cell.Upper = ratio, &interval.Lower, &interval.Upper
	return cell
}
