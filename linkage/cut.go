package linkage

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
)

// WriteCuts writes the links that clustering did not follow as CSV: source and id of
// both records, match_weight, why, and the joint evidence of both sides where that cut it.
func (r *Result) WriteCuts(w io.Writer, c *Clustering) error {
	buffered := bufio.NewWriter(w)
	out := csv.NewWriter(buffered)
	if err := out.Write([]string{"source_l", "id_l", "source_r", "id_r", "match_weight", "why", "joint_weight"}); err != nil {
		return err
	}
	for _, cut := range c.Cut {
		joint := ""
		if cut.Why == WhyWeakBridge {
			joint = strconv.FormatFloat(float64(cut.Joint), 'f', 6, 64)
		}
		err := out.Write([]string{
			r.Data.Source(int(cut.L)), r.Data.ID(int(cut.L)), r.Data.Source(int(cut.R)), r.Data.ID(int(cut.R)),
			strconv.FormatFloat(float64(cut.Weight), 'f', 6, 64), cut.Why, joint,
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
