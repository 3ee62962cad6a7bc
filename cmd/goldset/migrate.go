package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/migrations"
)

func newMigrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database that DATABASE_URL names to the shape this binary expects",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			url, err := databaseURL()
			if err != nil {
				return err
			}
			if err := migrations.Up(cmd.Context(), url); err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), "the database is up to date")
			return nil
		},
	}
}
