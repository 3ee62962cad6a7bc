package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/linkage"
)

// evaluateOptions are the flags of goldset evaluate.
type evaluateOptions struct {
	run, truth, links, clusters, cuts, summary string
	attributes, model, mistakes, statement     string
	by, gates, records                         []string
	threshold                                  float64
	bootstrap, points                          int
	asJSON, showIDs                            bool
}

// evaluation is what `goldset evaluate --json` prints.
type evaluation struct {
	Records           int                               `json:"records"`
	Unknown           int                               `json:"unknown"` // records in links or clusters that the truth does not hold
	Links             []atThreshold                     `json:"links,omitempty"`
	Best              *atThreshold                      `json:"best,omitempty"` // of all thresholds, by F1
	Curve             []linkage.CurvePoint              `json:"curve,omitempty"`
	ROCArea           float64                           `json:"roc_area,omitempty"`
	PRArea            float64                           `json:"pr_area,omitempty"`
	LinkIntervals     *linkage.Intervals                `json:"link_intervals,omitempty"` // at --threshold
	Clusters          *linkage.Quality                  `json:"clusters,omitempty"`
	ClusterIntervals  *linkage.Intervals                `json:"cluster_intervals,omitempty"`
	Mistakes          []linkage.CauseCount              `json:"mistakes,omitempty"`
	MistakesThreshold float64                           `json:"mistakes_threshold,omitempty"`
	Estimates         []linkage.Estimate                `json:"estimates,omitempty"` // without labels
	Groups            map[string][]linkage.GroupQuality `json:"groups,omitempty"`
	Breaches          []linkage.Breach                  `json:"breaches,omitempty"`

	// For the statement.
	summary *linkSummary
	model   *linkage.Model
}

// atThreshold is the quality of links of at least a probability.
type atThreshold struct {
	Threshold float64 `json:"threshold"`
	Weight    float64 `json:"match_weight"`
	linkage.Quality
}

// evaluatedAt are the thresholds at which links are judged, beside the whole curve.
var evaluatedAt = []float64{.01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99, .995, .999, .9999}

func newEvaluateCommand() *cobra.Command {
	var o evaluateOptions
	cmd := &cobra.Command{
		Use:   "evaluate --truth FILE --links FILE [--clusters FILE]",
		Short: "Compare links and clusters with the truth: precision, recall and F1, by subgroup too",
		Long: `Compare links and clusters with the truth. Recall counts every pair of records of
one person, whether or not a blocking rule gave it. Without --truth, the links'
own probabilities say what may be expected of them.

With --by and --gate the command ends with exit code 3 when a group falls below
the bound, and names the group.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			gates, err := o.check()
			if err != nil {
				return exitError{exitUsage, err}
			}
			e, err := o.evaluate(cmd.Context(), gates)
			if err != nil {
				return err
			}
			if o.asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetIndent("", "  ")
				err = encoder.Encode(e)
			} else {
				e.print(cmd.OutOrStdout())
			}
			if err == nil && len(e.Breaches) > 0 {
				err = exitError{exitFindings, errors.New(breachList(e.Breaches))}
			}
			return err
		},
	}
	o.flags(cmd)
	cmd.AddCommand(newEvaluateDiffCommand())
	return cmd
}

func (o *evaluateOptions) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.run, "run", "", "folder that goldset link wrote; stands for --links, --clusters, --cuts, --summary and --model")
	flags.StringVar(&o.truth, "truth", "", "CSV of source, id, entity; absent: estimates without labels")
	flags.StringVar(&o.links, "links", "", "links.csv of goldset link")
	flags.StringVar(&o.clusters, "clusters", "", "clusters.csv of goldset link")
	flags.StringVar(&o.cuts, "cuts", "", "cuts.csv of goldset link: links that clustering cut, and why")
	flags.StringVar(&o.summary, "summary", "", "summary.json of goldset link: how many matches were expected")
	flags.StringVar(&o.attributes, "attributes", "", "CSV of source, id and columns to report by; absent: the truth file")
	flags.StringSliceVar(&o.by, "by", nil, "columns to report by")
	flags.StringSliceVar(&o.gates, "gate", nil, "least value for any group: .95 (precision and recall), or recall=.95,precision=.99,f1=.97")
	flags.StringVar(&o.model, "model", "", "model of the run; with --records it tells pairs that were blocked out from those that scored low")
	flags.StringSliceVar(&o.records, "records", nil, "the files that were linked")
	flags.StringVar(&o.mistakes, "mistakes", "", "CSV file to write examples of wrong pairs to, by cause; ids are numbered unless --show-ids")
	flags.BoolVar(&o.showIDs, "show-ids", false, "name the records by their ids in --mistakes")
	flags.StringVar(&o.statement, "statement", "", "file to write a linkage statement to, .md or .html")
	flags.Float64Var(&o.threshold, "threshold", .5, "probability at which the links' mistakes are listed")
	flags.IntVar(&o.bootstrap, "bootstrap", 200, "draws of persons for the intervals; 0 leaves the intervals out")
	flags.IntVar(&o.points, "points", 200, "most points of the curve in the JSON; areas and best F1 always use every weight")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON")
}

// check completes the options and reads the gates.
func (o *evaluateOptions) check() ([]linkage.Gate, error) {
	if o.run != "" {
		for name, flag := range map[string]*string{
			"links.csv": &o.links, "clusters.csv": &o.clusters, "cuts.csv": &o.cuts, "summary.json": &o.summary, "model.json": &o.model,
		} {
			if *flag == "" && isFile(filepath.Join(o.run, name)) {
				*flag = filepath.Join(o.run, name)
			}
		}
	}
	switch {
	case o.links == "" && o.clusters == "":
		return nil, errors.New("at least one of --links, --clusters and --run names what to judge")
	case o.truth == "" && o.links == "":
		return nil, errors.New("--truth names the true persons; without it only --links can be judged, by their probabilities")
	case o.truth == "" && (len(o.by) > 0 || o.mistakes != ""):
		return nil, errors.New("--by and --mistakes need --truth")
	case o.mistakes != "" && o.links == "":
		return nil, errors.New("--mistakes tells causes from links: give --links too")
	case len(o.by) > 0 && o.clusters == "":
		return nil, errors.New("--by judges clusters: give --clusters too")
	case len(o.gates) > 0 && len(o.by) == 0:
		return nil, errors.New("--gate bounds groups: name their columns with --by")
	case !(o.threshold > 0 && o.threshold < 1):
		return nil, errors.New("--threshold is between 0 and 1")
	case o.bootstrap < 0 || o.points < 2:
		return nil, errors.New("--bootstrap is not negative and --points is at least 2")
	case o.statement != "" && !slices.Contains([]string{".md", ".html"}, filepath.Ext(o.statement)):
		return nil, errors.New("--statement names a file that ends in .md or .html")
	}
	return readGates(o.gates)
}

func readGates(texts []string) ([]linkage.Gate, error) {
	var gates []linkage.Gate
	for _, text := range texts {
		metric, bound, named := strings.Cut(text, "=")
		if !named {
			bound = metric
		}
		least, err := strconv.ParseFloat(bound, 64)
		if err != nil || !(least >= 0 && least <= 1) {
			return nil, fmt.Errorf("--gate %s: the bound is a number from 0 to 1", text)
		}
		switch {
		case !named:
			gates = append(gates, linkage.Gate{Metric: "precision", Least: least}, linkage.Gate{Metric: "recall", Least: least})
		case metric == "precision" || metric == "recall" || metric == "f1":
			gates = append(gates, linkage.Gate{Metric: metric, Least: least})
		default:
			return nil, fmt.Errorf("--gate %s: the measure is precision, recall or f1", text)
		}
	}
	return gates, nil
}

func breachList(breaches []linkage.Breach) string {
	text := make([]string, len(breaches))
	for i, b := range breaches {
		text[i] = b.String()
	}
	return "the gate is not passed: " + strings.Join(text, "; ")
}

// evaluate reads the files and judges what they hold.
func (o *evaluateOptions) evaluate(ctx context.Context, gates []linkage.Gate) (*evaluation, error) {
	e := &evaluation{}
	j, err := o.read(e)
	if err != nil {
		return nil, err
	}
	if o.links != "" {
		e.estimate(j)
	}
	if o.truth != "" {
		if o.links != "" {
			e.judgeLinks(o, j)
		}
		if j.clusters != nil {
			e.judgeClusters(o, j)
		}
		if err := o.judgeGroups(e, j, gates); err != nil {
			return nil, err
		}
		if o.links != "" {
			if err := o.judgeMistakes(ctx, e, j); err != nil {
				return nil, err
			}
		}
	}
	if o.statement != "" {
		return e, o.writeStatement(e)
	}
	return e, nil
}
