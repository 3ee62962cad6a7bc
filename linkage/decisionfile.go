package linkage

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// ReadDecisions reads reviewed pairs as CSV with a header: source_l, id_l, source_r,
// id_r, same (true or false) and optionally basis, the recorded legal basis on which
// two records are one person across an identity barrier. Errors name the line.
func ReadDecisions(r io.Reader) ([]Decision, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	for i, name := range header {
		header[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
	}
	names := []string{"source_l", "id_l", "source_r", "id_r", "same", "basis"}
	places := make([]int, len(names))
	for i, name := range names {
		if places[i] = slices.Index(header, name); places[i] < 0 && name != "basis" {
			return nil, fmt.Errorf("there is no column %q; there are %s", name, strings.Join(header, ", "))
		}
	}
	var out []Decision
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		cell := func(i int) string { return labelCell(row, places[i]) }
		d := Decision{SourceL: cell(0), IDL: cell(1), SourceR: cell(2), IDR: cell(3), Basis: cell(5)}
		line, _ := in.FieldPos(0)
		if d.Same, err = strconv.ParseBool(strings.ToLower(cell(4))); err != nil {
			return nil, fmt.Errorf("line %d: same is true or false", line)
		}
		if d.Basis != "" && !d.Same {
			return nil, fmt.Errorf("line %d: a basis is for a pair that is the same; this one is different", line)
		}
		out = append(out, d)
	}
}

// Missing counts the decisions that name a record which is not in the data: they
// bind nothing.
func (d *Dataset) Missing(decisions []Decision) int {
	n := 0
	for _, decision := range decisions {
		_, okL := d.Find(decision.SourceL, decision.IDL)
		_, okR := d.Find(decision.SourceR, decision.IDR)
		if !okL || !okR {
			n++
		}
	}
	return n
}
