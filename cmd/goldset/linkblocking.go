package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/linkage"
)

// blockingReport is what `goldset link blocking` prints.
type blockingReport struct {
	Records   int                     `json:"records"`
	Rules     []linkage.RuleCount     `json:"rules"`
	Coverage  *linkage.Coverage       `json:"coverage,omitempty"`
	Suggested []linkage.SuggestedRule `json:"suggested,omitempty"`
}

// blockingOptions are the flags of goldset link blocking.
type blockingOptions struct {
	model              string
	threads            int
	budget             int64
	countsOnly, asJSON bool
}

func newLinkBlockingCommand() *cobra.Command {
	var o blockingOptions
	cmd := &cobra.Command{
		Use:   "blocking --model MODEL LEFT [RIGHT...]",
		Short: "Count what the blocking rules give, estimate what they miss, and suggest others",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.model == "" {
				return exitError{exitUsage, errors.New("--model names the model file, or is children")}
			}
			return o.run(cmd.Context(), cmd.OutOrStdout(), args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "", "model file, our own or Splink's settings; children is the built-in one")
	flags.IntVar(&o.threads, "threads", 0, "threads; 0 uses all processors")
	flags.Int64Var(&o.budget, "budget", 0, "most pairs that the suggested rules may give, about; 0 is fifty a record")
	flags.BoolVar(&o.countsOnly, "counts", false, "count only: train nothing, estimate nothing")
	flags.BoolVar(&o.asJSON, "json", false, "print as JSON")
	return cmd
}

// run prints the counts before it trains anything, which may take long.
func (o *blockingOptions) run(ctx context.Context, w io.Writer, files []string) error {
	m, err := readModel(o.model)
	if err != nil {
		return exitError{exitUsage, err}
	}
	data, err := loadFiles(m, files)
	if err != nil {
		return err
	}
	options := linkage.Options{Threads: o.threads}
	report := blockingReport{Records: data.Len()}
	if report.Rules, err = linkage.CountCandidates(ctx, m, data, options); err != nil {
		return err
	}
	if !o.asJSON {
		if err := printRules(w, report); err != nil {
			return err
		}
	}
	if !o.countsOnly {
		result, err := linkage.Run(ctx, m, data, options)
		if err != nil {
			return err
		}
		if report.Coverage, err = result.Coverage(); err != nil {
			return err
		}
		if report.Suggested, err = result.Suggest(o.budget); err != nil {
			return err
		}
	}
	if o.asJSON {
		return json.NewEncoder(w).Encode(report)
	}
	return printCoverage(w, report)
}

func printRules(w io.Writer, r blockingReport) error {
	fmt.Fprintf(w, "%d records\n\n", r.Records)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "pairs\tadded\tso far\tblocks\tlargest blocks\t  rule\n")
	for _, rule := range r.Rules {
		sizes := strings.Trim(fmt.Sprint(rule.Biggest), "[]")
		fmt.Fprintf(table, "%d\t%d\t%d\t%d\t%s\t  %s\n", rule.Pairs, rule.Adds, rule.SoFar, rule.Blocks, sizes, rule.Rule)
	}
	return table.Flush()
}

func printCoverage(w io.Writer, r blockingReport) error {
	if c := r.Coverage; c != nil && c.Links > 0 {
		fmt.Fprintf(w, "\nThe rules reach about %.1f%% of the matches, judged by %d links without labels.\n", 100*c.Share, c.Links)
		fmt.Fprintf(w, "At least %.1f%% are missed by Chao's bound. Matches that err in everything at once are in neither figure.\n\n", 100*c.Least)
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprint(table, "of links found\tby it alone\t  rule\n")
		for _, rule := range c.Rules {
			fmt.Fprintf(table, "%.1f%%\t%.1f%%\t  %s\n", 100*rule.Found, 100*rule.Alone, rule.Rule)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	if len(r.Suggested) == 0 {
		return nil
	}
	fmt.Fprint(w, "\nSuggested, for the model's blocking:\n\n")
	for i, rule := range r.Suggested {
		on, _ := json.Marshal(rule.On) // a list of texts always encodes
		comma := ","
		if i == len(r.Suggested)-1 {
			comma = ""
		}
		fmt.Fprintf(w, "  {\"on\": %s}%s  %d pairs, %.1f%% of the links so far\n", on, comma, rule.Pairs, 100*rule.Total)
	}
	return nil
}
