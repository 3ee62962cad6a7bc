package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/store"
)

// referenceSets are the sets that can be imported, and how each file is read.
var referenceSets = map[string]func(context.Context, pgx.Tx, io.Reader) (store.ReferenceSet, error){
	"small-areas": store.ImportSmallAreas,
	"population":  store.ImportPopulation,
}

func newReferenceCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "reference", Short: "Reference sets: small areas, population, postcodes and placement providers"}
	cmd.AddCommand(&cobra.Command{
		Use:   "import SET FILE",
		Short: "Replace a reference set by a file",
		Long: `Replace a reference set by a file, in one transaction.

  small-areas  postcode,small_area,idaci_decile (1 is the most deprived)
  population   authority,year,age,sex,count (mid-year estimates, by collection year)
  postcodes    the ONS Postcode Directory: pcd,laua,oseast1m,osnrth1m beside any others;
               or a folder with the directory packed by letter (postcodes_A.msgpack.br ...)
  providers    Ofsted's list of placement providers, a workbook or CSV; after the postcodes,
               which tell in which authority a provider lies`,
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
			if args[0] == store.SetPostcodes || args[0] == store.SetProviders {
				return importPlaces(cmd.Context(), zones, args[0], args[1])
			}
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
		return exitError{exitUsage, fmt.Errorf("there is no reference set %q; known are small-areas, population, postcodes and providers", name)}
	}
	return pgx.BeginFunc(ctx, zones.Load, func(tx pgx.Tx) error {
		_, err := read(ctx, tx, file)
		return err
	})
}

// importPlaces replaces the postcodes or the placement providers by the files at a
// path.
func importPlaces(ctx context.Context, zones *store.Zones, name, path string) error {
	files, done, err := openBelow([]string{path})
	defer done()
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, zones.Load, func(tx pgx.Tx) error {
		var known *reference.Sets
		if name == store.SetProviders {
			if known, err = store.Places(ctx, tx); err != nil {
				return err
			}
		}
		_, err := store.ImportPlaces(ctx, tx, name, files, known)
		return err
	})
}
