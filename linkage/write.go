package linkage

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// WriteLinks writes the links of at least the given probability, but for those across
// an identity barrier without a legal basis, as CSV: source and id of both records, match_weight, match_probability and pattern; and assigned, 1
// or 0, when an assignment is given.
func (r *Result) WriteLinks(w io.Writer, threshold float64, assigned map[Pair]bool) error {
	names := "source_l,id_l,source_r,id_r,match_weight,match_probability,pattern"
	if assigned != nil {
		names += ",assigned"
	}
	if _, err := io.WriteString(w, names+"\n"); err != nil {
		return err
	}
	sources, barred := r.Data.sourceFields(), r.barred()
	return inStretches(w, r.scorer.options.threads(), len(r.Links), func(out []byte, from, to int) []byte {
		patterns := map[uint64]string{}
		for _, l := range r.Links[from:to] {
			p := l.Probability()
			if p < threshold || barred(l.Pair) {
				continue
			}
			pattern, ok := patterns[l.Pattern]
			if !ok {
				pattern = r.Pattern(l)
				patterns[l.Pattern] = pattern
			}
			out = r.Data.appendRecord(out, sources, l.L)
			out = append(r.Data.appendRecord(append(out, ','), sources, l.R), ',')
			out = append(strconv.AppendFloat(out, float64(l.Weight), 'f', 6, 64), ',')
			out = append(strconv.AppendFloat(out, p, 'g', 8, 64), ',')
			out = append(out, pattern...)
			if assigned != nil {
				out = append(out, map[bool]string{true: ",1", false: ",0"}[assigned[l.Pair]]...)
			}
			out = append(out, '\n')
		}
		return out
	})
}

// WriteClusters writes every record's cluster as CSV: source, id, cluster. Clusters
// are numbered from 1 in the order of their first records.
func (r *Result) WriteClusters(w io.Writer, c *Clustering) error {
	if _, err := io.WriteString(w, "source,id,cluster\n"); err != nil {
		return err
	}
	numbers, next := make([]int32, len(c.Of)), int32(0)
	for row, cluster := range c.Of {
		if int(cluster) == row {
			next++
			numbers[row] = next
		}
	}
	sources := r.Data.sourceFields()
	return inStretches(w, r.scorer.options.threads(), len(c.Of), func(out []byte, from, to int) []byte {
		for row := from; row < to; row++ {
			out = append(r.Data.appendRecord(out, sources, int32(row)), ',')
			out = append(strconv.AppendInt(out, int64(numbers[c.Of[row]]), 10), '\n')
		}
		return out
	})
}

// sourceFields are the sources as CSV writes them.
func (d *Dataset) sourceFields() []string {
	out := make([]string, len(d.sources))
	for i, source := range d.sources {
		out[i] = string(appendField(nil, []byte(source)))
	}
	return out
}

// appendRecord appends a record's source and id.
func (d *Dataset) appendRecord(out []byte, sources []string, row int32) []byte {
	out = append(append(out, sources[d.source[row]]...), ',')
	return appendField(out, d.ids.of(int(row)))
}

// appendField appends one field as encoding/csv writes it; that package is asked
// only for the few fields that may need quotes.
func appendField(out, text []byte) []byte {
	plain := true
	for _, c := range text {
		plain = plain && c > ' ' && c != '"' && c != ',' && c != '\\' && c < utf8.RuneSelf
	}
	if plain {
		return append(out, text...)
	}
	var b strings.Builder
	quoter := csv.NewWriter(&b)
	_ = quoter.Write([]string{string(text)}) // a strings.Builder takes everything
	quoter.Flush()
	return append(out, strings.TrimSuffix(b.String(), "\n")...)
}

// inStretches writes what format makes of 0 to n-1, a stretch at a time, in order;
// several stretches are formatted at once.
func inStretches(w io.Writer, threads, n int, format func(out []byte, from, to int) []byte) error {
	const stretch = 1 << 13
	made := make([][]byte, 2*threads)
	for start := 0; start < n; start += stretch * len(made) {
		inParallel(threads, len(made), func(i int) {
			from := min(start+i*stretch, n)
			made[i] = format(made[i][:0], from, min(from+stretch, n))
		})
		for _, text := range made {
			if _, err := w.Write(text); err != nil {
				return err
			}
		}
	}
	return nil
}
