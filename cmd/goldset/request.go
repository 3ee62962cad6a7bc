package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/report"
)

// newRequestCommand makes what a described request needs from its one file.
func newRequestCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "request",
		Short: "Check the description of a request, and make its template and dictionary",
		Long: "An analyst describes a request of the Commissioner's own in one file: tables, fields, codes and rules.\n" +
			"FILE is that file, or the name of a request that ships with Goldset: camhs or care_monitor.",
	}
	cmd.AddCommand(newRequestCheckCommand(), newRequestTemplateCommand(), newRequestDictionaryCommand())
	return cmd
}

func newRequestCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Say what is wrong with a description, or what was understood",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := readDescription(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s, version %d\n", d.Title, d.Version)
			for _, t := range d.Tables {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d fields, %s\n", t.Name, len(t.Fields), t.RowsPerChild())
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d code lists, %d rules\n", len(d.Lists), len(d.Rules))
			return nil
		},
	}
}

func newRequestTemplateCommand() *cobra.Command {
	var out string
	var year int
	cmd := &cobra.Command{
		Use:   "template FILE --out X.xlsx",
		Short: "Write the workbook that suppliers fill in",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			d, y, err := describedYear(args[0], year)
			if err != nil {
				return err
			}
			if out == "" {
				return exitError{exitUsage, errors.New("name the workbook to write with --out")}
			}
			var b bytes.Buffer
			if err := report.WriteRequestTemplate(&b, d, y); err != nil {
				return err
			}
			return os.WriteFile(out, b.Bytes(), 0o644) //nolint:gosec // it holds nobody's data and is to be handed on
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the workbook to write")
	cmd.Flags().IntVar(&year, "year", 0, "the collection year; the newest without it")
	return cmd
}

func newRequestDictionaryCommand() *cobra.Command {
	var out string
	var year int
	var markdown bool
	cmd := &cobra.Command{
		Use:   "dictionary FILE",
		Short: "Write what is asked as a page, or as Markdown",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, y, err := describedYear(args[0], year)
			if err != nil {
				return err
			}
			dictionary := report.NewRequestDictionary(d, y)
			text := []byte(dictionary.Markdown())
			if !markdown {
				if text, err = dictionary.HTML(); err != nil {
					return err
				}
			}
			if out != "" {
				return os.WriteFile(out, text, 0o644) //nolint:gosec // it holds nobody's data and is to be handed on
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the file to write; standard output without it")
	cmd.Flags().IntVar(&year, "year", 0, "the collection year; the newest without it")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "write Markdown")
	return cmd
}

// readDescription reads a description and understands its rules. Its faults are
// findings about the file, a line each.
func readDescription(name string) (*reference.Description, error) {
	for _, d := range reference.Descriptions() {
		if string(d.Return) == name {
			return d, nil
		}
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, reference.MaxDescription+1))
	if err != nil {
		return nil, err
	}
	d, err := reference.ReadDescription(text)
	if err == nil {
		err = ingest.CompileRules(d)
	}
	if faults, ok := errors.AsType[reference.Faults](err); ok {
		return nil, exitError{exitFindings, fmt.Errorf("%s:\n%w", name, faults)}
	}
	return d, err
}

// describedYear reads a description and settles which of its years is meant.
func describedYear(name string, year int) (*reference.Description, goldset.CollectionYear, error) {
	d, err := readDescription(name)
	if err != nil {
		return nil, 0, err
	}
	if year == 0 {
		return d, d.Newest(), nil
	}
	for _, y := range d.Years {
		if int(y) == year {
			return d, y, nil
		}
	}
	return nil, 0, exitError{exitUsage, fmt.Errorf("%s is for the years %v, not %d", name, d.Years, year)}
}
