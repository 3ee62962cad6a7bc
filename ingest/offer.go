package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

// Offer is one return found among files, or why some of them cannot be taken.
type Offer struct {
	Return  *Return
	Refused *Refused
}

// OpenEach sorts files into the returns they hold and opens each: an authority may
// keep its census, its SSDA903 and last year's beside each other in one folder or
// zip. What is no return at all is left out and told beside those that are. The
// order is that of the files. The error is a failure to read.
func OpenEach(files []File, want Expected) ([]Offer, error) {
	parts, offers, err := offeredParts(files)
	if err != nil {
		return nil, err
	}
	lots, strays := sortParts(parts, want)
	for _, lot := range lots {
		o := opener{want: want}
		o.take(lot...)
		o.want.Previous = nil
		r, err := o.finish()
		if err == nil && r.Layout.Return == goldset.SSDA903 {
			r.previous, err = openPrevious(r.Layout, want.Previous)
		}
		refused, ok := errors.AsType[*Refused](err)
		if err != nil && !ok {
			return nil, err
		}
		if ok {
			refused.Return = o.found
		}
		offers = append(offers, Offer{r, refused})
	}
	return withStrays(offers, strays, want), nil
}

// offeredParts are the parts of all files. A file that cannot be read is refused by
// itself, and does not stand in the way of the others.
func offeredParts(files []File) (parts []part, refused []Offer, err error) {
	for _, f := range files {
		of, err := f.parts()
		if r, ok := errors.AsType[*Refused](err); ok {
			refused = append(refused, Offer{Refused: r})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts, of...)
	}
	return parts, refused, nil
}

// noReturn are the reasons of refusals that say a file is no return at all.
var noReturn = []string{"unknown-return", "wrong-type"}

// withStrays tells what was left out at the first return that can be taken. Where
// none can, the files are refused for it.
func withStrays(offers []Offer, strays []part, want Expected) []Offer {
	first := slices.IndexFunc(offers, func(o Offer) bool { return o.Return != nil })
	if first < 0 {
		if len(offers) == 0 {
			offers = append(offers, Offer{Refused: refuseStrays(strays, want)})
		}
		return offers
	}
	told := &offers[first].Return.Tolerances
	for i := range strays {
		*told = append(*told, strays[i].name+": no table of any return that is known has its columns: left out")
	}
	return slices.DeleteFunc(offers, func(o Offer) bool {
		out := o.Refused != nil && (slices.Contains(noReturn, o.Refused.Rule) || want.Return != "" && o.Refused.Rule == "wrong-return")
		if out {
			*told = append(*told, strings.TrimPrefix(o.Refused.File+": ", ": ")+o.Refused.Message+": left out")
		}
		return out
	})
}

func refuseStrays(strays []part, want Expected) *Refused {
	o := opener{want: want}
	o.take(strays...)
	_, err := o.finish()
	if refused, ok := errors.AsType[*Refused](err); ok {
		return refused
	}
	return refuse("unknown-return", "", "Send the files of a return", "the files are no return that is known")
}

// sortParts puts the parts of each return together; strays fit none. Every message
// is a return by itself, and the JSON files of a payload are one together.
func sortParts(parts []part, want Expected) (lots [][]part, strays []part) {
	var payload, tables []part
	for _, p := range parts {
		switch {
		case len(p.xml) > 0:
			lots = append(lots, []part{p})
		case len(p.json) > 0:
			payload = append(payload, p)
		default:
			tables = append(tables, p)
		}
	}
	if len(payload) > 0 {
		lots = append(lots, payload)
	}
	found, strays := sortTables(tables, want)
	return append(lots, found...), strays
}

// fitting is what a part's columns say of whose it is.
type fitting struct {
	part   part
	scores map[goldset.ReturnName]float64 // by return, of the year that fits best
	tables map[goldset.ReturnName][]string
}

// nearly is the share of its best score from which a part is taken for another
// return, beside parts that fit that one only.
const nearly = 0.8

// sortTables gives parts to the return that most columns of all of them fit, then
// those that fit it not to the next.
func sortTables(parts []part, want Expected) (lots [][]part, strays []part) {
	var left []*fitting
	for i := range parts {
		if f := fit(&parts[i], want); f.best() > 0 {
			left = append(left, f)
		} else {
			strays = append(strays, parts[i])
		}
	}
	for len(left) > 0 {
		name := mostOf(left)
		var lot, rest []*fitting
		for _, f := range left {
			if s := f.scores[name]; s > 0 && s >= nearly*f.best() {
				lot = append(lot, f)
			} else {
				rest = append(rest, f)
			}
		}
		lots = append(lots, apart(lot, name)...)
		left = rest
	}
	return lots, strays
}

// fit scores a part against every return. A part that cannot be read fits whatever
// is asked for, so that opening it says why.
func fit(p *part, want Expected) *fitting {
	f := &fitting{part: *p, scores: map[goldset.ReturnName]float64{}, tables: map[goldset.ReturnName][]string{}}
	o := opener{want: want}
	o.take(*p)
	headers, err := o.headers()
	if err != nil {
		f.scores[want.Return] = resembles
		return f
	}
	for _, l := range o.candidates() {
		r := matchAll(headers, l)
		if r.score < f.scores[l.Return] || r.score == 0 {
			continue
		}
		f.scores[l.Return], f.tables[l.Return] = r.score, nil
		for _, m := range r.matches {
			if m.score() >= resembles {
				f.tables[l.Return] = append(f.tables[l.Return], l.Tables[m.table].Name)
			}
		}
	}
	return f
}

func (f *fitting) best() (best float64) {
	for _, s := range f.scores {
		best = max(best, s)
	}
	return best
}

// mostOf is the return with the highest score over all parts that it fits best.
func mostOf(parts []*fitting) goldset.ReturnName {
	totals := map[goldset.ReturnName]float64{}
	for _, f := range parts {
		for name, s := range f.scores {
			if s >= nearly*f.best() {
				totals[name] += s
			}
		}
	}
	var most goldset.ReturnName
	for name, total := range totals {
		if total > totals[most] || total == totals[most] && name > most {
			most = name
		}
	}
	return most
}

// apart splits parts of one return that hold a table twice, by the folder, zip or
// workbook they lie in, and within a folder by what their names have in common:
// two years, or two authorities, sent together.
func apart(parts []*fitting, name goldset.ReturnName) [][]part {
	if !doubled(parts, name) {
		return [][]part{partsIn(parts)}
	}
	var places []string
	byPlace := map[string][]*fitting{}
	for _, f := range parts {
		if byPlace[f.part.place] == nil {
			places = append(places, f.part.place)
		}
		byPlace[f.part.place] = append(byPlace[f.part.place], f)
	}
	var lots [][]part
	for _, place := range places {
		if in := byPlace[place]; doubled(in, name) {
			lots = append(lots, byNames(in, name)...)
		} else {
			lots = append(lots, partsIn(in))
		}
	}
	return lots
}

// doubled reports a table that stands in more than one part.
func doubled(parts []*fitting, name goldset.ReturnName) bool {
	seen := map[string]bool{}
	for _, f := range parts {
		for _, t := range f.tables[name] {
			if seen[t] {
				return true
			}
			seen[t] = true
		}
	}
	return false
}

func partsIn(fits []*fitting) []part {
	parts := make([]part, len(fits))
	for i, f := range fits {
		parts[i] = f.part
	}
	return parts
}

// byNames splits the files of one folder by the words of their names that are not
// the words of a table: 2024_autumn_addresses.csv and 2025_spring_addresses.csv
// are of two sets, 2024 autumn and 2025 spring. Where that does not part every
// doubled table the files stay together, and opening them says which are double.
func byNames(parts []*fitting, name goldset.ReturnName) [][]part {
	var labels []string
	sets := map[string][]*fitting{}
	for _, f := range parts {
		label := setLabel(f, parts)
		if sets[label] == nil {
			labels = append(labels, label)
		}
		sets[label] = append(sets[label], f)
	}
	lots := make([][]part, 0, len(labels))
	for _, label := range labels {
		if doubled(sets[label], name) {
			return [][]part{partsIn(parts)}
		}
		lots = append(lots, partsIn(sets[label]))
	}
	return lots
}

// setLabel is the words of a file's name that some other file has too, and that are
// not in every one.
func setLabel(f *fitting, all []*fitting) string {
	var label []string
	for _, w := range nameWords(f.part.name) {
		n := 0
		for _, other := range all {
			if slices.Contains(nameWords(other.part.name), w) {
				n++
			}
		}
		if n > 1 && n < len(all) && !tableWord(w, f, all) {
			label = append(label, w)
		}
	}
	return strings.Join(label, " ")
}

// tableWord reports a word that all files with it have because they hold one table.
func tableWord(w string, f *fitting, all []*fitting) bool {
	for _, other := range all {
		if slices.Contains(nameWords(other.part.name), w) && fmt.Sprint(other.tables) != fmt.Sprint(f.tables) {
			return false
		}
	}
	return true
}

func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}
