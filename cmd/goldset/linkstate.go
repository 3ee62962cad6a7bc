package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goldset/goldset/linkage"
)

// readState reads what an earlier run left in the --state file; nil when no run has yet.
func (o *linkOptions) readState() (*linkage.State, error) {
	if o.state == "" {
		return nil, nil
	}
	f, err := os.Open(o.state)
	if errors.Is(err, fs.ErrNotExist) {
		if folder, err := os.Stat(filepath.Dir(o.state)); err != nil || !folder.IsDir() {
			return nil, exitError{exitUsage, fmt.Errorf("--state %s: its folder is not there", filepath.Base(o.state))}
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s, err := linkage.ReadState(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return nil, exitError{exitUsage, fmt.Errorf("--state %s: %w", filepath.Base(o.state), err)}
	}
	return s, o.goesOnFrom(s)
}

// goesOnFrom refuses flags that an update cannot follow, since the links that stand
// were made without them.
func (o *linkOptions) goesOnFrom(s *linkage.State) error {
	var problem string
	switch {
	case o.classes != 0 || o.labels != "" || o.labelsAlone || len(o.tf) > 0:
		problem = "its model stays as it is: leave out --classes, --labels, --labels-alone and --tf"
	case s.Threshold != o.clusterThreshold:
		problem = fmt.Sprintf("it was made with --cluster-threshold %g: give that", s.Threshold)
	case s.Minimum != min(o.threshold, o.clusterThreshold):
		problem = fmt.Sprintf("it was made with links of probability %g and more: give --threshold %g", s.Minimum, s.Minimum)
	case len(s.Decisions) > 0 && o.decisions == "":
		problem = fmt.Sprintf("it holds %d reviewed pairs, which would be withdrawn: give --decisions again, a file with only its header if that is meant", len(s.Decisions))
	default:
		return nil
	}
	return exitError{exitUsage, fmt.Errorf("--state %s: %s, or name a file that is not there to begin anew", filepath.Base(o.state), problem)}
}

// modelToUse is the model of the state, when there is one, and else that of --model.
func (o *linkOptions) modelToUse(s *linkage.State) (*linkage.Model, error) {
	if s != nil {
		model := s.Model.Clone()
		model.TFTables = nil // the state holds what they said
		return model, nil
	}
	if o.model == "" {
		return nil, fmt.Errorf("--state %s is not there yet: --model names the model to begin with", filepath.Base(o.state))
	}
	model, err := readModel(o.model)
	if err == nil && o.classes != 0 {
		model.Retrain(o.classes)
	}
	return model, err
}

// linkOrUpdate scores all pairs, or only those with a record that is new or changed
// since the state; then the clusters are renewed as well.
func linkOrUpdate(ctx context.Context, s *linkage.State, model *linkage.Model, data *linkage.Dataset, options linkage.Options) (*linkage.Result, *linkage.Clustering, error) {
	if s != nil {
		return s.Update(ctx, data, options)
	}
	r, err := linkage.Run(ctx, model, data, options)
	return r, nil, err
}

// writeState leaves the run for the next, for the owner's eyes only: term frequencies
// name values. The file is whole or it is the one before.
func (o *linkOptions) writeState(r *linkage.Result, c *linkage.Clustering) error {
	s, err := r.State(c, o.clusterThreshold)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(o.state), ".state-*") // made with 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	if err := errors.Join(writeBuffered(f, s.Write), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(o.state), err)
	}
	return os.Rename(f.Name(), o.state)
}

func writeBuffered(f io.Writer, write func(io.Writer) error) error {
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush())
}
