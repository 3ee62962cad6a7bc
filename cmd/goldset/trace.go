package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

func newTraceCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "trace NUMBER",
		Short: "Lead from a published number back to cell, dataset version, submissions, receipts and requests",
		Long: `Lead from a published number back to its cell, dataset version, submissions,
receipts and the requests behind them.

NUMBER is the reference beside a number in a report (the 1234 of "cell 1234"). A
figure as it is printed, such as 330.3, lists the cells that show it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			url, err := databaseURL()
			if err != nil {
				return err
			}
			zones, err := store.Open(cmd.Context(), url, store.Options{Password: zonePassword, Only: []store.Login{store.LoginRelease}})
			if err != nil {
				return err
			}
			defer zones.Close()
			return trace(cmd.Context(), zones.Release, args[0], cmd.OutOrStdout(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func trace(ctx context.Context, db store.DB, number string, out io.Writer, asJSON bool) error {
	id, err := strconv.ParseInt(strings.TrimPrefix(number, "cell "), 10, 64)
	if err == nil {
		found, err := store.TraceCell(ctx, db, id)
		if err == nil && found.Cell.Left {
			return tellTrace(out, &found, asJSON)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	cells, err := store.FindPublished(ctx, db, number)
	if err != nil {
		return err
	}
	if len(cells) == 0 {
		return exitError{exitFailure, fmt.Errorf("no published cell has the number %s, and none shows it", number)}
	}
	if asJSON {
		return json.NewEncoder(out).Encode(describeAll(cells))
	}
	fmt.Fprintf(out, "%s is shown in these cells; trace one of them by its number:\n\n", number)
	for i := range cells {
		fmt.Fprintf(out, "  %-8d %s\n", cells[i].ID, describe(&cells[i]))
	}
	return nil
}

func describeAll(cells []store.LedgerCell) []map[string]any {
	all := make([]map[string]any, len(cells))
	for i := range cells {
		all[i] = map[string]any{"cell": cells[i].ID, "is": describe(&cells[i])}
	}
	return all
}

// describe says which number of which measure a cell is.
func describe(c *store.LedgerCell) string {
	parts := []string{c.Measure, c.Indicator, strconv.Itoa(int(c.Year)), string(c.Level)}
	if c.Authority != "" {
		parts = append(parts, c.Authority)
	}
	for _, d := range c.Dims {
		parts = append(parts, d.Name+" "+d.Value)
	}
	return strings.Join(parts, ", ")
}

// tracePrinted is a trace as it is printed: what left, and never the true value.
type tracePrinted struct {
	Cell              int64             `json:"cell"`
	Is                string            `json:"is"`
	Published         string            `json:"published"`
	Unit              goldset.Unit      `json:"unit"`
	DefinitionVersion string            `json:"definition_version"`
	Report            int64             `json:"report"`
	ReportTitle       string            `json:"report_title"`
	State             store.ReportState `json:"state"`
	DatasetVersion    int64             `json:"dataset_version"`
	Fingerprint       string            `json:"fingerprint"`
	MapVersion        int64             `json:"map_version"`
	Reference         map[string]string `json:"reference"`
	Submissions       []traceSource     `json:"submissions"`
}

type traceSource struct {
	Submission  int64              `json:"submission"`
	Supplier    string             `json:"supplier"`
	Return      goldset.ReturnName `json:"return"`
	Year        int                `json:"year"`
	Term        string             `json:"term,omitempty"`
	Receipt     string             `json:"receipt"`
	SHA256      string             `json:"sha256"`
	Request     int64              `json:"request"`
	IssuedOn    string             `json:"issued_on"`
	Purpose     string             `json:"purpose"`
	LawfulBasis string             `json:"lawful_basis"`
}

func tellTrace(out io.Writer, t *store.Trace, asJSON bool) error {
	p := tracePrinted{
		Cell: t.Cell.ID, Is: describe(&t.Cell), Published: t.Cell.Published, Unit: t.Cell.Unit,
		DefinitionVersion: t.Cell.DefinitionVersion,
		Report:            t.Report.ID, ReportTitle: t.Report.Title, State: t.Report.State,
		DatasetVersion: t.Dataset.ID, Fingerprint: hex.EncodeToString(t.Dataset.Fingerprint), MapVersion: t.Map.ID,
		Reference: t.Dataset.Reference,
	}
	for i := range t.Sources {
		s := &t.Sources[i]
		p.Submissions = append(p.Submissions, traceSource{
			Submission: s.ID, Supplier: s.SupplierName, Return: s.Return, Year: int(s.Year), Term: s.Term, Receipt: s.Receipt,
			SHA256: hex.EncodeToString(s.SHA256), Request: s.Request, IssuedOn: s.IssuedOn.Format(time.DateOnly),
			Purpose: s.Purpose, LawfulBasis: s.LawfulBasis,
		})
	}
	if asJSON {
		return json.NewEncoder(out).Encode(p)
	}
	fmt.Fprintf(out, "cell %d      %s\n", p.Cell, p.Is)
	fmt.Fprintf(out, "published    %s (%s), definition %s\n", p.Published, p.Unit, p.DefinitionVersion)
	fmt.Fprintf(out, "in report    %d, %s, %s\n", p.Report, p.ReportTitle, p.State)
	fmt.Fprintf(out, "on dataset   version %d, fingerprint %.16s, person map %d\n", p.DatasetVersion, p.Fingerprint, p.MapVersion)
	fmt.Fprintf(out, "made of      %d submissions:\n\n", len(p.Submissions))
	for _, s := range p.Submissions {
		fmt.Fprintf(out, "  %-26s %-14s %d %-7s receipt %s, request %d of %s\n", s.Supplier, s.Return, s.Year, s.Term, s.Receipt, s.Request, s.IssuedOn)
	}
	if len(p.Submissions) > 0 {
		fmt.Fprintf(out, "\nasked for    %s\non the basis %s\n", p.Submissions[0].Purpose, p.Submissions[0].LawfulBasis)
	}
	return nil
}
