package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/linkage"
)

// evaluateOptions are the flags of goldset evaluate.
type evaluateOptions struct {
	truth, links, clusters, attributes string
	by                                 []string
	asJSON                             bool
}

// evaluation is what `goldset evaluate --json` prints.
type evaluation struct {
	Records  int                               `json:"records"`
	Unknown  int                               `json:"unknown"` // records in links or clusters that the truth does not hold
	Links    []atThreshold                     `json:"links"`
	Clusters *linkage.Quality                  `json:"clusters,omitempty"`
	Best     atThreshold                       `json:"best"` // of the links' thresholds, by F1
	Groups   map[string][]linkage.GroupQuality `json:"groups,omitempty"`
}

// atThreshold is the quality of links of at least a probability.
type atThreshold struct {
	Threshold float64 `json:"threshold"`
	linkage.Quality
}

// evaluatedAt are the thresholds at which links are judged.
var evaluatedAt = []float64{.01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99, .995, .999, .9999}

func newEvaluateCommand() *cobra.Command {
	var o evaluateOptions
	cmd := &cobra.Command{
		Use:   "evaluate --truth FILE --links FILE [--clusters FILE]",
		Short: "Compare links and clusters with the truth: precision, recall and F1, by subgroup too",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.truth == "" || o.links == "" && o.clusters == "" {
				return exitError{exitUsage, errors.New("--truth and at least one of --links and --clusters name files")}
			}
			if (len(o.by) > 0) && (o.clusters == "") {
				return exitError{exitUsage, errors.New("--by judges clusters: give --clusters too")}
			}
			e, err := o.run()
			if err != nil {
				return err
			}
			if o.asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(e)
			}
			return e.print(cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.truth, "truth", "", "CSV of source, id, entity")
	flags.StringVar(&o.links, "links", "", "links.csv of goldset link")
	flags.StringVar(&o.clusters, "clusters", "", "clusters.csv of goldset link")
	flags.StringVar(&o.attributes, "attributes", "", "CSV of source, id and columns to report by; absent: the truth file")
	flags.StringSliceVar(&o.by, "by", nil, "columns to report by")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON")
	return cmd
}

// records numbers the records of the truth.
type records struct {
	place  map[[2]string]int32
	entity []string
}

func (o *evaluateOptions) run() (*evaluation, error) {
	var known records
	err := eachRow(o.truth, []string{"source", "id", "entity"}, func(v []string) error {
		if known.place == nil {
			known.place = map[[2]string]int32{}
		}
		key := [2]string{v[0], v[1]}
		if _, twice := known.place[key]; twice {
			return errors.New("a record stands in the truth twice")
		}
		known.place[key] = int32(len(known.entity))
		known.entity = append(known.entity, v[2])
		return nil
	})
	if err != nil {
		return nil, err
	}
	e := &evaluation{Records: len(known.entity)}
	if o.links != "" {
		if err := e.readLinks(o.links, &known); err != nil {
			return nil, err
		}
	}
	if o.clusters != "" {
		if err := o.readClusters(e, &known); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// readLinks judges the links at each threshold.
func (e *evaluation) readLinks(path string, known *records) error {
	var pairs []linkage.Pair
	var probabilities []float64
	err := eachRow(path, []string{"source_l", "id_l", "source_r", "id_r", "match_probability"}, func(v []string) error {
		l, okL := known.place[[2]string{v[0], v[1]}]
		r, okR := known.place[[2]string{v[2], v[3]}]
		if !okL || !okR {
			e.Unknown++
			return nil
		}
		p, err := strconv.ParseFloat(v[4], 64)
		if err != nil {
			return errors.New("match_probability is no number")
		}
		pairs, probabilities = append(pairs, linkage.Pair{L: min(l, r), R: max(l, r)}), append(probabilities, p)
		return nil
	})
	if err != nil {
		return err
	}
	for _, threshold := range evaluatedAt {
		var kept []linkage.Pair
		for i, p := range probabilities {
			if p >= threshold {
				kept = append(kept, pairs[i])
			}
		}
		at := atThreshold{threshold, linkage.EvaluatePairs(known.entity, kept)}
		e.Links = append(e.Links, at)
		if at.F1 > e.Best.F1 {
			e.Best = at
		}
	}
	return nil
}

// readClusters judges the clusters; a record without one is alone.
func (o *evaluateOptions) readClusters(e *evaluation, known *records) error {
	clusters := make([]int32, len(known.entity))
	for i := range clusters {
		clusters[i] = -int32(i) - 1
	}
	numbers := map[string]int32{}
	err := eachRow(o.clusters, []string{"source", "id", "cluster"}, func(v []string) error {
		place, ok := known.place[[2]string{v[0], v[1]}]
		if !ok {
			e.Unknown++
			return nil
		}
		if _, ok := numbers[v[2]]; !ok {
			numbers[v[2]] = int32(len(numbers))
		}
		clusters[place] = numbers[v[2]]
		return nil
	})
	if err != nil {
		return err
	}
	q := linkage.Evaluate(known.entity, clusters)
	e.Clusters = &q
	path := o.attributes
	if path == "" {
		path = o.truth
	}
	for _, column := range o.by {
		groups := make([]string, len(known.entity))
		err := eachRow(path, []string{"source", "id", column}, func(v []string) error {
			if place, ok := known.place[[2]string{v[0], v[1]}]; ok {
				groups[place] = v[2]
			}
			return nil
		})
		if err != nil {
			return err
		}
		if e.Groups == nil {
			e.Groups = map[string][]linkage.GroupQuality{}
		}
		e.Groups[column] = linkage.EvaluateGroups(known.entity, clusters, groups)
	}
	return nil
}

// eachRow visits the named columns of a CSV file's rows.
func eachRow(path string, columns []string, visit func([]string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	name := filepath.Base(path)
	reader := csv.NewReader(f)
	reader.ReuseRecord = true
	header, err := reader.Read()
	if err != nil {
		return fmt.Errorf("%s: header: %w", name, err)
	}
	places := make([]int, len(columns))
	for i, column := range columns {
		if places[i] = slices.Index(header, column); places[i] < 0 {
			return fmt.Errorf("%s: there is no column %q; there are %s", name, column, strings.Join(header, ", "))
		}
	}
	values := make([]string, len(columns))
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, place := range places {
			values[i] = strings.Clone(row[place])
		}
		if err := visit(values); err != nil {
			line, _ := reader.FieldPos(0)
			return fmt.Errorf("%s: line %d: %w", name, line, err)
		}
	}
}

// print writes the evaluation for people.
func (e *evaluation) print(w io.Writer) error {
	fmt.Fprintf(w, "%d records\n", e.Records)
	for _, l := range e.Links {
		fmt.Fprintf(w, "links of %-7g precision %.4f  recall %.4f  F1 %.4f\n", l.Threshold, l.Precision, l.Recall, l.F1)
	}
	if c := e.Clusters; c != nil {
		fmt.Fprintf(w, "clusters         precision %.4f  recall %.4f  F1 %.4f\n", c.Precision, c.Recall, c.F1)
		fmt.Fprintf(w, "clusters, B³     precision %.4f  recall %.4f  F1 %.4f\n", c.BPrecision, c.BRecall, c.BF1)
	}
	for _, column := range slices.Sorted(maps.Keys(e.Groups)) {
		for _, g := range e.Groups[column] {
			fmt.Fprintf(w, "%s %-12s precision %.4f  recall %.4f (%.4f to %.4f)  true pairs %d\n", column, g.Group,
				g.Precision.Value, g.Recall.Value, g.Recall.Lower, g.Recall.Upper, g.TruePairs)
		}
	}
	return nil
}
