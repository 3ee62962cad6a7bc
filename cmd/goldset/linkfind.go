package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/linkage"
)

// findOptions are the flags of goldset link find.
type findOptions struct {
	model     string
	index     []string
	threshold float64
	most      int
	asJSON    bool
}

// foundFor is what was found for one record.
type foundFor struct {
	Source  string  `json:"source"`
	ID      string  `json:"id"`
	Matches []match `json:"matches"`
}

type match struct {
	linkage.Found
	Waterfall []linkage.Contribution `json:"waterfall"`
}

func newLinkFindCommand() *cobra.Command {
	var o findOptions
	cmd := &cobra.Command{
		Use:   "find --model MODEL --index FILE RECORDS",
		Short: "Find the records of an index that match new ones, without linking the index again",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case o.model == "":
				return exitError{exitUsage, errors.New("--model names the model.json that goldset link wrote")}
			case len(o.index) == 0:
				return exitError{exitUsage, errors.New("--index names the files to search")}
			case !(o.threshold > 0 && o.threshold < 1):
				return exitError{exitUsage, errors.New("--threshold is between 0 and 1")}
			case o.most < 1:
				return exitError{exitUsage, errors.New("--most is at least 1")}
			}
			return o.run(cmd, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "", "trained model, the model.json of a run")
	flags.StringSliceVar(&o.index, "index", nil, "CSV or Parquet files to search")
	flags.Float64Var(&o.threshold, "threshold", .5, "least probability of a match")
	flags.IntVar(&o.most, "most", 10, "most matches for each record")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON, with what each comparison adds to the weight")
	return cmd
}

func (o *findOptions) run(cmd *cobra.Command, path string) error {
	model, err := readModel(o.model)
	if err != nil {
		return exitError{exitUsage, err}
	}
	data, err := loadFiles(model, o.index)
	if err != nil {
		return err
	}
	index, err := linkage.NewIndex(model, data, nil)
	if err != nil {
		return exitError{exitUsage, fmt.Errorf("--model: %w", err)}
	}
	records, err := loadFiles(model, []string{path})
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%d records in the index\n", index.Len())
	var all []foundFor
	for row := range records.Len() {
		p := &linkage.Probe{Source: records.Source(row), ID: records.ID(row), Values: map[string]string{}}
		for _, column := range index.Columns() {
			p.Values[column] = records.Value(row, column)
		}
		found, err := index.Find(cmd.Context(), p, o.threshold)
		if err != nil {
			return err
		}
		record := foundFor{Source: p.Source, ID: p.ID, Matches: []match{}}
		for _, f := range found[:min(len(found), o.most)] {
			m := match{Found: f}
			if o.asJSON {
				if _, m.Waterfall, err = index.Explain(cmd.Context(), p, f.Row); err != nil {
					return err
				}
			}
			record.Matches = append(record.Matches, m)
		}
		all = append(all, record)
	}
	if o.asJSON {
		encoder := json.NewEncoder(cmd.OutOrStdout())
		encoder.SetIndent("", "  ")
		return encoder.Encode(all)
	}
	return writeFound(cmd.OutOrStdout(), all)
}

// writeFound writes the matches as links.csv has them, the new record on the left.
func writeFound(w io.Writer, all []foundFor) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"source_l", "id_l", "source_r", "id_r", "match_weight", "match_probability", "pattern"}); err != nil {
		return err
	}
	for _, record := range all {
		for _, m := range record.Matches {
			err := out.Write([]string{
				record.Source, record.ID, m.Source, m.ID,
				strconv.FormatFloat(m.Weight, 'f', 6, 64), strconv.FormatFloat(m.Probability, 'g', 8, 64), m.Pattern,
			})
			if err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
