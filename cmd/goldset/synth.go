package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/synthetic"
)

// synthSummary is what `goldset synth --json` prints.
type synthSummary struct {
	Children    int    `json:"children"`
	Authorities int    `json:"authorities"`
	Submissions int    `json:"submissions"`
	Bytes       int64  `json:"bytes"`
	Seed        uint64 `json:"seed"`
	Folder      string `json:"folder"`
}

func newSynthCommand() *cobra.Command {
	cfg := synthetic.DefaultConfig()
	var years, out string
	var returns []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "synth",
		Short: "Write returns of a made-up England as they would be sent, with the truth beside them",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			parsed, err := parseYears(years)
			if err != nil {
				return exitError{exitUsage, err}
			}
			cfg.Years = parsed
			for _, name := range returns {
				cfg.Returns = append(cfg.Returns, goldset.ReturnName(name))
			}
			if err := cfg.Validate(); err != nil {
				return exitError{exitUsage, err}
			}
			summary, err := synth(cmd.ErrOrStderr(), cfg, out)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(summary)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&cfg.Children, "children", cfg.Children, "children aged 0 to 17 at the middle of the years")
	flags.Uint64Var(&cfg.Seed, "seed", cfg.Seed, "same seed, same England")
	flags.StringVar(&years, "years", "2024-2026", "collection years, such as 2025 or 2024-2026")
	flags.StringVar(&out, "out", "", "folder to write to, made when missing")
	flags.StringSliceVar(&returns, "return", nil, "only this return, such as cin or ssda903; several: several times")
	flags.BoolVar(&cfg.National, "national", false, "one children in need census for the whole country, to measure with, and no other return")
	flags.IntVar(&cfg.Spoiled, "seeded-errors", cfg.Spoiled, "data-quality errors of each kind to seed into every CIN census")
	flags.BoolVar(&asJSON, "json", false, "print a summary as JSON")
	_ = cmd.MarkFlagRequired("out")
	return cmd
}

// parseYears reads 2025 or 2024-2026.
func parseYears(text string) ([]goldset.CollectionYear, error) {
	from, to, ranged := strings.Cut(text, "-")
	if !ranged {
		to = from
	}
	first, errFirst := strconv.Atoi(from)
	last, errLast := strconv.Atoi(to)
	if err := errors.Join(errFirst, errLast); err != nil || last < first || last-first > 50 {
		return nil, fmt.Errorf("years %q: write one year or a range, such as 2024-2026", text)
	}
	var out []goldset.CollectionYear
	for year := first; year <= last; year++ {
		out = append(out, goldset.CollectionYear(year))
	}
	return out, nil
}

// synth makes up England and writes each submission under its supplier's folder.
func synth(progress io.Writer, cfg synthetic.Config, out string) (*synthSummary, error) {
	england, err := synthetic.Generate(cfg)
	if err != nil {
		return nil, err
	}
	summary := &synthSummary{
		Children: cfg.Children, Authorities: len(england.Authorities()), Seed: cfg.Seed, Folder: out,
	}
	for s := range england.Submissions() {
		n, err := writeFile(filepath.Join(out, s.Supplier, s.FileName), func(w io.Writer) error {
			_, err := s.WriteTo(w)
			return err
		})
		if err != nil {
			return nil, err
		}
		summary.Submissions++
		summary.Bytes += n
	}
	for name, write := range map[string]func(io.Writer) error{
		"truth.csv": england.Truth, "small_areas.csv": england.SmallAreas, "population.csv": england.Population,
	} {
		n, err := writeFile(filepath.Join(out, name), write)
		if err != nil {
			return nil, err
		}
		summary.Bytes += n
	}
	fmt.Fprintf(progress, "%d returns of %d authorities written to %s, with truth.csv, small_areas.csv and population.csv\n",
		summary.Submissions, summary.Authorities, out)
	return summary, nil
}

// writeFile writes a file, making its folder, and returns its size.
func writeFile(path string, write func(io.Writer) error) (int64, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return 0, err
	}
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	buffered := bufio.NewWriterSize(f, 256<<10)
	if err := errors.Join(write(buffered), buffered.Flush()); err != nil {
		return 0, errors.Join(err, f.Close())
	}
	info, err := f.Stat()
	if err != nil {
		return 0, errors.Join(err, f.Close())
	}
	return info.Size(), f.Close()
}
