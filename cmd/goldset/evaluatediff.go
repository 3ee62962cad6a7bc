package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/linkage"
)

// diffOptions are the flags of goldset evaluate diff.
type diffOptions struct {
	least    float64
	examples int
	asJSON   bool
	showIDs  bool
}

// runDiff is what `goldset evaluate diff --json` prints.
type runDiff struct {
	linkage.RunDiff
	Pairs   []pairChange   `json:"pairs"`
	Changes []personChange `json:"changes"`
}

type pairChange struct {
	Kind   string   `json:"kind"`
	Left   string   `json:"left"`
	Right  string   `json:"right"`
	Before *float64 `json:"before,omitempty"` // match weight
	After  *float64 `json:"after,omitempty"`
}

type personChange struct {
	Kind   string     `json:"kind"`
	Cause  string     `json:"cause"`
	Before [][]string `json:"before"`
	After  [][]string `json:"after"`
}

func newEvaluateDiffCommand() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff RUN1 RUN2",
		Short: "Compare two runs of goldset link: links gained, lost and moved, persons merged and split",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.least < 0 || o.examples < 0 {
				return exitError{exitUsage, errors.New("--least and --examples are not negative")}
			}
			d, err := o.compare(args[0], args[1])
			if err != nil {
				return err
			}
			if !o.asJSON {
				return d.print(cmd.OutOrStdout())
			}
			encoder := json.NewEncoder(cmd.OutOrStdout())
			encoder.SetIndent("", "  ")
			return encoder.Encode(d)
		},
	}
	flags := cmd.Flags()
	flags.Float64Var(&o.least, "least", 1, "least change of a match weight that counts as a move")
	flags.IntVar(&o.examples, "examples", 20, "most pairs of each kind, and most persons, to list")
	flags.BoolVar(&o.showIDs, "show-ids", false, "name the records by their ids; else they are numbered")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON")
	return cmd
}

// readOutcome reads one run's links, clusters and cuts, numbering records as they come.
func readOutcome(run string, j *judged) (linkage.Outcome, error) {
	out := linkage.Outcome{Cuts: map[linkage.Pair]string{}}
	numbers := map[string]int32{}
	err := eachRow(filepath.Join(run, "clusters.csv"), []string{"source", "id", "cluster"}, func(v []string) error {
		j.add(v[0], v[1])
		place, _ := j.record(v[0], v[1])
		for len(out.Clusters) <= int(place) {
			out.Clusters = append(out.Clusters, -1)
		}
		if out.Clusters[place] >= 0 {
			return errors.New("a record stands in the clusters twice")
		}
		if _, ok := numbers[v[2]]; !ok {
			numbers[v[2]] = int32(len(numbers))
		}
		out.Clusters[place] = numbers[v[2]]
		return nil
	})
	if err != nil {
		return out, err
	}
	o := evaluateOptions{links: filepath.Join(run, "links.csv")}
	if path := filepath.Join(run, "cuts.csv"); isFile(path) {
		o.cuts = path
	}
	j.links, j.cuts = nil, out.Cuts
	e := &evaluation{}
	if err := o.readLinks(e, j); err != nil {
		return out, err
	}
	out.Links = j.links
	return out, o.readCuts(e, j)
}

func (o *diffOptions) compare(first, second string) (*runDiff, error) {
	j := &judged{place: map[[2]string]int32{}}
	before, err := readOutcome(first, j)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(first), err)
	}
	after, err := readOutcome(second, j)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(second), err)
	}
	for _, c := range []*[]int32{&before.Clusters, &after.Clusters} {
		for len(*c) < len(j.name) {
			*c = append(*c, -1)
		}
	}
	d := &runDiff{RunDiff: linkage.CompareRuns(before, after, linkage.MatchWeight(o.least)), Pairs: []pairChange{}, Changes: []personChange{}}
	d.list(o, j)
	return d, nil
}

// list names the examples, masked unless ids are asked for.
func (d *runDiff) list(o *diffOptions, j *judged) {
	numbers := map[int32]int{}
	name := func(record int32) string {
		source := j.name[record][0]
		if o.showIDs {
			return source + " " + j.name[record][1]
		}
		if numbers[record] == 0 {
			numbers[record] = len(numbers) + 1
		}
		return source + " record " + strconv.Itoa(numbers[record])
	}
	listed := map[string]int{}
	for _, p := range d.RunDiff.Pairs {
		if listed[p.Kind]++; listed[p.Kind] > o.examples {
			continue
		}
		c := pairChange{Kind: p.Kind, Left: name(p.L), Right: name(p.R)}
		if was := float64(p.Before); p.Kind != "gained" {
			c.Before = &was
		}
		if is := float64(p.After); p.Kind != "lost" {
			c.After = &is
		}
		d.Pairs = append(d.Pairs, c)
	}
	names := func(persons [][]int32) [][]string {
		out := make([][]string, len(persons))
		for i, records := range persons {
			for _, record := range records {
				out[i] = append(out[i], name(record))
			}
		}
		return out
	}
	for _, g := range d.RunDiff.Changes[:min(len(d.RunDiff.Changes), o.examples)] {
		d.Changes = append(d.Changes, personChange{g.Kind, g.Cause, names(g.Before), names(g.After)})
	}
}

// print writes the difference for people.
func (d *runDiff) print(w io.Writer) error {
	fmt.Fprintf(w, "records: %d in both, %d new, %d gone\n", d.Records.Both, d.Records.New, d.Records.Gone)
	l := d.Links
	fmt.Fprintf(w, "links: %d gained, %d lost, %d stronger, %d weaker, %d steady; largest move %.2f\n", l.Gained, l.Lost, l.Stronger, l.Weaker, l.Steady, l.Largest)
	for _, kind := range slices.Sorted(maps.Keys(d.Persons)) {
		fmt.Fprintf(w, "persons %s: %d\n", kind, d.Persons[kind])
	}
	people := func(persons [][]string) string {
		out := make([]string, len(persons))
		for i, records := range persons {
			out[i] = "{" + strings.Join(records, ", ") + "}"
		}
		return strings.Join(out, " ")
	}
	for _, c := range d.Changes {
		fmt.Fprintf(w, "\n%s: %s\n  became %s\n  because %s\n", c.Kind, people(c.Before), people(c.After), c.Cause)
	}
	if len(d.Pairs) > 0 {
		fmt.Fprintln(w)
	}
	weight := func(x *float64) string {
		if x == nil {
			return "none"
		}
		return strconv.FormatFloat(*x, 'f', 2, 64)
	}
	for _, p := range d.Pairs {
		fmt.Fprintf(w, "%-8s %s and %s: weight %s, now %s\n", p.Kind, p.Left, p.Right, weight(p.Before), weight(p.After))
	}
	return nil
}
