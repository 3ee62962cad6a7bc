package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goldset/goldset/ingest"
)

// caseLine is what running one conformance case says.
type caseLine struct {
	Rule        string            `json:"rule"`
	Case        string            `json:"case"`
	Findings    []ingest.CaseRows `json:"findings"`
	ReturnLevel bool              `json:"return_level"`
	NotRun      string            `json:"not_run"`
}

// runCases runs published conformance cases, one JSON object a line. A case goes
// by the name of its file. One that cannot be read does not stop the others.
func runCases(out io.Writer, paths []string) error {
	encoder := json.NewEncoder(out)
	var unread []error
	for _, path := range paths {
		line, err := runCase(path)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		if err := encoder.Encode(line); err != nil {
			return fmt.Errorf("write result of case %s: %w", path, err)
		}
	}
	if len(unread) > 0 {
		return exitError{code: exitUsage, err: errors.Join(unread...)}
	}
	return nil
}

func runCase(path string) (*caseLine, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read case: %w", err)
	}
	var c ingest.Case
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("case %s: %w", path, err)
	}
	result, err := ingest.RunCase(&c)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", path, err)
	}
	line := &caseLine{
		Rule: c.Rule, Case: strings.TrimSuffix(filepath.Base(path), ".json"),
		Findings: result.Findings, ReturnLevel: result.ReturnLevel, NotRun: result.NotRun,
	}
	if line.Findings == nil {
		line.Findings = []ingest.CaseRows{}
	}
	return line, nil
}
