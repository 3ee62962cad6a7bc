package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

// newValidateCommand checks a return offline: nothing leaves the machine and
// nothing is kept.
func newValidateCommand() *cobra.Command {
	var v validation
	cmd := &cobra.Command{
		Use:   "validate PATH...",
		Short: "Check a return offline: no server, nothing kept",
		Long: "Check a return offline. PATH is a file, several, a folder or a zip; which return, authority and year it is\n" +
			"is read from its content. With --year the rules of that year are used, whatever the header says.",
		RunE: func(cmd *cobra.Command, paths []string) error {
			switch {
			case len(v.cases) > 0:
				return runCases(cmd.OutOrStdout(), v.cases)
			case len(paths) == 0:
				return exitError{code: exitUsage, err: errors.New("name the file, folder or zip to check")}
			}
			return v.run(cmd.OutOrStdout(), paths)
		},
	}
	cmd.Flags().StringVar(&v.name, "return", "", "the return it should be: cin, ssda903, identifiers, school_census or camhs")
	cmd.Flags().StringVar(&v.request, "request", "", "the description of the request it answers, where it is not a return that ships with Goldset")
	cmd.Flags().IntVar(&v.year, "year", 0, "the collection year whose rules to use")
	cmd.Flags().StringVar(&v.term, "term", "", "school census only: autumn, spring or summer")
	cmd.Flags().BoolVar(&v.json, "json", false, "write one JSON object; short for --format json")
	cmd.Flags().StringVar(&v.format, "format", formatText, "what to write: text, json, html, csv, or annotated (copies of your files with the findings beside the cells)")
	cmd.Flags().StringVar(&v.out, "out", "", "where to write: a file, or for annotated a folder; without it, standard output")
	cmd.Flags().StringArrayVar(&v.previous, "previous", nil, "SSDA903 only: the return of the year before, a file, folder or zip")
	cmd.Flags().StringArrayVar(&v.reference, "reference", nil, "lists of postcodes and of placement providers, files or folders, for the rules that need them")
	cmd.Flags().StringVar(&v.authority, "authority", "", "the three-figure or ONS code of the authority, where the files do not say it")
	cmd.Flags().StringArrayVar(&v.cases, "case", nil, "run a published conformance case instead; one JSON line each")
	return cmd
}

type validation struct {
	name, term string
	request    string
	year       int
	json       bool
	format     string
	out        string
	authority  string
	previous   []string
	reference  []string
	cases      []string
}

func (v *validation) run(out io.Writer, paths []string) error {
	if err := v.choose(); err != nil {
		return err
	}
	files, closers, err := openPaths(paths)
	defer func() {
		for _, c := range closers {
			c.Close()
		}
	}()
	if err != nil {
		return err
	}
	want := ingest.Expected{Return: goldset.ReturnName(v.name), Term: v.term, RuleYear: goldset.CollectionYear(v.year)}
	if v.request != "" {
		if want.Description, err = readDescription(v.request); err != nil {
			return err
		}
	}
	done, err := v.beside(&want)
	defer done()
	if err != nil {
		return err
	}
	r, err := ingest.Open(files, want)
	if err != nil {
		return v.refused(out, err)
	}
	result, err := v.check(r)
	if err != nil {
		return v.refused(out, err)
	}
	err = v.write(out, result, files)
	if err == nil && result.errors > 0 {
		return exitError{code: exitFindings, err: fmt.Errorf("%d findings are errors", result.errors)}
	}
	return err
}

// refused tells why a file cannot be taken; it is a finding about the file, not a
// failure of the program.
func (v *validation) refused(out io.Writer, err error) error {
	refused, ok := errors.AsType[*ingest.Refused](err)
	if !ok {
		return err
	}
	if v.format == formatJSON {
		empty := validated{
			Return: goldset.ReturnName(v.name), Year: goldset.CollectionYear(v.year), Refused: refused, Tables: []goldset.Count{},
			Summary: []ingest.SummaryLine{}, Rules: map[string]map[string][]int{}, NotRun: []ingest.NotRun{}, Tolerances: []string{},
		}
		if err := v.writeFile(out, empty.json); err != nil {
			return err
		}
	}
	return exitError{code: exitFindings, err: refused}
}

// openPaths opens files, and those of folders. A path that is a folder stands for
// every file directly in it.
func openPaths(paths []string) (files []ingest.File, closers []io.Closer, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return files, closers, exitError{code: exitUsage, err: err}
		}
		names := []string{path}
		if info.IsDir() {
			if names, err = filesIn(path); err != nil {
				return files, closers, err
			}
		}
		for _, name := range names {
			f, err := os.Open(name)
			if err != nil {
				return files, closers, err
			}
			closers = append(closers, f)
			info, err := f.Stat()
			if err != nil {
				return files, closers, err
			}
			files = append(files, ingest.File{Name: filepath.Base(name), Data: f, Size: info.Size()})
		}
	}
	return files, closers, nil
}

func filesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.Type().IsRegular() || e.Name()[0] == '.' })
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = filepath.Join(folder, e.Name())
	}
	return names, nil
}
