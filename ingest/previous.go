package ingest

import (
	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// openPrevious opens the return of the year before, by that year's layout where
// there is one. The dates in it are not held against its year: an authority may
// also try a return against itself.
func openPrevious(l *goldset.Layout, files []File) (*Return, error) {
	if len(files) == 0 {
		return nil, nil //nolint:nilnil // no return of the year before is no error
	}
	if l.Return != goldset.SSDA903 {
		return nil, refuse("no-previous", files[0].Name, "Send it without last year's return", "no rule of %s looks at last year's return", reference.FindReturn(l.Return).Spoken)
	}
	year := l.Year - 1
	if _, err := reference.Layout(l.Return, year, l.Term); err != nil {
		year = l.Year
	}
	offers, err := OpenEach(files, Expected{Return: l.Return, Term: l.Term, RuleYear: year})
	if err != nil {
		return nil, err
	}
	for _, o := range offers { // other returns may lie beside it
		if o.Return != nil {
			return o.Return, nil
		}
	}
	refused := offers[0].Refused
	return nil, refuse(refused.Rule, refused.File, refused.Passes, "last year's return: %s", refused.Message)
}

// Against holds the rules that look at last year's return against the one given,
// where the return has such rules.
func (r *Return) Against(last *Return) {
	if r.Layout.Return == goldset.SSDA903 {
		r.previous = last
	}
}

// HasPrevious reports whether last year's return is there for the rules.
func (r *Return) HasPrevious() bool { return r.previous != nil }

// period is what the rules may know of the collection.
func (r *Return) period() *period {
	p := &period{Start: r.start, End: r.end, Year: r.Layout.Year, Header: r.Header, Reference: r.reference, there: r.there()}
	if p.Reference == nil {
		p.Reference = &reference.Sets{}
	}
	if a, ok := reference.FindAuthority(r.Authority); ok {
		p.Authority = a.Code
	}
	return p
}

// there is what the return has beside it for its rules.
func (r *Return) there() need {
	var n need
	if r.previous != nil {
		n |= needsLastYear
	}
	if r.reference != nil && r.reference.Postcodes != nil {
		n |= needsPostcodes
	}
	if r.reference != nil && r.reference.Providers != nil {
		n |= needsProviders
	}
	if _, known := reference.FindAuthority(r.Authority); known {
		n |= needsAuthority
	}
	if t := r.Layout.Table("Header"); t != nil && t.Index("UASC") >= 0 {
		n |= needsUASC
	}
	return n
}
