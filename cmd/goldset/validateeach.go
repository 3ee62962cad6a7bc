package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// checkEach checks every return that was found, then holds those of one authority
// against each other and against last year's.
func (v *validation) checkEach(offers []ingest.Offer, previous []ingest.File) ([]*validated, error) {
	pairYears(offers)
	var last []*validated
	var meanwhile errgroup.Group
	meanwhile.Go(func() (err error) { // on another core
		last, err = lastYears(previous)
		return err
	})
	results, err := v.checkOffers(offers)
	if err = errors.Join(err, meanwhile.Wait()); err != nil {
		return nil, err
	}
	return results, lookBeyond(results, last)
}

// checkOffers checks every return by itself.
func (v *validation) checkOffers(offers []ingest.Offer) ([]*validated, error) {
	results := make([]*validated, len(offers))
	for i, o := range offers {
		if o.Refused != nil {
			results[i] = v.refused(o.Refused)
			continue
		}
		result, err := v.check(o.Return)
		if refused, ok := errors.AsType[*ingest.Refused](err); ok { // found out in reading on
			result, err = v.refused(refused), nil
		}
		if err != nil {
			return nil, err
		}
		results[i] = result
	}
	return results, nil
}

// pairYears lets the rules that look at last year's return see it, where it came
// with this year's.
func pairYears(offers []ingest.Offer) {
	for _, o := range offers {
		if o.Return == nil || o.Return.HasPrevious() {
			continue
		}
		for _, other := range offers {
			if other.Return != nil && isLastYear(o.Return, other.Return) {
				o.Return.Against(other.Return)
			}
		}
		if o.Return.HasPrevious() {
			o.Return.Tolerances = append(o.Return.Tolerances, fmt.Sprintf("held against the return of %d that came with it", o.Return.Layout.Year-1))
		}
	}
}

// isLastYear reports whether a return is another's of the year before.
func isLastYear(r, last *ingest.Return) bool {
	return r.Layout.Return == last.Layout.Return && r.Layout.Year-1 == last.Layout.Year && r.Authority == last.Authority
}

// refused is what is told of files that cannot be taken. It is a finding about the
// files, not a failure of the program.
func (v *validation) refused(r *ingest.Refused) *validated {
	if r.Rule == "unknown-return" && v.request == "" {
		told := *r
		told.Passes += ". For an answer to a request of the Commissioner’s own, name its description with --request"
		r = &told
	}
	name := r.Return
	if name == "" {
		name = goldset.ReturnName(v.name)
	}
	return &validated{
		Return: name, Year: goldset.CollectionYear(v.year), Refused: r, Tables: []goldset.Count{},
		Summary: []ingest.SummaryLine{}, Rules: ruleRows{}, NotRun: []ingest.NotRun{}, Tolerances: []string{},
		Beyond: ruleRows{}, BeyondNotRun: []ingest.NotRun{},
	}
}

// writeEach writes every result, and says how the check ended.
func (v *validation) writeEach(out io.Writer, results []*validated, files []ingest.File) error {
	errorCount := 0
	var refused []error
	for i, r := range results {
		errorCount += r.errors
		if r.Refused != nil {
			refused = append(refused, r.Refused)
			if v.format != formatJSON {
				continue
			}
		}
		one := *v
		one.out = v.outOf(r, i, len(results))
		one.more = i > 0 && one.out == v.out
		if err := one.write(out, r, files); err != nil {
			return err
		}
	}
	switch {
	case len(refused) > 0:
		return exitError{code: exitFindings, err: errors.Join(refused...)}
	case errorCount > 0:
		return exitError{code: exitFindings, err: fmt.Errorf("%d findings are errors", errorCount)}
	}
	return nil
}

// outOf is where one of several results goes: lines of JSON and text follow each
// other, the other forms have a file or folder each.
func (v *validation) outOf(r *validated, i, of int) string {
	if of == 1 || v.out == "" || v.format == formatJSON || v.format == formatText {
		return v.out
	}
	name := strings.Trim(fmt.Sprintf("%d-%s-%d-%s", i+1, r.Return, r.Year, r.Authority), "-")
	if v.format == formatAnnotated {
		return filepath.Join(v.out, name)
	}
	ending := filepath.Ext(v.out)
	return strings.TrimSuffix(v.out, ending) + "-" + name + ending
}

// lastYears reads last year's returns for the counts and children that this year's
// are held against. What is wrong in them was told last year.
func lastYears(files []ingest.File) ([]*validated, error) {
	if len(files) == 0 {
		return nil, nil
	}
	offers, err := ingest.OpenEach(files, ingest.Expected{Partial: true})
	if err != nil {
		return nil, err
	}
	var list []*validated
	for _, o := range offers {
		if o.Return == nil {
			continue
		}
		err := o.Return.Summarise()
		if _, refused := errors.AsType[*ingest.Refused](err); refused {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, &validated{
			ret: o.Return, Return: o.Return.Layout.Return, Authority: o.Return.Authority, Year: o.Return.Layout.Year, Summary: o.Return.Summary(),
		})
	}
	return list, nil
}
