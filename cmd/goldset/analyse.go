package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/store"
)

func newAnalyseCommand() *cobra.Command {
	var dataset int64
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "analyse NAME",
		Short: "Run one analysis on a dataset version and print its cells, before disclosure control",
		Long: `Run one analysis on a dataset version and print its cells as CSV.

The numbers are the true ones, before disclosure control: they are for the
analyst's eyes, and nothing printed here may leave. Reports are released by the
service, which protects them against all that left before.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, found := analysis.Find(args[0])
			if !found {
				return exitError{exitUsage, fmt.Errorf("there is no analysis %q; goldset analyse --help lists them", args[0])}
			}
			url, err := databaseURL()
			if err != nil {
				return err
			}
			zones, err := store.Open(cmd.Context(), url, store.Options{
				Password: zonePassword, Only: []store.Login{store.LoginRelease, store.LoginResearch},
			})
			if err != nil {
				return err
			}
			defer zones.Close()
			a, err := analyse(cmd.Context(), zones, m, dataset)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s, definition %s, dataset version %d: %d cells, before disclosure control, not for release\n",
				m.Title, m.DefinitionVersion, a.DatasetVersion, len(a.Cells))
			return a.print(cmd.OutOrStdout(), asJSON)
		},
	}
	help := cmd.HelpFunc()
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.Long += "\n\nThe analyses:\n\n" + listMeasures() // read only now: every command is made at every start
		help(cmd, args)
	})
	cmd.Flags().Int64Var(&dataset, "dataset", 0, "dataset version; the newest when not given")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func listMeasures() string {
	var b strings.Builder
	for _, m := range analysis.Measures() {
		fmt.Fprintf(&b, "  %-18s %s\n", m.Name, m.Question)
	}
	return b.String()
}

// analysed is what one analysis found.
type analysed struct {
	Measure           string         `json:"measure"`
	DefinitionVersion string         `json:"definition_version"`
	DatasetVersion    int64          `json:"dataset_version"`
	Cells             []goldset.Cell `json:"cells"`
}

// analyse measures the dataset version, or the newest when it is 0, if governance
// permits it for every source.
func analyse(ctx context.Context, zones *store.Zones, m *analysis.Measure, dataset int64) (*analysed, error) {
	version, err := analysedVersion(ctx, zones, dataset)
	if err != nil {
		return nil, err
	}
	years, err := permittedYears(ctx, zones, version)
	if err != nil {
		return nil, err
	}
	a := &analysed{Measure: m.Name, DefinitionVersion: m.DefinitionVersion, DatasetVersion: version}
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, zones.Research, snapshot, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, analysis.Session); err != nil {
			return fmt.Errorf("analyse: %w", err)
		}
		raws, err := store.QueryMeasure(ctx, tx, m, version, years)
		if err != nil {
			return err
		}
		a.Cells, err = m.Cells(raws)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

func analysedVersion(ctx context.Context, zones *store.Zones, dataset int64) (int64, error) {
	read := func() (store.DatasetVersion, error) { return store.NewestDatasetVersion(ctx, zones.Release) }
	missing := "there is no dataset version yet: returns must be loaded and linked first"
	if dataset != 0 {
		read = func() (store.DatasetVersion, error) { return store.ReadDatasetVersion(ctx, zones.Release, dataset) }
		missing = fmt.Sprintf("there is no dataset version %d", dataset)
	}
	version, err := read()
	if isNotFound(err) {
		return 0, exitError{exitFailure, errors.New(missing)}
	}
	return version.ID, err
}

// permittedYears are the collection years of the dataset version's submissions, if
// a live governance record permits measuring each of their returns.
func permittedYears(ctx context.Context, zones *store.Zones, dataset int64) ([]goldset.CollectionYear, error) {
	submissions, err := store.DatasetSubmissions(ctx, zones.Release, dataset)
	if err != nil {
		return nil, err
	}
	var years []goldset.CollectionYear
	var returns []goldset.ReturnName
	for _, s := range submissions {
		years, returns = append(years, s.Year), append(returns, s.Return)
	}
	slices.Sort(returns)
	for _, name := range slices.Compact(returns) {
		live, err := store.Permitted(ctx, zones.Release, name, store.PurposeMeasure, time.Now())
		if err != nil {
			return nil, err
		}
		if !live {
			return nil, exitError{exitNotAllowed, fmt.Errorf("no live governance record permits measuring the return %s", name)}
		}
	}
	slices.Sort(years)
	return slices.Compact(years), nil
}

func (a *analysed) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(a)
	}
	w := csv.NewWriter(out)
	err := w.Write([]string{
		"indicator", "year", "level", "authority", "breakdown", "unit", "numerator", "denominator",
		"value", "lower", "upper", "link_low", "link_high",
	})
	for i := range a.Cells {
		err = errors.Join(err, w.Write(cellRecord(&a.Cells[i])))
	}
	w.Flush()
	return errors.Join(err, w.Error())
}

func cellRecord(c *goldset.Cell) []string {
	dims := make([]string, len(c.Dims))
	for i, d := range c.Dims {
		dims[i] = d.Name + "=" + d.Value
	}
	optional := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strconv.FormatFloat(*x, 'g', 8, 64)
	}
	return []string{
		c.Indicator, strconv.Itoa(int(c.Year)), string(c.Level), c.Authority, strings.Join(dims, "; "), string(c.Unit),
		strconv.FormatInt(c.Numerator, 10), strconv.FormatInt(c.Denominator, 10),
		optional(&c.Value), optional(c.Lower), optional(c.Upper), optional(c.LinkLow), optional(c.LinkHigh),
	}
}
