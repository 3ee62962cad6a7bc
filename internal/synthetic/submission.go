package synthetic

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/goldset/goldset"
)

// Submission is one return as its supplier would send it.
type Submission struct {
	Supplier string // three-figure code of an authority, DFE or NHS
	Return   goldset.ReturnName
	Year     goldset.CollectionYear
	Term     string // school census only: autumn, spring or summer
	FileName string
	write    func(io.Writer) error
}

// WriteTo writes the file. It may be called more than once and gives the same bytes
// each time; submissions may be written in any order and at once.
func (s Submission) WriteTo(w io.Writer) (int64, error) {
	counted := &countingWriter{w: w}
	err := s.write(counted)
	if err != nil {
		return counted.n, fmt.Errorf("write %s: %w", s.FileName, err)
	}
	return counted.n, nil
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// The suppliers that are no authority.
const (
	SupplierDepartment = "DFE"
	SupplierHealth     = "NHS"
)

// Submissions are all returns in the order of years; in a year first the
// authorities', then the Department's, then the NHS's. The year of a school census is
// the calendar year of its census day.
func (e *England) Submissions() iter.Seq[Submission] {
	return func(yield func(Submission) bool) {
		for _, year := range e.cfg.Years {
			for _, s := range e.submissionsOf(year) {
				if e.wanted(s.Return) && !yield(s) {
					return
				}
			}
		}
	}
}

// wanted reports whether a return is asked for.
func (e *England) wanted(name goldset.ReturnName) bool {
	return len(e.cfg.Returns) == 0 || slices.Contains(e.cfg.Returns, name)
}

// national is the one census of all authorities.
func (e *England) national(year goldset.CollectionYear) Submission {
	all := make([]int, len(e.authorities))
	for a := range all {
		all[a] = a
	}
	return Submission{
		Supplier: "national", Return: goldset.CINCensus, Year: year, FileName: fmt.Sprintf("CIN_national_%d.xml", year),
		write: func(w io.Writer) error { return e.writeCIN(w, all, year) },
	}
}

func (e *England) submissionsOf(year goldset.CollectionYear) []Submission {
	if e.cfg.National {
		return []Submission{e.national(year)}
	}
	var out []Submission
	for a := range e.authorities {
		code := e.authorities[a].code
		add := func(name goldset.ReturnName, file string, write func(io.Writer) error) {
			out = append(out, Submission{Supplier: code, Return: name, Year: year, FileName: file, write: write})
		}
		add(goldset.Identifiers, fmt.Sprintf("identifiers_%s_%d.csv", code, year),
			func(w io.Writer) error { return e.writeIdentifiers(w, a, year) })
		add(goldset.CINCensus, fmt.Sprintf("CIN_%s_%d.xml", code, year),
			func(w io.Writer) error { return e.writeCIN(w, []int{a}, year) })
		add(goldset.SSDA903, fmt.Sprintf("SSDA903_%s_%d.zip", code, year),
			func(w io.Writer) error { return e.write903(w, a, year) })
	}
	for _, t := range e.terms() {
		if t.year == year {
			out = append(out, Submission{
				Supplier: SupplierDepartment, Return: goldset.SchoolCensus, Year: year, Term: t.name,
				FileName: fmt.Sprintf("school_census_%d_%s.zip", year, t.name),
				write:    func(w io.Writer) error { return e.writeCensus(w, t) },
			})
		}
	}
	out = append(out, Submission{
		Supplier: SupplierHealth, Return: goldset.CAMHS, Year: year, FileName: fmt.Sprintf("camhs_%d.xlsx", year),
		write: func(w io.Writer) error { return e.writeCAMHS(w, year) },
	})
	return out
}

// Authorities are the codes and names of the authorities that the children live in.
func (e *England) Authorities() [][2]string {
	out := make([][2]string, len(e.authorities))
	for i := range e.authorities {
		out[i] = [2]string{e.authorities[i].code, e.authorities[i].name}
	}
	return out
}
