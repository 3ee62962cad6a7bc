package linkage

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// FrequencyReader gathers a table of term frequencies, as Splink keeps them beside
// a model: a column of values, and one of their shares named tf_ and the column's
// name, or tf.
type FrequencyReader struct {
	value, share int
	out          *Frequencies
}

// NewFrequencyReader reads a table with the given header for the part of a model. A
// value that the table does not hold is weighed as its level is, without adjustment,
// as in Splink.
func NewFrequencyReader(part string, header []string) (*FrequencyReader, error) {
	p, err := ParsePart(part)
	if err != nil {
		return nil, fmt.Errorf("term frequencies of %s: %w", part, err)
	}
	r := &FrequencyReader{value: -1, share: -1, out: &Frequencies{Share: map[string]float64{}}}
	for i, name := range header {
		switch name = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")); name {
		case p.Column, part, "value":
			r.value = i
		case "tf_" + p.Column, "tf", "share":
			r.share = i
		}
	}
	if r.value < 0 || r.share < 0 {
		return nil, fmt.Errorf("term frequencies of %s: the header lacks %s or tf_%s", part, p.Column, p.Column)
	}
	return r, nil
}

// Add takes one row.
func (r *FrequencyReader) Add(row []string) error {
	if len(row) <= max(r.value, r.share) {
		return errors.New("the row has too few cells")
	}
	value := strings.TrimSpace(row[r.value])
	if value == "" {
		return nil // how common it is to have none says nothing
	}
	share, err := strconv.ParseFloat(strings.TrimSpace(row[r.share]), 64)
	if err != nil || !(share > 0 && share <= 1) {
		return errors.New("a share is a number above 0 and at most 1")
	}
	if _, twice := r.out.Share[value]; twice {
		return errors.New("the value stood in an earlier row")
	}
	r.out.Share[strings.Clone(value)] = share
	return nil
}

// Frequencies hands over what was read, under the part as the model writes it.
func (r *FrequencyReader) Frequencies() (*Frequencies, error) {
	if len(r.out.Share) == 0 {
		return nil, errors.New("the table of term frequencies is empty")
	}
	return r.out, nil
}

// PartName writes a part as models and Options.Frequencies key it.
func PartName(text string) (string, error) {
	p, err := ParsePart(text)
	return p.String(), err
}
