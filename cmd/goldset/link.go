package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/linkage"
)

// linkOptions are the flags of goldset link.
type linkOptions struct {
	model, out, assign, explain string
	classes, threads            int
	threshold, clusterThreshold float64
	labels, decisions, state    string
	labelsAlone                 bool
	tf                          []string
	splink, asJSON              bool
}

// linkSummary is what `goldset link` writes as summary.json.
type linkSummary struct {
	linkage.Summary
	Clusters         int                     `json:"clusters"`
	ClusterThreshold float64                 `json:"cluster_threshold"`
	Cuts             int                     `json:"cuts"` // links that clustering did not follow
	Assigned         int                     `json:"assigned,omitempty"`
	ExpectedOfAll    float64                 `json:"expected_matches_of_all_pairs"`
	Sources          []linkage.SourceSummary `json:"sources"`
	Seconds          map[string]float64      `json:"seconds"`
	Processor        map[string]float64      `json:"processor_seconds"`
	PeakRSS          int64                   `json:"peak_rss_bytes"`
}

// String says in a line what came out.
func (s *linkSummary) String() string {
	if s.Update {
		return fmt.Sprintf("%d candidate pairs of new and changed records scored; %d links, %d clusters in all", s.CandidatePairs, s.Links, s.Clusters)
	}
	return fmt.Sprintf("%d candidate pairs, %d links, %d clusters, about %.0f matches expected", s.CandidatePairs, s.Links, s.Clusters, s.ExpectedMatches)
}

func newLinkCommand() *cobra.Command {
	var o linkOptions
	cmd := &cobra.Command{
		Use:   "link --model MODEL --out DIR LEFT [RIGHT...]",
		Short: "Link the records of CSV or Parquet files, without a server",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return exitError{exitUsage, err}
			}
			summary, err := o.run(cmd.Context(), cmd.ErrOrStderr(), args)
			if err != nil {
				return err
			}
			if o.asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(summary)
			}
			return nil
		},
	}
	cmd.AddCommand(newLinkBlockingCommand(), newLinkFindCommand())
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "", "model file, our own or Splink's settings; children is the built-in one")
	flags.StringVar(&o.out, "out", "", "folder to write to")
	flags.IntVar(&o.classes, "classes", 0, "2 or 3: train the model anew with so many classes")
	flags.Float64Var(&o.threshold, "threshold", .5, "least probability of a pair in links.csv")
	flags.Float64Var(&o.clusterThreshold, "cluster-threshold", .95, "least probability of a link that joins clusters")
	flags.StringVar(&o.assign, "assign", "", "one-to-one: mark the links of the best assignment")
	flags.StringVar(&o.explain, "explain", "", "CSV of source_l, id_l, source_r, id_r: pairs whose weight the report explains")
	flags.IntVar(&o.threads, "threads", 0, "threads; 0 uses all processors")
	flags.StringVar(&o.labels, "labels", "", "CSV of pairs (id_l, id_r, same) or records (id, entity) that training is to know")
	flags.BoolVar(&o.labelsAlone, "labels-alone", false, "learn m from the labels and from nothing else")
	flags.StringVar(&o.decisions, "decisions", "", "CSV of source_l, id_l, source_r, id_r, same and, for a pair across an identity barrier, basis: reviewed pairs, which bind")
	flags.BoolVar(&o.splink, "splink", false, "write the trained model as Splink settings too, splink.json; two classes only")
	flags.StringArrayVar(&o.tf, "tf", nil, "COLUMN=FILE: term frequencies from a CSV or Parquet file instead of these data")
	flags.StringVar(&o.state, "state", "", "file that keeps what the next run needs, digests of records and frequencies of values among it; when it is there, its model stands and only new and changed records are scored")
	flags.BoolVar(&o.asJSON, "json", false, "print the summary as JSON")
	return cmd
}

func (o *linkOptions) check() error {
	switch {
	case o.model == "" && o.state == "":
		return errors.New("--model names the model file, or is children")
	case o.out == "":
		return errors.New("--out names the folder to write to")
	case o.classes != 0 && o.classes != 2 && o.classes != 3:
		return errors.New("--classes is 2 or 3")
	case !(o.threshold > 0 && o.threshold < 1) || !(o.clusterThreshold > 0 && o.clusterThreshold < 1):
		return errors.New("--threshold and --cluster-threshold are between 0 and 1")
	case o.assign != "" && o.assign != "one-to-one":
		return errors.New("--assign is one-to-one")
	}
	return nil
}

func (o *linkOptions) run(ctx context.Context, messages io.Writer, files []string) (*linkSummary, error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // columns hold few pointers: a sixth less memory at no cost that could be measured
	}
	watch := newStopwatch()
	watch.start("load")
	state, err := o.readState()
	if err != nil {
		return nil, err
	}
	model, err := o.modelToUse(state)
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	if o.splink {
		if err := model.WriteSplink(io.Discard); err != nil {
			return nil, exitError{exitUsage, fmt.Errorf("--splink: %w", err)}
		}
	}
	data, err := loadFilesOn(o.threads, model, files)
	if err != nil {
		return nil, err
	}
	options, err := o.options(model, watch, messages)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(messages, "%d records\n", data.Len())
	if state != nil && o.model != "" {
		fmt.Fprintln(messages, "note: the model of --state stands, and --model is not read; name a file that is not there to begin anew")
	}
	if n := data.Missing(options.Decisions); n > 0 {
		fmt.Fprintf(messages, "note: %d of %d decisions name a record that is not in these files, and bind nothing\n", n, len(options.Decisions))
	}
	watch.start("train")
	result, clusters, err := linkOrUpdate(ctx, state, model, data, options)
	if err != nil {
		return nil, barrierHelp(err)
	}
	watch.start("cluster")
	clusters, assigned, err := o.cluster(result, clusters)
	if err != nil {
		return nil, barrierHelp(err)
	}
	watch.start("write")
	summary := &linkSummary{
		Summary: result.Summary, Clusters: clusters.Count, ClusterThreshold: o.clusterThreshold, Cuts: len(clusters.Cut),
		Assigned: len(assigned), ExpectedOfAll: result.ExpectedOfAll(), Sources: result.SourceSummaries(), Seconds: watch.seconds, Processor: watch.processor,
	}
	summary.Links = result.Count(o.threshold)
	if err := o.write(result, clusters, assigned); err != nil {
		return nil, err
	}
	if o.state != "" {
		if err := o.writeState(result, clusters); err != nil {
			return nil, err
		}
	}
	watch.start("")
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) == nil {
		summary.PeakRSS = usage.Maxrss << 10
	}
	for _, warning := range result.Warnings() {
		fmt.Fprintln(messages, "note:", warning)
	}
	fmt.Fprintln(messages, summary)
	return summary, writeOutput(filepath.Join(o.out, "summary.json"), func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(summary)
	})
}

// options reads the files that the flags name.
func (o *linkOptions) options(model *linkage.Model, watch *stopwatch, messages io.Writer) (linkage.Options, error) {
	options := linkage.Options{
		Threads: o.threads, Minimum: min(o.threshold, o.clusterThreshold), LabelsAlone: o.labelsAlone,
		Progress: func(stage string, done, _ int64) {
			if stage == "score" && watch.phase != "score" {
				watch.start("score")
			}
			if done == 0 {
				fmt.Fprintln(messages, stage)
			}
		},
	}
	var err error
	if options.Labels, err = readLabels(o.labels); err != nil {
		return options, err
	}
	if options.Decisions, err = readDecisions(o.decisions); err != nil {
		return options, err
	}
	options.Frequencies, err = readFrequencies(model, o.model, o.tf)
	return options, err
}

// cluster gathers the links into persons, unless an update has, and chooses the
// assignment where asked.
func (o *linkOptions) cluster(r *linkage.Result, clusters *linkage.Clustering) (*linkage.Clustering, map[linkage.Pair]bool, error) {
	var err error
	if clusters == nil {
		clusters, err = r.Clusters(o.clusterThreshold)
	}
	if err != nil || o.assign == "" {
		return clusters, nil, err
	}
	assigned, err := r.AssignOneToOne(o.threshold)
	return clusters, assigned, err
}

// barrierHelp says what would let a run pass that joined what a barrier keeps apart.
func barrierHelp(err error) error {
	if errors.Is(err, linkage.ErrBarrier) {
		return exitError{exitNotAllowed, fmt.Errorf("%w: a pair across an identity barrier needs a basis in --decisions", err)}
	}
	return err
}

// write writes all but the summary.
func (o *linkOptions) write(r *linkage.Result, c *linkage.Clustering, assigned map[linkage.Pair]bool) error {
	pairs, err := o.chosenPairs(r.Data)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o700); err != nil {
		return err
	}
	files := map[string]func(io.Writer) error{
		"links.csv":    func(w io.Writer) error { return r.WriteLinks(w, o.threshold, assigned) },
		"clusters.csv": func(w io.Writer) error { return r.WriteClusters(w, c) },
		"cuts.csv":     func(w io.Writer) error { return r.WriteCuts(w, c) },
		"model.json":   r.Model.Write,
		"report.html": func(w io.Writer) error {
			return r.WriteReport(w, linkage.ReportOptions{Clusters: c, Threshold: o.clusterThreshold, Pairs: pairs})
		},
	}
	if o.splink {
		files["splink.json"] = r.Model.WriteSplink
	}
	for name, write := range files {
		if err := writeOutput(filepath.Join(o.out, name), write); err != nil {
			return err
		}
	}
	return nil
}

func writeOutput(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // it names children, and a report may show what their records say
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}

// readModel reads our own model file or Splink's settings, told apart by content.
func readModel(path string) (*linkage.Model, error) {
	if path == "children" {
		return linkage.ChildrenModel(), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	read := linkage.ReadModel
	if bytes.Contains(text, []byte(`"comparison_levels"`)) {
		read = linkage.ReadSplink
	}
	model, err := read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return model, nil
}

// loadFiles reads the files; a file's base name is its source.
func loadFiles(model *linkage.Model, files []string) (*linkage.Dataset, error) {
	return loadFilesOn(0, model, files)
}

func loadFilesOn(threads int, model *linkage.Model, files []string) (*linkage.Dataset, error) {
	loader := linkage.NewLoader(model)
	loader.Threads = threads
	for _, path := range files {
		source := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		var err error
		if strings.EqualFold(filepath.Ext(path), ".parquet") {
			err = readParquet(loader, source, path)
		} else {
			err = readCSV(loader, source, path)
		}
		if err != nil {
			return nil, err
		}
	}
	return loader.Dataset()
}

func readCSV(loader *linkage.Loader, source, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return loader.ReadCSV(source, f)
}
