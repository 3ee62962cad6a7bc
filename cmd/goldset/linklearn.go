package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/goldset/goldset/linkage"
)

// readLabels reads the pairs that training is told about; none when path is empty.
func readLabels(path string) ([]linkage.LabelledPair, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	labels, err := linkage.ReadLabels(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return labels, nil
}

// readFrequencies reads the term frequencies that the model names, in files beside
// it, and those of --tf COLUMN=FILE, which come first.
func readFrequencies(model *linkage.Model, modelPath string, flags []string) (map[string]*linkage.Frequencies, error) {
	files := map[string]string{}
	for part, file := range model.TFTables {
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(modelPath), file)
		}
		files[part] = file
	}
	for _, flag := range flags {
		part, file, ok := strings.Cut(flag, "=")
		if !ok {
			return nil, exitError{exitUsage, fmt.Errorf("--tf %s: write COLUMN=FILE", flag)}
		}
		files[part] = file
	}
	out := map[string]*linkage.Frequencies{}
	for part, file := range files {
		name, err := linkage.PartName(part)
		if err != nil {
			return nil, exitError{exitUsage, fmt.Errorf("--tf %s: %w", part, err)}
		}
		if out[name], err = readFrequencyFile(part, file); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return out, nil
}

func readFrequencyFile(part, path string) (*linkage.Frequencies, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if strings.EqualFold(filepath.Ext(path), ".parquet") {
		return readFrequencyParquet(part, f)
	}
	in := csv.NewReader(f)
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	table, err := linkage.NewFrequencyReader(part, header)
	if err != nil {
		return nil, err
	}
	for line := 2; ; line++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return table.Frequencies()
		}
		if err == nil {
			err = table.Add(row)
		}
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", line, err)
		}
	}
}

func readFrequencyParquet(part string, f *os.File) (*linkage.Frequencies, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return nil, err
	}
	header := make([]string, 0, len(file.Schema().Columns()))
	for _, column := range file.Schema().Columns() {
		header = append(header, column[0])
	}
	table, err := linkage.NewFrequencyReader(part, header)
	if err != nil {
		return nil, err
	}
	number := 0
	for _, group := range file.RowGroups() {
		var wrong error
		err := readRowGroup(group, file.Schema(), func(values []string) {
			number++
			if err := table.Add(values); err != nil && wrong == nil {
				wrong = fmt.Errorf("row %d: %w", number, err)
			}
		})
		if err = errors.Join(err, wrong); err != nil {
			return nil, err
		}
	}
	return table.Frequencies()
}

// readDecisions reads the reviewed pairs; none when path is empty.
func readDecisions(path string) ([]linkage.Decision, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	decisions, err := linkage.ReadDecisions(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return decisions, nil
}
