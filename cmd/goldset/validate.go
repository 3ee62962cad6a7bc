package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// newValidateCommand checks a return offline: nothing leaves the machine and
// nothing is kept.
func newValidateCommand() *cobra.Command {
	var v validation
	cmd := &cobra.Command{
		Use:   "validate PATH...",
		Short: "Check a return offline: no server, nothing kept",
		Long:  validateHelp,
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
	cmd.Flags().StringVar(&v.name, "return", "", "take the files for this return only: "+returnNames())
	cmd.Flags().StringVar(&v.request, "request", "", "the description of the request they answer, where it is not a return that ships with Goldset")
	cmd.Flags().IntVar(&v.year, "year", 0, "use the rules of this collection year, whatever the files say")
	cmd.Flags().StringVar(&v.term, "term", "", "school census only: autumn, spring or summer")
	cmd.Flags().StringVar(&v.authority, "authority", "", "the three-figure or ONS code of the authority, where the files do not say it")
	cmd.Flags().StringArrayVar(&v.previous, "previous", nil, "last year's returns, a file, folder or zip; may be given more than once")
	cmd.Flags().StringArrayVar(&v.reference, "reference", nil, "lists of postcodes and of placement providers, files or folders, for the rules that need them")
	cmd.Flags().StringVar(&v.format, "format", formatText, "what to write: text, json, html, csv, or annotated (copies of your files with the findings beside the cells)")
	cmd.Flags().BoolVar(&v.json, "json", false, "short for --format json")
	cmd.Flags().StringVar(&v.by, "by", byRule, "text only: group what was found by rule, or by child, which shows your ids of the children")
	cmd.Flags().StringVar(&v.out, "out", "", "where to write: a file, or for annotated a folder; without it, standard output")
	cmd.Flags().StringArrayVar(&v.cases, "case", nil, "run a published conformance case instead; one line of JSON each")
	return cmd
}

const validateHelp = `Check returns offline: nothing leaves this machine and nothing is kept.

PATH is a file, several, a folder or a zip: XML, CSV, XLSX, ODS or JSON. Its content
alone, whatever its name, tells which return, authority, year and table it holds; that
is shown, with all that was overlooked in reading it. One table of a return may be
checked by itself.

Several returns may be given at once: each is checked by itself, and those of one
authority are held against each other, against last year's (--previous, or beside
them) and against published counts. A file that is no return is left out, and told.

With --json there is one object a line for each return: "rules" has the rows that
break a rule, counted from 0 below the header, by rule and table; "not_run" the rules
that could not judge, with the reason; "beyond" what was found in looking beyond the
return, in the same shape, and "beyond_not_run" what of that could not be looked at.

It ends with 0 when nothing must be corrected, 2 when it was called wrongly, and 3
when findings are errors or files cannot be taken.`

// returnNames lists the returns that ship with Goldset.
func returnNames() string {
	var names []string
	for _, name := range reference.ReturnNames() {
		names = append(names, string(name))
	}
	return strings.Join(names, ", ")
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
	by         string
	more       bool // another result stands in the file already
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
	want := ingest.Expected{Return: goldset.ReturnName(v.name), Term: v.term, RuleYear: goldset.CollectionYear(v.year), Partial: true}
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
	spendMemory(files, want.Previous)
	offers, err := ingest.OpenEach(files, want)
	if err != nil {
		return err
	}
	results, err := v.checkEach(offers, want.Previous)
	if err != nil {
		return err
	}
	return v.writeEach(out, results, files)
}

// openPaths opens files, and those of folders. A path that is a folder stands for
// every file in it and below it; a name says where, seen from that folder.
func openPaths(paths []string) (files []ingest.File, closers []io.Closer, err error) {
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			hidden := name != path && err == nil && entry.Name()[0] == '.'
			switch {
			case hidden && entry.IsDir():
				return fs.SkipDir
			case err != nil || hidden || !isFile(name):
				return err
			}
			f, err := os.Open(name) //nolint:gosec // the user names the folder, and owns what it holds
			if err != nil {
				return err
			}
			closers = append(closers, f)
			info, err := f.Stat()
			if err != nil {
				return err
			}
			files = append(files, ingest.File{Name: nameBelow(path, name), Data: f, Size: info.Size()})
			return nil
		})
		if err != nil {
			return files, closers, exitError{code: exitUsage, err: err}
		}
	}
	return files, closers, nil
}

// nameBelow is a file's name as seen from the folder that was named.
func nameBelow(folder, name string) string {
	below, err := filepath.Rel(folder, name)
	if err != nil || below == "." {
		return filepath.Base(name)
	}
	return filepath.ToSlash(below)
}
