package main

import (
	"errors"
	"path/filepath"

	"github.com/goldset/goldset/linkage"
)

// writeStatement writes the linkage statement of a run and its evaluation.
func (o *evaluateOptions) writeStatement(e *evaluation) error {
	if e.summary == nil || e.model == nil {
		return exitError{exitUsage, errors.New("--statement needs --run, or --summary and --model: what was linked and how")}
	}
	s := &linkage.Statement{
		Model: e.model, Summary: e.summary.Summary, Sources: e.summary.Sources, Threshold: e.summary.ClusterThreshold, Clusters: e.summary.Clusters,
		Estimates: e.Estimates, Quality: e.Clusters, Intervals: e.ClusterIntervals,
		Mistakes: e.Mistakes, Groups: e.Groups, Breaches: e.Breaches,
	}
	if filepath.Ext(o.statement) == ".html" {
		return writeOutput(o.statement, s.WriteHTML)
	}
	return writeOutput(o.statement, s.WriteMarkdown)
}
