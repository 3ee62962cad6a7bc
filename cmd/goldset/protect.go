package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/disclosure"
)

// protectOptions are the flags of goldset protect.
type protectOptions struct {
	policy, history, release, out string
	json                          bool
}

func newProtectCommand() *cobra.Command {
	var o protectOptions
	cmd := &cobra.Command{
		Use:   "protect --policy NAME [--history DIR] TABLE...",
		Short: "Round and suppress tables of counts so that nobody can work a small count out",
		Long: `Round and suppress tables of counts so that nobody can work a small count out.

A TABLE is CSV with a header: one column called count, and one for each breakdown;
Total, or nothing, is the total of a breakdown. Tables given together are protected
together, and with everything in the ledger that --history names. The columns
authority, year, indicator and denominator are known; all are optional.`,
		Args: cobra.MinimumNArgs(1),
		RunE: o.run,
	}
	cmd.Flags().StringVar(&o.policy, "policy", "", "whose rule: "+policyNames())
	cmd.Flags().StringVar(&o.history, "history", "", "folder with the ledger of earlier releases")
	cmd.Flags().StringVar(&o.release, "release", "", "name of this release: adds it to the ledger in --history")
	cmd.Flags().StringVar(&o.out, "out", "", "folder for the protected tables; without it they go to standard output")
	cmd.Flags().BoolVar(&o.json, "json", false, "write tables and attack report as JSON")
	return cmd
}

func policyNames() string {
	var names []string
	for _, p := range disclosure.Policies() {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

func (o *protectOptions) run(cmd *cobra.Command, paths []string) error {
	policy, err := disclosure.Named(o.policy)
	if err != nil {
		return exitError{exitUsage, err}
	}
	if o.release != "" && (o.history == "" || filepath.Base(o.release) != o.release) {
		return exitError{exitUsage, errors.New("--release needs --history, and a name without a folder in it")}
	}
	history, err := readLedger(o.history)
	if err != nil {
		return err
	}
	var tables []*disclosure.TableFile
	var cells []goldset.Cell
	for _, path := range paths {
		table, err := readTable(path)
		if err != nil {
			return err
		}
		tables, cells = append(tables, table), append(cells, table.Cells...)
	}
	protected, err := disclosure.Protect(cells, policy, history)
	if err != nil {
		if errors.Is(err, disclosure.ErrRefused) {
			return exitError{exitNotAllowed, err}
		}
		return err
	}
	if err := o.write(cmd.OutOrStdout(), tables, protected); err != nil {
		return err
	}
	a := &protected.Attack
	fmt.Fprintf(cmd.ErrOrStderr(), "%d counts: %d hidden for their own sake, %d for another's; every one of them keeps %d candidates or more\n",
		a.Figures, a.Primary, a.Secondary, a.Fewest)
	return o.keep(protected, cells)
}

func readTable(path string) (*disclosure.TableFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	defer f.Close()
	return disclosure.ReadTable(filepath.Base(path), f)
}

// readLedger reads every release of the ledger in dir.
func readLedger(dir string) ([]disclosure.Released, error) {
	if dir == "" {
		return nil, nil
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	slices.Sort(paths)
	var all []disclosure.Released
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read ledger: %w", err)
		}
		var lines []disclosure.Released
		if err := json.Unmarshal(data, &lines); err != nil {
			return nil, fmt.Errorf("read ledger: %s: not a ledger that protect wrote", filepath.Base(path))
		}
		all = append(all, lines...)
	}
	return all, nil
}

// keep adds the release to the ledger; a release is written once.
func (o *protectOptions) keep(p *disclosure.Protected, cells []goldset.Cell) error {
	if o.release == "" {
		return nil
	}
	data, err := json.Marshal(p.Ledger(o.release, cells))
	if err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	if err := os.MkdirAll(o.history, 0o700); err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(o.history, o.release+".json"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return exitError{exitConflict, fmt.Errorf("write ledger: release %s: %w", o.release, err)}
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// write sends each protected table to the output folder, or all to w.
func (o *protectOptions) write(w io.Writer, tables []*disclosure.TableFile, p *disclosure.Protected) error {
	from := 0
	for i, table := range tables {
		cells := p.Cells[from : from+len(table.Cells)]
		from += len(table.Cells)
		if o.out == "" {
			if o.json {
				continue
			}
			if i > 0 {
				fmt.Fprintln(w)
			}
			if err := table.Write(w, cells); err != nil {
				return err
			}
			continue
		}
		if err := writeTable(filepath.Join(o.out, table.Name), table, cells); err != nil {
			return err
		}
	}
	if !o.json {
		return nil
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Policy string                 `json:"policy"`
		Cells  []disclosure.Published `json:"cells"`
		Attack disclosure.Attack      `json:"attack"`
	}{p.Policy.Name, p.Cells, p.Attack})
}

func writeTable(path string, table *disclosure.TableFile, cells []disclosure.Published) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // protected tables are for everybody
		return fmt.Errorf("write table: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return errors.Join(table.Write(f, cells), f.Close())
}
