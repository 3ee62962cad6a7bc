package linkage

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
)

// WriteCuts writes the links that clustering did not follow as CSV: source and id of
// both records, match_weight and why.
func (r *Result) WriteCuts(w io.Writer, c *Clustering) error {
	buffered := bufio.NewWriter(w)
	out := csv.NewWriter(buffered)
	if err := out.Write([]string{"source_l", "id_l", "source_r", "id_r", "match_weight", "why"}); err != nil {
		return err
	}
	for _, cut := range c.Cut {
		err := out.Write([]string{
			r.Data.Source(int(cut.L)), r.Data.ID(int(cut.L)), r.Data.Source(int(cut.R)), r.Data.ID(int(cut.R)),
			strconv.FormatFloat(float64(cut.Weight), 'f', 6, 64), cut.Why,
		})
		if err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}
