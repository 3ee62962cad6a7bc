package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/goldset/goldset/store"
)

// referenceSets are the sets that can be imported, and how each file is read.
var referenceSets = map[string]func(context.Context, pgx.Tx, io.Reader) (store.ReferenceSet, error){
	"small-areas": store.ImportSmallAreas,
	"population":  store.ImportPopulation,
}

func newReferenceCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "reference", Short: "Reference sets: small areas and population"}
	cmd.AddCommand(&cobra.Command{
		Use:   "import SET FILE",
		Short: "Replace a reference set by a CSV file",
		Long: `Replace a reference set by a CSV file, in one transaction.

  small-areas  postcode,small_area,idaci_decile (1 is the most deprived)
  population   authority,year,age,sex,count (mid-year estimates, by collection year)`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := readConfig()
			if err != nil {
				return err
			}
			zones, err := store.Open(cmd.Context(), c.database, store.Options{Password: zonePassword, Only: []store.Login{store.LoginLoad}})
			if err != nil {
				return err
			}
			defer zones.Close()
			file, err := os.Open(args[1])
			if err != nil {
				return exitError{exitUsage, err}
			}
			defer file.Close()
			return importReference(cmd.Context(), zones, args[0], file)
		},
	})
	return cmd
}

func importReference(ctx context.Context, zones *store.Zones, name string, file io.Reader) error {
	read, known := referenceSets[name]
	if !known {
		return exitError{exitUsage, fmt.Errorf("there is no reference set %q; known are small-areas and population", name)}
	}
	return pgx.BeginFunc(ctx, zones.Load, func(tx pgx.Tx) error {
		_, err := read(ctx, tx, file)
		return err
	})
}
