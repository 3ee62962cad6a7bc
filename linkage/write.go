package linkage

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
)

// WriteLinks writes the links of at least the given probability as CSV: source and
// id of both records, match_weight, match_probability and pattern; and assigned, 1
// or 0, when an assignment is given.
func (r *Result) WriteLinks(w io.Writer, threshold float64, assigned map[Pair]bool) error {
	buffered := bufio.NewWriterSize(w, 1<<20)
	out := csv.NewWriter(buffered)
	row := []string{"source_l", "id_l", "source_r", "id_r", "match_weight", "match_probability", "pattern"}
	if assigned != nil {
		row = append(row, "assigned")
	}
	if err := out.Write(row); err != nil {
		return err
	}
	patterns := map[uint64]string{}
	for _, l := range r.Links {
		p := l.Probability()
		if p < threshold {
			continue
		}
		pattern, ok := patterns[l.Pattern]
		if !ok {
			pattern = r.Pattern(l)
			patterns[l.Pattern] = pattern
		}
		row = append(row[:0], r.Data.Source(int(l.L)), r.Data.ID(int(l.L)), r.Data.Source(int(l.R)), r.Data.ID(int(l.R)),
			strconv.FormatFloat(float64(l.Weight), 'f', 6, 64), strconv.FormatFloat(p, 'g', 8, 64), pattern)
		if assigned != nil {
			row = append(row, map[bool]string{true: "1", false: "0"}[assigned[l.Pair]])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

// WriteClusters writes every record's cluster as CSV: source, id, cluster. Clusters
// are numbered from 1 in the order of their first records.
func (r *Result) WriteClusters(w io.Writer, c *Clustering) error {
	buffered := bufio.NewWriterSize(w, 1<<20)
	out := csv.NewWriter(buffered)
	if err := out.Write([]string{"source", "id", "cluster"}); err != nil {
		return err
	}
	numbers := make([]int, len(c.Of))
	next := 0
	for row, cluster := range c.Of {
		if int(cluster) == row {
			next++
			numbers[row] = next
		}
		if err := out.Write([]string{r.Data.Source(row), r.Data.ID(row), strconv.Itoa(numbers[cluster])}); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}
